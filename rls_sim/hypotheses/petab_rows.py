"""Published observations as PEtab observables and measurements, and what it cannot say of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rls_sim.exchange.names import identifier
from rls_sim.exchange.petab_tables import EstimatedParameter, MeasuredValue, ObservedFormula
from rls_sim.hypotheses.beside import MADE_BY, PATIENTS
from rls_sim.hypotheses.observations import Observation
from rls_sim.hypotheses.scoring import LOSS, SCANS, Doubt, ScoredRow, scored_rows
from rls_sim.outcomes.measures import MEASURES
from rls_sim.outcomes.written import Hour, Ledger, NotWrittenError, write_outcome
from rls_sim.study.cell import Bench

PATIENT = "each lesion"  # what stands for the cells of patients
DOUBTS = {
    "doubt_of_model": "standard error of the logarithm of any ratio of the model",
    "doubt_of_scans": "the same, of scans, which see a tissue where the model has its neuron",
    "doubt_of_hours": "standard error of hours of the model",
}


@dataclass(frozen=True)
class Fate:
    """
    What became of an observation.

    ``observable``: the one that answers it, if any; ``maker``: the lesion that makes the cells it
    is compared with, `PATIENT`, or "" for healthy ones; ``why_not``: why it is no measurement.
    """

    row: Observation
    observable: str = ""
    maker: str = ""
    why_not: str = ""

    @property
    def is_measured(self) -> bool:
        """Whether it is a measurement."""
        return not self.why_not

    def measurement(self, condition: str) -> MeasuredValue:
        """The observation as seen in a condition."""
        scored = ScoredRow(self.row, 1.0)
        noise = (repr(float(scored.error)), doubt_of(self.row))
        return MeasuredValue(self.observable, condition, self.row.value, noise, self.row.id)


@dataclass
class Evidence:
    """All observations, the observables that answer them, and what these must add up."""

    fates: list[Fate] = field(default_factory=list)
    observables: dict[str, ObservedFormula] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)

    def measured(self, maker: str) -> list[Fate]:
        """The measurements in cells of one maker."""
        return [fate for fate in self.fates if fate.is_measured and fate.maker == maker]

    def makers(self) -> list[str]:
        """Who makes cells that something is measured in, healthy and patients apart."""
        found = dict.fromkeys(fate.maker for fate in self.fates if fate.is_measured)
        return [maker for maker in found if maker not in ("", PATIENT)]


def doubt_of(row: Observation) -> str:
    """The parameter that holds the model's own error beside a row."""
    if row.is_clock:
        return "doubt_of_hours"
    return "doubt_of_scans" if row.method in SCANS else "doubt_of_model"


def doubts(rows: Iterable[Observation], doubt: Doubt) -> list[EstimatedParameter]:
    """The model's own errors that rows need, which are assumed and not estimated."""
    alone = Doubt(doubt.model, doubt.tissue, doubt.model_hours, noise=0.0)
    values = {doubt_of(row): ScoredRow(row, 1.0).width(alone) for row in rows}
    return [
        EstimatedParameter(name, meaning, values[name], 0.0, 10.0)
        for name, meaning in DOUBTS.items()
        if name in values
    ]


def read_evidence(bench: Bench, observations: Iterable[Observation]) -> Evidence:
    """Every observation with what became of it."""
    evidence, told = Evidence(), dict[str, str | Hour]()
    for row in observations:
        evidence.fates.append(_fate(bench, evidence, told, row))
    return evidence


def _fate(bench: Bench, evidence: Evidence, told: dict[str, str | Hour], row: Observation) -> Fate:
    if not row.outcome:
        return Fate(row, why_not=f"nothing of the model answers it: {row.absent}")
    maker = PATIENT if row.contrast in PATIENTS else MADE_BY.get(row.contrast)
    if maker is None:
        return Fate(row, why_not=f"no lesion makes the cells of {row.contrast}")
    if row.outcome not in told:
        try:
            function = MEASURES[row.outcome].function
            told[row.outcome] = write_outcome(
                function, bench.healthy_day, evidence.ledger, row.outcome
            )
        except NotWrittenError as trouble:
            told[row.outcome] = ""
            return Fate(row, "", maker, f"the outcome is no formula of a day's totals: {trouble}")
    formula = told[row.outcome]
    if formula == "":
        return Fate(row, "", maker, "the outcome is no formula of a day's totals")
    if row.is_ratio and row.outcome != LOSS and not bench.healthy_outcomes[row.outcome]:
        return Fate(row, "", maker, "the healthy cell has none of it, so there is no ratio")
    observable = _observable(bench, row, formula)
    evidence.observables.setdefault(observable.id, observable)
    why = ""
    if not row.has_value:
        why = f"a sign ({row.sign}): PEtab has no likelihood of what a study would have reported"
    elif row.use == "context":
        why = "context: nothing of the model makes it"
    return Fate(row, observable.id, maker, why)


def _observable(bench: Bench, row: Observation, formula: str | Hour) -> ObservedFormula:
    """The observable of a row: a level, a ratio to the healthy cell, or an hour near the row's."""
    measure, called = MEASURES[row.outcome], f"observed_{row.outcome}"
    if isinstance(formula, Hour):
        return ObservedFormula(
            f"{called}_near_{identifier(row.id)}",
            f"{measure.label}, h, within 12 h of {row.id}",
            formula.near(row.value),
            is_log=False,
        )
    if not row.is_ratio or row.contrast == "active/rest":
        return ObservedFormula(called, f"{measure.label}, {measure.unit}", formula, is_log=True)
    healthy = float(bench.healthy_outcomes[row.outcome])
    if row.outcome == LOSS:
        kept = f"{1 - healthy!r} / (1 - {formula})"
        return ObservedFormula(f"{called}_ratio", "Survivors, healthy over these", kept, True)
    if healthy == 1.0:
        return ObservedFormula(called, f"{measure.label}, {measure.unit}", formula, is_log=True)
    name = f"{measure.label}, over that of the healthy cell"
    return ObservedFormula(f"{called}_ratio", name, f"({formula}) / {healthy!r}", is_log=True)


def weights(observations: Iterable[Observation]) -> Mapping[str, float]:
    """The weight of each row in rls-sim's own scores: rows that contradict share that of one."""
    listed = list(observations)
    return {row.name: row.weight for row in scored_rows(listed, ("scored", "sized", "put_in"))}
