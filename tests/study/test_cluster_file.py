"""Files that describe a cluster: read whole, refused whole; and what a worker is compared by."""

import gc

import pytest

from rls_sim.errors import ConfigError, InputError
from rls_sim.study.sweeps import clusters, worker
from rls_sim.study.sweeps.cluster_file import read_cluster

pytest.importorskip("dask_jobqueue")

GOOD = """
[cluster]
class = "dask_jobqueue.SLURMCluster"
jobs = 3

[cluster.options]
cores = 4
memory = "8GB"
walltime = "01:00:00"
queue = "compute"
"""


@pytest.fixture
def read(tmp_path):
    """Read a file with this content."""

    def reading(text):
        (tmp_path / "cluster.toml").write_text(text)
        return read_cluster(tmp_path / "cluster.toml")

    return reading


def problems(read, text):
    with pytest.raises(ConfigError) as told:
        read(text)
    return [line.split("cluster.toml: ")[1] for line in told.value.problems]


def test_a_file_says_which_jobs_and_how_many(read):
    plan = read(GOOD)
    assert plan.kind == "dask_jobqueue.SLURMCluster"
    assert (plan.minimum, plan.maximum, plan.cores) == (3, 3, 4)
    assert plan.options["queue"] == "compute"

    plan = read(GOOD.replace("jobs = 3", "minimum = 1\nmaximum = 9"))
    assert (plan.minimum, plan.maximum) == (1, 9)


def test_every_problem_is_told_at_once_with_the_nearest_name(read):
    text = """
    title = "a sweep?"
    [cluster]
    class = "dask_jobqueue.SLURMClustr"
    job = 2
    minimum = 3
    maximum = 2
    """
    assert problems(read, text) == [
        "unknown key title; known are cluster.",
        "unknown key cluster.job; did you mean cluster.jobs?",
        'cluster.class = "dask_jobqueue.SLURMClustr": is no cluster of dask-jobqueue; did you mean '
        "dask_jobqueue.SLURMCluster?",
        "cluster.minimum = 3: lies above maximum = 2.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("cores", "core", "unknown key cluster.options.core; did you mean cluster.options.cores?"),
        ("jobs = 3", "", "cluster.jobs is missing: write jobs = 10, or minimum and maximum."),
        ("3", "0", "cluster.jobs = 0: is not a whole number from 1 to 10000."),
        ("3", "true", "cluster.jobs = true: is not a whole number from 1 to 10000."),
        ("3", '"3"', 'cluster.jobs = "3": is not a whole number from 1 to 10000.'),
        (
            "jobs = 3",
            "jobs = 3\nmaximum = 4",
            "cluster.maximum = 4: jobs is there already; keep one way.",
        ),
        ("[cluster]", "[clustr]", "unknown key clustr; did you mean cluster?"),
    ],
)
def test_each_problem_says_what_to_write(read, old, new, told):
    assert told in problems(read, GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    "kind",
    [
        "os.system",
        "dask_jobqueue.core.os.system",
        "dask_jobqueue.JobQueueCluster",
        "distributed.LocalCluster",
        "dask_jobqueue",
        "",
    ],
)
def test_nothing_but_a_cluster_of_dask_jobqueue_can_be_named(read, kind):
    (told,) = problems(read, GOOD.replace("dask_jobqueue.SLURMCluster", kind))
    assert told.startswith("cluster.class = ")


@pytest.mark.filterwarnings("ignore:unclosed cluster:ResourceWarning")
def test_options_that_the_class_refuses_are_told_in_one_line(read):
    plan = read(GOOD.replace('memory = "8GB"', 'memory = "much"'))
    with pytest.raises(InputError, match="SLURMCluster: Could not interpret 'much'") as told:
        clusters.of_jobs(plan)
    assert len(str(told.value).splitlines()) == 1
    del told
    gc.collect()  # of a cluster that was never made, Dask says that it was not closed


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("", "there is no sbatch here; run this where jobs can be submitted"),
        ("echo 'sbatch: error: no such partition' >&2; exit 1", "sbatch: error: no such partition"),
    ],
)
def test_what_a_batch_system_refuses_is_told(read, tmp_path, monkeypatch, script, told):
    monkeypatch.setenv("PATH", str(tmp_path / "programs"))
    if script:
        (tmp_path / "programs").mkdir()
        (tmp_path / "programs" / "sbatch").write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / "programs" / "sbatch").chmod(0o755)
    with pytest.raises(InputError, match=told):
        clusters.of_jobs(read(GOOD))


# Whether a worker is like whoever asks.


@pytest.fixture
def job():
    return worker.Job("sweep", {}, worker.maker(("numpy", "scipy")), "nobody:nothing", "")


@pytest.fixture(autouse=True)
def one_thread(monkeypatch):
    for name, value in worker.ONE_THREAD.items():
        monkeypatch.setenv(name, value)


def other(job, **versions):
    return worker.Job(job.identity, {}, {**job.maker, **versions}, job.bench, job.day)


def test_a_worker_that_is_alike_has_nothing_to_say(job):
    assert worker.misfit(job) == ""


def test_what_differs_is_named_on_both_sides(job):
    told = worker.misfit(other(job, numpy="1.0", no_such_package="2"))
    here = job.maker["numpy"]
    assert told.startswith(f"has numpy {here}, no no_such_package, and here is numpy 1.0, ")
    assert "with other code" in worker.misfit(other(job, code="edited"))
    assert "rls-sim 0.0" in worker.misfit(other(job, rls_sim="0.0", code="older"))


@pytest.mark.parametrize("settings", [{"OMP_NUM_THREADS": "8"}, {"OPENBLAS_NUM_THREADS": "2"}])
def test_a_worker_whose_sums_may_have_another_order_says_so(job, monkeypatch, settings):
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert "OMP_NUM_THREADS=1" in worker.misfit(job)


def test_one_setting_for_all_is_enough(job, monkeypatch):
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.delenv(name)
    assert worker.misfit(job) == ""
