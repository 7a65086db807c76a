"""What an integration gives back: its steps and what lies between, or why it stopped."""

from collections.abc import Callable
from dataclasses import dataclass

from rls_sim.numerics.system import FloatArray


class StoppedError(ArithmeticError):
    """An integration stopped at ``time`` with ``state`` (ns,); the text says why."""

    def __init__(self, why: str, time: float, state: FloatArray) -> None:
        super().__init__(why)
        self.time, self.state = time, state


@dataclass(frozen=True)
class Integral:
    """The ends of the steps (n,), the states there (ns, n), and the state at any hour between."""

    time: FloatArray
    state: FloatArray
    at: Callable[[FloatArray], FloatArray]
