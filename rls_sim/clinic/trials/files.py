"""A conducted trial as files hold it: JSON, and a CSV of people, arms and visits."""

from pathlib import Path
from typing import Any

import numpy as np

from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.trials.agreement import compare, unsupported, verdict_words
from rls_sim.clinic.trials.results import Estimate, TrialResult
from rls_sim.hypotheses.experiments.store import members_digest
from rls_sim.study.folder import MANIFEST, checksum
from rls_sim.study.series import write_columns


def _facts(estimate: Estimate) -> dict[str, float]:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def trial_facts(result: TrialResult) -> dict[str, Any]:
    """What JSON says of a trial."""
    trial, people = result.trial, result.people
    compared = compare(result)
    return {
        "notice": NOTICE,
        "trial": trial.name,
        "title": trial.title,
        "question": trial.question,
        "sources": list(trial.sources),
        "weeks": trial.weeks,
        "visits": list(trial.visits),
        "seed": result.seed,
        **_drawn_from(result),
        "people": {
            "followed": len(people),
            "asked": people.asked,
            "eligible": people.eligible,
            "effective": people.effective,
            "score_mean": float(people.score.mean()),
            "score_spread": float(people.score.std()),
            "ferritin_quantiles": list(people.ferritin),
        },
        "placebo": vars(trial.placebo),
        "scatter": trial.scatter,
        "arms": {arm.name: _arm_facts(result, arm.name) for arm in trial.arms},
        "published": [
            {**vars(one.row), "model": _facts(one.model), "verdict": one.verdict}
            for one in compared
        ],
        "verdict": verdict_words(compared),
        "not_supported": unsupported(compared),
    }


def _drawn_from(result: TrialResult) -> dict[str, Any]:
    """The ensemble, or the cohort, that people are of: by a sum of its content."""
    ensemble, folder = result.ensemble, result.trial.patients.cohort
    members = None
    if ensemble is not None and not folder:
        members = {"members": len(ensemble), "sha256": members_digest(ensemble)}
    made = Path(folder) / MANIFEST
    people = {"folder": folder, "sha256": checksum(made)} if folder and made.is_file() else None
    return {"ensemble": members, "cohort": people}


def _arm_facts(result: TrialResult, name: str) -> dict[str, Any]:
    trial, arm, control = result.trial, result.trial.arm(name), result.trial.control.name
    visits = range(len(trial.visits))
    return {
        "title": arm.title,
        "doses": list(arm.doses),
        "size": arm.size,
        "change": [_facts(result.change(name, visit)) for visit in visits],
        "change_by_medicine": [result.medicine(name, visit) for visit in visits],
        "responders": [_facts(result.responders(name, visit)) for visit in visits],
        "ferritin_rise": [_facts(result.ferritin_rise(name, visit)) for visit in visits],
        "against": control,
        "difference": [_facts(result.difference(name, control, visit)) for visit in visits]
        if name != control
        else None,
        "power": result.power(name, control) if name != control else None,
        "augmented": _facts(result.augmented(name)),
        "dropped_out": result.left(name),
        "lost": result.courses[name].lost,
        "safety": [
            {
                "reading": limit.reading,
                "side": limit.side,
                "level": limit.level,
                "unit": limit.unit,
                "share": share,
                "share_untreated": before,
            }
            for limit, share, before in result.courses[name].crossed
        ],
    }


def write_people_csv(path: Path, result: TrialResult) -> None:
    """
    Write a row for each person of each arm: base, ratings, the model's score, ferritin.

    The last column is the notice, so that it goes with any row that is taken out.
    """
    columns: dict[str, list[Any]] = {}
    count = len(result.people)
    for number, arm in enumerate(result.trial.arms):
        course = result.courses[arm.name]
        rows: dict[str, Any] = {
            "arm [1]": np.full(count, number),
            "person [1]": np.arange(count),
            "rated at the start [points]": course.base,
            "leaves in week [week]": course.stays,
            "augmented from week [week]": course.augmented,
        }
        for visit, week in enumerate(result.trial.visits):
            rows[f"rated in week {week:g} [points]"] = course.rated[:, visit]
            rows[f"score of the model in week {week:g} [points]"] = course.score[:, visit]
            rows[f"serum ferritin in week {week:g} [ug/L]"] = course.ferritin[:, visit]
        for head, values in rows.items():
            columns.setdefault(head, []).append(values)
    told = [(head, np.concatenate(parts)) for head, parts in columns.items()]
    notices = [NOTICE] * (count * len(result.trial.arms))
    write_columns(path, [*told, ("notice", notices)])
