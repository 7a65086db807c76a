"""Processes against what is known of them on paper: loading of transferrin, lives of proteins."""

import numpy as np
import pytest
from cells import healthy_day
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from rls_sim.biology.transferrin import CHEMISTRY, FLUID
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.numerics.run import run

LN_2 = np.log(2.0)


@examples(5)
@given(st.floats(0.05, 4.0))
def test_transferrin_fills_at_random(iron_per_transferrin):
    """Two alike sites: where a share s of all sites is full, s^2 have two irons, (1 - s)^2 none."""
    model = Model([FLUID, CHEMISTRY])
    kernel = Kernel.of(model)
    start = np.zeros(4)
    start[kernel.species_names.index("apo_transferrin")] = 30.0
    start[kernel.species_names.index("nontransferrin_iron")] = 30.0 * iron_per_transferrin
    p = kernel.parameter_vector(model.parameters)
    loading = run(kernel, p, start, (0.0, 0.01), np.linspace(0.0, 0.01, 30), rtol=1e-10)
    full = loading.derived("transferrin_saturation")
    assert full[-1] == pytest.approx(min(iron_per_transferrin / 2, 1.0), abs=0.05)
    for form, share in {
        "apo_transferrin": (1 - full) ** 2,
        "monoferric_transferrin": 2 * full * (1 - full),
        "diferric_transferrin": full**2,
    }.items():
        np.testing.assert_allclose(loading[form] / 30.0, share, atol=1e-8)


def half_life(pool, losses):
    """Hours in which half of the pool would be lost at its healthy rates of loss."""
    day = healthy_day()
    lost = sum(day.mean(loss) for loss in losses) / day.parameter("neuron.volume")
    return LN_2 * day.mean(pool) / lost


def test_ferritin_of_the_healthy_neuron_lives_sixteen_hours():
    """Basal turnover and half of ferritinophagy: the sixteen hours that they were derived from."""
    hours = half_life("neuron.ferritin", ["neuron.ferritin_degradation"])
    assert hours == pytest.approx(16.0, rel=0.03)


def test_receptor_of_the_healthy_neuron_lives_a_day():
    """It is lost from inside alone, where 77 % of it are: 23 h."""
    losses = ["neuron.empty_receptor_degradation", "neuron.loaded_receptor_degradation"]
    assert half_life("neuron.total_receptor", losses) == pytest.approx(23.0, rel=0.05)
    day = healthy_day()
    outside = day.mean("neuron.surface_receptor") / day.mean("neuron.total_receptor")
    assert outside == pytest.approx(0.23, abs=0.02)


def test_message_of_the_healthy_neuron_lives_between_free_and_held():
    """Free message lives 0.75 h, held message 6 h; rates add in proportion to the shares."""
    hours = half_life("neuron.receptor_messenger", ["neuron.messenger_decay"])
    held = healthy_day().mean("neuron.message_held")
    assert 0.2 < held < 0.6
    assert hours == pytest.approx(1 / ((1 - held) / 0.75 + held / 6), rel=1e-6)


def test_the_iron_of_a_cage_comes_back_when_the_cage_goes():
    """Cages and their iron are lost at one rate, so a cage leaves as full as it was."""
    day = healthy_day()
    cages = day["neuron.ferritin_degradation"] / day["neuron.ferritin"]
    iron = day["neuron.ferritin_release"] / day["neuron.ferritin_iron"]
    np.testing.assert_allclose(iron, cages, rtol=1e-12)


def test_two_iron_transferrin_is_taken_four_times_as_fast():
    """Per molecule of transferrin, which is how marrow and liver take it."""
    day = healthy_day()
    two = day["diferric_marrow_uptake"] / day["plasma.diferric_transferrin"]
    one = day["monoferric_marrow_uptake"] / day["plasma.monoferric_transferrin"]
    np.testing.assert_allclose(two / one, 4.0, rtol=1e-12)


def test_red_cells_give_back_their_iron_after_their_life():
    day = healthy_day()
    days = day.mean("red_cell_iron") * day.parameter("red_cell_volume")
    days /= 24 * day.mean("red_cell_recycling")
    assert days == pytest.approx(120.0)
