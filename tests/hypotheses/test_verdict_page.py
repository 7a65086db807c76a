"""The page of the verdict is of this model, ensemble, evidence and question."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_the_verdict_is_fresh():
    command = [sys.executable, str(ROOT / "tools" / "write_verdict_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"stale: python tools/write_verdict_docs.py {done.stderr}"


def test_the_readme_says_what_the_pages_say():
    readme = " ".join((ROOT / "README.md").read_text("utf-8").split())
    study = (ROOT / "docs" / "experiments.md").read_text("utf-8")
    holds, fails, open_still = re.search(
        r"(\d+) hold, (\d+) do not hold, (\d+) not decidable", study
    ).groups()
    claims = int(fails) + int(holds) + int(open_still)
    assert f"Of {claims} claims " in readme
    assert f"{holds} hold, {fails} do not, and {open_still} cannot be decided" in readme
    verdict = (ROOT / "docs" / "verdict.md").read_text("utf-8")
    assert "below that: no hypothesis explains it all" in verdict
    first = re.findall(r"^\| `([\w+]+)` \| 0\.", verdict, re.MULTILINE)[0]
    assert "excess_transferrin" in first.split("+")
    lesions = len(list((ROOT / "rls_sim" / "biology" / "lesions").glob("*.toml")))
    assert f"of {lesions} lesions, singly and in pairs" in readme
