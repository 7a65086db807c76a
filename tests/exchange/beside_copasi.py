"""A model in SBML followed by our engine and by COPASI, and how far they differ."""

import numpy as np
from beside_roadrunner import ATOL, POINTS, RTOL, differences_to, quantities

from rls_sim.verification.simulators import locale_kept

# What COPASI 4 reads otherwise: it leaves out conversion factors and counts by rules or formulas,
# and holds another view of a concentration's rule where the space grows.
OTHERWISE = {
    "conversion",
    "conversion_of_one",
    "count_by_a_rate",
    "count_by_math",
    "count_by_a_rule",
    "rule_in_a_growing_space",
}


@locale_kept()
def by_copasi(text, end):
    """Courses by id, from COPASI, each in the sense in which formulas mean it."""
    import basico
    import libsbml

    model = basico.load_model_from_string(text)
    try:
        found = basico.run_time_course(
            start_time=0,
            duration=end,
            intervals=POINTS - 1,
            r_tol=RTOL / 10,
            a_tol=ATOL,
            max_steps=1_000_000,
            use_sbml_id=True,
        )
    finally:
        basico.remove_datamodel(model)
    courses = {name: found[name].to_numpy() for name in found.columns}
    read = libsbml.readSBMLFromString(text).getModel()
    for name, meant in quantities(text).items():
        species = read.getSpecies(name)
        if species is not None and meant == name and name in courses:
            space = read.getCompartment(species.getCompartment())
            size = courses.get(space.getId(), space.getSize() if space.isSetSize() else 1.0)
            courses[name] = courses[name] * size
    return courses


def copasi_differences(text, end):
    """Of every id that changes in both the largest difference over its largest value."""
    expected = {name: c for name, c in by_copasi(text, end).items() if name in quantities(text)}
    return {name: d for name, d in differences_to(expected, text, end).items() if np.isfinite(d)}
