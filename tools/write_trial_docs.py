"""
Write docs/trials.md and its picture: every shipped trial conducted, beside the published one.

Run `python tools/write_trial_docs.py`; it takes minutes. tests/clinic/trials/test_trial_page.py
fails while the page is of other trials, model or ensemble (`--check`). `--rows FILE` keeps
what was found, or takes it from there, so that words can be changed without conducting all anew.
"""

import argparse
import json
import os
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402
from small_picture import save_small  # noqa: E402

from rls_sim.clinic.augmentation import (  # noqa: E402
    PARAMETERS,
    patients_paces,
    share_augmented,
    steady_load,
)
from rls_sim.clinic.courses import follow_courses  # noqa: E402
from rls_sim.clinic.readings import find_readings, readers  # noqa: E402
from rls_sim.clinic.treatments import shipped_treatments  # noqa: E402
from rls_sim.clinic.trials.files import trial_facts  # noqa: E402
from rls_sim.clinic.trials.people import enrol  # noqa: E402
from rls_sim.clinic.trials.reading import TrialLibrary, shipped_trials  # noqa: E402
from rls_sim.clinic.trials.results import conduct  # noqa: E402
from rls_sim.clinic.trials.trial import Rule  # noqa: E402
from rls_sim.errors import InputError  # noqa: E402
from rls_sim.inference.ensemble import load_ensemble, shipped_path  # noqa: E402
from rls_sim.quantities.parameter import Evidence  # noqa: E402
from rls_sim.study.cell import Bench, brain_bench  # noqa: E402
from rls_sim.study.provenance import clean  # noqa: E402

ROOT = Path(__file__).parents[1]
PAGE, PICTURE = ROOT / "docs" / "trials.md", ROOT / "docs" / "trials.png"
TEXT = Path(__file__).parent / "trial_page.md"
SHIPPED = ROOT / "rls_sim" / "clinic" / "trials" / "shipped"
COUNT, SEED = 96, 1
OTHER = "body_iron_deficiency"  # the lesion that iron trials are conducted with too
IRON = ("iron_carboxymaltose", "iron_sucrose", "iron_dextran", "oral_iron")
MASSES = {"pramipexole": 302.26, "ropinirole": 260.37, "rotigotine": 315.48, "levodopa": 197.19}
COURSES = (  # medicine, mg a day, what is told of it
    ("pramipexole", 0.25),
    ("pramipexole", 0.5),
    ("pramipexole", 0.75),
    ("ropinirole", 2.0),
    ("rotigotine", 2.0),
    ("levodopa", 200.0),
)


def identity(bench: Bench) -> str:
    """What the page is of: model, ensemble, trials."""
    told = [bench.model.hash(), sha256(shipped_path().read_bytes()).hexdigest(), COUNT, SEED]
    told += [path.read_text("utf-8") for path in sorted(SHIPPED.glob("*.toml"))]
    return sha256(json.dumps(told).encode()).hexdigest()


def of_iron(trials: TrialLibrary, name: str) -> bool:
    """Whether iron is given in a trial."""
    given = {one.treatment.name for arm in trials[name].arms for one in arm.regimen.given}
    return bool(given & set(IRON))


def conducted(bench: Bench, trials: TrialLibrary) -> dict[str, Any]:
    """What came of every trial, by name; of iron trials also with the other lesion."""
    ensemble = load_ensemble(brain_bench())
    found: dict[str, Any] = {"trials": {}, "other": {}, "cannot": {}}
    for name, trial in trials.items():
        print(name, flush=True)
        done = conduct(bench, trial, COUNT, SEED, ensemble=ensemble)
        found["trials"][name] = clean(trial_facts(done))
        if not of_iron(trials, name):
            continue
        try:
            done = conduct(bench, trial.among(OTHER), COUNT, SEED, ensemble=ensemble)
            found["other"][name] = clean(trial_facts(done))
        except InputError as trouble:
            found["cannot"][name] = str(trouble)
    return found


MATCHED = (("wang2009", "iron"), ("cho2016", "carboxymaltose"))
ALIKE = (28.0, 60.0)  # ug/L of ferritin, in both kinds of people
NEURON = ("irls_score", "labile_iron")


def matched(bench: Bench, trials: TrialLibrary) -> list[dict[str, Any]]:
    """Iron given to both kinds of people at the same ferritin: neuron's iron and score."""
    ensemble, found = load_ensemble(brain_bench()), []
    low, high = ALIKE
    for name, arm in MATCHED:
        for lesion in (trials[name].patients.lesion, OTHER):
            trial = trials[name].among(lesion)
            kept = [r for r in trial.patients.rules if r.name != "serum_ferritin"]
            own = (Rule("serum_ferritin", ">=", low), Rule("serum_ferritin", "<=", high))
            patients = replace(trial.patients, rules=(*kept, *own))
            people = enrol(
                *(bench, patients, COUNT // 2, SEED, len(trial.visits)),
                ensemble=ensemble,
                paces=patients_paces(),
            )
            events = trial.arm(arm).regimen.events(trial.days, bench.healthy)
            read = readers(find_readings(NEURON))
            course = follow_courses(
                *(bench, people.table, events, trial.days, read), start=people.start, rtol=1e-5
            )
            iron, score = course["labile_iron"], course["irls_score"]
            found.append(
                {
                    "trial": name,
                    "lesion": lesion,
                    "let_in": f"{people.eligible} of {people.asked}",
                    "ferritin": people.ferritin[1],
                    "before": float(np.nanmedian(iron[:, 0])),
                    "rise": float(np.nanmedian(iron[:, -1] / iron[:, 0]) - 1),
                    "score": float(np.nanmean(score[:, -1] - people.score)),
                }
            )
    return found


def matched_text(found: dict[str, Any]) -> str:
    """The table of it."""
    heads = ["trial", "lesion", "let in", "ferritin, µg/L", "labile iron before, µmol/L"]
    heads += ["its rise", "score"]
    rows = [
        [
            *(f"`{one['trial']}`", f"`{one['lesion']}`", one["let_in"]),
            *(f"{one['ferritin']:.0f}", f"{one['before']:.2f}", f"{100 * one['rise']:.0f} %"),
            f"{one['score']:.1f}",
        ]
        for one in found["matched"]
    ]
    return table(heads, rows)


def plain_text(found: dict[str, Any]) -> str:
    """How many rows of iron would agree by the published interval alone, of both kinds."""
    told = []
    irons = [name for name in found["trials"] if name in found["other"] or name in found["cannot"]]
    for facts in ([found["trials"][name] for name in irons], list(found["other"].values())):
        rows = [row for one in facts for row in one["published"]]
        inside = sum(row["low"] <= row["model"]["value"] <= row["high"] for row in rows)
        told.append(f"{inside} of {len(rows)}")
    return f"{told[0]} in the first kind of people and {told[1]} in the second"


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def words_of(row: dict[str, Any]) -> str:
    """What a published row is of."""
    what = {"difference": "score", "ferritin_rise": "ferritin"}.get(row["what"], row["what"])
    beside = f" v {row['against']}" if row["against"] else ""
    return f"{what}, `{row['arm']}`{beside}, week {row['week']:g}"


def rows_of(facts: dict[str, Any]) -> list[list[str]]:
    """Published rows of one trial beside the model."""

    def interval(of: dict[str, Any]) -> str:
        return f"{of['value']:.2g} ({of['low']:.2g} to {of['high']:.2g})"

    return [
        [
            f"`{facts['trial']}`",
            words_of(row),
            row["use"],
            interval(row),
            interval(row["model"]),
            row["verdict"],
        ]
        for row in facts["published"]
    ]


HEADS = ["trial", "what", "use", "published", "model", "verdict"]


def parts_of(bench: Bench, found: dict[str, Any]) -> dict[str, str]:
    """What the page's text leaves open."""
    trials, other = found["trials"], found["other"]
    medicines = [
        row for name, facts in trials.items() if name not in other for row in rows_of(facts)
    ]
    iron = [row for name in other for row in rows_of(trials[name])]
    among = [row for facts in other.values() for row in rows_of(facts)]
    return {
        "COUNT": str(COUNT),
        "MEDICINES": table(HEADS, medicines),
        "IRON": table(HEADS, iron),
        "OTHER": table(HEADS, among),
        "VERDICT": verdict_text(found),
        "AUGMENTATION": augmentation_text(bench),
        "PEOPLE": people_text(found),
        "MATCHED": matched_text(found),
        "PLAIN": plain_text(found),
        "FITTED": fitted_text(bench),
    }


def verdict_text(found: dict[str, Any]) -> str:
    """How many rows agree, by what they were and where iron lies."""

    def counted(facts: list[dict[str, Any]], use: str) -> str:
        rows = [row for one in facts for row in one["published"] if row["use"] == use]
        return f"{sum(row['verdict'] == 'agrees' for row in rows)} of {len(rows)}"

    trials, other = found["trials"], found["other"]
    irons = [name for name in trials if name in other or name in found["cannot"]]
    rest = [facts for name, facts in trials.items() if name not in irons]
    lines = [
        f"* medicines, rows that something was fitted to: {counted(rest, 'fitted to')} agree",
        f"* medicines, held out: {counted(rest, 'held out')} agree",
        f"* iron, held out, in people whose neurons make less receptor: "
        f"{counted([trials[name] for name in irons], 'held out')} agree",
        f"* iron, held out, in people whose body lacks iron: "
        f"{counted(list(other.values()), 'held out')} agree (weaker support than it looks: "
        "see below)",
    ]
    lines += [
        f"* `{name}` cannot be conducted among the latter: {why}"
        for name, why in found["cannot"].items()
    ]
    return "\n".join(lines)


def augmentation_text(bench: Bench) -> str:
    """The share augmented by medicine, time and want of iron, with its interval."""
    rows = []
    for medicine, dose in COURSES:
        load = steady_load(bench.healthy, medicine, dose * 1e3 / MASSES[medicine])
        shares = [share_augmented(weeks, load) for weeks in (26, 52, 156)]
        rows.append(
            [f"{medicine} {dose:g} mg"]
            + [f"{100 * s:.1f} % ({100 * low:.1f} to {100 * high:.1f})" for s, low, high in shares]
        )
    load = steady_load(bench.healthy, "pramipexole", 0.5e3 / MASSES["pramipexole"])
    for want in (1.0, 1.7, 3.0):
        shares = [share_augmented(weeks, load, want) for weeks in (26, 52, 156)]
        rows.append(
            [f"pramipexole 0.5 mg, want of iron {want:g}"]
            + [f"{100 * s:.1f} % ({100 * low:.1f} to {100 * high:.1f})" for s, low, high in shares]
        )
    return table(["course", "26 weeks", "a year", "three years"], rows)


def fitted_text(bench: Bench) -> str:
    """Every parameter of the medicines that was fitted, and those of augmentation."""
    own = set(bench.healthy) - set(brain_bench().healthy)
    chosen = [p for n, p in bench.healthy.items() if n in own and p.evidence == Evidence.FITTED]
    rows = []
    for parameter in (*chosen, *PARAMETERS):
        source = parameter.source
        sources = source if isinstance(source, str) else ", ".join(source)
        note = parameter.note.replace("; see docs/trials.md", "")
        rows.append(
            [f"`{parameter.name}`", f"{parameter.value:.4g}", parameter.unit, sources, note]
        )
    return table(["parameter", "value", "unit", "source", "how"], rows)


def people_text(found: dict[str, Any]) -> str:
    """Who took part."""
    rows = []
    for kind, group in (("receptor", found["trials"]), ("body", found["other"])):
        for name, facts in group.items():
            people = facts["people"]
            low, middle, high = people["ferritin_quantiles"]
            rows.append(
                [
                    f"`{name}`{'' if kind == 'receptor' else ', ' + OTHER}",
                    f"{people['eligible']} of {people['asked']}",
                    f"{people['effective']:.0f}",
                    f"{people['score_mean']:.1f} ({people['score_spread']:.1f})",
                    f"{middle:.0f} ({low:.0f} to {high:.0f})",
                ]
            )
    heads = ["trial", "let in", "effective", "score (SD)", "ferritin, µg/L (5 to 95 %)"]
    return table(heads, rows)


def picture(found: dict[str, Any]) -> bytes:
    """Every published difference of the score, and the model's."""
    from rls_sim.report.style import figure_bytes
    from rls_sim.report.trial_figure import draw_trials

    groups = []
    irons = [n for n in found["trials"] if n in found["other"] or n in found["cannot"]]
    for title, facts in (
        ("Medicine against placebo", [f for n, f in found["trials"].items() if n not in irons]),
        ("Iron, where neurons make less receptor", [found["trials"][n] for n in irons]),
        ("Iron, where the body lacks iron", list(found["other"].values())),
    ):
        rows, names = [], []
        for one in facts:
            for row in one["published"]:
                if row["what"] == "difference":
                    model = SimpleNamespace(**row["model"])
                    agrees = row["verdict"] == "agrees"
                    seen = SimpleNamespace(row=SimpleNamespace(**row), model=model, agrees=agrees)
                    rows.append(seen)
                    names.append(f"{one['trial']}: {row['arm']}, week {row['week']:g}")
        groups.append((title, rows, names))
    return figure_bytes(draw_trials(groups), "png")


def main() -> None:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is stale")
    parser.add_argument("--rows", type=Path, help="keep what was found, or take it from there")
    asked = parser.parse_args()
    bench = brain_bench(treated=True)
    mark = identity(bench)
    if asked.check:
        sys.exit(0 if PAGE.exists() and mark in PAGE.read_text(encoding="utf-8") else 1)
    kept = json.loads(asked.rows.read_text()) if asked.rows and asked.rows.exists() else None
    if kept is None or kept["mark"] != mark:
        trials = shipped_trials(bench, shipped_treatments(bench.model))
        kept = {"mark": mark, "found": conducted(bench, trials)}
        if asked.rows:
            asked.rows.write_text(json.dumps(kept))
    if "matched" not in kept["found"]:
        trials = shipped_trials(bench, shipped_treatments(bench.model))
        kept["found"]["matched"] = matched(bench, trials)
        if asked.rows:
            asked.rows.write_text(json.dumps(kept))
    text = TEXT.read_text(encoding="utf-8")
    for name, words in parts_of(bench, kept["found"]).items():
        text = text.replace(f"{{{name}}}", words)
    PAGE.write_text(f"{text.rstrip()}\n\n<!-- {mark} -->\n", encoding="utf-8")
    save_small(picture(kept["found"]), PICTURE)


if __name__ == "__main__":
    main()
