"""docs/diagnosis.md is of this model, these people and these tests."""

import subprocess
import sys
from pathlib import Path

from rls_sim.clinic.notice import NOTICE

ROOT = Path(__file__).parents[3]


def test_the_page_is_fresh():
    tool = ROOT / "tools" / "write_diagnosis_docs.py"
    answer = subprocess.run([sys.executable, tool, "--check"], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr or "run tools/write_diagnosis_docs.py"


def test_the_page_says_what_it_is():
    text = (ROOT / "docs" / "diagnosis.md").read_text("utf-8")
    assert NOTICE in text
    assert "published figures contradict the model" in text
    assert (ROOT / "docs" / "diagnosis.png").exists()
