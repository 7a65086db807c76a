"""
Fit the healthy cell: find the value of every fitted parameter that its target asks for.

The numbers are those of rls_sim/biology/evidence/healthy.toml that name a parameter.

Run `python tools/calibrate.py`; it prints each parameter, its fitted value and its target, to be
written into rls_sim/biology/ by a person. Pairs of one parameter and one healthy or control
target are solved together by Newton's method on the periodic day; nothing here looks at
restless legs. tests/laws/test_calibration.py checks that the values written down still fit.
"""

import numpy as np

from rls_sim.biology.brain import healthy_model
from rls_sim.inference.healthy import load_healthy
from rls_sim.network.kernel import Kernel
from rls_sim.numerics.cycle import Cycle, find_cycle
from rls_sim.outcomes.day import Day

FITTED = tuple(number for number in load_healthy() if number.fits)


def solve(model, values: np.ndarray, guess: Cycle | None) -> tuple[Day, Cycle]:
    """The day at the given values of the fitted parameters."""
    parameters = model.parameters
    for number, value in zip(FITTED, values, strict=True):
        parameters = parameters.override(number.fits, float(value), reason="calibration")
    changed = model.with_parameters(parameters)
    kernel = Kernel.of(changed)
    start = np.array([s.initial for s in model.species]) if guess is None else guess.state
    cycle = find_cycle(kernel, kernel.parameter_vector(parameters), start, certify=False)
    assert cycle.status == "converged", (cycle.status, cycle.error)
    return Day.from_orbit(changed, cycle.at), cycle


def misfit(day: Day) -> np.ndarray:
    """Logarithm of model over target, one for each fitted number."""
    return np.array([np.log(number.read(day) / number.value) for number in FITTED])


def main() -> None:
    """Fit and print."""
    model = healthy_model()
    values = np.array([model.parameters[number.fits].value for number in FITTED])
    day, cycle = solve(model, values, None)
    for round_ in range(25):
        fault = misfit(day)
        worst = FITTED[int(np.abs(fault).argmax())].what
        print(f"round {round_}: largest misfit {np.abs(fault).max():.2e} {worst}", flush=True)
        if np.abs(fault).max() < 1e-7:
            break
        slope = np.empty((len(FITTED), len(FITTED)))
        for column in range(len(FITTED)):
            nudged = values.copy()
            nudged[column] *= 1 + 1e-4
            slope[:, column] = (misfit(solve(model, nudged, cycle)[0]) - fault) / 1e-4
        step = np.clip(np.linalg.solve(slope, -fault), -0.7, 0.7)
        values = values * np.exp(step)
        day, cycle = solve(model, values, cycle)
    for number, value in zip(FITTED, values, strict=True):
        met = f"{number.what}: {number.read(day):.6g} (target {number.value:.6g})"
        print(f"{number.fits:48s} {value:12.6g}  {met}")
    for species, mean in zip(model.species, cycle.state.mean(axis=1), strict=True):
        print(f"initial {species.name:48s} {mean:.6g}")


if __name__ == "__main__":
    main()
