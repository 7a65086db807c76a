"""
The regimen with the longest relief, and what less of a burden would cost of it.

Differential evolution (SciPy's) moves a population of regimens; each generation is followed at
once on all cores. It runs once for the longest relief alone and again with the burden weighed in,
so that the curve between both is searched and not only its end. Every regimen that was followed is
kept, and the trade-off is read off them all.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.courses import Courses, follow_courses, starts_of
from rls_sim.clinic.events import Event
from rls_sim.clinic.readings import NEEDED, SCORE, find_readings, readers
from rls_sim.clinic.relief import NOTICED, reliefs
from rls_sim.clinic.safety import crossings
from rls_sim.clinic.search.space import Space
from rls_sim.errors import InputError, SolveError
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import cores

Array = NDArray[np.float64]

POPULATION = 8  # regimens of a generation at least
PRICES = (0.0, 0.3, 2.0)  # days of relief that a burden of one dose a week is worth, in turn
UNSAFE = 5.0  # days of relief that a day beyond a limit costs a regimen that must not cross one
RTOL = 1e-5


@dataclass(frozen=True)
class Tried:
    """A regimen that was followed: its doses as typed, and what came of it over the patients.

    ``relief_days`` and ``fall`` are means; ``crossed`` the days on which the course of a patient
    is beyond a limit of safety that the untreated one keeps, at worst.
    """

    doses: tuple[str, ...]
    relief_days: float
    fall: float
    burden: float
    crossed: int

    def worth(self, price: float, allowed: int) -> float:
        """Days of relief less what burden and danger cost."""
        return self.relief_days - price * self.burden - UNSAFE * max(self.crossed - allowed, 0)


@dataclass(frozen=True)
class Found:
    """All regimens that were followed, the best, and the trade-off: each better than all less."""

    tried: tuple[Tried, ...]
    allowed: int
    patients: int
    untreated: float
    seed: int = 1

    @property
    def safe(self) -> tuple[Tried, ...]:
        """Those that cross no limit for longer than is allowed."""
        return tuple(one for one in self.tried if one.crossed <= self.allowed)

    @property
    def beyond(self) -> Tried | None:
        """Of those beyond a limit the one with the longest relief, where that beats the best."""
        others = [one for one in self.tried if one.crossed > self.allowed]
        longest = max(others, key=lambda one: one.relief_days, default=None)
        least = 0.0 if self.best is None else self.best.relief_days
        return longest if longest is not None and longest.relief_days > least else None

    @property
    def tradeoff(self) -> tuple[Tried, ...]:
        """Safe regimens that none of a smaller or equal burden betters, by burden."""
        found: list[Tried] = []
        ordered = sorted(self.safe, key=lambda one: (one.burden, -one.relief_days, one.doses))
        for one in ordered:
            if not found or one.relief_days > found[-1].relief_days + 1e-9:
                found.append(one)
        return tuple(found)

    @property
    def best(self) -> Tried | None:
        """Of the safe the one with the longest relief; of equals the lesser burden."""
        return self.tradeoff[-1] if self.tradeoff else None


def fewest(space: Space) -> int:
    """How many regimens are tried at least."""
    return len(PRICES) * 2 * _members(space)


def _members(space: Space) -> int:
    """Of a generation: nothing, all, each option alone at its end and half, and some between."""
    return max(POPULATION, 2 + 2 * len(space.options) + space.dimensions)


def search(
    bench: Bench,
    table: Array,
    space: Space,
    parameters: ParameterSet,
    *,
    allowed: int = 0,
    tries: int = 240,
    seed: int = 1,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Found:
    """
    Search for patients ``table`` (n, np) of a treated ``bench``; about ``tries`` regimens, though
    never fewer than `fewest`. ``parameters`` are those of the declared cell, of which blood volume
    and limits are taken. After each run every dose of what is on the trade-off is left out in turn.

    ``allowed``: days on which a limit of safety may be crossed. The same seed finds the same.
    Raises SolveError where a patient has no day to start from, InputError where none has a score
    that could fall by what is noticed.
    """
    start, reasons = starts_of(bench, table)
    if (reasons != "").any():
        raise SolveError(f"no periodic day to start from: {reasons[reasons != ''][0]}")
    followed = _Followed(bench, table, space, start, parameters)
    if followed.untreated < NOTICED:
        raise InputError(
            f"the untreated score is {followed.untreated:.1f}; it cannot fall by the "
            f"{NOTICED:g} points that are noticed. Choose a lesion that brings an urge."
        )
    with ThreadPoolExecutor(threads or cores()) as pool:
        for number, price in enumerate(PRICES):
            _evolve(followed, pool, price, allowed, tries // len(PRICES), seed + number, progress)
            _prune(followed, pool, allowed, len(table))
    known = tuple(followed.known.values())
    return Found(known, allowed, len(table), followed.untreated, seed)


class _Followed:
    """Regimens that were followed, each once."""

    def __init__(
        self, bench: Bench, table: Array, space: Space, start: Array, parameters: ParameterSet
    ) -> None:
        self.bench, self.table, self.space, self.start = bench, table, space, start
        self.parameters = parameters
        self.known: dict[tuple[str, ...], Tried] = {}
        self._read = readers(find_readings(NEEDED))
        still = follow_courses(bench, table, (), 1, self._read, start=start)
        self._still = still[SCORE][:, :1]
        self._before = still.found
        self.untreated = float(self._still.mean())

    def follow_all(self, pool: ThreadPoolExecutor, regimens: Iterable[tuple[str, ...]]) -> None:
        """Those that were not followed yet."""
        new = [doses for doses in dict.fromkeys(regimens) if doses not in self.known]
        for one in pool.map(self.follow, new):
            self.known[one.doses] = one

    def follow(self, doses: tuple[str, ...]) -> Tried:
        """One regimen; one that ends a patient's course relieves nobody and is not safe."""
        regimen, days = self.space.regimen(doses), self.space.days
        burden = self.space.burden(regimen)
        try:
            events = regimen.events(days, self.parameters)
            course = self._course(events)
        except InputError:  # more blood than there is, say
            return Tried(doses, 0.0, 0.0, burden, days)
        if (course.error != "").any():
            return Tried(doses, 0.0, 0.0, burden, days)
        return self._judged(doses, course, burden)

    def _course(self, events: Sequence[Event]) -> Courses:
        return follow_courses(
            *(self.bench, self.table, events, self.space.days, self._read),
            start=self.start,
            rtol=RTOL,
            threads=1,
        )

    def _judged(self, doses: tuple[str, ...], course: Courses, burden: float) -> Tried:
        marks = reliefs(course[SCORE], np.repeat(self._still, course.days, axis=1))
        crossed = 0
        for row in range(len(course)):
            found = {name: values[row] for name, values in course.found.items()}
            before = {name: values[row] for name, values in self._before.items()}
            days_of = [one.days for one in crossings(found, self.parameters, before)]
            crossed = max([crossed, *days_of])
        relief = float(np.mean([one.days for one in marks]))
        fall = float(np.mean([one.fall for one in marks]))
        return Tried(doses, relief, fall, burden, crossed)


def _evolve(
    followed: _Followed,
    pool: ThreadPoolExecutor,
    price: float,
    allowed: int,
    tries: int,
    seed: int,
    progress: Callable[[int], None] | None,
) -> None:
    """One run of differential evolution at one price of burden."""
    from scipy.optimize import Bounds, differential_evolution

    space = followed.space
    members = _members(space)

    def cost(points: Any) -> Any:
        columns = np.atleast_2d(np.asarray(points).T)
        doses = [space.doses(point) for point in columns]
        followed.follow_all(pool, doses)
        if progress is not None:
            progress(len(columns))
        return -np.array([followed.known[d].worth(price, allowed) for d in doses])

    differential_evolution(
        cost,
        bounds=Bounds([0.0] * space.dimensions, [1.0] * space.dimensions),
        init=_first(space, members, seed),
        maxiter=max(1, round(tries / members) - 1),
        tol=0.0,
        rng=seed,
        polish=False,
        updating="deferred",
        vectorized=True,
    )


def _first(space: Space, members: int, seed: int) -> Array:
    """The first generation: nothing, all, each option alone whole and halved, the rest spread."""
    from scipy.stats import qmc

    points = qmc.LatinHypercube(space.dimensions, rng=seed).random(members)
    points[0], points[1] = 0.0, 1.0
    row = 2
    for place in space.amounts:
        for share in (1.0, 0.5):
            hours = points[row].copy()
            points[row] = np.where(space.is_amount, 0.0, hours)
            points[row, place] = share
            row += 1
    return np.asarray(points)


def _prune(followed: _Followed, pool: ThreadPoolExecutor, allowed: int, patients: int) -> None:
    """Leave out each dose in turn of what is on the trade-off, until that finds nothing new."""
    before = -1
    while before != len(followed.known):
        before = len(followed.known)
        found = Found(tuple(followed.known.values()), allowed, patients, followed.untreated)
        fewer = [
            tuple(dose for dose in one.doses if dose != left_out)
            for one in found.tradeoff
            for left_out in one.doses
        ]
        followed.follow_all(pool, fewer)


def typed(doses: Sequence[str]) -> str:
    """Doses as options of a command."""
    return " ".join(f"--dose {dose}" for dose in doses)
