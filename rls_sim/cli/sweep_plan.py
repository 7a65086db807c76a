"""The plan of a sweep: what would be solved, by whom, where it would be kept, and what it takes."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rls_sim.cli.console import print_json
from rls_sim.cli.progress import span_text
from rls_sim.cli.tables import number_text

if TYPE_CHECKING:
    from rls_sim.cli.choice import Choice
    from rls_sim.study.sweeps.forecast import Forecast
    from rls_sim.study.sweeps.sweep import Task


def print_plan(
    task: "Task", folder: Path | None, choice: "Choice", as_json: bool, *, anew: bool = False
) -> None:
    """
    The plan on stdout: as text, or as one JSON document.

    ``anew``: what the folder holds would be put aside. Raises, where the folder cannot be used,
    what the sweep itself would.
    """
    from rls_sim.study.provenance import document
    from rls_sim.study.sweeps.chunk import ChunkSolver
    from rls_sim.study.sweeps.experiment import experiment_of, words_of
    from rls_sim.study.sweeps.forecast import forecast
    from rls_sim.study.sweeps.sweep import look_ahead

    store = None if folder is None or anew else look_ahead(task, folder)
    there = 0 if store is None else store.cells_present()
    solver = ChunkSolver(task.plan, task.bench, task.layout, "")
    found = forecast(solver)
    if not as_json:
        click.echo(plan_text(task, folder, there, list(solver.words), found, choice))
        return
    content = {
        "folder": None if folder is None else str(folder),
        **experiment_of(task.plan, task.bench, task.layout),
        "words": words_of(task.plan),
        "shard": {"number": task.shard.number, "of": task.shard.of, "cells": _cells(task)},
        "cells_there": there,
        "columns": list(solver.words),
        "forecast": {
            "seconds": found.seconds(_cells(task), choice.cores),
            "workers": choice.cores,
            "bytes": found.bytes_in_all,
            "from_cells": found.tried,
        },
    }
    print_json(document("plan", task.bench, task.plan.base, content))


def _cells(task: "Task") -> int:
    """How many cells the task's shard has."""
    size, chunk, shard = task.plan.size, task.layout.chunk, task.shard
    chunks = -(-size // chunk)
    mine = max(0, -(-(chunks - shard.number + 1) // shard.of))
    has_last = mine > 0 and (chunks - shard.number) % shard.of == 0
    return mine * chunk - (chunks * chunk - size if has_last else 0)


def plan_text(
    task: "Task",
    folder: Path | None,
    there: int,
    columns: list[str],
    found: "Forecast",
    choice: "Choice",
) -> str:
    """The plan of a sweep for people."""
    plan, bench, layout, shard = task.plan, task.bench, task.layout, task.shard
    parts, mine = -(-plan.size // layout.chunk), _cells(task)
    lines = [plan.title or "Untitled sweep"]
    lines += [plan.question] if plan.question else []
    lines.append(f"  cells    {plan.size} in {parts} part{'s' * (parts > 1)}")
    if shard.of > 1:
        lines.append(f"  shard    {shard.number} of {shard.of}: {mine} of these cells")
    lines += [f"  vary     {text}" for text in plan.design.words(bench.healthy)]
    lines += [f"  lesion   {applied}: {applied.lesion.title}" for applied in plan.base.lesions]
    for name, (mine_now, healthy) in plan.base.parameters.differences(bench.healthy).items():
        lines.append(
            f"  set      {name} = {mine_now.in_unit(mine_now.value)} "
            f"(healthy {number_text(healthy.value)}; {mine_now.reason})"
        )
    lines.append(f"  columns  {len(columns)}: {', '.join(columns[:8])}, ...")
    if layout.follow:
        lines.append(f"  courses  {', '.join(layout.follow)} ({layout.traces})")
    who, cores = choice.who, choice.cores
    pace = f"on {who}" if choice.is_counted else f"of one core, on {who}"
    lines.append(f"  time     about {span_text(found.seconds(mine, cores))} {pace}")
    lines.append(f"  disk     about {bytes_text(found.bytes_in_all)}")
    has = f" (has {there} of the cells)" if there else ""
    place = f"{folder}{has}" if folder else ""
    lines.append(f"  folder   {place or 'none (give -o DIR to keep the results)'}")
    return "\n".join(lines)


def bytes_text(size: float) -> str:
    """``340 kB``, ``12 MB``."""
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.3g} TB"
