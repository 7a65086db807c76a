"""One cell solved: the one place where the biology meets the numerics."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import SolveError
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.cycle import Cycle, CycleMethod, find_cycle
from rls_sim.numerics.search import CycleStatus
from rls_sim.outcomes.day import Day
from rls_sim.quantities.parameter import DECLARED, ParameterSet
from rls_sim.study.extension import Extension, extend, in_order
from rls_sim.study.lesion import AppliedLesion, LesionLibrary, shipped_lesions

SOLVED = str(CycleStatus.CONVERGED)
MOST_TOLD = 6  # changed parameters that a message names
NOT_MEASURED = "not_measured"
FOLLOWED = ("neuron.labile_iron", "extracellular_dopamine", "function_reserve")
STATE = "state"  # the one outcome that is a word

Outcomes = Mapping[str, float | str]
Origin = Literal["healthy", "cycle", "initial"]  # what a run starts from


class MeasureWords(Protocol):
    """What is said of an outcome wherever it is printed."""

    @property
    def name(self) -> str:
        """As users ask for it."""

    @property
    def label(self) -> str:
        """As tables and figures print it."""

    @property
    def unit(self) -> str:
        """Its unit; "1" for a pure number, "" for a word."""

    @property
    def doc(self) -> str:
        """What it is."""


@dataclass(frozen=True)
class Cell:
    """What makes one cell: its parameters, in which the lesions named are already applied."""

    parameters: ParameterSet
    lesions: tuple[AppliedLesion, ...] = ()

    def words(self) -> str:
        """What was changed, as a message names the cell."""
        changed = [p for p in self.parameters.values() if p.reason != DECLARED]
        told = [f"{p.name} = {p.in_unit(p.value)}" for p in changed[:MOST_TOLD]]
        told += ["..."] if len(changed) > MOST_TOLD else []
        return f"the cell with {', '.join(told)}" if told else "the healthy cell"


@dataclass(frozen=True)
class CellResult:
    """A cell's periodic day and what was measured on it, or why there is none.

    ``residual`` is the largest weighted residual of the cycle in 1/h and ``closure`` the largest
    relative change of any species over one integrated day (NaN where it was not asked for).
    """

    cell: Cell
    status: str
    error: str = ""
    path: str = ""
    method: str = ""  # "engine" or "reference"
    residual: float = float("nan")
    closure: float = float("nan")
    nodes: int = 0
    outcomes: Outcomes = field(default_factory=dict)
    cycle: Cycle | None = None
    day: Day | None = None

    @property
    def solved(self) -> bool:
        """Whether the day was found and every outcome read off it."""
        return self.status == SOLVED

    def require(self) -> tuple[Cycle, Day]:
        """The cycle and the day; raises SolveError with the reason where there is none."""
        if not self.solved or self.cycle is None or self.day is None:
            raise SolveError(f"no periodic day found for {self.cell.words()}: {self.error}")
        return self.cycle, self.day


@dataclass(frozen=True, eq=False)
class Bench:
    """A healthy model, its lesions and what is measured on its day; every study works on one."""

    model: Model
    lesions: LesionLibrary
    measures: Mapping[str, MeasureWords]
    evaluate: Callable[[Day], Outcomes]
    followed: tuple[str, ...] = ()  # quantities that a sweep keeps through the day of each cell
    # Continuous functions of a day, by name: a state changes only where one crosses zero.
    margins: Callable[[Day], Mapping[str, float]] = lambda _: {}
    # What ``evaluate`` gives, of many cells at once: of a DayBatch, all outcomes or those named.
    evaluate_many: Callable[..., Mapping[str, NDArray[Any]]] | None = None
    extensions: tuple[Extension, ...] = ()  # files of the user's that added to the model
    unchanged: str = "the healthy cell"  # what a cell is called in which nothing is set
    usual: str = "healthy"  # what its values are called beside those of a changed cell
    printed: tuple[str, ...] = ()  # outcomes of a table; none: those of the brain
    origin: Origin = "healthy"  # what a run starts from unless it is told
    foreign: bool = False  # whether others wrote the model: no units, and names that nothing uses

    @cached_property
    def kernel(self) -> Kernel:
        """The compiled model; made when it is first needed, then shared by every cell."""
        return Kernel.of(self.model)

    @property
    def healthy(self) -> ParameterSet:
        """The parameters of the unchanged cell."""
        return self.model.parameters

    @cached_property
    def healthy_cycle(self) -> Cycle:
        """The day of the unchanged cell; raises SolveError where it has none."""
        cycle = _converged(self.kernel, self.healthy, [self.kernel.initial_state], certify=True)
        if not cycle.converged:
            raise SolveError(f"the healthy cell has no periodic day: {cycle.error}")
        return cycle

    @cached_property
    def healthy_day(self) -> Day:
        """The day against which relative outcomes are taken."""
        return Day.from_orbit(self.model, self.healthy_cycle.at)

    @cached_property
    def healthy_outcomes(self) -> Outcomes:
        """The outcomes of the unchanged cell."""
        day = Day.from_orbit(self.model, self.healthy_cycle.at, self.healthy_day)
        return self.evaluate(day)


def brain_bench(extensions: Sequence[Extension] = (), *, treated: bool = False) -> Bench:
    """
    The model of the brain as it is shipped, with its lesions and its outcomes.

    ``extensions`` add to it: their Python is run, and what they declare checked as the rest is.
    ``treated``: in a body that can take medicines; without a dose its days are the same.
    Raises ConfigError, by file and line, for an extension that does not fit.
    """
    from rls_sim.biology.brain import build_model
    from rls_sim.biology.treated import treated_model
    from rls_sim.outcomes.measures import MEASURES, Measure, evaluate, evaluate_many, state
    from rls_sim.outcomes.states import state_margins

    model = extend(treated_model() if treated else build_model(), extensions)
    doc = " ".join((state.__doc__ or "").split())
    measures = {**MEASURES, STATE: Measure(STATE, "State of the cell", "", doc, state)}  # type: ignore[arg-type]
    lesions = shipped_lesions(model.parameters)
    return Bench(
        *(model, lesions, measures, evaluate, FOLLOWED, state_margins, evaluate_many),
        extensions=in_order(extensions),
    )


def solve_cell(
    cell: Cell,
    bench: Bench,
    guess: Cycle | None = None,
    *,
    certify: bool = True,
    method: CycleMethod = "engine",
) -> CellResult:
    """Find a cell's periodic day and evaluate its outcomes; a failure is a status, not an error.

    ``guess`` is the cycle of a similar cell. Where it leads nowhere the healthy cycle is tried,
    then the declared first guess. ``certify=False`` leaves out the closure. The "reference"
    does by NumPy and SciPy what the "engine" does in machine code.
    """
    return read_day(cell, bench, find_day(cell, bench, guess, certify=certify, method=method))


def read_day(cell: Cell, bench: Bench, cycle: Cycle) -> CellResult:
    """What the cell's cycle came to, and the outcomes read off it where it converged."""
    certificate = cycle.certificate
    found: dict[str, Any] = {
        "path": str(certificate.path),
        "method": cycle.method,
        "residual": float(certificate.residual),
        "closure": float(certificate.closure),
        "nodes": int(certificate.nodes),
        "cycle": cycle,
    }
    if not cycle.converged:
        return CellResult(cell, str(cycle.status), one_line(cycle.error), **found)
    model = bench.model.with_parameters(cell.parameters)
    day = Day.from_orbit(model, cycle.at, bench.healthy_day, bench.kernel)
    try:
        outcomes = dict(bench.evaluate(day))
    except ArithmeticError as trouble:
        return CellResult(cell, NOT_MEASURED, f"an outcome cannot be read: {trouble}", **found)
    if outcomes.get(STATE) == "":
        return CellResult(cell, NOT_MEASURED, "its state cannot be told from its day", **found)
    return CellResult(cell, SOLVED, outcomes=outcomes, day=day, **found)


def find_day(
    cell: Cell,
    bench: Bench,
    guess: Cycle | None = None,
    *,
    certify: bool = True,
    method: CycleMethod = "engine",
) -> Cycle:
    """The cell's cycle, or what the last search came to; read its status.

    The options are those of ``solve_cell``.
    """
    return _converged(bench.kernel, cell.parameters, _guesses(bench, guess), certify, method)


def first_state(cell: Cell, bench: Bench, at: float, origin: Origin) -> NDArray[np.float64]:
    """
    Where a run of a cell begins, (ns,), at an hour of the clock.

    On the periodic day of the unchanged cell ("healthy") or of this one ("cycle"), or as the model
    declares ("initial"). Raises SolveError where there is no such day.
    """
    if origin == "initial":
        return bench.kernel.initial_state
    if origin == "healthy" or cell.parameters is bench.healthy:
        return bench.healthy_cycle.at(at)
    return solve_cell(cell, bench).require()[0].at(at)


def _guesses(bench: Bench, guess: Cycle | None) -> Iterator[Any]:
    """Where to start from, the most promising first; the healthy day is solved only if needed."""
    if guess is not None:
        yield guess
    yield bench.healthy_cycle
    yield bench.kernel.initial_state


def _converged(
    kernel: Kernel,
    parameters: ParameterSet,
    guesses: Any,
    certify: bool,
    method: CycleMethod = "engine",
) -> Cycle:
    """The first answer from the guesses, or what the last of them came to."""
    p = kernel.parameter_vector(parameters)
    cycle = None
    for guess in guesses:
        cycle = find_cycle(kernel, p, guess=guess, certify=certify, method=method)
        if cycle.converged or cycle.status is CycleStatus.NO_PERIODIC_STATE:
            return cycle  # found, or shown not to exist
    assert cycle is not None  # there is always a guess
    return cycle


def one_line(text: str) -> str:
    """The text without line breaks, as a table's cell holds it."""
    return " ".join(text.split())
