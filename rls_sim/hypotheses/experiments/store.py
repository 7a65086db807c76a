"""Experiments kept: a folder each, and verdicts.json for all; the same run gives the same bytes."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim import __version__
from rls_sim.hypotheses.basis import as_facts
from rls_sim.hypotheses.experiments.conduct import Result
from rls_sim.hypotheses.experiments.experiment import Claim, Experiment, Finding
from rls_sim.hypotheses.experiments.setting import Setting
from rls_sim.hypotheses.experiments.verdicts import Verdict
from rls_sim.inference.ensemble import Ensemble, kept_points
from rls_sim.study.folder import json_text, write_folder
from rls_sim.study.provenance import (
    ROOMS_OF_NUMBERS,
    clean,
    code_fingerprint,
    command_line,
    git_state,
    package_versions,
)

SCHEMA = "rls-sim/experiments/1"
DIGITS = 6  # that verdicts are kept to: last digits differ between processors
ROOMS = (*ROOMS_OF_NUMBERS, "inference", "hypotheses")
COLUMNS = (
    "claim",
    "verdict",
    "what",
    "unit",
    "median",
    "low_5",
    "high_95",
    "share",
    "share_low",
    "share_high",
    "members",
    "unknown",
    "assumed",
    "strongest",
    "sentence",
)

Draw = Callable[[Path], None]


def verdict_facts(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """A claim with its verdict as documents hold it."""
    return {
        "id": claim.id,
        "sentence": claim.sentence,
        "verdict": str(verdict.word),
        "what": claim.what,
        "unit": claim.unit,
        "median": _digits(verdict.median),
        "low_5": _digits(verdict.low),
        "high_95": _digits(verdict.high),
        "share": _digits(verdict.share.share),
        "share_low": _digits(verdict.share.low),
        "share_high": _digits(verdict.share.high),
        "members": verdict.count,
        "unknown": verdict.unknown,
        "of": "default cell" if verdict.single else "resamples" if claim.probability else "members",
        "condition": (claim.holds or claim.probability or claim.number).text,
        "among": claim.among.text if claim.among else "",
        "holds_from": claim.least,
        "does_not_hold_to": claim.most,
        "note": claim.note,
        "rests_on": _rounded(as_facts(verdict.basis)),
    }


def _digits(value: float) -> float | None:
    return float(f"{value:.{DIGITS}g}") if np.isfinite(value) else None


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return _digits(value) if isinstance(value, float) else value


def finding_facts(finding: Finding) -> dict[str, Any]:
    """A finding as documents hold it."""
    return {"words": finding.words, "source": finding.source, "quoted": finding.quoted}


def experiment_facts(experiment: Experiment) -> dict[str, Any]:
    """An experiment before it is run, as documents hold it."""
    return {
        "name": experiment.name,
        "file_sha256": sha256(experiment.text.encode()).hexdigest(),
        "title": experiment.title,
        "question": experiment.question,
        "findings": [finding_facts(one) for one in experiment.findings],
        "prediction": experiment.prediction,
        "doubts": list(experiment.doubts),
        "claims": [
            {
                "id": claim.id,
                "sentence": claim.sentence,
                "number": claim.number.text,
                "condition": (claim.holds or claim.probability or claim.number).text,
                "among": claim.among.text if claim.among else "",
                "holds_from": claim.least,
                "does_not_hold_to": claim.most,
                "note": claim.note,
            }
            for claim in experiment.claims
        ],
    }


def result_facts(result: Result) -> dict[str, Any]:
    """An experiment with its verdicts, as documents hold it."""
    experiment = result.experiment
    return {
        **experiment_facts(experiment),
        "claims": [
            verdict_facts(claim, verdict)
            for claim, verdict in zip(experiment.claims, result.verdicts, strict=True)
        ],
    }


def made_by(setting: Setting) -> dict[str, Any]:
    """What made the verdicts: nothing in it differs between two runs of the same."""
    about = setting.ensemble.about
    return {
        "rls_sim": __version__,
        "code": code_fingerprint(ROOMS),
        "model_hash": setting.bench.model.hash(),
        "ensemble": {
            "members": len(setting.ensemble),
            "sha256": members_digest(setting.ensemble),
            "seed": about.get("seed"),
            "prior": about.get("prior"),
            "healthy_numbers": about.get("healthy_numbers"),
        },
        "members": setting.count,
        "seed": setting.seed,
    }


def members_digest(ensemble: Ensemble) -> str:
    """A digest of the members, which tells one ensemble from another of the same prior."""
    return sha256(kept_points(ensemble.points).tobytes()).hexdigest()


def document(results: Sequence[Result], setting: Setting) -> dict[str, Any]:
    """verdicts.json: every experiment with its verdicts, and what made them."""
    return {
        "schema": SCHEMA,
        **made_by(setting),
        "experiments": [result_facts(result) for result in results],
    }


def write_result(folder: Path, result: Result, setting: Setting, draw: Draw | None) -> None:
    """
    An experiment's folder: verdicts.csv, numbers.csv, its file, figures, and a manifest.

    Raises OutputFolderError where it cannot be written.
    """
    facts = result_facts(result)
    content = {
        "schema": "rls-sim/experiment/1",
        **made_by(setting),
        "git": git_state(),
        "packages": package_versions(),
        "command": command_line(),
        **facts,
    }
    tables = {
        "verdicts.csv": _verdict_table(facts["claims"]),
        "numbers.csv": _number_table(result),
        "experiment.toml": result.experiment.text,
    }
    write_folder(folder, tables, clean(content), draw)


def document_text(results: Sequence[Result], setting: Setting) -> str:
    """verdicts.json as text."""
    return json_text(document(results, setting))


def _verdict_table(claims: Iterable[Mapping[str, Any]]) -> str:
    rows = []
    for claim in claims:
        basis = claim["rests_on"] or {"by_evidence": {}, "strongest": []}
        strongest = [f"{s['parameter']} {s['rank_correlation']:+.2f}" for s in basis["strongest"]]
        row = {
            **claim,
            "claim": claim["id"],
            "assumed": basis["by_evidence"].get("assumed"),
            "strongest": "; ".join(strongest),
        }
        rows.append([row[name] for name in COLUMNS])
    return _csv(COLUMNS, rows)


def _number_table(result: Result) -> str:
    """Every number that claims and panels read: a row a number and point, over the ensemble."""
    heads = ("number", "point", "known", "of", "median", "low_5", "high_95", "counts")
    by_run = result.experiment.wanted()
    wanted = {f"{run}.{name}" for run, names in by_run.items() for name in names}
    rows = []
    for name in sorted(wanted & set(result.numbers)):
        values = result.numbers[name]
        for point in range(values.shape[1]):
            rows.append([name, point, *_summed_up(values[:, point])])
    return _csv(heads, rows)


def _summed_up(values: NDArray[Any]) -> list[Any]:
    if values.dtype.kind != "f":
        words, counts = np.unique(values, return_counts=True)
        told = "; ".join(f"{w or 'not solved'} {n}" for w, n in zip(words, counts, strict=True))
        return [int((values != "").sum()), len(values), "", "", "", told]
    known = values[np.isfinite(values)]
    if not len(known):
        return [0, len(values), "", "", "", ""]
    low, middle, high = (_digits(float(q)) for q in np.quantile(known, (0.05, 0.5, 0.95)))
    return [len(known), len(values), middle, low, high, ""]


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return text.getvalue()
