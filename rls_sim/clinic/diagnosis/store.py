"""An assessment on disk: tables, figures and a manifest in one folder."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rls_sim.clinic.diagnosis.assessment import Assessment, Finding
from rls_sim.clinic.diagnosis.facts import content_of
from rls_sim.clinic.diagnosis.roc import Estimate
from rls_sim.clinic.notice import NOTICE
from rls_sim.hypotheses.experiments.store import members_digest
from rls_sim.inference.ensemble import Ensemble
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.folder import (
    MANIFEST,
    Draw,
    checksum,
    reusable_manifest,
    table_text,
    write_folder,
)
from rls_sim.study.provenance import manifest

KIND = "diagnose"
TESTS, CUT_OFFS, LESIONS = "tests.csv", "cut_offs.csv", "lesions.csv"
PUBLISHED, PAIRS = "published.csv", "pairs.csv"


def tables_of(found: Assessment) -> dict[str, str]:
    """The tables of an assessment by file name, as CSV."""
    return {
        TESTS: _csv([_test_row(finding) for finding in found.findings]),
        CUT_OFFS: _csv([row for finding in found.findings for row in _cut_off_rows(finding)]),
        LESIONS: _csv(
            [
                {
                    "test": finding.test.name,
                    "lesion": row.lesion,
                    "people": row.people,
                    **_flat("from_healthy", row.from_healthy),
                    **_flat("among_ill", row.among_ill),
                }
                for finding in found.findings
                for row in finding.lesions
            ]
        ),
        PUBLISHED: _csv(
            [
                {
                    "test": row.test,
                    "of": row.published.of,
                    "sample": row.published.sample,
                    "cut_off": row.published.cut_off,
                    **_flat("published", row.seen),
                    **_flat("model", row.model),
                    "verdict": row.word,
                    "sources": " ".join(row.published.basis.sources),
                }
                for finding in found.findings
                for row in finding.comparisons
            ]
        ),
        PAIRS: _csv(
            [
                {
                    "one": pair.tests[0],
                    "other": pair.tests[1],
                    **_flat("auc", pair.area),
                    "better_alone": pair.alone,
                    **_flat("gain", pair.gain),
                }
                for pair in found.pairs
            ]
        ),
    }


def _test_row(finding: Finding) -> dict[str, Any]:
    best, study = finding.population.best, finding.case_control
    return {
        "test": finding.test.name,
        "unit": finding.test.unit,
        "share_measured": finding.measured,
        **_flat("auc", finding.population.area),
        "best_cut_off": best.cut_off,
        **_flat("sensitivity", best.sensitivity),
        **_flat("specificity", best.specificity),
        **_flat("ppv", best.positive),
        **_flat("npv", best.negative),
        **_flat("auc_case_control", study.area if study else Estimate.unknown()),
        **_flat("auc_severe_against_healthy", finding.extremes),
    }


def _cut_off_rows(finding: Finding) -> list[dict[str, Any]]:
    return [
        {
            "test": finding.test.name,
            "unit": finding.test.unit,
            "cut_off": accuracy.cut_off,
            **_flat("sensitivity", accuracy.sensitivity),
            **_flat("specificity", accuracy.specificity),
            **_flat("ppv", accuracy.positive),
            **_flat("npv", accuracy.negative),
            **_flat("missed", screening.missed),
            "number_needed_to_test": screening.tested,
            "false_alarms_for_each_found": screening.alarms,
        }
        for accuracy, screening in zip(
            finding.population.at_cut_offs, finding.screenings, strict=True
        )
    ]


def _flat(name: str, estimate: Estimate) -> dict[str, float]:
    return {
        name: estimate.value,
        f"{name}_low": estimate.low,
        f"{name}_high": estimate.high,
    }


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    """A table as text, the notice in its last column."""
    told = [{**row, "notice": NOTICE} for row in rows]
    return table_text(list(told[0]), told) if told else ""


def experiment_of(
    cohort: Path, seed: int, tests: Path | None, member: int | None = None
) -> dict[str, Any]:
    """What makes an assessment this one and no other."""
    made = cohort / MANIFEST
    return {
        "cohort": checksum(made) if made.is_file() else "",
        "tests": "" if tests is None else checksum(tests),
        "seed": seed,
        "member": member,
    }


def draws_of(
    ensemble: Ensemble | None, tests: Path | None, seed: int, cells: int, none: float
) -> dict[str, Any]:
    """What makes the cells of one person these and no others; the declared values: no ensemble."""
    members = {} if ensemble is None else {"sha256": members_digest(ensemble)}
    return {
        "ensemble": None if ensemble is None else {"members": len(ensemble), **members},
        "tests": "" if tests is None else checksum(tests),
        "seed": seed,
        "cells": cells,
        "none": none,
    }


def require_free(folder: Path, experiment: dict[str, Any]) -> None:
    """Refuse, before anything is read, a folder that holds something else.

    Raises FolderMismatchError, and OutputFolderError where it cannot be written.
    """
    reusable_manifest(folder, KIND, experiment, {}, TESTS)


def write_assessment(
    folder: Path,
    found: Assessment,
    bench: Bench,
    experiment: dict[str, Any],
    draw: Draw | None = None,
) -> None:
    """Write tables, figures and manifest; raises OutputFolderError."""
    content = manifest(KIND, bench, Cell(bench.healthy), experiment) | content_of(found)
    write_folder(folder, tables_of(found), {**content, "words": {}}, draw)
