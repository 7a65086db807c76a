"""Follow a system through time: doses and parameter steps at exact times, dense output.

The run is cut at every dose and step, so the integrator never steps across one. Output is read
off the dense solution and has no say in the steps.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from rls_sim.errors import InputError, SolveError, UnknownNameError
from rls_sim.numerics.integral import Integral, StoppedError
from rls_sim.numerics.integrate import integrate
from rls_sim.numerics.rosenbrock import integrate_recorded
from rls_sim.numerics.system import FloatArray, FluxSystem, lowest_of, present
from rls_sim.numerics.trajectory import Segment, Trajectory, owners, without_rounding

Method = Literal["Rodas5P", "LSODA", "BDF", "Radau"]

LONGEST_STEP = 1.0  # h; so that no input of that length is stepped over while nothing happens
COARSE_RTOL = 1e-3  # enough to learn how large a species gets that starts at zero


@dataclass(frozen=True)
class Dose:
    """An amount in umol that appears in one species at one time, in hours; negative takes away."""

    time: float
    species: str
    amount_umol: float


@dataclass(frozen=True)
class Step:
    """Parameters (np,) that hold from one time, in hours, on."""

    time: float
    p: FloatArray


@dataclass(frozen=True)
class _Plan:
    """What is integrated, and how: fixed for the whole run."""

    kernel: FluxSystem
    machine: Any
    method: Method
    rtol: float
    atol: FloatArray
    setting: str


def run(
    kernel: FluxSystem,
    p: FloatArray,
    initial: FloatArray,
    hours: tuple[float, float],
    output_times: FloatArray | None = None,
    doses: Sequence[Dose] = (),
    *,
    steps: Sequence[Step] = (),
    method: Method | None = None,
    rtol: float = 1e-8,
    atol_relative: float = 1e-10,
    setting: str = "the given parameters",
) -> Trajectory:
    """Integrate ``initial`` (ns,) over ``hours`` (start, end); the inputs are left as they are.

    Each species has its own absolute tolerance: ``atol_relative`` times its size, which is the
    larger of its initial value and the concentration a dose brings, and for a species that has
    neither the largest value of a coarse run made first. Unless a method is named it is Rodas5P
    where the kernel has machine code, and LSODA where it has none. Without ``output_times`` the
    trajectory holds the integrator's own steps; the time of an event stands twice there, before
    and after.

    Raises InputError for a dose, step or output time outside the run, for a dose that takes more
    than there is and for Rodas5P without machine code, UnknownNameError for a species, SolveError
    where the integration fails: it names the time, the fastest species and the ``setting``.
    """
    start, end = (float(hour) for hour in hours)
    state = np.array(initial, dtype=float)
    parameters = np.array(p, dtype=float)
    _check(kernel, state, (start, end), doses, steps)
    machine, method = _means(kernel, method)
    size = _sizes(kernel, parameters, state, doses)
    if not size.all():
        coarse = _Plan(kernel, machine, method, COARSE_RTOL, _coarse_atol(size), setting)
        segments = _integrate_all(coarse, parameters, state, (start, end), doses, steps)
        reached = np.max([np.abs(segment.state).max(axis=1) for segment in segments], axis=0)
        size = np.where(size > 0, size, reached)
    atol = atol_relative * np.where(size > 0, size, float(size.max()) or 1.0)
    plan = _Plan(kernel, machine, method, rtol, atol, setting)
    segments = _integrate_all(plan, parameters, state, (start, end), doses, steps)
    return _trajectory(plan, segments, output_times)


def _means(kernel: FluxSystem, method: Method | None) -> tuple[Any, Method]:
    """The machine code of the kernel, if it has any, and the method."""
    machine = getattr(kernel, "machine", None)
    if machine is None and method == "Rodas5P":
        raise InputError(
            "Rodas5P needs machine code, and here there is none. LSODA, BDF and Radau do without."
        )
    return machine, method or ("LSODA" if machine is None else "Rodas5P")


def _sizes(
    kernel: FluxSystem, parameters: FloatArray, state: FloatArray, doses: Sequence[Dose]
) -> FloatArray:
    """How large each species is known to get, (ns,); zero where nothing is known."""
    volumes = kernel.volumes_of(parameters)
    size = np.abs(state)
    for dose in doses:
        row = list(kernel.species_names).index(dose.species)
        size[row] = max(size[row], abs(dose.amount_umol) / volumes[row])
    return size


def _coarse_atol(size: FloatArray) -> FloatArray:
    present = size[size > 0]
    return COARSE_RTOL * 1e-3 * np.where(size > 0, size, present.min() if present.size else 1.0)


def _integrate_all(
    plan: _Plan,
    parameters: FloatArray,
    state: FloatArray,
    hours: tuple[float, float],
    doses: Sequence[Dose],
    steps: Sequence[Step],
) -> list[Segment]:
    """One segment from each event to the next; all events of one time act together."""
    events = sorted({hours[0], *(e.time for e in doses), *(e.time for e in steps)})
    segments = []
    for start, end in zip(events, [*events[1:], hours[1]], strict=True):
        for step in steps:
            if step.time == start:
                parameters = np.array(step.p, dtype=float)
        given = [dose for dose in doses if dose.time == start]
        state = _dosed(plan.kernel, parameters, state, given)
        segments.append(_integrate_one(plan, parameters, state, (start, end)))
        state = present(plan.kernel, segments[-1].state[:, -1])
    return segments


def _dosed(
    kernel: FluxSystem, parameters: FloatArray, state: FloatArray, doses: Sequence[Dose]
) -> FloatArray:
    dosed = state.copy()
    volumes = kernel.volumes_of(parameters) if doses else None
    for dose in doses:
        assert volumes is not None
        row = list(kernel.species_names).index(dose.species)
        dosed[row] += dose.amount_umol / volumes[row]
        if dosed[row] < lowest_of(kernel)[row]:
            raise InputError(
                f"The dose of {dose.amount_umol:g} umol at {dose.time:g} h takes more "
                f"{dose.species} than the {state[row] * volumes[row]:.3g} umol there are."
            )
    return dosed


def _integrate_one(
    plan: _Plan, parameters: FloatArray, state: FloatArray, hours: tuple[float, float]
) -> Segment:
    try:
        done = _integral(plan, parameters, state, hours)
    except StoppedError as stop:
        raise SolveError(_failure(plan, parameters, stop)) from stop
    return Segment(parameters, done.time, done.state, done.at)


def _integral(
    plan: _Plan, parameters: FloatArray, state: FloatArray, hours: tuple[float, float]
) -> Integral:
    tolerances: dict[str, Any] = {"rtol": plan.rtol, "atol": plan.atol}
    if plan.method == "Rodas5P":
        return integrate_recorded(
            plan.machine, parameters, state, hours, longest=LONGEST_STEP, **tolerances
        )
    return integrate(plan.kernel, parameters, state, hours, method=plan.method, **tolerances)


def _failure(plan: _Plan, parameters: FloatArray, stop: StoppedError) -> str:
    """What a person needs to look further: when, which species, under which setting."""
    held = present(plan.kernel, stop.state)
    try:
        with np.errstate(all="ignore"):
            rates = plan.kernel.rhs(stop.time, held, parameters)
        fastest = int(np.nanargmax(np.abs(rates) / (np.abs(held) + plan.atol)))
        where = f"where {plan.kernel.species_names[fastest]} moves fastest"
    except (ArithmeticError, ValueError):
        where = "where the rates cannot be evaluated"
    return (
        f"The run stopped at {stop.time:.4g} h, {where}, with {plan.setting} "
        f"(method {plan.method}, relative tolerance {plan.rtol:g}): {stop}."
    )


def _trajectory(
    plan: _Plan, segments: Sequence[Segment], output_times: FloatArray | None
) -> Trajectory:
    if output_times is None:
        time = np.concatenate([segment.time for segment in segments])
        state = np.hstack([segment.state for segment in segments])
        owner = np.repeat(np.arange(len(segments)), [s.time.size for s in segments])
    else:
        time = np.array(output_times, dtype=float)
        owner = owners(segments, time)
        state = np.empty((plan.atol.size, time.size))
        for index in np.unique(owner):
            here = owner == index
            state[:, here] = segments[index].solution(time[here])
    state = without_rounding(state, plan.atol)
    return Trajectory(plan.kernel, tuple(segments), time, state, owner, plan.atol, plan.method)


def _check(
    kernel: FluxSystem,
    state: FloatArray,
    hours: tuple[float, float],
    doses: Sequence[Dose],
    steps: Sequence[Step],
) -> None:
    """Refuse what cannot be run, before anything is integrated."""
    start, end = hours
    if not start < end:
        raise InputError(f"A run must end after it starts; {start:g} h to {end:g} h was asked.")
    if state.shape != (len(kernel.species_names),):
        raise ValueError(f"initial has shape {state.shape}; due is ({len(kernel.species_names)},)")
    if not np.isfinite(state).all() or (state < lowest_of(kernel)).any():
        raise ValueError("initial has entries that are negative or not finite")
    events: list[Dose | Step] = [*doses, *steps]
    for event in events:
        if not start <= event.time < end:
            kind = type(event).__name__.lower()
            raise InputError(
                f"The {kind} at {event.time:g} h lies outside the run, {start:g} h to {end:g} h."
            )
    for dose in doses:
        if dose.species not in kernel.species_names:
            raise UnknownNameError("species", dose.species, kernel.species_names)
        if not np.isfinite(dose.amount_umol):
            raise InputError(f"The dose at {dose.time:g} h is not a number.")
