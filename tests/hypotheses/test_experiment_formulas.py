"""Formulas of experiments: what they come to, what is not known, and what is refused."""

import numpy as np
import pytest

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.hypotheses.experiments.formula import read_formula

NAN = np.nan
NUMBERS = {
    "a.x": np.array([[1.0], [2.0], [NAN]]),
    "a.y": np.array([[3.0], [1.0], [1.0]]),
    "scan.size": np.array([[0.1, 0.2, 0.4]]),
    "scan.margin": np.array([[-1.0, 1.0, 3.0], [1.0, 2.0, 3.0], [NAN, -1.0, 1.0]]),
}


def value(text):
    return read_formula(text).value(NUMBERS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.x + 2 * a.y", [7.0, 4.0, NAN]),
        ("-a.x ** 2 / a.y", [-1 / 3, -4.0, NAN]),
        ("1 < a.x + 0 <= 2", [0.0, 1.0, NAN]),
        ("a.x > 1.5 and a.y > 2", [0.0, 0.0, 0.0]),  # not known and untrue is untrue
        ("a.x > 1.5 or a.y >= 1", [1.0, 1.0, 1.0]),  # not known or true is true
        ("a.x > 1.5 or a.y > 2", [1.0, 1.0, NAN]),
        ("not a.x > 1.5", [1.0, 0.0, NAN]),
        ("greater(a.x, a.y)", [3.0, 2.0, NAN]),
        ("given(a.y > 2, a.y)", [3.0, NAN, NAN]),
        ("share(a.x > 1.5)", [0.5]),
        ("hours_after(23, 1) + 0 * a.y", [-2.0, -2.0, -2.0]),
        ("any(scan.margin < 0)", [1.0, 0.0, 1.0]),
        ("any(scan.margin > 5)", [0.0, 0.0, NAN]),
        ("least(scan.margin)", [-1.0, 1.0, NAN]),
        ("crossing(scan.size, scan.margin)", [0.15, NAN, NAN]),
        ("place_of_most(scan.size, scan.margin)", [0.4, 0.4, NAN]),
        ("value_at(scan.size, scan.margin, 0.3)", [2.0, 2.5, 0.0]),
    ],
)
def test_a_formula_comes_to_what_it_says(text, expected):
    np.testing.assert_allclose(value(text)[:, 0], expected, atol=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')",
        "a.x.__class__()",
        "(lambda: 1)()",
        "[a.x][0]",
        "a.x if a.y else 1",
        "'word'",
        "True",
        "a.x == 1",
        "a.x; a.y",
        "a.x +",
        "least(a.x, a.y)",
        "least(x=a.x)",
        "f'{a}'",
        "(a.x for a in b)",
    ],
)
def test_what_is_no_formula_is_refused_and_nothing_is_executed(text):
    with pytest.raises(InputError):
        read_formula(text)


def test_a_misspelt_function_is_told_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean crossing"):
        read_formula("crosing(a.x, a.y)")


def test_a_formula_says_which_names_it_needs():
    assert read_formula("a.x + b.c.d * a.x").names == ("a.x", "b.c.d")


def test_shapes_that_do_not_go_together_are_an_error_of_ours():
    with pytest.raises(InputError, match="shapes"):
        read_formula("x + y").value({"x": np.ones((3, 1)), "y": np.ones((4, 1))})
