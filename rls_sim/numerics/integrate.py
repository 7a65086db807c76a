"""A stiff integration by SciPy: exact Jacobian, one tolerance a species, output as exact as steps.

Radau's own interpolant between its steps is a cubic, which its step control does not watch: in
species that follow others at once it was wrong by 1e-4 at a relative tolerance of 1e-8. Here
every step is also held to the error of the interpolant.
"""

import warnings
from threading import Lock
from typing import Any, Literal

import numpy as np

from rls_sim.numerics.integral import Integral, StoppedError
from rls_sim.numerics.rosenbrock import integrate_recorded
from rls_sim.numerics.system import FloatArray, System, present

Reference = Literal["Radau", "LSODA", "BDF"]

# Before SciPy 1.17 LSODA keeps its state once for a process: a second thread would spoil it.
_ONE_AT_A_TIME = Lock()

BETWEEN = 0.4  # of a step: where Radau's cubic is furthest from what it interpolates
INTERPOLANT = 10.0  # times the tolerance that the interpolant may be off there
STANDSTILL = 1e-9  # of the hours asked for: an advance that counts as none
PATIENCE = 5_000  # evaluations without an advance


class _Rates:
    """The rates as SciPy wants them, counted, and stopped where they lead nowhere."""

    def __init__(
        self,
        system: System,
        parameters: FloatArray,
        hours: tuple[float, float],
        most: int | None,
    ) -> None:
        self.system, self.parameters, self.most = system, parameters, most
        self.advance = STANDSTILL * (hours[1] - hours[0])
        self.calls, self.idle = 0, 0
        self.time, self.furthest = hours[0], hours[0]
        self.state = np.zeros(0)

    def __call__(self, time: float, state: FloatArray) -> FloatArray:
        self.time, self.state = time, state
        self.calls += 1
        self.idle = 0 if time > self.furthest + self.advance else self.idle + 1
        if self.idle == 0:
            self.furthest = time
        if self.idle > PATIENCE:
            raise ArithmeticError("the steps shrink to nothing")
        if self.most is not None and self.calls > self.most:
            raise ArithmeticError(f"{self.most} evaluations of the rates are used up")
        # Iterations inside a step may try values below zero, where no law is defined.
        return self.system.rhs(time, present(self.system, state), self.parameters)

    def slopes(self, time: float, state: FloatArray) -> FloatArray:
        """The exact Jacobian, (ns, ns)."""
        return self.system.jacobian(time, present(self.system, state), self.parameters)


def integrate(
    system: System,
    parameters: FloatArray,
    state: FloatArray,
    hours: tuple[float, float],
    *,
    rtol: float,
    atol: FloatArray,
    method: Reference = "Radau",
    most: int | None = None,
) -> Integral:
    """Integrate ``state`` (ns,) over ``hours`` (start, end), with at most ``most`` evaluations.

    Raises StoppedError, with the time reached, wherever it cannot get to the end.
    """
    rates = _Rates(system, parameters, hours, most)
    try:
        with np.errstate(all="ignore"):
            if method == "Radau":
                result = _radau(rates, state, hours, rtol, atol)
            else:
                result = _by_scipy(rates, state, hours, rtol, atol, method)
    except (ArithmeticError, ValueError) as problem:
        raise StoppedError(str(problem), rates.time, rates.state) from problem
    if not np.isfinite(result.state).all():
        raise StoppedError("the state is not finite", rates.time, rates.state)
    return result


def integrate_surely(
    system: System,
    parameters: FloatArray,
    state: FloatArray,
    hours: tuple[float, float],
    *,
    rtol: float,
    atol: FloatArray,
    most: int,
) -> Integral:
    """Integrate by what is quickest here, or else by what is sturdier.

    Rodas5P where the system has machine code, then LSODA, then Radau: at a relative tolerance of
    1e-9 a day of 85 species takes them 10, 17 and 99 ms. ``most`` bounds the evaluations of the
    rates, of Rodas5P the steps. Raises StoppedError where all fail.
    """
    options: dict[str, Any] = {"rtol": rtol, "atol": atol}
    machine = getattr(system, "machine", None)
    if machine is not None:
        try:
            return integrate_recorded(machine, parameters, state, hours, most_steps=most, **options)
        except StoppedError:
            pass  # SciPy's methods fail in other ways
    try:
        return integrate(system, parameters, state, hours, method="LSODA", most=most, **options)
    except StoppedError:
        return integrate(system, parameters, state, hours, method="Radau", most=most, **options)


def _by_scipy(
    rates: _Rates,
    state: FloatArray,
    hours: tuple[float, float],
    rtol: float,
    atol: FloatArray,
    method: Reference,
) -> Integral:
    from scipy.integrate import solve_ivp

    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "lsoda", UserWarning)  # what it says is raised below
        result = solve_ivp(
            rates,
            hours,
            state,
            method=method,
            jac=rates.slopes,
            rtol=rtol,
            atol=atol,
            dense_output=True,
        )
    if not result.success:
        raise ArithmeticError(str(result.message))
    assert result.sol is not None
    return Integral(result.t, result.y, result.sol)


def _radau(
    rates: _Rates,
    state: FloatArray,
    hours: tuple[float, float],
    rtol: float,
    atol: FloatArray,
) -> Integral:
    """SciPy's Radau, step by step; a step whose interpolant is off is made again, shorter."""
    from scipy.integrate import OdeSolution, Radau

    def solver_from(time: float, state: FloatArray, longest: float, first: float | None) -> Radau:
        tolerances: dict[str, Any] = {"rtol": rtol, "atol": atol}
        return Radau(
            rates,
            time,
            state,
            hours[1],
            max_step=longest,
            first_step=first,
            jac=rates.slopes,
            **tolerances,
        )

    solver = solver_from(hours[0], state, np.inf, None)
    times, states, pieces = [hours[0]], [state], []
    while times[-1] < hours[1]:
        message = solver.step()
        if solver.status == "failed":
            raise ArithmeticError(str(message))
        piece = solver.dense_output()
        length = solver.t - times[-1]
        off = _interpolation_error(rates, piece, times[-1], length, rtol, atol)
        if not np.isfinite(off):
            raise ArithmeticError("the rates are not finite")
        longest = length * min(10.0, 0.9 * (INTERPOLANT / max(off, 1e-12)) ** 0.25)
        if off > 4 * INTERPOLANT and longest > STANDSTILL * rates.advance:
            solver = solver_from(times[-1], states[-1], longest, min(longest, hours[1] - times[-1]))
            continue
        solver.max_step = longest
        times.append(float(solver.t))
        states.append(solver.y.copy())
        pieces.append(piece)
    return Integral(np.array(times), np.array(states).T, OdeSolution(times, pieces))


def _interpolation_error(
    rates: _Rates,
    piece: Any,
    start: float,
    length: float,
    rtol: float,
    atol: FloatArray,
) -> float:
    """How far the interpolant of a step is off within it, over the tolerance.

    The error obeys the linearised equations with the defect of the interpolant as its source;
    (1/length - J)^-1 turns the one into the other, for slow species and fast.
    """
    time, width = start + BETWEEN * length, 1e-3 * length
    state = piece(time)
    slope = (piece(time + width) - piece(time - width)) / (2 * width)
    defect = slope - rates(time, state)
    scale = atol + rtol * np.abs(state)
    matrix = np.eye(state.size) / length - rates.slopes(time, state) * (scale / scale[:, None])
    try:
        return float(np.abs(np.linalg.solve(matrix, defect / scale)).max())
    except np.linalg.LinAlgError:
        return 0.0
