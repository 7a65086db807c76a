"""Who works through a sweep, as the command line chooses: threads, or a cluster's workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.errors import InputError

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench
    from rls_sim.study.sweeps.sweep import Hire


@dataclass(frozen=True)
class Choice:
    """How the command line wants a sweep to be worked through."""

    jobs: int
    executor: str
    scheduler: str
    progress: str
    cluster: Path | None = None

    @property
    def workers(self) -> int:
        """How many: 0 means one a core."""
        from rls_sim.study.provenance import cores

        return self.jobs or cores()

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many there are: who solves elsewhere comes and goes."""
        return not (self.scheduler or self.cluster)

    @property
    def cores(self) -> int:
        """How many cores solve, as far as is known."""
        return self.workers if self.is_counted else 1

    @property
    def who(self) -> str:
        """Who solves, in words."""
        if self.scheduler:
            return f"the workers of {self.scheduler}"
        if self.cluster:
            return f"the jobs of {self.cluster}"
        kind = "worker" if self.executor == "dask" else "thread"
        return f"{self.workers} {kind}{'s' * (self.workers > 1)}"

    def hire(self, bench: "Bench", folder: Path | None) -> "Hire | int":
        """
        A number of threads, or what makes a crew of a cluster's workers, for a sweep in a folder.

        Asked before the folder is made: it may refuse.
        """
        named = {"--scheduler": self.scheduler, "--cluster": self.cluster}
        given = [option for option, value in named.items() if value]
        if given and self.executor != "dask":
            raise click.UsageError(f"{given[0]} is for --executor dask.")
        if len(given) > 1:
            raise click.UsageError("--scheduler and --cluster exclude each other.")
        if given and self.jobs:
            raise click.UsageError(f"{given[0]} says which workers there are; leave out -j.")
        if self.executor == "threads":
            return self.workers
        if bench.extensions:
            raise InputError(
                "--executor dask cannot give its workers an extension; leave it out, or solve "
                "shards as jobs of their own: --shard I/N."
            )
        from rls_sim.study.sweeps.on_dask import dask_crew

        return dask_crew(self.scheduler, self.workers, self.cluster, folder=folder)


def choice_of(asked: Mapping[str, Any], progress: str) -> Choice:
    """The choice that `sweep_options.crew_options` describe."""
    return Choice(asked["jobs"], asked["executor"], asked["scheduler"], progress, asked["cluster"])
