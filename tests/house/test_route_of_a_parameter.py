"""One name from the configuration to the figure: what is written there is what is computed.

Two parameters are followed: the receptor density of the neuron's iron, and the release rate of
its dopamine. If a name is changed, bypassed or cached on the way, these tests speak.
"""

import numpy as np
import pytest

from rls_sim.report.sweep_figure import draw_sweep
from rls_sim.study.cell import Cell, solve_cell
from rls_sim.study.config import Request, load_cell, load_plan
from rls_sim.study.sweeps.experiment import layout_of
from rls_sim.study.sweeps.sweep import Task, begin, carry_on

CONFIGURATION = """
title = "A route"
[set]
release_rate = { value = "1.5x", why = "a test" }
[vary]
receptor_density = [0.6, 0.9]
"""
ROUTES = [
    # name in the file, full name, the flux it belongs to, factor, outcome, does it rise?
    ("receptor_density", "neuron.receptor_density", "neuron.receptor_synthesis", 0.6,
     "labile_iron", False),
    ("release_rate", "release_rate", "dopamine_release", 1.5, "extracellular_dopamine", True),
]  # fmt: skip


@pytest.mark.parametrize(("name", "full", "flux", "factor", "outcome", "rises"), ROUTES)
def test_a_value_goes_from_the_file_to_its_own_flux_and_no_other(
    name, full, flux, factor, outcome, rises, bench, tmp_path
):
    file = tmp_path / "route.toml"
    file.write_text(f'title = "A route"\n[set]\n{name} = {{ value = "{factor}x", why = "a test" }}')

    parameter = load_cell(bench, file).parameters[name]
    assert parameter.name == full
    assert parameter.value == pytest.approx(factor * bench.healthy[full].value)
    assert parameter.reason == "route.toml: a test"

    kernel, parameters = bench.kernel, load_cell(bench, file).parameters
    before, after = (kernel.parameter_vector(p) for p in (bench.healthy, parameters))
    changed = [kernel.parameter_names[i] for i in np.flatnonzero(before != after)]
    assert changed == [full]

    moment = bench.healthy_day.state[:, 0]
    old, new = (kernel.fluxes(0.0, moment, p) for p in (before, after))
    moved = {kernel.reaction_names[i]: new[i] / old[i] for i in np.flatnonzero(new != old)}
    assert moved == {flux: pytest.approx(factor)}

    result = solve_cell(Cell(parameters), bench, certify=False)
    healthy = bench.evaluate(bench.healthy_day)
    assert (result.outcomes[outcome] > healthy[outcome]) is rises


@pytest.fixture(scope="module")
def result(bench, tmp_path_factory):
    """A sweep of two cells, both with more release."""
    file = tmp_path_factory.mktemp("route") / "route.toml"
    file.write_text(CONFIGURATION)
    plan = load_plan(bench, file, Request())
    task = Task(plan, bench, layout_of(plan, bench))
    return carry_on(task, begin(task, file.parent / "out"), 1).result


def test_what_varies_is_a_column_with_its_unit(result):
    assert [row["neuron.receptor_density"] for row in result.rows] == [0.6, 0.9]
    assert result.columns["neuron.receptor_density"] == (
        "synthesis of TfR1 for each message, relative to healthy",
        "1",
    )
    less, more = (row["labile_iron"] for row in result.rows)
    assert less < more


def test_what_varies_is_the_axis_and_what_differs_the_caption(result):
    figure = draw_sweep(result)
    axes = [panel.get_xlabel() for panel in figure.axes]
    assert (
        "Synthesis of TfR1 for each message, relative to healthy (neuron.receptor_density) [ratio]"
        in axes
    )
    caption = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert (
        "release_rate 1.5 /h (default 1)" in caption
        or "release_rate 1.5 1/h (default 1)" in caption
    )
