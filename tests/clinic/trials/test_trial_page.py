"""The page of trials is of this model, ensemble and set of trials, and says what is fitted."""

import subprocess
import sys
from pathlib import Path

from small import bench, library

from rls_sim.clinic.augmentation import MEDIAN, SPREAD
from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.trials.reading import shipped_trials

ROOT = Path(__file__).parents[3]


def page():
    return (ROOT / "docs" / "trials.md").read_text("utf-8")


def test_the_page_of_trials_is_fresh():
    command = [sys.executable, str(ROOT / "tools" / "write_trial_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"stale: python tools/write_trial_docs.py {done.stderr}"


def test_the_page_has_every_row_of_every_trial_marked():
    text = page()
    assert NOTICE in text
    for trial in shipped_trials(bench(), library()).values():
        rows = [line for line in text.splitlines() if line.startswith(f"| `{trial.name}` |")]
        assert sum("fitted to" in row or "held out" in row for row in rows) >= len(trial.published)


def test_the_values_on_the_page_are_those_of_the_model():
    text = page()
    for parameter in (
        *(bench().healthy[n] for n in ("pramipexole.d2_affinity", "ligand_block_maximal")),
        *(bench().healthy[n] for n in ("gut_memory_half_block", "adenosine_rise_maximal")),
        MEDIAN,
        SPREAD,
    ):
        assert f"| `{parameter.name}` | {parameter.value:.4g} |" in text
