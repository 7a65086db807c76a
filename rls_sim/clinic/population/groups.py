"""Groups of people that studies speak of, and what is counted in them, by the names of rows."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.cohort import Cohort
from rls_sim.clinic.population.expecting import TERM, TRIMESTERS

Truth = NDArray[np.bool_]

LOW_FERRITIN = 15.0  # ug/L: no stores
ANAEMIC_WOMEN, ANAEMIC_MEN = 120.0, 130.0  # g/L of haemoglobin
OFTEN = 3  # gifts of blood a year
GROUPS = (
    *("everybody", "men", "women", "nulliparous", "births_1", "births_2", "births_3"),
    *("age_18_29", "age_30", "age_18_39", "age_40_64", "age_65"),
    *("men_50", "women_50", "men_65", "women_65"),
    *("pregnant", "trimester_1", "trimester_2", "trimester_3", "after_delivery", "not_pregnant"),
    *("iron_deficiency_anaemia", "deficient_only", "replete", "women_deficient"),
    *("low_quarter_65", "other_quarters_65", "donors", "female_donors", "frequent_donors"),
    *("frequent_female_donors", "frequent_male_donors", "without_gifts", "women_without_gifts"),
    *("kidney_3_4", "dialysis", "meis1_0", "meis1_1", "btbd9_1", "btbd9_2"),
)
COUNTED = ("any_symptom", "weekly", "ill", "ferritin_15", "ferritin_30", "anaemia")


class Groups:
    """The groups of a cohort and what may be counted in them, each (n,) by name."""

    def __init__(self, cohort: Cohort) -> None:
        """Nothing is computed before it is asked for."""
        self.cohort = cohort

    def counted(self, name: str) -> Truth:
        """Whom a row counts: one of COUNTED."""
        ferritin = self.cohort.outcomes["serum_ferritin"]
        if name == "anaemia":
            return self._anaemic
        if name.startswith("ferritin"):
            return np.asarray(ferritin < float(name.partition("_")[2]))
        return np.asarray(getattr(self.cohort, name))

    def __getitem__(self, name: str) -> Truth:
        """Who belongs to a group: one of GROUPS."""
        return self._all[name]

    @cached_property
    def _anaemic(self) -> Truth:
        women = self.cohort.traits["female"] > 0
        limit = np.where(women, ANAEMIC_WOMEN, ANAEMIC_MEN)
        return np.asarray(self.cohort.outcomes["haemoglobin"] < limit)

    @cached_property
    def _all(self) -> Mapping[str, Truth]:
        found = {**self._by_sex_and_age, **self._by_child, **self._by_blood, **self._by_gift}
        traits = self.cohort.traits
        stage = traits["kidney_stage"]
        found |= {"kidney_3_4": (stage == 3) | (stage == 4), "dialysis": stage == 5}
        found |= {f"meis1_{n}": traits["meis1"] == n for n in (0, 1)}
        found |= {f"btbd9_{n}": traits["btbd9"] == n for n in (1, 2)}
        return found

    @cached_property
    def _by_sex_and_age(self) -> dict[str, Truth]:
        women, age = self.cohort.traits["female"] > 0, self.cohort.traits["age"]
        old, oldest = age >= 50, age >= 65
        return {
            "everybody": np.ones(len(age), dtype=bool),
            "men": ~women,
            "women": women,
            "age_18_29": age < 30,
            "age_30": age >= 30,
            "age_18_39": age < 40,
            "age_40_64": (age >= 40) & ~oldest,
            "age_65": oldest,
            "men_50": ~women & old,
            "women_50": women & old,
            "men_65": ~women & oldest,
            "women_65": women & oldest,
        }

    @cached_property
    def _by_child(self) -> dict[str, Truth]:
        traits = self.cohort.traits
        women, births, week = traits["female"] > 0, traits["births"], traits["pregnancy_week"]
        after = ~np.isnan(traits["weeks_after_delivery"])
        pregnant = traits["pregnant"] > 0
        settled = women & ~pregnant & ~after
        found = {
            "nulliparous": settled & (births == 0),
            "births_1": settled & (births == 1),
            "births_2": settled & (births == 2),
            "births_3": settled & (births >= 3),
            "pregnant": pregnant,
            "after_delivery": after,
            "not_pregnant": settled & (traits["age"] < 45),
        }
        ends = (*TRIMESTERS[1:], TERM + 1)
        for number, (begins, end) in enumerate(zip(TRIMESTERS, ends, strict=True), 1):
            found[f"trimester_{number}"] = (week >= begins) & (week < end)
        return found

    @cached_property
    def _by_blood(self) -> dict[str, Truth]:
        women, age = self.cohort.traits["female"] > 0, self.cohort.traits["age"]
        ferritin = self.cohort.outcomes["serum_ferritin"]
        low, old = ferritin < LOW_FERRITIN, (age >= 65) & np.isfinite(ferritin)
        quarter = _quantile(ferritin[old], self.cohort.weights[old], 0.25)
        return {
            "iron_deficiency_anaemia": low & self._anaemic,
            "deficient_only": low & ~self._anaemic,
            "replete": (ferritin >= LOW_FERRITIN) & ~self._anaemic,
            "women_deficient": low & women & (age < 40),
            "low_quarter_65": old & (ferritin < quarter),
            "other_quarters_65": old & (ferritin >= quarter),
        }

    @cached_property
    def _by_gift(self) -> dict[str, Truth]:
        traits = self.cohort.traits
        women, gifts = traits["female"] > 0, traits["gifts_a_year"]
        able = (traits["age"] < 70) & (gifts == 0) & (traits["pregnant"] == 0)
        return {
            "donors": gifts > 0,
            "female_donors": women & (gifts > 0),
            "frequent_donors": gifts >= OFTEN,
            "frequent_female_donors": women & (gifts >= OFTEN),
            "frequent_male_donors": ~women & (gifts >= OFTEN),
            "without_gifts": able,
            "women_without_gifts": able & women,
        }


def _quantile(values: NDArray[Any], weights: NDArray[Any], share: float) -> float:
    """The value below which so large a weighted share lies; NaN of nothing."""
    if not values.size or not weights.any():
        return float("nan")
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    place = np.searchsorted(reached, share * reached[-1])
    return float(values[order][min(int(place), len(values) - 1)])
