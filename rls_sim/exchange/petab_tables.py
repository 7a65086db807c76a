"""What a PEtab problem holds, whichever version of the format it is written in."""

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LIN, LOG10 = "lin", "log10"
MODEL_FILE = "model.xml"


@dataclass(frozen=True)
class Prior:
    """A distribution: "uniform", "loguniform", "normal" or "lognormal", cut off at the bounds.

    ``first`` and ``second``: both ends, mean and standard deviation, or geometric mean and
    geometric standard deviation.
    """

    kind: str
    first: float
    second: float


@dataclass(frozen=True)
class EstimatedParameter:
    """A number that may be estimated; one without a prior keeps its value."""

    id: str
    name: str
    value: float
    low: float
    high: float
    prior: Prior | None = None

    @property
    def scale(self) -> str:
        """On which it is estimated: that of its prior."""
        log = self.prior is not None and self.prior.kind in ("lognormal", "loguniform")
        return LOG10 if log else LIN


@dataclass(frozen=True)
class ObservedFormula:
    """What is measured. ``is_log``: its noise is that of the natural logarithm.

    The noise of a measurement is the root of the sum of squares of two numbers or parameters.
    """

    id: str
    name: str
    formula: str
    is_log: bool

    @property
    def noise_parameters(self) -> tuple[str, str]:
        """The two parts of its noise, as formulas call them."""
        return f"noiseParameter1_{self.id}", f"noiseParameter2_{self.id}"

    @property
    def noise_formula(self) -> str:
        """The standard deviation."""
        first, second = self.noise_parameters
        return f"sqrt({first}^2 + {second}^2)"


@dataclass(frozen=True)
class SettledCondition:
    """
    A cell on its periodic day.

    ``changed``: parameters with values, by identifier; ``formulas``: the same in terms of
    ``sizes``, for versions of the format that hold formulas; ``start``: every state at 0 h.
    """

    id: str
    name: str
    changed: Mapping[str, float]
    start: Mapping[str, float]
    formulas: Mapping[str, str] = field(default_factory=dict)
    sizes: tuple[EstimatedParameter, ...] = ()


@dataclass(frozen=True)
class MeasuredValue:
    """A number that was seen at the end of a day; ``noise``: two numbers or parameters."""

    observable: str
    condition: str
    value: float
    noise: tuple[str, str]
    dataset: str


@dataclass(frozen=True)
class PetabProblem:
    """
    One model and data set, with variants that differ in the conditions that stand for the cases.

    ``common``: measurements of every variant; ``cases``: by the id of a condition those that
    are compared with it. ``at``: the time (h) of all. ``values``: of parameters in the model, for
    conditions that do not change them. ``comments``: lines for the head of each problem file.
    """

    sbml: str
    conditions: Sequence[SettledCondition]
    observables: Sequence[ObservedFormula]
    parameters: Sequence[EstimatedParameter]
    common: Sequence[MeasuredValue]
    cases: Mapping[str, Sequence[MeasuredValue]]
    values: Mapping[str, float]
    at: float
    comments: Sequence[str] = ()

    def conditions_of(self, case: str) -> list[SettledCondition]:
        """The conditions that a variant measures; "" is the variant without a case."""
        used = [m.condition for m in (*self.common, *self.cases.get(case, ()))]
        return [c for c in self.conditions if c.id in used]


def tsv(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as PEtab tables are written: tabs, every digit, nothing for what is not a number."""
    listed, text = list(rows), io.StringIO()
    columns = list(dict.fromkeys(name for row in listed for name in row))
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(columns)
    for row in listed:
        table.writerow([_cell(row.get(name, "")) for name in columns])
    return text.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(value)
    return str(value)


def yaml_comments(lines: Iterable[str]) -> str:
    """Lines as comments of a YAML file."""
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def yaml_list(indent: str, names: Iterable[str]) -> str:
    """Names as a YAML list; they are file names without spaces."""
    return "".join(f"{indent}- {name}\n" for name in names)
