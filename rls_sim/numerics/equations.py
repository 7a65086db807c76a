"""The equations of a periodic day: by machine code where there is some, else by the reference."""

from typing import Any

from rls_sim.numerics.harmonic_balance import HarmonicBalance
from rls_sim.numerics.system import FloatArray, System

STEP_OF_NODES = 8  # machine code takes nodes in blocks of four, and harmonics too
MOST_NODES = 256  # a transform is written out for its number of nodes: more take long to compile


def equations(
    system: System,
    parameters: FloatArray,
    nodes: int,
    period: float,
    floor: FloatArray,
    totals: FloatArray,
) -> Any:
    """Harmonic balance of one system, parameter vector and number of nodes.

    A `MachineBalance` or a `HarmonicBalance`, of one interface. Closed systems, whose ``totals``
    (ns, k) must be kept while their days are sought, are left to the reference.
    """
    machine = getattr(system, "machine", None)
    if machine is None or totals.shape[1] or nodes % STEP_OF_NODES or nodes > MOST_NODES:
        return HarmonicBalance(system, parameters, nodes, period, floor, totals)
    from rls_sim.numerics.machine_balance import MachineBalance

    return MachineBalance(system, parameters, nodes, period, floor)


def quickest(system: System) -> System:
    """The system with its rates from machine code, where it has some."""
    if getattr(system, "machine", None) is None:
        return system
    from rls_sim.numerics.machine_system import MachineSystem

    return MachineSystem(system)


class Reference:
    """A system without its machine code: all of it by NumPy and SciPy."""

    machine = None

    def __init__(self, system: System) -> None:
        self._system = system

    def __getattr__(self, name: str) -> Any:
        return getattr(self._system, name)
