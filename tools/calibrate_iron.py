"""
Iron by mouth and by vein, and hepcidin's antagonist: the iron part of calibrate_medicines.py.

What all its parts share stands first: the treated model, its treatments, a course, a line printed.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from scipy.optimize import brentq, least_squares

from rls_sim.clinic.courses import Courses, follow_courses, starts_of
from rls_sim.clinic.readings import all_readings
from rls_sim.clinic.regimen import read_regimen
from rls_sim.clinic.treatments import TreatmentLibrary, shipped_treatments
from rls_sim.study.cell import Bench, brain_bench

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
