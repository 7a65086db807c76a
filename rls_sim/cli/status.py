"""rls-sim status: how far a sweep is, from any terminal."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import print_json
from rls_sim.cli.progress import span_text

if TYPE_CHECKING:
    from rls_sim.study.sweeps.overview import Overview


@click.command(
    "status",
    short_help="How far a sweep is.",
    cls=HouseCommand,
    examples=("rls-sim status results/receptor_density",),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.json_option
def status(folder: Path, as_json: bool) -> None:
    """Say how far the sweep in DIR is and who works on it; nothing in DIR is touched."""
    from rls_sim.study.sweeps.overview import overview

    found = overview(folder)
    if as_json:
        print_json({"schema": "rls-sim/status/1", **_content(found)})
    else:
        click.echo(_text(found))


def _content(found: "Overview") -> dict[str, Any]:
    return {
        "folder": str(found.folder),
        "cells": found.cells,
        "done": found.done,
        "complete": found.complete,
        "summed_up": found.summed_up,
        "statuses": dict(found.statuses),
        "damaged": found.damaged,
        "at_work": [
            {**vars(worker.owner), "per_second": worker.rate, "seconds_left": worker.left}
            for worker in found.at_work
        ],
    }


def _text(found: "Overview") -> str:
    from rls_sim.study.files import as_typed

    share = 100 * found.done // found.cells  # 100 % is all of them
    lines = [found.title] if found.title else []
    lines.append(f"{found.folder}: {found.done} of {found.cells} cells, {share} %")
    lines += [f"  {count:>10} {name}" for name, count in found.statuses.items()]
    for worker in found.at_work:
        owner = worker.owner
        pace = f", {worker.rate:,.0f} cells/s" if worker.rate else ""
        left = f", about {span_text(worker.left)} left" if worker.left is not None else ""
        shard = f", shard {owner.label}" if owner.label != "1of1" else ""
        lines.append(f"at work: process {owner.process} on {owner.host}{shard}{pace}{left}")
    if found.damaged:
        files = "files were" if found.damaged > 1 else "file was"
        lines.append(f"{found.damaged} damaged {files} set aside in {found.folder}/damaged/")
    if not found.summed_up and not found.at_work:
        lines.append(f"nobody works on it; go on with: rls-sim resume {as_typed(found.folder)}")
    return "\n".join(lines)
