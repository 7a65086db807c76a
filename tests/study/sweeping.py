"""A sweep of a toy in one call, as tests want it."""

from rls_sim.study.config import Request, load_plan
from rls_sim.study.sweeps.experiment import layout_of
from rls_sim.study.sweeps.sweep import Task, begin, carry_on


def task_of(bench, *variations, keep=(), traces="", follow=(), chunk=0, shard=None, **request):
    """The task of a sweep that the command line describes."""
    plan = load_plan(bench, None, Request(variations=variations, **request))
    layout = layout_of(plan, bench, keep=keep, traces=traces, follow=follow, chunk=chunk)
    return Task(plan, bench, layout, **({"shard": shard} if shard else {}))


def done_of(task, folder, jobs=1, progress=None, **options):
    """Do a task in a folder with threads."""
    return carry_on(task, begin(task, folder), jobs, lambda *_: progress, **options)


def files_of(folder):
    """Every file below a folder with its bytes, by its path; locks and times aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in {".parquet", ".nc", ".csv"}
    }
