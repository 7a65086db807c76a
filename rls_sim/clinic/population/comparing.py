"""Published prevalences beside those of a cohort: each met or not, contradictions both shown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources
from math import exp, inf, log, nan, sqrt
from pathlib import Path

import numpy as np

from rls_sim.clinic.population.cohort import Cohort
from rls_sim.clinic.population.drawing import NO_LESION
from rls_sim.clinic.population.groups import COUNTED, GROUPS, Groups, Truth
from rls_sim.clinic.population.population import Array
from rls_sim.clinic.population.weighting import effective_size
from rls_sim.errors import UnknownNameError
from rls_sim.quantities.sources import load_sources
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

KEYS = (
    *("id", "what", "kind", "of", "among", "against", "value", "low", "high"),
    *("source", "note", "fitted"),
)
KINDS = ("share", "ratio", "odds")
PER_CENT = 100.0
TWO_SIDED = 1.96
ABOUT = 0.25  # of a value without an interval, to each side: studies differ by no less
FEWEST = 30.0  # people, by their weights, of whom a share says something
MEMBERS_LOW, MEMBERS_HIGH = 0.05, 0.95

MEETS, LOW, HIGH, FEW = "met", "too low", "too high", "too few people"
NOT_SUPPORTED, FITTED = "not supported", "fitted"


@dataclass(frozen=True)
class Published:
    """A number of a study: a share in per cent, a ratio of shares, or odds against a group."""

    id: str
    what: str
    kind: str
    of: str
    among: str
    value: float
    source: str
    against: str = ""
    low: float = nan
    high: float = nan
    note: str = ""
    fitted: bool = False

    @property
    def interval(self) -> tuple[float, float]:
        """That of the study; a quarter to each side where none is known."""
        low = self.value * (1 - ABOUT) if np.isnan(self.low) else self.low
        high = self.value * (1 + ABOUT) if np.isnan(self.high) else self.high
        return low, high


@dataclass(frozen=True)
class Estimate:
    """The same of a cohort: value, 95 % interval for the number of people, and how many these are.

    ``people`` is the effective number in the smaller group.
    """

    value: float
    low: float
    high: float
    people: float


@dataclass(frozen=True)
class Compared:
    """A published number, that of the model, and what is to be said of the two.

    ``members``: the values in members of the ensemble, none where it was not asked for.
    """

    published: Published
    model: Estimate
    verdict: str
    members: tuple[float, ...] = ()

    @property
    def spread(self) -> tuple[float, float]:
        """The 5th and 95th percentile over members; NaN without."""
        known = [value for value in self.members if not np.isnan(value)]
        if not known:
            return nan, nan
        low, high = np.quantile(known, (MEMBERS_LOW, MEMBERS_HIGH))
        return float(low), float(high)


def load_published(path: Path | None = None) -> tuple[Published, ...]:
    """The shipped rows, or those of a file; raises ConfigError with every problem."""
    place = path or Path(str(resources.files("rls_sim.clinic.population") / "prevalences.toml"))
    problems, rows = Problems(str(place)), list[Published]()
    for table in read_toml(place).get("published", []):
        known = len(problems.lines)
        name = str(table.get("id", "published"))
        problems.unknown_keys(f"{name}: ", table, KEYS)
        for key, allowed in (("kind", KINDS), ("of", COUNTED), ("among", GROUPS)):
            with problems.at(f"{name}: {key}", table.get(key, "")):
                _require(key, table.get(key, ""), allowed)
        if table.get("kind") != "share":
            with problems.at(f"{name}: against", table.get("against", "")):
                _require("group", table.get("against", ""), GROUPS)
        with problems.at(f"{name}: source", table.get("source", "")):
            load_sources()[table.get("source", "")]
        problems.number(f"{name}: value", table.get("value"), 0.0, PER_CENT)
        problems.sentence(f"{name}: what", table.get("what"))
        if len(problems.lines) == known:
            rows.append(Published(**table))
    problems.raise_if_any()
    return tuple(rows)


def _require(kind: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        raise UnknownNameError(kind, name, known)


def compare(
    cohort: Cohort, rows: Sequence[Published], members: Sequence[Cohort] = ()
) -> tuple[Compared, ...]:
    """
    Each row beside the cohort, and beside the same people in members of the ensemble.

    In each member the share of people with a broken step is fitted anew to the row that is fitted:
    what is left of a difference between members is not that they are more or less ill in all.
    """
    fitted = [row for row in rows if row.fitted]
    others = [Groups(refitted(member, fitted[0]) if fitted else member) for member in members]
    groups = Groups(cohort)
    found = []
    for row in rows:
        model = estimate(groups, row)
        values = tuple(estimate(other, row).value for other in others)
        found.append(Compared(row, model, verdict(row, model), values))
    return tuple(found)


def estimate(groups: Groups, row: Published) -> Estimate:
    """What a cohort says of a row."""
    weights = groups.cohort.weights
    who, counted = groups[row.among], groups.counted(row.of)
    share, people = _share(weights, counted, who)
    if row.kind == "share":
        wide = TWO_SIDED * sqrt(max(share * (1 - share), 0.0) / people) if people else nan
        low, high = max(share - wide, 0.0), min(share + wide, 1.0)
        return Estimate(PER_CENT * share, PER_CENT * low, PER_CENT * high, people)
    other, others = _share(weights, counted, groups[row.against])
    fewest = min(people, others)
    if not fewest or not 0 < other < 1 or (row.kind == "odds" and not 0 < share < 1):
        return Estimate(nan, nan, nan, fewest)
    if row.kind == "ratio":
        value = share / other
        if share == 0:
            return Estimate(0.0, 0.0, inf, fewest)
        error = sqrt((1 - share) / (share * people) + (1 - other) / (other * others))
    else:
        value = share / (1 - share) * (1 - other) / other
        error = sqrt(1 / (share * (1 - share) * people) + 1 / (other * (1 - other) * others))
    low, high = (exp(log(value) + sign * TWO_SIDED * error) for sign in (-1, 1))
    return Estimate(value, low, high, fewest)


def _share(weights: Array, counted: Truth, who: Truth) -> tuple[float, float]:
    """A weighted share, and the effective number of people that it is of."""
    mine = weights[who]
    people = effective_size(mine)
    return (float(mine @ counted[who]) / float(mine.sum()) if people else nan), people


def verdict(row: Published, model: Estimate) -> str:
    """What is to be said: met where both intervals overlap, and an effect where there must be one.

    A ratio that a study finds on one side of 1 is not supported where the model's is not there too.
    """
    if np.isnan(model.value) or model.people < FEWEST:
        return FEW
    if row.fitted:
        return FITTED
    low, high = row.interval
    if row.kind != "share" and ((low > 1 and model.low <= 1) or (high < 1 and model.high >= 1)):
        return NOT_SUPPORTED
    if model.high < low:
        return LOW
    return HIGH if model.low > high else MEETS


def fitted_share(cohort: Cohort, row: Published) -> float:
    """
    The share of people with a broken step that would meet a published share of all.

    Exact but for weights, since who has one is drawn apart from all else: with it the share is A,
    without B, and s A + (1 - s) B is met. NaN where one of the two groups is empty.
    """
    broken = cohort.lesion != NO_LESION
    counted = Groups(cohort).counted(row.of)
    with_it, without = cohort.share(counted, broken), cohort.share(counted, ~broken)
    if with_it == without:
        return nan
    return (row.value / PER_CENT - without) / (with_it - without)


def refitted(cohort: Cohort, row: Published) -> Cohort:
    """The cohort with as many people of a broken step, by their weights, as meet a row; or nearly.

    The same where nobody, or everybody, has one, and where it makes no difference.
    """
    share = fitted_share(cohort, row)
    broken = cohort.lesion != NO_LESION
    now = cohort.share(broken)
    if not np.isfinite(share) or not 0 < now < 1:
        return cohort
    share = min(max(share, 0.0), 1.0)
    factor = np.where(broken, share / now, (1 - share) / (1 - now))
    return replace(cohort, weights=cohort.weights * factor)
