"""Every flux at its limits: none without substrate, none backwards unless it can, full at the top.

Asked of the generated code of the whole model, so that the wiring is tested with the laws. A law
that stands in several places is named once for all of them.
"""

import numpy as np
import pytest
from cells import brain, healthy_arguments, healthy_cycle
from hypothesis import given
from strategies import (
    any_parameters,
    beyond_range,
    clock_times,
    examples,
    scattered_states,
    with_values,
)

MODEL, KERNEL = brain()
DECLARED = MODEL.parameters
SPECIES = KERNEL.species_names
PLACES = ("neuron", "endothelium", "choroid_plexus", "plasma", "interstitial", "cerebrospinal")

# Reactions that run backwards where there is enough of this.
REVERSIBLE = {
    "monoferric_binding": "surface_receptor_monoferric",
    "diferric_binding": "surface_receptor_diferric",
    "ferritin_loading": "ferritin_iron",  # more than the cages left can hold
    "biopterin_recycling": "tetrahydrobiopterin",
    "tyrosine_exchange": "tyrosine_pool",
    "vesicular_loading": "vesicular_dopamine",
    "cluster_loss": "iron_regulatory_protein_1",  # more awake than there is in all
}

# What is made without substrate: each species without which nothing is made ...
MADE_FROM = {
    "hepcidin_synthesis": ("plasma.diferric_transferrin", "liver_iron"),
    "receptor_synthesis": ("receptor_messenger",),
    "transporter_making": ("neuron.labile_iron",),
    "d2_making": ("neuron.labile_iron",),
    "a1_making": ("neuron.labile_iron",),
}
# ... and the parameters that stop it together where they are 0.
MADE_BY = {
    "hepcidin_synthesis": ("hepcidin_synthesis_maximal",),
    "iron_absorption": ("dietary_iron",),
    "transferrin_making": ("transferrin_synthesis",),
    "receptor_transcription": ("receptor_transcription_maximal",),
    "receptor_synthesis": ("receptor_density",),
    "divalent_transporter_synthesis": ("divalent_transporter_density",),
    "regulatory_protein_2_making": ("regulatory_protein_2_density",),
    "cluster_loss": ("regulatory_protein_1_cluster_loss",),
    "ferritin_synthesis": ("ferritin_density",),
    "ferroportin_synthesis": ("ferroportin_density",),
    "ferritin_shedding": ("ferritin_secretion", "brain_ferritin_secretion"),
    "oligodendrocyte_transferrin": ("interstitial_transferrin_synthesis",),
    "choroid_transferrin": ("choroid_transferrin_synthesis",),
    "biopterin_making": ("biopterin_synthesis",),
    "tyrosine_entry": ("tyrosine_blood",),
    "levodopa_entry": ("levodopa_plasma",),
    "hydroxylase_making": ("hydroxylase_turnover",),
    "transporter_making": ("transporter_turnover",),
    "d2_making": ("d2_turnover",),
    "a1_making": ("a1_turnover",),
    "release_gain_rise": ("release_gain_turnover",),
}

# What only treatment brings: health has none, so it is given where a flux should run.
GIVEN = {"levodopa_plasma": 5.0}

# Laws that saturate in these, and the product that they then reach.
SATURABLE = {
    "divalent_transport": (
        ("endosomal_iron",),
        ("divalent_transporter", "divalent_transport_maximal", "endosome_volume"),
    ),
    "mitochondrial_import": (
        ("labile_iron",),
        ("mitochondrial_import_maximal", "mitochondrial_import_density", "volume"),
    ),
    "iron_sulfur_synthesis": (
        ("mitochondrial_iron",),
        ("iron_sulfur_synthesis_maximal", "mitochondrial_volume"),
    ),
    "ferroportin_export": (
        ("labile_iron",),
        ("ferroportin", "release_signal", "ferroportin_export_maximal", "volume"),
    ),
    "nontransferrin_uptake": (
        ("outside_nontransferrin_iron",),
        ("nontransferrin_uptake_maximal", "volume"),
    ),
    "hepcidin_synthesis": (
        ("plasma_diferric_transferrin", "liver_iron"),
        ("hepcidin_synthesis_maximal", "hepcidin_density", "plasma_volume"),
    ),
    "tyrosine_entry": (("tyrosine_blood",), ("tyrosine_entry_maximal", "terminal_volume")),
    "decarboxylation": (("levodopa",), ("decarboxylase_maximal", "terminal_volume")),
    "dopamine_reuptake": (
        ("extracellular_dopamine",),
        (
            "dopamine_transporter",
            "dopamine_transporter_clock",
            "reuptake_maximal",
            "terminal_volume",
        ),
    ),
    "outer_breakdown": (
        ("extracellular_dopamine",),
        ("outer_breakdown_maximal", "terminal_volume"),
    ),
}
# Saturable in each substrate by a law with more to it; test_directions says which way it goes.
ELSEWHERE = ("tyrosine_hydroxylation", "tissue_shedding")

NOTHING = 1e-90  # umol/h: a signal at zero counts as 1e-100, whose logarithm is a number

any_state = scattered_states(KERNEL.initial_state, 3.0, 2 * len(KERNEL.reaction_names))


def law_of(reaction):
    """The name that a placed reaction has in its process."""
    place, _, law = reaction.name.rpartition(".")
    return law if place in PLACES else reaction.name


def species_at(reaction, name):
    """The row of a species that the reaction's process calls ``name``."""
    here = f"{reaction.name.rpartition('.')[0]}.{name}"
    return SPECIES.index(here if here in SPECIES else name)


def parameter_at(reaction, name):
    here = f"{reaction.name.rpartition('.')[0]}.{name}"
    return here if here in DECLARED else name


def columns_where(pairs, states, time, parameters):
    """Flux of each (reaction, row) pair where the species of that row alone is gone."""
    states = states[:, : len(pairs)].copy()
    states[[row for _, row in pairs], np.arange(len(pairs))] = 0.0
    fluxes = KERNEL.fluxes(time, states, KERNEL.parameter_vector(parameters))
    rows = [KERNEL.reaction_names.index(reaction.name) for reaction, _ in pairs]
    return fluxes[rows, np.arange(len(pairs))]


def names(pairs, failing):
    return [(pairs[i][0].name, SPECIES[pairs[i][1]]) for i in np.flatnonzero(failing)]


def test_every_reaction_stands_in_one_of_the_tables():
    laws = {law_of(r) for r in MODEL.reactions}
    from_nothing = {law_of(r) for r in MODEL.reactions if not r.takes}
    assert from_nothing == set(MADE_BY)
    for table in (REVERSIBLE, MADE_FROM, MADE_BY, SATURABLE, ELSEWHERE):
        assert set(table) <= laws


@examples(25)
@given(any_parameters(DECLARED), any_state, clock_times)
def test_without_substrate_nothing_moves_forward(parameters, states, time):
    pairs = [(r, SPECIES.index(n)) for r in MODEL.reactions for n in r.takes]
    flux = columns_where(pairs, states, time, parameters)
    both_ways = np.array([law_of(r) in REVERSIBLE for r, _ in pairs])
    assert names(pairs, both_ways & ~(flux <= 0)) == []
    assert names(pairs, ~both_ways & (flux != 0)) == []


@pytest.mark.parametrize("law", MADE_FROM)
def test_nothing_is_made_of_what_is_not_there(law):
    """At healthy parameters: where an exponent of adaptation is 0 iron is not asked for."""
    p, healthy = KERNEL.parameter_vector(DECLARED), healthy_cycle().state[:, 0]
    for reaction in (r for r in MODEL.reactions if law_of(r) == law):
        row = KERNEL.reaction_names.index(reaction.name)
        for name in MADE_FROM[law]:
            state = healthy.copy()
            state[species_at(reaction, name)] = 0.0
            assert KERNEL.fluxes(0.0, healthy, p)[row] > 0
            assert 0 <= KERNEL.fluxes(0.0, state, p)[row] < NOTHING


@examples(25)
@given(any_parameters(DECLARED), any_state, clock_times)
def test_without_product_nothing_moves_back(parameters, states, time):
    pairs = [
        (r, species_at(r, REVERSIBLE[law_of(r)]))
        for r in MODEL.reactions
        if law_of(r) in REVERSIBLE
    ]
    flux = columns_where(pairs, states, time, parameters)
    assert names(pairs, ~(flux >= 0)) == []


@examples(25)
@given(any_parameters(DECLARED), any_state, clock_times)
def test_what_is_not_reversible_never_moves_back(parameters, states, time):
    fluxes = KERNEL.fluxes(time, states, KERNEL.parameter_vector(parameters))
    one_way = np.array([law_of(r) not in REVERSIBLE for r in MODEL.reactions])
    backward = ~(fluxes >= 0).all(axis=1)
    assert [KERNEL.reaction_names[i] for i in np.flatnonzero(one_way & backward)] == []


@pytest.mark.parametrize("law", REVERSIBLE)
def test_the_reversible_do_move_back(law):
    p, healthy = KERNEL.parameter_vector(DECLARED), healthy_cycle().state[:, 0]
    for reaction in (r for r in MODEL.reactions if law_of(r) == law):
        state = healthy.copy()
        state[[SPECIES.index(name) for name in reaction.takes]] *= 1e-6
        state[species_at(reaction, REVERSIBLE[law])] *= 1e6
        row = KERNEL.reaction_names.index(reaction.name)
        assert KERNEL.fluxes(0.0, healthy, p)[row] > 0
        assert KERNEL.fluxes(0.0, state, p)[row] < 0


@pytest.mark.parametrize("law", MADE_BY)
def test_what_is_made_without_substrate_stops_where_its_maker_is_gone(law):
    healthy, given = healthy_cycle().state[:, 0], with_values(DECLARED, GIVEN)
    for reaction in (r for r in MODEL.reactions if law_of(r) == law):
        gone = {parameter_at(reaction, name): 0.0 for name in MADE_BY[law]}
        row = KERNEL.reaction_names.index(reaction.name)
        p = KERNEL.parameter_vector(beyond_range(given, gone))
        assert KERNEL.fluxes(7.0, healthy, KERNEL.parameter_vector(given))[row] > 0
        assert KERNEL.fluxes(7.0, healthy, p)[row] == 0


def test_ferritin_is_shed_by_choroid_plexus_and_brain_alone():
    state = healthy_cycle().state[:, 0].copy()
    state[[SPECIES.index("choroid_plexus.ferritin"), SPECIES.index("brain_cell_iron")]] = 0.0
    row = KERNEL.reaction_names.index("ferritin_shedding")
    assert KERNEL.fluxes(0.0, state, KERNEL.parameter_vector(DECLARED))[row] == 0


@examples(25)
@given(any_parameters(DECLARED), any_state, clock_times)
def test_a_one_way_flux_is_proportional_to_its_substrate_or_saturates(parameters, states, time):
    excepted = {*REVERSIBLE, *SATURABLE, *ELSEWHERE}
    pairs = [
        (r, SPECIES.index(n)) for r in MODEL.reactions if law_of(r) not in excepted for n in r.takes
    ]
    p = KERNEL.parameter_vector(parameters)
    rows = [KERNEL.reaction_names.index(r.name) for r, _ in pairs]
    columns = np.arange(len(pairs))
    once = states[:, : len(pairs)]
    thrice = once.copy()
    thrice[[row for _, row in pairs], columns] *= 3.0
    before = KERNEL.fluxes(time, once, p)[rows, columns]
    after = KERNEL.fluxes(time, thrice, p)[rows, columns]
    # A product of a dozen factors rounds a dozen times.
    wrong = ~np.isclose(after, 3.0 * before, rtol=1e-13, atol=0.0)
    assert names(pairs, wrong) == []


def test_shedding_saturates_but_for_what_full_stores_add():
    (reaction,) = (r for r in MODEL.reactions if r.name == "tissue_shedding")
    values = healthy_arguments(reaction)
    of_store = values["tissue_loss_of_store"] * values["liver_volume"]

    def usual(iron):
        return reaction.function(**{**values, "liver_iron": iron}) - of_store * iron

    largest, half = values["tissue_loss_maximal"], values["tissue_loss_half_point"]
    np.testing.assert_allclose(usual(half), largest / 2, rtol=1e-12)
    np.testing.assert_allclose(usual(1e6 * half), largest, rtol=1e-5)
    assert usual(0.0) == 0.0


@pytest.mark.parametrize("law", SATURABLE)
def test_what_saturates_comes_near_its_maximum_and_stays_below(law):
    substrates, factors = SATURABLE[law]
    for reaction in (r for r in MODEL.reactions if law_of(r) == law):
        values = healthy_arguments(reaction)
        maximal = np.prod([values[name] for name in factors])

        def rate(fold, reaction=reaction, values=values):
            more = {name: fold * values[name] for name in substrates}
            return reaction.function(**{**values, **more})

        assert 0 < rate(1.0) < rate(1e3) < maximal
        np.testing.assert_allclose(rate(1e12), maximal, rtol=1e-5)
