"""Where the workers of a Dask cluster come from: processes here, a running scheduler, or jobs."""

import logging
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from rls_sim.errors import InputError
from rls_sim.study.sweeps.cluster_file import ClusterPlan
from rls_sim.study.sweeps.worker import ONE_THREAD

INSTALL = "python -m pip install 'rls-sim[dask]'"
PATIENCE = 15.0  # s, until a scheduler has answered
LOOKED_AFTER = 30.0  # s between looks for workers that ended before their time
TRIALS = 5  # to start workers here
LOGGERS = ("distributed", "distributed.client", "distributed.gc", "tornado.application", "asyncio")


@dataclass
class Workers:
    """
    Workers that can be asked: those of ``client``, with the cluster if it was started here.

    ``most``: threads that there may come to be, so far as is known; ``look_after``: called now and
    then.
    """

    client: Any
    where: str
    cluster: Any = None
    most: int = 0
    look_after: Callable[[], None] = field(default=lambda: None)

    def close(self) -> None:
        """Let go of the workers, and end those that were started here."""
        for thing in (self.client, self.cluster):
            if thing is not None:
                with suppress(Exception):  # it may be gone, which is what is wanted
                    thing.close()


Find = Callable[[], Workers]


def require_dask() -> None:
    """Import it; raises InputError where that is not possible."""
    with silenced():
        try:
            import distributed  # noqa: F401
        except ImportError as trouble:
            raise InputError(
                f"--executor dask needs the package distributed ({trouble}): {INSTALL}"
            ) from None


@contextmanager
def silenced() -> Iterator[None]:
    """Keep what Dask logs of its own business off the terminal; what matters it raises.

    Whoever has configured Dask's logging is obeyed.
    """
    try:
        import dask
    except ImportError:
        yield
        return
    if dask.config.get("logging", None) is not None:
        yield
        return
    with dask.config.set({"logging": dict.fromkeys(LOGGERS, "critical")}):
        yield  # read when distributed is first imported
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL)


def started_here(count: int) -> Workers:
    """
    Workers that are processes of this machine, one thread each; they end with this process.

    Raises InputError where they cannot be started.
    """
    from distributed import Client

    for trial in range(1, TRIALS + 1):
        try:
            cluster = _processes(count)
            break
        except RuntimeError as trouble:  # one was killed on the way, say
            if trial == TRIALS:
                raise InputError(
                    f"Dask's workers do not start on this machine ({_one_line(trouble)}); leave "
                    "out --executor dask and threads solve."
                ) from None
    client = Client(cluster, set_as_default=False)
    return Workers(client, "the local cluster", cluster, look_after=_Replaced(cluster))


def _processes(count: int) -> Any:
    from distributed import LocalCluster

    return LocalCluster(
        n_workers=count,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",  # its usual port may be taken, which Dask would tell
        scheduler_kwargs={"dashboard": False},
        silence_logs=logging.CRITICAL,
        memory_limit=0,  # a chunk is small; Dask would end a worker at a share that it guesses
        env=ONE_THREAD,
        preload=["rls_sim.study.sweeps.worker"],
    )


def of_scheduler(text: str) -> Workers:
    """The workers of a running scheduler, by its address or a file that it wrote.

    Raises InputError where there is none.
    """
    from distributed import Client

    given = {"address": text}
    if "://" not in text:
        if re.fullmatch(r"[\w.-]+:\d+", text):
            given = {"address": f"tcp://{text}"}
        elif Path(text).is_file():
            given = {"scheduler_file": text}
        else:
            raise InputError(
                f"--scheduler {text}: write tcp://HOST:PORT, or name a file that a Dask scheduler "
                "wrote; there is no such file."
            )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions that differ: those that decide we compare
            client = Client(**given, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, KeyError, ImportError) as trouble:
        raise InputError(
            f"--scheduler {text}: no Dask scheduler answers there ({_one_line(trouble)}). Start "
            "one with `dask scheduler`, or leave out --scheduler and workers are started here."
        ) from None
    return Workers(client, text)


def of_jobs(plan: ClusterPlan) -> Workers:
    """Workers that are jobs of a batch system, which begin when it lets them.

    Raises InputError where it does not take them, or the options are not what it wants.
    """
    from distributed import Client

    cluster = None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what dask-jobqueue will drop one day
            cluster = plan.make(**_quiet_options(plan))
            cluster.scale(jobs=max(1, plan.minimum))
            cluster.sync(_submitted, cluster)
            if plan.maximum > plan.minimum:
                # Few short chunks are handed out at a time: any that waits is reason to grow.
                cluster.adapt(
                    minimum_jobs=plan.minimum, maximum_jobs=plan.maximum, target_duration="100ms"
                )
            client = Client(cluster, set_as_default=False)
    except BaseException as trouble:
        if cluster is not None:
            with suppress(Exception):
                cluster.close()
        if isinstance(trouble, OSError | ValueError | TypeError | RuntimeError):
            raise InputError(f"{plan.path}: {_refusal(plan, trouble)}") from None
        raise
    return Workers(
        client=client,
        where=f"the jobs of {plan.path}",
        cluster=cluster,
        most=plan.maximum * plan.cores,
        look_after=_Replaced(cluster),
    )


async def _submitted(cluster: Any) -> None:
    """Wait until jobs are submitted; raises what the batch system says to them."""
    from distributed import Status

    await cluster
    refused = [job for job in cluster.workers.values() if job.job_id is None]
    try:
        for job in refused:
            await job  # Dask has kept for itself what was said: ask once more, and hear it
    except BaseException:
        for job in refused:
            job.status = Status.failed  # a cluster with others would not close
        raise


def _refusal(plan: ClusterPlan, trouble: BaseException) -> str:
    if isinstance(trouble, FileNotFoundError) and trouble.filename:
        return f"there is no {trouble.filename} here; run this where jobs can be submitted."
    return f"{plan.kind}: {_one_line(trouble)}"


def _quiet_options(plan: ClusterPlan) -> dict[str, Any]:
    """The options of a file; no dashboard unless they ask for one."""
    asked = dict(plan.options)
    scheduler = {"dashboard_address": ":0", **asked.pop("scheduler_options", {})}
    return {"silence_logs": "critical", **asked, "scheduler_options": scheduler}


class _Replaced:
    """
    Asks again for workers or jobs that are lost; a cluster counts what ended as if it were there.

    What was there once and is missed at two looks is lost: at one of them it may be starting anew.
    """

    def __init__(self, cluster: Any) -> None:
        self._cluster, self._last = cluster, monotonic()
        self._seen: set[str] = set()
        self._missed: set[str] = set()

    def __call__(self) -> None:
        if monotonic() - self._last < LOOKED_AFTER:
            return
        self._last = monotonic()
        self._cluster.loop.add_callback(self._replace)  # where all else of the cluster happens

    async def _replace(self) -> None:
        with suppress(Exception):  # the batch system may refuse for now; others are at work
            for name in self._lost():
                await self._cluster.workers.pop(name).close()
            self._cluster.scale(len(self._cluster.plan))

    def _lost(self) -> list[Any]:
        """The names of what is to be replaced; a worker is called as its job, or with a number."""
        workers = [str(known.name) for known in list(self._cluster.scheduler.workers.values())]
        there = {*workers, *(name.rpartition("-")[0] for name in workers)}
        names = {str(name): name for name in self._cluster.workers}
        missed, self._missed = self._missed, (names.keys() & self._seen).difference(there)
        lost = missed & self._missed
        # The next of a name that is lost may wait for long: it has not been seen.
        self._seen = names.keys() & self._seen.union(there) - lost
        return [names[name] for name in lost]


def _one_line(trouble: BaseException) -> str:
    return " ".join(str(trouble).split()) or type(trouble).__name__
