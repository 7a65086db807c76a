"""The job script of docs/cluster.md does what the page says, job by job, without a batch system."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import ROOT

from rls_sim.network.code_cache import cache_folder

SCRIPT = re.compile(r"^```shell\n(#!/bin/bash\n.*?)^```$", re.MULTILINE | re.DOTALL)
JOBS = 3


@pytest.fixture
def script():
    """The script of the page, for as many cells as show that it runs."""
    (text,) = SCRIPT.findall((ROOT / "docs" / "cluster.md").read_text("utf-8"))
    assert text.count("-N 1048576") == 1
    return text.replace("-N 1048576", "-N 96")


def test_the_job_array_solves_a_whole_sweep_and_again_nothing(script, tmp_path):
    activate = tmp_path / "rls_sim" / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n')
    (tmp_path / "array.sh").write_text(script)

    def job(number):
        """What SLURM does with it, as far as the script can tell."""
        settings = {
            "HOME": str(tmp_path),
            "RLS_SIM_CACHE": str(cache_folder()),
            "SLURM_ARRAY_TASK_ID": str(number),
            "SLURM_ARRAY_TASK_COUNT": str(JOBS),
            "SLURM_CPUS_PER_TASK": "1",
        }
        return subprocess.run(
            [shutil.which("bash"), "array.sh"],
            cwd=tmp_path,
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
        )

    for done in map(job, range(1, JOBS + 1)):
        assert done.returncode == 0, done.stderr
    parts = sorted((tmp_path / "out" / "array" / "cells").glob("*.parquet"))
    assert len(parts) == JOBS  # 32 cells at least are in one
    again = job(2)
    assert again.returncode == 0
    assert "nothing was computed" in again.stderr
