"""Commands that are printed to be pasted: how to go on with a sweep, join it, see one of its rows.

Each repeats what was asked of the one that prints it, as far as it has a part in what comes of it.
"""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rls_sim.cli.choice import Choice
    from rls_sim.study.sweeps.sweep import Task


def resume_command(folder: Path, task: "Task", choice: "Choice") -> str:
    """What to type to go on."""
    shard = f" --shard {task.shard.number}/{task.shard.of}" if task.shard.of > 1 else ""
    on_fail = "" if task.on_fail == "continue" else f" --on-fail {task.on_fail}"
    asked = f"{shard}{on_fail}{_budget(task)}{_extended(folder, task)}{_crew(choice)}"
    return f"rls-sim resume {_typed(folder)}{asked}"


def merge_command(folder: Path, task: "Task") -> str:
    """What to type when all shards are there."""
    return f"rls-sim merge {_typed(folder)}{_budget(task)}{_extended(folder, task)}"


def replay_command(folder: Path, task: "Task", cell: int) -> str:
    """What to type to see a cell in full."""
    return f"rls-sim replay {_typed(folder)} --id {cell}{_extended(folder, task)}"


def _budget(task: "Task") -> str:
    return f" --max-failed {task.allowed}" if task.allowed else ""


def _extended(folder: Path, task: "Task") -> str:
    """What to add where the sweep in a folder was made with an extension: its own copy of it."""
    return f" --extend {_typed(folder)}" if task.bench.extensions else ""


def _crew(choice: "Choice") -> str:
    """Who solves, if that was asked."""
    asked = "" if choice.executor == "threads" else f" --executor {choice.executor}"
    asked += f" --scheduler {shlex.quote(choice.scheduler)}" if choice.scheduler else ""
    asked += f" --cluster {_typed(choice.cluster)}" if choice.cluster else ""
    return asked + (f" -j {choice.jobs}" if choice.jobs else "")


def _typed(path: Path) -> str:
    from rls_sim.study.files import as_typed

    return as_typed(path)
