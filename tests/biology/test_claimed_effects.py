"""What each lesion and each handle does to the day, in the direction that biology claims.

Signs and order only: sizes are the business of the calibration targets. Where a pool should not
answer at all, it is said to stay.
"""

from itertools import pairwise

import numpy as np
import pytest
from cells import brain, day_with, healthy_day

from rls_sim.study.lesion import shipped_lesions

DECLARED = brain()[0].parameters
RECEPTORS = "neuron.receptor_density"
PLAIN = 0.01  # an effect below one in a hundred is none
STAYS = 1e-3  # brain and body do share their iron, but the brain's is a hundredth of it

LESIONS = shipped_lesions(DECLARED)


def lesion(name, size=None):
    """The values that a shipped lesion changes."""
    shipped = LESIONS[name]
    changed = shipped.apply(DECLARED, shipped.default if size is None else size)
    return {n: mine.value for n, (mine, _) in changed.differences(DECLARED).items()}


CELLS = {
    "fewer receptors": lesion("receptor_synthesis"),
    "naive chain": lesion("naive_chain"),
    "no protein 1": lesion("irp1_loss"),
    "brief message": lesion("messenger_stability"),
    "closed barrier": lesion("barrier_export"),
    "iron-poor diet": lesion("body_iron_deficiency"),
    "iron-rich body": lesion("body_iron_overload"),
    "no protein 2": lesion("irp2_loss"),
    "fewer receptors at the barrier too": lesion("receptor_synthesis_both"),
    "much transferrin": lesion("excess_transferrin"),
    "less DMT1": lesion("endosomal_release"),
    "iron held in ferritin": lesion("ferritin_sequestration"),
    "more mitochondrial ferritin": lesion("mitochondrial_ferritin"),
    "more neuronal export": lesion("neuronal_export"),
    "HFE on the receptor": lesion("hfe_excess"),
    "no HFE": lesion("hfe_loss"),
    "loss of blood": lesion("blood_loss"),
    "less BTBD9": lesion("btbd9_like"),
    "less MEIS1": lesion("meis1_like"),
    "fewer transporters": lesion("primary_transporter"),
    "less release": lesion("primary_release"),
    "a strong autoreceptor": lesion("primary_autoreceptor"),
    "fewer D2": lesion("primary_d2"),
    "a deep night": lesion("clock_amplitude"),
    "an early clock": lesion("clock_hour"),
    "a night of little release": lesion("clock_release"),
    "a flooded neuron": lesion("neuronal_overload"),
    "less neuronal export": {"neuron.ferroportin_density": 0.3},
    "air of altitude": {"brain_oxygen": 0.5},
    "less transporter": {"reuptake_maximal": 5000.0},
    "more firing": {"release_rate": 2.0},
    "less hydroxylase": {"tyrosine_hydroxylase_maximal": 100.0},
    "slower oxidase": {"oxidase_rate": 5.0},
    "a child before birth": {"placental_clearance": 0.03},
    "an agonist": {"agonist_binding": 0.1},
    "levodopa": {"levodopa_plasma": 2.0},
    "glutamate held back": {"glutamate_block": 0.3},
    "more adenosine": {"adenosine_rise": 0.2},
    "augmentation": {"augmentation": 0.3},
    "hepcidin blocked": {"hepcidin_antagonist": 1.0},
    "no adaptation of D2": {"d2_adaptation": 0.0, RECEPTORS: 0.5},
}

# The day's mean of a quantity against the healthy day: + higher, - lower, = the same.
CLAIMS = """
fewer receptors | - neuron.total_receptor neuron.labile_iron neuron.ferritin neuron.ferritin_iron
fewer receptors | - neuron.iron_sulfur neuron.ferroportin neuron.neuromelanin_iron
fewer receptors | + neuron.receptor_messenger neuron.message_held neuron.divalent_transporter
fewer receptors | + neuron.iron_regulatory_protein_2 neuron.iron_regulatory_protein_1
fewer receptors | - dopamine_transporter d2_receptor adenosine_a1_receptor
fewer receptors | + tyrosine_hydroxylase tyrosine_hydroxylase_phosphorylation release_gain gate
fewer receptors | - tyrosine_hydroxylase_occupancy d2_signal function_reserve
fewer receptors | + extracellular_dopamine
fewer receptors | = plasma.total_iron interstitial.total_iron endothelium.labile_iron hepcidin
naive chain     | - neuron.labile_iron neuron.ferritin extracellular_dopamine vesicular_dopamine
naive chain     | - cytosolic_dopamine homovanillic_acid tyrosine_hydroxylase_occupancy
naive chain     | = tyrosine_hydroxylase dopamine_transporter d2_receptor adenosine_a1_receptor
no protein 1    | - neuron.labile_iron neuron.receptor_messenger neuron.total_receptor
no protein 1    | - neuron.message_held neuron.iron_sulfur endothelium.receptor_messenger
no protein 1    | + neuron.ferritin neuron.ferroportin extracellular_dopamine
no protein 1    | = choroid_plexus.labile_iron plasma.total_iron
brief message   | - neuron.receptor_messenger neuron.total_receptor neuron.labile_iron
brief message   | - endothelium.total_receptor interstitial.total_iron neuron.ferritin
closed barrier  | - interstitial.total_iron interstitial.transferrin_saturation neuron.labile_iron
closed barrier  | - brain_cell_iron cerebrospinal.ferritin endothelium.total_receptor
closed barrier  | + endothelium.labile_iron endothelium.ferritin barrier_release_signal
closed barrier  | + neuron.receptor_messenger neuron.total_receptor
iron-poor diet  | - plasma.transferrin_saturation plasma.total_iron hepcidin liver_iron
iron-poor diet  | - macrophage_iron red_cell_iron choroid_plexus.labile_iron neuron.labile_iron
iron-poor diet  | - haemoglobin serum_ferritin
iron-poor diet  | + erythropoiesis
iron-poor diet  | - cerebrospinal.ferritin interstitial.total_iron brain_cell_iron
iron-poor diet  | + cerebrospinal.total_transferrin hepcidin_gate endothelium.total_receptor
iron-poor diet  | + neuron.receptor_messenger choroid_plexus.receptor_messenger
iron-rich body  | + plasma.transferrin_saturation plasma.total_iron hepcidin liver_iron
iron-rich body  | + interstitial.total_iron neuron.labile_iron cerebrospinal.ferritin
iron-rich body  | + serum_ferritin
iron-rich body  | - hepcidin_gate cerebrospinal.total_transferrin neuron.receptor_messenger
more mitochondrial ferritin | + neuron.mitochondrial_ferritin_iron neuron.receptor_messenger
more mitochondrial ferritin | - neuron.mitochondrial_iron neuron.labile_iron neuron.iron_sulfur
no protein 2    | - neuron.labile_iron neuron.message_held neuron.total_receptor
no protein 2    | - neuron.divalent_transporter endothelium.total_receptor
no protein 2    | + neuron.ferritin neuron.ferroportin endothelium.ferritin
no protein 2    | = choroid_plexus.labile_iron plasma.total_iron
fewer receptors at the barrier too | - neuron.total_receptor endothelium.total_receptor
fewer receptors at the barrier too | - neuron.labile_iron interstitial.total_iron brain_cell_iron
fewer receptors at the barrier too | = choroid_plexus.total_receptor plasma.total_iron
much transferrin | + interstitial.total_transferrin cerebrospinal.total_transferrin
much transferrin | + barrier_release_signal neuron.total_receptor
much transferrin | - interstitial.transferrin_saturation cerebrospinal.transferrin_saturation
much transferrin | - neuron.labile_iron neuron.ferritin
less DMT1       | - neuron.divalent_transporter
iron held in ferritin | + neuron.ferritin neuron.total_receptor
iron held in ferritin | - neuron.labile_iron neuron.iron_sulfur
iron held in ferritin | = plasma.total_iron endothelium.labile_iron
more neuronal export | + neuron.ferroportin neuron.total_receptor
more neuronal export | - neuron.labile_iron neuron.ferritin
HFE on the receptor | - neuron.labile_iron endothelium.labile_iron interstitial.total_iron
HFE on the receptor | + neuron.total_receptor endothelium.total_receptor
HFE on the receptor | + choroid_plexus.total_receptor cerebrospinal.total_transferrin
no HFE          | - hepcidin neuron.receptor_messenger choroid_plexus.receptor_messenger
no HFE          | + plasma.transferrin_saturation plasma.total_iron liver_iron neuron.labile_iron
loss of blood   | - plasma.transferrin_saturation hepcidin liver_iron red_cell_iron
loss of blood   | - neuron.labile_iron cerebrospinal.ferritin
loss of blood   | - haemoglobin serum_ferritin
loss of blood   | + cerebrospinal.total_transferrin choroid_plexus.receptor_messenger
loss of blood   | + erythropoiesis hepcidin_gate
less BTBD9      | + neuron.iron_regulatory_protein_2 neuron.message_held neuron.labile_iron
less BTBD9      | - neuron.ferritin liver_iron plasma.total_iron extracellular_dopamine
less MEIS1      | + neuron.ferritin neuron.divalent_transporter neuron.labile_iron
less MEIS1      | = brain_cell_iron interstitial.total_iron plasma.total_iron
fewer transporters | - dopamine_transporter vesicular_dopamine
fewer transporters | + extracellular_dopamine d2_signal
fewer transporters | = neuron.labile_iron tyrosine_hydroxylase d2_receptor
less release    | - extracellular_dopamine d2_signal
less release    | + vesicular_dopamine gate
less release    | = neuron.labile_iron dopamine_transporter d2_receptor
a strong autoreceptor | - extracellular_dopamine vesicular_dopamine homovanillic_acid
a strong autoreceptor | = neuron.labile_iron tyrosine_hydroxylase d2_receptor
fewer D2        | - d2_receptor d2_signal function_reserve
fewer D2        | + extracellular_dopamine vesicular_dopamine gate
fewer D2        | = neuron.labile_iron dopamine_transporter
a deep night    | = neuron.labile_iron plasma.total_iron dopamine_transporter
an early clock  | = neuron.labile_iron plasma.total_iron dopamine_transporter
a night of little release | = neuron.labile_iron plasma.total_iron dopamine_transporter
a flooded neuron | + neuron.labile_iron neuron.ferritin neuron.total_receptor overload_hazard
a flooded neuron | + neuron.divalent_transporter
a flooded neuron | - neuron.ferroportin neuron.message_held
a flooded neuron | = plasma.total_iron
less neuronal export | + neuron.labile_iron neuron.ferritin neuron.iron_sulfur overload_hazard
less neuronal export | - neuron.receptor_messenger neuron.total_receptor neuron.message_held
less DMT1       | + neuron.endosomal_iron
less DMT1       | - neuron.labile_iron neuron.ferritin
air of altitude | + neuron.iron_regulatory_protein_2 neuron.total_receptor neuron.labile_iron
less transporter | + extracellular_dopamine d2_signal
less transporter | - vesicular_dopamine homovanillic_acid gate
more firing     | + extracellular_dopamine
more firing     | - vesicular_dopamine
less hydroxylase | - extracellular_dopamine vesicular_dopamine homovanillic_acid
slower oxidase  | + extracellular_dopamine vesicular_dopamine
slower oxidase  | - homovanillic_acid
a child before birth | - plasma.transferrin_saturation hepcidin liver_iron macrophage_iron
a child before birth | - serum_ferritin choroid_plexus.labile_iron
a child before birth | + erythropoiesis hepcidin_gate iron_absorption endothelium.total_receptor
a child before birth | = plasma.total_transferrin
an agonist      | + d2_stimulation d2_signal function_reserve
an agonist      | - extracellular_dopamine vesicular_dopamine homovanillic_acid
an agonist      | - autoreceptor_brake gate
an agonist      | = neuron.labile_iron d2_receptor dopamine_transporter excitatory_drive
levodopa        | + levodopa methyldopa cytosolic_dopamine vesicular_dopamine homovanillic_acid
levodopa        | + extracellular_dopamine d2_stimulation d2_signal function_reserve
levodopa        | - autoreceptor_brake tyrosine_hydroxylation gate
levodopa        | = neuron.labile_iron d2_receptor tyrosine_hydroxylase excitatory_drive
glutamate held back | - glutamate_drive excitatory_drive gate
glutamate held back | + function_reserve
glutamate held back | = adenosine_brake d2_signal extracellular_dopamine neuron.labile_iron
more adenosine  | + adenosine_brake function_reserve
more adenosine  | - glutamate_drive excitatory_drive gate
more adenosine  | = adenosine_a1_receptor d2_signal extracellular_dopamine neuron.labile_iron
augmentation    | + excitatory_drive gate
augmentation    | - function_reserve
augmentation    | = glutamate_drive d2_signal extracellular_dopamine neuron.labile_iron
hepcidin blocked | + hepcidin_gate plasma.transferrin_saturation plasma.total_iron hepcidin
hepcidin blocked | = plasma.total_transferrin
no adaptation of D2 | = d2_receptor
"""


def rows():
    """Each claim with each of its quantities."""
    for line in CLAIMS.strip().splitlines():
        cell, _, claim = line.partition("|")
        sign, *quantities = claim.split()
        for quantity in quantities:
            yield pytest.param(cell.strip(), sign, quantity, id=f"{cell.strip()} {sign} {quantity}")


@pytest.mark.parametrize(("cell", "sign", "quantity"), list(rows()))
def test_the_day_answers_as_claimed(cell, sign, quantity):
    answer = day_with(CELLS[cell]).relative(quantity) - 1
    if sign == "=":
        assert abs(answer) < STAYS
    else:
        assert answer > PLAIN if sign == "+" else answer < -PLAIN


def test_every_shipped_lesion_stands_among_the_cells():
    changed = [frozenset(lesion(name).items()) for name in LESIONS]
    assert set(changed) <= {frozenset(values.items()) for values in CELLS.values()}


DENSITIES = np.geomspace(0.05, 1.0, 8).tolist()


@pytest.mark.parametrize(
    ("quantity", "direction"),
    [
        ("neuron.labile_iron", 1),
        ("neuron.ferritin", 1),
        ("neuron.iron_sulfur", 1),
        ("neuron.total_receptor", 1),
        ("dopamine_transporter", 1),
        ("d2_signal", 1),
        ("function_reserve", 1),
        ("neuron.receptor_messenger", -1),
        ("deficiency_hazard", -1),
        ("tyrosine_hydroxylase", -1),
    ],
)
def test_the_answer_to_receptor_has_no_turn_in_it(quantity, direction):
    answers = [day_with({RECEPTORS: density}).mean(quantity) for density in DENSITIES]
    assert (direction * np.diff(answers) > 0).all()


def test_the_neuron_holds_its_iron_against_the_loss_of_receptor():
    """Message, import and stores make up for part of it: labile iron falls less than receptor."""
    for here, there in pairwise(DENSITIES):
        iron = [day_with({RECEPTORS: d}).mean("neuron.labile_iron") for d in (here, there)]
        assert 1 < iron[1] / iron[0] < there / here


def test_the_two_readings_of_the_autopsies_differ_in_message_and_ferritin():
    """Loss of receptor raises message and lowers ferritin; loss of IRP1 does the reverse."""
    loss, sensor = day_with(CELLS["fewer receptors"]), day_with(CELLS["no protein 1"])
    for day in (loss, sensor):
        assert day.relative("neuron.labile_iron") < 1
        assert day.relative("neuron.total_receptor") < 1
    assert loss.relative("neuron.receptor_messenger") > 1 > loss.relative("neuron.ferritin")
    assert sensor.relative("neuron.receptor_messenger") < 1 < sensor.relative("neuron.ferritin")


@pytest.mark.parametrize("cell", ["a deep night", "a night of little release"])
def test_a_clock_alone_makes_the_night_deeper_and_the_mean_the_same(cell):
    dopamine, healthy = day_with(CELLS[cell])["extracellular_dopamine"], healthy_day()
    plain = healthy["extracellular_dopamine"]
    assert dopamine.min() < plain.min()
    assert np.ptp(dopamine) > np.ptp(plain)
    assert dopamine.mean() == pytest.approx(plain.mean(), rel=0.05)


def test_an_early_clock_makes_an_early_dopamine():
    day = day_with(CELLS["an early clock"])
    early = day.acrophase(day["extracellular_dopamine"])
    healthy = healthy_day()
    late = healthy.acrophase(healthy["extracellular_dopamine"])
    assert 3 < (late - early) % 24 < 5


def test_without_drives_the_day_stands_still():
    drives = {n: 0.0 for n in DECLARED if n.endswith("_clock_amplitude")}
    day = day_with(drives)
    assert (np.ptp(day.state, axis=1) <= 1e-9 * day.state.max(axis=1)).all()
    assert np.ptp(day["gate"]) < 1e-9


def test_dopamine_is_highest_by_day_serum_iron_about_noon_and_the_gate_at_night():
    day = healthy_day()
    dopamine = day.acrophase(day["extracellular_dopamine"])
    iron = day.acrophase(day["plasma.total_iron"])
    assert 8 < dopamine < 13
    assert 10 < iron < 15
    worst = day.time[int(day["gate"].argmax())]
    assert (worst - 20) % 24 < 10  # between 20 and 06 h


@pytest.mark.parametrize("later", [3.0, -5.0])
def test_a_later_clock_makes_a_later_day(later):
    hours = {n: p.value for n, p in DECLARED.items() if n.endswith("_clock_acrophase")}
    day = day_with({name: (hour + later) % 24 for name, hour in hours.items()})
    usual = healthy_day()
    for name in ("extracellular_dopamine", "plasma.total_iron"):
        shift = day.acrophase(day[name]) - usual.acrophase(usual[name])
        assert (shift - later + 12) % 24 - 12 == pytest.approx(0.0, abs=1e-6)
