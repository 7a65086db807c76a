"""What PEtab draws from our priors is what we draw."""

import warnings

import numpy as np
import pytest

from rls_sim.exchange.petab_tables import LIN, LOG10, EstimatedParameter, Prior, tsv
from rls_sim.exchange.petab_v1 import _parameter as row_of_version_1
from rls_sim.exchange.petab_v2 import _parameter as row_of_version_2
from rls_sim.hypotheses.petab_priors import bounds, changes_in_size, size_parameter
from rls_sim.inference.prior import Prior as Declared
from rls_sim.quantities.scatter import Scatter
from rls_sim.study.cell import brain_bench
from rls_sim.study.lesion import AppliedLesion
from rls_sim.study.samples import quantiles

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what petab imports
    from petab.v1.priors import Prior as Prior1
    from petab.v2 import Parameter as Parameter2

SHARES = np.array([0.01, 0.1, 0.5, 0.9, 0.99])
INF = float("inf")
SCATTERS = [
    Scatter("lognormal", 8.0, 1.5, 0.0, INF),
    Scatter("lognormal", 8.0, 1.5, 7.0, 11.0),
    Scatter("normal", -2.0, 0.5, -INF, INF),
    Scatter("normal", 0.1, 0.5, 0.0, 1.0),
    Scatter("uniform", 0.2, 0.9, 0.2, 0.9),
    Scatter("loguniform", 0.01, 20.0, 0.01, 20.0),
]


def parameter_of(scatter):
    low, high = bounds(scatter)
    prior = Prior(scatter.kind, scatter.first, scatter.second)
    return EstimatedParameter("k", "k", float(quantiles(scatter, [0.5])[0]), low, high, prior)


@pytest.mark.parametrize("scatter", SCATTERS, ids=lambda s: f"{s.kind} {s.low:g} {s.high:g}")
def test_petab_2_draws_what_we_draw(scatter):
    row = row_of_version_2(parameter_of(scatter))
    found = Parameter2(**row).prior_dist.ppf(SHARES)
    # A bound where the range has no end cuts off one draw in a million.
    np.testing.assert_allclose(found, quantiles(scatter, SHARES), rtol=1e-5)


@pytest.mark.parametrize("scatter", SCATTERS, ids=lambda s: f"{s.kind} {s.low:g} {s.high:g}")
def test_petab_1_draws_what_we_draw(scatter):
    row = row_of_version_1(parameter_of(scatter))
    read = {**row, "objectivePriorParameters": row["objectivePriorParameters"]}
    prior = Prior1.from_par_dict(read, type_="objective", _bounds_truncate=True)
    found = prior.distribution.ppf(SHARES)
    if row["objectivePriorType"] == "parameterScaleUniform":
        found = 10**found if prior.distribution.logbase is False else found
    np.testing.assert_allclose(found, quantiles(scatter, SHARES), rtol=1e-5)


def test_every_declared_distribution_has_bounds_about_its_value():
    declared = Declared.declared(brain_bench().healthy)
    for scatter in declared.scatters:
        low, high = bounds(scatter)
        assert np.isfinite([low, high]).all()
        assert scatter.low <= low < high <= scatter.high
        found = parameter_of(scatter)
        assert found.scale == (LOG10 if scatter.is_logarithmic else LIN)
        assert low > 0 or found.scale == LIN


def test_a_size_is_drawn_and_applied_as_a_lesion_is():
    bench = brain_bench()
    lesion = bench.lesions["clock_hour"]
    size = size_parameter(AppliedLesion(lesion, -4.0), "size_of_it")
    assert (size.id, size.value, size.low, size.high) == ("size_of_it", -4.0, -12.0, 12.0)
    assert size.prior == Prior("uniform", -12.0, 12.0)
    name = "tyrosine_hydroxylase_clock_acrophase"
    formulas = changes_in_size(bench.model, [AppliedLesion(lesion, -4.0)], ["size_of_it"])
    changed = lesion.apply(bench.healthy, -4.0)[name].canonical_value
    assert eval(formulas[name], {"size_of_it": -4.0}) == changed


def test_a_table_has_tabs_every_digit_and_nothing_for_no_number():
    rows = [{"a": 0.1 + 0.2, "b": "x y"}, {"a": float("nan"), "c": 3}]
    assert tsv(rows) == "a\tb\tc\n0.30000000000000004\tx y\t\n\t\t3\n"
