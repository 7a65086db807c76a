"""
Dopaminergic medicines: three agonists and levodopa.

An agonist counts at D2 by the part of it that is not bound to protein, against the level that
occupies half. Levodopa is turned into dopamine by the terminal itself (levodopa.py).
"""

from rls_sim.biology.medicines.kinetics import SWALLOWED, SWALLOWED_TWO, WORN
from rls_sim.biology.medicines.values import assumed, derived_from, fitted, measured
from rls_sim.network.process import Process, join, place
from rls_sim.network.reaction import Number, derived
from rls_sim.quantities.parameter import Evidence, Parameter

FITTED_TO = "fitted to the fall of the score against placebo under {}; see docs/trials.md"

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


LEVODOPA_WEIGHT = Parameter(
    "levodopa_weight",
    0.275,
    "1",
    "weight of given levodopa at the terminal against what its entry rate says",
    Evidence.FITTED,
    "caldir2007",
    (0.01, 5.0),
    "lognormal:2",
    "fitted to a fall of 10 points in 30 weeks, of which 6.6 are taken to be the placebo's; see "
    "docs/trials.md",
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
def levodopa_plasma(given_levodopa_in_plasma: Number, levodopa_weight: Number) -> Number:
    """What the terminal's carrier meets, beside all else that the barrier's carrier takes."""
    return levodopa_weight * given_levodopa_in_plasma


AGONIST = Process("agonist", parameters=AT_D2, derived=(binding,))

MEDICINES = (
    place(
        join("agonist by mouth", SWALLOWED, AGONIST),
        "pramipexole",
        values={
            "absorption_rate": derived_from(
                1.6, "pramipexole_be2021", "highest after 1.75 h; 0.8 to 3"
            ),
            "available_share": derived_from(0.92, "pramipexole_text", "above 0.9"),
            "distribution_volume": measured(486.0, "pramipexole_wright1997", "SD 93"),
            "clearance": derived_from(
                23.1,
                "pramipexole_wright1997",
                "419 mL/min after a swallowed dose, times what is available; half-life of 14 h, "
                "9 h in pramipexole_be2021",
            ),
            "unbound_share": derived_from(0.85, "pramipexole_text", "15 % is bound"),
            "d2_affinity": fitted(
                0.243,
                "winkelman2006",
                FITTED_TO.format("0.25 to 0.75 mg") + "; occupancy by imaging in Parkinson's "
                "disease asks for 0.051, which gives falls more than twice those of the trial",
            ),
        },
    ),
    place(
        join("agonist by mouth", SWALLOWED, AGONIST),
        "ropinirole",
        values={
            "absorption_rate": assumed(1.8, "ropinirole_recall", "recalled: highest after 1.5 h"),
            "available_share": measured(0.5, "ropinirole_review2000", ""),
            "distribution_volume": derived_from(
                407.0, "ropinirole_review2000", "half-life of 6 h at that clearance"
            ),
            "clearance": derived_from(
                47.0, "ropinirole_pr2014", "90 L/h after a swallowed dose, half of it available"
            ),
            "unbound_share": derived_from(0.6, "ropinirole_text", "10 to 40 % is bound"),
            "d2_affinity": fitted(0.375, "treat_rls1", FITTED_TO.format("1.9 mg")),
        },
    ),
    place(
        join("agonist through the skin", WORN, AGONIST),
        "rotigotine",
        values={
            "distribution_volume": derived_from(
                3900.0,
                ("elshoff2015", "rotigotine_text"),
                "half-life of 6 h after removal at that clearance; 84 L/kg in texts",
            ),
            "clearance": derived_from(450.0, "elshoff2015", "300 to 600 L/h"),
            "unbound_share": derived_from(0.08, "rotigotine_text", "92 % is bound"),
            "d2_affinity": fitted(
                0.00214,
                ("trenkwalder2008_rotigotine", "hening2010_rotigotine"),
                FITTED_TO.format("2 mg"),
            ),
        },
    ),
    place(
        SWALLOWED_TWO,
        "given_levodopa",
        values={
            "absorption_rate": derived_from(2.0, "cedarbaum1986", "highest after 0.7 to 1.2 h"),
            "available_share": assumed(0.85, "levodopa_recall", "recalled, with carbidopa"),
            "distribution_volume": assumed(30.0, "levodopa_recall", "most of 1 L/kg in all"),
            "clearance": assumed(24.0, "levodopa_recall", "recalled: 0.33 L/h/kg"),
            "tissue_volume": assumed(40.0, "levodopa_recall", "recalled: 1 L/kg in all"),
            "exchange_clearance": assumed(40.0, (), "spreads within the hour"),
        },
    ),
)

SUM = place(
    Process(
        "agonists together",
        parameters=(LEVODOPA_WEIGHT,),
        derived=(agonist_binding, levodopa_plasma),
    ),
    "",
    connect={
        "pramipexole_binding": "pramipexole.binding",
        "ropinirole_binding": "ropinirole.binding",
        "rotigotine_binding": "rotigotine.binding",
        "given_levodopa_in_plasma": "given_levodopa.in_plasma",
    },
)
DOPAMINERGIC = (*MEDICINES, SUM)
