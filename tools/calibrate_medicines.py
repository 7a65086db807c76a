"""
Fit medicines: find the value of every fitted parameter that the trials of its target ask for.

Run `python tools/calibrate_medicines.py [PART]...`; parts are iron, score and augmentation. It
prints each value, its target, what came of it, and below a line what was held out; the values are
written into rls_sim/biology/medicines/ by a person. The iron part looks at a person's blood, the
score part at patients drawn from the ensemble, augmentation at counts of people.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402
from scipy.optimize import brentq, least_squares  # noqa: E402

from rls_sim.clinic.augmentation import (  # noqa: E402
    COUNTS,
    WEEK,
    Paces,
    drawn_paces,
    fit_paces,
    groups_of,
    own_pace,
    steady_load,
)
from rls_sim.clinic.courses import Courses, follow_courses, starts_of  # noqa: E402
from rls_sim.clinic.readings import all_readings  # noqa: E402
from rls_sim.clinic.regimen import read_regimen  # noqa: E402
from rls_sim.clinic.treatments import TreatmentLibrary, shipped_treatments  # noqa: E402
from rls_sim.clinic.trials.conduct import leaving, ratings  # noqa: E402
from rls_sim.clinic.trials.people import LEAVING, Enrolled, enrol  # noqa: E402
from rls_sim.clinic.trials.reading import TrialLibrary, shipped_trials  # noqa: E402
from rls_sim.inference.ensemble import Ensemble, load_ensemble  # noqa: E402
from rls_sim.outcomes.day import AnyDay  # noqa: E402
from rls_sim.study.cell import Bench, brain_bench  # noqa: E402

IRON = 55.845  # g/mol
DEPLETED = 17.5  # ug/L, serum ferritin of the women in whom absorption was measured
WOMAN = {"dietary_iron": 7.6}  # mg/d of iron that could be absorbed
SMALLER = 0.905  # of a woman's red cell iron
PILL = ("pill_absorption_maximal", "pill_absorption_half_saturation", "gut_memory_half_block")


@cache
def bench() -> Bench:
    """The treated model."""
    return brain_bench(treated=True)


@cache
def library() -> TreatmentLibrary:
    """The shipped treatments."""
    return shipped_treatments(bench().model)


def say(what: str, value: float, target: object = "", note: str = "") -> None:
    """One line of the answer."""
    print(f"  {what:66s} {value:10.4g}   {target!s:>18s}  {note}", flush=True)


def changed(table: np.ndarray, values: dict[str, float]) -> np.ndarray:
    """People (n, np) with parameters set to values in their declared units."""
    found = table.copy()
    for name, value in values.items():
        column = bench().kernel.parameter_names.index(name)
        found[:, column] = value * bench().healthy[name].canonical_factor
    return found


def follow(
    table: np.ndarray, doses: Sequence[str], days: int, read: dict, start: np.ndarray | None = None
) -> Courses:
    """People under doses for so many days."""
    events = read_regimen(doses, library(), days).events(days, bench().healthy)
    return follow_courses(bench(), table, events, days, read, start=start, rtol=1e-5)


# ---- iron


def iron_readers() -> dict[str, Callable]:
    """What the iron part reads of a day."""
    known = all_readings()
    return {
        "ferritin": known["serum_ferritin"].read,
        "saturation": known["transferrin_saturation"].read,
        "haemoglobin": known["haemoglobin"].read,
        "taken_up": lambda day: 24 * day.mean("pill_uptake"),
        "iron": lambda day: day["plasma.total_iron"].max(axis=-1),
        "iron_at_16": lambda day: day["plasma.total_iron"][..., 16 * 12],
        "hepcidin": known["hepcidin"].read,
    }


@cache
def depleted_woman() -> tuple[np.ndarray, np.ndarray]:
    """Her parameters (1, np) and her state at midnight: bleeding until ferritin is DEPLETED."""
    reference = bench().healthy["red_cell_iron_reference"].value
    own = {**WOMAN, "red_cell_iron_reference": SMALLER * reference}
    healthy = bench().kernel.parameter_vector(bench().healthy)[None]

    def off(loss: float) -> float:
        table = changed(healthy, {**own, "blood_loss": loss})
        return float(follow(table, (), 1, iron_readers())["ferritin"][0, 0] - DEPLETED)

    loss = brentq(off, 0.5, 6.0, xtol=1e-3)
    table = changed(healthy, {**own, "blood_loss": loss})
    start = starts_of(bench(), table)[0]
    day = follow(table, (), 1, iron_readers(), start)
    print(
        f"  a depleted woman: bleeding {loss:.2f} mL/d, ferritin {day['ferritin'][0, 0]:.1f} ug/L, "
        f"haemoglobin {day['haemoglobin'][0, 0]:.0f} g/L, "
        f"saturation {day['saturation'][0, 0]:.2f}"
    )
    return table, start


def share_of(course: Courses, milligrams: float, days: slice = slice(None)) -> float:
    """Share of doses of so many mg in all that was taken up in some days."""
    return float(course["taken_up"][0, days].sum() / (milligrams * 1e3 / IRON))


def shares(table: np.ndarray, start: np.ndarray) -> dict[str, float]:
    """Shares absorbed of single doses, and of a second one after a day against the first."""
    read = iron_readers()
    found = {}
    for dose in (40, 60, 240):
        course = follow(table, [f"oral_iron={dose}mg@d0"], 1, read, start)
        found[f"{dose} mg"] = share_of(course, dose)
    course = follow(table, ["oral_iron=60mg@08:00/daily"], 2, read, start)
    first, second = (share_of(course, 60, slice(day, day + 1)) for day in (0, 1))
    return {**found, "second of 60 mg, against the first": second / first}


ABSORBED = (  # what, share, of moretti2015; 60 mg was studied twice
    ("40 mg", 0.168),
    ("60 mg", 0.229),
    ("60 mg", 0.171),
    ("240 mg", 0.075),
    ("second of 60 mg, against the first", 0.64),
)


def fit_pills() -> dict[str, float]:
    """Three constants of the gut, by the least squares of logarithms of shares."""
    table, start = depleted_woman()

    def off(logs: np.ndarray) -> np.ndarray:
        found = shares(changed(table, dict(zip(PILL, np.exp(logs), strict=True))), start)
        return np.array([np.log(found[what] / share) for what, share in ABSORBED])

    low, high = np.log([bench().healthy[name].range for name in PILL]).T
    fit = least_squares(off, np.log([75.0, 500.0, 150.0]), bounds=(low, high), diff_step=1e-3)
    values = dict(zip(PILL, np.exp(fit.x).tolist(), strict=True))
    for name, value in values.items():
        say(name, value, "", bench().healthy[name].unit)
    found = shares(changed(table, values), start)
    for what, share in ABSORBED:
        say(f"share of {what}", found[what], share)
    return values


def check_pills(values: dict[str, float]) -> None:
    """What the fit did not see."""
    print("  held out:")
    read = iron_readers()
    table, start = depleted_woman()
    table = changed(table, values)
    daily = follow(table, ["oral_iron=60mg@08:00/daily..d14"], 15, read, start)
    other = follow(table, ["oral_iron=60mg@08:00/2d..d28"], 29, read, start)
    daily_share, other_share = share_of(daily, 14 * 60), share_of(other, 14 * 60)
    say("60 mg daily for 14 days, share", daily_share, 0.163, "stoffel2017")
    say("60 mg every other day for 28 days, share", other_share, 0.218, "stoffel2017")
    say("ratio of the two", other_share / daily_share, 1.34, "stoffel2017")
    own = follow(table, (), 1, read, start)
    pill = follow(table, ["oral_iron=64mg@d0"], 2, read, start)
    say("rise of serum iron after 64 mg, umol/L", float(pill["iron"][0, 0] - own["iron"][0, 0]),
        "36 (9 to 54)", "in the deficient")  # fmt: skip
    hepcidin = float(pill["hepcidin"][0, 1] / own["hepcidin"][0, 0])
    say("hepcidin of the next day, against before", hepcidin, "1.9 (1.2 to 3)", "moretti2015")
    healthy = changed(bench().kernel.parameter_vector(bench().healthy)[None], values)
    day = follow(healthy, (), 1, read)
    pill = follow(healthy, ["oral_iron=60mg@d0"], 1, read)
    say("60 mg in the replete, share", share_of(pill, 60), "0.06 (0.02 to 0.12)", "recalled")
    say("rise of serum iron after 60 mg, replete, umol/L",
        float(pill["iron"][0, 0] - day["iron"][0, 0]), "8 (2 to 18)", "recalled")  # fmt: skip


SHELLS = ("iron_carboxymaltose.digestion", "fresh_store_of_ferritin")
SANTER = {  # before, one and eight weeks after 15 mg/kg in the replete
    "ferritin": {"base": 96.0, "week 1": 1150.0, "week 8": 395.0},
    "saturation": {"base": 0.313, "week 1": 0.649, "week 8": 0.382},
}


def after_vein(values: dict[str, float]) -> dict[str, dict[str, float]]:
    """Ferritin and saturation of the reference person before and after 1000 mg."""
    table = changed(bench().kernel.parameter_vector(bench().healthy)[None], values)
    course = follow(table, ["iron_carboxymaltose=1000mg@d1"], 58, iron_readers())
    days = {"base": 0, "week 1": 8, "week 8": 57}
    return {
        name: {when: float(course[name][0, day]) for when, day in days.items()} for name in SANTER
    }


def fit_shells() -> dict[str, float]:
    """Two constants of carboxymaltose, by least squares of logarithms of four numbers."""

    def off(logs: np.ndarray) -> np.ndarray:
        found = after_vein(dict(zip(SHELLS, np.exp(logs), strict=True)))
        return np.log(
            [found[name][w] / SANTER[name][w] for name in SANTER for w in ("week 1", "week 8")]
        )

    low, high = np.log([bench().healthy[name].range for name in SHELLS]).T
    begin = np.log([bench().healthy[name].value for name in SHELLS])
    fit = least_squares(off, begin, bounds=(low, high), diff_step=1e-3)
    values = dict(zip(SHELLS, np.exp(fit.x).tolist(), strict=True))
    for name, value in values.items():
        say(name, value, "", bench().healthy[name].unit)
    found = after_vein(values)
    for name, targets in SANTER.items():
        for when, target in targets.items():
            say(f"{name}, {when}", found[name][when], target, "santer2020")
    return values


def fit_antagonist() -> None:
    """How strongly hepcidin is caught, to serum iron 8 h after 84 mg, and 32 h after (recalled)."""
    healthy = bench().kernel.parameter_vector(bench().healthy)[None]
    own = float(follow(healthy, (), 1, iron_readers())["iron_at_16"][0, 0])

    def rises(half: float) -> np.ndarray:
        table = changed(healthy, {"antagonist_half_effect": half})
        course = follow(table, ["hepcidin_antagonist=84mg@d0"], 2, iron_readers())
        return np.asarray(course["iron_at_16"][0] / own)

    targets, errors = np.array([1.67, 1.3]), np.array([0.1, 0.2])
    low, high = bench().healthy["antagonist_half_effect"].range
    fit = least_squares(
        lambda x: np.log(rises(float(np.exp(x[0]))) / targets) / errors,
        [np.log(0.1)], bounds=([np.log(low)], [np.log(high)]), diff_step=1e-3,
    )  # fmt: skip
    half = float(np.exp(fit.x[0]))
    say("antagonist_half_effect", half, "", "umol/L")
    say("serum iron 8 h after 84 mg, against without", rises(half)[0], 1.67, "boyce2016")
    say("the same 32 h after", rises(half)[1], "about 1.3", "recalled: back after 36 h")
    say("the same 8 h after, were hepcidin caught wholly", rises(low)[0], 1.67, "not reached")


def iron_part() -> None:
    """Iron by mouth and by vein, and the antagonist of hepcidin."""
    print("Iron by mouth")
    check_pills(fit_pills())
    print("Ferric carboxymaltose")
    fit_shells()
    print("Antagonist of hepcidin")
    fit_antagonist()


# ---- score


COUNT, SEED = 192, 1  # people of a fit, and what they are drawn from
STEADY = 9  # d after which the score is steady; augmentation is left out of these fits


@cache
def ensemble() -> Ensemble:
    """The shipped one, or that of --ensemble."""
    return load_ensemble(brain_bench(), OPTIONS.ensemble)


@cache
def trials() -> TrialLibrary:
    """The shipped trials."""
    return shipped_trials(bench(), library())


@cache
def patients(name: str) -> Enrolled:
    """The people of a trial, without augmentation."""
    trial = trials()[name]
    still = Paces(1e-12, 0.1, 2e-4)
    return enrol(
        *(bench(), trial.patients, COUNT, SEED, len(trial.visits)),
        ensemble=ensemble(),
        paces=still,
    )


def outcome(name: str, arm: str, values: dict[str, float]) -> tuple[float, float]:
    """The change of the rated score in an arm at the end of a trial, and by the model alone."""
    trial, people = trials()[name], patients(name)
    given = trial.arm(arm)
    if given.doses:
        read = {"score": all_readings()["irls_score"].read}
        table = changed(people.table, values)
        course = follow(table, given.doses, STEADY, read, people.start)["score"]
        level = np.nanmean(course[:, -2:], axis=1)
    else:
        level = people.score
    stays = leaving(people.shares[:, LEAVING], given.dropout, trial.weeks)
    base, rated = ratings(trial, people, np.repeat(level[:, None], len(trial.visits), 1), stays)
    return float((rated[:, -1] - base).mean()), float((level - people.score).mean())


def difference(name: str, arm: str, values: dict[str, float]) -> float:
    """Of an arm from placebo, at the end of a trial."""
    return outcome(name, arm, values)[0] - outcome(name, "placebo", {})[0]


Row = tuple[str, str, float, float]  # trial, arm, published difference, its standard error


def error_of(name: str, arm: str) -> Row:
    """The published row of a trial that something is fitted to."""
    rows = [r for r in trials()[name].published if r.arm == arm and r.use == "fitted to"]
    row = next(r for r in rows if r.what in ("difference", "change"))
    return name, arm, row.value, (row.high - row.low) / (2 * 1.96)


def fit_one(parameter: str, rows: Sequence[Row], read: Callable = difference) -> float:
    """The value that the rows ask for, weighed by their errors; printed with what comes of it."""
    low, high = np.log(np.maximum(bench().healthy[parameter].range, 1e-6))
    begin = np.log(bench().healthy[parameter].value)

    @cache
    def off(log: float) -> np.ndarray:
        values = {parameter: float(np.exp(log))}
        return np.array([(read(name, arm, values) - aim) / error for name, arm, aim, error in rows])

    fit = least_squares(
        lambda x: off(float(x[0])), [begin], bounds=([low], [high]), diff_step=0.02, xtol=3e-3
    )
    value = float(np.exp(fit.x[0]))
    at_end = min(abs(fit.x[0] - low), abs(fit.x[0] - high)) < 0.05
    say(parameter, value, "", "AT THE END OF ITS RANGE" if at_end else f"cost {2 * fit.cost:.2f}")
    for name, arm, aim, _ in rows:
        say(f"{name}: {arm}", read(name, arm, {parameter: value}), aim)
    return value


def change(name: str, arm: str, values: dict[str, float]) -> float:
    """Of an arm from its start."""
    return outcome(name, arm, values)[0]


PRAMIPEXOLE = ("pramipexole_0_25", "pramipexole_0_5", "pramipexole_0_75")
BY_IMAGING = 0.051  # umol/L: what occupancy by PET asks for


def score_part() -> None:
    """Medicines whose strength is that of a trial."""
    print("Pramipexole")
    fit_one("pramipexole.d2_affinity", [error_of("winkelman2006", arm) for arm in PRAMIPEXOLE])
    for arm in PRAMIPEXOLE:
        found = difference("winkelman2006", arm, {"pramipexole.d2_affinity": BY_IMAGING})
        say(f"{arm} at the affinity of imaging, {BY_IMAGING}", found)
    print("Ropinirole")
    fit_one("ropinirole.d2_affinity", [error_of("treat_rls1", "ropinirole")])
    print("Rotigotine")
    two = ("trenkwalder2008_rotigotine", "hening2010_rotigotine")
    fit_one("rotigotine.d2_affinity", [error_of(name, "rotigotine_2") for name in two])
    print("Pregabalin")
    fit_one("ligand_block_maximal", [error_of("allen2014", "pregabalin")])
    print("Dipyridamole")
    row = [error_of("garcia2021_dipyridamole", "dipyridamole")]
    fit_one("adenosine_rise_maximal", row)
    print("Levodopa")
    fit_one("levodopa_weight", [error_of("caldir2007", "levodopa")], change)


# ---- augmentation


def _mean(name: str, day: AnyDay) -> float:
    return day.mean(name)


def wants() -> tuple[np.ndarray, np.ndarray]:
    """Of allen2014's patients: the factor by which want of iron speeds it, and serum ferritin."""
    people = patients("allen2014")
    names = ("iron_want", "healthy_iron_want")
    read = {name: partial(_mean, name) for name in names}
    day = follow(people.table, (), 1, read, people.start)
    power = people.table[:, bench().kernel.parameter_names.index("augmentation_want")]
    want, healthy = (day[name][:, 0] for name in names)
    return (want / healthy) ** power, people.found["serum_ferritin"]


def points_of_counts() -> float:
    """By how much the score of allen2014's patients rises where augmentation begins to count."""
    people = patients("allen2014")
    begun = people.start.copy()
    begun[:, bench().kernel.species_names.index("augmentation")] = COUNTS
    read = {"score": all_readings()["irls_score"].read}
    day = follow(people.table, (), 1, read, begun)["score"][:, 0]
    return float((day - people.score).mean())


CHECKS = (  # what, medicine, mg a day, g/mol, weeks, published share
    ("pramipexole 0.5 mg, 26 weeks, above placebo", "pramipexole", 0.5, 302.26, 26, "0.032"),
    ("pramipexole 0.5 mg in a clinic, 26 weeks", "pramipexole", 0.5, 302.26, 26, "0.083"),
    ("ropinirole 2 mg, 26 weeks", "ropinirole", 2.0, 260.37, 26, "0.035"),
    ("rotigotine 2 mg, 26 weeks, by criteria", "rotigotine", 2.0, 315.48, 26, "0.082"),
    ("rotigotine 2 mg, 52 weeks, by criteria", "rotigotine", 2.0, 315.48, 52, "0.097"),
    ("rotigotine 2 mg, 26 weeks, relevant", "rotigotine", 2.0, 315.48, 26, "0.015"),
    ("levodopa 311 mg, 26 weeks, broad", "levodopa", 311.0, 197.19, 26, "0.6"),
    ("levodopa 250 mg, 30 weeks, stopped for it", "levodopa", 250.0, 197.19, 30, "0.098"),
    ("pramipexole 0.5 mg, a year in the community", "pramipexole", 0.5, 302.26, 52, "0.08"),
    ("pramipexole 0.5 mg, 2.7 years", "pramipexole", 0.5, 302.26, 140, "0.2"),
    ("pramipexole 0.5 mg, 8 years", "pramipexole", 0.5, 302.26, 417, "0.49"),
)


def augmentation_part() -> None:
    """The spread of paces, its doubt, and what it says of trials that it did not see."""
    print("Augmentation")
    found, ferritin = wants()
    middle, spread = float(np.median(found)), float(np.std(np.log(found)))
    say("augmentation_want_of_patients", middle)
    say("augmentation_want_spread", spread)
    say(f"points of the score that a rise of the drive by {COUNTS} adds", points_of_counts())
    healthy = bench().healthy
    recovery = healthy["augmentation_recovery"].canonical_value
    groups, background = groups_of(healthy)
    both = fit_paces(groups, background[1], recovery)
    assert both is not None
    paces = own_pace(both, middle, spread)
    drawn, silent = drawn_paces(groups, background, recovery)
    own = [own_pace(one, middle, spread) for one in drawn]
    for name, value, values in (
        ("augmentation_pace_median", paces.median, [one.median for one in own]),
        ("augmentation_pace_spread", paces.spread, [one.spread for one in own]),
    ):
        low, high = np.quantile(values, (0.025, 0.975))
        say(name, value, f"{low:.2g} to {high:.2g}", "95 % of draws of the counts")
    say("share of draws in which the larger dose has no larger share", silent)
    for group in groups:
        share = float(paces.share(group.hours, group.load, middle, spread))
        say("share above the background", share, round(group.share - background[1], 3))
    print("  held out:")
    for what, medicine, dose, mass, weeks, published in CHECKS:
        load = steady_load(healthy, medicine, dose * 1e3 / mass)
        shares = [float(p.share(weeks * WEEK, load, middle, spread)) for p in own]
        low, high = np.quantile(shares, (0.025, 0.975))
        share = float(paces.share(weeks * WEEK, load, middle, spread))
        say(what, share, published, f"{low:.2g} to {high:.2g}; load {load:.3g}")
    has = np.asarray(paces.share(52 * WEEK, groups[1].load, found))
    ratio = (has @ ferritin / has.sum()) / ((1 - has) @ ferritin / (1 - has).sum())
    say("ferritin of the augmented, over that of the others", ratio, "0.63 (0.55 to 0.72)")


PARTS: dict[str, Callable[[], None]] = {
    "iron": iron_part,
    "score": score_part,
    "augmentation": augmentation_part,
}


def main() -> None:
    """Fit the parts asked for, or all."""
    for name in OPTIONS.parts or PARTS:
        PARTS[name]()


parser = argparse.ArgumentParser(description=__doc__)
parser.add_argument("parts", nargs="*", choices=[*PARTS, []])
parser.add_argument("--ensemble", type=Path, help="another ensemble than the shipped one")
OPTIONS = parser.parse_args() if __name__ == "__main__" else parser.parse_args([])

if __name__ == "__main__":
    main()
