"""The page of the verdict is of this model, ensemble, evidence and question."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_the_verdict_is_fresh():
    command = [sys.executable, str(ROOT / "tools" / "write_verdict_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"stale: python tools/write_verdict_docs.py {done.stderr}"
