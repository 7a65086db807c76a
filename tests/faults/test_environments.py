"""On what sweeps run and how many cells they may have: bare machines, one core, one cell, 10^10."""

import os
import re
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from processes import (
    NOWHERE,
    PAIR,
    PLAIN,
    TINY,
    cells_in,
    count,
    ended,
    parts_of,
    rls_sim,
    seen,
    started,
)

from rls_sim.network.code_cache import cache_folder
from rls_sim.study.sweeps.parts import decode

BARE = {
    "no home": {"HOME": None, "XDG_CACHE_HOME": None},
    "a home to read": {"HOME": NOWHERE, "XDG_CACHE_HOME": f"{NOWHERE}/cache", "MPLCONFIGDIR": None},
    "plain letters, no program": {
        "LC_ALL": "C",
        "LANG": "C",
        "TERM": "dumb",
        "NO_COLOR": "1",
        "PATH": "",
    },
}


@pytest.mark.parametrize("name", BARE)
def test_a_bare_environment_changes_no_byte(unbroken, tmp_path, name):
    settings = {**os.environ, "RLS_SIM_CACHE": str(cache_folder()), **BARE[name]}
    environment = {key: value for key, value in settings.items() if value is not None}
    done = rls_sim("sweep", *TINY, "-o", "öut", cwd=tmp_path, environment=environment)

    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert parts_of(tmp_path / "öut") == parts_of(unbroken("tiny"))


def test_one_core_changes_no_byte(unbroken, tmp_path):
    def pin():
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

    done = rls_sim("sweep", *TINY, "-o", "out", cwd=tmp_path, prepare=pin)
    assert done.returncode == 0
    assert "solving 6 of 6 cells on 1 thread for out/" in done.stderr
    assert parts_of(tmp_path / "out") == parts_of(unbroken("tiny"))


def test_a_cache_that_cannot_be_written_and_no_machine_code_find_the_same(unbroken, tmp_path):
    settings = {"RLS_SIM_MACHINE_CODE": "off", "RLS_SIM_CACHE": f"{NOWHERE}/cache"}
    done = rls_sim(
        "sweep", *TINY, "-o", "out", cwd=tmp_path, environment={**os.environ, **settings}
    )

    assert done.returncode == 0, done.stderr
    for name, data in parts_of(unbroken("tiny")).items():
        machine, reference = decode(data), decode((tmp_path / "out" / name).read_bytes())
        for column in ("labile_iron", "extracellular_dopamine", "total_iron"):
            np.testing.assert_allclose(
                reference.columns[column], machine.columns[column], rtol=1e-5
            )  # each resolves a day to 1e-7 at worst; the cells are the same, the bytes need not be


def test_a_bar_on_a_terminal_leaves_the_last_line_to_the_way_on(tmp_path):
    terminal, far_end = os.openpty()
    out, shown = tmp_path / "out", b""
    with started("sweep", *PLAIN, "-o", "out", cwd=tmp_path, stderr=far_end) as process:
        os.close(far_end)
        assert seen(process, lambda: count(out) >= 3)
        process.send_signal(signal.SIGINT)
        while chunk := read(terminal):
            shown += chunk
        ended(process)
    os.close(terminal)

    assert process.returncode == 130
    assert b"cells  [" in shown
    assert shown.decode().splitlines()[-2:] == [
        f"interrupted; {cells_in(out)} of 840 cells are kept. Go on with:",
        "rls-sim resume out -j 2",
    ]


def read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # nobody writes there any more
        return b""


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (["-p", "receptor_density=0.5", "--chunk", "1"], [1]),
        (
            ["-p", "receptor_density=0.5,1", *PAIR[2:3], "ferroportin_density=1,2", "--chunk", "1"],
            4,
        ),
        (
            ["-p", "receptor_density=0.5,1", *PAIR[2:3], "ferroportin_density=1,2", "--chunk", "3"],
            2,
        ),
    ],
)
def test_any_number_of_cells_in_parts_of_any_size(tmp_path, words, rows):
    done = rls_sim("sweep", *words, "-o", "out", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    cells = [decode(path.read_bytes()) for path in sorted((tmp_path / "out/cells").iterdir())]
    assert len(cells) == (rows if isinstance(rows, int) else len(rows))
    numbers = np.concatenate([part.columns["cell"] for part in cells])
    np.testing.assert_array_equal(numbers, np.arange(len(numbers)))


def test_a_shard_without_a_part_says_so_and_the_other_completes_the_sweep(unbroken, tmp_path):
    words = ["sweep", *TINY[:-1], "32", "-o", "out", "--shard"]
    empty, only = (rls_sim(*words, shard, cwd=tmp_path) for shard in ("2/2", "1/2"))

    assert (empty.returncode, only.returncode) == (0, 0)
    assert "out/ has fewer parts than shards: there is nothing for this one" in empty.stderr
    assert "saved 6 cells (0 failed) to out/" in only.stderr


@pytest.mark.parametrize("second", [100, 100_000])
def test_a_plan_of_more_cells_than_fit_anywhere_is_told_in_little_memory(tmp_path, second):
    words = ["-p", "receptor_density=lin:0.3:2:100000"]
    words += ["-p", f"ferroportin_density=lin:0.5:1.5:{second}", "--dry-run", "-o", "out"]
    most = 0
    with started("sweep", *words, cwd=tmp_path) as process:
        # Not what wait4 says, which counts the process that this one was forked from.
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            found = re.search(r"VmHWM:\s*(\d+)", status.read_text())
            most = max(most, int(found[1]) if found else 0)
            time.sleep(0.005)
        done = ended(process)

    assert done.returncode == 0
    assert f"cells    {100_000 * second} in " in done.stdout
    assert 50_000 < most < 600_000  # kB; measured: 300,000, as for a plan of one cell
    assert not (tmp_path / "out").exists()


def test_a_terminal_without_the_letters_gets_them_spelt_out(tmp_path):
    settings = {**os.environ, "PYTHONIOENCODING": "iso8859-5"}
    words = ["-p", "receptor_density=0.6,0.7", "-o", "out"]
    done = rls_sim("sweep", *words, cwd=tmp_path, environment=settings)

    assert done.returncode == 0, done.stderr
    assert "\\xb1" in done.stdout  # the plus-minus of critical values
