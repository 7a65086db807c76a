"""What an experiment is: a question, what it answers, a prediction, runs, claims and panels."""

from collections.abc import Mapping
from dataclasses import dataclass

from rls_sim.hypotheses.experiments.formula import Formula
from rls_sim.hypotheses.experiments.setting import Run

BANDS, ROWS, STATES = "bands", "rows", "states"
PANELS = {
    BANDS: "curves along x: median and 5 to 95 % of the ensemble",
    ROWS: "one number a row: median and 5 to 95 % of the ensemble",
    STATES: "shares of the ensemble in each state along x",
}


@dataclass(frozen=True)
class Finding:
    """Something published that the experiment answers; ``quoted`` if these are its words."""

    words: str
    source: str
    quoted: bool


@dataclass(frozen=True)
class Claim:
    """
    A sentence that the runs may hold up or not.

    ``number`` is what is told of it, in ``unit``, ``what`` it is in words. ``holds`` is the
    condition whose share of the ensemble decides (among those members for which ``among`` is so),
    or ``probability`` a probability that does; ``least`` and ``most``: from which share on the
    claim holds, and up to which it does not.
    """

    id: str
    sentence: str
    what: str
    unit: str
    number: Formula
    holds: Formula | None
    probability: Formula | None
    among: Formula | None
    least: float
    most: float
    note: str = ""

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """All that are there."""
        every = (self.number, self.holds, self.probability, self.among)
        return tuple(formula for formula in every if formula is not None)


@dataclass(frozen=True)
class Series:
    """One curve or row of a panel."""

    label: str
    formula: Formula


@dataclass(frozen=True)
class Panel:
    """A part of the figure. ``series`` of states is one, whose formula is the name of a state."""

    title: str
    kind: str
    series: tuple[Series, ...]
    y_label: str
    x: Formula | None = None
    x_label: str = ""
    logarithmic: bool = False
    marks: tuple[tuple[float, str], ...] = ()  # of y (bands) or of the number (rows), with words
    span: tuple[float, float] | None = None
    ordered: bool = False  # rows by their medians, the greatest first


@dataclass(frozen=True)
class Experiment:
    """All of it, as its file says; ``text`` is the file."""

    name: str
    title: str
    question: str
    findings: tuple[Finding, ...]
    prediction: str
    runs: tuple[Run, ...]
    claims: tuple[Claim, ...]
    panels: tuple[Panel, ...]
    doubts: tuple[str, ...]
    text: str

    def wanted(self) -> Mapping[str, tuple[str, ...]]:
        """By run the numbers that claims and panels ask of it."""
        formulas = [formula for claim in self.claims for formula in claim.formulas]
        for panel in self.panels:
            formulas += [one.formula for one in panel.series]
            formulas += [panel.x] if panel.x else []
        found: dict[str, dict[str, None]] = {}
        for formula in formulas:
            for name in formula.names:
                run, _, number = name.partition(".")
                found.setdefault(run, {})[number] = None
        return {run: tuple(numbers) for run, numbers in found.items()}

    def cells(self, members: int) -> int:
        """About how many cells its runs solve."""
        return sum(run.cells(members) for run in self.runs)
