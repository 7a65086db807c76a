"""Dask's schedulers and workers as users start them, each in a process of its own."""

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

STUDY = Path(__file__).parent
LONGEST = 60  # s until something hangs


@contextmanager
def running(*words, first=()):
    """A `dask` command that runs; ``first``: where Python looks for modules before all else."""
    places = [*map(str, first), os.environ.get("PYTHONPATH", "")]
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *map(str, words), "--no-dashboard"],
        cwd=STUDY,  # not the checkout, whose package would come first
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, places))},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(psutil.NoSuchProcess):  # it may have been killed
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()
        process.kill()
        process.wait(LONGEST)


@contextmanager
def scheduler(folder):
    """A running scheduler: its process and its address."""
    note = folder / "scheduler.json"
    words = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", note)
    with running(*words) as process:
        wait_until(note.exists)
        wait_until(lambda: note.read_text().rstrip().endswith("}"))
        yield process, json.loads(note.read_text())["address"]


def worker(address, **options):
    """A running worker of one thread, with a nanny as is usual."""
    return running("worker", address, "--nthreads", "1", **options)


def workers_here():
    """The processes that solve for a cluster which this process has started."""
    children = psutil.Process().children()
    return [child for child in children if "spawn_main" in " ".join(words_of(child))]


def words_of(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return ()


def wait_until(condition):
    deadline = time.monotonic() + LONGEST
    while not condition():
        assert time.monotonic() < deadline, "it hangs"
        time.sleep(0.02)
