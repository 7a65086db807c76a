"""A sweep as text: its table or what its table comes to, its critical values."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli.console import print_json
from rls_sim.cli.critical_text import head_text, short_name, states_text
from rls_sim.cli.tables import text_table

if TYPE_CHECKING:
    from rls_sim.study.sweeps.result import SweepResult
    from rls_sim.study.sweeps.sweep import Task

MOST_ROWS = 200  # printed one by one; a longer sweep is summed up
QUANTILES = (0.0, 0.05, 0.5, 0.95, 1.0)
FAILED, SOLVED, STATE = "failed", "converged", "state"


def print_result(result: "SweepResult", task: "Task", folder: Path | None, as_json: bool) -> None:
    """The result on stdout: as tables, or as one JSON document."""
    if as_json:
        from rls_sim.study.documents import sweep_document

        print_json(sweep_document(result, task, folder))
        return
    table = sweep_table(result) if result.size <= MOST_ROWS else summary_text(result)
    parts = [result.title, table, boundary_text(result)]
    click.echo("\n\n".join(part for part in parts if part))


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
    if not result.drawable or STATE not in result.data:  # of a long line none is sought
        return ""
    if not result.boundaries:
        states = sorted(result.words(STATE))
        return f"No change of state: {', '.join(states)} throughout." if len(states) == 1 else ""
    quantity = result.parameter
    head = head_text(quantity.name, quantity.meaning, quantity.unit)
    left = result.changes_left
    text = f"{head}\n{states_text(result.boundaries)}"
    return f"{text}\nNot sought: {left} more critical value{'s' * (left > 1)}." if left else text
