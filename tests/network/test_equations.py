"""Formulas as people read them, and what happens where a law is no formula."""

import math

import pytest
from toy_network import build_toy, number

from rls_sim.errors import ModelError, UnknownNameError
from rls_sim.network.equations import (
    differential_equation_latex,
    differential_equation_text,
    equation_latex,
    equation_text,
)
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import log
from rls_sim.network.reaction import Compartment, Species, reaction

MODEL = build_toy()


def test_an_equation_is_written_in_full_names():
    assert equation_text(MODEL, "west.uptake") == (
        "west.uptake = west.sensed*west.uptake_maximal*outside/(west.half + outside)"
    )


def test_powers_and_waves_are_written_as_people_write_them():
    assert equation_text(MODEL, "west.release") == (
        "west.release = release_constant*west.volume*store_size"
        "*(west.stored/store_size)^west.steepness"
    )
    assert "cos((time - acrophase)/period*2*pi)" in equation_text(MODEL, "feeding")


def test_a_law_is_found_at_home():
    assert equation_text(MODEL, "uptake") == equation_text(MODEL, "west.uptake")
    assert differential_equation_text(MODEL, "free").startswith("d(west.free)/dt")


def test_a_differential_equation_is_a_sum_of_named_rates_over_a_volume():
    assert differential_equation_text(MODEL, "west.free") == (
        "d(west.free)/dt = "
        "(+ west.uptake - 2 west.storage + 2 west.release - west.loss)/west.volume"
    )
    assert differential_equation_text(MODEL, "outside") == (
        "d(outside)/dt = (- west.uptake - east.uptake + feeding)/fluid_volume"
    )


def test_a_species_that_nothing_moves_stays():
    pool = Species("pool", "", "box", 1.0)
    process = Process("box", (pool,), (number("v", 1.0, "L"),), (), (), (Compartment("box", "v"),))
    assert differential_equation_text(Model([process]), "pool") == "d(pool)/dt = (0)/v"


def test_latex_escapes_names_and_writes_fractions():
    assert equation_latex(MODEL, "uptake") == (
        r"\mathrm{west.uptake} = \mathrm{west.sensed} \cdot \mathrm{west.uptake\_maximal} \cdot "
        r"\frac{\mathrm{outside}}{\mathrm{west.half} + \mathrm{outside}}"
    )
    assert differential_equation_latex(MODEL, "outside") == (
        r"\frac{d\,\mathrm{outside}}{dt} = \frac{- \mathrm{west.uptake} - \mathrm{east.uptake} "
        r"+ \mathrm{feeding}}{\mathrm{fluid\_volume}}"
    )


def test_the_names_that_are_unknown_are_told_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"no law 'uptak'\. Did you mean"):
        equation_text(MODEL, "uptak")
    with pytest.raises(UnknownNameError, match=r"no species 'outsid'\. Did you mean outside"):
        differential_equation_text(MODEL, "outsid")


def model_with(law):
    """A model of one pool and one law."""
    pool = Species("pool", "", "box", 1.0)
    volume, box = number("v", 1.0, "L"), Compartment("box", "v")
    return Model([Process("box", (pool,), (volume,), (law,), (), (box,))])


def test_a_law_with_an_if_is_no_formula():
    @reaction("pool ->", boundary=True)
    def loss(pool, v):
        return v if pool > v else 0

    model = model_with(loss)
    for use in (Kernel.of, lambda model: equation_text(model, "loss")):
        with pytest.raises(ModelError, match="law of loss cannot be written as a formula"):
            use(model)


@pytest.mark.parametrize(
    "rate",
    [
        lambda pool, v: 1 / 0 * pool,
        lambda pool, v: log(pool - pool),
        lambda pool, v: pool ** float("inf"),
        lambda pool, v: math.exp(pool),
        lambda pool, v: "much",
    ],
)
def test_a_law_that_is_undefined_whatever_it_is_given_is_no_formula(rate):
    rate.__name__ = "loss"
    with pytest.raises(ModelError, match="law of loss cannot be written as a formula"):
        Kernel.of(model_with(reaction("pool ->", boundary=True)(rate)))
