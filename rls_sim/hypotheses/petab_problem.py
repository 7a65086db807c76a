"""The brain, its lesions and the published evidence as one PEtab problem."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rls_sim.exchange.names import identifier
from rls_sim.exchange.petab_tables import MeasuredValue, PetabProblem, SettledCondition, tsv
from rls_sim.exchange.sbml_totals import with_totals
from rls_sim.hypotheses.hypothesis import JOIN
from rls_sim.hypotheses.observations import Observation
from rls_sim.hypotheses.petab_priors import changes_in_size, size_parameter, uncertain_parameters
from rls_sim.hypotheses.petab_rows import PATIENT, Evidence, doubts, read_evidence, weights
from rls_sim.hypotheses.scoring import Doubt
from rls_sim.numerics.cycle import Cycle
from rls_sim.outcomes.day import Day
from rls_sim.outcomes.written import DAY, HOURS
from rls_sim.study.cell import Bench, Cell, solve_cell
from rls_sim.study.lesion import AppliedLesion
from rls_sim.study.sbml import cell_sbml

HEALTHY = "healthy"


@dataclass(frozen=True)
class Broken:
    """The lesions of one cell, each of its size; none of the healthy cell."""

    lesions: tuple[AppliedLesion, ...] = ()

    @property
    def id(self) -> str:
        """As a condition is called: the lesions, with a size that is not the usual one."""
        return "__".join(map(_called, self.lesions)) or HEALTHY

    @property
    def name(self) -> str:
        """What is broken, in words."""
        told = [f"{applied.lesion.title} (size {applied.size:g})" for applied in self.lesions]
        return "; ".join(told) or "No lesion"

    @property
    def sizes(self) -> tuple[str, ...]:
        """What the sizes of its lesions are called."""
        if len(self.lesions) == 1:
            return (f"size_of_{self.id}",)
        return tuple(f"size_of_{_called(each)}_in_{self.id}" for each in self.lesions)

    def cell(self, bench: Bench) -> Cell:
        """The cell. Raises OutOfRangeError for a size, or a parameter, outside its range."""
        parameters = bench.healthy
        for applied in self.lesions:
            parameters = applied.lesion.apply(parameters, applied.size)
        return Cell(parameters, self.lesions)


def _called(applied: AppliedLesion) -> str:
    usual = applied.size == applied.lesion.default
    return identifier(applied.lesion.name + ("" if usual else f"_{applied.size:g}"))


def read_broken(bench: Bench, text: str) -> Broken:
    """
    Read ``NAME[:SIZE]``, or several of these joined by ``+`` for one cell with all of them.

    Raises UnknownNameError, InputError or ConfigError.
    """
    parts = text.split(JOIN)
    return Broken(tuple(bench.lesions.read_applied(part.strip()) for part in parts))


def every_lesion(bench: Bench) -> list[Broken]:
    """Each lesion of the library, of its usual size."""
    return [Broken((AppliedLesion(lesion, lesion.default),)) for lesion in bench.lesions.values()]


@dataclass(frozen=True)
class Brain:
    """The problem, and every observation with what became of it."""

    problem: PetabProblem
    evidence: Evidence
    observations: Sequence[Observation]

    def account(self) -> str:
        """A table of all observations: which measurement each is, or why it is none."""
        share = weights(self.observations)
        return tsv(
            {
                "observation": fate.row.id,
                "contrast": fate.row.contrast,
                "outcome": fate.row.outcome,
                "value": fate.row.value,
                "sign": "" if fate.row.sign is None else str(fate.row.sign),
                "log_standard_error": fate.row.log_standard_error,
                "use": fate.row.use,
                "weight": share.get(fate.row.id, ""),
                "observableId": fate.observable,
                "measured_in": (fate.maker or HEALTHY) if fate.is_measured else "",
                "why_not": fate.why_not,
            }
            for fate in self.evidence.fates
        )


def brain_problem(
    bench: Bench,
    broken: Sequence[Broken],
    observations: Sequence[Observation],
    progress: Callable[[int, int], None] = lambda done, total: None,
    comments: Sequence[str] = (),
) -> Brain:
    """
    The problem whose cases are ``broken``; ``progress`` is told how many cells of all are solved.

    Raises SolveError where a cell has no periodic day.
    """
    evidence = read_evidence(bench, observations)
    made = {maker: read_broken(bench, maker) for maker in evidence.makers()}
    cells = {b.id: b for b in (Broken(), *made.values(), *broken)}
    conditions = []
    for done, each in enumerate(cells.values(), 1):
        conditions.append(_condition(bench, evidence, each))
        progress(done, len(cells))
    changed = {name for b in cells.values() for a in b.lesions for name in a.lesion.changes}
    common = _measurements(evidence, "", HEALTHY)
    for maker, each in made.items():
        common += _measurements(evidence, maker, each.id)
    measured = [fate.row for fate in evidence.fates if fate.is_measured]
    parameters = bench.healthy
    problem = PetabProblem(
        sbml=_model(bench, evidence),
        conditions=conditions,
        observables=list(evidence.observables.values()),
        parameters=[*uncertain_parameters(bench.model, changed), *doubts(measured, Doubt())],
        common=common,
        cases={each.id: _measurements(evidence, PATIENT, each.id) for each in broken},
        values={identifier(name): parameters[name].canonical_value for name in sorted(changed)},
        at=HOURS,
        comments=comments,
    )
    return Brain(problem, evidence, observations)


def _measurements(evidence: Evidence, maker: str, condition: str) -> list[MeasuredValue]:
    return [fate.measurement(condition) for fate in evidence.measured(maker)]


def _condition(bench: Bench, evidence: Evidence, broken: Broken) -> SettledCondition:
    """The cell on its periodic day."""
    cell = broken.cell(bench)
    cycle, day = solve_cell(cell, bench).require()
    names = dict.fromkeys(name for a in broken.lesions for name in a.lesion.changes)
    return SettledCondition(
        id=broken.id,
        name=broken.name,
        changed={identifier(name): cell.parameters[name].canonical_value for name in names},
        start=_start(bench, evidence, cycle, day),
        formulas=changes_in_size(bench.model, broken.lesions, broken.sizes),
        sizes=tuple(map(size_parameter, broken.lesions, broken.sizes)),
    )


def _start(bench: Bench, evidence: Evidence, cycle: Cycle, day: Day) -> dict[str, float]:
    """Every state at 0 h, by identifier."""
    state = cycle.at(0.0)
    found = {identifier(n): float(v) for n, v in zip(bench.model.species_names, state, strict=True)}
    return found | {s.name: s.initial(day) for s in evidence.ledger.states.values()}


def _model(bench: Bench, evidence: Evidence) -> str:
    """The healthy brain on its periodic day, with what the observables need added up."""
    start = _start(bench, evidence, bench.healthy_cycle, bench.healthy_day)
    ledger = evidence.ledger
    return with_totals(
        cell_sbml(Cell(bench.healthy), bench),
        [(total.name, total.integrand) for total in ledger.totals.values()],
        [(state.name, state.rate, start[state.name]) for state in ledger.states.values()],
        day_length=DAY,
    )
