"""
Slow adaptation of the terminal to want of iron: enzyme, transporter, receptors, release.

Within days a terminal short of iron makes more tyrosine hydroxylase and less transporter and
receptor. With every exponent and gain at 0 the naive chain is left: iron limits the enzyme
and nothing answers. The data of iron-deficient animals speak for the answers.
"""

from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.network.process import Process, place
from rls_sim.network.reaction import Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

SPECIES = (
    Species("tyrosine_hydroxylase", "tyrosine hydroxylase, relative", "terminal", 1.0, {}, "1"),
    Species("dopamine_transporter", "DAT, relative", "terminal", 1.0, {}, "1"),
    Species("d2_receptor", "D2 receptor, relative", "terminal", 1.0, {}, "1"),
    Species("adenosine_a1_receptor", "adenosine A1 receptor, relative", "terminal", 1.0, {}, "1"),
    Species("release_gain", "release gain, relative", "terminal", 1.0, {}, "1"),
)

ANIMAL = "taking the labile iron of such animals as 0.6 of healthy (assumed)"

PARAMETERS = (
    relative_to_healthy("dopamine_transporter_density", "making of DAT", (0.0, 5.0)),
    relative_to_healthy("d2_density", "making of D2 receptor", (0.0, 5.0)),
    Parameter(
        "adaptation_half_point",
        0.6,
        "umol/L",
        "labile iron at which the signal that the terminal adapts to is half of its most",
        Evidence.ASSUMED,
        (),
        (0.15, 3.0),
        "lognormal:2",
        "taken like the iron of tyrosine hydroxylase",
    ),
    Parameter(
        "adaptation_reference",
        1.0,
        "umol/L",
        "labile iron of the healthy neuron, at which nothing adapts",
        Evidence.DERIVED,
        "dossier2026",
        (0.3, 1.5),
        "fixed",
        "the healthy labile iron that the model is calibrated to",
    ),
    Parameter(
        "hydroxylase_adaptation",
        6.857143,
        "1",
        "rise of the making of tyrosine hydroxylase from a full iron sensor to an empty one",
        Evidence.ASSUMED,
        (),
        (0.0, 20.0),
        "lognormal:1.5",
        "sign measured (connor2009: up in nigra and putamen), fold not seen; 1.24 at 0.6 iron",
    ),
    Parameter(
        "transporter_adaptation",
        1.11,
        "1",
        "exponent with which DAT follows the iron signal",
        Evidence.FITTED,
        "bianco2009",
        (0.0, 3.0),
        "lognormal:1.3",
        f"fitted to DAT 0.78 of control in iron-deficient mice, {ANIMAL}",
    ),
    Parameter(
        "d2_adaptation",
        1.6,
        "1",
        "exponent with which D2 follows the iron signal",
        Evidence.FITTED,
        "connor2009",
        (0.0, 4.0),
        "lognormal:1.3",
        f"fitted to putamen D2 0.70 of control at autopsy, {ANIMAL}",
    ),
    Parameter(
        "a1_adaptation",
        1.23,
        "1",
        "exponent with which adenosine A1 receptors follow the iron signal",
        Evidence.ASSUMED,
        (),
        (0.0, 4.0),
        "lognormal:1.5",
        "sign measured (adenosine_terminals), size not; 0.76 at 0.6 iron",
    ),
    Parameter(
        "release_adaptation",
        1.5,
        "1",
        "rise of release from a full iron sensor to an empty one",
        Evidence.FITTED,
        ("nelson1997", "beard1994"),
        (0.0, 4.0),
        "lognormal:1.5",
        f"fitted to extracellular dopamine 1.40 of control in iron-deficient rats, {ANIMAL}",
    ),
    Parameter(
        "hydroxylase_turnover",
        0.02,
        "1/h",
        "turnover of tyrosine hydroxylase",
        Evidence.ASSUMED,
        "d2_turnover",
        (0.007, 0.06),
        "lognormal:1.5",
        "recalled: half-life 35 h, order of magnitude",
    ),
    Parameter(
        "transporter_turnover",
        0.012,
        "1/h",
        "turnover of DAT",
        Evidence.ASSUMED,
        "d2_turnover",
        (0.004, 0.04),
        "lognormal:1.5",
        "recalled: half-life 2.4 days, order of magnitude",
    ),
    Parameter(
        "d2_turnover",
        0.008,
        "1/h",
        "turnover of D2",
        Evidence.ASSUMED,
        "d2_turnover",
        (0.003, 0.03),
        "lognormal:1.5",
        "recalled: half-life 3.6 days, order of magnitude",
    ),
    Parameter(
        "a1_turnover",
        0.01,
        "1/h",
        "turnover of adenosine A1 receptors",
        Evidence.ASSUMED,
        "d2_turnover",
        (0.003, 0.03),
        "lognormal:1.5",
        "recalled: half-life 2.9 days, order of magnitude",
    ),
    Parameter(
        "release_gain_turnover",
        0.01,
        "1/h",
        "speed at which release adapts",
        Evidence.ASSUMED,
        (),
        (0.003, 0.1),
        "lognormal:1.5",
        "days, like the receptors",
    ),
)


@derived("1", label="iron signal, relative to healthy")
def iron_signal(
    neuron_labile_iron: Number, adaptation_half_point: Number, adaptation_reference: Number
) -> Number:
    """What the terminal reads of its labile iron: saturable, 1 in health."""
    here = neuron_labile_iron / (adaptation_half_point + neuron_labile_iron)
    return here * (adaptation_half_point + adaptation_reference) / adaptation_reference


@derived("1", label="share of the terminal's iron sensor without iron")
def iron_want(neuron_labile_iron: Number, adaptation_half_point: Number) -> Number:
    """What rises as iron falls: from 0 at plenty to 1 without iron."""
    return adaptation_half_point / (adaptation_half_point + neuron_labile_iron)


@derived("1", label="that share in health")
def healthy_iron_want(adaptation_half_point: Number, adaptation_reference: Number) -> Number:
    """The want of iron at which nothing adapts."""
    return adaptation_half_point / (adaptation_half_point + adaptation_reference)


@reaction("-> tyrosine_hydroxylase", boundary=True, source="connor2009")
def hydroxylase_making(
    iron_want: Number,
    healthy_iron_want: Number,
    hydroxylase_adaptation: Number,
    hydroxylase_turnover: Number,
    terminal_volume: Number,
) -> Number:
    """A terminal short of iron makes more enzyme; one flooded with it still makes some."""
    target = (1 + hydroxylase_adaptation * iron_want) / (
        1 + hydroxylase_adaptation * healthy_iron_want
    )
    return hydroxylase_turnover * target * terminal_volume


@reaction("tyrosine_hydroxylase ->", boundary=True)
def hydroxylase_decay(
    tyrosine_hydroxylase: Number, hydroxylase_turnover: Number, terminal_volume: Number
) -> Number:
    """The enzyme turns over in a day and a half: too slow to carry a daily rhythm."""
    return hydroxylase_turnover * tyrosine_hydroxylase * terminal_volume


@reaction("-> dopamine_transporter", boundary=True, source="bianco2009")
def transporter_making(
    iron_signal: Number,
    dopamine_transporter_density: Number,
    transporter_adaptation: Number,
    transporter_turnover: Number,
    terminal_volume: Number,
) -> Number:
    """A terminal short of iron makes less transporter."""
    target = dopamine_transporter_density * iron_signal**transporter_adaptation
    return transporter_turnover * target * terminal_volume


@reaction("dopamine_transporter ->", boundary=True)
def transporter_decay(
    dopamine_transporter: Number, transporter_turnover: Number, terminal_volume: Number
) -> Number:
    """The transporter turns over in days."""
    return transporter_turnover * dopamine_transporter * terminal_volume


@reaction("-> d2_receptor", boundary=True, source="erikson2001")
def d2_making(
    iron_signal: Number,
    d2_density: Number,
    d2_adaptation: Number,
    d2_turnover: Number,
    terminal_volume: Number,
) -> Number:
    """D2 falls with iron, here read as an answer of the neuron that the target shares."""
    return d2_turnover * d2_density * iron_signal**d2_adaptation * terminal_volume


@reaction("d2_receptor ->", boundary=True)
def d2_decay(d2_receptor: Number, d2_turnover: Number, terminal_volume: Number) -> Number:
    """D2 turns over in days."""
    return d2_turnover * d2_receptor * terminal_volume


@reaction("-> adenosine_a1_receptor", boundary=True, source="adenosine_terminals")
def a1_making(
    iron_signal: Number, a1_adaptation: Number, a1_turnover: Number, terminal_volume: Number
) -> Number:
    """Adenosine A1 receptors, the brake on glutamate, fall with iron."""
    return a1_turnover * iron_signal**a1_adaptation * terminal_volume


@reaction("adenosine_a1_receptor ->", boundary=True)
def a1_decay(adenosine_a1_receptor: Number, a1_turnover: Number, terminal_volume: Number) -> Number:
    """A1 receptors turn over in days."""
    return a1_turnover * adenosine_a1_receptor * terminal_volume


@reaction("-> release_gain", boundary=True, source="nelson1997")
def release_gain_rise(
    iron_want: Number,
    healthy_iron_want: Number,
    release_adaptation: Number,
    release_gain_turnover: Number,
    terminal_volume: Number,
) -> Number:
    """Terminals short of iron release more of what they hold."""
    target = (1 + release_adaptation * iron_want) / (1 + release_adaptation * healthy_iron_want)
    return release_gain_turnover * target * terminal_volume


@reaction("release_gain ->", boundary=True)
def release_gain_fall(
    release_gain: Number, release_gain_turnover: Number, terminal_volume: Number
) -> Number:
    """The gain forgets over days."""
    return release_gain_turnover * release_gain * terminal_volume


ADAPTATION = place(
    Process(
        "adaptation",
        species=SPECIES,
        parameters=PARAMETERS,
        reactions=(
            hydroxylase_making,
            hydroxylase_decay,
            transporter_making,
            transporter_decay,
            d2_making,
            d2_decay,
            a1_making,
            a1_decay,
            release_gain_rise,
            release_gain_fall,
        ),
        derived=(iron_signal, iron_want, healthy_iron_want),
    ),
    "",
    connect={"neuron_labile_iron": "neuron.labile_iron"},
)
