"""
What treatments act on, as it is without any: parameters that are 0.

They are where medicines (medicines/) take hold. Here one can be held at a value, to ask what a
level that never falls would do; the treated model puts quantities in their place that rise
and fall with the doses.
"""

from rls_sim.network.process import Process
from rls_sim.quantities.parameter import Evidence, Parameter


def without_treatment(
    name: str, meaning: str, allowed: tuple[float, float], unit: str = "1"
) -> Parameter:
    """A quantity that only treatment brings; 0 without, so it carries no doubt."""
    return Parameter(
        name,
        0.0,
        unit,
        meaning,
        Evidence.DERIVED,
        "dossier2026",
        allowed,
        "fixed",
        "0 by definition of untreated; medicines change it",
    )


ACTED_ON = (
    without_treatment(
        "agonist_binding",
        "dopamine agonists at D2, relative to the level that occupies half of it",
        (0.0, 20.0),
    ),
    without_treatment(
        "levodopa_plasma", "levodopa of plasma that was given", (0.0, 100.0), "umol/L"
    ),
    without_treatment(
        "glutamate_block",
        "share of evoked glutamate release that alpha-2-delta ligands hold back",
        (0.0, 1.0),
    ),
    without_treatment(
        "adenosine_rise",
        "rise of adenosine at its A1 receptors, relative to untreated",
        (0.0, 10.0),
    ),
    without_treatment(
        "augmentation",
        "rise of the excitatory drive by augmentation, relative to none",
        (0.0, 10.0),
    ),
    without_treatment(
        "hepcidin_antagonist",
        "antagonist of hepcidin, relative to the level that halves what hepcidin does",
        (0.0, 100.0),
    ),
)

UNTREATED = Process("untreated", parameters=ACTED_ON)
