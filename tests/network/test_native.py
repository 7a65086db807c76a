"""Machine code of a model is found again for the same formulas, and never for others."""

import pickle
import sys

import numpy as np
import pytest
from printers import call
from toy_network import build_toy, number

from rls_sim.network import assembly, code_cache, machine, native
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.native import formulas_text
from rls_sim.network.process import Process
from rls_sim.network.programs import LANES, K, trace
from rls_sim.network.rate_laws import saturation
from rls_sim.network.reaction import Compartment, Species, reaction

pytestmark = pytest.mark.skipif(not machine.available(), reason="no machine code here")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty cache."""
    monkeypatch.setenv(code_cache.FOLDER_SETTING, str(tmp_path))
    return tmp_path


def fresh(model):
    """A kernel of a model as another process gets it: nothing was asked of it yet."""
    return pickle.loads(pickle.dumps(Kernel.of(model)))


def with_rate(function):
    """A model of one pool that is made at a rate of its volume."""
    pool, box = Species("pool", "", "box", 1.0), Compartment("box", "volume")
    law = reaction("-> pool", boundary=True)(function)
    return Model([Process("box", (pool,), (number("volume", 1.0, "L"),), (law,), (), (box,))])


def rate_of(code, volume=4.0):
    """The first rate of change by machine code, in a state of ones."""
    ns, _, nc, nd, _, _ = code.dims
    constants, drives = np.zeros((nc, LANES)), np.zeros((nd, LANES))
    rates = np.zeros((ns, LANES))
    call(code.addresses[K.CONSTANTS], np.full((1, LANES), volume), constants)
    call(code.addresses[K.RATES], np.ones((ns, LANES)), constants, drives, rates)
    return rates[0].tolist()


class Setting:
    """Something that a law may look up, of which its text says nothing."""

    def __init__(self, factor):
        self.factor = factor


def by_closure(factor):
    def making(volume):
        return factor * volume**2

    return making


def by_object(factor):
    setting = Setting(factor)

    def making(volume):
        return setting.factor * volume**2

    return making


def by_default(factor):
    def helper(volume, *, times=factor):
        return times * volume**2

    def making(volume):
        return helper(volume)

    return making


@pytest.mark.parametrize("made", [by_closure, by_object, by_default])
def test_laws_of_the_same_text_that_refer_to_other_values_have_code_of_their_own(made, folder):
    for factor in (2.0, 3.0):
        assert rate_of(fresh(with_rate(made(factor))).machine) == [factor * 4.0] * LANES
    assert len(list(folder.iterdir())) == 2


def test_code_that_was_kept_needs_no_derivatives(monkeypatch, folder):
    first = fresh(build_toy()).machine
    monkeypatch.setattr(assembly, "assemble", None)
    again = fresh(build_toy()).machine
    assert len(list(folder.iterdir())) == 1
    for name in ("dims", "rows", "columns"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert first.names == again.names
    assert tuple(name.upper() for name in again.names) == tuple(K.__members__)


def test_dims_and_pattern_are_those_of_the_kernel():
    kernel = fresh(build_toy())
    code = kernel.machine
    assert code.dims[:2].tolist() == [len(kernel.species_names), len(kernel.parameter_names)]
    np.testing.assert_array_equal([code.rows, code.columns], kernel.jacobian_pattern)
    assert kernel.machine is code


def test_code_does_not_depend_on_what_was_asked_before(folder):
    fresh(build_toy()).machine  # noqa: B018 - compiled when it is asked for
    (path,) = folder.iterdir()
    before = path.read_bytes()
    path.unlink()

    kernel = fresh(build_toy())
    t, x, p = 0.0, kernel.initial_state, kernel.parameter_vector(build_toy().parameters)
    kernel.jacobian(t, x, p)
    kernel.parameter_slopes(t, x, p)
    kernel.derived_parameter_slopes(t, x, p)
    assert pickle.loads(pickle.dumps(kernel)).machine is not None
    assert path.read_bytes() == before


def test_without_machine_code_there_is_none(monkeypatch):
    monkeypatch.setenv(machine.SETTING, "off")
    assert fresh(build_toy()).machine is None


def test_a_change_in_what_generates_is_another_key(monkeypatch, folder):
    fresh(build_toy()).machine  # noqa: B018
    monkeypatch.setattr(native, "GENERATORS", native.GENERATORS[1:])
    fresh(build_toy()).machine  # noqa: B018
    assert len(list(folder.iterdir())) == 2


def test_everything_that_makes_assembly_of_formulas_is_part_of_the_key():
    """Modules of this package that the generators import, but for those that only trace."""
    known = {module.__name__ for module in native.GENERATORS}
    tracing = {"model", "reaction"}
    imported = {
        value.__module__
        for module in native.GENERATORS
        for value in vars(module).values()
        if getattr(value, "__module__", "").startswith("rls_sim.network")
    }
    allowed = known | {f"rls_sim.network.{name}" for name in tracing}
    assert imported <= allowed
    assert known <= set(sys.modules)


def test_the_text_of_formulas_is_the_same_after_they_were_derived_apart():
    formulas = trace(build_toy())
    before = formulas_text(formulas)
    formulas.apart().slopes_along_species(formulas.rates)
    assert formulas_text(formulas) == before == formulas_text(trace(build_toy()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda pool: pool / (1 + pool), lambda pool: pool / (2 + pool)),
        (lambda pool: pool + 1e-16, lambda pool: pool + 2e-16),
        (lambda pool, volume: pool - volume, lambda pool, volume: volume - pool),
    ],
)
def test_another_formula_has_another_text(one, other):
    for law in (one, other):
        law.__name__ = "making"
    texts = {formulas_text(trace(with_rate(law))) for law in (one, other)}
    assert len(texts) == 2


def test_a_saturation_and_its_quotient_have_texts_of_their_own():
    """Their values are the same; their slopes are written differently."""

    def quotient(pool, volume):
        return pool / (volume + pool)

    def saturated(pool, volume):
        return saturation(pool, volume)

    quotient.__name__ = saturated.__name__ = "making"
    texts = {formulas_text(trace(with_rate(law))) for law in (quotient, saturated)}
    assert len(texts) == 2
