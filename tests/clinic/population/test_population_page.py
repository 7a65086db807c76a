"""docs/population.md is of this model and of these numbers."""

import subprocess
import sys

from rls_sim.study.provenance import PACKAGE


def test_the_page_is_of_this_model_and_these_numbers():
    tool = PACKAGE.parent / "tools" / "write_population_docs.py"
    done = subprocess.run(
        [sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
