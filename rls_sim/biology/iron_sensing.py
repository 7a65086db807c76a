"""
Iron sensing: regulatory proteins 1 and 2, and the share of messages that they hold.

Protein 1 is switched off by an iron-sulfur cluster, so it reads the supply of clusters.
Protein 2 is destroyed when iron and oxygen are at hand, so it reads labile iron and air.
Both hold the same messages: TfR1 and DMT1 live longer, ferritin and ferroportin fall silent.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import hill
from rls_sim.network.reaction import Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

SPECIES = (
    Species(
        "iron_regulatory_protein_1",
        "IRP1 able to hold messages, relative",
        "cytosol",
        0.3,
        {},
        "1",
    ),
    Species("iron_regulatory_protein_2", "IRP2, relative", "cytosol", 0.7, {}, "1"),
)

HANDLES = (
    relative_to_healthy("regulatory_protein_1_density", "amount of IRP1"),
    relative_to_healthy("regulatory_protein_2_density", "synthesis of IRP2"),
)

SHARED_PARAMETERS = (
    Parameter(
        "regulatory_protein_1_total",
        1.2,
        "1",
        "all IRP1, in units of the level that holds half of the messages",
        Evidence.ASSUMED,
        (),
        (0.2, 4.0),
        "lognormal:1.5",
        "a quarter of it active in health; IRP2 does the larger part, as in rodent brain",
    ),
    Parameter(
        "regulatory_protein_1_cluster_loss",
        0.05,
        "1/h",
        "loss of the iron-sulfur cluster from IRP1, which switches it on",
        Evidence.ASSUMED,
        (),
        (0.01, 0.3),
        "lognormal:2",
        "a switch of hours",
    ),
    Parameter(
        "regulatory_protein_1_cluster_insertion",
        0.15,
        "1/h",
        "insertion of a cluster into IRP1 at healthy iron-sulfur supply",
        Evidence.ASSUMED,
        (),
        (0.03, 1.0),
        "lognormal:2",
        "three times the loss, so that a quarter is active in health",
    ),
    Parameter(
        "regulatory_protein_2_synthesis",
        0.033901,
        "1/h",
        "synthesis of IRP2",
        Evidence.ASSUMED,
        (),
        (0.005, 0.2),
        "lognormal:1.5",
        "so that half of the messages are held in health and the cell can answer both ways",
    ),
    Parameter(
        "regulatory_protein_2_basal_decay",
        0.025,
        "1/h",
        "decay of IRP2 without iron",
        Evidence.ASSUMED,
        (),
        (0.005, 0.05),
        "lognormal:2",
        "with the iron-driven decay binding spans about sevenfold between starved and flooded "
        "cells; 4- to 5-fold seen between chelated and haemin-fed ones (haile1989_quoted)",
    ),
    Parameter(
        "regulatory_protein_2_iron_decay",
        0.2,
        "1/h",
        "decay of IRP2 that FBXL5 adds when iron and oxygen are plenty",
        Evidence.ASSUMED,
        (),
        (0.05, 0.8),
        "lognormal:1.5",
        "a half-life of 3 h in iron-flooded cells; 14 h in health, 12 h in the liver model",
    ),
    Parameter(
        "iron_sensing_half_point",
        2.6,
        "umol/L",
        "labile iron at which FBXL5 works at half speed",
        Evidence.ASSUMED,
        "mitchell2013",
        (0.5, 8.0),
        "lognormal:1.7",
        "so that IRP2 is half of its most at 1 uM labile iron, a modeller's choice for "
        "hepatocytes; everything downstream scales with it",
    ),
    Parameter(
        "iron_sensing_steepness",
        2.0,
        "1",
        "steepness of FBXL5 in labile iron",
        Evidence.ASSUMED,
        (),
        (1.0, 4.0),
        "uniform",
        "1 cannot span what is seen",
    ),
    Parameter(
        "message_holding_steepness",
        2.0,
        "1",
        "steepness with which regulatory protein holds messages",
        Evidence.ASSUMED,
        (),
        (1.0, 4.0),
        "uniform",
        "the TfR1 message has five sites for it, of which more than one is needed",
    ),
    Parameter(
        "brain_oxygen",
        4.0,
        "1",
        "oxygen in the tissue, percent",
        Evidence.ASSUMED,
        "regulatory_protein2_oxygen",
        (0.05, 10.0),
        "lognormal:1.3",
        "brain tissue 3 to 5 %, said in passing",
    ),
    Parameter(
        "oxygen_sensing_half_point",
        0.4,
        "1",
        "oxygen, percent, at which FBXL5 works at half speed",
        Evidence.DERIVED,
        "regulatory_protein2_oxygen",
        (0.1, 3.0),
        "loguniform",
        "IRP2 decays at 3 % oxygen and does not at 0.1 %; the geometric middle is 0.5",
    ),
)


@derived("1", label="iron-sulfur supply, relative to healthy")
def iron_sulfur_supply(iron_sulfur: Number, iron_sulfur_reference: Number) -> Number:
    """Iron-sulfur and haem iron against the healthy reference of this cell."""
    return iron_sulfur / iron_sulfur_reference


@reaction("-> iron_regulatory_protein_1", boundary=True, source="regulatory_protein1_assembly")
def cluster_loss(
    iron_regulatory_protein_1: Number,
    regulatory_protein_1_total: Number,
    regulatory_protein_1_density: Number,
    regulatory_protein_1_cluster_loss: Number,
    volume: Number,
) -> Number:
    """IRP1 that loses its cluster holds messages again."""
    all_of_it = regulatory_protein_1_total * regulatory_protein_1_density
    asleep = all_of_it - iron_regulatory_protein_1
    return regulatory_protein_1_cluster_loss * asleep * volume


@reaction("iron_regulatory_protein_1 ->", boundary=True, source="regulatory_protein1_assembly")
def cluster_insertion(
    iron_regulatory_protein_1: Number,
    iron_sulfur_supply: Number,
    regulatory_protein_1_cluster_insertion: Number,
    volume: Number,
) -> Number:
    """A supply of iron-sulfur clusters puts IRP1 to sleep as aconitase."""
    rate = regulatory_protein_1_cluster_insertion * iron_sulfur_supply
    return rate * iron_regulatory_protein_1 * volume


@reaction("-> iron_regulatory_protein_2", boundary=True)
def regulatory_protein_2_making(
    regulatory_protein_2_synthesis: Number, regulatory_protein_2_density: Number, volume: Number
) -> Number:
    """IRP2 is made steadily; its level is set by how fast it is destroyed."""
    return regulatory_protein_2_synthesis * regulatory_protein_2_density * volume


@reaction("iron_regulatory_protein_2 ->", boundary=True, source="wang2020")
def regulatory_protein_2_decay(
    iron_regulatory_protein_2: Number,
    labile_iron: Number,
    brain_oxygen: Number,
    regulatory_protein_2_basal_decay: Number,
    regulatory_protein_2_iron_decay: Number,
    iron_sensing_half_point: Number,
    iron_sensing_steepness: Number,
    oxygen_sensing_half_point: Number,
    volume: Number,
) -> Number:
    """FBXL5 destroys IRP2 when it finds iron and oxygen; want of either spares it."""
    iron = hill(labile_iron, iron_sensing_half_point, iron_sensing_steepness)
    oxygen = brain_oxygen / (oxygen_sensing_half_point + brain_oxygen)
    rate = regulatory_protein_2_basal_decay + regulatory_protein_2_iron_decay * iron * oxygen
    return rate * iron_regulatory_protein_2 * volume


@derived("1", label="share of messages held by IRP")
def message_held(
    iron_regulatory_protein_1: Number,
    iron_regulatory_protein_2: Number,
    message_holding_steepness: Number,
) -> Number:
    """Share of iron-responsive messages that regulatory protein holds; several must hold one."""
    active = iron_regulatory_protein_1 + iron_regulatory_protein_2
    return hill(active, 1, message_holding_steepness)


IRON_SENSING = Process(
    "iron sensing",
    species=SPECIES,
    parameters=HANDLES,
    reactions=(
        cluster_loss,
        cluster_insertion,
        regulatory_protein_2_making,
        regulatory_protein_2_decay,
    ),
    derived=(iron_sulfur_supply, message_held),
)
CHEMISTRY = Process("iron sensing chemistry", parameters=SHARED_PARAMETERS)
