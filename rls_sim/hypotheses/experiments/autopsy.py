"""
Runs of kind "autopsy": virtual brains, a few with a lesion against a few without, stain by stain.

What a brain shows is the model's number times a scatter between brains of the method's coefficient
of variation (observations.toml). A study sees a difference where a two-sample t test of logarithms
gives p < 0.05. In one world all brains are of one member of the ensemble, which is then the truth;
among many each brain is a member of its own, so that what is not known of the model counts as
differences between people: more scatter than there can be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import UnknownNameError
from rls_sim.hypotheses.experiments.cells import Arm, read_arm_of_one_size, reader_of
from rls_sim.hypotheses.experiments.setting import Array, Numbers, Setting
from rls_sim.hypotheses.observations import Observation, load_observations
from rls_sim.hypotheses.scoring import LOSS, ScoredRow
from rls_sim.study.cell import Bench
from rls_sim.study.problems import Problems

KEYS = ("kind", "name", "lesion", "change", "sizes", "stains", "brains", "studies", "groups")
LEVEL = 0.05
OF_A_STAIN = ("ratio", "seen", "seen_lower", "power", "power_by_size", "seen_among_many")
GROUPS = (3, 4, 5, 6, 8, 10, 14, 20, 30, 50, 80, 120)  # brains on each side
STUDIES = 200  # virtual studies of each member
SURE = 7.0  # of a logarithm: no scatter hides a factor of a thousand, nor the loss of every cell


@dataclass(frozen=True)
class Autopsy:
    """Virtual studies of ``brains`` (broken, healthy) with these stains, by name."""

    name: str
    arm: Arm
    stains: Mapping[str, Observation]
    brains: tuple[int, int]
    studies: int = STUDIES
    groups: tuple[int, ...] = GROUPS
    resamples: bool = False

    def offers(self, bench: Bench) -> Iterable[str]:
        """Of each stain what OF_A_STAIN names; the group sizes of power curves."""
        return [*(f"{stain}.{one}" for stain in self.stains for one in OF_A_STAIN), "group_size"]

    def cells(self, members: int) -> int:
        """A broken and a healthy cell of each member."""
        return 2 * members

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Make the brains and test them."""
        outcomes = dict.fromkeys(row.outcome for row in self.stains.values())
        readers = {name: reader_of(name) for name in outcomes}
        broken = self.arm.read(setting, setting.table, readers)
        healthy = Arm(None, ()).read(setting, setting.table, readers)
        numbers: dict[str, Array] = {"group_size": np.array(self.groups, dtype=float)[None, :]}
        for stain, row in self.stains.items():
            sides = broken[row.outcome][:, 0], healthy[row.outcome][:, 0]
            chance = setting.chance(f"{self.name}.{stain}")
            for name, values in self._stain(row, *sides, chance).items():
                numbers[f"{stain}.{name}"] = values
        return numbers

    def _stain(
        self, row: Observation, broken: Array, healthy: Array, chance: np.random.Generator
    ) -> dict[str, Array]:
        shift = np.clip(ScoredRow(row, 1.0).predicted(broken, healthy), -SURE, SURE)
        if row.outcome == LOSS:
            shift = -shift  # what is counted is what is left
        level = np.log(1 - healthy if row.outcome == LOSS else healthy)
        scatter = log_scatter(row.variation.cv)
        p, lower = virtual_studies(shift, scatter, self.brains, self.studies, chance)
        unknown = np.isnan(shift)
        seen = np.where(unknown, np.nan, (p < LEVEL).mean(axis=1))
        down = np.where(unknown, np.nan, ((p < LEVEL) & lower).mean(axis=1))
        many = among_many(level + shift, level, scatter, self.brains, chance)
        by_size = np.column_stack([power(shift, scatter, (n, n)) for n in self.groups])
        return {
            "ratio": np.exp(shift)[:, None],
            "seen": seen[:, None],
            "seen_lower": down[:, None],
            "power": power(shift, scatter, self.brains)[:, None],
            "power_by_size": by_size,
            "seen_among_many": many[:, None],
        }


def log_scatter(cv: float) -> float:
    """Standard deviation of the logarithm of a lognormal number with this coefficient."""
    return float(np.sqrt(np.log1p(cv * cv)))


def virtual_studies(
    shift: Array, scatter: float, brains: tuple[int, int], studies: int, chance: Any
) -> tuple[Array, NDArray[np.bool_]]:
    """
    p values (n, studies) of t tests, and whether cases were lower.

    ``shift`` (n,): the true difference of logarithms of each member; ``scatter`` between brains.
    """
    cases, controls = brains
    shown = scatter * chance.standard_normal((len(shift), studies, cases + controls))
    shown[:, :, :cases] += shift[:, None, None]
    return _tests(shown[:, :, :cases], shown[:, :, cases:])


def among_many(
    broken: Array, healthy: Array, scatter: float, brains: tuple[int, int], chance: Any
) -> Array:
    """
    Whether (1 or 0) a study sees it in which each brain is a member of its own, (n,) studies.

    ``broken`` and ``healthy`` (n,): logarithms of what members show.
    """
    cases, controls = brains
    count = len(broken)
    drawn = np.array([chance.permutation(count)[: cases + controls] for _ in range(count)])
    if drawn.shape[1] < cases + controls:
        return np.full(count, np.nan)
    ill = broken[drawn[:, :cases]] + scatter * chance.standard_normal((count, cases))
    well = healthy[drawn[:, cases:]] + scatter * chance.standard_normal((count, controls))
    p, _ = _tests(ill[:, None], well[:, None])
    return np.where(np.isnan(p[:, 0]), np.nan, p[:, 0] < LEVEL)


def _tests(cases: Array, controls: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Two-sided p values of t tests along the last axis, and whether cases were lower."""
    from scipy.special import stdtr

    m, n = cases.shape[-1], controls.shape[-1]
    apart = cases.mean(axis=-1) - controls.mean(axis=-1)
    within = (m - 1) * cases.var(axis=-1, ddof=1) + (n - 1) * controls.var(axis=-1, ddof=1)
    t = apart / np.sqrt(within / (m + n - 2) * (1 / m + 1 / n))
    return np.asarray(2 * stdtr(m + n - 2, -np.abs(t))), np.asarray(apart < 0)


def power(shift: Array, scatter: float, brains: tuple[int, int]) -> Array:
    """Probability (n,) that a t test sees a true difference of logarithms (n,), in closed form."""
    from scipy.stats import nct, t

    m, n = brains
    free = m + n - 2
    limit = t.ppf(1 - LEVEL / 2, free)
    off = np.minimum(np.abs(shift) / (scatter * np.sqrt(1 / m + 1 / n)), 30.0)  # seen for sure
    return np.asarray(nct.sf(limit, free, off) + nct.cdf(-limit, free, off))


def read_autopsy(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> Autopsy | None:
    """A run of this kind; None where it has a problem (noted)."""
    before = len(problems.lines)
    problems.unknown_keys(f"{place}.", entry, KEYS)
    arm = read_arm_of_one_size(entry, bench, problems, place)
    known = {row.id: row for row in load_observations() if row.outcome and row.is_ratio}
    stains: dict[str, Observation] = {}
    for stain, name in problems.table(f"{place}.stains", entry.get("stains")).items():
        with problems.at(f"{place}.stains.{stain}", name):
            if name not in known:
                raise UnknownNameError("observation that the model answers", str(name), known)
            stains[stain] = known[name]
    if not stains:
        problems.lines.append(f"{problems.place}: {place}.stains is missing.")
    brains = entry.get("brains", [7, 5])
    if not _counts(brains, 2) or len(brains) != 2:
        problems.add(f"{place}.brains", brains, "is not two numbers of brains, 2 or more each.")
    groups = entry.get("groups", list(GROUPS))
    if not _counts(groups, 2):
        problems.add(f"{place}.groups", groups, "is not a list of numbers of brains.")
    studies = problems.number(f"{place}.studies", entry.get("studies", STUDIES), 1, 100_000)
    if len(problems.lines) > before or arm is None:
        return None
    two = (int(brains[0]), int(brains[1]))
    return Autopsy(str(entry["name"]), arm, stains, two, int(studies), tuple(groups))


def _counts(value: Any, least: int) -> bool:
    return isinstance(value, list) and all(isinstance(n, int) and n >= least for n in value)
