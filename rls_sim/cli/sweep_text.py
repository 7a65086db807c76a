"""A sweep as text: its plan, its table or what its table comes to, its critical values."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli.console import print_json
from rls_sim.cli.critical_text import head_text, short_name, states_text
from rls_sim.cli.progress import span_text
from rls_sim.cli.tables import number_text, text_table

if TYPE_CHECKING:
    from rls_sim.study.sweeps.forecast import Forecast
    from rls_sim.study.sweeps.result import SweepResult
    from rls_sim.study.sweeps.sweep import Task

MOST_ROWS = 200  # printed one by one; a longer sweep is summed up
QUANTILES = (0.0, 0.05, 0.5, 0.95, 1.0)
FAILED, SOLVED, STATE = "failed", "converged", "state"


def print_result(result: "SweepResult", task: "Task", folder: Path | None, as_json: bool) -> None:
    """The result on stdout: as tables, or as one JSON document."""
    if as_json:
        print_json(_document(result, task, folder))
        return
    table = sweep_table(result) if result.size <= MOST_ROWS else summary_text(result)
    parts = [result.title, table, boundary_text(result)]
    click.echo("\n\n".join(part for part in parts if part))


def _document(result: "SweepResult", task: "Task", folder: Path | None) -> dict[str, Any]:
    from rls_sim.study.provenance import document
    from rls_sim.study.sweeps.result import SMALL

    whole = result.size <= SMALL
    content = {
        "title": result.title,
        "folder": None if folder is None else str(folder),
        "cells": result.size,
        "statuses": dict(result.tally.statuses),
        "columns": {n: {"label": label, "unit": u} for n, (label, u) in result.columns.items()},
        "rows": result.rows if whole else None,  # of a longer sweep they are in the folder
        "boundaries": [vars(boundary) for boundary in result.boundaries],
    }
    return document("sweep", task.bench, task.plan.base, content)


def _printed(result: "SweepResult") -> dict[str, str]:
    """What is printed, and what each is called: its short name, where no other has the same."""
    names = dict.fromkeys((*(quantity.name for quantity in result.varied), *result.table))
    short = Counter(map(short_name, names))
    return {name: short_name(name) if short[short_name(name)] == 1 else name for name in names}


def sweep_table(result: "SweepResult") -> str:
    """One line a cell: what was varied, then the outcomes asked for."""
    names = _printed(result)
    heads = [(called, result.columns[name][1]) for name, called in names.items()]
    rows = [[row[name] for name in names] for row in result.rows]
    if any(row["status"] != SOLVED for row in result.rows):
        heads.append(("status", ""))
        for line, row in zip(rows, result.rows, strict=True):
            unsolved = row["status"] != SOLVED
            line.append(f"{FAILED}: {row['status']}" if unsolved else "solved")
    return text_table(heads, rows)


def summary_text(result: "SweepResult") -> str:
    """Of many cells: how they ended, how many are in each state, and how the outcomes spread."""
    parts = [_counts_text("status", result.tally.statuses)]
    if STATE in result.data:
        parts.append(_counts_text("state", result.words(STATE)))
    parts.append(_spread_text(result))
    return "\n\n".join(part for part in parts if part)


def _counts_text(head: str, counts: Counter[str]) -> str:
    total = counts.total()
    rows = [[word, count, 100 * count / total] for word, count in counts.most_common()]
    return text_table([(head, ""), ("cells", ""), ("share", "%")], rows, digits=3) if rows else ""


def _spread_text(result: "SweepResult") -> str:
    """Least, quantiles and largest of each printed number, with how many cells have one."""
    rows: list[list[Any]] = []
    for name, called in _printed(result).items():
        if name == STATE:
            continue
        known, spread = result.spread(name, QUANTILES)
        unit = result.columns[name][1]
        numbers: list[Any] = list(spread) or [""] * len(QUANTILES)
        rows.append([called, "" if unit == "1" else unit, known, *numbers])
    heads = ["number", "unit", "cells", "least", "5 %", "median", "95 %", "most"]
    return text_table([(head, "") for head in heads], rows)


def boundary_text(result: "SweepResult") -> str:
    """The stretches of the varied parameter over which the cell keeps one state."""
    if not result.line or STATE not in result.data:
        return ""
    if not result.boundaries:
        states = sorted(result.words(STATE))
        return f"No change of state: {', '.join(states)} throughout." if len(states) == 1 else ""
    quantity = result.parameter
    head = head_text(quantity.name, quantity.meaning, quantity.unit)
    return f"{head}\n{states_text(result.boundaries)}"


def print_plan(task: "Task", folder: Path | None, jobs: int, as_json: bool) -> None:
    """What would be solved, where it would be written, and what it takes."""
    from rls_sim.study.provenance import cores, document
    from rls_sim.study.sweeps.chunk import ChunkSolver
    from rls_sim.study.sweeps.experiment import experiment_of, words_of
    from rls_sim.study.sweeps.forecast import forecast

    solver = ChunkSolver(task.plan, task.bench, task.layout, "")
    found = forecast(solver)
    workers = jobs or cores()
    if not as_json:
        click.echo(plan_text(task, folder, list(solver.words), found, workers))
        return
    content = {
        "folder": None if folder is None else str(folder),
        **experiment_of(task.plan, task.bench, task.layout),
        **words_of(task.plan),
        "columns": list(solver.words),
        "forecast": {
            "seconds": found.seconds(task.plan.size, workers),
            "workers": workers,
            "bytes": found.bytes_in_all,
            "from_cells": found.tried,
        },
    }
    print_json(document("plan", task.bench, task.plan.base, content))


def plan_text(
    task: "Task", folder: Path | None, columns: list[str], found: "Forecast", workers: int
) -> str:
    """The plan of a sweep for people."""
    plan, bench, layout = task.plan, task.bench, task.layout
    parts = -(-plan.size // layout.chunk)
    lines = [plan.title or "Untitled sweep"]
    lines += [plan.question] if plan.question else []
    lines.append(f"  cells    {plan.size} in {parts} part{'s' * (parts > 1)}")
    lines += [f"  vary     {text}" for text in plan.design.words(bench.healthy)]
    lines += [f"  lesion   {applied}: {applied.lesion.title}" for applied in plan.base.lesions]
    for name, (mine, healthy) in plan.base.parameters.differences(bench.healthy).items():
        lines.append(
            f"  set      {name} = {mine.in_unit(mine.value)} "
            f"(healthy {number_text(healthy.value)}; {mine.reason})"
        )
    lines.append(f"  columns  {len(columns)}: {', '.join(columns[:8])}, ...")
    if layout.follow:
        lines.append(f"  courses  {', '.join(layout.follow)} ({layout.traces})")
    time = span_text(found.seconds(plan.size, workers))
    lines.append(f"  time     about {time} on {workers} core{'s' * (workers > 1)}")
    lines.append(f"  disk     about {bytes_text(found.bytes_in_all)}")
    lines.append(f"  folder   {folder if folder else 'none (give -o DIR to keep the results)'}")
    return "\n".join(lines)


def bytes_text(size: float) -> str:
    """``340 kB``, ``12 MB``."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} TB"
