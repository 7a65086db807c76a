"""One patient treated, beside the same one untreated; in the declared cell and in an ensemble."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.augmentation import COUNTS
from rls_sim.clinic.augmented_course import Augmented, augmented
from rls_sim.clinic.courses import Courses, follow_courses, starts_of
from rls_sim.clinic.events import Event
from rls_sim.clinic.readings import (
    AUGMENTATION,
    NEEDED,
    PUSH,
    SCORE,
    Reading,
    find_readings,
    readers,
)
from rls_sim.clinic.regimen import Regimen
from rls_sim.clinic.relief import NOTICED, Relief, reliefs
from rls_sim.clinic.safety import Crossing, crossings
from rls_sim.clinic.settle import Settled
from rls_sim.errors import InputError, SolveError
from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.inference.ensemble import Ensemble
from rls_sim.inference.worlds import solve_worlds
from rls_sim.quantities.parameter import DECLARED
from rls_sim.study.cell import Bench, Cell

Array = NDArray[np.float64]
SCREENED = 256  # members solved at once in looking for patients


@dataclass(frozen=True, eq=False)
class TreatedCourse:
    """
    What became of one patient: row 0 is the declared cell, the others are members.

    ``treated`` and ``untreated`` hold the same readings (1 + members, days); ``readings`` are those
    asked for, which stand in front of what relief and safety need. ``settled``: one period of
    the state that repeats.
    """

    cell: Cell
    regimen: Regimen
    days: int
    readings: tuple[Reading, ...]
    treated: Courses
    untreated: Courses
    members: NDArray[np.int64]
    settled: bool = False  # one period of the state that repeats, not its approach

    @property
    def relief(self) -> Relief:
        """Of the declared cell."""
        return self.reliefs[0]

    @property
    def reliefs(self) -> list[Relief]:
        """Of the declared cell and of each member."""
        return reliefs(self.treated[SCORE], self.untreated[SCORE])

    def crossings(self, row: int = 0, *, new: bool = False) -> list[Crossing]:
        """The limits of safety that a course crosses; ``new``: and the untreated one does not."""
        found = {name: values[row] for name, values in self.treated.found.items()}
        untreated = {name: values[row] for name, values in self.untreated.found.items()}
        return crossings(found, self.cell.parameters, untreated if new else None)

    @property
    def augmented(self) -> Augmented:
        """The share of people like the declared cell who would have augmentation."""
        recovery = self.cell.parameters["augmentation_recovery"].canonical_value
        return augmented(self.treated[PUSH][0], recovery)

    @property
    def augments_from(self) -> int | None:
        """The first day on which the declared cell's drive has risen so far that it counts."""
        risen = np.greater_equal(self.treated[AUGMENTATION][0], COUNTS)
        return int(risen.argmax()) if risen.any() else None

    def augmentation_words(self) -> str:
        """What is to be said of augmentation; nothing where nothing brings it."""
        if self.cell.parameters["augmentation_pace"].value == 0:
            return self.augmented.words()
        day = self.augments_from
        when = "not within this course" if day is None else f"from day {day} on"
        return f"augmentation: in this person {when}, when the drive has risen by {COUNTS:g}"

    @property
    def lost(self) -> list[int]:
        """Rows whose course could not be followed to its end."""
        troubled = (self.treated.error != "") | (self.untreated.error != "")
        return [int(row) for row in np.flatnonzero(troubled)]


def treat(
    bench: Bench,
    cell: Cell,
    regimen: Regimen,
    days: int,
    outcomes: Sequence[str],
    *,
    table: Array | None = None,
    members: NDArray[np.int64] | None = None,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> TreatedCourse:
    """
    Follow a cell of a treated ``bench`` over so many days, with and without the regimen.

    ``table`` (members, np) are further sets of parameters to which the cell's lesions and set
    values are applied. ``progress`` is told how many days of people were done. Raises SolveError
    where the cell itself has no periodic day to start from or its course gets stuck,
    UnknownNameError for an outcome.
    """
    readings = find_readings(list(dict.fromkeys([*outcomes, *NEEDED])))
    own = bench.kernel.parameter_vector(cell.parameters)[None]
    rows = own if table is None else np.concatenate([own, applied(bench, cell, table)])
    start, reasons = starts_of(bench, rows)
    if reasons[0]:
        raise SolveError(f"no periodic day to start from for {cell.words()}: {reasons[0]}")
    events = regimen.events(days, cell.parameters)

    def course(happens: Sequence[Event]) -> Courses:
        return follow_courses(
            *(bench, rows, happens, days, readers(readings)),
            start=start,
            threads=threads,
            progress=progress,
        )

    treated, untreated = course(events), course(())
    if treated.error[0]:
        raise SolveError(f"the course of {cell.words()} stopped: {treated.error[0]}.")
    drawn = np.zeros(0, dtype=np.int64) if members is None else members
    return TreatedCourse(
        cell, regimen, days, find_readings(tuple(outcomes)), treated, untreated, drawn
    )


def treat_settled(
    bench: Bench, cell: Cell, regimen: Regimen, settled: Settled, outcomes: Sequence[str]
) -> TreatedCourse:
    """One period of the repeating state under a regimen, beside the untreated periodic day."""
    readings = find_readings(list(dict.fromkeys([*outcomes, *NEEDED])))
    row = bench.kernel.parameter_vector(cell.parameters)[None]

    def course(events: Sequence[Event], start: Array | None) -> Courses:
        return follow_courses(bench, row, events, settled.period, readers(readings), start=start)

    treated, untreated = course(settled.events, settled.state[None]), course((), None)
    if untreated.error[0]:
        raise SolveError(f"no periodic day for {cell.words()}: {untreated.error[0]}")
    nobody = np.zeros(0, dtype=np.int64)
    shown = find_readings(tuple(outcomes))
    days = settled.period
    return TreatedCourse(cell, regimen, days, shown, treated, untreated, nobody, settled=True)


def members_with_the_syndrome(
    bench: Bench, cell: Cell, ensemble: Ensemble, count: int, seed: int
) -> Array:
    """
    Parameters (count, np) of members in which the cell's changes bring a score that is noticed.

    Raises InputError where these are fewer among all members.
    """
    found: list[Array] = []
    drawn = ensemble.draw(len(ensemble), seed)
    reader = readers(find_readings([SCORE]))
    for first in range(0, len(drawn), SCREENED):
        table = applied(bench, cell, ensemble.table(bench, drawn[first : first + SCREENED]))
        score = solve_worlds(bench, table, reader, patient=False).found[SCORE]
        found.append(table[np.greater_equal(score, NOTICED)])
        if sum(map(len, found)) >= count:
            return np.concatenate(found)[:count]
    have = sum(map(len, found))
    raise InputError(f"only {have} of {len(drawn)} members have a score of {NOTICED:g} or more.")


def applied(bench: Bench, cell: Cell, table: Array) -> Array:
    """Members (n, np) with the cell's lesions, of their sizes, and then with the values it sets."""
    names = bench.kernel.parameter_names
    changed = table
    for broken in cell.lesions:
        sizes = np.full((len(table), 1), broken.size)
        changed = Hypothesis((broken.lesion,)).applied(changed, sizes, names, bench.healthy)
    changed = changed.copy()
    for name, parameter in cell.parameters.items():
        if parameter.reason != DECLARED and not parameter.reason.startswith("lesion "):
            changed[:, names.index(name)] = parameter.canonical_value
    return changed
