"""Results for programs: what `--json` prints of a day, a run, a sweep and a branch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rls_sim.numerics.trajectory import Trajectory
from rls_sim.study.branch_plan import BranchPlan
from rls_sim.study.branch_result import BranchResult
from rls_sim.study.branch_store import told
from rls_sim.study.cell import Bench, CellResult
from rls_sim.study.provenance import document
from rls_sim.study.sweeps.result import SMALL, SweepResult
from rls_sim.study.sweeps.sweep import Task
from rls_sim.study.transient import Trace, Transient


def cycle_document(result: CellResult, bench: Bench, multipliers: Any = None) -> dict[str, Any]:
    """A solved day; with its Floquet multipliers, (ns,) complex, where these are given.

    Raises SolveError for a cell without a day.
    """
    content: dict[str, Any] = {
        "status": result.status,
        "method": result.method,
        "outcomes": {
            name: {"value": value, "unit": unit, "label": label}
            for name, value, unit, label in outcome_rows(result, bench)
        },
        "certificate": {
            "path": result.path,
            "residual": result.residual,
            "closure": result.closure,
            "nodes": result.nodes,
            "error_estimate": result.require()[0].certificate.error_estimate,
        },
    }
    if multipliers is not None:
        content["multipliers"] = multipliers
        content["stable"] = bool(max(abs(value) for value in multipliers) < 1)
    return document("cycle", bench, result.cell, content)


def outcome_rows(result: CellResult, bench: Bench) -> list[tuple[str, float | str, str, str]]:
    """Name, value, unit and label of every outcome."""
    rows = []
    for name, value in result.outcomes.items():
        words = bench.measures.get(name)
        rows.append((name, value, words.unit if words else "", words.label if words else name))
    return rows


def run_document(
    trajectory: Trajectory, transient: Transient, bench: Bench, traces: Sequence[Trace]
) -> dict[str, Any]:
    """A run, with some of its quantities at every output time."""
    content = {
        "start_clock": transient.start,
        "hours": transient.end - transient.start,
        "method": trajectory.method,
        "doses": [
            {
                "time": dose.time - transient.start,
                "species": dose.species,
                "amount_umol": dose.amount_umol,
            }
            for dose in transient.doses
        ],
        "time": trajectory.time - transient.start,
        "series": {
            trace.name: {"label": trace.label, "unit": trace.unit, "values": trace.values}
            for trace in traces
        },
    }
    return document("run", bench, transient.cell, content)


def sweep_document(result: SweepResult, task: Task, folder: Path | None) -> dict[str, Any]:
    """A complete sweep; the rows of a long one are in its folder."""
    content = {
        "title": result.title,
        "folder": None if folder is None else str(folder),
        "cells": result.size,
        "statuses": dict(result.tally.statuses),
        "columns": _columns(result),
        "rows": result.rows if result.size <= SMALL else None,
        "boundaries": [vars(boundary) for boundary in result.boundaries],
        "changes_left": result.changes_left,
    }
    return document("sweep", task.bench, task.plan.base, content)


def branch_document(
    result: BranchResult, plan: BranchPlan, bench: Bench, folder: Path | None
) -> dict[str, Any]:
    """A branch with every point."""
    content: dict[str, Any] = {
        "folder": None if folder is None else str(folder),
        **told(result),
        "columns": _columns(result),
        "rows": result.rows,
    }
    return document("branch", bench, plan.base, content)


def _columns(result: SweepResult | BranchResult) -> dict[str, dict[str, str]]:
    return {name: {"label": label, "unit": unit} for name, (label, unit) in result.columns.items()}
