"""How cells ended: counts of a chunk or of a sweep, and what is said of those that failed."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Any

from rls_sim.errors import BatchError, InputError
from rls_sim.numerics.search import CycleStatus

CAUSES_TOLD = 3
SOLVED, WITHOUT_A_DAY = str(CycleStatus.CONVERGED), str(CycleStatus.NO_PERIODIC_STATE)
NUMBERS = re.compile(r"[-+]?\d+\.?\d*(e[-+]?\d+)?")


@dataclass(frozen=True)
class Tally:
    """
    How many cells there are, how many of each status, and why some failed.

    A cell that is shown to have no periodic state is an answer. Any other that is not solved has
    failed. ``examples``: by cause, the first cell that it stopped.
    """

    cells: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)
    examples: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> "Tally":
        """That of a table with the columns cell, status and error."""
        status, error, cell = columns["status"], columns["error"], columns["cell"]
        causes: Counter[str] = Counter()
        examples: dict[str, int] = {}
        for i in (i for i, word in enumerate(status) if word not in (SOLVED, WITHOUT_A_DAY)):
            cause = f"{status[i]}: {cause_of(str(error[i]))}"
            causes[cause] += 1
            examples.setdefault(cause, int(cell[i]))
        return cls(len(status), Counter(map(str, status)), causes, examples)

    @classmethod
    def sum(cls, tallies: Iterable["Tally"]) -> "Tally":
        """That of all together, in the order of their cells."""
        cells, statuses, causes = 0, Counter[str](), Counter[str]()
        examples: dict[str, int] = {}
        for tally in tallies:
            cells += tally.cells
            statuses.update(tally.statuses)
            causes.update(tally.causes)
            for cause, cell in tally.examples.items():
                examples[cause] = min(cell, examples.get(cause, cell))
        return cls(cells, statuses, causes, examples)

    def told(self) -> dict[str, Any]:
        """What JSON holds of it, the most frequent first."""
        return {
            "cells": self.cells,
            "statuses": dict(self.statuses.most_common()),
            "failed": self.failed,
            "causes": dict(self.causes.most_common()),
            "examples": dict(self.examples),
        }

    @classmethod
    def from_told(cls, told: Mapping[str, Any]) -> "Tally":
        """The tally that told this; raises KeyError where something lacks."""
        return cls(
            told["cells"], Counter(told["statuses"]), Counter(told["causes"]), told["examples"]
        )

    @property
    def failed(self) -> int:
        """How many cells are neither solved nor shown to have no periodic state."""
        return self.causes.total()

    @property
    def without_a_day(self) -> int:
        """How many cells are shown to have no periodic state."""
        return self.statuses[WITHOUT_A_DAY]

    def worst(self) -> list[tuple[str, int, int]]:
        """The most frequent causes, how often each, and one of its cells."""
        ordered = sorted(self.causes.items(), key=lambda item: (-item[1], self.examples[item[0]]))
        return [(cause, count, self.examples[cause]) for cause, count in ordered[:CAUSES_TOLD]]


def cause_of(error: str) -> str:
    """A message without its numbers, so that like causes count together."""
    return NUMBERS.sub("#", error) or "no reason given"


def allowed_failures(text: str, total: int) -> int:
    """Read ``N`` or ``Ppct`` of the total; raises InputError for anything else."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(pct|%)?", text.strip())
    if match is None or (not match[2] and "." in match[1]):
        raise InputError(f"--max-failed {text}: write a whole number, or a share such as 5pct.")
    if match[2] and float(match[1]) > 100:
        raise InputError(f"--max-failed {text}: a share is 100pct at most.")
    return floor(float(match[1]) / 100 * total) if match[2] else int(match[1])


def check_failures(tally: Tally, allowed: int, replay: str) -> None:
    """Raise BatchError, with the most frequent causes, where more cells failed than allowed."""
    if tally.failed > allowed:
        raise BatchError(
            f"{tally.failed} of {tally.cells} cells failed ({allowed} allowed by --max-failed)"
            + (f"; to see one: {replay}" if replay else "")
        )
