"""What is read of each day of a course, by name: outcomes of the day and a few of its peaks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rls_sim.errors import UnknownNameError
from rls_sim.outcomes.day import AnyDay
from rls_sim.outcomes.dual import number
from rls_sim.outcomes.measures import MEASURES, Reader

SCORE = "irls_score"
SATURATION_PEAK = "transferrin_saturation_peak"
FREE_IRON_PEAK = "nontransferrin_iron_peak"
AUGMENTATION = "augmentation"
PUSH = "augmentation_push"
STORED_FERRITIN = "stored_ferritin"


@dataclass(frozen=True)
class Reading:
    """One number of a day: how figures print it, its unit, and what reads it."""

    name: str
    label: str
    unit: str
    read: Reader


def _peak(quantity: str) -> Callable[[AnyDay], Any]:
    def read(day: AnyDay) -> Any:
        return number(day[quantity].max(axis=-1))

    return read


def _mean(quantity: str) -> Callable[[AnyDay], Any]:
    def read(day: AnyDay) -> Any:
        return day.mean(quantity)

    return read


def _push(day: AnyDay) -> Any:
    """Dopaminergic load, as much as want of iron speeds what it brings; day average."""
    want = day["iron_want"] / day["healthy_iron_want"]
    return number((day["dopaminergic_load"] * want ** day.level("augmentation_want")).mean(axis=-1))


OWN = (
    Reading(PUSH, "Push towards augmentation", "1", _push),
    Reading(STORED_FERRITIN, "Serum ferritin of old stores", "ug/L", _mean("serum_ferritin")),
    Reading(
        SATURATION_PEAK,
        "Transferrin saturation, highest of the day",
        "1",
        _peak("plasma.transferrin_saturation"),
    ),
    Reading(
        FREE_IRON_PEAK,
        "Iron of plasma not bound to transferrin, highest of the day",
        "umol/L",
        _peak("plasma.nontransferrin_iron"),
    ),
    Reading(AUGMENTATION, "Augmentation of the drive", "1", _mean(AUGMENTATION)),
    Reading("agonist_binding", "Agonists at D2, day average", "1", _mean("agonist_binding")),
    Reading("hepcidin", "Hepcidin, day average", "umol/L", _mean("hepcidin")),
    Reading("d2_signal", "D2 signal, day average", "1", _mean("d2_signal")),
)

# What a course shows unless something else is asked for.
SHOWN = (
    "serum_ferritin",
    "transferrin_saturation",
    "haemoglobin",
    "spinal_ferritin",
    "spinal_transferrin",
    "labile_iron",
    "total_iron",
    "extracellular_dopamine",
    "urge_peak",
    SCORE,
)
NEEDED = (
    *(SCORE, "serum_ferritin", STORED_FERRITIN, "labile_iron", "haemoglobin"),
    *(SATURATION_PEAK, FREE_IRON_PEAK, AUGMENTATION, PUSH),
)


def all_readings() -> Mapping[str, Reading]:
    """Everything that can be read of a day of a course, by name."""
    measures = {name: Reading(name, m.label, m.unit, m.function) for name, m in MEASURES.items()}
    measures["serum_ferritin"] = replace(
        measures["serum_ferritin"], read=_mean("measured_ferritin")
    )  # with what fresh iron adds; the same without
    return measures | {reading.name: reading for reading in OWN}


def find_readings(names: Sequence[str]) -> tuple[Reading, ...]:
    """The readings of these names; raises UnknownNameError with the nearest."""
    known = all_readings()
    for name in names:
        if name not in known:
            raise UnknownNameError("outcome of a course", name, known)
    return tuple(known[name] for name in names)


def readers(readings: Sequence[Reading]) -> dict[str, Reader]:
    """What `follow_courses` takes."""
    return {reading.name: reading.read for reading in readings}
