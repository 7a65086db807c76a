"""What a simulator must offer to be compared: days, one after the other, from given states."""

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model

Array = NDArray[np.float64]

PERIOD = 24.0  # hours
# An absolute tolerance is this share of the relative one, times what a species has in the day.
ABSOLUTE_SHARE = 1e-2


class Peer(Protocol):
    """A simulator with one model loaded."""

    @property
    def name(self) -> str:
        """As tables print it."""
        ...

    @property
    def version(self) -> str:
        """Of the package that is used."""
        ...

    @property
    def words(self) -> str:
        """How it is driven, in a few words."""
        ...

    @property
    def side_by_side(self) -> int:
        """How many states it takes at once without being slower."""
        ...

    def midnights(
        self, states: Array, parameters: Array, scales: Array, days: int, tolerance: float
    ) -> Array:
        """
        States (n, days, ns) at the end of each day, from ``states`` (n, ns) at midnight.

        ``parameters`` (n, np) in umol, L and h; ``scales`` (n, ns), the size of each species in
        the course of a day; ``tolerance`` relative. Raises ArithmeticError where it stops.
        """
        ...


# Shown in this order. Each module offers `open_peer(model, kernel) -> Peer`.
PEERS: Mapping[str, str] = {
    "roadrunner": "libroadrunner",
    "scipy_lsoda": "scipy",
    "sundials": "scikit-sundae",
    "numbalsoda": "numbalsoda",
    "diffrax": "diffrax",
}


def open_peer(key: str, model: Model, kernel: Kernel) -> Peer:
    """Load a model into a peer; raises ImportError where the peer is not installed."""
    peer: Peer = import_module(f"benchmarks.peers.with_{key}").open_peer(model, kernel)
    return peer
