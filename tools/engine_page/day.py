"""What the engine finds out about the toy's day, by the NumPy reference.

So it comes out the same where there is no machine code. Numbers are rounded, and what is only
rounding is called so: it differs from machine to machine.
"""

from functools import cache

import numpy as np

from engine_page.markdown import table, text
from engine_page.toy import BEGIN, FLOOR, KERNEL, MODEL, OPEN, PARAMETERS, PERIOD, SYSTEM, changed
from rls_sim.numerics.averaged import averaged_start
from rls_sim.numerics.branch import follow
from rls_sim.numerics.cycle import Cycle, find_cycle
from rls_sim.numerics.equations import Reference
from rls_sim.numerics.harmonic_balance import HarmonicBalance
from rls_sim.numerics.integrate import integrate
from rls_sim.numerics.line import Line
from rls_sim.numerics.marching import YEAR, March, relative_change
from rls_sim.numerics.multipliers import floquet_multipliers
from rls_sim.numerics.newton import solve
from rls_sim.numerics.run import Dose, run
from rls_sim.numerics.search import CycleStatus
from rls_sim.numerics.sensitivity import sensitivity
from rls_sim.numerics.spectral import coefficients, interpolate

ROUNDING = 1e-11  # relative; smaller numbers differ from machine to machine
FINEST = 128  # nodes on which the toy's day is exact to rounding
NODES = (8, 16, 24, 32, 48)
WAITED = (1, 30, 100, 200, 400, 600)  # days

PROMISES = {
    "path": "how it was found",
    "nodes": "times of the day at which the equations were solved",
    "iterations": "Newton steps, all grids together",
    "residual": "the equations hold at the nodes: largest \\|D x - f\\| over a pool's size, 1/h",
    "tail": "the harmonics have faded: the last two over a pool's size",
    "error_estimate": "the nodes are enough: three times how far a finer set would move any pool",
    "closure": "the day comes back: how far any pool is off after a day of plain integration",
}
MEANINGS = {
    CycleStatus.CONVERGED: "A day, with all four numbers shown for it. Use it.",
    CycleStatus.NO_PERIODIC_STATE: "There is no such day: a pool grows for ever. An answer about "
    "the cell, not a failure; the sentence names the pool.",
    CycleStatus.NOT_CONVERGED: "No way led to a day, or the laws themselves make none: rates that "
    "do not repeat, a pool driven below zero. Conclude nothing; the sentence says which.",
    CycleStatus.NOT_CLOSED: "The equations were solved, but the integrated day does not come back "
    "to its start. Conclude nothing, and tell us: two independent ways disagree.",
}
EXAMPLES = {
    CycleStatus.CONVERGED: [{}],
    CycleStatus.NO_PERIODIC_STATE: [{"meal": 2.5}],
    CycleStatus.NOT_CONVERGED: [{"height": 3.0}, {"period": 25.0}],
    CycleStatus.NOT_CLOSED: [],
}


def small(value: float) -> str:
    """A small number in two digits; what is only rounding is not given any."""
    return "rounding" if value < ROUNDING else f"{value:.1e}"


@cache
def found() -> Cycle:
    """The toy's day."""
    return find_cycle(SYSTEM, PARAMETERS)


@cache
def exact() -> Cycle:
    """The toy's day as exactly as numbers allow."""
    return find_cycle(SYSTEM, PARAMETERS, nodes=FINEST)


def waiting() -> list[str]:
    """What a day changes and what is still wrong, after ever more days."""
    hours = (0.0, PERIOD * WAITED[-1])
    way = integrate(
        SYSTEM, PARAMETERS, BEGIN, hours, method="LSODA", rtol=1e-10, atol=1e-12 * BEGIN
    )
    changes, errors = ["change over the last day"], ["error"]
    for days in WAITED:
        before, after = way.at(PERIOD * np.array([days - 1.0, days])).T
        midnight = exact().at(0.0)
        change, error = abs(after - before) / midnight, abs(after / midnight - 1)
        changes.append(small(change.max()))
        errors.append(small(error.max()))
    return table(["days waited", *map(str, WAITED)], [changes, errors])


class Watched(HarmonicBalance):
    """Harmonic balance that keeps a record of Newton's steps."""

    def __init__(self, nodes: int) -> None:
        super().__init__(SYSTEM, PARAMETERS, nodes, PERIOD, FLOOR, OPEN)
        self.sizes: list[float] = []
        self.counts: list[int] = []

    def increment(self, slopes, correction, forcing, tau=np.inf):
        """The Newton step, written down."""
        self.sizes.append(relative_change(correction, self.scale, FLOOR))
        self.counts.append(self.products)
        return super().increment(slopes, correction, forcing, tau)


class Asked(Reference):
    """The toy, which keeps the states that it was asked about."""

    def __init__(self) -> None:
        super().__init__(KERNEL)
        self.states: list[np.ndarray] = []

    def rhs(self, time, state, parameters):
        """The rates; the state is written down."""
        self.states.append(state[:, 0].copy())
        return KERNEL.rhs(time, state, parameters)


@cache
def marched() -> tuple[March, list[np.ndarray]]:
    """The averaged start, and the states on the way."""
    asked = Asked()
    end = averaged_start(asked, PARAMETERS, BEGIN, FLOOR, OPEN, PERIOD)
    return end, asked.states


def averaged() -> list[str]:
    """The march to the averaged start, a few states of it, and the day it is a start for."""
    end, states = marched()
    shown = [*range(0, len(states) - 1, 4), len(states) - 1]
    day = exact().state.mean(axis=1)
    rows = [
        [name, *(f"{states[step][i]:.3f}" for step in shown), f"{day[i]:.3f}"]
        for i, name in enumerate(MODEL.species_names)
    ]
    years = f"{end.elapsed / YEAR:.0e}".replace("e+0", "e")
    said = f"It ends as `{end.outcome}`, {years} years of simulated time from where it began."
    heads = ["step", *(str(step) for step in shown), "mean of the day"]
    return [*table(heads, rows), "", said]


def still_day(count: int) -> np.ndarray:
    """The averaged start at every node."""
    return np.repeat(marched()[0].state[:, None], count, axis=1)


def balance() -> list[str]:
    """Newton's steps on 32 nodes."""
    watched = Watched(32)
    answer = solve(watched, still_day(32), 1e-9)
    products = np.diff([*watched.counts, watched.products])
    rows = [
        [str(step), small(size), str(count)]
        for step, (size, count) in enumerate(zip(watched.sizes, products, strict=True))
    ]
    rows.append([str(answer.iterations), small(answer.correction), "none: it is done"])
    return table(["Newton step", "how far off, estimated", "products of GMRES"], rows)


def spectrum() -> list[str]:
    """How large each harmonic of the day is."""
    state = found().state
    sizes = 2 * np.abs(coefficients(state)) / state.mean(axis=1)[:, None]
    chosen = [1, 2, 3, 4, 6, 8, 10, 12, 14]
    rows = [
        [name, *(small(sizes[i, m]) for m in chosen)] for i, name in enumerate(MODEL.species_names)
    ]
    return table(["harmonic", *map(str, chosen)], rows)


@cache
def resolution() -> dict[int, tuple[np.ndarray, float, float]]:
    """By nodes: the day there, the estimate of its error, and its true error."""
    answers = {}
    hours = np.linspace(0.0, PERIOD, 4 * FINEST, endpoint=False)
    for count in NODES:
        here = HarmonicBalance(SYSTEM, PARAMETERS, count, PERIOD, FLOOR, OPEN)
        day = solve(here, still_day(count), 1e-11).state
        estimate, _ = here.estimate_error(day, 2 * count)
        wrong = np.abs(interpolate(day, PERIOD, hours) - exact().at(hours)).max(axis=1)
        answers[count] = day, estimate, float((wrong / exact().state.mean(axis=1)).max())
    return answers


def grids() -> list[str]:
    """The error of the day on ever more nodes, estimated and true."""
    rows = [
        ["estimated", *(small(estimate) for _, estimate, _ in resolution().values())],
        ["true", *(small(error) for _, _, error in resolution().values())],
    ]
    return table(["nodes", *map(str, NODES)], rows)


def certificate() -> list[str]:
    """The certificate of the toy's day, and what each line promises."""
    rows = []
    for name, promise in PROMISES.items():
        value = getattr(found().certificate, name)
        said = small(value) if isinstance(value, float) else str(value)
        if name == "closure":  # of what an integrator misses only the size is the same everywhere
            said = f"below 1e{int(np.ceil(np.log10(value)))}"
        rows.append([f"`{name}`", said, promise])
    return table(["number", "the toy's", "what it says"], rows)


def statuses() -> list[str]:
    """Every status, what it means for whom reads it, and what the search says of such toys."""
    rows = []
    for status in CycleStatus:
        said = "; ".join(_said(status, values) for values in EXAMPLES[status])
        rows.append([f"`{status}`", MEANINGS[status], said or "no setting tried does this"])
    return table(["status", "what it means for you", "the toy, say"], rows)


def _said(status: CycleStatus, values: dict[str, float]) -> str:
    cycle = find_cycle(SYSTEM, changed(**values))
    if cycle.status is not status:
        raise SystemExit(f"the toy with {values or 'nothing changed'} is {cycle.status} by now")
    setting = ", ".join(f"`{name} = {value:g}`" for name, value in values.items())
    return f'{setting}: "{cycle.error}"' if setting else "as it is"


def multipliers() -> list[str]:
    """The Floquet multipliers of the toy's day."""
    values = floquet_multipliers(found()).real
    return [f"The toy's are {' and '.join(f'{value:.5f}' for value in values)}."]


def dosed() -> list[str]:
    """Some hours about a dose, beside the same day without."""
    hours = np.array([29.0, 30.0, 31.0, 36.0, 42.0, 54.0])
    given = [Dose(30.0, "plasma", 15.0)]
    way = run(SYSTEM, PARAMETERS, exact().at(0.0), (0.0, 60.0), hours, given)
    rows = [
        ["plasma, 15 umol at 30 h", *(f"{plasma:.3f}" for plasma in way.state[0])],
        ["plasma, no dose", *(f"{plasma:.3f}" for plasma in exact().at(hours)[0])],
    ]
    return table(["hour", *(f"{hour:g}" for hour in hours)], rows)


def branch() -> list[str]:
    """The branch along the iron of meals, and where it ends."""
    line = Line(lambda meal: changed(meal=meal), 0.5, 3.0)
    followed = follow(line, found(), 1.5)
    wanted = [0.5, 1.0, 1.5, 1.9, 1.99, 1.999]
    values = np.array([point.value for point in followed.points])
    cells = np.array([point.cycle.state[1].mean() for point in followed.points])
    heads = ["meal", *(f"{value:g}" for value in wanted)]
    # Between points by a straight line: this pool is in proportion to meal.
    rows = [["iron in the cell", *(f"{cell:.4g}" for cell in np.interp(wanted, values, cells))]]
    ends = [f"{e.ending:12} at meal = {e.value:.5f}: {e.words}" for e in followed.ends]
    return [*table(heads, rows), "", *text(ends)]


def sensitivities() -> list[str]:
    """Relative change of the day's means for a relative change of each parameter."""
    names = [name for name in KERNEL.parameter_names if name != "period"]
    columns = [KERNEL.parameter_names.index(name) for name in names]
    slopes = sensitivity(KERNEL, found(), columns).slopes.mean(axis=2)
    relative = slopes * PARAMETERS[columns][:, None] / found().state.mean(axis=1)
    rows = [
        [species, *(f"{value + 0.0:.3f}".replace("-0.000", "0.000") for value in relative[:, i])]
        for i, species in enumerate(MODEL.species_names)
    ]
    return table(["per cent a per cent", *(name.replace("_", " ") for name in names)], rows)
