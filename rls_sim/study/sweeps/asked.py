"""A sweep as it is asked for, in texts: read into a task, with every problem told at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rls_sim.quantities.values import COMMAND_LINE
from rls_sim.study.cell import Bench
from rls_sim.study.config import Request, load_plan
from rls_sim.study.problems import Problems
from rls_sim.study.sweeps.experiment import layout_of, read_names
from rls_sim.study.sweeps.sweep import Shard, Task, read_shard
from rls_sim.study.sweeps.tally import allowed_failures


@dataclass(frozen=True)
class Keeping:
    """What is kept of a sweep and what may fail, as typed; what is empty is chosen."""

    keep: tuple[str, ...] = ()
    traces: str = ""
    follow: tuple[str, ...] = ()
    chunk: int = 0
    shard: str = "1/1"
    on_fail: str = "continue"
    max_failed: str = "0"


def read_task(bench: Bench, config: Path | None, request: Request, keeping: Keeping) -> Task:
    """What a configuration and options ask for together; raises one ConfigError."""
    keep, follow = keeping.keep, keeping.follow
    plan, layout, shard, allowed = None, None, Shard(), 0
    problems = Problems(COMMAND_LINE)
    with problems.told():
        plan = load_plan(bench, config, request)
    with problems.told():
        if plan is None:
            read_names(bench, keep, follow)
        else:
            traces, chunk = keeping.traces, keeping.chunk
            layout = layout_of(plan, bench, keep=keep, traces=traces, follow=follow, chunk=chunk)
    with problems.told():
        shard = read_shard(keeping.shard)
    with problems.told():
        allowed = allowed_failures(keeping.max_failed, plan.size if plan else 0)
    problems.raise_if_any()
    assert plan is not None
    assert layout is not None
    return Task(plan, bench, layout, shard, keeping.on_fail, allowed)


@contextmanager
def place_of(folder: Path | None) -> Iterator[Path]:
    """The folder to work in: one that goes away where none was named."""
    if folder is not None:
        yield folder
        return
    with TemporaryDirectory(prefix="rls-sim-") as place:
        yield Path(place) / "sweep"
