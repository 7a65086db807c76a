"""
Dopaminergic medicines: three agonists and levodopa.

An agonist counts at D2 by the part of it that is not bound to protein, against the level that
occupies half. Levodopa is turned into dopamine by the terminal itself (levodopa.py).
"""

from rls_sim.biology.medicines.kinetics import SWALLOWED, SWALLOWED_TWO, WORN
from rls_sim.biology.medicines.values import assumed, derived_from
from rls_sim.network.process import Process, join, place
from rls_sim.network.reaction import Number, derived
from rls_sim.quantities.parameter import Evidence, Parameter

KINETICS = "agonist_kinetics"
PRAMIPEXOLE = "pramipexole_label"
EQUIVALENCE = "so that {} count at D2 as much as 0.25 mg of pramipexole, through the day"

AT_D2 = (
    Parameter(
        "unbound_share",
        1.0,
        "1",
        "share in plasma that is not bound to protein",
        Evidence.ASSUMED,
        (),
        (0.0, 1.0),
        "fixed",
    ),
    Parameter(
        "d2_affinity",
        0.03,
        "umol/L",
        "unbound level in plasma that occupies half of D2",
        Evidence.ASSUMED,
        (),
        (0.0001, 1.0),
        "lognormal:2",
    ),
)


@derived("1", label="binding at D2")
def binding(in_plasma: Number, unbound_share: Number, d2_affinity: Number) -> Number:
    """Unbound level in plasma against the one that occupies half of D2; the brain follows."""
    return unbound_share * in_plasma / d2_affinity


@derived("1", label="agonists at D2, all together")
def agonist_binding(
    pramipexole_binding: Number, ropinirole_binding: Number, rotigotine_binding: Number
) -> Number:
    """They compete for one receptor, so what they bind adds up."""
    return pramipexole_binding + ropinirole_binding + rotigotine_binding


@derived("umol/L", label="levodopa of plasma that was given")
def levodopa_plasma(given_levodopa_in_plasma: Number) -> Number:
    """What the terminal's carrier meets."""
    return given_levodopa_in_plasma


AGONIST = Process("agonist", parameters=AT_D2, derived=(binding,))

MEDICINES = (
    place(
        join("agonist by mouth", SWALLOWED, AGONIST),
        "pramipexole",
        values={
            "absorption_rate": derived_from(1.5, PRAMIPEXOLE, "highest about 2 h after a dose"),
            "available_share": assumed(0.9, KINETICS, "recalled: above 0.9"),
            "distribution_volume": assumed(480.0, KINETICS, "recalled: about 500 L"),
            "clearance": derived_from(
                35.0, PRAMIPEXOLE, "half-life of 9.5 h, between 8 h in the young and 12 h in age"
            ),
            "unbound_share": assumed(0.85, KINETICS, "recalled: 15 % is bound"),
            "d2_affinity": derived_from(
                0.033,
                "pramipexole_occupancy",
                "19 % of D2/D3 in the nigra at 3 x 0.7 mg of base a day, 9 nmol/L unbound",
            ),
        },
    ),
    place(
        join("agonist by mouth", SWALLOWED, AGONIST),
        "ropinirole",
        values={
            "absorption_rate": assumed(1.5, KINETICS, "recalled: highest after 1 to 2 h"),
            "available_share": assumed(0.5, KINETICS, "recalled"),
            "distribution_volume": assumed(500.0, KINETICS, "recalled: 7 L/kg"),
            "clearance": assumed(58.0, KINETICS, "recalled: half-life of 6 h"),
            "unbound_share": assumed(0.75, KINETICS, "recalled: 10 to 40 % is bound"),
            "d2_affinity": assumed(0.034, (), EQUIVALENCE.format("1 mg")),
        },
    ),
    place(
        join("agonist through the skin", WORN, AGONIST),
        "rotigotine",
        values={
            "distribution_volume": assumed(2700.0, KINETICS, "recalled: half-life of 6 h"),
            "clearance": assumed(312.0, KINETICS, "recalled: 0.4 ug/L at 3 mg a day"),
            "unbound_share": assumed(0.08, KINETICS, "recalled: 92 % is bound"),
            "d2_affinity": assumed(0.003, (), EQUIVALENCE.format("2 mg a day")),
        },
    ),
    place(
        SWALLOWED_TWO,
        "given_levodopa",
        values={
            "absorption_rate": assumed(2.0, KINETICS, "recalled: highest within the hour"),
            "available_share": assumed(0.85, KINETICS, "recalled, with carbidopa"),
            "distribution_volume": assumed(12.0, KINETICS, "recalled"),
            "clearance": assumed(24.0, KINETICS, "recalled: half-life of 1.5 h"),
            "tissue_volume": assumed(30.0, KINETICS, "recalled: 0.6 L/kg in all"),
            "exchange_clearance": assumed(20.0, KINETICS, "spreads within the hour"),
        },
    ),
)

SUM = place(
    Process("agonists together", derived=(agonist_binding, levodopa_plasma)),
    "",
    connect={
        "pramipexole_binding": "pramipexole.binding",
        "ropinirole_binding": "ropinirole.binding",
        "rotigotine_binding": "rotigotine.binding",
        "given_levodopa_in_plasma": "given_levodopa.in_plasma",
    },
)
DOPAMINERGIC = (*MEDICINES, SUM)
