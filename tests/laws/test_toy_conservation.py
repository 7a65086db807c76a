"""What is conserved on paper is conserved in the generated code, with unequal volumes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from printers import assert_printers_agree
from scipy.integrate import solve_ivp

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import daily_wave, michaelis_menten
from rls_sim.network.reaction import Compartment, Species, reaction
from rls_sim.quantities.parameter import Evidence, Parameter


def number(name, value, unit):
    return Parameter(name, value, unit, "of a toy", Evidence.ASSUMED, range=(0.0, 100.0))


@reaction("outside -> free")
def uptake(outside, uptake_maximal, half):
    """Iron enters."""
    return michaelis_menten(outside, uptake_maximal, half)


@reaction("free -> outside")
def export(free, clearance):
    """Iron leaves."""
    return clearance * free


@reaction("cage + 3 free -> cage + full")
def storage(cage, free, storage_constant, volume):
    """Three irons go into one store, on a cage that stays."""
    return storage_constant * volume * cage * free


@reaction("full -> 3 free")
def opening(full, clearance):
    """A store opens."""
    return clearance * full


@reaction("-> outside", boundary=True)
def meal(time, meal_rate, period):
    """Iron comes by day."""
    return meal_rate * daily_wave(time, period, 0.9, 8.0)


@reaction("outside ->", boundary=True)
def bleeding(outside, bleeding_rate):
    """Iron is lost."""
    return bleeding_rate * outside


CELL = Process(
    "cell",
    (
        Species("free", "", "cytosol", 1.0, {"iron": 1}),
        Species("full", "", "cytosol", 0.2, {"iron": 3}),
        Species("cage", "", "cytosol", 0.5, {"protein": 1}),
    ),
    (
        number("volume", 0.4, "L"),
        number("clearance", 0.2, "L/h"),
        number("storage_constant", 0.3, "L/umol/h"),
    ),
    (uptake, export, storage, opening),
    (),
    (Compartment("cytosol", "volume"),),
)
FLUID = Process(
    "fluid",
    (Species("outside", "", "fluid", 5.0, {"iron": 1}),),
    (
        number("fluid_volume", 3.0, "L"),
        number("uptake_maximal", 2.0, "umol/h"),
        number("half", 1.0, "umol/L"),
    ),
    (),
    (),
    (Compartment("fluid", "fluid_volume"),),
)
EDGE = Process(
    "edge",
    parameters=(
        number("meal_rate", 1.0, "umol/h"),
        number("bleeding_rate", 0.1, "L/h"),
        number("period", 24.0, "h"),
    ),
    reactions=(meal, bleeding),
)

CELLS = (place(CELL, "small"), place(CELL, "large", values={"volume": {"value": 1.7}}))
CLOSED, OPEN = Model([*CELLS, FLUID]), Model([*CELLS, FLUID, EDGE])

states = st.lists(st.floats(0.0, 100.0), min_size=7, max_size=7).map(np.array)
factors = st.lists(st.floats(0.1, 10.0), min_size=10, max_size=10).map(np.array)


def carried(model, moiety):
    return np.array([s.carries.get(moiety, 0) for s in model.species])


@given(states, factors, st.floats(0, 24))
def test_iron_and_protein_are_not_made_whatever_the_parameters(state, factor, time):
    kernel = Kernel.of(CLOSED)
    p = kernel.parameter_vector(CLOSED.parameters)
    p = p * np.resize(factor, p.shape)
    change = kernel.rhs(time, state, p) * kernel.volumes_of(p)
    largest = np.abs(kernel.fluxes(time, state, p)).max(initial=1e-12)
    for moiety in ("iron", "protein"):
        # A sum of 18 terms, each rounded: a few 1e-16 of the largest.
        assert abs(carried(CLOSED, moiety) @ change) <= 3e-15 * 3 * largest


@given(states, st.floats(0, 24))
def test_total_iron_changes_by_the_boundary_fluxes_only(state, time):
    kernel = Kernel.of(OPEN)
    p = kernel.parameter_vector(OPEN.parameters)
    fluxes = dict(zip(kernel.reaction_names, kernel.fluxes(time, state, p), strict=True))
    change = carried(OPEN, "iron") @ (kernel.rhs(time, state, p) * kernel.volumes_of(p))
    # Storage moves thousands of umol/h to and fro; rounding is a few 1e-16 of that.
    rounding = 1e-14 * max(fluxes.values())
    assert change == pytest.approx(fluxes["meal"] - fluxes["bleeding"], rel=1e-12, abs=rounding)


@given(states, st.floats(0, 24))
def test_iron_leaves_no_column_of_the_jacobian(state, time):
    kernel = Kernel.of(CLOSED)
    p = kernel.parameter_vector(CLOSED.parameters)
    slopes = kernel.jacobian(time, state, p)
    amounts = (carried(CLOSED, "iron") * kernel.volumes_of(p)) @ slopes
    assert np.abs(amounts).max() <= 1e-14 * max(1.0, np.abs(slopes).max())


def test_every_inner_reaction_balances_on_paper():
    inner = [not r.boundary for r in OPEN.reactions]
    assert sum(inner) == 8
    for moiety in ("iron", "protein"):
        assert not (carried(OPEN, moiety) @ OPEN.stoichiometry())[inner].any()
    assert (carried(OPEN, "iron") @ OPEN.stoichiometry())[-2:].tolist() == [1.0, -1.0]


def test_a_closed_system_keeps_its_iron_for_days():
    kernel = Kernel.of(CLOSED)
    p = kernel.parameter_vector(CLOSED.parameters)
    run = solve_ivp(
        kernel.rhs, (0, 96), kernel.initial_state, "Radau", args=(p,), jac=kernel.jacobian
    )
    total = CLOSED.total("iron", run.y)
    assert run.success
    assert not np.allclose(run.y[:, 0], run.y[:, -1], rtol=0.1)  # it did move
    # A linear invariant survives an implicit integrator up to the tolerance of its linear algebra.
    np.testing.assert_allclose(total, total[0], rtol=1e-12)


def test_nothing_becomes_negative_from_nothing():
    kernel = Kernel.of(OPEN)
    p = kernel.parameter_vector(OPEN.parameters)
    rates = kernel.rhs(8.0, np.zeros(7), p)
    assert (rates >= 0).all()
    assert rates[kernel.species_names.index("outside")] > 0


def test_total_counts_volumes_and_what_is_carried():
    state = CLOSED.species
    by_hand = 0.4 * (1.0 + 3 * 0.2) + 1.7 * (1.0 + 3 * 0.2) + 3.0 * 5.0
    assert CLOSED.total("iron", np.array([s.initial for s in state])) == pytest.approx(by_hand)


@pytest.mark.parametrize("model", [CLOSED, OPEN], ids=["closed", "open"])
def test_machine_code_and_numpy_agree(model):
    assert_printers_agree(model)
