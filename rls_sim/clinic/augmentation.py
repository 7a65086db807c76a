"""
Augmentation as a hazard: what share of people has it after how long on which dose.

Under a steady load the drive rises by pace x load x want x (1 - exp(-recovery t)) / recovery, and
counts as augmentation from COUNTS on. People differ in pace and in want of iron, both lognormal, so
the share that has it is a normal probability in closed form. Median and spread of the pace are what
two doses of one trial ask for; their doubt is that of its counts, drawn again and again.
"""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rls_sim.biology.treated import treated_model
from rls_sim.errors import UnknownNameError
from rls_sim.quantities.parameter import Evidence, Parameter, ParameterSet
from rls_sim.study.cell import Cell

Array = NDArray[np.float64]

COUNTS = 0.05  # rise of the drive from which augmentation counts; see docs/trials.md
DAY, WEEK = 24.0, 168.0  # h
DRAWS, SEED = 4000, 20261128
NARROWEST, WIDEST = 0.3, 20.0  # spread that a draw may come to; beyond, the doses say nothing
SALT = 302.26  # g/mol of pramipexole


def _fitted(name: str, value: float, unit: str, meaning: str, note: str) -> Parameter:
    return Parameter(
        *(name, value, unit, meaning, Evidence.FITTED, "allen2014", (1e-12, 1e3), "fixed", note)
    )


MEDIAN = _fitted(
    "augmentation_pace_median",
    1.113e-5,
    "1/h",
    "pace of augmentation that half of people do not reach",
    "fitted to 5.3 and 7.7 % at 52 weeks, less 2.1 % under pregabalin; the counts leave it open "
    "over many powers of ten, and the spread from 0.6 to any",
)
SPREAD = _fitted(
    "augmentation_pace_spread",
    2.586,
    "1",
    "standard deviation of the natural logarithm of that pace between people",
    "fitted with the median",
)
WANT = _fitted(
    "augmentation_want_of_patients",
    1.716,
    "1",
    "factor by which want of iron speeds augmentation in the middle patient of that trial",
    "read off the model's patients of that trial",
)
WANT_SPREAD = _fitted(
    "augmentation_want_spread",
    0.511,
    "1",
    "standard deviation of the natural logarithm of that factor between patients",
    "read off the model's patients of that trial",
)
PARAMETERS = (MEDIAN, SPREAD, WANT, WANT_SPREAD)


@dataclass(frozen=True)
class Counted:
    """A group of a trial: how many people, what share had it, on which load, for how long (h)."""

    people: int
    share: float
    load: float
    hours: float


@dataclass(frozen=True)
class Paces:
    """How pace is spread between people: median (1/h) and spread of its natural logarithm."""

    median: float
    spread: float
    recovery: float  # 1/h

    def share(
        self,
        hours: Array | float,
        load: Array | float,
        want: Array | float = 1.0,
        want_spread: float = 0.0,
    ) -> Array:
        """
        Share of people whose drive has risen by COUNTS after so many hours under a load.

        ``load`` is the day average of `dopaminergic_load`; ``want`` the factor by which want of
        iron speeds it, 1 in health, of the middle person, ``want_spread`` that of its logarithm.
        All broadcast.
        """
        from scipy.special import ndtr

        with np.errstate(divide="ignore"):
            reach = np.log(self.median * np.asarray(want)) + _reach(hours, load, self.recovery)
        return np.asarray(ndtr(reach / np.hypot(self.spread, want_spread)))

    def share_reaching(self, reach: Array) -> Array:
        """Share of people who have it where a pace of 1/h gains exp(reach) times COUNTS."""
        from scipy.special import ndtr

        return np.asarray(ndtr((np.log(self.median) + reach) / self.spread))

    def of(self, shares: Array) -> Array:
        """The paces (1/h) below which such shares of people lie."""
        from scipy.special import ndtri

        return np.asarray(self.median * np.exp(self.spread * ndtri(shares)))


def _reach(hours: Array | float, load: Array | float, recovery: float) -> Array:
    """Logarithm of what a pace of 1/h would come to, over COUNTS."""
    grown = -np.expm1(-recovery * np.asarray(hours)) / recovery
    return np.asarray(np.log(np.asarray(load) * grown / COUNTS))


def steady_load(parameters: ParameterSet, medicine: str, umol_a_day: float) -> float:
    """
    The day average of `dopaminergic_load` under so much of a medicine a day, once it is steady.

    Kinetics are linear, so it is what arrives over what is cleared. Raises UnknownNameError.
    """
    known = ("pramipexole", "ropinirole", "rotigotine", "levodopa")
    if medicine not in known:
        raise UnknownNameError("dopaminergic medicine", medicine, known)
    place = "given_levodopa" if medicine == "levodopa" else medicine
    share = 1.0
    if medicine != "rotigotine":
        share = parameters[f"{place}.available_share"].canonical_value
    level = share * umol_a_day / DAY / parameters[f"{place}.clearance"].canonical_value
    if medicine == "levodopa":
        weight = parameters["levodopa_weight"].canonical_value
        return float(weight * level * parameters["levodopa_load"].canonical_value)
    unbound = parameters[f"{place}.unbound_share"].canonical_value
    return float(unbound * level / parameters[f"{place}.d2_affinity"].canonical_value)


def fit_paces(groups: tuple[Counted, Counted], background: float, recovery: float) -> Paces | None:
    """
    The spread, of pace and want together, that gives both groups their share above a background.

    None where a share is not above it, or the larger load has not the larger share: then no spread
    does it.
    """
    from scipy.special import ndtri

    shares = np.array([group.share - background for group in groups])
    reach = np.array([float(_reach(group.hours, group.load, recovery)) for group in groups])
    if shares.min() <= 0 or (shares[1] - shares[0]) * (reach[1] - reach[0]) <= 0:
        return None
    scores = ndtri(shares)
    spread = float((reach[1] - reach[0]) / (scores[1] - scores[0]))
    return Paces(float(np.exp(spread * scores[0] - reach[0])), spread, recovery)


def drawn_paces(
    groups: tuple[Counted, Counted],
    background: tuple[int, float],
    recovery: float,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> tuple[list[Paces], float]:
    """
    Fits to counts drawn anew (binomial), and the share of draws in which doses do not differ so.

    ``background`` is how many people and what share of them. Where no spread gives the shares it
    is WIDEST (NARROWEST where they differ too much), through the middle of both; a share that is
    not above the background stands as half a person.
    """
    chance = np.random.default_rng(seed)
    people, share = background
    none = chance.binomial(people, share, draws) / people
    had = [chance.binomial(group.people, group.share, draws) / group.people for group in groups]
    found, silent = [], 0
    for one, other, without in zip(*had, none, strict=True):
        drawn = (_with(groups[0], float(one)), _with(groups[1], float(other)))
        fit = fit_paces(drawn, float(without), recovery)
        if fit is None or not NARROWEST <= fit.spread <= WIDEST:
            silent += 1
            wide = WIDEST if fit is None or fit.spread > WIDEST else NARROWEST
            fit = _through_both(drawn, float(without), recovery, wide)
        found.append(fit)
    return found, silent / draws


def _with(group: Counted, share: float) -> Counted:
    return Counted(group.people, share, group.load, group.hours)


def _through_both(
    groups: tuple[Counted, Counted], background: float, recovery: float, spread: float
) -> Paces:
    from scipy.special import ndtri

    middles = [
        spread * ndtri(max(group.share - background, 0.5 / group.people))
        - float(_reach(group.hours, group.load, recovery))
        for group in groups
    ]
    return Paces(float(np.exp(np.mean(middles))), spread, recovery)


def groups_of(parameters: ParameterSet) -> tuple[tuple[Counted, Counted], tuple[int, float]]:
    """The two doses of allen2014 after a year, and who had it under pregabalin; 719 in 4 arms."""
    people, hours = 180, 52 * WEEK
    doses = ((0.25, 0.053), (0.5, 0.077))  # mg of salt, share
    one, other = (
        Counted(people, share, steady_load(parameters, "pramipexole", dose * 1e3 / SALT), hours)
        for dose, share in doses
    )
    return (one, other), (people, 0.021)


def own_pace(both: Paces, want: float, want_spread: float) -> Paces:
    """The spread of pace alone, out of that of pace and want together."""
    left = max(both.spread**2 - want_spread**2, NARROWEST**2)
    return Paces(both.median / want, float(np.sqrt(left)), both.recovery)


@cache
def patients_paces() -> Paces:
    """The fitted spread of paces, that people of trials and cohorts are drawn from."""
    recovery = treated_model().parameters["augmentation_recovery"].canonical_value
    return Paces(MEDIAN.canonical_value, SPREAD.value, recovery)


@cache
def spread_of_fits() -> list[Paces]:
    """Fits to the counts of that trial drawn anew: how far the spread of paces is known."""
    parameters = treated_model().parameters
    groups, background = groups_of(parameters)
    recovery = parameters["augmentation_recovery"].canonical_value
    found = drawn_paces(groups, background, recovery)[0]
    return [own_pace(paces, WANT.value, WANT_SPREAD.value) for paces in found]


def share_augmented(
    weeks: float, load: float, want: float | None = None, within: float = 0.95
) -> tuple[float, float, float]:
    """
    The share of people who have augmentation after so many weeks under a load, and its interval.

    Among people of one ``want`` (1 in health), or among patients as they are where it is None. The
    interval is that of the counts it was fitted to.
    """
    middle, spread = (WANT.value, WANT_SPREAD.value) if want is None else (want, 0.0)
    share = float(patients_paces().share(weeks * WEEK, load, middle, spread))
    drawn = [float(paces.share(weeks * WEEK, load, middle, spread)) for paces in spread_of_fits()]
    low, high = np.quantile(drawn, [(1 - within) / 2, (1 + within) / 2])
    return share, float(low), float(high)


def augmenting(cell: Cell, share: float) -> Cell:
    """The cell in a person whose pace is above that of such a share of people."""
    pace = float(patients_paces().of(np.array(share)))
    reason = f"a pace above that of {share:.1%} of people"
    return replace(
        cell, parameters=cell.parameters.override("augmentation_pace", pace, reason=reason)
    )
