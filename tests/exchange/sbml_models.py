"""Models of our own, one for each construct of SBML that is taken over, with what each covers."""

import re
from dataclasses import dataclass
from typing import Any

from sbml_builder import sbml


@dataclass(frozen=True)
class Example:
    """A model, what it covers, and how far it is followed, in its own units of time."""

    name: str
    covers: str
    text: str
    end: float = 10.0
    formula: str = ""  # of its one rate rule, where it has one


def example(name: str, covers: str, end: float = 10.0, **parts: Any) -> Example:
    """A model of a few words."""
    return Example(name, covers, sbml(**parts), end)


DECAY = {"reactions": {"r": ("A ->", "k * A * c")}, "parameters": {"k": 0.3}}
CHAIN = {
    "species": {"A": 3.0, "B": 0.5},
    "parameters": {"k": 0.4, "h": 0.15},
    "reactions": {"r": ("A -> B", "k * A * c"), "s": ("B ->", "h * B * c")},
}


def _function(name: str, formula: str) -> Example:
    """A rate rule by one function of the time."""
    rate = formula.replace("@", "(time)")
    text = sbml(changing={"x": rate}, parameters={"x": 0.2})
    return Example(f"function_{name}", f"the function {name}", text, 6.0, rate)


REACTIONS = (
    example("decay", "a reaction, mass action", species={"A": 2.0}, **DECAY),
    example("chain", "reactions in a row", **CHAIN),
    example(
        "two_of_one",
        "whole counts above 1",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 0.3},
        reactions={"r": ("2 A -> B", "k * A^2 * c")},
    ),
    example(
        "on_both_sides",
        "a species on both sides",
        species={"A": 1.0, "B": 0.1},
        parameters={"k": 0.5},
        reactions={"r": ("A + B -> 2 B", "k * A * B * c")},
    ),
    example(
        "there_and_back",
        "a reversible reaction; a conserved total",
        species={"A": 1.0, "B": 0.1},
        parameters={"k": 0.5, "h": 0.2},
        reactions={"r": ("A -> B", "(k * A - h * B) * c")},
    ),
    example(
        "from_nothing",
        "a source and a sink",
        species={"A": 0.0},
        parameters={"k": 0.5, "h": 0.2},
        reactions={"r": ("-> A", "k * c"), "s": ("A ->", "h * A * c")},
    ),
    example(
        "michaelis",
        "a saturable law",
        species={"S": 5.0, "P": 0.0},
        parameters={"v": 1.5, "m": 0.4},
        reactions={"r": ("S -> P", "v * S / (m + S) * c")},
    ),
    example(
        "enzyme",
        "an enzyme with its complex",
        species={"E": 0.2, "S": 4.0, "ES": 0.0, "P": 0.0},
        parameters={"a": 5.0, "b": 0.7, "d": 1.1},
        reactions={
            "bind": ("E + S -> ES", "(a * E * S - b * ES) * c"),
            "turn": ("ES -> E + P", "d * ES * c"),
        },
    ),
    example(
        "hill",
        "a power with a parameter for exponent",
        species={"A": 0.1},
        parameters={"k": 1.0, "h": 0.8, "n": 2.7, "g": 0.4},
        reactions={"r": ("-> A", "c * k / (1 + (A / h)^n)"), "s": ("A ->", "g * A * c")},
    ),
    example(
        "brusselator",
        "a limit cycle",
        end=30.0,
        species={"X": 1.2, "Y": 3.1},
        parameters={"a": 1.0, "b": 3.0},
        reactions={
            "in": ("-> X", "a * c"),
            "r": ("2 X + Y -> 3 X", "X^2 * Y * c"),
            "t": ("X -> Y", "b * X * c"),
            "out": ("X ->", "X * c"),
        },
    ),
    example(
        "local",
        "local parameters, one of them over a global one",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 9.0},
        reactions={
            "r": ("A -> B", "k * A * c", {"k": 0.3}),
            "s": ("B ->", "k * B * c", {"k": 0.1}),
        },
    ),
    example(
        "catalyst",
        "a modifier that no reaction moves",
        species={"A": 2.0, "M": 0.7},
        parameters={"k": 0.3},
        reactions={"r": ("A ->", "k * A * M * c")},
    ),
    example(
        "below_zero",
        "a species that is taken where there is none",
        species={"A": 1.0},
        parameters={"k": 0.3},
        reactions={"r": ("A ->", "k * c")},
    ),
    example(
        "negative_start",
        "a species that begins below zero",
        species={"A": -1.0},
        parameters={"k": 0.3},
        reactions={"r": ("A ->", "k * A * c")},
    ),
    example(
        "rate_in_a_rule",
        "the rate of a reaction in a formula",
        species={"A": 2.0},
        parameters={"k": 0.3, "x": 0.0, "y": 0.0},
        reactions={"r": ("A ->", "k * A * c")},
        assigned={"x": "2 * r"},
        changing={"y": "r - 0.1 * y"},
    ),
    example(
        "forced",
        "the time in a law",
        species={"A": 2.0},
        parameters={"k": 0.3, "w": 0.8},
        reactions={"r": ("A ->", "k * A * c"), "s": ("-> A", "c * (1 + cos(w * time))")},
    ),
)

COUNTS = (
    example(
        "decimals",
        "counts that are no whole numbers",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 0.3},
        reactions={"r": ("1.5 A -> 0.25 B", "k * A * c")},
    ),
    example(
        "small_count",
        "a count that is written with an exponent",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 0.3},
        reactions={"r": ("A -> 0.00001 B", "k * A * c")},
    ),
    example(
        "count_with_an_id",
        "a count that a formula asks for",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 0.3, "x": 0.0},
        reactions={"r": ("A -> (n=2) B", "k * A * c")},
        assigned={"x": "n * A"},
    ),
    example(
        "count_at_the_start",
        "a count by an initial assignment",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 0.3, "p": 1.7},
        reactions={"r": ("A -> (n=1) B", "k * A * c")},
        starts={"n": "p + 0.5"},
    ),
    example(
        "count_by_a_rule",
        "a count by an assignment rule",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 0.3},
        reactions={"r": ("A -> (n) B", "k * A * c")},
        assigned={"n": "1 + time / 5"},
    ),
    example(
        "count_by_a_rate",
        "a count by a rate rule",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 0.3},
        reactions={"r": ("A -> (n=1) B", "k * A * c")},
        changing={"n": "0.2"},
    ),
    example(
        "conversion",
        "a conversion factor of the model",
        species={"A": 2.0, "B": 0.0},
        parameters={"k": 0.3, "f": 0.6},
        conversion="f",
        reactions={"r": ("2 A -> B", "k * A * c")},
    ),
    example(
        "conversion_of_one",
        "a conversion factor of one species",
        species={"A": 2.0, "B": {"value": 0.0, "conversion": "f"}},
        parameters={"k": 0.3, "f": 0.6},
        reactions={"r": ("2 A -> 3 B", "k * A * c")},
    ),
)

SPACES = (
    example("volume", "a size that is not 1", compartments={"c": 2.5}, **CHAIN),
    example(
        "two_spaces",
        "two compartments",
        compartments={"c": 2.0, "d": 0.25},
        species={"A": 3.0, "B": {"value": 0.0, "where": "d"}},
        parameters={"k": 0.4, "h": 0.3},
        reactions={"r": ("A -> B", "k * A * c"), "s": ("B -> A", "h * B * d")},
    ),
    example(
        "amounts",
        "species that are amounts",
        compartments={"c": 2.0},
        species={"A": {"value": 3.0, "amount": True}, "B": 0.2},
        parameters={"k": 0.4},
        reactions={"r": ("A -> B", "k * A")},
    ),
    example(
        "initial_amount",
        "a concentration given as an amount",
        compartments={"c": 2.0},
        species={"A": {"value": 3.0, "start": "amount"}, "B": 0.2},
        parameters={"k": 0.4},
        reactions={"r": ("A -> B", "k * A * c")},
    ),
    example(
        "amount_from_a_concentration",
        "an amount given as a concentration, and an area",
        compartments={"c": (2.0, 2)},
        species={"A": {"value": 3.0, "amount": True}, "B": {"value": 1.0, "start": "amount"}},
        parameters={"k": 0.4},
        reactions={"r": ("A -> B", "k * A")},
    ),
    example(
        "line",
        "a compartment of one dimension",
        compartments={"c": (1.5, 1)},
        **CHAIN,
    ),
    example(
        "point",
        "a compartment without a size",
        compartments={"c": (None, 0)},
        species={"A": {"value": 3.0, "amount": True}, "B": {"value": 0.5, "amount": True}},
        parameters={"k": 0.4},
        reactions={"r": ("A -> B", "k * A")},
    ),
    example(
        "growing",
        "a size by a rate rule: concentrations are diluted",
        compartments={"c": 1.0},
        changing={"c": "0.1 * c"},
        **CHAIN,
    ),
    example(
        "growing_amounts",
        "amounts in a space that grows",
        compartments={"c": 1.0},
        species={"A": {"value": 3.0, "amount": True}, "B": 0.0},
        parameters={"k": 0.4},
        reactions={"r": ("A -> B", "k * A / c")},
        changing={"c": "0.1"},
    ),
    example(
        "breathing",
        "a size by an assignment rule",
        compartments={"c": 1.0},
        assigned={"c": "1 + 0.3 * sin(time)"},
        **CHAIN,
    ),
    example(
        "kept_in_a_growing_space",
        "a boundary species in a space that grows",
        compartments={"c": 1.0},
        species={"A": 3.0, "X": {"value": 2.0, "boundary": True}},
        parameters={"k": 0.4},
        reactions={"r": ("X -> A", "k * X * c")},
        changing={"c": "0.1"},
    ),
    example(
        "rule_in_a_growing_space",
        "a rate rule of a concentration in a space that grows",
        compartments={"c": 1.0},
        species={"A": {"value": 3.0, "boundary": True}, "B": 1.0},
        parameters={"k": 0.4},
        reactions={"r": ("B ->", "k * B * c")},
        changing={"c": "0.1", "A": "-0.2 * A"},
    ),
    example(
        "size_in_a_law",
        "a size that a law asks for by itself",
        compartments={"c": 3.0},
        species={"A": 1.0},
        parameters={"k": 0.4},
        reactions={"r": ("A ->", "k * A * sqrt(c)")},
    ),
    example(
        "size_at_the_start",
        "a size by an initial assignment",
        compartments={"c": 1.0},
        species={"A": {"value": 3.0, "start": "amount"}},
        parameters={"k": 0.4, "p": 2.0},
        reactions={"r": ("A ->", "k * A * c")},
        starts={"c": "p / 4"},
    ),
)

FIXED = (
    example(
        "boundary",
        "a boundary species",
        species={"A": 0.0, "X": {"value": 2.0, "boundary": True}},
        parameters={"k": 0.3, "h": 0.1},
        reactions={"r": ("X -> A", "k * X * c"), "s": ("A ->", "h * A * c")},
    ),
    example(
        "constant",
        "a constant species",
        species={"A": 1.0, "X": {"value": 2.0, "boundary": True, "constant": True}},
        parameters={"k": 0.3},
        reactions={"r": ("A + X ->", "k * A * X * c")},
    ),
    example(
        "boundary_by_a_rule",
        "a boundary species that a rule moves",
        species={"A": 0.0, "X": {"value": 2.0, "boundary": True}},
        parameters={"k": 0.3},
        reactions={"r": ("X -> A", "k * X * c")},
        changing={"X": "-0.2 * X"},
    ),
    example(
        "boundary_assigned",
        "a boundary species that a rule gives",
        species={"A": 0.0, "X": {"value": None, "boundary": True}},
        parameters={"k": 0.3},
        reactions={"r": ("X -> A", "k * X * c")},
        assigned={"X": "2 + sin(time)"},
    ),
)

RULES = (
    example(
        "assigned",
        "assignment rules, one of another, in any order",
        species={"A": 2.0},
        parameters={"k": 0.3, "x": None, "y": None},
        reactions={"r": ("A ->", "y * A * c")},
        assigned={"y": "k * x", "x": "1 / (1 + A)"},
    ),
    example(
        "assigned_species",
        "an assignment rule of a species",
        compartments={"c": 2.0},
        species={"A": 2.0, "T": {"value": None}},
        parameters={"k": 0.3},
        reactions={"r": ("A ->", "k * T * c")},
        assigned={"T": "A / (1 + A)"},
    ),
    example(
        "assigned_amount",
        "an assignment rule of an amount",
        compartments={"c": 2.0},
        species={"A": 2.0, "T": {"value": None, "amount": True}},
        parameters={"k": 0.3},
        reactions={"r": ("A ->", "k * T")},
        assigned={"T": "A * c / (1 + A)"},
    ),
    example(
        "rate_rules",
        "rate rules of parameters that go below zero",
        end=20.0,
        parameters={"x": 1.0, "v": 0.0, "w": 1.3},
        changing={"x": "v", "v": "-w^2 * x"},
    ),
    example(
        "van_der_pol",
        "a stiff limit cycle of parameters",
        end=20.0,
        parameters={"x": 2.0, "v": 0.0, "mu": 4.0},
        changing={"x": "v", "v": "mu * (1 - x^2) * v - x"},
    ),
    example(
        "rate_of_a_species",
        "a rate rule of a species in a space that is not 1",
        compartments={"c": 2.0},
        species={"A": {"value": 2.0, "boundary": True}, "B": {"value": 1.0, "amount": True}},
        changing={"A": "-0.3 * A + 0.1 * B", "B": "0.2 - 0.1 * B"},
    ),
    example(
        "starts",
        "initial assignments, one of another",
        species={"A": 1.0, "B": 2.0},
        parameters={"k": 0.1, "p": 5.0, "q": 1.0},
        reactions={"r": ("A -> B", "k * A * c")},
        starts={"A": "q * 2", "q": "p / 4", "k": "q / 10"},
    ),
    example(
        "start_of_a_rule",
        "an initial assignment of what a rate rule moves",
        parameters={"x": 1.0, "p": 3.0},
        changing={"x": "-0.2 * x"},
        starts={"x": "p^2"},
    ),
    example(
        "start_of_a_state",
        "an initial assignment by a species' value at the start",
        species={"A": 3.0},
        parameters={"k": 0.2, "half": 1.0},
        reactions={"r": ("A ->", "k * A * c * half")},
        starts={"half": "A / 2"},
    ),
)

FUNCTIONS = (
    example(
        "function",
        "a function definition",
        species={"S": 3.0},
        parameters={"v": 1.0, "m": 0.3},
        functions={"mm": ("s, top, half", "top * s / (half + s)")},
        reactions={"r": ("S ->", "mm(S, v, m) * c")},
    ),
    example(
        "function_of_a_function",
        "a function that calls another, and one without arguments",
        species={"S": 3.0},
        parameters={"v": 1.0},
        functions={
            "half": ("", "0.5"),
            "square": ("x", "x * x"),
            "quartic": ("x", "half() * square(square(x))"),
        },
        reactions={"r": ("S ->", "quartic(S) * v * c / 20")},
    ),
)

_ELEMENTARY = {
    "abs": "abs(sin(@)) - 0.3",
    "exp": "exp(-@)",
    "ln": "ln(1 + @)",
    "log10": "log10(1 + @)",
    "log_of_a_base": "log(3, 1 + @)",
    "sqrt": "sqrt(1 + @)",
    "root": "root(3, 1 + @)",
    "power": "(1 + @)^1.7",
    "power_below_zero": "pow(sin(@), 3) + pow(sin(@), 2 + 1)",
    "power_of_a_large_whole": "pow(cos(@), 11)",
    "floor": "floor(@) / 4 - x",
    "ceil": "ceil(@) / 4 - x",
    "quotient": "quotient(@ * 3, 2) / 5 - x",
    "rem": "rem(@ * 3, 2) - x",
    "min": "min(x, 1, 2 - x * @) - 0.5 * x",
    "max": "max(x, 0.5, sin(@)) - x",
    "factorial": "factorial(4) / 30 - x",
    "constants": "pi / 4 - x * exponentiale / 3 + avogadro / 1e24",
}
_ANGLES = {
    name: f"{name}({inside}) / 4 - x / 3"
    for name, inside in {
        "sin": "@", "cos": "@", "tan": "sin(@)", "sec": "sin(@)", "csc": "2 + sin(@) / 2",
        "cot": "2 + sin(@) / 2", "arcsin": "sin(@) * 0.9", "arccos": "sin(@) * 0.9",
        "arctan": "3 * sin(@)", "arcsec": "2 + sin(@)", "arccsc": "2 + sin(@)",
        "arccot": "2 + sin(@)", "sinh": "sin(@)", "cosh": "sin(@)", "tanh": "2 * sin(@)",
        "sech": "sin(@)", "csch": "2 + sin(@)", "coth": "2 + sin(@)", "arcsinh": "3 * sin(@)",
        "arccosh": "2.5 + sin(@)", "arctanh": "sin(@) * 0.9", "arcsech": "0.5 + sin(@) * 0.4",
        "arccsch": "2 + sin(@)", "arccoth": "2.5 + sin(@)",
    }.items()
}  # fmt: skip
MATHEMATICS = tuple(
    _function(name, formula) for name, formula in {**_ELEMENTARY, **_ANGLES}.items()
)

CHOICES = tuple(
    example(
        f"choice_{name}",
        covers,
        parameters={"x": 0.1, "p": 2.0},
        changing={"x": f"piecewise({pieces}) - x"},
        end=6.0,
    )
    for name, (covers, pieces) in {
        "by_time": ("piecewise, by the time", "1, time < p, 3"),
        "by_state": ("piecewise, by the state", "2, x < 1, 1.5"),
        "of_many": ("piecewise of three", "1, time < 1, 3, time <= p, 0, time > 4, 2"),
        "and_or": ("and, or, not", "1, (time > 1 && time < 3) || !(time < 5), 0"),
        "xor": (
            "xor, implies",
            "1, xor(time > 1, time > 3), piecewise(2, implies(time > 4, x > 9), 0)",
        ),
        "equal": ("equal and unequal", "1, p == 2, piecewise(2, p != 2, 0)"),
        "chained": ("a chain of comparisons", "1, lt(1, time, 4), 0"),
        "undefined": ("a choice whose other side is undefined", "3 + sqrt(x - 1), x > 1, 2"),
    }.items()
)

TIMES = (
    example("in_seconds", "one unit of time a second", species={"A": 2.0}, time_unit=1, **DECAY),
    example("in_minutes", "one unit of time a minute", species={"A": 2.0}, time_unit=60, **DECAY),
    example("in_days", "one unit of time a day", species={"A": 2.0}, time_unit=86400, **DECAY),
    example(
        "seconds_in_laws",
        "the time in laws where its unit is a second",
        time_unit=1,
        species={"A": 2.0},
        parameters={"k": 0.3, "x": 1.0, "y": 0.0},
        reactions={"r": ("-> A", "(1 + sin(time)) * k * c")},
        changing={"x": "cos(time) - x"},
        assigned={"y": "time / 2"},
    ),
)

OLDER = tuple(
    example(f"level_{level}_version_{version}", f"Level {level} Version {version}",
            level=level, version=version, **CHAIN)
    for level, version in ((1, 2), (2, 1), (2, 3), (2, 4), (2, 5), (3, 1))
)  # fmt: skip

COUNT_BY_MATH = """<speciesReference species="B"><stoichiometryMath>
  <math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>p</ci><cn>2</cn></apply></math>
</stoichiometryMath></speciesReference>"""
LEVEL_2 = Example(
    "count_by_math",
    "a count by a formula, and minutes, in Level 2",
    re.sub(
        r'<speciesReference species="B"[^/]*/>',
        COUNT_BY_MATH,
        sbml(
            level=2,
            version=4,
            time_unit=60,
            species={"A": 2.0, "B": 0.0},
            parameters={"k": 0.3, "p": 1.5},
            reactions={"r": ("A -> B", "k * A * c")},
        ),
    ),
)

NAMES = (
    LEVEL_2,
    example(
        "words_of_python",
        "ids that are words of Python, or of this package",
        species={"lambda": 2.0, "exp": 1.0, "_x": 0.5},
        parameters={"import": 0.3, "range": 0.2, "pi": 0.1, "number": 1.5},
        reactions={
            "def": ("lambda -> exp", "import * lambda * c"),
            "class": ("exp -> _x", "range * exp * c * number"),
            "print": ("_x ->", "pi * _x * c"),
        },
    ),
)

EXAMPLES = (
    *REACTIONS, *COUNTS, *SPACES, *FIXED, *RULES, *FUNCTIONS, *MATHEMATICS, *CHOICES, *TIMES,
    *OLDER, *NAMES,
)  # fmt: skip
