"""rls-sim sweep --check: a share of a sweep's cells solved again by another path."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rls_sim.cli.console import print_json
from rls_sim.cli.progress import shown_progress
from rls_sim.cli.tables import text_table

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench
    from rls_sim.study.sweeps.again import Check

LISTED = 8  # outcomes of each unit with the largest differences


def check_sweep(folder: Path, bench: "Bench", seed: str, as_json: bool, progress: str) -> None:
    """
    Check the sweep in a folder and print the largest differences.

    Raises CheckError where one is larger than two right answers may be apart.
    """
    from rls_sim.errors import CheckError
    from rls_sim.study.axes import DEFAULT_SEED, read_seed
    from rls_sim.study.provenance import document
    from rls_sim.study.sweeps.again import check, checked_cells
    from rls_sim.study.sweeps.store import open_store
    from rls_sim.study.sweeps.sweep import task_of

    drawn = read_seed(seed) if seed else DEFAULT_SEED
    store = open_store(folder)
    task = task_of(store, bench)
    count = len(checked_cells(store.cells))
    with shown_progress(progress, "cells by the reference", count) as report:
        found = check(store, task.plan, bench, seed=drawn, progress=report)
    units = {name: measure.unit for name, measure in bench.measures.items()}
    apart = [d for d in found.largest if not d.allowed(units.get(d.outcome, ""))]
    if as_json:
        content = {
            "folder": str(folder),
            "cells": list(found.cells),
            "seed": found.seed,
            "differences": [vars(difference) for difference in found.largest],
            "beyond": [difference.outcome for difference in apart],
        }
        print_json(document("check", bench, task.plan.base, content))
    else:
        click.echo(check_text(found, units))
    if apart:
        told = ", ".join(f"{d.outcome} of cell {d.cell}" for d in apart[:LISTED])
        raise CheckError(f"{folder}: the reference finds something else: {told}")


def check_text(found: "Check", units: dict[str, str]) -> str:
    """The largest differences: relative for numbers, in hours for times."""
    relative = [d for d in found.largest if units.get(d.outcome, "") not in ("h", "")]
    hours = [d for d in found.largest if units.get(d.outcome, "") == "h"]
    words = [d for d in found.largest if units.get(d.outcome, "") == ""]
    count = len(found.cells)
    parts = [
        f"{count} cell{'s' * (count > 1)} solved again by NumPy and SciPy alone (seed {found.seed})"
    ]
    for title, differences in (("relative difference", relative), ("difference, h", hours)):
        rows = [[d.outcome, d.size, d.cell, d.kept, d.found] for d in differences[:LISTED]]
        if rows:
            heads = ("outcome", title, "cell", "kept", "reference")
            parts.append(text_table([(head, "") for head in heads], rows))
    same = all(d.size == 0 for d in words)
    parts.append("Every status and state is the same." if same else "A status or state differs.")
    return "\n\n".join(parts)
