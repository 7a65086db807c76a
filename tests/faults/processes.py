"""Real rls-sim processes: started, watched, stopped at a moment, and what they leave on disk."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np

PROGRAM = (sys.executable, "-m", "rls_sim")
LONGEST = 120  # s until something hangs
PAIR = ("-p", "receptor_density=lin:0.3:2:40", "-p", "ferroportin_density=lin:0.5:1.5:21")
PLAIN = (*PAIR, "--chunk", "32", "-j", "2")  # 840 cells: 26 parts of 32 and one of 8
TRACED = (*PAIR[:2], "-p", "ferroportin_density=lin:0.5:1.5:10", "--traces", "all", *PLAIN[4:])
LINE = ("-p", "receptor_density=lin:0.5:0.8:12", "--chunk", "8")  # with courses and a figure
TINY = ("-p", "receptor_density=0.4,0.9", "-p", "ferroportin_density=0.8,1,1.2", "--chunk", "4")
PARTS = {".parquet", ".nc"}
NOWHERE = "/proc/nowhere"  # where nobody can write, not even root


def in_foreground():
    """Heed all signals, as on a terminal; a job in the background, or under nohup, would not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def rls_sim(*words, cwd, prepare=None, environment=None):
    """Run a command to its end."""
    return subprocess.run(
        [*PROGRAM, *map(str, words)],
        cwd=cwd,
        env=os.environ if environment is None else environment,
        preexec_fn=prepare,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )


@contextmanager
def started(*words, cwd, **options):
    """A command that runs; it is killed if the block ends first."""
    with subprocess.Popen(
        [*PROGRAM, *map(str, words)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=options.pop("stderr", subprocess.PIPE),
        text=True,
        preexec_fn=in_foreground,
        **options,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def ended(process, within=LONGEST):
    """Wait for the end of a process; gives exit code, stdout and stderr."""
    out, err = process.communicate(timeout=within)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def seen(process, condition):
    """Wait until a condition holds; False where the process ended before."""
    deadline = time.monotonic() + LONGEST
    while not condition():
        if process.poll() is not None:
            return False
        assert time.monotonic() < deadline, "it hangs"
        time.sleep(0.001)
    return True


def stopped(process, condition):
    """Stop a process at a moment at which a condition holds; False where it ended before."""
    deadline = time.monotonic() + LONGEST
    while process.poll() is None:
        process.send_signal(signal.SIGSTOP)
        state = Path(f"/proc/{process.pid}/stat")
        while process.poll() is None and state.read_text().rpartition(")")[2].split()[0] != "T":
            time.sleep(0.0001)
        if condition():
            return True
        process.send_signal(signal.SIGCONT)
        assert time.monotonic() < deadline, "it hangs"
        time.sleep(0.0005)
    return False


def kill(process):
    """What a power cut does, as far as a process can tell."""
    process.send_signal(signal.SIGKILL)
    return ended(process)


def parts_of(folder):
    """The files of all parts, by their paths below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in ("cells", "traces")
        for path in sorted((folder / name).glob("*"))
        if path.suffix in PARTS
    }


def count(folder, name="cells"):
    """How many parts there are."""
    return sum(path.suffix in PARTS for path in (folder / name).glob("*"))


def cells_in(folder):
    """How many cells the parts on disk hold."""
    import pyarrow.parquet as pq

    return sum(pq.read_metadata(path).num_rows for path in (folder / "cells").glob("*.parquet"))


def inodes(folder):
    """Which file each part is: another one where it was written again. Courses without rows, which
    are solved again, are left out."""
    found = {}
    for cells in (folder / "cells").glob("*.parquet"):
        courses = folder / "traces" / f"{cells.stem.replace('cells', 'traces')}.nc"
        for path in (cells, courses):
            if path.exists():
                found[path.relative_to(folder).as_posix()] = path.stat().st_ino
    return found


def hidden(folder):
    """Whatever a process did not finish."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob(".*"))


def told_done(err):
    """The cells that were said to be done."""
    return max((int(number) for number in re.findall(r'"done": (\d+)', err)), default=0)


def assert_the_same(out, whole):
    """Every file byte by byte, every column, every word of the summary but the times."""
    import pyarrow.dataset as ds

    assert parts_of(out) == parts_of(whole)
    assert hidden(out) == []
    assert not (out / "damaged").exists()
    one, other = (ds.dataset(folder / "cells").to_table().to_pydict() for folder in (out, whole))
    assert list(one) == list(other)
    for name, column in one.items():
        np.testing.assert_array_equal(column, other[name], err_msg=name)
    for file in ("cells.csv", *(path.name for path in whole.glob("figure.*"))):
        assert (out / file).read_bytes() == (whole / file).read_bytes()
    summaries = [json.loads((folder / "summary.json").read_text()) for folder in (out, whole)]
    for summary in summaries:
        del summary["times"], summary["seal"]
    assert summaries[0] == summaries[1]
