"""Parts of the page that need no screen, run in the browser as they are."""

import math
from itertools import pairwise
from urllib.parse import quote

import pytest

from rls_sim.hypotheses.met import HOUR, LEVEL, RATIO, Met
from rls_sim.hypotheses.observations import CONTRASTS

GRIDS = """async () => {
  const { gridOf, nearestPosition } = await import("rls/grid");
  const catalogue = await (await fetch("api/catalogue")).json();
  const grids = {};
  for (const [name, parameter] of Object.entries(catalogue.parameters)) {
    if (!(parameter.low < parameter.high)) continue;
    const grid = gridOf(parameter);
    grids[name] = { grid, at: grid[nearestPosition(grid, parameter.value)], ...parameter };
  }
  return grids;
}"""

ROUND = """async (views) => {
  const { decodeView, encodeView } = await import("rls/hash");
  const catalogue = await (await fetch("api/catalogue")).json();
  return views.map((view) => {
    const { view: read, notices } = decodeView(view, catalogue);
    return { written: encodeView(read, catalogue), notices };
  });
}"""

JUDGE = """async (cases) => {
  const { judge } = await import("rls/evidence");
  return cases.map((told) => judge(...told).verdict);
}"""

FORMAT = """async (numbers) => {
  const { formatNumber } = await import("rls/format");
  return numbers.map((number) => formatNumber(number));
}"""


@pytest.fixture
def page(server_address, visit):
    return visit(server_address).page


def test_every_slider_can_take_the_declared_value_and_both_ends_exactly(page):
    grids = page.evaluate(GRIDS)
    assert len(grids) > 200
    for name, told in grids.items():
        grid = told["grid"]
        assert grid[0] == told["low"], name
        assert grid[-1] == told["high"], name
        assert told["at"] == told["value"], name
        assert all(one < other for one, other in pairwise(grid)), name
        assert 50 < len(grid) < 600, name


def test_steps_of_a_logarithmic_slider_are_about_equal_factors(page):
    grids = page.evaluate(GRIDS)
    for name, told in grids.items():
        if not told["log"]:
            continue
        inner = told["grid"][1:-1]
        factors = [math.log(b / a) for a, b in pairwise(inner)]
        most = math.log(told["high"] / told["low"]) / 240
        assert max(factors) < 2.2 * most, name


VIEWS = [
    "",
    "neuron.receptor_density=0.4",
    "lesion=irp1_loss:0.5&lesion=blood_loss:3&brain_oxygen=3.5",
    "x=brain_oxygen:2:5&outcome=irls_score",
    "quantity=neuron.ferritin&b=healthy",
    "dietary_iron=12&b=lesion%3Dirp1_loss:0.5%26neuron.receptor_density%3D0.4&edit=b",
]


def test_a_view_survives_its_address(page):
    for view, told in zip(VIEWS, page.evaluate(ROUND, VIEWS), strict=True):
        assert told == {"written": view, "notices": []}


def test_a_short_name_is_understood_and_written_in_full(page):
    (told,) = page.evaluate(ROUND, ["#receptor_density=0.4"])
    assert told == {"written": "neuron.receptor_density=0.4", "notices": []}


def observation(kind, low, high, contrast="rls/control"):
    return {"outcome": "o", "kind": kind, "low": low, "high": high, "contrast": contrast}


JUDGED = [
    (observation("ratio", None, 0.6), {"o": 1.0}, {"o": 2.0}, "met"),
    (observation("ratio", None, 0.6), {"o": 1.3}, {"o": 2.0}, "not met"),
    (observation("ratio", None, 0.6), {"o": 1.3}, {"o": 0.0}, "not met"),
    (observation("ratio", 1.2, None), {"o": 1.3}, {"o": 0.0}, "met"),
    (observation("ratio", 1.2, None), {"o": 0.0}, {"o": 0.0}, "cannot be said"),
    (observation("ratio", 1.2, None), {"o": 1.3}, {"o": None}, "cannot be said"),
    (observation("ratio", 0.9, 1.1), {"o": 2.0}, {"o": 2.0}, "met"),
    (observation("level", 3, None), {"o": 3.0}, {"o": 9.0}, "met"),
    (observation("level", 3, None), {"o": 2.9}, {"o": 9.0}, "not met"),
    (observation("level", 3, None), {"o": None}, {"o": 9.0}, "cannot be said"),
    (observation("level", 3, 4, "active/rest"), {"o": 9.0}, {"o": 3.5}, "met"),
    (observation("level", 3, 4, "rls"), {"o": 9.0}, {"o": 3.5}, "not met"),
    *(
        (observation("ratio", 0.9, 1.1, contrast), {"o": 2.0}, {"o": 2.0}, "cannot be said")
        for contrast in CONTRASTS
        if contrast not in ("rls/control", "rls", "healthy", "active/rest")
    ),
    (observation("level", 3, None), None, {"o": 9.0}, "cannot be said"),
    (observation("level", 3, 4, "healthy"), {"o": 9.0}, {"o": 3.5}, "met"),
    (observation("clock", 22, 2), {"o": 23.5}, {"o": 9.0}, "met"),
    (observation("clock", 22, 2), {"o": 1.0}, {"o": 9.0}, "met"),
    (observation("clock", 22, 26), {"o": 1.0}, {"o": 9.0}, "met"),
    (observation("clock", 22, 2), {"o": 12.0}, {"o": 9.0}, "not met"),
    ({**observation("level", 3, 4), "outcome": ""}, {"o": 9.0}, {"o": 3.5}, "cannot be said"),
]


def test_an_observation_is_met_within_its_interval_and_around_midnight(page):
    cases = [[seen, outcomes, healthy] for seen, outcomes, healthy, _ in JUDGED]
    assert page.evaluate(JUDGE, cases) == [verdict for *_, verdict in JUDGED]


ENDS = (None, 0.0, 0.6, 1.5, 22.0)
NUMBERS = (None, 0.0, 0.412, 0.6, 1.0, 23.5)


def test_the_page_judges_as_the_package_does(page):
    """Every kind of interval, open ends and none, and a healthy cell that has none of it."""
    met = [Met(kind, low, high) for kind in (RATIO, LEVEL, HOUR) for low in ENDS for high in ENDS]
    cases = [(each, broken, healthy) for each in met for broken in NUMBERS for healthy in NUMBERS]
    told = [
        [observation(each.kind, each.low, each.high), {"o": broken}, {"o": healthy}]
        for each, broken, healthy in cases
    ]
    verdicts = page.evaluate(JUDGE, told)
    for (each, *numbers), verdict in zip(cases, verdicts, strict=True):
        broken, healthy = (math.nan if number is None else number for number in numbers)
        assert (verdict == "met") is each.holds(broken, healthy), (each, broken, healthy)


AXES = """async (ends) => {
  const { axisValues } = await import("rls/grid");
  return ends.flatMap(([low, high]) => [true, false].map((log) => axisValues(low, high, log, 31)));
}"""


def test_the_values_of_an_axis_can_be_told_apart(page):
    ends = [
        [0, 5],
        [1, 1.00001],
        [0.99999999, 1],
        [1e-6, 1e6],
        [3e-9, 3.1e-9],
        [12345678, 12345679],
    ]
    for values in page.evaluate(AXES, ends):
        assert len(values) == 31
        assert all(one < other for one, other in pairwise(values)), values


def test_a_whole_model_set_in_two_cells_fits_into_an_address(page):
    grids = page.evaluate(GRIDS)
    view = "&".join(f"{name}={told['grid'][7]}" for name, told in grids.items())
    both = f"{view}&b={quote(view, safe=':/')}&edit=b"
    assert len(both) > 15_000
    (told,) = page.evaluate(ROUND, [both])
    assert told["notices"] == []
    assert told["written"].count("neuron.receptor_density") == 2


def test_numbers_are_short_and_never_hide_what_they_are(page):
    numbers = [0, 1, 0.5, 1234.5, 123456, 1e7, 0.000123, -0.25, 2.0141, None]
    words = ["0", "1", "0.5", "1230", "123000", "1e7", "1.23e-4", "-0.25", "2.01"]
    assert page.evaluate(FORMAT, numbers) == [*words, "\N{EN DASH}"]
