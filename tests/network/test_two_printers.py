"""Machine code and NumPy agree on every program of every model, on states that solvers may try.

The scale of a difference is a running bound of the rounding error, in which every operation adds
one unit in the last place of its answer (tests/interpreter.py). Where terms cancel it is as
large as what cancelled; so it is fair to a row whose answer is nearly nothing, and does not let a
large row hide a fault in a small one. Two printers of one graph may differ by the order in which a
fused product is rounded and by the last digit of exp, log and cos: less than the bound.
"""

import numpy as np
import pytest
from cells import brain
from hypothesis import given, settings
from hypothesis import strategies as st
from printers import assert_printers_agree, call
from random_formulas import formulas, model_of
from toy_network import build_toy

from rls_sim.network import machine
from rls_sim.network.kernel import Kernel
from rls_sim.network.programs import LANES, K


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("build", [build_toy, lambda: brain()[0]], ids=["toy", "brain"])
def test_both_printers_agree_on_every_program(build, seed):
    assert_printers_agree(build(), seed)


@settings(max_examples=25)
@given(st.lists(formulas, min_size=1, max_size=4))
def test_both_printers_agree_on_whatever_formula_a_law_holds(formulas):
    assert_printers_agree(model_of(formulas)[0])


def blocks(values):
    """Rows of numbers in the lanes of one block: (rows, LANES)."""
    return np.repeat(np.asarray(values, dtype=float)[:, None], LANES, axis=1)


@pytest.mark.skipif(not machine.available(), reason="no machine code here")
@pytest.mark.parametrize("build", [build_toy, lambda: brain()[0]], ids=["toy", "brain"])
def test_a_kernel_says_the_same_as_its_machine_code(build):
    """By another way: a kernel sums fluxes over volumes, machine code has one formula a species."""
    model = build()
    kernel = Kernel.of(model)
    code, p = kernel.machine, kernel.parameter_vector(model.parameters)
    ns, _, nc, nd, nj, _ = code.dims
    generator = np.random.default_rng(8)
    for time in (0.0, 7.3, 31.0):
        x = np.maximum(kernel.initial_state, 1e-3) * 10 ** generator.uniform(-1, 1, ns)
        constants, drives = np.zeros((nc, LANES)), np.zeros((nd, LANES))
        rates, slopes = np.zeros((ns, LANES)), np.zeros((nj, LANES))
        call(code.addresses[K.CONSTANTS], blocks(p), constants)
        call(code.addresses[K.DRIVES], blocks([time]), constants, drives)
        call(code.addresses[K.LINEARISED], blocks(x), constants, drives, rates, slopes)

        moved = np.abs(kernel.stoichiometry) / kernel.volumes_of(p)[:, None]
        terms = moved @ np.abs(kernel.fluxes(time, x, p))
        assert (np.abs(rates - kernel.rhs(time, x, p)[:, None]) <= 1e-12 * terms[:, None]).all()
        np.testing.assert_array_equal([code.rows, code.columns], kernel.jacobian_pattern)
        reactions, species, flux_slopes = kernel.flux_slopes(time, x, p)
        along = np.zeros((len(kernel.reaction_names), ns))
        along[reactions, species] = np.abs(flux_slopes)
        scale = (moved @ along)[code.rows, code.columns]
        exact = kernel.jacobian(time, x, p)[code.rows, code.columns]
        assert (np.abs(slopes - exact[:, None]) <= 1e-12 * scale[:, None]).all()
