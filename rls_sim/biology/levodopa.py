"""
Levodopa beside its way to dopamine: what is given enters, a trace is methylated.

Given levodopa comes in behind the step that needs iron. 3-O-methyldopa is read in spinal fluid
as a sign of synthesis.
"""

from rls_sim.network.process import Process
from rls_sim.network.reaction import Number, Species, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

SPECIES = (Species("methyldopa", "3-O-methyldopa", "terminal", 0.3533),)

PARAMETERS = (
    Parameter(
        "levodopa_entry_rate",
        2.0,
        "1/h",
        "levodopa that enters the terminal for each that is in plasma, per terminal volume",
        Evidence.ASSUMED,
        (),
        (0.2, 20.0),
        "lognormal:2",
        "100 mg, some 5 umol/L at the height, then bring a third of what the terminal makes",
    ),
    Parameter(
        "levodopa_methylation",
        0.05,
        "1/h",
        "methylation of L-DOPA by COMT",
        Evidence.ASSUMED,
        (),
        (0.0, 0.5),
        "lognormal:2",
        "below a thousandth of the flow; 3-O-methyldopa is read as a sign of synthesis",
    ),
    Parameter(
        "methyldopa_clearance",
        0.05,
        "1/h",
        "clearance of 3-O-methyldopa",
        Evidence.ASSUMED,
        (),
        (0.01, 0.2),
        "lognormal:1.5",
        "half-life of 14 h",
    ),
)


@reaction("-> levodopa", boundary=True)
def levodopa_entry(
    levodopa_plasma: Number, levodopa_entry_rate: Number, terminal_volume: Number
) -> Number:
    """Levodopa that was given enters from blood, behind the step that needs iron."""
    return levodopa_entry_rate * levodopa_plasma * terminal_volume


@reaction("levodopa -> methyldopa", source="allen2009")
def methylation(levodopa: Number, levodopa_methylation: Number, terminal_volume: Number) -> Number:
    """COMT methylates a trace of L-DOPA."""
    return levodopa_methylation * levodopa * terminal_volume


@reaction("methyldopa ->", boundary=True)
def methyldopa_drain(
    methyldopa: Number, methyldopa_clearance: Number, terminal_volume: Number
) -> Number:
    """3-O-methyldopa leaves over half a day."""
    return methyldopa_clearance * methyldopa * terminal_volume


LEVODOPA = Process(
    "levodopa",
    species=SPECIES,
    parameters=PARAMETERS,
    reactions=(levodopa_entry, methylation, methyldopa_drain),
)
