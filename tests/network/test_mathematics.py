"""Comparisons, choices, angles and powers: the same on numbers, on paper and in machine code."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import complex_slopes, evaluate
from printers import assert_printers_agree
from random_formulas import model_of

from rls_sim.errors import UnitError
from rls_sim.network import mathematics
from rls_sim.network.arithmetic import Kind
from rls_sim.network.as_written import as_written
from rls_sim.network.assembly import assemble
from rls_sim.network.expression import Graph, Traced
from rls_sim.network.kernel import Kernel
from rls_sim.network.mathematics import less, maximum, power, select
from rls_sim.network.probe import Probe
from rls_sim.network.rate_laws import log
from rls_sim.network.reaction import reaction
from rls_sim.network.slopes import Differentiator
from rls_sim.network.typeset import as_latex, as_text
from rls_sim.network.web_assembly import module_of
from rls_sim.quantities.units import Unit

SAMPLES = (-2.5, -1.0, -0.3, 0.0, 0.4, 1.0, 1.7, 3.0)
OF_ONE = {
    "absolute": abs,
    "arctan": math.atan,
    "ceiling": math.ceil,
    "cosh": math.cosh,
    "floor": math.floor,
    "sin": math.sin,
    "sinh": math.sinh,
    "tan": math.tan,
    "tanh": math.tanh,
    "arcsinh": math.asinh,
    "arcsin": lambda x: math.asin(x / 4),
    "arccos": lambda x: math.acos(x / 4),
    "arctanh": lambda x: math.atanh(x / 4),
    "arccosh": lambda x: math.acosh(x + 4),
}
INSIDE = {
    "arcsin": lambda x: x / 4,
    "arccos": lambda x: x / 4,
    "arctanh": lambda x: x / 4,
    "arccosh": lambda x: x + 4,
}
OF_TWO = {
    "less": lambda a, b: a < b,
    "at_most": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
    "minimum": min,
    "maximum": max,
    "quotient": lambda a, b: math.trunc(a / b) if b else math.nan,
    "remainder": lambda a, b: math.fmod(a, b) if b else math.nan,
}


def traced_value(function, *values):
    """What a function gives on symbols of a graph that have these values."""
    graph = Graph()
    symbols = [graph.symbol(f"x{i}", Kind.STATE) for i in range(len(values))]
    answer = function(*(Traced(graph, symbol) for symbol in symbols))
    (found,), _ = evaluate(graph, [answer.node], dict(zip(symbols, values, strict=True)))
    return float(found)


@pytest.mark.parametrize("name", OF_ONE)
def test_functions_of_one_are_those_of_mathematics(name):
    function, inside = getattr(mathematics, name), INSIDE.get(name, lambda x: x)
    for x in SAMPLES:
        due = pytest.approx(OF_ONE[name](x), rel=1e-13, abs=1e-15)
        assert function(inside(x)) == due
        assert traced_value(lambda x: function(inside(x)), x) == due
    with np.errstate(all="ignore"):
        many = function(inside(np.array(SAMPLES)))
    np.testing.assert_allclose(many, [OF_ONE[name](x) for x in SAMPLES], rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("name", OF_TWO)
def test_functions_of_two_are_those_of_mathematics(name):
    function = getattr(mathematics, name)
    for a in SAMPLES:
        for b in SAMPLES:
            if b == 0 and name in ("quotient", "remainder"):
                continue
            due = pytest.approx(float(OF_TWO[name](a, b)), abs=1e-14)
            assert function(a, b) == due
            assert traced_value(function, a, b) == due


@pytest.mark.parametrize("exponent", [-9, -3, -1, 0, 1, 2, 3, 11, 0.5, 1.7])
def test_a_power_of_what_is_below_zero_is_right_where_the_exponent_is_whole(exponent):
    for base in (-2.5, -0.3, 0.4, 3.0):
        value = base**exponent
        due = math.nan if isinstance(value, complex) else value
        if exponent == 0.5 and base < 0:
            continue  # a square root counts as zero there
        for found in (
            power(base, exponent),
            traced_value(lambda b: power(b, exponent), base),
            traced_value(power, base, exponent),
        ):
            assert found == pytest.approx(due, rel=1e-12, nan_ok=True)


def test_comparisons_are_joined():
    for a in (0.0, 1.0):
        assert mathematics.negated(a) == 1 - a
        for b in (0.0, 1.0):
            assert mathematics.both(a, b) == float(a and b)
            assert mathematics.either(a, b) == float(a or b)


def test_what_is_not_chosen_may_be_undefined():
    assert traced_value(lambda x: select(less(x, 1), 5.0, log(x - 1) / (x - x)), 0.5) == 5.0
    graph = Graph()
    x = graph.symbol("x", Kind.STATE)
    answer = select(less(Traced(graph, x), 1), 3 * Traced(graph, x), 1 / (Traced(graph, x) - 0.5))
    slope = Differentiator(graph, [x]).of(answer.node)[x]
    (found,), _ = evaluate(graph, [slope], {x: 0.5})
    assert found == 3.0


def test_a_choice_between_literals_is_made_at_once():
    graph = Graph()
    x = Traced(graph, graph.symbol("x", Kind.STATE))
    assert select(less(1.0, 2.0), x, 2 * x).node == x.node
    assert graph.select(graph.one, x.node, graph.zero) == x.node
    assert graph.select(graph.zero, x.node, graph.zero) == graph.zero
    assert graph.compare("less", graph.zero, graph.one) == graph.one


def grown(parts):
    """Larger formulas of smaller ones, with what jumps."""
    pair = st.tuples(parts, parts)
    three = st.tuples(parts, parts, parts)
    return st.one_of(
        pair.map(lambda two: "({} + {})".format(*two)),
        pair.map(lambda two: "({} * {})".format(*two)),
        *(parts.map(f"{name}({{}})".format) for name in ("absolute", "arctan", "sin", "tanh")),
        *(pair.map(lambda two, n=n: f"{n}({two[0]}, {two[1]})") for n in ("minimum", "maximum")),
        three.map(lambda it: "select(less({0}, {1}), {2}, {1})".format(*it)),
        three.map(lambda it: "select(both(at_most({0}, {1}), less(a, k)), {2}, {0})".format(*it)),
        three.map(lambda it: "select(either(equal({0}, {1}), negated(b)), {2}, {0})".format(*it)),
        parts.map("floor({})".format),
        parts.map("power({}, 3)".format),
        parts.map("power({}, m - 0.5)".format),
    )


formulas = st.recursive(st.sampled_from(["a", "b", "k", "m", "2", "-0.5"]), grown, max_leaves=6)


@settings(max_examples=40, deadline=None)
@given(st.lists(formulas, min_size=1, max_size=4))
def test_both_printers_agree_on_them(formulas):
    assert_printers_agree(model_of(formulas)[0])


SMOOTH = (
    "sin(a * b) + arctan(a - b)",
    "tanh(a) * absolute(b - a)",
    "select(less(a, b), a * a, b * k)",
    "power(a - b, 3) + power(a - 3, 11)",
    "maximum(a, b) * minimum(a, k)",
    "remainder(a, m) * floor(b)",
)


@pytest.mark.parametrize("formula", SMOOTH)
def test_slopes_equal_complex_steps(formula):
    kernel = Kernel.of(model_of([formula])[0])
    formulas = kernel.formulas.apart()
    along = [*formulas.species, *formulas.parameters.values()]
    given_values = {formulas.time: 0.0} | dict(zip(along, (0.7, 1.9, 1.3, 0.4, 2.3), strict=False))
    differentiator = Differentiator(formulas.graph, along)
    slopes = differentiator.of(formulas.fluxes[0])
    nodes = [slopes.get(symbol, formulas.graph.zero) for symbol in along]
    found, _ = evaluate(formulas.graph, nodes, given_values)
    due = complex_slopes(formulas.graph, formulas.fluxes, given_values, along)[0]
    np.testing.assert_allclose(np.array(found, dtype=float), due, rtol=1e-12, atol=1e-14)


def test_they_can_be_written_as_web_assembly():
    assert module_of(assemble(model_of(SMOOTH)[0]).programs).startswith(b"\0asm")


def law_of(function):
    """The law of a function."""
    return reaction("-> a", boundary=True)(function)


def test_they_are_written_on_paper():
    def law(a, b):
        return select(less(a, b), mathematics.absolute(a), mathematics.floor(b) * power(a, b))

    written = as_written(law_of(law))
    assert as_text(written) == "select([a < b], abs(a), floor(b)*a^b)"
    latex = as_latex(written, str)
    assert latex == (
        r"\begin{cases} \left| a \right| & \left[a < b\right] \\ "
        r"\left\lfloor b \right\rfloor \cdot a^{b} & \text{else} \end{cases}"
    )


def test_their_kinds_are_checked():
    hour, litre, pure = (Probe(Unit.parse(unit).dimension) for unit in ("h", "L", "1"))
    assert less(hour, hour) == pure
    assert less(0, hour) == pure
    assert maximum(litre, litre) == litre
    assert mathematics.absolute(litre) == litre
    assert power(litre, 2).dimension == litre.dimension * litre.dimension
    for wrong in (
        lambda: less(hour, litre),
        lambda: select(pure, hour, litre),
        lambda: select(hour, litre, litre),
        lambda: mathematics.floor(hour),
        lambda: mathematics.sin(hour),
        lambda: mathematics.arctan(litre),
    ):
        with pytest.raises(UnitError):
            wrong()


def test_a_stranger_is_named():
    with pytest.raises(TypeError, match="sin cannot take a str"):
        mathematics.sin("noon")
    with pytest.raises(TypeError, match="compare cannot take a str"):
        less("noon", 1)
