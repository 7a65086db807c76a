"""Iron is neither made nor lost, on paper and in a body whose edges are shut."""

import numpy as np
import pytest
from cells import brain
from hypothesis import given
from iron_books import (
    CONSERVED,
    IRON_EDGES,
    MOIETIES,
    as_integrated,
    closed_brain,
    edges,
    follow,
    sealed_brain,
)
from strategies import any_parameters, beyond_range, examples, few_parameters, scattered_states

PLACES = ("neuron", "endothelium", "choroid_plexus")
FORMS_INSIDE = ("empty", "loaded")
DECLARED = brain()[0].parameters


@pytest.mark.parametrize("moiety", MOIETIES)
def test_every_inner_reaction_balances_on_paper(moiety):
    model, _ = brain()
    inner = {r.name for r in model.reactions if not r.may_make_or_lose(moiety)}
    assert len(inner) > 80
    assert not inner & set(edges(model, moiety))


def test_iron_crosses_the_edge_in_four_places_only():
    """The placenta takes what one transferrin carries, two irons, at each turn."""
    across = {"iron_absorption": 1, "tissue_shedding": -1, "bleeding": -1, "placental_uptake": -2}
    assert edges(brain()[0], "iron") == across
    assert set(IRON_EDGES) == set(across)


def test_transferrin_and_receptor_are_made_and_lost_only_where_biology_says():
    model, _ = brain()
    forms = ("apo", "monoferric", "diferric")
    assert edges(model, "transferrin") == (
        {f"{form}_transferrin_decay": -1 for form in forms}
        | {f"{place}.loaded_receptor_degradation": -1 for place in PLACES}
        | {"transferrin_making": 1, "oligodendrocyte_transferrin": 1, "choroid_transferrin": 1}
    )
    assert edges(model, "receptor") == (
        {f"{place}.receptor_synthesis": 1 for place in PLACES}
        | {f"{place}.{form}_receptor_degradation": -1 for place in PLACES for form in FORMS_INSIDE}
    )


def test_every_way_of_iron_is_walked_while_it_is_counted():
    model, kernel = closed_brain()
    trapping = {f"{place}.ferritin_trapping": 0.01 for place in PLACES}  # none in health
    parameters = beyond_range(DECLARED, trapping)
    trajectory, _ = follow(closed_brain(), parameters, kernel.initial_state, (0.0, 24.0))
    fluxes = kernel.fluxes(trajectory.time, trajectory.state, trajectory.p)
    iron = {s.name for s in model.species if "iron" in s.carries}
    ways = [bool(iron & set(r.net)) for r in model.reactions]
    assert sum(ways) > 70
    assert (np.abs(fluxes[ways]).max(axis=1) > 0).all()


# Two examples of two days with the default integrator: it takes a second each.
@examples(2)
@given(few_parameters(DECLARED), scattered_states(closed_brain()[1].initial_state, 0.5))
def test_total_iron_is_constant_over_two_days(parameters, states):
    trajectory, model = follow(closed_brain(), parameters, states[:, 0], (3.0, 51.0))
    total = model.total("iron", as_integrated(trajectory))
    np.testing.assert_allclose(total, total[0], rtol=CONSERVED)


@examples(15)
@given(any_parameters(DECLARED), scattered_states(closed_brain()[1].initial_state, 0.5))
def test_total_iron_is_constant_for_all_parameters_at_once(parameters, states):
    trajectory, model = follow(
        closed_brain(), parameters, states[:, 0], (0.0, 24.0), method="LSODA"
    )
    total = model.total("iron", as_integrated(trajectory))
    np.testing.assert_allclose(total, total[0], rtol=CONSERVED)


@examples(4)
@given(any_parameters(DECLARED), scattered_states(sealed_brain()[1].initial_state, 0.5))
def test_transferrin_and_receptor_are_constant_where_none_is_made_or_lost(parameters, states):
    trajectory, model = follow(
        sealed_brain(), parameters, states[:, 0], (0.0, 24.0), method="LSODA"
    )
    for moiety in MOIETIES:
        total = model.total(moiety, as_integrated(trajectory))
        np.testing.assert_allclose(total, total[0], rtol=CONSERVED)
