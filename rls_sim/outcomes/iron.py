"""Outcomes of iron: in the neuron, at the barrier, in plasma and spinal fluid."""

from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.measure import NANOMOLAR, measure, ratio, relative_measure

HOURS_A_DAY = 24.0
MINUTES_AN_HOUR = 60.0
GRAMS = 1e-6  # g in one ug
MOLECULES_IN_A_CUBIC_MICROMETRE = 602.214  # at 1 umol/L


@measure("Labile iron", "umol/L")
def labile_iron(day: AnyDay) -> float:
    """Day average of the neuron's labile iron."""
    return day.mean("labile_iron")


@measure("Ferritin iron", "umol/L")
def ferritin_iron(day: AnyDay) -> float:
    """Day average of the iron in the neuron's ferritin."""
    return day.mean("ferritin_iron")


@measure("TfR1 on the surface", "nmol/L")
def surface_receptor(day: AnyDay) -> float:
    """Day average of the receptor on the neuron's surface, per cell volume."""
    return NANOMOLAR * day.mean("surface_receptor")


@measure("Fe-S capacity", "1")
def iron_sulfur_capacity(day: AnyDay) -> float:
    """Day average of iron at work in clusters and haem, against the healthy reference."""
    return day.mean("iron_sulfur_supply")


@measure("Total iron of the cell body", "umol/L")
def total_iron(day: AnyDay) -> float:
    """Day average of all iron of the neuron's body."""
    return day.mean("neuron.total_iron")


relative_measure(
    __name__, "labile_iron_relative", "labile_iron", "Labile iron", "Labile iron over healthy."
)
relative_measure(
    __name__, "ferritin_relative", "ferritin", "Ferritin", "Ferritin cages over healthy."
)
relative_measure(
    __name__,
    "ferritin_iron_relative",
    "ferritin_iron",
    "Ferritin iron",
    "Ferritin iron over healthy.",
)
relative_measure(
    __name__, "iron_sulfur_relative", "iron_sulfur", "Fe-S capacity", "Working iron over healthy."
)
relative_measure(
    __name__, "total_iron_relative", "neuron.total_iron", "Total iron", "All iron over healthy."
)
relative_measure(
    __name__,
    "surface_receptor_relative",
    "surface_receptor",
    "TfR1 on the surface",
    "Over healthy.",
)
relative_measure(
    __name__,
    "receptor_relative",
    "total_receptor",
    "TfR1",
    "All receptor of the neuron over healthy.",
)
relative_measure(
    __name__, "divalent_transporter_relative", "divalent_transporter", "DMT1", "DMT1 over healthy."
)
relative_measure(
    __name__, "ferroportin_relative", "ferroportin", "Ferroportin", "Ferroportin over healthy."
)
relative_measure(
    __name__,
    "receptor_messenger_relative",
    "receptor_messenger",
    "TfR1 message",
    "Message over healthy.",
)
relative_measure(
    __name__, "brain_iron_relative", "brain_cell_iron", "Iron of other brain cells", "Over healthy."
)


@measure("Serum iron", "umol/L")
def serum_iron(day: AnyDay) -> float:
    """Day average of the iron of plasma."""
    return day.mean("plasma.total_iron")


@measure("Hour of highest serum iron", "h")
def serum_iron_acrophase(day: AnyDay) -> float:
    """Clock time of the 24 h wave of serum iron."""
    return day.acrophase(day["plasma.total_iron"])


@measure("Swing of serum iron through the day", "1")
def serum_iron_swing(day: AnyDay) -> float:
    """Highest less lowest serum iron of the day, over its mean."""
    course = day["plasma.total_iron"]
    return number((course.max(axis=-1) - course.min(axis=-1)) / day.mean("plasma.total_iron"))


relative_measure(
    __name__, "serum_iron_relative", "plasma.total_iron", "Serum iron", "Over healthy."
)
relative_measure(
    __name__,
    "serum_transferrin_relative",
    "plasma.total_transferrin",
    "Serum transferrin",
    "Over healthy.",
)
relative_measure(
    __name__,
    "liver_iron_relative",
    "liver_iron",
    "Liver iron",
    "Stores, as serum ferritin tells, over healthy.",
)


@measure("Serum ferritin", "ug/L")
def serum_ferritin(day: AnyDay) -> float:
    """Day average of what serum tells of the stores."""
    return day.mean("serum_ferritin")


@measure("Haemoglobin", "g/L")
def haemoglobin(day: AnyDay) -> float:
    """Day average of haemoglobin in blood."""
    return GRAMS * day.mean("haemoglobin")


@measure("Transferrin saturation", "1")
def transferrin_saturation(day: AnyDay) -> float:
    """Day average of the filled share of plasma transferrin."""
    return day.mean("plasma.transferrin_saturation")


@measure("Transferrin of spinal fluid", "nmol/L")
def spinal_transferrin(day: AnyDay) -> float:
    """Day average of transferrin in cerebrospinal fluid."""
    return NANOMOLAR * day.mean("cerebrospinal.total_transferrin")


@measure("Ferritin of spinal fluid", "pmol/L")
def spinal_ferritin(day: AnyDay) -> float:
    """Day average of ferritin in cerebrospinal fluid."""
    return 1e6 * day.mean("cerebrospinal.ferritin")


relative_measure(
    __name__,
    "endothelium_receptor_relative",
    "endothelium.total_receptor",
    "TfR1 of the endothelium",
    "All receptor of the barrier over healthy.",
)
relative_measure(
    __name__,
    "choroid_receptor_relative",
    "choroid_plexus.total_receptor",
    "TfR1 of the choroid plexus",
    "All receptor of the choroid plexus over healthy.",
)
relative_measure(
    __name__,
    "spinal_transferrin_relative",
    "cerebrospinal.total_transferrin",
    "Transferrin of spinal fluid",
    "Over healthy.",
)
relative_measure(
    __name__,
    "spinal_ferritin_relative",
    "cerebrospinal.ferritin",
    "Ferritin of spinal fluid",
    "Over healthy.",
)


relative_measure(
    __name__,
    "spinal_iron_relative",
    "cerebrospinal.total_iron",
    "Iron of spinal fluid",
    "Over healthy.",
)
relative_measure(
    __name__,
    "iron_regulatory_protein_1_relative",
    "neuron.iron_regulatory_protein_1",
    "IRP1 that holds messages",
    "Over healthy.",
)
relative_measure(
    __name__,
    "iron_regulatory_protein_2_relative",
    "neuron.iron_regulatory_protein_2",
    "IRP2",
    "Over healthy.",
)
relative_measure(
    __name__,
    "mitochondrial_ferritin_relative",
    "neuron.mitochondrial_ferritin_iron",
    "Mitochondrial ferritin iron",
    "Over healthy.",
)
relative_measure(
    __name__,
    "endothelium_ferritin_relative",
    "endothelium.ferritin",
    "Ferritin of the endothelium",
    "Over healthy.",
)
relative_measure(
    __name__,
    "endothelium_mitochondrial_ferritin_relative",
    "endothelium.mitochondrial_ferritin_iron",
    "Mitochondrial ferritin iron of the endothelium",
    "Over healthy.",
)
relative_measure(
    __name__,
    "endothelium_transporter_relative",
    "endothelium.divalent_transporter",
    "DMT1 of the endothelium",
    "Over healthy.",
)
relative_measure(
    __name__,
    "endothelium_ferroportin_relative",
    "endothelium.ferroportin",
    "Ferroportin of the endothelium",
    "Over healthy.",
)
relative_measure(
    __name__,
    "endothelium_message_held_relative",
    "endothelium.message_held",
    "IRP activity of the endothelium",
    "Share of messages held over healthy.",
)
relative_measure(
    __name__,
    "choroid_ferritin_relative",
    "choroid_plexus.ferritin",
    "Ferritin of the choroid plexus",
    "Over healthy.",
)
relative_measure(
    __name__,
    "choroid_ferritin_iron_relative",
    "choroid_plexus.ferritin_iron",
    "Ferritin iron of the choroid plexus",
    "Over healthy.",
)
relative_measure(
    __name__,
    "choroid_transferrin_relative",
    "choroid_transferrin",
    "Transferrin made by the choroid plexus",
    "Over healthy.",
)
relative_measure(
    __name__,
    "choroid_transporter_relative",
    "choroid_plexus.divalent_transporter",
    "DMT1 of the choroid plexus",
    "Over healthy.",
)
relative_measure(
    __name__,
    "choroid_ferroportin_relative",
    "choroid_plexus.ferroportin",
    "Ferroportin of the choroid plexus",
    "Over healthy.",
)


@measure("Iron taken up through TfR1", "umol/L/d")
def receptor_uptake(day: AnyDay) -> float:
    """Iron into the neuron through the receptor cycle in a day, per cell volume."""
    return HOURS_A_DAY * day.mean("neuron.divalent_transport") / day.parameter("neuron.volume")


@measure("TfR1 on the surface, share of all", "1")
def surface_receptor_share(day: AnyDay) -> float:
    """Share of the neuron's receptor that is on its surface."""
    usual = day.healthy.mean("total_receptor")
    return ratio(day.mean("surface_receptor"), day.mean("total_receptor"), usual)


@measure("KD of two-iron transferrin at TfR1", "nmol/L")
def diferric_affinity(day: AnyDay) -> float:
    """Dissociation over association."""
    off, on = day.parameter("diferric_dissociation"), day.parameter("transferrin_association")
    return NANOMOLAR * off / on


@measure("Empty against two-iron transferrin at TfR1", "1")
def empty_transferrin_penalty(day: AnyDay) -> float:
    """How many times more weakly empty transferrin binds."""
    return NANOMOLAR * day.parameter("apo_transferrin_affinity") / diferric_affinity(day)


@measure("Ferritin cages in a cubic micrometre", "1/fL")
def ferritin_cages(day: AnyDay) -> float:
    """Number of cages in the neuron."""
    return MOLECULES_IN_A_CUBIC_MICROMETRE * day.mean("neuron.ferritin")


@measure("Irons in a ferritin cage", "1")
def ferritin_fill(day: AnyDay) -> float:
    """Mean fill of the neuron's ferritin."""
    usual = day.healthy.mean("ferritin")
    return ratio(day.mean("ferritin_iron"), day.mean("ferritin"), usual)


@measure("Influx constant Ki of plasma iron into brain", "1/min")
def barrier_influx_constant(day: AnyDay) -> float:
    """Iron that leaves the endothelium for the brain, per plasma iron and brain volume."""
    parts = ("interstitial.volume", "brain_cell_volume", "endothelium.volume")
    brain = sum(day.parameter(part) for part in parts)
    crossing = day.mean("endothelium.ferroportin_export")
    iron, usual = day.mean("plasma.total_iron"), day.healthy.mean("plasma.total_iron")
    return ratio(crossing / brain / MINUTES_AN_HOUR, iron, usual)


@measure("Influx constant of iron into brain, relative to healthy", "1")
def barrier_influx_relative(day: AnyDay) -> float:
    """Influx constant over that of the healthy day."""
    return barrier_influx_constant(day) / barrier_influx_constant(day.healthy)


@measure("Hour of highest transferrin saturation", "h")
def transferrin_saturation_acrophase(day: AnyDay) -> float:
    """Clock time of the 24 h wave of plasma transferrin saturation."""
    return day.acrophase(day["plasma.transferrin_saturation"])
