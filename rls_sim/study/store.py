"""Results on disk: cells.csv, manifest.json and figures in one folder, whole or not at all."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from rls_sim.errors import FolderMismatchError, OutputFolderError
from rls_sim.study.cell import Bench
from rls_sim.study.config import SweepPlan
from rls_sim.study.critical import Boundary
from rls_sim.study.files import require_writable, system_errors_told, whole_folder
from rls_sim.study.provenance import (
    PACKAGES_THAT_DECIDE,
    clean,
    code_fingerprint,
    differences,
    manifest,
    package_versions,
)
from rls_sim.study.sweep import TEXT_COLUMNS, Course, Quantity, Row, SweepResult

CELLS = "cells.csv"
DAYS = "days.csv"
MANIFEST = "manifest.json"
MOST_NAMED = 4  # files of a stranger that a message lists

Draw = Callable[[Path], None]  # puts figures into the folder it is given


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
    require_writable(folder, "-o/--out")
    with system_errors_told(f"Cannot read {folder}"):
        if not folder.exists() or not any(folder.iterdir()):
            return None
    try:
        kept = read_manifest(folder)
    except OutputFolderError as trouble:
        raise FolderMismatchError(f"{trouble} Choose another folder with -o/--out.") from None
    _require_same(folder, kept.get("experiment", {}), experiment_of(plan, bench))
    as_now = kept.get("words") == words_of(plan) and _made_as_now(kept)
    return read_sweep(folder) if as_now and is_intact(folder, kept) else None


def _made_as_now(kept: Mapping[str, Any]) -> bool:
    """Whether code and packages that decide a result are those it was made with."""
    packages = kept.get("packages")
    return kept.get("code") == code_fingerprint() and all(
        isinstance(packages, dict) and packages.get(name) == found
        for name, found in package_versions(PACKAGES_THAT_DECIDE).items()
    )


def write_sweep(
    folder: Path,
    result: SweepResult,
    plan: SweepPlan,
    bench: Bench,
    times: Mapping[str, Any],
    draw: Draw | None = None,
) -> None:
    """Write the table, the figures that ``draw`` makes, and the manifest with their checksums."""
    with whole_folder(folder, last=MANIFEST) as draft:
        (draft / CELLS).write_text(cells_text(result), encoding="utf-8", newline="")
        if result.courses:
            (draft / DAYS).write_text(days_text(result), encoding="utf-8", newline="")
        if draw is not None:
            draw(draft)
        content = manifest(bench, plan.base, experiment_of(plan, bench))
        content |= {
            "words": words_of(plan),
            "times": dict(times),
            "varied": [vars(quantity) for quantity in result.varied],
            "thresholds": {name: vars(kept) for name, kept in result.thresholds.items()},
            "columns": {
                name: {"label": label, "unit": unit}
                for name, (label, unit) in result.columns.items()
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
            "files": {path.name: checksum(path) for path in sorted(draft.iterdir())},
        }
        (draft / MANIFEST).write_text(json_text(content), encoding="utf-8")


def json_text(content: Mapping[str, Any]) -> str:
    """A JSON document as a person can read it."""
    return json.dumps(clean(content), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def cells_text(result: SweepResult) -> str:
    """The rows as CSV: one line of names, full precision, nothing where there is no number."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(result.columns)
    for row in result.rows:
        table.writerow([_csv_cell(row[name]) for name in result.columns])
    return text.getvalue()


def days_text(result: SweepResult) -> str:
    """The courses as CSV: one line for each cell and hour."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(["cell", "hour", *(course.name for course in result.courses)])
    for cell in range(len(result.rows)):
        for i, hour in enumerate(result.hours):
            values = (_csv_cell(float(course.values[cell, i])) for course in result.courses)
            table.writerow([cell, repr(hour), *values])
    return text.getvalue()


def _csv_cell(value: Any) -> str:
    cleaned = clean(value)
    if cleaned is None:
        return ""
    return repr(cleaned) if isinstance(cleaned, float) else str(cleaned)


def read_sweep(folder: Path) -> SweepResult:
    """The sweep that was written into ``folder``; raises OutputFolderError where there is none."""
    kept = read_manifest(folder)
    if not is_intact(folder, kept):
        raise OutputFolderError(
            f"{folder}: its files are not those that {MANIFEST} lists (changed or missing); "
            "run the sweep again to restore them."
        )
    try:
        return _result(folder, kept)
    except (KeyError, TypeError, ValueError) as trouble:
        raise OutputFolderError(
            f"{folder}: {MANIFEST} was not written by this version of rls-sim ({trouble!r})."
        ) from None


def _result(folder: Path, kept: Mapping[str, Any]) -> SweepResult:
    columns = {name: (words["label"], words["unit"]) for name, words in kept["columns"].items()}
    rows = _read_rows(folder / CELLS)
    hours, courses = _read_courses(folder / DAYS, kept["courses"], len(rows))
    return SweepResult(
        title=kept["words"]["title"],
        question=kept["words"]["question"],
        varied=tuple(_quantity(facts) for facts in kept["varied"]),
        rows=rows,
        columns=columns,
        boundaries=tuple(Boundary(**facts) for facts in kept["boundaries"]),
        table=tuple(kept["words"]["outcomes"]),
        hours=hours,
        courses=courses,
        lesions=tuple(kept["experiment"]["lesions"]),
        differences={
            name: (_quantity(mine), _quantity(healthy))
            for name, (mine, healthy) in kept["differences"].items()
        },
        thresholds={name: _quantity(facts) for name, facts in kept["thresholds"].items()},
        model_hash=kept["experiment"]["model_hash"],
        version=kept["rls_sim"],
    )


def _quantity(facts: Mapping[str, Any]) -> Quantity:
    return Quantity(**facts)


def _read_rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: _read_cell(name, text) for name, text in row.items()}
            for row in csv.DictReader(file)
        ]


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


def _read_cell(name: str, text: str) -> Any:
    """A number where it is one; in columns of words, the words."""
    if name in TEXT_COLUMNS:
        return text
    if name in ("cell", "nodes"):
        return int(text)
    try:
        return float(text) if text else float("nan")
    except ValueError:
        return text


def read_manifest(folder: Path) -> dict[str, Any]:
    """What made the results in a folder.

    Raises OutputFolderError where there is no such folder, or rls-sim did not write it.
    """
    if not folder.is_dir():
        raise OutputFolderError(f"{folder}: there is no such folder.")
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        names = sorted(entry.name for entry in folder.iterdir())
        listed = ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")
        raise OutputFolderError(
            f"{folder} holds no sweep of rls-sim: there is no {MANIFEST} in it"
            + (f", but {listed}." if names else ".")
        ) from None
    except (OSError, ValueError) as trouble:
        raise OutputFolderError(f"{folder / MANIFEST} cannot be read: {trouble}.") from None
    if not isinstance(content, dict) or not str(content.get("schema")).startswith("rls-sim/sweep/"):
        raise OutputFolderError(f"{folder / MANIFEST} is not the manifest of a sweep of rls-sim.")
    return content


def _require_same(folder: Path, kept: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    """Refuse a folder with another experiment, naming what differs."""
    told = [
        f"{key}: {_difference(kept.get(key), clean(value))}"
        for key, value in asked.items()
        if kept.get(key) != clean(value)
    ]
    if told:
        raise FolderMismatchError(
            f"{folder} holds a different experiment and is left as it was "
            f"({'; '.join(told)}). Choose another folder with -o/--out, or remove that one."
        )


def _difference(there: Any, asked: Any) -> str:
    """``there -> asked``, without what both share."""
    if isinstance(there, dict) and isinstance(asked, dict):
        names = [name for name in {**there, **asked} if there.get(name) != asked.get(name)]
        return ", ".join(
            f"{name} {_difference(there.get(name), asked.get(name))}" for name in names
        )
    if _are_numbers(there) and _are_numbers(asked) and len(there) == len(asked):
        pairs = enumerate(zip(there, asked, strict=True), 1)
        place, (one, other) = next((i, pair) for i, pair in pairs if pair[0] != pair[1])
        return f"value {place} of {len(there)} is {_brief(one)}, asked {_brief(other)}"
    return f"{_brief(there)}, asked {_brief(asked)}"


def _are_numbers(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, int | float) for item in value)


def _brief(value: Any) -> str:
    if value is None or value == []:
        return "none"
    if _are_numbers(value):
        return f"{len(value)} values {_brief(value[0])} to {_brief(value[-1])}"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, float):
        return f"{value:g}" if float(f"{value:g}") == value else repr(value)
    return str(value)[:16]


def is_intact(folder: Path, kept: Mapping[str, Any]) -> bool:
    """Whether every file that the manifest lists is there as it was written."""
    files = kept.get("files")
    if not isinstance(files, dict) or CELLS not in files:
        return False
    return all(
        (folder / name).is_file() and checksum(folder / name) == wanted
        for name, wanted in files.items()
    )


def checksum(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return sha256(path.read_bytes()).hexdigest()
