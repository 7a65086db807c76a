"""The words for a branch that turns back, loses its stability, or comes home."""

import pytest

from rls_sim.cli.branch_text import (
    end_lines,
    fold_lines,
    level_lines,
    multiplier_text,
    point_table,
    proof_table,
    stability_lines,
    state_lines,
)
from rls_sim.numerics.branch import End
from rls_sim.numerics.follower import Ending
from rls_sim.study.branch_result import (
    SOLVER_COLUMNS,
    BranchResult,
    Critical,
    Fold,
    Proof,
)
from rls_sim.study.quantity import Quantity

NAME = "cell.leak"
COLUMNS = {
    "point": ("Number", "1"),
    NAME: ("leak", "umol/h"),
    **SOLVER_COLUMNS,
    "gene": ("Gene", "umol/L"),
    "state": ("State", ""),
}


def row(point, value, gene, stretch, stability, fold=0):
    state = "on" if gene > 0.9 else "off"
    size = {"stable": 0.5, "unstable": 1e4}[stability]
    solver = {
        "multiplier": size,
        "arc": 0.1 * point,
        "residual": 1e-12,
        "tail": 0.0,
        "nodes": 32,
        "error": "",
    }
    told = {"fold": fold, "stretch": stretch, "stability": stability, "gene": gene, "state": state}
    return {"point": point, NAME: value, **solver, **told}


def proof(multiplier):
    return Proof("harmonic_balance", 48, 1e-12, 2e-10, 3e-11, 4e-9, multiplier)


def result(**changed):
    """An S: on above, off below, and between them a stretch on which nothing stays."""
    told = {
        "followed": Quantity(NAME, "leak of a gene", "umol/h", 0.3),
        "low": 0.03,
        "high": 1.2,
        "start": 0.3,
        "rows": [
            row(0, 0.03, 0.02, 0, "stable"),
            row(1, 0.66, 0.57, 0, "stable", fold=1),
            row(2, 0.4, 1.0, 1, "unstable"),
            row(3, 0.12, 1.29, 1, "unstable", fold=1),
            row(4, 1.2, 2.3, 2, "stable"),
        ],
        "columns": COLUMNS,
        "criticals": (
            Critical(NAME, 0.4324486, 4e-7, "level", "on", "off", 1, False, proof(45000.0)),
            Critical(NAME, 0.2, 4e-7, "gene=1.5", "on", "on", 2, False, proof(0.3)),
            Critical(NAME, 0.7, 4e-7, "gene=1.5", "on", "on", 2, True, proof(0.3)),
        ),
        "folds": (Fold(0.660952, 1, proof(0.99999914)), Fold(0.119997, 3, proof(1.0))),
        "ends": (
            End(Ending.REACHED_LOW, 0.03, "the low end of the range"),
            End(Ending.RUNS_AWAY, 1.1, "gene grows without bound"),
        ),
        "table": ("gene", "state"),
        "levels": (("gene", 1.5), ("gene", 7.0)),
    }
    return BranchResult(**told | changed)


def test_points_say_whether_they_are_stable_and_where_the_branch_turns_back():
    lines = [line.split() for line in point_table(result()).splitlines()]

    assert lines[0] == ["leak", "gene", "state", "stability"]
    assert [line[-1] for line in lines[2:]] == ["stable", "fold", "unstable", "fold", "stable"]


def test_states_are_told_for_each_stretch():
    lines = state_lines(result()).splitlines()

    assert lines[0] == "Critical values of leak, leak of a gene [umol/h]"
    assert lines[1:] == [
        " stretch 1 of 3, stable, from 0.03 to 0.66",
        "  off throughout",
        " stretch 2 of 3, unstable, from 0.66 to 0.12",
        "  on   below  0.43244860 ± 0.00000009",
        "  off  above  0.43244860 ± 0.00000009",
        " stretch 3 of 3, stable, from 0.12 to 1.2",
        "  on throughout",
    ]


def test_one_state_throughout_is_said_in_one_line():
    rows = [row(0, 0.03, 0.02, 0, "stable"), row(1, 0.5, 0.3, 0, "stable")]

    assert state_lines(result(rows=rows, criticals=())) == "No change of state: off throughout."


def test_values_sought_are_found_jumped_over_or_not_there():
    assert level_lines(result()).splitlines() == [
        "Values sought",
        "  gene=1.5 holds at 0.20000000 ± 0.00000004 (on)",
        "  gene=1.5 is jumped over at 0.7000000 ± 0.0000002 (on)",
        "  gene=7 is not on this branch; its values: 0.02 to 2.3",
    ]
    assert level_lines(result(levels=())) == ""


def test_folds_and_their_proofs_are_listed():
    assert fold_lines(result()).splitlines() == ["Folds of leak", "  0.660952", "  0.119997"]
    assert fold_lines(result(folds=())) == ""
    lines = proof_table(result()).splitlines()
    assert [line.split()[0] for line in lines[3:]] == [
        *("0.119997", "0.2", "0.4324486", "0.660952", "0.7")
    ]
    assert "1 - 9e-07" in lines[-2]
    assert lines[-1].endswith("harmonic balance, 48 nodes")
    assert proof_table(result(criticals=(), folds=())) == ""


def test_what_was_checked_is_said_and_what_it_says():
    assert stability_lines(result()) == (
        "Stability was checked at 6 days, those at critical values too: a push grows at 2 of "
        "them, 0.4 to 0.4324; it fades at the others; largest multiplier 45000."
    )


@pytest.mark.parametrize(
    ("multiplier", "text"),
    [(0.99974, "0.99974"), (0.9999996, "1 - 4e-07"), (1.00002, "1 + 2e-05"), (1.0, "1")],
)
def test_a_multiplier_near_one_says_how_near(multiplier, text):
    assert multiplier_text(multiplier) == text


def test_the_ends_say_why():
    assert end_lines(result()).splitlines() == [
        "The branch ends at",
        "  0.03: the low end of the range",
        "  1.1: gene grows without bound",
    ]
    home = End(Ending.CLOSED, 0.3, "it is back where it began")
    assert end_lines(result(ends=(home, home))) == "The branch is closed: it comes back to 0.3."
