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
from calibrate_iron import bench, changed, follow, iron_part, library, say  # noqa: E402
from scipy.optimize import least_squares  # noqa: E402

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
from rls_sim.clinic.readings import all_readings  # noqa: E402
from rls_sim.clinic.trials.conduct import leaving, ratings  # noqa: E402
from rls_sim.clinic.trials.people import LEAVING, Enrolled, enrol  # noqa: E402
from rls_sim.clinic.trials.reading import TrialLibrary, shipped_trials  # noqa: E402
from rls_sim.inference.ensemble import Ensemble, load_ensemble  # noqa: E402
from rls_sim.outcomes.day import AnyDay  # noqa: E402
from rls_sim.study.cell import brain_bench  # noqa: E402

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
