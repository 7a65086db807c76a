"""
Bulk flow: everything dissolved in one fluid leaves with it into the next.

Placed twice: interstitial fluid drains into the ventricles, spinal fluid into the blood.
"""

from rls_sim.network.process import Process, place
from rls_sim.network.reaction import Number, reaction

FORMS = (
    "nontransferrin_iron",
    "apo_transferrin",
    "monoferric_transferrin",
    "diferric_transferrin",
)


@reaction("here_nontransferrin_iron -> there_nontransferrin_iron")
def nontransferrin_drainage(here_nontransferrin_iron: Number, flow: Number) -> Number:
    """Free iron goes with the flow."""
    return flow * here_nontransferrin_iron


@reaction("here_apo_transferrin -> there_apo_transferrin")
def apo_drainage(here_apo_transferrin: Number, flow: Number) -> Number:
    """Empty transferrin goes with the flow."""
    return flow * here_apo_transferrin


@reaction("here_monoferric_transferrin -> there_monoferric_transferrin")
def monoferric_drainage(here_monoferric_transferrin: Number, flow: Number) -> Number:
    """One-iron transferrin goes with the flow."""
    return flow * here_monoferric_transferrin


@reaction("here_diferric_transferrin -> there_diferric_transferrin")
def diferric_drainage(here_diferric_transferrin: Number, flow: Number) -> Number:
    """Two-iron transferrin goes with the flow."""
    return flow * here_diferric_transferrin


def _drains(here: str, there: str, flow: str) -> Process:
    flows = (nontransferrin_drainage, apo_drainage, monoferric_drainage, diferric_drainage)
    ends = {f"here_{form}": f"{here}.{form}" for form in FORMS}
    ends |= {f"there_{form}": f"{there}.{form}" for form in FORMS}
    process = Process("drainage", reactions=flows)
    return place(process, here, connect=ends | {"flow": flow})


DRAINAGE = (
    _drains("interstitial", "cerebrospinal", "interstitial_flow"),
    _drains("cerebrospinal", "plasma", "cerebrospinal_flow"),
)
