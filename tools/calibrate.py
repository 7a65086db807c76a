"""
Fit the healthy cell: find the value of every fitted parameter that its target asks for.

Run `python tools/calibrate.py`; it prints each parameter, its fitted value and its target, to be
written into rls_sim/biology/ by a person. Pairs of one parameter and one healthy or control
target are solved together by Newton's method on the periodic day; nothing here looks at
restless legs. tests/laws/test_calibration.py checks that the values written down still fit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rls_sim.biology.brain import healthy_model
from rls_sim.network.kernel import Kernel
from rls_sim.numerics.cycle import Cycle, find_cycle
from rls_sim.outcomes import dopamine, iron
from rls_sim.outcomes.day import Day

MICROGRAM_IRON = 1 / 55.845  # umol
BRAIN_VOLUME = 1.3  # L


@dataclass(frozen=True)
class Pair:
    """One parameter and the healthy value that it is there to meet."""

    parameter: str
    target: float
    value: Callable[[Day], float]
    what: str


def swing(course: np.ndarray) -> float:
    """Peak to trough over mean."""
    return float((course.max() - course.min()) / course[:-1].mean())


PAIRS = (
    Pair(
        "transferrin_synthesis",
        30.0,
        lambda d: d.mean("plasma.total_transferrin"),
        "plasma transferrin, uM",
    ),
    Pair(
        "marrow_clearance",
        25_000 * MICROGRAM_IRON / 24,
        lambda d: (
            d.mean("macrophage_release") + d.mean("liver_release") + d.mean("iron_absorption")
        ),
        "plasma iron turnover 25 mg/d, umol/h",
    ),
    Pair(
        "hepcidin_half_block",
        0.30,
        lambda d: d.mean("plasma.transferrin_saturation"),
        "plasma transferrin saturation",
    ),
    Pair("hepcidin_synthesis_maximal", 0.005, lambda d: d.mean("hepcidin"), "hepcidin, uM"),
    Pair(
        "macrophage_release_maximal",
        300_000 * MICROGRAM_IRON,
        lambda d: d.mean("macrophage_iron") * d.parameter("macrophage_volume"),
        "macrophage iron 0.3 g, umol",
    ),
    Pair(
        "liver_release_maximal",
        500_000 * MICROGRAM_IRON,
        lambda d: d.mean("liver_iron") * d.parameter("liver_volume"),
        "liver iron 0.5 g, umol",
    ),
    Pair(
        "macrophage_release_clock_amplitude",
        0.5,
        lambda d: swing(d["plasma.total_iron"]),
        "swing of serum iron",
    ),
    Pair(
        "macrophage_release_clock_acrophase",
        12.6,
        iron.serum_iron_acrophase,
        "hour of highest serum iron",
    ),
    Pair(
        "endothelium.receptor_synthesis_maximal",
        2.66e-5,
        lambda d: (
            d.mean("endothelium.ferroportin_export")
            / d.mean("plasma.total_iron")
            / BRAIN_VOLUME
            / 60
        ),
        "Ki, 1/min",
    ),
    Pair(
        "endothelium.ferroportin_export_maximal",
        1.0,
        lambda d: d.mean("endothelium.labile_iron"),
        "endothelial labile iron, uM",
    ),
    Pair(
        "choroid_plexus.receptor_synthesis_maximal",
        0.1,
        lambda d: (
            d.mean("choroid_plexus.ferroportin_export") / d.mean("endothelium.ferroportin_export")
        ),
        "choroid over endothelial iron",
    ),
    Pair(
        "choroid_plexus.ferroportin_export_maximal",
        1.0,
        lambda d: d.mean("choroid_plexus.labile_iron"),
        "choroid labile iron, uM",
    ),
    Pair(
        "neuron.receptor_synthesis_maximal",
        0.69,
        iron.receptor_uptake,
        "neuron uptake, uM/d",
    ),
    Pair(
        "neuron.ferroportin_export_maximal",
        1.0,
        lambda d: d.mean("neuron.labile_iron"),
        "neuron labile iron, uM",
    ),
    Pair(
        "regulatory_protein_2_synthesis",
        1 / 2,
        lambda d: d.mean("neuron.message_held"),
        "share of messages held",
    ),
    Pair(
        "neuron.ferritin_synthesis_maximal",
        0.22,
        lambda d: d.mean("neuron.ferritin"),
        "neuron ferritin, uM",
    ),
    Pair(
        "ferritin_loading_rate",
        1000.0,
        iron.ferritin_fill,
        "irons a cage",
    ),
    Pair(
        "mitochondrial_import_maximal",
        100.0,
        lambda d: d.mean("neuron.iron_sulfur"),
        "working iron, uM",
    ),
    Pair(
        "neuron.neuromelanin_binding",
        250.0,
        lambda d: d.mean("neuron.neuromelanin_iron"),
        "neuromelanin iron, uM",
    ),
    Pair(
        "brain_diferric_clearance",
        0.6,
        lambda d: d.mean("interstitial.transferrin_saturation"),
        "interstitial transferrin saturation",
    ),
    Pair(
        "brain_iron_return",
        50 * 1000 * BRAIN_VOLUME * MICROGRAM_IRON,
        lambda d: d.mean("brain_cell_iron") * d.parameter("brain_cell_volume"),
        "brain iron 50 ug/g, umol",
    ),
    Pair(
        "interstitial_transferrin_synthesis",
        0.2,
        lambda d: d.mean("interstitial.total_transferrin"),
        "interstitial transferrin, uM",
    ),
    Pair(
        "choroid_transferrin_synthesis",
        0.18,
        lambda d: d.mean("cerebrospinal.total_transferrin"),
        "spinal transferrin, uM",
    ),
    Pair(
        "ferritin_secretion",
        7.6e-6,
        lambda d: d.mean("cerebrospinal.ferritin"),
        "spinal ferritin, uM",
    ),
    Pair(
        "tyrosine_hydroxylase_clock_amplitude",
        1.175,
        dopamine.extracellular_dopamine_active_rest,
        "dopamine, best over other half of the day",
    ),
    Pair(
        "tyrosine_hydroxylase_clock_acrophase",
        10.0,
        dopamine.extracellular_dopamine_acrophase,
        "hour of highest dopamine",
    ),
)


def solve(model, values: np.ndarray, guess: Cycle | None) -> tuple[Day, Cycle]:
    """The day at the given values of the fitted parameters."""
    parameters = model.parameters
    for pair, value in zip(PAIRS, values, strict=True):
        parameters = parameters.override(pair.parameter, float(value), reason="calibration")
    changed = model.with_parameters(parameters)
    kernel = Kernel.of(changed)
    start = np.array([s.initial for s in model.species]) if guess is None else guess.state
    cycle = find_cycle(kernel, kernel.parameter_vector(parameters), start, certify=False)
    assert cycle.status == "converged", (cycle.status, cycle.error)
    return Day.from_orbit(changed, cycle.at), cycle


def misfit(day: Day) -> np.ndarray:
    """Logarithm of model over target, one for each pair."""
    return np.array([np.log(pair.value(day) / pair.target) for pair in PAIRS])


def main() -> None:
    """Fit and print."""
    model = healthy_model()
    values = np.array([model.parameters[pair.parameter].value for pair in PAIRS])
    day, cycle = solve(model, values, None)
    for round_ in range(25):
        fault = misfit(day)
        worst = PAIRS[int(np.abs(fault).argmax())].what
        print(f"round {round_}: largest misfit {np.abs(fault).max():.2e} {worst}", flush=True)
        if np.abs(fault).max() < 1e-7:
            break
        slope = np.empty((len(PAIRS), len(PAIRS)))
        for column in range(len(PAIRS)):
            nudged = values.copy()
            nudged[column] *= 1 + 1e-4
            slope[:, column] = (misfit(solve(model, nudged, cycle)[0]) - fault) / 1e-4
        step = np.clip(np.linalg.solve(slope, -fault), -0.7, 0.7)
        values = values * np.exp(step)
        day, cycle = solve(model, values, cycle)
    for pair, value in zip(PAIRS, values, strict=True):
        met = f"{pair.what}: {pair.value(day):.6g} (target {pair.target:.6g})"
        print(f"{pair.parameter:48s} {value:12.6g}  {met}")
    for species, mean in zip(model.species, cycle.state.mean(axis=1), strict=True):
        print(f"initial {species.name:48s} {mean:.6g}")


if __name__ == "__main__":
    main()
