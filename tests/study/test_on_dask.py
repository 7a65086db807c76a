"""The same bytes on any cluster: real schedulers and workers, killed, strange, late or gone."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from dask_processes import scheduler, wait_until, worker, workers_here
from deadly import DEADLY
from sweeping import done_of, files_of, task_of

from rls_sim.errors import InputError, SolveError
from rls_sim.study.cell import brain_bench
from rls_sim.study.sweeps import clusters
from rls_sim.study.sweeps.cluster_file import read_cluster
from rls_sim.study.sweeps.on_dask import dask_crew
from rls_sim.study.sweeps.store import open_store

pytest.importorskip("distributed")

ROOT = Path(__file__).parents[2]
ASKED = ("receptor_density=lin:0.3:1.2:16", "ferroportin_density=lin:0.8:1.2:12")  # 192 cells
COMMAND = ["sweep", *(word for text in ASKED for word in ("-p", text)), "--chunk", "32"]
COMMAND += ["--traces", "night", "--progress", "none"]


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


@pytest.fixture(scope="module")
def task(bench):
    """Six parts, with courses through the night."""
    return task_of(bench, *ASKED, chunk=32, traces="night")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """The address of a scheduler with two workers, all of them processes of their own."""
    with (
        scheduler(tmp_path_factory.mktemp("scheduler")) as (_, address),
        worker(address),
        worker(address),
    ):
        yield address


def rls_sim(*words, **options):
    """The command that a user types, started in a group of its own as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "rls_sim", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        **options,
    )


def answer(*words, **options):
    """Exit code and stderr of a command."""
    process = rls_sim(*words, **options)
    _, said = process.communicate(timeout=120)
    return process.returncode, said


def parts_on(folder):
    return len(list((folder / "cells").glob("*.parquet"))) if folder.exists() else 0


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    """Every file as one thread makes it, of a process whose linear algebra has one thread too."""
    folder = tmp_path_factory.mktemp("threads") / "out"
    code, said = answer(*COMMAND, "-o", folder, "-j", "1")
    assert code == 0, said
    return files_of(folder)


# The same bytes.


def test_two_threads_make_the_bytes_that_one_makes(expected, tmp_path):
    code, said = answer(*COMMAND, "-o", tmp_path / "out", "-j", "2")
    assert code == 0, said
    assert files_of(tmp_path / "out") == expected


def test_the_workers_of_a_scheduler_make_these_bytes(cluster, expected, tmp_path):
    words = [*COMMAND, "-o", tmp_path / "out", "--executor", "dask"]
    code, said = answer(*words, "--scheduler", cluster)
    assert code == 0, said
    assert said.startswith(f"solving 192 of 192 cells on the workers of {cluster}")
    assert len(said.splitlines()) == 2  # Dask keeps its own business to itself
    assert files_of(tmp_path / "out") == expected


def test_three_workers_started_here_make_these_bytes(task, expected, tmp_path):
    done_of(task, tmp_path / "out", dask_crew("", 3))
    assert files_of(tmp_path / "out") == expected
    wait_until(lambda: not workers_here())


def test_shards_put_together_have_these_bytes(expected, tmp_path):
    for number in ("1/3", "2/3", "3/3"):
        words = [*COMMAND, "-j", "1", "--shard", number, "-o", tmp_path / number[0]]
        code, said = answer(*words)
        assert code == 0, said
    code, said = answer("merge", tmp_path / "out", *(tmp_path / number for number in "123"))
    assert code == 0, said
    assert files_of(tmp_path / "out") == expected


def test_killed_workers_cost_nothing_but_time(task, expected, tmp_path):
    killed = []

    def kill(done, *_):
        """One as the first part comes, all of them as the third, one more as the fourth."""
        moment = {32: 1, 96: 2, 128: 1}.get(done, 0)
        for victim in workers_here()[:moment]:
            victim.kill()
            killed.append(victim.pid)

    done_of(task, tmp_path / "out", dask_crew("", 2), progress=kill)
    assert len(set(killed)) >= 3
    assert files_of(tmp_path / "out") == expected


def test_jobs_of_a_batch_system_make_these_bytes(expected, tmp_path):
    pytest.importorskip("dask_jobqueue")
    (tmp_path / "jobs.toml").write_text(
        """
        [cluster]
        class = "dask_jobqueue.local.LocalCluster"  # a batch system without one: jobs run here
        jobs = 1

        [cluster.options]
        cores = 1
        processes = 1
        memory = "2GB"
        """
    )
    words = [*COMMAND, "-o", "out", "--executor", "dask"]
    code, said = answer(*words, "--cluster", "jobs.toml", cwd=tmp_path)
    assert code == 0, said
    assert said.startswith("solving 192 of 192 cells on the jobs of jobs.toml")
    assert files_of(tmp_path / "out") == expected


def test_a_job_that_ended_is_asked_for_again(tmp_path, monkeypatch):
    """By configs/slurm.toml, with an sbatch whose jobs are processes of this machine."""
    pytest.importorskip("dask_jobqueue")
    monkeypatch.setattr(clusters, "LOOKED_AFTER", 0)
    monkeypatch.setenv("PATH", f"{batch_system(tmp_path)}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "configs" / "slurm.toml").read_text()
    for many, few in (("jobs = 10", 1), ("cores = 8", 2), ("processes = 8", 2)):
        assert many in text
        text = text.replace(many, f"{many.split()[0]} = {few}")
    text = text.replace("source $HOME/rls_sim/.venv/bin/activate", "true")
    (tmp_path / "slurm.toml").write_text(text)

    team = clusters.of_jobs(read_cluster(tmp_path / "slurm.toml"))

    def at_work(jobs):
        there = len(started(tmp_path)) == jobs and len(team.client.nthreads()) == 2
        team.look_after()
        return there

    try:
        wait_until(lambda: at_work(jobs=1))
        os.killpg(started(tmp_path)[0], signal.SIGKILL)
        wait_until(lambda: at_work(jobs=2))
    finally:
        team.close()
    script = (tmp_path / "job.sh").read_text()
    assert "#SBATCH -p compute" in script
    assert "#SBATCH -t 04:00:00" in script
    assert "--lifetime 230m" in script


def batch_system(folder):
    """The programs of one that begins every job at once, here; a job's number is its group's."""
    programs = folder / "programs"
    programs.mkdir()
    for name, lines in {
        "sbatch": 'cp "$1" job.sh\nsetsid bash job.sh > job.txt 2>&1 < /dev/null &\n'
        'echo $! >> jobs.txt\necho "Submitted batch job $!"',
        "scancel": 'kill -9 -- "-$1"',
    }.items():
        (programs / name).write_text(f"#!/bin/bash\n{lines}\n")
        (programs / name).chmod(0o755)
    return programs


def started(folder):
    """The numbers of all jobs that were ever submitted."""
    log = folder / "jobs.txt"
    return [int(line) for line in log.read_text().split()] if log.exists() else []


# What ends a sweep, and what is said then.


def test_ctrl_c_takes_what_is_in_work_and_ends_every_worker(tmp_path):
    asked = ["-p", "receptor_density=lin:0.3:1.2:80", "-p", "ferroportin_density=lin:0.8:1.2:80"]
    place = tmp_path / "out"
    command = rls_sim(
        "sweep", *asked, "--chunk", "32", "-o", place, "--executor", "dask", "-j", "2"
    )
    wait_until(lambda: parts_on(place) >= 2)
    os.killpg(command.pid, signal.SIGINT)  # the workers hear it too, as on a terminal
    _, said = command.communicate(timeout=60)
    assert command.returncode == 130
    assert "in work; to end at once, interrupt again" in said
    assert said.splitlines()[-1] == f"rls-sim resume {place} --executor dask -j 2"
    assert "Traceback" not in said
    store = open_store(place)
    tallies, damages = store.examine()
    assert 2 <= len(tallies) < store.chunks
    assert damages == []
    with pytest.raises(ProcessLookupError):
        wait_until(lambda: os.killpg(command.pid, 0))  # nobody is left of them


def test_a_chunk_that_ends_every_worker_is_named_and_all_others_are_kept(bench, tmp_path):
    import dask

    values = ",".join(str(value) for value in (0.5, 0.6, 0.7, DEADLY, 0.9, 1.0))
    task = task_of(bench, f"receptor_density={values}", chunk=1, traces="none")
    place = tmp_path / "it's out"
    crew = dask_crew("", 1, bench="deadly:deadly_bench", folder=place)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        pytest.raises(SolveError, match=r"cells 3 to 3: .*: rls-sim replay .* --id 3;") as told,
    ):
        done_of(task, place, crew)
    assert len(str(told.value).splitlines()) == 1
    assert open_store(place).present() == [0, 1, 2, 4, 5]
    pasted = shlex.split(re.search(r"rls-sim (replay .*? --id 3);", str(told.value))[1])
    code, said = answer(*pasted)
    assert code == 0, said


def test_a_scheduler_that_is_killed_ends_the_sweep_in_words(task, tmp_path):
    with scheduler(tmp_path) as (process, address), worker(address):

        def kill(*_):
            process.kill()

        with pytest.raises(
            InputError, match=r"is lost, or dropped its work; start it again"
        ) as told:
            done_of(task, tmp_path / "out", dask_crew(address, 0), progress=kill)
    assert len(str(told.value).splitlines()) == 1
    assert parts_on(tmp_path / "out") >= 1


def test_a_scheduler_that_is_not_there_is_told(task, tmp_path, monkeypatch):
    monkeypatch.setattr(clusters, "PATIENCE", 0.5)
    with pytest.raises(InputError, match="no Dask scheduler answers there") as told:
        done_of(task, tmp_path / "out", dask_crew("tcp://127.0.0.1:9", 0))
    assert len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize("text", ["nowhere.json", "127.0.0.1", ""])
def test_what_is_neither_an_address_nor_a_file_is_refused(text):
    with pytest.raises(InputError, match="write tcp://HOST:PORT, or name a file"):
        clusters.of_scheduler(text)


def test_a_worker_with_other_code_is_refused_by_its_name(cluster, task, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "rls_sim", other / "rls_sim")
    with (other / "rls_sim" / "biology" / "brain.py").open("a") as file:
        file.write("# edited since\n")

    def two_and_another():
        from distributed import Client

        with Client(cluster, set_as_default=False) as client:
            return len(client.nthreads()) == 3

    with worker(cluster, first=[other]):
        wait_until(two_and_another)
        with pytest.raises(InputError, match=r"worker tcp://\S+ has rls-sim \S+ with other code"):
            done_of(task, tmp_path / "out", dask_crew(cluster, 0))
    assert parts_on(tmp_path / "out") == 0


def test_a_missing_package_is_told_with_what_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"python -m pip install 'rls-sim\[dask\]'"):
        dask_crew("", 1)
