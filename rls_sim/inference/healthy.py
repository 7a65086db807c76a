"""The numbers of health (biology/evidence/healthy.toml), and how well parameters meet them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import RlsSimError
from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.measures import find_measure
from rls_sim.quantities.units import Unit
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

Array = NDArray[np.float64]

TEXTS = ("name", "what", "unit", "known", "source")
READS = ("outcome", "mean", "over", "times", "molar_mass")
LOG_ROOT_TWO_PI = 0.5 * np.log(2 * np.pi)


class Kind(StrEnum):
    """How a number may be off."""

    FACTOR = "factor"  # its logarithm is normal; the error is a standard factor
    SPREAD = "spread"  # normal
    HOUR = "hour"  # normal round the clock
    AT_LEAST = "at least"  # any value above is as good; below it fades
    AT_MOST = "at most"


@dataclass(frozen=True)
class HealthyNumber:
    """One number of health: ``value`` and ``error`` in ``unit`` (a factor has none).

    ``read`` gives the model's number in that unit; ``fits`` names the parameter that
    `tools/calibrate.py` fits to it, if any.
    """

    name: str
    what: str
    unit: str
    value: float
    kind: Kind
    error: float
    known: str
    source: str
    read: Callable[[AnyDay], float]
    fits: str = ""

    @property
    def is_limit(self) -> bool:
        """Whether values on one side are all as good."""
        return self.kind in (Kind.AT_LEAST, Kind.AT_MOST)

    def response(self, found: Array) -> Array:
        """How far numbers (n,) are off, in errors; of a limit: how far inside."""
        if self.kind is Kind.FACTOR:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.asarray(np.log(found / self.value) / np.log(self.error))
        off = found - self.value
        if self.kind is Kind.HOUR:
            off = (off + 12) % 24 - 12
        return np.asarray((-off if self.kind is Kind.AT_MOST else off) / self.error)

    def log_likelihood(self, response: Array) -> Array:
        """Log density of the published number in units of its error, (n,); of a limit log share."""
        from scipy.special import log_ndtr

        if self.is_limit:
            return np.asarray(log_ndtr(response))
        return np.asarray(-0.5 * response**2 - LOG_ROOT_TWO_PI)


def load_healthy(path: Path | None = None) -> tuple[HealthyNumber, ...]:
    """Every number of health; raises one ConfigError that lists every problem of the file."""
    if path is None:
        path = Path(str(resources.files("rls_sim.biology") / "evidence" / "healthy.toml"))
    problems = Problems(str(path))
    numbers: list[HealthyNumber] = []
    for entry in read_toml(path).get("healthy", []):
        name = str(entry.get("name", "a number without name"))
        problems.unknown_keys(
            f"{name}: ", entry, (*TEXTS, *READS, "value", "error", "kind", "fits")
        )
        if missing := {*TEXTS, "value", "error", "kind"} - entry.keys():
            problems.add(name, sorted(missing), "must be given.")
        elif entry["kind"] not in list(Kind):
            problems.add(f"{name}: kind", entry["kind"], f"is not one of {', '.join(Kind)}.")
        elif any(name == known.name for known in numbers):
            problems.add("name", name, "is there twice.")
        else:
            with problems.at("name", name):
                numbers.append(_read(entry, problems, name))
    problems.raise_if_any()
    return tuple(numbers)


def _read(entry: Mapping[str, Any], problems: Problems, name: str) -> HealthyNumber:
    kind = Kind(entry["kind"])
    least = 1.0 if kind is Kind.FACTOR else 0.0
    return HealthyNumber(
        **{key: str(entry[key]) for key in TEXTS},
        value=problems.number(f"{name}: value", entry["value"]),
        error=problems.number(f"{name}: error", entry["error"], np.nextafter(least, 2.0)),
        kind=kind,
        read=_reader(entry),
        fits=str(entry.get("fits", "")),
    )


def _reader(entry: Mapping[str, Any]) -> Callable[[AnyDay], float]:
    """What reads the model's number in the unit of the row; raises an error of ours."""
    if ("outcome" in entry) == ("mean" in entry):
        raise RlsSimError("give one of outcome and mean.")
    if "outcome" in entry:
        measure = find_measure(entry["outcome"])
        if measure.unit != entry["unit"]:
            raise RlsSimError(f"the outcome {measure.name} is in {measure.unit or 'words'}.")
        return measure.function
    means = [entry["mean"]] if isinstance(entry["mean"], str) else list(entry["mean"])
    return _mean_reader(means, entry.get("over", ""), entry.get("times", ""), _one(entry))


def _one(entry: Mapping[str, Any]) -> float:
    """One of the row's unit in umol, L and h."""
    unit = Unit.parse(entry["unit"])
    mass = entry.get("molar_mass")
    return unit.factor if mass is None else unit.factor_as_amount(float(mass))


def _mean_reader(
    means: Sequence[str], over: str, times: str, one: float
) -> Callable[[AnyDay], float]:
    def read(day: AnyDay) -> float:
        found = sum(day.mean(name) for name in means) / one
        if over:
            found = found / day.mean(over)
        return found * day.parameter(times) if times else found

    return read


def responses_of(numbers: Sequence[HealthyNumber], found: Mapping[str, Array]) -> Array:
    """Responses (n, numbers) of what was read, by name (n,)."""
    return np.column_stack([number.response(found[number.name]) for number in numbers])


def log_likelihood(numbers: Sequence[HealthyNumber], responses: Array) -> Array:
    """Log likelihood (n,) of all numbers, each for itself, of responses (n, numbers)."""
    total = np.zeros(len(responses))
    for column, number in enumerate(numbers):
        total += number.log_likelihood(responses[:, column])
    return total
