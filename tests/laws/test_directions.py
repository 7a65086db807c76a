"""Which way each law goes in each of its arguments, and which way the model goes as it is wired.

Every law rises with every argument, save what stands in these tables. So a law that is new, or
that has lost an argument or turned its sign, is caught by being what it is.
"""

import inspect
from dataclasses import replace

import numpy as np
import pytest
from cells import brain, healthy_arguments, healthy_cycle
from hypothesis import given
from strategies import examples, inside_range, seeds

MODEL, KERNEL = brain()
DECLARED = MODEL.parameters

# Arguments with which a law falls.
FALLS = {
    "hepcidin_synthesis": "hepcidin_iron_half_point hepcidin_store_half_point",
    "red_cell_recycling": "red_cell_life",
    "iron_absorption": "absorption_gate_power",
    "tissue_shedding": "tissue_loss_half_point",
    "monoferric_binding": "surface_receptor_monoferric monoferric_dissociation",
    "diferric_binding": "surface_receptor_diferric diferric_dissociation",
    "divalent_transport": "divalent_transport_half_saturation",
    "messenger_decay": "message_held messenger_half_life_free messenger_half_life_bound "
    "messenger_stability",
    "cluster_loss": "iron_regulatory_protein_1",
    "regulatory_protein_2_decay": "iron_sensing_half_point oxygen_sensing_half_point",
    "ferritin_synthesis": "message_held",
    "ferritin_release": "ferritin_trapping",
    "ferritin_loading": "ferritin_iron",
    "mitochondrial_import": "mitochondrial_import_half_saturation",
    "iron_sulfur_synthesis": "iron_sulfur_synthesis_half_saturation",
    "iron_sulfur_recycling": "iron_sulfur_loss_share iron_demand",
    "ferroportin_synthesis": "message_held",
    "ferroportin_export": "ferroportin_half_saturation",
    "choroid_transferrin": "choroid_labile_iron",
    "nontransferrin_uptake": "nontransferrin_uptake_half_saturation",
    "biopterin_recycling": "tetrahydrobiopterin nadp biopterin_reverse_maximal "
    "biopterin_recycling_half_saturation biopterin_recycling_nadph_half_saturation",
    "tyrosine_entry": "tyrosine_entry_half_saturation",
    "tyrosine_exchange": "tyrosine_pool tyrosine_from_pool",
    "decarboxylation": "decarboxylase_half_saturation",
    "vesicular_loading": "vesicular_dopamine vesicular_leak vesicular_uptake_half_saturation",
    "dopamine_reuptake": "reuptake_half_saturation",
    "outer_breakdown": "outer_breakdown_half_saturation",
    "hydroxylase_making": "healthy_iron_want",
    "release_gain_rise": "healthy_iron_want",
    "transferrin_saturation": "total_transferrin",
    "hepcidin_gate": "hepcidin",
    "serum_ferritin": "store_of_ferritin",
    "erythropoiesis": "red_cell_iron",
    "haemoglobin": "blood_volume",
    "open_receptor": "outside_apo_transferrin",
    "iron_sulfur_supply": "iron_sulfur_reference",
    "ferritin_turnover": "labile_iron",
    "barrier_release_signal": "interstitial_diferric_transferrin",
    "tyrosine_hydroxylase_occupancy": "hydroxylase_iron_affinity",
    "tyrosine_hydroxylase_phosphorylation": "tyrosine_hydroxylase_occupancy",
    "hydroxylase_saturation": "tyrosine cytosolic_dopamine hydroxylase_tyrosine_half_saturation "
    "hydroxylase_biopterin_half_saturation",
    "autoreceptor_brake": "d2_stimulation d2_receptor autoreceptor_sensitivity "
    "autoreceptor_strength",
    "iron_signal": "adaptation_reference",
    "iron_want": "neuron_labile_iron",
    "healthy_iron_want": "adaptation_reference",
    "d2_signal": "d2_affinity d2_occupancy_reference",
    "glutamate_drive": "adenosine_brake glutamate_block",
    "gate": "d2_signal",
    "function_reserve": "gate",
    "deficiency_hazard": "iron_sulfur_supply",
    "overload_hazard": "overload_hazard_half_point",
}
# A cell's volume dilutes what its mitochondria hold.
FALLS_AT_HOME = {"neuron.total_iron": "volume"}

# Arguments whose direction holds in health and turns elsewhere: a factor of what may be negative.
TURNS = {
    "monoferric_binding": "volume",
    "diferric_binding": "volume",
    "cluster_loss": "regulatory_protein_1_cluster_loss volume",
    "ferritin_loading": "labile_iron ferritin_loading_rate volume",
    "biopterin_recycling": "terminal_volume",
    "tyrosine_exchange": "terminal_volume",
    "vesicular_loading": "terminal_volume",
    "hydroxylase_saturation": "tyrosine",  # a little drives; in health there is too much
}

# Arguments of which nothing is claimed: the hour and shape of a wave, the steepness of a curve
# (it turns about the half point), the strength of an answer that health does not call for.
UNCLAIMED = {
    "time",
    "clock_period",
    "macrophage_release_clock_amplitude",
    "tyrosine_hydroxylase_clock_amplitude",
    "release_clock_amplitude",
    "dopamine_transporter_clock_amplitude",
    "monoamine_oxidase_clock_amplitude",
    "iron_sensing_steepness",
    "message_holding_steepness",
    "autoreceptor_steepness",
    "erythropoiesis_steepness",
    "gate_steepness",
    "deficiency_hazard_steepness",
    "overload_hazard_steepness",
    "hydroxylase_adaptation",
    "release_adaptation",
    "transporter_adaptation",
    "d2_adaptation",
    "a1_adaptation",
    "adenosine_gain",
    "hydroxylase_phosphorylation_gain",
    "barrier_signal_gain",
    "interstitial_total_transferrin",  # scales a call that has either sign
}
UNCLAIMED |= {name for name in DECLARED if name.endswith("_clock_acrophase")}
# These turn where iron is at its reference.
UNCLAIMED_OF = {
    "iron_signal": "adaptation_half_point",
    "erythropoiesis": "erythropoiesis_half_share",
}

SHARES = (
    "message_held",
    "hepcidin_gate",
    "tyrosine_hydroxylase_occupancy",
    "iron_want",
    "healthy_iron_want",
)


DRAWS = 60
A_LITTLE = 0.01  # of what health has none of, such as bleeding or a medicine, in umol, L and h
DISTINCT = {law.function.__name__: law for law in MODEL.laws if law.name != "neuron.total_iron"}


def own_name(law):
    return law.function.__name__


def claims(law):
    """Each argument of a law with its claimed direction, +1 or -1; unclaimed ones left out."""
    falls = FALLS.get(own_name(law), "").split() + FALLS_AT_HOME.get(law.name, "").split()
    unclaimed = UNCLAIMED | set(UNCLAIMED_OF.get(own_name(law), "").split())
    arguments = [a for a in inspect.signature(law.function).parameters if a not in unclaimed]
    return {argument: -1 if argument in falls else 1 for argument in arguments}


def test_the_tables_name_laws_and_arguments_that_exist():
    for table in (FALLS, TURNS, UNCLAIMED_OF):
        for name, listed in table.items():
            law = next(law for law in MODEL.laws if own_name(law) == name)
            assert set(listed.split()) <= set(inspect.signature(law.function).parameters), name
    needed = {a for law in MODEL.laws for a in inspect.signature(law.function).parameters}
    assert needed >= UNCLAIMED


@pytest.mark.parametrize("law", MODEL.laws, ids=lambda law: law.name)
def test_in_health_a_law_moves_with_every_argument(law):
    # Without a little of what health has none of nothing else matters.
    values = {name: value or A_LITTLE for name, value in healthy_arguments(law).items()}
    here = law.function(**values)

    def moved(argument):
        return law.function(**{**values, argument: 1.01 * values[argument]}) - here

    assert [a for a, direction in claims(law).items() if not direction * moved(a) > 0] == []


def drawn_arguments(law, random):
    """Arguments anywhere, each (DRAWS,): parameters in their ranges, shares from 0 to 1."""
    values = {}
    for (mine, healthy), name in zip(healthy_arguments(law).items(), law.needs, strict=True):
        if name in DECLARED:
            values[mine] = np.array([anywhere(name, share) for share in random.uniform(size=DRAWS)])
        elif mine in SHARES:
            values[mine] = random.uniform(size=DRAWS)
        else:
            values[mine] = healthy * 30 ** random.uniform(-1, 1, DRAWS)
    return values


def anywhere(name, share):
    """A value inside the range of a parameter, in umol, L and h."""
    value = inside_range(DECLARED[name], share)
    return replace(DECLARED[name], value=value, distribution="fixed").canonical_value


@pytest.mark.parametrize("law", DISTINCT.values(), ids=DISTINCT)
@examples(3)
@given(seed=seeds)
def test_nowhere_does_a_law_move_against_its_direction(law, seed):
    random = np.random.default_rng(seed)
    turns = TURNS.get(own_name(law), "").split()
    values, others = drawn_arguments(law, random), drawn_arguments(law, random)
    here = law.function(**values)
    for argument, direction in claims(law).items():
        if argument in turns:
            continue
        there = law.function(**{**values, argument: others[argument]})
        rise = (there - here) * np.sign(others[argument] - values[argument])
        # 1 - hill keeps the rounding of a number near 1: a share of the largest rate, not of each.
        assert (direction * rise >= -1e-12 * np.abs(here).max()).all(), argument


# What moves which way on the healthy day, through whatever stands between.
WIRED = """
neuron.diferric_endocytosis        + neuron.surface_receptor_diferric
neuron.monoferric_endocytosis      + neuron.surface_receptor_monoferric
neuron.diferric_binding            + interstitial.diferric_transferrin
neuron.diferric_binding            - interstitial.apo_transferrin
endothelium.diferric_binding       + plasma.diferric_transferrin
endothelium.diferric_binding       - plasma.apo_transferrin
neuron.diferric_binding            + neuron.receptor_affinity
neuron.monoferric_binding          + neuron.receptor_affinity
neuron.receptor_synthesis          + neuron.receptor_density
neuron.messenger_decay             - neuron.iron_regulatory_protein_1
neuron.messenger_decay             - neuron.iron_regulatory_protein_2
neuron.messenger_decay             - neuron.messenger_stability
neuron.ferritin_synthesis          - neuron.iron_regulatory_protein_1
neuron.ferritin_synthesis          - neuron.iron_regulatory_protein_2
neuron.ferroportin_synthesis       - neuron.iron_regulatory_protein_2
neuron.divalent_transporter_synthesis + neuron.iron_regulatory_protein_2
neuron.regulatory_protein_2_decay  + neuron.labile_iron
neuron.regulatory_protein_2_decay  + brain_oxygen
neuron.cluster_insertion           + neuron.iron_sulfur
neuron.ferritin_degradation        - neuron.labile_iron
neuron.ferritin_release            - neuron.labile_iron
neuron.ferritin_loading            + neuron.labile_iron
neuron.mitochondrial_import        + neuron.labile_iron
neuron.neuromelanin_loading        + neuron.labile_iron
endothelium.ferroportin_export     + interstitial.apo_transferrin
endothelium.ferroportin_export     - interstitial.diferric_transferrin
choroid_transferrin                - choroid_plexus.labile_iron
hepcidin_synthesis                 + plasma.diferric_transferrin
hepcidin_synthesis                 + liver_iron
choroid_transferrin                + brain_transferrin_density
oligodendrocyte_transferrin        + brain_transferrin_density
hepcidin_synthesis                 + hepcidin_density
hepcidin_gate                      - hepcidin
hepcidin_gate                      + hepcidin_antagonist
serum_ferritin                     + macrophage_iron
serum_ferritin                     + liver_iron
erythropoiesis                     - red_cell_iron
haemoglobin                        + red_cell_iron
diferric_marrow_uptake             - red_cell_iron
monoferric_marrow_uptake           - red_cell_iron
bleeding                           + blood_loss
placental_uptake                   + placental_clearance
iron_absorption                    - hepcidin
iron_absorption                    + hepcidin_antagonist
iron_absorption                    + absorption_density
macrophage_release                 - hepcidin
macrophage_release                 + hepcidin_antagonist
liver_release                      - hepcidin
liver_release                      + hepcidin_antagonist
tyrosine_hydroxylation             - extracellular_dopamine
tyrosine_hydroxylation             - agonist_binding
tyrosine_hydroxylation             - d2_receptor
tyrosine_hydroxylation             - cytosolic_dopamine
tyrosine_hydroxylation             + neuron.labile_iron
tyrosine_hydroxylation             + tyrosine_hydroxylase
tyrosine_hydroxylase_phosphorylation - neuron.labile_iron
levodopa_entry                     + levodopa_plasma
dopamine_reuptake                  + dopamine_transporter
dopamine_release                   + release_gain
dopamine_release                   + release_readiness
tyrosine_hydroxylation             - autoreceptor_sensitivity
transporter_making                 + dopamine_transporter_density
d2_making                          + d2_density
hydroxylase_making                 - neuron.labile_iron
release_gain_rise                  - neuron.labile_iron
transporter_making                 + neuron.labile_iron
d2_making                          + neuron.labile_iron
a1_making                          + neuron.labile_iron
d2_signal                          + extracellular_dopamine
d2_signal                          + agonist_binding
gate                               - extracellular_dopamine
gate                               - agonist_binding
gate                               - d2_receptor
gate                               - adenosine_a1_receptor
gate                               - adenosine_rise
gate                               - glutamate_block
gate                               + augmentation
function_reserve                   + d2_receptor
deficiency_hazard                  - neuron.iron_sulfur
overload_hazard                    + neuron.labile_iron
"""


@pytest.mark.parametrize("row", WIRED.strip().splitlines(), ids=lambda row: " ".join(row.split()))
def test_the_model_is_wired_as_biology_has_it(row):
    effect, sign, cause = row.split()
    state, p = healthy_cycle().state[:, 0], KERNEL.parameter_vector(DECLARED)

    def effect_at(state, p):
        if effect in KERNEL.reaction_names:
            return KERNEL.fluxes(0.0, state, p)[KERNEL.reaction_names.index(effect)]
        return KERNEL.derived(0.0, state, p)[KERNEL.derived_names.index(effect)]

    more_state, more_p = state.copy(), p.copy()
    if cause in KERNEL.species_names:
        more_state[KERNEL.species_names.index(cause)] *= 1.01
    else:
        row = KERNEL.parameter_names.index(cause)
        more_p[row] = 1.01 * p[row] or A_LITTLE
    change = effect_at(more_state, more_p) - effect_at(state, p)
    assert change > 0 if sign == "+" else change < 0
