"""Calibration targets against the model: what is met, what is missed, and what was tried."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from rls_sim.study.cell import Bench, Cell, CellResult, brain_bench, solve_cell
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

HEALTHY = "healthy"
TEXTS = ("id", "what", "error", "use", "source", "outcome", "parameter", "absent", "tried", "note")
NUMBERS = ("value", "low", "high")
ERRORS = ("reported", "assumed")
USES = ("fitted", "input", "tuned", "checked")


@dataclass(frozen=True)
class Target:
    """One published number, and what of the model answers it.

    ``low`` to ``high`` is the number with its error; of an hour it may go past midnight. One of
    ``outcome``, ``parameter`` and ``absent`` (why nothing answers) is filled.
    """

    id: str
    what: str
    value: float
    low: float
    high: float
    error: str
    use: str
    source: str
    scenario: str = HEALTHY
    outcome: str = ""
    parameter: str = ""
    absent: str = ""
    tried: str = ""
    note: str = ""


@dataclass(frozen=True)
class Comparison:
    """A target beside the model's value (NaN where the model has none)."""

    target: Target
    model: float
    unit: str
    met: bool

    @property
    def error_sizes(self) -> float:
        """Distance of the model from the target, in widths of its error; NaN without a model."""
        target = self.target
        if self.unit == "h":
            half = ((target.high - target.low) % 24) / 2
            return abs((self.model - target.value + 12) % 24 - 12) / half
        near = target.high if self.model > target.value else target.low
        return abs(self.model - target.value) / abs(near - target.value or math.inf)

    def as_row(self) -> dict[str, Any]:
        """The comparison as a table and a JSON document show it."""
        target = self.target
        return {
            "id": target.id,
            "what": target.what,
            "cell": target.scenario,
            "target": target.value,
            "low": target.low,
            "high": target.high,
            "model": self.model,
            "unit": self.unit,
            "met": "met" if self.met else "no answer" if target.absent else "missed",
            "use": target.use,
            "error": target.error,
            "source": target.source,
            "tried": "" if self.met else target.absent or target.tried,
            "note": target.note,
        }


def load_targets(path: Path | None = None) -> list[Target]:
    """Every calibration target; a target with several scenarios gives one row for each.

    Raises one ConfigError that lists every problem of the file.
    """
    if path is None:
        path = Path(str(resources.files("rls_sim.biology") / "evidence" / "targets.toml"))
    problems = Problems(str(path))
    targets = []
    for entry in read_toml(path).get("target", []):
        targets += list(_read_target(entry, problems))
    problems.raise_if_any()
    return targets


def _read_target(entry: Mapping[str, Any], problems: Problems) -> Iterator[Target]:
    name = str(entry.get("id", "a target without id"))
    problems.unknown_keys(f"{name}: ", entry, (*TEXTS, *NUMBERS, "scenario"))
    if sum(key in entry for key in ("outcome", "parameter", "absent")) != 1:
        problems.add(
            f"{name}: outcome", entry.get("outcome", ""), "give one of outcome, parameter, absent."
        )
    for key, allowed in (("error", ERRORS), ("use", USES)):
        if entry.get(key) not in allowed:
            problems.add(
                f"{name}: {key}", entry.get(key, ""), f"is not one of {', '.join(allowed)}."
            )
    fields: dict[str, Any] = {
        key: problems.number(f"{name}: {key}", entry.get(key)) for key in NUMBERS
    }
    fields |= {key: str(entry[key]) for key in TEXTS if key in entry}
    if missing := {"id", "what", "error", "use", "source"} - fields.keys():
        problems.add(name, sorted(missing), "must be given.")
        return
    for scenario in entry.get("scenario", [HEALTHY]):
        yield Target(scenario=scenario, **fields)


def compare_targets(bench: Bench | None = None) -> list[Comparison]:
    """Solve every cell that a target asks for and set its value beside the target.

    None for a model of others: targets are of ours. Raises SolveError if one of the cells has no
    periodic day.
    """
    bench = brain_bench() if bench is None else bench
    solved: dict[str, CellResult] = {}
    targets = [] if bench.foreign else load_targets()
    return [_compare(target, bench, solved) for target in targets]


def calibration_table(bench: Bench | None = None) -> list[dict[str, Any]]:
    """The comparison of every target, as rows."""
    return [comparison.as_row() for comparison in compare_targets(bench)]


def _compare(target: Target, bench: Bench, solved: dict[str, CellResult]) -> Comparison:
    if target.absent:
        return Comparison(target, math.nan, "", met=False)
    if target.parameter:
        parameter = bench.healthy[target.parameter]
        return Comparison(
            target, parameter.value, parameter.unit, _inside(target, parameter.value, "")
        )
    if target.scenario not in solved:
        solved[target.scenario] = solve_cell(_cell(target.scenario, bench), bench)
        solved[target.scenario].require()
    unit = bench.measures[target.outcome].unit
    value = float(solved[target.scenario].outcomes[target.outcome])
    return Comparison(target, value, unit, _inside(target, value, unit))


def _cell(scenario: str, bench: Bench) -> Cell:
    if scenario == HEALTHY:
        return Cell(bench.healthy)
    applied = bench.lesions.read_applied(scenario)
    return Cell(applied.lesion.apply(bench.healthy, applied.size), (applied,))


def _inside(target: Target, value: float, unit: str) -> bool:
    if unit == "h":
        return (value - target.low) % 24 <= (target.high - target.low) % 24
    return target.low <= value <= target.high
