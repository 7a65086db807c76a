"""docs/population.md is of this model and of these numbers."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_page_is_of_this_model_and_these_numbers():
    tool = ROOT / "tools" / "write_population_docs.py"
    done = subprocess.run(
        [sys.executable, str(tool), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
