"""The network map: iron is conserved on it, widths are to scale, and what is new finds a place."""

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch
from pictures import toy_day

from rls_sim.report.caption import Origin
from rls_sim.report.network_figure import LEAST_LEAVING, WIDEST, draw_network, ratio_words
from rls_sim.report.network_flows import OUTSIDE, flow_map
from rls_sim.report.network_places import KNOWN, NODE, REGIONS, SCALES, places_of, region_of
from rls_sim.report.network_scale import scale_name, scales_of
from rls_sim.study.cell import brain_bench


@pytest.fixture(scope="module")
def healthy():
    return brain_bench().healthy_day


def texts(figure, place=0):
    return [text.get_text() for text in figure.axes[place].texts]


def test_what_enters_a_node_of_the_brain_leaves_it(healthy):
    found = flow_map(healthy)
    for key in found.nodes:
        gains = sum(flow.amount for flow in found.flows if flow.target == key)
        losses = sum(flow.amount for flow in found.flows if flow.source == key)
        assert gains == pytest.approx(losses, rel=1e-6), key  # averages of a day that repeats


def test_flows_of_iron_are_the_reactions_times_the_iron_that_they_move(healthy):
    found = flow_map(healthy)
    bound = healthy.mean("neuron.monoferric_binding") + 2 * healthy.mean("neuron.diferric_binding")
    assert found.flow("interstitial.transferrin", "neuron.receptors") == pytest.approx(bound)
    entry = found.flow(OUTSIDE, "plasma.nontransferrin_iron")
    assert entry == pytest.approx(healthy.mean("iron_absorption"))
    made = found.flow("tyrosine", "levodopa")
    assert made == pytest.approx(healthy.mean("tyrosine_hydroxylation"))


def test_every_pool_with_iron_is_in_a_node_once_and_amounts_are_the_models(healthy):
    found = flow_map(healthy)
    pools = [pool for node in found.nodes.values() for pool in node.pools]
    assert len(pools) == len(set(pools))
    carriers = {s.name for s in healthy.model.species if s.carries.get("iron")}
    assert carriers <= set(pools)
    iron = sum(node.amount for node in found.nodes.values() if node.has_iron)
    total = healthy.model.total("iron", healthy.state)[:-1].mean()
    assert iron == pytest.approx(total, rel=1e-9)


def test_the_map_knows_every_node_of_the_brain_and_none_touches_another(healthy):
    nodes = flow_map(healthy).nodes
    assert set(nodes) <= set(KNOWN)
    places = places_of(nodes.values())
    for one, (x, y) in places.items():
        left, bottom, right, top = region_of(nodes[one]).box
        assert left <= x - NODE[0] / 2
        assert x + NODE[0] / 2 <= right
        assert bottom <= y - NODE[1] / 2
        assert y + NODE[1] / 2 <= top
        for other, (a, b) in places.items():
            assert one == other or abs(x - a) >= NODE[0] or abs(y - b) >= NODE[1], (one, other)


def test_a_pool_that_the_map_does_not_know_finds_room_in_its_region():
    nodes = flow_map(toy_day()).nodes
    places = places_of(nodes.values())
    x, y = places["neuron.second_sink_iron"]
    left, bottom, right, top = region_of(nodes["neuron.second_sink_iron"]).box
    assert left < x < right
    assert bottom < y < top
    others = [place for key, place in places.items() if key != "neuron.second_sink_iron"]
    assert all(abs(x - a) >= NODE[0] or abs(y - b) >= NODE[1] for a, b in others)
    assert places == places_of(reversed(list(nodes.values())))
    assert "second sink iron" in " ".join(texts(draw_network([("", toy_day())], Origin()))).replace(
        "\n", " "
    )


def test_widths_are_the_square_roots_of_the_fluxes():
    days = [("one", toy_day()), ("half", toy_day(0.5))]
    first, second = draw_network(days, Origin()).axes
    scale = scales_of([flow_map(day) for _, day in days])["neuron"]
    assert scale.largest == 3.0  # the loading of ferritin, in the first
    assert scale.share(0.75) == pytest.approx(0.5)
    widths = [
        max(
            arrow.get_arrowstyle().tail_width
            for arrow in axes.patches
            if isinstance(arrow, FancyArrowPatch)
            and hasattr(arrow.get_arrowstyle(), "tail_width")
            and arrow.patchA is not None
            and arrow.patchB is not None
            and 45.0 < _height(arrow) < 92.0  # the neuron's region
        )
        for axes in (first, second)
    ]
    assert widths[0] == pytest.approx(WIDEST[True])
    assert widths[1] == pytest.approx(WIDEST[True] * np.sqrt(0.5), rel=1e-3)


def _height(arrow):
    """Where an arrow begins on the map."""
    return arrow._posA_posB[0][1]


def test_the_second_map_tells_ratios_and_nothing_where_nothing_changed():
    figure = draw_network([("one", toy_day()), ("half", toy_day(0.5))], Origin())
    times = "\N{MULTIPLICATION SIGN} 0.5"
    assert sum(text == times for text in texts(figure, 1)) == 2  # loading and unloading
    assert not any(times in text for text in texts(figure, 0))
    assert ratio_words(1.004) == ""
    assert ratio_words(2.0) == "\N{MULTIPLICATION SIGN} 2"
    caption = " ".join(" ".join(text.get_text().split()) for text in figure.texts)
    assert "ratios to the cell at the left" in caption
    assert f"less than {LEAST_LEAVING:g} of the widest" in caption


def test_a_flow_between_parts_has_the_finer_scale():
    found = flow_map(toy_day())
    uptake = next(f for f in found.flows if f.target == "neuron.receptors")
    assert scale_name(uptake, found.nodes) == "neuron"
    assert {region.scale for region in REGIONS} == set(SCALES)


@pytest.mark.parametrize("count", [0, 3])
def test_other_than_one_or_two_cells_are_refused(count):
    with pytest.raises(ValueError, match=f"{count} cells"):
        draw_network([("", toy_day())] * count, Origin())
