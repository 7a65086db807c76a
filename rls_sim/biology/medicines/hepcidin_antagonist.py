"""
An antagonist of hepcidin: a molecule that catches it, so that stores let go of their iron.
"""

from rls_sim.biology.medicines.kinetics import BODY
from rls_sim.biology.medicines.values import assumed
from rls_sim.network.process import Process, place
from rls_sim.network.reaction import Number, derived
from rls_sim.quantities.parameter import Evidence, Parameter

PARAMETERS = (
    Parameter(
        "antagonist_half_effect",
        0.054,
        "umol/L",
        "antagonist in plasma that halves what hepcidin does",
        Evidence.FITTED,
        "boyce2016",
        (0.001, 10.0),
        "lognormal:2",
        "fitted to serum iron 1.67-fold after 8 h and about 1.3-fold after 32 h (recalled); 1.56 "
        "and 1.51 came of it, and hepcidin that does nothing at all gives 1.63",
    ),
)


@derived("1", label="antagonist of hepcidin")
def hepcidin_antagonist(antagonist_in_plasma: Number, antagonist_half_effect: Number) -> Number:
    """What is caught cannot shut ferroportin; hepcidin counts as if there were less of it."""
    return antagonist_in_plasma / antagonist_half_effect


HEPCIDIN_ANTAGONIST = (
    place(
        BODY,
        "antagonist",
        values={
            "distribution_volume": assumed(4.0, (), "stays in plasma and near it"),
            "clearance": assumed(0.15, (), "recalled of lexaptepid: half-life of 15 to 20 h"),
        },
    ),
    place(
        Process("hepcidin caught", parameters=PARAMETERS, derived=(hepcidin_antagonist,)),
        "",
        connect={"antagonist_in_plasma": "antagonist.in_plasma"},
    ),
)
