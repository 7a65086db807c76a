"""The printed Python: small or huge formulas, single numbers and columns, what is no number."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interpreter import evaluate
from toy_network import build_toy, number
from wild_formulas import formulas, numbers, traced

from rls_sim.network.arithmetic import Kind
from rls_sim.network.assembly import assemble
from rls_sim.network.expression import Graph, Traced
from rls_sim.network.in_numpy import FOR_COLUMNS, FOR_NUMBERS, function_of, function_text
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.programs import Program
from rls_sim.network.reaction import Compartment, Species, reaction

EPSILON = np.finfo(float).eps


def program_of(formula):
    """The program that computes one formula from an array of its symbols."""
    graph, node, symbols = traced(formula)
    places = {symbol: ("state", row) for row, symbol in enumerate(symbols.values())}
    return Program("law", graph, ("state",), places, {"answers": (node, node)})


def run(text, values, functions):
    answers = []
    with np.errstate(all="ignore"):
        function_of("law", text, functions)(list(values), answers)
    return answers


@settings(max_examples=300)
@given(formulas, st.lists(st.tuples(*[numbers | st.just(np.nan)] * 4), min_size=2, max_size=2))
def test_the_text_computes_what_the_graph_says(formula, states):
    try:
        program = program_of(formula)
    except (ValueError, OverflowError):  # undefined whatever the symbols are
        return
    text = function_text(program)
    columns = np.array(states).T
    found, again = run(text, columns, FOR_COLUMNS)
    given_values = dict(zip(program.places, columns, strict=True))
    (expected,), (bound,) = evaluate(program.graph, program.answers["answers"][:1], given_values)
    # A quotient is written in one piece, the graph multiplies by a reciprocal.
    assert same(found, expected, bound).all()
    np.testing.assert_array_equal(found, again)

    for i, state in enumerate(states):
        try:
            alone = run(text, state, FOR_NUMBERS)[0]
        except (ArithmeticError, ValueError):
            continue  # who calls it then asks for a column
        assert same(alone, np.broadcast_to(found, 2)[i], np.broadcast_to(bound, 2)[i])


def same(one, other, bound):
    """Whether numbers differ by rounding alone, are both infinite, or are both none."""
    with np.errstate(all="ignore"):
        close = np.abs(np.subtract(one, other)) <= 2 * EPSILON * bound
    return close | np.equal(one, other) | (np.isnan(one) & np.isnan(other))


def of_pool(law):
    """The kernel of a model with one pool and one law."""
    pool, box = Species("pool", "", "box", 1.0), Compartment("box", "v")
    return Kernel.of(Model([Process("box", (pool,), (number("v", 1.0, "L"),), (law,), (), (box,))]))


def nested(pool, depth=2000):
    for _ in range(depth):
        pool = 1 / (1 + pool)
    return pool


def many_terms(pool, terms=3000):
    return sum(pool / (n + pool) for n in range(1, terms + 1))


def many_factors(pool, factors=1000):
    product = 1.0
    for n in range(1, factors + 1):
        product = product * (1 + pool / n**2)
    return product


@pytest.mark.parametrize("rate", [nested, many_terms, many_factors])
def test_a_formula_may_be_longer_than_python_can_nest(rate):
    @reaction("-> pool", boundary=True)
    def making(pool):
        return rate(pool)

    kernel, step = of_pool(making), 1e-4
    for x in ([2.0], [[2.0]]):
        assert kernel.rhs(0.0, x, [1.0]).item() == pytest.approx(rate(2.0), rel=1e-12)
        near = rate(2.0 + step), rate(2.0 - step)
        slope = (near[0] - near[1]) / (2 * step)
        assert kernel.jacobian(0.0, x, [1.0]).item() == pytest.approx(slope, rel=1e-5, abs=1e-12)


def test_lines_of_the_text_can_be_read():
    lines = of_pool(reaction("-> pool", boundary=True)(many_terms_of_one)).source.splitlines()
    assert max(map(len, lines)) < 160


def many_terms_of_one(pool):
    """As a law: without arguments that have a default."""
    return many_terms(pool)


def test_what_is_needed_once_has_no_line_of_its_own():
    text = function_text(program_of("(a + b) * (c - d) / (1 + a * b)"))
    assert text.splitlines()[-5:] == [
        "    part_12 = (a + b)*(c - d)/(1.0 + a*b)",
        "    answers[:] = (",
        "        part_12,",
        "        part_12,",
        "    )",
    ]


def test_brackets_keep_the_order_of_the_operations():
    graph = Graph()
    a, b, c = (Traced(graph, graph.symbol(name, Kind.STATE)) for name in "abc")
    formulas = [a - (b - c), a - (b + c), (a - b) - c, a * (b * c), -(a + b) * c, a / (b / c)]
    nodes = tuple(formula.node for formula in formulas)
    places = {symbol.node: ("state", row) for row, symbol in enumerate((a, b, c))}
    text = function_text(Program("law", graph, ("state",), places, {"answers": nodes}))
    values = 0.1, 0.7, 0.3
    found = run(text, values, FOR_NUMBERS)
    expected, _ = evaluate(graph, nodes, dict(zip(places, values, strict=True)))
    np.testing.assert_allclose(found, expected, rtol=1e-15)


def test_every_program_of_a_model_is_printed_for_numbers_and_for_columns():
    """The solvers' programs too, in the arguments of machine code."""
    generator = np.random.default_rng(1)
    assembled = assemble(build_toy())
    for program in assembled.programs:
        rows = dict.fromkeys(program.arguments, 0)
        for name, row in program.places.values():
            rows[name] = max(rows[name], row + 1)
        for name, nodes in program.answers.items():
            rows[name] = max(rows[name], len(nodes))
        given_rows = {name: generator.uniform(0.5, 2.0, (n, 3)) for name, n in rows.items()}
        wide = {name: list(values) for name, values in given_rows.items()}
        text = function_text(program, what="Of the toy.")
        assert '"""Of the toy."""' in text
        function_of(program.name, text, FOR_COLUMNS)(*wide.values())
        for i in range(3):
            alone = {name: values[:, i].tolist() for name, values in given_rows.items()}
            function_of(program.name, text, FOR_NUMBERS)(*alone.values())
            for name in program.answers:
                both = [
                    (np.broadcast_to(w, 3)[i], a)
                    for w, a in zip(wide[name], alone[name], strict=True)
                ]
                np.testing.assert_allclose(*np.reshape(both, (-1, 2)).T, rtol=1e-11, atol=1e-11)


def test_a_symbol_without_a_place_is_a_fault_of_the_program():
    program = program_of("a + b")
    nowhere = Program("law", program.graph, ("state",), {}, program.answers)
    with pytest.raises(AssertionError, match="law does not say where a is"):
        function_text(nowhere)
