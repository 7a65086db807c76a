"""What is said of two experiments that differ: where, in few words, however long they are."""

import numpy as np
import pytest

from rls_sim.quantities.values import Spacing
from rls_sim.study.design import Design, Listed
from rls_sim.study.difference import differences_told


def design(*axes):
    return {"design": Design(tuple(Listed((name,), np.array(v)) for name, v in axes)).spec()}


def test_designs_are_compared_axis_by_axis():
    one = design(("a", [1.0, 2.0]), ("b", [1.0, 2.0, 3.0]))

    moved = design(("a", [1.0, 2.0]), ("b", [1.0, 2.5, 3.0]))
    assert differences_told(one, moved) == "design: axes b: value 2 of 3 is 2, asked 2.5"
    longer = design(("a", [1.0, 2.0]), ("b", [1.0, 2.0, 3.0, 4.0]))
    assert "b: 3 values 1 to 3, asked 4 values 1 to 4" in differences_told(one, longer)
    other = design(("a", [1.0, 2.0]), ("c", [1.0]))
    assert differences_told(one, other) == "design: axes of a x b, asked a x c"
    assert differences_told(one, one) == ""


def test_axes_that_are_made_otherwise_are_told_as_they_are_asked():
    listed = design(("a", [1.0, 2.0]))
    spaced = Design((Listed.spaced("a", Spacing("log", 0.1, 10.0, 5)),)).spec()
    drawn = {"names": ["a"], "scatter": [], "samples": 64, "method": "sobol", "seed": 0}

    told = differences_told(listed, {"design": spaced})
    assert told == "design: axes a: 2 values, asked log:0.1:10:5"
    told = differences_told(listed, {"design": {"axes": [drawn]}})
    assert told == "design: axes a: 2 values, asked 64 sobol samples"


@pytest.mark.parametrize("rows", [10**5, 10**5 + 1])
def test_a_long_design_is_told_in_a_short_line(rows):
    one = design(("a", np.arange(1e5)))
    told = differences_told(one, design(("a", np.arange(float(rows)) + 0.5)))
    assert len(told) < 100


def test_many_differences_are_counted():
    there = {"set": {f"p{i}": 1.0 for i in range(50)}, "lesions": [f"{i:0300}" for i in range(9)]}
    told = differences_told(there, {"set": {}, "lesions": []})

    assert "p0 1, asked none" in told
    assert "and 46 more" in told
    assert len(told) < 600
