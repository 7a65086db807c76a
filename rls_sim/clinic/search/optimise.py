"""
The regimen with the longest relief, and what less of a burden would cost of it.

Differential evolution (SciPy's) moves a population of regimens; each generation is followed at
once on all cores. It runs once for the longest relief alone and again with the burden weighed in,
so that the curve between both is searched and not only its end. Every regimen that was followed is
kept, and the trade-off is read off them all.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.courses import follow_courses, starts_of
from rls_sim.clinic.readings import NEEDED, SCORE, find_readings, readers
from rls_sim.clinic.relief import NOTICED, reliefs
from rls_sim.clinic.safety import crossings
from rls_sim.clinic.search.space import Space
from rls_sim.errors import InputError, SolveError
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import cores

Array = NDArray[np.float64]

POPULATION = 8  # regimens of a generation
PRICES = (0.0, 0.3, 2.0)  # days of relief that a burden of one dose a week is worth, in turn
UNSAFE = 5.0  # days of relief that a day beyond a limit costs a regimen that must not cross one
RTOL = 1e-5


@dataclass(frozen=True)
class Tried:
    """A regimen that was followed: its doses as typed, and what came of it over the patients.

    ``relief_days`` and ``fall`` are means; ``crossed`` the days on which the course of a patient
    is beyond a limit of safety, at worst.
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

    @property
    def safe(self) -> tuple[Tried, ...]:
        """Those that cross no limit for longer than is allowed."""
        return tuple(one for one in self.tried if one.crossed <= self.allowed)

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


def search(
    bench: Bench,
    table: Array,
    space: Space,
    *,
    allowed: int = 0,
    tries: int = 240,
    seed: int = 1,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> Found:
    """
    Search for patients ``table`` (n, np) of a treated ``bench``; about ``tries`` regimens.

    ``allowed``: days on which a limit of safety may be crossed. The same seed finds the same.
    Raises SolveError where a patient has no day to start from, InputError where none has a score
    that could fall by what is noticed.
    """
    start, reasons = starts_of(bench, table)
    if (reasons != "").any():
        raise SolveError(f"no periodic day to start from: {reasons[reasons != ''][0]}")
    followed = _Followed(bench, table, space, start, allowed)
    if followed.untreated < NOTICED:
        raise InputError(
            f"the untreated score is {followed.untreated:.1f}; it cannot fall by the "
            f"{NOTICED:g} points that are noticed. Choose a lesion that brings an urge."
        )
    with ThreadPoolExecutor(threads or cores()) as pool:
        for number, price in enumerate(PRICES):
            _evolve(followed, pool, price, tries // len(PRICES), seed + number, progress)
    return Found(tuple(followed.known.values()), allowed, len(table), followed.untreated)


class _Followed:
    """Regimens that were followed, each once."""

    def __init__(
        self, bench: Bench, table: Array, space: Space, start: Array, allowed: int
    ) -> None:
        self.bench, self.table, self.space, self.start = bench, table, space, start
        self.allowed = allowed
        self.known: dict[tuple[str, ...], Tried] = {}
        self._read = readers(find_readings(NEEDED))
        still = follow_courses(bench, table, (), 1, self._read, start=start)
        self._still = still[SCORE][:, :1]
        self.untreated = float(self._still.mean())

    def follow(self, doses: tuple[str, ...]) -> Tried:
        """One regimen."""
        regimen, days = self.space.regimen(doses), self.space.days
        events = regimen.events(days, self.bench.healthy)
        course = follow_courses(
            *(self.bench, self.table, events, days, self._read),
            start=self.start,
            rtol=RTOL,
            threads=1,
        )
        marks = reliefs(course[SCORE], np.repeat(self._still, days, axis=1))
        crossed = 0
        for row in range(len(course)):
            found = {name: values[row] for name, values in course.found.items()}
            days_of = [one.days for one in crossings(found, self.bench.healthy)]
            crossed = max([crossed, *days_of])
        relief = float(np.mean([one.days for one in marks]))
        fall = float(np.mean([one.fall for one in marks]))
        return Tried(doses, relief, fall, self.space.burden(regimen), crossed)


def _evolve(
    followed: _Followed,
    pool: ThreadPoolExecutor,
    price: float,
    tries: int,
    seed: int,
    progress: Callable[[int], None] | None,
) -> None:
    """One run of differential evolution at one price of burden."""
    from scipy.optimize import Bounds, differential_evolution

    space, allowed = followed.space, followed.allowed
    members = max(POPULATION, 2 * space.dimensions)

    def cost(points: Any) -> Any:
        columns = np.atleast_2d(np.asarray(points).T)
        doses = [space.doses(point) for point in columns]
        new = [d for d in dict.fromkeys(doses) if d not in followed.known]
        for one in pool.map(followed.follow, new):
            followed.known[one.doses] = one
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
    """The first generation: nothing, all of everything, and points spread evenly between."""
    from scipy.stats import qmc

    points = qmc.LatinHypercube(space.dimensions, rng=seed).random(members)
    points[0], points[1] = 0.0, 1.0
    return np.asarray(points)


def typed(doses: Sequence[str]) -> str:
    """Doses as options of a command."""
    return " ".join(f"--dose {dose}" for dose in doses)
