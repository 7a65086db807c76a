"""Files that say which jobs of a batch system are Dask's workers, checked before any is asked."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rls_sim.errors import InputError, nearest_names
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

PACKAGE = "dask_jobqueue"
BESIDE = "local.LocalCluster"  # jobs that are processes here: to try a file without a batch system
KEYS = ("class", "jobs", "minimum", "maximum", "options")
MOST_JOBS = 10_000
# What the classes take too, and is not for a file: how many, which kind, and how Python waits.
NOT_OPTIONS = frozenset(
    {"self", "n_workers", "job_cls", "loop", "asynchronous", "scheduler", "scheduler_cls"}
    | {"name", "dashboard_address", "host"}
)


@dataclass(frozen=True)
class ClusterPlan:
    """Jobs of a batch system: of which class, with which options, and from how many to how many."""

    path: Path
    kind: str  # dask_jobqueue.SLURMCluster, say
    make: Callable[..., Any]
    minimum: int
    maximum: int
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def cores(self) -> int:
        """Cores of a job; 1 where Dask's own configuration says how many."""
        cores = self.options.get("cores")
        return cores if isinstance(cores, int) else 1


def is_cluster_file(content: Mapping[str, Any]) -> bool:
    """Whether the content of a configuration describes a cluster, and not a sweep."""
    return "cluster" in content


def read_cluster(path: Path) -> ClusterPlan:
    """
    The plan that a file describes.

    Raises one ConfigError with every problem; InputError where dask-jobqueue is not installed.
    """
    content = read_toml(path)
    classes = _classes(path)
    problems = Problems(str(path))
    problems.unknown_keys("", content, ("cluster",))
    if "cluster" not in content:
        problems.lines.append(f"{path}: cluster is missing: write [cluster] with class and jobs.")
        problems.raise_if_any()
    table = problems.table("cluster", content["cluster"])
    problems.unknown_keys("cluster.", table, KEYS)
    options = problems.table("cluster.options", table.get("options"))
    kind = problems.sentence("cluster.class", table.get("class"))
    if kind and kind not in classes:
        problems.add("cluster.class", kind, _unknown_class(kind, classes))
    elif kind:
        problems.unknown_keys("cluster.options.", options, _options_of(classes[kind]))
    minimum, maximum = _counts(table, problems)
    problems.raise_if_any()
    return ClusterPlan(path, kind, classes[kind], minimum, maximum, options)


def _classes(path: Path) -> dict[str, Callable[..., Any]]:
    """The clusters of dask-jobqueue by their names; nothing else can be named in a file."""
    try:
        import dask_jobqueue
        from dask_jobqueue.local import LocalCluster
    except ImportError as trouble:
        raise InputError(
            f"{path}: a cluster of jobs needs the package dask-jobqueue ({trouble}): "
            "python -m pip install 'rls-sim[dask]'"
        ) from None
    base = dask_jobqueue.JobQueueCluster
    found: dict[str, Callable[..., Any]] = {f"{PACKAGE}.{BESIDE}": LocalCluster}
    for name, thing in vars(dask_jobqueue).items():
        if isinstance(thing, type) and issubclass(thing, base) and thing is not base:
            found[f"{PACKAGE}.{name}"] = thing
    return found


def _unknown_class(kind: str, classes: Iterable[str]) -> str:
    nearest = nearest_names(kind, classes)
    hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(sorted(classes))}."
    return f"is no cluster of dask-jobqueue; {hint}"


def _options_of(kind: Any) -> list[str]:
    """The names of what a class of clusters, and that of its jobs, take."""
    named: set[str] = set()
    for made in (*kind.__mro__, *kind.job_cls.__mro__):
        if made.__module__.startswith(PACKAGE):
            parameters = inspect.signature(made.__init__).parameters.values()
            named |= {p.name for p in parameters if p.kind is not p.VAR_KEYWORD}
    return sorted(named - NOT_OPTIONS - {"args"})


def _counts(table: Mapping[str, Any], problems: Problems) -> tuple[int, int]:
    """From how many jobs to how many."""
    if "jobs" in table:
        for key in ("minimum", "maximum"):
            if key in table:
                problems.add(f"cluster.{key}", table[key], "jobs is there already; keep one way.")
        jobs = _whole(table, "jobs", 1, problems)
        return jobs, jobs
    if "maximum" not in table:
        problems.lines.append(
            f"{problems.place}: cluster.jobs is missing: write jobs = 10, or minimum and maximum."
        )
        return 0, 0
    minimum = _whole(table, "minimum", 0, problems) if "minimum" in table else 0
    maximum = _whole(table, "maximum", 1, problems)
    if minimum > maximum > 0:
        problems.add("cluster.minimum", minimum, f"lies above maximum = {maximum}.")
    return minimum, maximum


def _whole(table: Mapping[str, Any], key: str, least: int, problems: Problems) -> int:
    value = table[key]
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST_JOBS:
        return value
    problems.add(f"cluster.{key}", value, f"is not a whole number from {least} to {MOST_JOBS}.")
    return 0
