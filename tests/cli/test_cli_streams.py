"""Where a command's words go when nobody takes them, and what ends it early."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = f"{sys.executable} -m rls_sim"


def shell(line, folder):
    return subprocess.run(
        line,
        shell=True,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is full")
@pytest.mark.parametrize("words", ["show parameters", "show lesions --json", "--help"])
def test_a_full_disk_behind_stdout_is_one_line(tmp_path, words):
    done = shell(f"{PROGRAM} {words} > /dev/full", tmp_path)

    assert done.returncode == 3
    assert done.stderr == "error: Cannot write to standard output: No space left on device.\n"
    assert list(tmp_path.iterdir()) == []  # no traceback: it is no bug


def test_a_closed_stdout_is_one_line(tmp_path):
    done = shell(f"{PROGRAM} show parameters >&-", tmp_path)

    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "standard output is closed" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_closed_stderr_does_not_stop_a_command(tmp_path):
    done = shell(f"{PROGRAM} sweep -p receptor_density=0.5,1 2>&-", tmp_path)

    assert done.returncode == 0
    assert "functional" in done.stdout


def test_ctrl_c_while_the_commands_are_loaded_is_one_line():
    code = (
        "import sys, builtins\n"
        "load = builtins.__import__\n"
        "def interrupted(name, *rest):\n"
        "    if name == 'click': raise KeyboardInterrupt\n"
        "    return load(name, *rest)\n"
        "builtins.__import__ = interrupted\n"
        "from rls_sim.cli.start import main\n"
        "main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 130
    assert done.stderr == "interrupted; nothing is left half written\n"


@pytest.mark.parametrize(
    ("handling", "code"), [(signal.SIG_DFL, 129), (signal.SIG_IGN, 0)], ids=["heeded", "nohup"]
)
def test_a_terminal_that_hangs_up_ends_a_command_in_order(tmp_path, handling, code):
    words = "sweep -p receptor_density=log:0.5:1:3000 --traces none -o out --progress json"
    with subprocess.Popen(
        [*PROGRAM.split(), *words.split()],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, handling),
    ) as process:
        try:
            lines = iter(process.stderr.readline, "")
            next(line for line in lines if '"event": "progress"' in line)
            process.send_signal(signal.SIGHUP)
            _, err = process.communicate(timeout=60)
        finally:
            process.kill()

    assert process.returncode == code
    assert "Traceback" not in err
    assert (tmp_path / "out" / "summary.json").exists() == (code == 0)
    assert err.endswith("rls-sim resume out\n") == (code != 0)


CALLS_TWO_SOLVERS = """
import sys
import numpy as np
from rls_sim.cli.console import run_guarded

def command():
    from rls_sim.numerics.compiled.vectors import copy, fill
    fill(1.0, np.zeros(4))
    copy(np.ones(4), np.zeros(4))
    print("done")

sys.exit(run_guarded(command))
"""


def test_the_first_use_on_a_machine_says_once_why_it_takes_long(tmp_path):
    def command():
        return subprocess.run(
            [sys.executable, "-c", CALLS_TWO_SOLVERS],
            env={**os.environ, "RLS_SIM_CACHE": str(tmp_path / "cache")},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )

    first, later = command(), command()
    assert first.stdout == later.stdout == "done\n"
    assert first.stderr.count("compiling the solvers") == 1
    assert first.stderr.endswith("only this once\n")
    assert later.stderr == ""
