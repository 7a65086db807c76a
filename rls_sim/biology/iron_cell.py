"""
The iron-handling cell and its three instances: endothelium, choroid plexus, dopamine neuron.

One set of laws; each instance has its own volumes, its own amounts of receptor, ferritin and
ferroportin, and its own handles for lesions. Where each drinks and where it pours is said here.
"""

from typing import Any

from rls_sim.biology import (
    iron_export,
    iron_sensing,
    iron_storage,
    mitochondria,
    receptor_cycle,
    receptor_expression,
)
from rls_sim.biology.nigral_iron import NIGRAL_IRON
from rls_sim.network.process import Process, join, place
from rls_sim.quantities.parameter import Evidence, Parameter

DMT1_NOTE = "so that DMT1 does not limit in health; the endosome is emptied in 2-3 min"

OWN_PARAMETERS = (
    Parameter(
        "volume",
        9e-6,
        "L",
        "volume of the cells",
        Evidence.DERIVED,
        "dossier2026",
        (1e-8, 1.0),
        "fixed",
        "450 000 nigral dopamine neurons (assumed) with a soma of 20 pL (assumed in the dossier)",
    ),
    Parameter(
        "endosome_volume",
        9e-8,
        "L",
        "volume of the early endosomes",
        Evidence.ASSUMED,
        (),
        (1e-10, 0.1),
        "fixed",
        "1 % of the cell",
    ),
    Parameter(
        "mitochondrial_volume",
        9e-7,
        "L",
        "volume of the mitochondria",
        Evidence.ASSUMED,
        (),
        (1e-9, 0.1),
        "fixed",
        "10 % of the cell",
    ),
    Parameter(
        "receptor_synthesis_maximal",
        0.00017766,
        "umol/L/h",
        "synthesis of TfR1 at the healthy level of its message",
        Evidence.FITTED,
        ("bruehlmeier2000", "dossier2026"),
        (1e-5, 1.0),
        "lognormal:1.5",
        "fitted so that the neuron takes up 0.69 uM iron a day, the whole-brain turnover by PET",
    ),
    Parameter(
        "divalent_transport_maximal",
        100.0,
        "umol/L/h",
        "largest flux of DMT1 out of the endosome, per endosome volume",
        Evidence.ASSUMED,
        (),
        (1.0, 1e6),
        "lognormal:2",
        DMT1_NOTE,
    ),
)

IRON_CELL = join(
    "iron cell",
    receptor_cycle.RECEPTOR_CYCLE,
    receptor_expression.RECEPTOR_EXPRESSION,
    iron_sensing.IRON_SENSING,
    iron_storage.IRON_STORAGE,
    mitochondria.MITOCHONDRIA,
    iron_export.IRON_EXPORT,
    Process("iron cell size", parameters=OWN_PARAMETERS),
)

CHEMISTRY = (
    receptor_cycle.CHEMISTRY,
    receptor_expression.CHEMISTRY,
    iron_sensing.CHEMISTRY,
    iron_storage.CHEMISTRY,
    mitochondria.CHEMISTRY,
    iron_export.CHEMISTRY,
)


def _drinks_from(fluid: str) -> dict[str, str]:
    return {
        f"outside_{form}": f"{fluid}.{form}"
        for form in (
            "apo_transferrin",
            "monoferric_transferrin",
            "diferric_transferrin",
            "nontransferrin_iron",
        )
    }


def _assumed(value: float, note: str) -> dict[str, Any]:
    return {"value": value, "evidence": Evidence.ASSUMED, "source": (), "note": note}


def _fitted(value: float, source: str, note: str) -> dict[str, Any]:
    return {"value": value, "evidence": Evidence.FITTED, "source": source, "note": note}


NEURON = place(
    join("dopamine neuron", IRON_CELL, NIGRAL_IRON),
    "neuron",
    connect=_drinks_from("interstitial")
    | {
        "export_iron": "interstitial.nontransferrin_iron",
        "waste_iron": "brain_cell_iron",
        "release_signal": "release_without_signal",
    },
)

ENDOTHELIUM = place(
    IRON_CELL,
    "endothelium",
    connect=_drinks_from("plasma")
    | {
        "export_iron": "interstitial.nontransferrin_iron",
        "waste_iron": "brain_cell_iron",
        "release_signal": "barrier_release_signal",
    },
    values={
        "volume": _assumed(0.005, "0.4 % of 1.3 L brain: 170 cm2/g of wall, 0.25 um thick"),
        "endosome_volume": _assumed(5e-5, "1 % of the cell"),
        "mitochondrial_volume": _assumed(5e-4, "10 % of the cell"),
        "divalent_transport_maximal": _assumed(25_000.0, DMT1_NOTE),
        "receptor_synthesis_maximal": _fitted(
            0.066616, "bruehlmeier2000", "fitted to the influx constant Ki of plasma iron by PET"
        ),
        "ferroportin_export_maximal": _assumed(
            33.271, "so that labile iron of the healthy endothelium is 1 uM"
        ),
    },
    initial={
        "surface_receptor_free": 0.1767,
        "surface_receptor_monoferric": 0.1464,
        "surface_receptor_diferric": 0.2103,
        "endosomal_receptor_free": 0.499,
        "endosomal_receptor_apo": 1.195,
    },
)

CHOROID_PLEXUS = place(
    IRON_CELL,
    "choroid_plexus",
    connect=_drinks_from("plasma")
    | {
        "export_iron": "cerebrospinal.nontransferrin_iron",
        "waste_iron": "brain_cell_iron",
        "release_signal": "release_without_signal",
    },
    values={
        "volume": _assumed(0.002, "2 g of choroid plexus"),
        "endosome_volume": _assumed(2e-5, "1 % of the cell"),
        "mitochondrial_volume": _assumed(2e-4, "10 % of the cell"),
        "divalent_transport_maximal": _assumed(6_000.0, DMT1_NOTE),
        "receptor_synthesis_maximal": _fitted(
            0.01675, "deane2004", "fitted to a tenth of the iron that crosses the endothelium"
        ),
        "ferroportin_export_maximal": _assumed(
            7.4713, "so that labile iron of the healthy choroid plexus is 1 uM"
        ),
    },
    initial={
        "surface_receptor_free": 0.04444,
        "surface_receptor_monoferric": 0.03682,
        "surface_receptor_diferric": 0.05288,
        "endosomal_receptor_free": 0.1255,
        "endosomal_receptor_apo": 0.3006,
    },
)
