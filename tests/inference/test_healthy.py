"""The numbers of health: read in their units, met by the healthy cell, refused if wrong."""

import numpy as np
import pytest
from scipy.stats import norm

from rls_sim.errors import ConfigError
from rls_sim.inference.healthy import Kind, load_healthy, log_likelihood, responses_of
from rls_sim.inference.prior import Prior
from rls_sim.quantities.parameter import Parameter, ParameterSet
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import brain_bench

NUMBERS = load_healthy()


@pytest.fixture(scope="module")
def day():
    return brain_bench().healthy_day


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.name)
def test_the_healthy_cell_has_the_number_within_one_error(number, day):
    response = float(number.response(np.array([number.read(day)]))[0])
    if number.is_limit:
        assert response > 2
    else:
        assert abs(response) < 1


def test_every_number_has_a_source_and_a_parameter_of_the_model(day):
    sources, parameters = load_sources(), day.model.parameters
    for number in NUMBERS:
        assert number.source in sources
        assert not number.fits or number.fits in parameters


def test_numbers_that_are_fitted_are_met_exactly(day):
    fitted = [number for number in NUMBERS if number.fits]
    assert len(fitted) >= 20
    for number in fitted:
        assert number.read(day) == pytest.approx(number.value, rel=1e-4), number.name


def one(kind, value, error):
    example = next(number for number in NUMBERS if number.kind is kind)
    return type(example)(**{**vars(example), "value": value, "error": error})


def test_each_kind_measures_in_errors():
    assert one(Kind.FACTOR, 2.0, 1.5).response(np.array([3.0])) == pytest.approx(1.0)
    assert one(Kind.SPREAD, 2.0, 0.5).response(np.array([1.0])) == pytest.approx(-2.0)
    assert one(Kind.HOUR, 23.0, 2.0).response(np.array([1.0])) == pytest.approx(1.0)
    assert one(Kind.HOUR, 1.0, 2.0).response(np.array([23.0])) == pytest.approx(-1.0)
    assert one(Kind.AT_LEAST, 1.0, 0.1).response(np.array([1.2])) == pytest.approx(2.0)
    assert one(Kind.AT_MOST, 1.0, 0.1).response(np.array([1.2])) == pytest.approx(-2.0)


def test_the_likelihood_is_that_of_normal_errors_and_of_limits():
    factor, limit = one(Kind.FACTOR, 2.0, 1.5), one(Kind.AT_LEAST, 1.0, 0.1)
    responses = np.array([[0.5, 1.0], [-2.0, -3.0], [0.0, 8.0]])
    due = norm.logpdf(responses[:, 0]) + norm.logcdf(responses[:, 1])
    np.testing.assert_allclose(log_likelihood([factor, limit], responses), due)


def test_what_has_no_number_has_no_response():
    found = {number.name: np.array([np.nan, number.value]) for number in NUMBERS}
    responses = responses_of(NUMBERS, found)
    assert responses.shape == (2, len(NUMBERS))
    assert np.isnan(responses[0]).all()
    np.testing.assert_allclose(responses[1], 0.0, atol=1e-9)


ROW = """
[[healthy]]
name = "iron"
what = "iron of plasma"
outcome = "serum_iron"
value = 18.0
unit = "umol/L"
kind = "factor"
error = 1.2
known = "assumed"
source = "clinical_ranges"
"""


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ([('"factor"', '"fctor"')], "is not one of factor, spread, hour"),
        ([("serum_iron", "serum_irn")], "serum_iron"),
        ([('"umol/L"', '"mg/d"')], "is in umol/L"),
        ([("error = 1.2", "error = 1.0")], "error"),
        ([('outcome = "serum_iron"\n', "")], "give one of outcome and mean"),
        ([('known = "assumed"\n', "")], "must be given"),
        ([("value = 18.0", "valeu = 18.0")], "value"),
    ],
)
def test_a_wrong_row_is_refused_by_name(tmp_path, changes, trouble):
    text = ROW
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "healthy.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=trouble) as told:
        load_healthy(path)
    assert "iron" in str(told.value)


def test_a_name_that_is_there_twice_is_refused(tmp_path):
    path = tmp_path / "healthy.toml"
    path.write_text(ROW + ROW)
    with pytest.raises(ConfigError, match="is there twice"):
        load_healthy(path)


def parameter(name, distribution, low=0.0, high=np.inf):
    return Parameter(name, 2.0, "1", name, "assumed", range=(low, high), distribution=distribution)


def test_normal_points_become_the_declared_distributions():
    parameters = ParameterSet(
        [
            parameter("spread", "normal:0.5", 1.0, 4.0),
            parameter("kept", "fixed"),
            parameter("factor", "lognormal:1.5"),
            parameter("even", "uniform", 1.0, 5.0),
        ]
    )
    prior = Prior.declared(parameters)
    assert prior.names == ("spread", "factor", "even")
    points = np.random.default_rng(0).standard_normal((20_000, 3))
    values = prior.values(points)
    assert values[:, 0].min() >= 1.0
    assert np.median(values[:, 0]) == pytest.approx(2.0, abs=0.02)
    logs = np.log(values[:, 1])
    assert logs.mean() == pytest.approx(np.log(2.0), abs=0.01)
    assert logs.std() == pytest.approx(np.log(1.5), rel=0.02)
    np.testing.assert_allclose(np.quantile(values[:, 2], [0.25, 0.75]), [2.0, 4.0], atol=0.06)
    order = np.argsort(points, axis=0)
    assert (np.diff(np.take_along_axis(values, order, axis=0), axis=0) >= 0).all()
