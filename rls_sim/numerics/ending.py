"""How the integration of one job by Rodas5P ended; numbers, since machine code writes them."""

from enum import IntEnum


class Ending(IntEnum):
    """DONE, or what stopped it."""

    DONE = 0
    TOO_MANY_STEPS = 1
    STEP_TOO_SMALL = 2
    NOT_FINITE = 3
    RUNNING = 4

    def words(self) -> str:
        """The end of a sentence that says what happened."""
        return {
            Ending.DONE: "it arrived",
            Ending.TOO_MANY_STEPS: "the steps allowed are used up",
            Ending.STEP_TOO_SMALL: "the steps shrink to nothing",
            Ending.NOT_FINITE: "the rates are not finite",
            Ending.RUNNING: "it is on its way",
        }[self]
