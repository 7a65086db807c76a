"""
Red cells: the marrow takes iron for them, harder when they are few; they wear out or are lost.

The marrow's hunger stands for erythropoietin. It defends haemoglobin while stores last.
"""

from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import repression
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

COMPARTMENTS = (Compartment("red_cells", "red_cell_volume", "marrow and red cells"),)

SPECIES = (
    Species("red_cell_iron", "iron of marrow and red cells", "red_cells", 19220.0, {"iron": 1}),
)

PARAMETERS = (
    Parameter(
        "red_cell_volume",
        2.2,
        "L",
        "volume of marrow and red cells",
        Evidence.ASSUMED,
        "clinical_ranges",
        (1.0, 3.5),
        "fixed",
        "recalled",
    ),
    Parameter(
        "marrow_clearance",
        1.7099,
        "L/h",
        "plasma cleared of two-iron transferrin by the marrow",
        Evidence.ASSUMED,
        "ferrokinetics",
        (1.0, 15.0),
        "lognormal:1.3",
        "fitted, with the liver's, to a recalled turnover of plasma iron of 25 mg a day",
    ),
    Parameter(
        "blood_volume",
        4.7,
        "L",
        "blood in which haemoglobin is measured",
        Evidence.ASSUMED,
        "clinical_ranges",
        (2.5, 7.5),
        "fixed",
        "recalled: 65 to 70 mL in a kg of body; haemoglobin is then 145 g/L",
    ),
    Parameter(
        "haemoglobin_of_iron",
        16114.0,
        "g/mol",
        "haemoglobin that holds one iron",
        Evidence.DERIVED,
        "general_knowledge",
        (16000.0, 16200.0),
        "fixed",
        "a quarter of 64,458 g/mol, with its four irons",
    ),
    Parameter(
        "red_cell_iron_reference",
        19218.67,
        "umol/L",
        "iron of red cells at which the marrow works at its usual pace",
        Evidence.DERIVED,
        "dossier2026",
        (10000.0, 25000.0),
        "fixed",
        "the healthy day average of this model; the kidney sets it",
    ),
    Parameter(
        "erythropoiesis_half_share",
        0.92,
        "1",
        "share of the usual iron of red cells at which the marrow is half as hungry as it can be",
        Evidence.ASSUMED,
        "milman1992_women",
        (0.7, 1.0),
        "lognormal:1.03",
        "so that haemoglobin is defended until stores are gone: women with a ferritin below 15 "
        "have 134 g/L where others have 139",
    ),
    Parameter(
        "erythropoiesis_steepness",
        18.0,
        "1",
        "steepness of the marrow's hunger in the iron of red cells",
        Evidence.ASSUMED,
        (),
        (8.0, 24.0),
        "uniform",
        "erythropoietin rises steeply as haemoglobin falls; the marrow then works up to six times "
        "as hard",
    ),
    Parameter(
        "red_cell_life",
        120.0,
        "d",
        "life of a red cell",
        Evidence.ASSUMED,
        "clinical_ranges",
        (60.0, 140.0),
        "normal:5",
        "recalled",
    ),
    Parameter(
        "blood_loss",
        0.0,
        "mL/d",
        "loss of red cells: menstruation, donation, bleeding",
        Evidence.ASSUMED,
        (),
        (0.0, 100.0),
        "fixed",
        "none in the reference man",
    ),
)


@derived("1", label="hunger of the marrow, relative to healthy")
def erythropoiesis(
    red_cell_iron: Number,
    red_cell_iron_reference: Number,
    erythropoiesis_half_share: Number,
    erythropoiesis_steepness: Number,
) -> Number:
    """Fewer red cells, more erythropoietin, a hungrier marrow; 1 in health."""
    share = red_cell_iron / red_cell_iron_reference
    here = repression(share, erythropoiesis_half_share, erythropoiesis_steepness)
    return here / repression(1, erythropoiesis_half_share, erythropoiesis_steepness)


@derived("ug/L", label="haemoglobin of blood")
def haemoglobin(
    red_cell_iron: Number,
    red_cell_volume: Number,
    haemoglobin_of_iron: Number,
    blood_volume: Number,
) -> Number:
    """Iron of red cells as haemoglobin, as if blood were never diluted."""
    return red_cell_iron * red_cell_volume * haemoglobin_of_iron / blood_volume


@reaction("plasma.diferric_transferrin -> plasma.apo_transferrin + 2 red_cell_iron")
def diferric_marrow_uptake(
    plasma_diferric_transferrin: Number, marrow_clearance: Number, erythropoiesis: Number
) -> Number:
    """The marrow takes most of the plasma's iron to make haemoglobin."""
    return marrow_clearance * erythropoiesis * plasma_diferric_transferrin


@reaction("plasma.monoferric_transferrin -> plasma.apo_transferrin + red_cell_iron")
def monoferric_marrow_uptake(
    plasma_monoferric_transferrin: Number,
    marrow_clearance: Number,
    erythropoiesis: Number,
    monoferric_clearance_share: Number,
) -> Number:
    """One-iron transferrin is taken more slowly than two-iron transferrin."""
    cleared = marrow_clearance * erythropoiesis * monoferric_clearance_share
    return cleared * plasma_monoferric_transferrin


@reaction("red_cell_iron -> macrophage_iron", source="ferrokinetics")
def red_cell_recycling(
    red_cell_iron: Number, red_cell_life: Number, red_cell_volume: Number
) -> Number:
    """Macrophages eat worn red cells and keep their iron."""
    return red_cell_iron / red_cell_life * red_cell_volume


@reaction("red_cell_iron ->", boundary="iron")
def bleeding(red_cell_iron: Number, blood_loss: Number) -> Number:
    """Blood that is lost takes its iron along."""
    return blood_loss * red_cell_iron


RED_CELLS = place(
    Process(
        "red cells",
        compartments=COMPARTMENTS,
        species=SPECIES,
        parameters=PARAMETERS,
        reactions=(
            diferric_marrow_uptake,
            monoferric_marrow_uptake,
            red_cell_recycling,
            bleeding,
        ),
        derived=(erythropoiesis, haemoglobin),
    ),
    "",
    connect={
        "plasma_monoferric_transferrin": "plasma.monoferric_transferrin",
        "plasma_diferric_transferrin": "plasma.diferric_transferrin",
    },
)
