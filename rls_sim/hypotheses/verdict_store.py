"""A verdict on disk: tables, figures and a manifest in one folder; and as one JSON document."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from rls_sim.hypotheses import basis, hypothesis, information, ranking
from rls_sim.hypotheses.observations import Observation
from rls_sim.hypotheses.verdict import Findings, Question
from rls_sim.inference.ensemble import Ensemble
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.extension_file import sums
from rls_sim.study.folder import Draw, reusable_manifest, table_text, write_folder
from rls_sim.study.lesion import Lesion
from rls_sim.study.provenance import manifest

KIND = "lesions"
OF_ENSEMBLE = ("seed", "members", "prior", "healthy_numbers")
RANKING, AGREEMENT = "ranking.csv", "agreement.csv"
MEASUREMENTS, VARIANTS = "measurements.csv", "variants.csv"


def content_of(findings: Findings) -> dict[str, Any]:
    """Everything that a verdict says, as JSON holds it."""
    found = findings.ranking
    return {
        "question": findings.question.as_facts(),
        "cells": findings.cells,
        "ranking": [
            ranking.as_row(v)
            | {"agreement": v.agreement, "what": hypothesis.as_facts(v.hypothesis)}
            for v in found.verdicts
        ],
        "chance": found.chance,
        "has_winner": found.has_winner,
        "lesion_weights": findings.weights,
        "groups": [list(group) for group in found.groups],
        "leader": {
            "name": found.leader.hypothesis.name,
            "explains": found.leader.explained,
            "fails": found.leader.failed,
            "rests_on": basis.as_facts(findings.basis),
        },
        "measurements": [information.as_row(worth) for worth in findings.worths],
        "variants": [vars(variant) for variant in findings.variants],
        "rows": [{**row.observation.as_row(), "shared_weight": row.weight} for row in found.rows],
    }


def experiment_of(
    bench: Bench, ensemble: Ensemble, question: Question, lesions: Mapping[str, Lesion]
) -> dict[str, Any]:
    """What makes a verdict this one and no other."""
    return {
        "extensions": sums(bench.extensions),
        "model_hash": bench.model.hash(),
        "ensemble": {
            key: ensemble.about.get(key) for key in ("seed", "members", "prior", "healthy_numbers")
        },
        "question": question.as_facts(),
        "observations": evidence_sum(),
        "lesions": {
            name: {
                "change": dict(lesion.changes),
                "range": list(lesion.range),
                "distribution": lesion.distribution,
            }
            for name, lesion in lesions.items()
        },
    }


def evidence_sum() -> str:
    """SHA-256 of the table of observations."""
    table = resources.files("rls_sim.biology") / "evidence" / "observations.toml"
    return sha256(table.read_bytes()).hexdigest()


def require_free(folder: Path, experiment: Mapping[str, Any]) -> None:
    """Refuse, before anything is solved, a folder that holds something else.

    Raises FolderMismatchError, and OutputFolderError where it cannot be written.
    """
    reusable_manifest(folder, KIND, experiment, {}, RANKING)


def write_verdict(
    folder: Path, findings: Findings, bench: Bench, ensemble: Ensemble, draw: Draw | None = None
) -> None:
    """Write tables, figures and manifest; raises OutputFolderError."""
    experiment = experiment_of(bench, ensemble, findings.question, findings.lesions)
    content = manifest(KIND, bench, Cell(bench.healthy), experiment) | content_of(findings)
    content |= {"words": {}, "seed": findings.question.seed}
    write_folder(folder, tables_of(findings), content, draw)


def tables_of(findings: Findings) -> dict[str, str]:
    """The tables of a verdict by file name, as CSV."""
    found = findings.ranking
    flat = [_flat(ranking.as_row(verdict)) for verdict in found.verdicts]
    agreement = [
        {
            "observation": row.name,
            "what": row.observation.what,
            "published": published(row.observation),
            "weight": row.weight,
            **{v.hypothesis.name: v.agreement[row.name] for v in found.verdicts},
        }
        for row in found.rows
    ]
    worths = [_flat(information.as_row(worth)) for worth in findings.worths]
    return {
        RANKING: _csv(flat),
        AGREEMENT: _csv(agreement),
        MEASUREMENTS: _csv(worths),
        VARIANTS: _csv([vars(variant) for variant in findings.variants]),
    }


def published(row: Observation) -> str:
    """What a row says: a sign, or its value with one standard error to each side."""
    if row.sign is not None:
        return str(row.sign)
    unit = "" if row.unit == "1" else f" {row.unit}"
    return f"{row.value:g} ({row.low:g} to {row.high:g}){unit}"


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """Lists and tables in a row as text."""
    return {
        key: "; ".join(_words(value)) if isinstance(value, list | dict) else value
        for key, value in row.items()
    }


def _words(value: Sequence[Any] | Mapping[str, Any]) -> Iterable[str]:
    if isinstance(value, Mapping):
        return (f"{key} {number:.4g}" for key, number in value.items())
    return (" ".join(f"{number:.4g}" for number in numbers) for numbers in value)


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    return table_text(list(rows[0]), rows) if rows else ""
