"""The graph of formulas: tracing a law keeps its values, and nothing stands twice."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from interpreter import evaluate
from wild_formulas import NAMES, SPACE, formulas, numbers, traced

from rls_sim.network import rate_laws
from rls_sim.network.arithmetic import Kind
from rls_sim.network.expression import LARGEST_EXPONENT, Graph, Traced
from rls_sim.network.rate_laws import hill

EPSILON = np.finfo(float).eps
GONE = 1e-95  # a base of zero counts as 1e-100


def plain(formula, values):
    """The formula computed as it is written."""
    with np.errstate(all="ignore"):
        return float(eval(formula, SPACE | dict(zip(NAMES, np.float64(values), strict=True))))


@settings(max_examples=500)
@given(formulas, st.tuples(*[numbers] * 4))
@example("(a - b) - (a - c)", (1.0, 2.0, 3.0, 0.0))
@example("-(a * -b) / -c", (1.0, 2.0, 3.0, 0.0))
@example("1.0 / (1.0 / a)", (0.0, 0.0, 0.0, 0.0))
@example("(a * 0.0) + b * -1.0", (5.0, 3.0, 0.0, 0.0))
@example("(a) ** 3", (-2.0, 0.0, 0.0, 0.0))
def test_tracing_keeps_every_value_that_is_one(formula, values):
    expected = plain(formula, values)
    try:
        graph, node, symbols = traced(formula)
    except (ValueError, OverflowError):  # undefined whatever the symbols are, as log(a - a)
        return
    (found,), (bound,) = evaluate(graph, [node], dict(zip(symbols.values(), values, strict=True)))
    # As long as nothing on the way is undefined or huge. Both orders of operations err, by the
    # bound of each; where it is not small, rounding is all that is left of an answer.
    if abs(expected) < 1e100 and bound < 1e100:
        assert abs(found - expected) <= 8 * EPSILON * (bound + abs(expected)) + GONE


def apart(parts):
    """Larger formulas that are not a number where a part is none."""
    two = st.tuples(parts, parts)
    return st.one_of(
        *(two.map(lambda two, sign=sign: f"({two[0]} {sign} {two[1]})") for sign in "+-*/"),
        parts.map("(-{})".format),
        *(parts.map(f"({{}}) ** {n}".format) for n in ("-2", "-1", "1", "2", "3", "0.5", "1.5")),
        *(parts.map(f"{name}({{}})".format) for name in ("cos", "exp", "log", "sqrt")),
        two.map("hill({0[0]}, 1 + {0[1]}, 3)".format),
        two.map("hill(2, {0[0]}, {0[1]})".format),
        two.map("saturation({0[0]}, {0[1]})".format),
    )


@given(st.recursive(st.just("@"), apart, max_leaves=4), st.integers(0, 3))
def test_what_is_not_a_number_stays_so(formula, missing):
    """Every symbol stands once, so that none can cancel."""
    while "@" in formula:
        formula = formula.replace("@", NAMES[formula.count("@") - 1], 1)
    graph, node, symbols = traced(formula)
    used = [name for name in NAMES if name in formula.replace("saturation", "").replace("cos", "")]
    values = dict.fromkeys(symbols.values(), 1.5)
    values[symbols[NAMES[missing]]] = np.nan
    (found,), _ = evaluate(graph, [node], values)
    assert np.isnan(found) or NAMES[missing] not in used


def test_what_is_written_twice_stands_once():
    graph, first, _ = traced("hill(a, b, c) * (a + b) / (c - d)")
    names = [Traced(graph, graph.symbol(name, Kind.STATE)) for name in NAMES]
    size = len(graph.operation)
    a, b, c, d = names
    again = (b + a) * hill(a, b, c) / (c - d)
    assert (again.node, len(graph.operation)) == (first, size)


@pytest.mark.parametrize(
    ("formula", "same"),
    [
        ("a - a", "n(0)"),
        ("a * 0 + b", "b"),
        ("0 - (a - b)", "b - a"),
        ("a + -b", "a - b"),
        ("-a + b", "b - a"),
        ("-a - b", "-(a + b)"),
        ("(-a) * (-b)", "a * b"),
        ("-1 * a * -2", "a * 2"),
        ("1 / (1 / a)", "a"),
        ("a / -b", "-(a / b)"),
        ("a ** 0", "n(1)"),
        ("a ** 1", "a"),
        ("a ** -2", "1 / (a * a)"),
        ("n(2) ** n(3) * a", "8 * a"),
        ("+a", "a"),
    ],
)
def test_what_is_equal_is_one_node(formula, same):
    graph, node, symbols = traced(formula)
    space = {name: Traced(graph, symbol) for name, symbol in symbols.items()}
    other = eval(same, SPACE | space)
    assert node == (other.node if isinstance(other, Traced) else graph.number(other))


def test_parts_of_parameters_alone_are_kept_together():
    graph = Graph()
    k, m = (Traced(graph, graph.symbol(name, Kind.CONSTANT)) for name in "km")
    time = Traced(graph, graph.symbol("time", Kind.TIME))
    x, y = (Traced(graph, graph.symbol(name, Kind.STATE)) for name in "xy")
    moment, state = graph.arguments[(x * k * (y * time) / m).node]
    assert state == (x * y).node
    assert graph.arguments[moment] == ((k / m).node, time.node)
    assert [graph.kind[node] for node in ((k / m).node, moment, state)] == list(Kind)


@pytest.mark.parametrize(
    ("use", "complaint"),
    [
        (lambda x: x if x else 1, "neither true nor false"),
        (lambda x: x == 1, "cannot be compared"),
        (lambda x: x < 1, "not supported"),
        (lambda x: {x: 1}, "unhashable"),
        (float, "not a number"),
        (np.exp, "ufunc"),
        (lambda x: x + "one", "could not convert"),
    ],
)
def test_a_formula_cannot_be_decided_upon(use, complaint):
    graph = Graph()
    with pytest.raises((TypeError, ValueError), match=complaint):
        use(Traced(graph, graph.symbol("x", Kind.STATE)))


def test_numbers_of_numpy_leave_arithmetic_to_the_formula():
    graph = Graph()
    x = Traced(graph, graph.symbol("x", Kind.STATE))
    for answer in (np.float64(2) * x, np.float64(2) + x, np.float64(2) / x, np.float64(2) ** x):
        assert isinstance(answer, Traced)


@pytest.mark.parametrize("signal", [0.0, 1e-300, 1.0, 1e300])
@pytest.mark.parametrize("law", ["hill", "saturation"])
def test_saturating_laws_and_their_written_slopes_are_finite_at_both_ends(law, signal):
    graph = Graph()
    symbols = [graph.symbol(name, Kind.STATE) for name in ("signal", "half", "steepness")]
    node = getattr(graph, law)(*symbols[: 3 if law == "hill" else 2])
    rule = graph.slope_rule[node]
    given_values = dict(zip(symbols, (signal, 0.5, 2.0), strict=True))
    values, _ = evaluate(graph, [node, *(slope for _, slope in rule)], given_values)
    assert [argument for argument, _ in rule] == symbols[: len(rule)]
    assert np.isfinite(np.array(values)).all()
    expected = getattr(rate_laws, law)(signal, *(0.5, 2.0)[: len(rule) - 1])
    assert values[0] == pytest.approx(expected, rel=1e-13, abs=GONE)


def test_an_exponential_of_a_literal_saturates_like_any_other():
    graph = Graph()
    node = graph.function("exp", graph.number(1e4))
    (found,), _ = evaluate(graph, [node], {})
    assert found == np.exp(LARGEST_EXPONENT)
