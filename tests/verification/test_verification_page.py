"""The page of the verification: of these checks and this model; and its numbers come again."""

import importlib.util
import json
import sys
from functools import cache
from pathlib import Path

import pytest

from rls_sim.verification.suite import all_checks

ROOT = Path(__file__).parents[2]
TOOL = ROOT / "tools" / "write_verification_docs.py"
ROUNDING = 1e-12  # below it a number is an accident of rounding, and another on another processor
DECADE = 10.0

QUICK = [check.name for check in all_checks(quick=True)]


@cache
def tool():
    sys.path.insert(0, str(TOOL.parent))
    spec = importlib.util.spec_from_file_location("write_verification_docs", TOOL)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def kept():
    found = json.loads((ROOT / "tools" / "verification.json").read_text("utf-8"))
    return {check["name"]: check for check in found["checks"]}


def test_the_page_is_fresh():
    assert tool().stale() == [], "run python tools/write_verification_docs.py"


def test_everything_was_run_for_the_page():
    assert {check["status"] for check in kept().values()} == {"passed"}
    assert len(kept()) == len(all_checks())


@pytest.mark.parametrize("name", QUICK)
def test_a_number_comes_again(name):
    check = next(check for check in all_checks() if check.name == name)
    outcome = check.run()
    assert outcome.status == "passed", (outcome.number, outcome.told)
    before = kept()[name]["number"]
    if max(abs(before), abs(outcome.number)) > ROUNDING:
        assert 1 / DECADE < outcome.number / before < DECADE


def test_the_page_shows_a_failure_and_what_was_not_run():
    found = json.loads((ROOT / "tools" / "verification.json").read_text("utf-8"))
    found["checks"][0] |= {"status": "failed", "number": 3.1}
    found["checks"][-1] |= {"status": "not_run", "number": None, "told": "pip install something"}
    found |= {"passed": len(found["checks"]) - 2, "failed": 1, "not_run": 1}

    page = tool().page(found)

    assert "1 failed, 1 not run" in page
    assert "| 3.1 | at least 4.7 | **fails** |" in page
    assert "|  | at most 1e-06 | not run |" in page
    assert "*Seen:* pip install something." in page
