"""What population.toml must hold: each key with its unit and the range that makes sense."""

from collections.abc import Mapping
from dataclasses import dataclass

AGE, TRIMESTER, STAGE = "from_age", "from_trimester", "from_stage"


@dataclass(frozen=True)
class Due:
    """
    An entry that is due: its unit, and the range of its value.

    ``by``: from what on each of several values holds; ``spread``: whether it says how people
    differ; ``tried``: whether it names other values to try; ``sizes``: the range of a lesion's.
    """

    unit: str
    low: float
    high: float
    by: str = ""
    spread: bool = False
    tried: bool = False
    sizes: tuple[float, float] | None = None


def _share(by: str = AGE) -> Due:
    return Due("1", 0.0, 1.0, by)


def _factor(low: float = 0.05, high: float = 20.0, by: str = "", *, spread: bool = False) -> Due:
    return Due("1", low, high, by, spread)


def _lesion(low: float, high: float) -> Due:
    return Due("1", 0.0, 1.0, sizes=(low, high))


ENTRIES: Mapping[str, Due] = {
    "people.age": _share(),
    "people.female": _share(),
    "body.size_men": _factor(0.5, 2.0, spread=True),
    "body.size_women": _factor(0.5, 2.0, spread=True),
    "body.haemoglobin_reference_men": _factor(0.6, 1.3, AGE, spread=True),
    "body.haemoglobin_reference_women": _factor(0.6, 1.3, AGE, spread=True),
    "body.absorption_men": _factor(spread=True),
    "body.absorption_women": _factor(spread=True),
    "body.shedding": _factor(0.2, 5.0, spread=True),
    "body.macrophage_release_men": _factor(0.2, 5.0, spread=True),
    "body.macrophage_release_women": _factor(0.2, 5.0, spread=True),
    "body.hepcidin": _factor(spread=True),
    "body.ferritin_of_stores_men": _factor(0.75, 1.5, spread=True),
    "body.ferritin_of_stores_women": _factor(0.75, 1.5, spread=True),
    "diet.iron_men": Due("mg/d", 1.0, 60.0, AGE, spread=True),
    "diet.iron_women": Due("mg/d", 1.0, 60.0, AGE, spread=True),
    "diet.of_the_model": Due("mg/d", 1.0, 60.0),
    "diet.vegetarian": _share(),
    "diet.vegetarian_absorption": _factor(0.05, 1.0),
    "menstruation.menopause": Due("y", 40.0, 60.0, spread=True),
    "menstruation.loss": Due("mL", 1.0, 300.0, spread=True),
    "menstruation.cycle": Due("d", 20.0, 40.0),
    "contraception.pill": _share(),
    "contraception.hormonal_device": _share(),
    "contraception.copper_device": _share(),
    "contraception.pill_factor": _factor(0.05, 2.0),
    "contraception.hormonal_device_factor": _factor(0.0, 2.0),
    "contraception.copper_device_factor": _factor(0.5, 3.0),
    "pregnancy.share": _share(),
    "pregnancy.after_delivery": _share(),
    "pregnancy.births": Due("1", 0.0, 10.0, AGE),
    "pregnancy.placental_clearance": Due("L/h", 0.0, 20.0, TRIMESTER),
    "pregnancy.marrow_call": _factor(0.8, 1.3, TRIMESTER),
    "pregnancy.blood_volume": _factor(0.8, 2.0, TRIMESTER),
    "pregnancy.delivery_loss": Due("mL", 0.0, 3000.0),
    "pregnancy.net_cost": Due("mg", 0.0, 2000.0),
    "donation.share": _share(),
    "donation.gifts": Due("1", 1.0, 6.0),
    "donation.blood": Due("mL", 100.0, 600.0),
    "bleeding.share": _share(),
    "bleeding.loss": Due("mL/d", 0.0, 20.0, spread=True),
    "kidney.share": _share(),
    "kidney.share_of_stage": _share(STAGE),
    "kidney.red_cell_life": _factor(0.4, 1.2, STAGE),
    "kidney.hepcidin": _factor(0.2, 20.0, STAGE),
    "kidney.marrow_response": _factor(0.0, 1.0, STAGE),
    "genes.btbd9": _share(""),
    "genes.btbd9_factor": _factor(0.5, 2.0),
    "genes.meis1": _share(""),
    "genes.meis1_factor": _factor(0.5, 2.0),
    "genes.hfe_c282y": Due("1", 0.0, 0.5),
    "genes.hfe_h63d": Due("1", 0.0, 0.5),
    "genes.hfe_c282y_factor": _factor(0.3, 1.0),
    "genes.hfe_h63d_factor": _factor(0.3, 1.0),
    "genes.tmprss6": _share(""),
    "genes.tmprss6_factor": _factor(0.5, 2.0),
    "nigra.receptor": _factor(0.2, 2.0, spread=True),
    "nigra.barrier": _factor(0.2, 2.0, spread=True),
    "nigra.receptor_and_barrier": Due("1", -1.0, 1.0),
    "nigra.release": _factor(0.2, 2.0, spread=True),
    "lesions.share": Due("1", 0.0, 1.0),
    "lesions.receptor_synthesis": _lesion(0.02, 1.0),
    "lesions.receptor_synthesis_both": _lesion(0.02, 1.0),
    "lesions.irp2_loss": _lesion(0.0, 1.0),
    "lesions.neuronal_export": _lesion(1.0, 10.0),
    "lesions.primary_release": _lesion(0.2, 1.0),
    "lesions.clock_amplitude": _lesion(0.1, 1.6),
    "symptoms.nightly_scatter": Due("1", 0.0, 1.0, tried=True),
    "symptoms.any_nights": Due("1/y", 1.0, 365.0),
    "symptoms.distress_score": Due("1", 0.0, 40.0),
}
