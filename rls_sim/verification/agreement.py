"""Checks against programs of others: SciPy, libRoadRunner and COPASI on the brain's transient."""

from functools import cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import SolveError
from rls_sim.exchange.names import identifiers
from rls_sim.exchange.sbml_writer import sbml_text
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import TIME, Model
from rls_sim.numerics.equations import Reference, quickest
from rls_sim.numerics.run import Method, run
from rls_sim.verification.brain import (
    DAY,
    MONTH,
    apart,
    healthy,
    healthy_day,
    lesioned,
    parameters_of,
    reference,
    start,
)
from rls_sim.verification.check import Bound, Check, Measured, NotRun
from rls_sim.verification.order import NO_MACHINE
from rls_sim.verification.simulators import INSTALL, SIMULATORS, is_installed

Array = NDArray[np.float64]

GROUP = "other programs"
METHODS: tuple[Method, ...] = ("LSODA", "BDF", "Radau")
SCIPY_RTOL = 1e-8
MOMENTS = 24  # of the day, at which laws are called one by one


def laws_apart(model: Model, kernel: Any) -> Measured:
    """Fluxes of the generated code against each law called as the Python function it is."""
    p = parameters_of(model)
    worst, named = 0.0, ""
    for time in np.linspace(0.0, DAY, MOMENTS, endpoint=False):
        state = healthy_day().at(time)
        by_laws = _called(model, float(time), state, p)
        by_code = dict(zip(kernel.reaction_names, kernel.fluxes(time, state, p), strict=True))
        for name, flux in by_code.items():
            size = max(abs(by_laws[name]), 1e-300)
            if abs(flux - by_laws[name]) / size > worst:
                worst, named = float(abs(flux - by_laws[name]) / size), name
    return Measured(worst, f"worst of {len(model.reactions)}: {named}")


def _called(model: Model, time: float, state: Array, p: Array) -> dict[str, float]:
    """The value of every name of a model, by calling its laws one after the other."""
    values: dict[str, Any] = dict(zip(model.species_names, state.tolist(), strict=True))
    values |= dict(zip(model.parameters, p.tolist(), strict=True))
    values[TIME] = time
    for law in (*model.derived_in_order(), *model.reactions):
        values[law.name] = float(law.function(*(values[name] for name in law.needs)))
    return values


def printers_apart(model: Model) -> Measured | NotRun:
    """Rates by machine code against rates by NumPy, over what passes through each species."""
    kernel = Kernel.of(model)
    if kernel.machine is None:
        return NO_MACHINE
    p, cycle = parameters_of(model), healthy_day()
    by_numpy = kernel.rhs(cycle.time, cycle.state, p)
    by_machine = quickest(kernel).rhs(cycle.time, cycle.state, p)
    passing = np.abs(kernel.stoichiometry) @ np.abs(kernel.fluxes(cycle.time, cycle.state, p))
    through = passing / kernel.volumes_of(p)[:, None]
    difference = np.abs(by_machine - by_numpy) / np.where(through > 0, through, 1.0)
    worst = kernel.species_names[int(difference.max(axis=1).argmax())]
    return Measured(float(difference.max()), f"worst of {len(through)}: {worst}")


def scipy_apart(model: Model, method: Method, hours: float) -> Measured:
    """The engine's transient against SciPy's, which has its rates from NumPy."""
    kernel, ours = Kernel.of(model), reference(hours)
    theirs = run(
        Reference(kernel),
        parameters_of(model),
        start(),
        (0.0, hours),
        ours.time,
        method=method,
        rtol=SCIPY_RTOL,
        atol_relative=1e-2 * SCIPY_RTOL,
    )
    difference = apart(ours.state, theirs.state)
    return Measured(float(difference.max()), f"worst: {_worst(model, difference)}")


@cache
def exported() -> str:
    """The brain with half the receptor's synthesis at the healthy midnight, in SBML."""
    return sbml_text(lesioned(), initial=start().tolist())


def simulator_apart(sbml: str, simulator: str, hours: float) -> Measured | NotRun:
    """The engine's transient against that of a simulator that reads the SBML."""
    if not is_installed(simulator):
        return NotRun(INSTALL)
    ours, names = reference(hours), identifiers(lesioned())
    ids = [names[species] for species in lesioned().species_names]
    theirs = SIMULATORS[simulator](sbml, ours.time, ids).T
    if theirs.shape != ours.state.shape:
        raise SolveError(f"{simulator} gave {theirs.shape}, not {ours.state.shape}")
    difference = apart(ours.state, theirs)
    return Measured(float(difference.max()), f"worst: {_worst(lesioned(), difference)}")


def _worst(model: Model, difference: Array) -> str:
    return model.species_names[int(np.argmax(difference))]


def checks() -> tuple[Check, ...]:
    """All of this group."""
    spans = ((DAY, "day", "day", False), (MONTH, "month", "thirty days", True))
    return (
        *_checks_of_code(),
        *(
            _by_scipy(method, hours, key, words, slow)
            for hours, key, words, slow in spans
            for method in METHODS
        ),
        *(
            _by_simulator(simulator, hours, key, words, slow)
            for hours, key, words, slow in spans
            for simulator in SIMULATORS
        ),
    )


def _checks_of_code() -> tuple[Check, ...]:
    rounding = "the same operations in another order: some thousand roundings of 2e-16"
    return (
        Check(
            "laws",
            GROUP,
            "The generated code computes the laws as they are written.",
            f"At {MOMENTS} moments of the healthy day, each law called as a Python function "
            "with plain numbers; each flux against the generated code's.",
            "relative difference",
            Bound(rounding, high=1e-12),
            partial(laws_apart, healthy(), Kernel.of(healthy())),
        ),
        Check(
            "printers",
            GROUP,
            "Machine code computes what NumPy computes.",
            "Rates of all species on the healthy day, over what passes through each.",
            "relative difference",
            Bound(rounding, high=1e-12),
            partial(printers_apart, healthy()),
        ),
    )


_TRANSIENT = "after the healthy midnight, with half the synthesis of receptor, at 49 times"


def _by_scipy(method: Method, hours: float, key: str, words: str, slow: bool) -> Check:
    return Check(
        f"scipy_{method.lower()}_{key}",
        GROUP,
        f"SciPy's {method} finds the same {words} of the brain.",
        f"The {words} {_TRANSIENT}: the engine at 1e-10 against {method} at "
        f"{SCIPY_RTOL:g} with rates from NumPy; over the largest value of each species.",
        "relative difference",
        Bound(f"errors of steps of {method} at {SCIPY_RTOL:g} add up to some tens", high=1e-6),
        partial(scipy_apart, lesioned(), method, hours),
        slow=slow,
    )


def _by_simulator(simulator: str, hours: float, key: str, words: str, slow: bool) -> Check:
    return Check(
        f"{simulator.lower()}_{key}",
        GROUP,
        f"{simulator} finds the same {words}, from the SBML.",
        f"The {words} {_TRANSIENT}: the engine at 1e-10 against {simulator} on the "
        "exported SBML at 1e-10; over the largest value of each species.",
        "relative difference",
        Bound(
            "both integrate at 1e-10, where errors of steps add up to some hundreds; a "
            "difference of the model would show at 1e-3 to 1",
            high=1e-6,
        ),
        partial(simulator_apart_of_export, simulator, hours),
        slow=slow,
    )


def simulator_apart_of_export(simulator: str, hours: float) -> Measured | NotRun:
    """As `simulator_apart`, of the model as it is exported."""
    return simulator_apart(exported(), simulator, hours)
