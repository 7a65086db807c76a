"""A formula on paper says what its law computes, in the order in which the author wrote it."""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_formulas import FUNCTIONS, formulas

from rls_sim.errors import ModelError
from rls_sim.network.as_written import as_written
from rls_sim.network.rate_laws import cos, daily_wave, exp, hill, log, michaelis_menten, sqrt
from rls_sim.network.reaction import reaction
from rls_sim.network.typeset import as_latex, as_text, in_words, latex_lines, upright

VALUES = {"a": 0.7, "b": 1.9, "k": 0.4, "m": 2.3}
INNERMOST = r"\{((?:[^{}])*)\}"


def law_of(formula):
    """The law that computes a formula of a, b, k and m."""
    function = eval(f"lambda a, b, k, m: {formula}", dict(FUNCTIONS))
    function.__name__ = "law"
    return reaction("-> a", boundary=True)(function)


def computed(text):
    """What a plain text comes to."""
    known = {"cos": cos, "exp": exp, "log": log, "sqrt": sqrt, "pi": math.pi, **VALUES}
    return float(eval(text.replace("^", "**"), known))


def from_latex(latex):
    """LaTeX turned back into a plain text, from the innermost braces outwards."""
    text = re.sub(r"\\(begin|end)\{aligned\}|\\(left|right|bigl|bigr)|\\\\|&|\\quad", " ", latex)
    text = re.sub(r"\\text\{(\w+)\}", r" \1 ", text)
    while "{" in text:
        text, found = re.subn(rf"\\frac{INNERMOST}{INNERMOST}", r"((\1)/(\2))", text)
        if not found:
            text = re.sub(rf"(\\sqrt|\^){INNERMOST}", r"\1(\2)", text)
    for latex_name, name in {r"2\pi": "(2*pi)", r"\ln 2": "log(2)", r"\ln": "log"}.items():
        text = text.replace(latex_name, name)
    return text.replace(r"\cdot", "*").replace("\\", "")


def holds(text, rate):
    """Whether a text comes to the rate, up to rounding where large terms cancel."""
    return computed(text) == pytest.approx(rate, rel=1e-9, abs=1e-9)


@settings(max_examples=300)
@given(formulas)
def test_the_text_of_a_law_computes_it(formula):
    law = law_of(formula)
    assert holds(as_text(as_written(law)), law.function(**VALUES))


@settings(max_examples=300)
@given(formulas, st.sampled_from([5, 12, 30, 1000]))
def test_the_latex_of_a_law_says_the_same_however_it_is_broken(formula, width):
    law = law_of(formula)
    lines = latex_lines(as_written(law), in_words, width)
    assert holds(from_latex(" ".join(lines)), law.function(**VALUES))


def test_a_law_keeps_the_order_of_its_author():
    law = law_of("1 - a / (k + a) + m * (b - a) * 2")
    assert as_text(as_written(law)) == "1 - a/(k + a) + m*(b - a)*2"


def test_the_laws_of_every_day_are_written_out():
    def law(a, b, k, m):
        return michaelis_menten(a, k, m) * hill(b, k, m) + daily_wave(a, b, 1, k)

    written = as_text(as_written(reaction("-> a", boundary=True)(law)))
    assert written == "k*a/(m + a)*b^m/(k^m + b^m) + 1 + cos((a - k)/b*2*pi)"


def test_names_are_spelled_as_asked():
    law = law_of("a * b")
    names = {"a": "neuron.labile_iron"}
    assert as_latex(as_written(law, names)) == r"\mathrm{neuron.labile\_iron} \cdot \mathrm{b}"
    assert as_latex(as_written(law, names), in_words) == r"\text{neuron labile iron} \cdot \text{b}"
    assert upright("d2_receptor") == r"\mathrm{d2\_receptor}"


def test_a_long_formula_is_broken_into_lines_that_fit():
    law = law_of(" + ".join(["a * b * k * m"] * 9))
    lines = latex_lines(as_written(law), in_words, 40)
    assert len(lines) > 2
    letters = [len(re.sub(r"\\text|\\cdot|[{}]", "", line)) for line in lines]
    assert max(letters) < 60


@pytest.mark.parametrize("formula", ["a if a > b else b", "np.linalg.norm(a)", "'a' + a"])
def test_what_is_no_formula_is_refused_by_the_name_of_the_law(formula):
    function = eval(f"lambda a, b: {formula}", {"np": np})
    function.__name__ = "strange"
    with pytest.raises(ModelError, match="The law of strange cannot be written as a formula"):
        as_written(reaction("-> a", boundary=True)(function))
