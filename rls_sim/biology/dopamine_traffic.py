"""
Dopamine of the terminal: storage, release, reuptake, breakdown, and the autoreceptor.

After Best, Nijhout and Reed 2009 as corrected in the evidence dossier. The fluid outside has
a volume of its own; rates are per terminal volume as in that model, so its steady state
stands whatever that volume is.
"""

from rls_sim.biology.dopamine_synthesis import BEST, best_value
from rls_sim.biology.healthy import relative_to_healthy
from rls_sim.network.process import Process
from rls_sim.network.rate_laws import michaelis_menten
from rls_sim.network.reaction import Compartment, Number, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter

COMPARTMENTS = (Compartment("synaptic_fluid", "synaptic_volume", "fluid around the terminals"),)

SPECIES = (
    Species("cytosolic_dopamine", "dopamine, cytosol", "terminal", 2.628),
    Species("vesicular_dopamine", "dopamine, vesicles", "terminal", 80.39),
    Species("extracellular_dopamine", "dopamine, outside", "synaptic_fluid", 0.002014),
    Species("homovanillic_acid", "homovanillic acid", "terminal", 7.622),
)

PARAMETERS = (
    relative_to_healthy("release_readiness", "release for each vesicular dopamine", (0.0, 5.0)),
    relative_to_healthy("autoreceptor_sensitivity", "sensitivity of the autoreceptor", (0.0, 5.0)),
    Parameter(
        "synaptic_volume",
        1e-4,
        "L",
        "volume of the fluid around the terminals",
        Evidence.ASSUMED,
        (),
        (1e-6, 1e-2),
        "fixed",
        "twice the terminals; sets the speed of extracellular dopamine, not its level",
    ),
    best_value("vesicular_uptake_maximal", 7082.0, "umol/L/h", "largest uptake by VMAT2"),
    best_value(
        "vesicular_uptake_half_saturation", 3.0, "umol/L", "cytosolic dopamine at half VMAT2"
    ),
    best_value("vesicular_leak", 40.0, "1/h", "leak of dopamine out of vesicles"),
    best_value("release_rate", 1.0, "1/h", "release of vesicular dopamine at tonic firing (5 Hz)"),
    best_value("reuptake_maximal", 8000.0, "umol/L/h", "largest reuptake by DAT"),
    best_value("reuptake_half_saturation", 0.2, "umol/L", "extracellular dopamine at half DAT"),
    best_value("oxidase_rate", 10.0, "1/h", "breakdown of cytosolic dopamine by MAO"),
    best_value("outer_breakdown_maximal", 30.0, "umol/L/h", "largest breakdown outside the cell"),
    best_value("outer_breakdown_half_saturation", 3.0, "umol/L", "dopamine at half of that"),
    best_value("extracellular_removal", 400.0, "1/h", "diffusion and uptake by glia"),
    best_value("homovanillic_clearance", 3.45, "1/h", "clearance of homovanillic acid"),
    best_value(
        "autoreceptor_half_signal",
        0.002024,
        "umol/L",
        "extracellular dopamine at which the autoreceptor neither brakes nor spurs",
    ),
    best_value("autoreceptor_span", 4.5, "1", "span of the autoreceptor's effect"),
    best_value("autoreceptor_floor", 0.5, "1", "synthesis left under full brake"),
    best_value("autoreceptor_strength", 8.0, "1", "weight of dopamine at the autoreceptor"),
    Parameter(
        "autoreceptor_steepness",
        4.0,
        "1",
        "steepness of the autoreceptor",
        Evidence.DERIVED,
        BEST,
        (1.0, 4.0),
        "fixed",
        "a steep fast loop can oscillate on its own (zhang2024)",
    ),
)


@derived("umol/L", label="dopamine and its agonists at D2, as dopamine")
def d2_stimulation(
    extracellular_dopamine: Number, agonist_binding: Number, d2_affinity: Number
) -> Number:
    """An agonist counts as the dopamine that would occupy as much of D2."""
    return extracellular_dopamine + agonist_binding * d2_affinity


@derived("1", label="brake of the autoreceptor on synthesis", source=BEST)
def autoreceptor_brake(
    d2_stimulation: Number,
    d2_receptor: Number,
    autoreceptor_sensitivity: Number,
    autoreceptor_half_signal: Number,
    autoreceptor_span: Number,
    autoreceptor_floor: Number,
    autoreceptor_strength: Number,
    autoreceptor_steepness: Number,
) -> Number:
    """Dopamine outside brakes its own making through D2: 5 without it, 1 in health, 0.5 at most."""
    signal = autoreceptor_sensitivity * d2_stimulation * d2_receptor
    heard = signal / autoreceptor_half_signal
    return (
        autoreceptor_span / (autoreceptor_strength * heard**autoreceptor_steepness + 1)
        + autoreceptor_floor
    )


@reaction("cytosolic_dopamine -> vesicular_dopamine", source=BEST)
def vesicular_loading(
    cytosolic_dopamine: Number,
    vesicular_dopamine: Number,
    vesicular_uptake_maximal: Number,
    vesicular_uptake_half_saturation: Number,
    vesicular_leak: Number,
    terminal_volume: Number,
) -> Number:
    """VMAT2 loads vesicles; they leak."""
    loaded = michaelis_menten(
        cytosolic_dopamine, vesicular_uptake_maximal, vesicular_uptake_half_saturation
    )
    return (loaded - vesicular_leak * vesicular_dopamine) * terminal_volume


@reaction("vesicular_dopamine -> extracellular_dopamine", source=BEST)
def dopamine_release(
    vesicular_dopamine: Number,
    release_gain: Number,
    release_clock: Number,
    release_rate: Number,
    release_readiness: Number,
    terminal_volume: Number,
) -> Number:
    """Tonic firing releases vesicles; want of iron and the clock may change how many."""
    rate = release_rate * release_readiness * release_gain * release_clock
    return rate * vesicular_dopamine * terminal_volume


@reaction("extracellular_dopamine -> cytosolic_dopamine", source=BEST)
def dopamine_reuptake(
    extracellular_dopamine: Number,
    dopamine_transporter: Number,
    dopamine_transporter_clock: Number,
    reuptake_maximal: Number,
    reuptake_half_saturation: Number,
    terminal_volume: Number,
) -> Number:
    """DAT takes back 99 % of what is released."""
    taken = michaelis_menten(extracellular_dopamine, reuptake_maximal, reuptake_half_saturation)
    return dopamine_transporter * dopamine_transporter_clock * taken * terminal_volume


@reaction("cytosolic_dopamine -> homovanillic_acid", source=BEST)
def cytosolic_breakdown(
    cytosolic_dopamine: Number,
    oxidase_rate: Number,
    monoamine_oxidase_clock: Number,
    terminal_volume: Number,
) -> Number:
    """Monoamine oxidase breaks down dopamine that is not in vesicles; most synthesis ends here."""
    return oxidase_rate * monoamine_oxidase_clock * cytosolic_dopamine * terminal_volume


@reaction("extracellular_dopamine -> homovanillic_acid", source=BEST)
def outer_breakdown(
    extracellular_dopamine: Number,
    outer_breakdown_maximal: Number,
    outer_breakdown_half_saturation: Number,
    terminal_volume: Number,
) -> Number:
    """A little dopamine is broken down outside."""
    broken = michaelis_menten(
        extracellular_dopamine, outer_breakdown_maximal, outer_breakdown_half_saturation
    )
    return broken * terminal_volume


@reaction("extracellular_dopamine ->", boundary=True, source=BEST)
def dopamine_removal(
    extracellular_dopamine: Number, extracellular_removal: Number, terminal_volume: Number
) -> Number:
    """A little diffuses away or is taken up by glia."""
    return extracellular_removal * extracellular_dopamine * terminal_volume


@reaction("homovanillic_acid ->", boundary=True, source=BEST)
def homovanillic_drain(
    homovanillic_acid: Number, homovanillic_clearance: Number, terminal_volume: Number
) -> Number:
    """Homovanillic acid leaves within the hour."""
    return homovanillic_clearance * homovanillic_acid * terminal_volume


DOPAMINE_TRAFFIC = Process(
    "dopamine traffic",
    compartments=COMPARTMENTS,
    species=SPECIES,
    parameters=PARAMETERS,
    reactions=(
        vesicular_loading,
        dopamine_release,
        dopamine_reuptake,
        cytosolic_breakdown,
        outer_breakdown,
        dopamine_removal,
        homovanillic_drain,
    ),
    derived=(d2_stimulation, autoreceptor_brake),
)
