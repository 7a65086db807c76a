"""The report of a sweep: where states change, its outcomes as figures, its cells as a table."""

from pathlib import Path

import numpy as np

from rls_sim.report.labels import number_words, unit_words
from rls_sim.report.style import state_look
from rls_sim.report.web.about import Background, about_sections
from rls_sim.report.web.kept import folder_read
from rls_sim.report.web.markup import Html, joined, listed, tag
from rls_sim.report.web.page import Section, page_text
from rls_sim.report.web.shown import NOT_SOLVED, Shown, printed_columns
from rls_sim.report.web.sweep_figures import sweep_figures
from rls_sim.report.web.sweep_picture import sweep_picture
from rls_sim.report.web.table import MOST_ROWS, Column, table, thinned
from rls_sim.study.cell import STATE
from rls_sim.study.folder import read_manifest
from rls_sim.study.sweeps.result import SMALL, SweepResult
from rls_sim.study.sweeps.sweep import read_sweep

KIND = "sweep"
MOST_NUMBERS = 20_000  # in the table of cells; with more, only what the sweep prints
SOLVER = ("path", "residual", "error_estimate", "closure", "nodes")
COUNTS = frozenset({"cell", "nodes"})
QUANTILES = (0.05, 0.5, 0.95)


def sweep_report(folder: Path) -> str:
    """The page of the sweep in a folder; raises what read_sweep does."""
    with folder_read(folder):
        result, background = read_sweep(folder), Background.of(read_manifest(folder, KIND))
    shown = Shown.of(result)
    summary = Section("verdict", "What was found", _found(result))
    pictures = joined([sweep_picture(folder, result), sweep_figures(shown)])
    sections = [
        summary,
        Section("figures", "Figures", pictures),
        Section("cells", "Cells", _cells(shown)),
        *about_sections(background, _roles(result)),
    ]
    title = result.title or "A sweep over " + ", ".join(q.name for q in result.varied)
    return page_text(KIND, title, result.question, sections)


def _roles(result: SweepResult) -> dict[str, str]:
    roles = {quantity.name: "varied" for quantity in result.varied}
    for name in result.thresholds:
        roles.setdefault(name, "decides a state or the night")
    return roles


def _found(result: SweepResult) -> Html:
    unit = unit_words(result.parameter.unit)
    words = "" if unit == "ratio" else f" {unit}"
    changes = [
        f"At {one.parameter} = {number_words(one.value)}{words} the cell changes from "
        f"“{state_look(one.below_state).words}” to “{state_look(one.above_state).words}” "
        f"(bracketed to {one.relative_width:.1g} of the value)."
        for one in sorted(result.boundaries, key=lambda one: one.value)
    ]
    if result.changes_left:
        changes.append(f"{result.changes_left} more changes of state were not sought exactly.")
    tally = result.tally
    solved = f"{tally.cells} cells: {tally.cells - tally.failed - tally.without_a_day} solved"
    solved += f", {tally.without_a_day} without a day that repeats, {tally.failed} failed."
    changes.append(solved)
    changes += [
        f"{count} cells failed for: {cause} (cell {cell} is one)."
        for cause, count, cell in tally.worst()
    ]
    return joined([listed(changes, "found"), _states(result), _spreads(result)])


def _states(result: SweepResult) -> Html:
    if STATE not in result.columns:
        return Html("")
    counts = result.words(STATE)
    if unsolved := result.size - counts.total():
        counts[NOT_SOLVED] = unsolved
    rows = [
        {"state": state_look(word).words, "cells": count, "share": 100 * count / result.size}
        for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    columns = (
        Column("state", "state"),
        Column("cells", "cells"),
        Column("share", "share of all cells", "%"),
    )
    return table("states", f"States of all {result.size} cells", columns, rows)


def _spreads(result: SweepResult) -> Html:
    rows = []
    for name in result.table:
        if name == STATE:
            continue
        known, quantiles = result.spread(name, QUANTILES)
        label, unit = result.columns[name]
        low, middle, high = quantiles or [float("nan")] * 3
        rows.append(
            {
                "outcome": name,
                "label": label,
                "unit": unit,
                "known": known,
                "low": low,
                "middle": middle,
                "high": high,
            }
        )
    columns = (
        Column("outcome", "outcome"),
        Column("label", "meaning"),
        Column("unit", "unit"),
        Column("known", "cells with a number"),
        Column("low", "5 % lie below"),
        Column("middle", "median"),
        Column("high", "95 % lie below"),
    )
    return table("spread", f"Outcomes over all {result.size} cells", columns, rows)


def _cells(shown: Shown) -> Html:
    result = shown.result
    names = printed_columns(result)
    if not any(str(word) for word in shown.data.get("error", ())):
        names = [name for name in names if name != "error"]
    rest = [name for name in result.columns if name not in names]
    chosen = thinned(len(shown.cells), MOST_ROWS)
    few = result.size <= SMALL and len(chosen) * len(result.columns) <= MOST_NUMBERS
    columns = [Column(n, _heading(result, n), _unit(result, n)) for n in names]
    if few:
        columns += [Column(n, _heading(result, n), _unit(result, n), more=True) for n in rest]
    lists = {one.key: np.asarray(shown.data[one.key])[chosen].tolist() for one in columns}
    rows = [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    told = f"{len(rows)} of {result.size} cells, evenly spread; the folder holds all of them"
    if len(rows) == result.size:
        told = f"All {result.size} cells"
    left = [] if few else [tag("p", f"{len(rest)} more columns stand in the folder.")]
    return joined([table("cells", told, columns, rows), *left])


def _unit(result: SweepResult, name: str) -> str:
    """That of a column; a count has none."""
    return "" if name in COUNTS else result.columns[name][1]


def _heading(result: SweepResult, name: str) -> str:
    plain = {quantity.name for quantity in result.varied} | set(SOLVER) | {"cell", "status"}
    return "" if name in plain else result.columns[name][0]
