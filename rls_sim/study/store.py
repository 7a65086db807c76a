"""Sweeps on disk: cells.csv, days.csv, manifest.json and figures in one folder."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from rls_sim.errors import OutputFolderError
from rls_sim.study.cell import Bench
from rls_sim.study.config import SweepPlan
from rls_sim.study.critical import Boundary
from rls_sim.study.folder import (
    MANIFEST,
    Draw,
    csv_cell,
    intact_manifest,
    read_table,
    reusable_manifest,
    table_text,
    write_folder,
)
from rls_sim.study.provenance import differences, manifest
from rls_sim.study.sweep import TEXT_COLUMNS, Course, Quantity, SweepResult

KIND = "sweep"
CELLS = "cells.csv"
DAYS = "days.csv"


def experiment_of(plan: SweepPlan, bench: Bench) -> dict[str, Any]:
    """What makes a sweep this one and no other; words and columns of the table do not."""
    return {
        "model_hash": bench.model.hash(),
        "lesions": [str(lesion) for lesion in plan.base.lesions],
        "set": {
            name: facts["value"]
            for name, facts in differences(plan.base.parameters, bench.healthy).items()
        },
        "vary": {variation.name: list(variation.values) for variation in plan.varied},
    }


def words_of(plan: SweepPlan) -> dict[str, Any]:
    """What a sweep is called and shows; it may be changed without solving another experiment."""
    return {
        "title": plan.title,
        "question": plan.question,
        "outcomes": list(plan.outcomes),
    }


def reusable(folder: Path, plan: SweepPlan, bench: Bench) -> SweepResult | None:
    """The result that this very sweep left in ``folder``, or None if it has to be computed.

    Called before anything is computed. Raises FolderMismatchError where the folder holds another
    experiment, OutputFolderError where it cannot be written.
    """
    kept = reusable_manifest(folder, KIND, experiment_of(plan, bench), words_of(plan), CELLS)
    return None if kept is None else _told_result(folder, kept)


def write_sweep(
    folder: Path,
    result: SweepResult,
    plan: SweepPlan,
    bench: Bench,
    times: Mapping[str, Any],
    draw: Draw | None = None,
) -> None:
    """Write the table, the figures that ``draw`` makes, and the manifest with their checksums."""
    tables = {CELLS: table_text(result.columns, result.rows)}
    if result.courses:
        tables[DAYS] = days_text(result)
    content = manifest(KIND, bench, plan.base, experiment_of(plan, bench))
    content |= {
        "words": words_of(plan),
        "times": dict(times),
        "varied": [vars(quantity) for quantity in result.varied],
        "thresholds": {name: vars(kept) for name, kept in result.thresholds.items()},
        "columns": {
            name: {"label": label, "unit": unit} for name, (label, unit) in result.columns.items()
        },
        "courses": [
            {"name": course.name, "label": course.label, "unit": course.unit}
            for course in result.courses
        ],
        "differences": {
            name: [vars(mine), vars(healthy)]
            for name, (mine, healthy) in result.differences.items()
        },
        "boundaries": [vars(boundary) for boundary in result.boundaries],
    }
    write_folder(folder, tables, content, draw)


def days_text(result: SweepResult) -> str:
    """The courses as CSV: one line for each cell and hour."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["cell", "hour", *(course.name for course in result.courses)])
    for cell in range(len(result.rows)):
        for i, hour in enumerate(result.hours):
            values = (csv_cell(float(course.values[cell, i])) for course in result.courses)
            table.writerow([cell, repr(hour), *values])
    return text.getvalue()


def read_sweep(folder: Path) -> SweepResult:
    """The sweep that was written into ``folder``; raises OutputFolderError where there is none."""
    return _told_result(folder, intact_manifest(folder, KIND, CELLS))


def _told_result(folder: Path, kept: Mapping[str, Any]) -> SweepResult:
    try:
        return _result(folder, kept)
    except (KeyError, TypeError, ValueError) as trouble:
        raise OutputFolderError(
            f"{folder}: {MANIFEST} was not written by this version of rls-sim ({trouble!r})."
        ) from None


def _result(folder: Path, kept: Mapping[str, Any]) -> SweepResult:
    columns = {name: (words["label"], words["unit"]) for name, words in kept["columns"].items()}
    rows = read_table(folder / CELLS, TEXT_COLUMNS, ("cell", "nodes"))
    hours, courses = _read_courses(folder / DAYS, kept["courses"], len(rows))
    return SweepResult(
        title=kept["words"]["title"],
        question=kept["words"]["question"],
        varied=tuple(Quantity(**facts) for facts in kept["varied"]),
        rows=rows,
        columns=columns,
        boundaries=tuple(Boundary(**facts) for facts in kept["boundaries"]),
        table=tuple(kept["words"]["outcomes"]),
        hours=hours,
        courses=courses,
        lesions=tuple(kept["experiment"]["lesions"]),
        differences=read_differences(kept),
        thresholds={name: Quantity(**facts) for name, facts in kept["thresholds"].items()},
        model_hash=kept["experiment"]["model_hash"],
        version=kept["rls_sim"],
    )


def read_differences(kept: Mapping[str, Any]) -> dict[str, tuple[Quantity, Quantity]]:
    """The changed parameters of a manifest, each with its healthy value."""
    return {
        name: (Quantity(**mine), Quantity(**healthy))
        for name, (mine, healthy) in kept["differences"].items()
    }


def _read_courses(
    path: Path, described: Sequence[Mapping[str, str]], cells: int
) -> tuple[tuple[float, ...], tuple[Course, ...]]:
    """The hours, and each quantity's table (cells, hours)."""
    if not described:
        return (), ()
    table = np.genfromtxt(path, delimiter=",", skip_header=1).reshape(cells, -1, 2 + len(described))
    courses = (
        Course(words["name"], words["label"], words["unit"], table[:, :, 2 + i])
        for i, words in enumerate(described)
    )
    return tuple(float(hour) for hour in table[0, :, 1]), tuple(courses)
