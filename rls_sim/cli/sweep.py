"""rls-sim sweep: many cells, their states, and the critical values between them."""

from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench
    from rls_sim.study.config import SweepPlan
    from rls_sim.study.sweep import SweepResult


@click.command(
    "sweep",
    short_help="Many cells, and where their state changes.",
    cls=HouseCommand,
    examples=(
        "rls-sim sweep configs/receptor_density.toml",
        "rls-sim sweep -p receptor_density=log:0.1x:1x:9 --outcome labile_iron,state",
        "rls-sim sweep -p receptor_density=0.2,0.4 -p ferroportin_density=0.5x,1x -o out/pair",
    ),
)
@click.argument("config", required=False, type=click.Path(path_type=Path))
@options.vary_option
@options.cell_options
@options.out_option
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="NAME,...",
    help="Outcomes to print; rls-sim show outcomes lists them.",
)
@click.option(
    "--max-failed",
    default="0",
    show_default=True,
    metavar="N|Ppct",
    help="How many cells may fail before the exit code is 5.",
)
@click.option("-n", "--dry-run", is_flag=True, help="Print the plan and stop.")
@options.json_option
@options.progress_option
@options.quiet_option
def sweep(
    config: Path | None,
    variations: tuple[str, ...],
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    out: Path | None,
    outcomes: tuple[str, ...],
    max_failed: str,
    dry_run: bool,
    as_json: bool,
    progress: str,
) -> None:
    """Solve the periodic day of every cell in CONFIG and say where its state changes.

    Writes cells.csv, manifest.json and a figure into results/<name of CONFIG>/ (or -o); without
    CONFIG and -o it only prints. The same command on the same folder finds its results there.
    """
    from rls_sim.study.batch import allowed_failures, check_failures
    from rls_sim.study.cell import brain_bench
    from rls_sim.study.config import Request, load_plan

    bench = brain_bench()
    request = Request(assignments, lesions, variations, options.split_names(outcomes))
    plan = load_plan(bench, config, request)
    allowed = allowed_failures(max_failed, plan.size)
    folder = out or (Path("results") / config.stem if config else None)
    if dry_run:
        _print_plan(plan, bench, folder, as_json)
        return
    result = _result(plan, bench, folder, progress)
    _print_result(result, bench, plan, folder, as_json)
    check_failures(result, allowed)


def _result(plan: "SweepPlan", bench: "Bench", folder: Path | None, progress: str) -> "SweepResult":
    """What the folder already holds, or what is computed now and written into it."""
    from rls_sim.study import store
    from rls_sim.study.provenance import now
    from rls_sim.study.sweep import sweep as solve

    kept = store.reusable(folder, plan, bench) if folder else None
    if kept is not None:
        note(f"{folder} holds this sweep already; nothing was computed")
        return kept
    note(f"solving {plan.size} cells{f' for {folder}/' if folder else ''}")
    begun, started = now(), monotonic()
    with shown_progress(progress, "cells", plan.size) as report:
        result = solve(plan, bench, report)
    if folder:
        times = {"started": begun, "ended": now(), "seconds": round(monotonic() - started, 3)}
        store.write_sweep(folder, result, plan, bench, times, _figures(result))
        note(f"saved {len(result.rows)} cells ({len(result.failures)} failed) to {folder}/")
    else:
        note("not saved; give -o DIR to keep the cells, the figure and their manifest")
    return result


def _figures(result: "SweepResult") -> Any:
    """What puts the figure into a folder; None where a sweep cannot be drawn as one page."""
    if len(result.varied) != 1 or len(result.rows) < 2:
        return None

    def draw(folder: Path) -> None:
        from rls_sim.report.style import save_figure
        from rls_sim.report.sweep_figure import draw_sweep

        save_figure(draw_sweep(result), folder / "figure", ("png", "svg"))

    return draw


def _print_plan(plan: "SweepPlan", bench: "Bench", folder: Path | None, as_json: bool) -> None:
    from rls_sim.cli.sweep_text import plan_text
    from rls_sim.study.provenance import document
    from rls_sim.study.store import experiment_of, words_of

    if as_json:
        content = {
            "cells": plan.size,
            "folder": None if folder is None else str(folder),
            **experiment_of(plan, bench),
            **words_of(plan),
        }
        print_json(document("plan", bench, plan.base, content))
    else:
        click.echo(plan_text(plan, bench, folder))


def _print_result(
    result: "SweepResult",
    bench: "Bench",
    plan: "SweepPlan",
    folder: Path | None,
    as_json: bool,
) -> None:
    from rls_sim.cli.sweep_text import boundary_text, sweep_table
    from rls_sim.study.provenance import document

    if as_json:
        content = {
            "title": result.title,
            "folder": None if folder is None else str(folder),
            "columns": _columns(result),
            "rows": result.rows,
            "boundaries": [vars(boundary) for boundary in result.boundaries],
        }
        print_json(document("sweep", bench, plan.base, content))
        return
    parts: Sequence[str] = [result.title, sweep_table(result), boundary_text(result)]
    click.echo("\n\n".join(part for part in parts if part))


def _columns(result: "SweepResult") -> dict[str, dict[str, str]]:
    return {name: {"label": label, "unit": unit} for name, (label, unit) in result.columns.items()}
