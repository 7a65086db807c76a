"""Solve for a whole periodic day at once: Fourier collocation, Newton's method, GMRES.

The unknown is the state at N equispaced nodes, the equation D x = f(t, x) with the exact
derivative D of the trigonometric interpolant. Each Newton system is solved by GMRES on
P^-1 (D - J(t)), where P has the mean Jacobian in place of J(t) and so falls apart into one small
complex matrix a harmonic. P^-1 is applied on the left: what GMRES then makes small is an estimate
of the error of the state, in units of each species' magnitude. The bare residual would be blind
to an error in a pool that takes ten years to fill.

The same machinery takes implicit steps of length tau in a slow time that is kept apart from the
time of day (D + 1/tau in place of D): the envelope of the day marches to rest where Newton's
method alone gets lost.
"""

import numpy as np

from rls_sim.numerics.conservation import without_drift
from rls_sim.numerics.gmres import gmres
from rls_sim.numerics.marching import HORIZON, March, march, relative_change
from rls_sim.numerics.spectral import coefficients, from_coefficients, node_times, resample
from rls_sim.numerics.system import ComplexArray, FloatArray, System, magnitudes, present

ENVELOPE_FORCING = 1e-2  # a step of the envelope only has to lead the way
SLOWEST_RATE = 1 / HORIZON  # keeps P regular where a conserved total makes J singular


class HarmonicBalance:
    """The collocation equations of one system, parameter vector and number of nodes (even)."""

    def __init__(
        self,
        system: System,
        parameters: FloatArray,
        nodes: int,
        period: float,
        floor: FloatArray,
        totals: FloatArray,
    ) -> None:
        self.system, self.parameters = system, parameters
        self.floor, self.totals = floor, totals
        self.nodes, self.period = nodes, period
        self.time = node_times(nodes, period)
        self.turn = 2j * np.pi / period * np.arange(nodes // 2)  # what D is to each harmonic
        self.products = 0
        self.scale = np.ones(0)
        self._inverse: ComplexArray | None = None

    @property
    def prepared(self) -> bool:
        """Whether there is a preconditioner."""
        return self._inverse is not None

    def discard(self) -> None:
        """Forget the preconditioner; the next step makes a new one."""
        self._inverse = None

    def march(self, state: FloatArray) -> March:
        """Take the envelope of the day to rest by growing implicit steps, from ``state``."""
        with np.errstate(all="ignore"):
            return march(self._envelope_step, resample(state, self.nodes), self.floor)

    def _envelope_step(self, state: FloatArray, tau: float) -> FloatArray:
        slopes = self.slopes(state)
        if not self.precondition(slopes, state, tau):
            return np.full_like(state, np.nan)
        return self.increment(slopes, self.correction(state), ENVELOPE_FORCING, tau)

    def residual(self, state: FloatArray) -> FloatArray:
        """The largest |D x - f| of each species in units per hour, (ns,), at these nodes."""
        return np.asarray(np.abs(self.defect(state)).max(axis=1))

    def defect(self, state: FloatArray) -> FloatArray:
        """f - D x at the nodes, (ns, N), in units per hour."""
        with np.errstate(all="ignore"):
            return from_coefficients(self._defect(state), self.nodes)

    def correction(self, state: FloatArray) -> FloatArray:
        """P^-1 (f - D x), (ns, N): about how far the state is from solving the equations."""
        return self._apply_inverse(self._defect(state))

    def increment(
        self, slopes: FloatArray, correction: FloatArray, forcing: float, tau: float = np.inf
    ) -> FloatArray:
        """The Newton step (ns, N), or the implicit step of length ``tau``, for a correction."""
        solution, left = self._solve(slopes, correction, forcing, self.turn + 1 / tau)
        return solution if left <= 0.5 else np.full_like(correction, np.nan)

    def response(
        self, slopes: FloatArray, push: FloatArray, reduction: float
    ) -> tuple[FloatArray, float]:
        """The S (ns, N) with D S - J(t) S = ``push`` (ns, N), no total of it changed.

        Also the factor by which its error fell, which is above ``reduction`` where it was not
        found. ``precondition`` comes first.
        """
        return self._solve(slopes, self.preconditioned(push), reduction, self.turn)

    def preconditioned(self, push: FloatArray) -> FloatArray:
        """P^-1 of a push of the rates, (ns, N): about how far the day would move for it."""
        return self._apply_inverse(coefficients(push))

    def _solve(
        self, slopes: FloatArray, correction: FloatArray, reduction: float, shift: ComplexArray
    ) -> tuple[FloatArray, float]:
        scale = self.scale[:, None]
        shape = correction.shape

        def operator(vector: FloatArray) -> FloatArray:
            self.products += 1
            direction = vector.reshape(shape) * scale
            image = shift * coefficients(direction) - coefficients(_times(slopes, direction))
            return (self._apply_inverse(image) / scale).ravel()

        solution, left = gmres(operator, (correction / scale).ravel(), reduction)
        return solution.reshape(shape) * scale, left

    def precondition(self, slopes: FloatArray, state: FloatArray, tau: float = np.inf) -> bool:
        """Invert the mean Jacobian for every harmonic; False where it cannot be inverted."""
        self.scale = magnitudes(state, self.floor)
        matrices = self._harmonic_matrices(slopes, self.turn + 1 / tau)
        if not np.isfinite(matrices).all():
            return False
        weights = self.totals * self.scale[:, None]
        try:
            inverse: ComplexArray = np.linalg.inv(matrices)
            still = inverse[0].real
            family = still @ weights
            for _ in range(2):  # the first time takes off what is 1e9 too large, with its rounding
                still = without_drift(still, family, weights)
            inverse[0] = still
        except np.linalg.LinAlgError:
            return False
        self._inverse = inverse
        return True

    def estimate_error(self, state: FloatArray, nodes: int) -> tuple[float, FloatArray]:
        """How far a solution would move on ``nodes`` > N nodes, and where to, (ns, nodes).

        The first correction on the finer nodes with the mean Jacobian: the harmonics known so
        far with the inverses at hand, those above with one solve each.
        """
        finer = HarmonicBalance(
            self.system, self.parameters, nodes, self.period, self.floor, self.totals
        )
        with np.errstate(all="ignore"):
            fine = resample(state, nodes)
            slopes = self.slopes(state)
            if not self.prepared and not self.precondition(slopes, state):
                return np.inf, fine
            scale = self.scale[:, None]
            known = self.nodes // 2
            defect = finer._defect(fine) / scale
            above = self._harmonic_matrices(slopes, finer.turn[known:])
            try:
                high = np.linalg.solve(above, defect.T[known:, :, None])[:, :, 0].T
            except np.linalg.LinAlgError:
                return np.inf, fine
            low = self._solve_known(defect[:, :known])
            spectrum: ComplexArray = np.hstack([low, high])
            step = from_coefficients(spectrum * scale, nodes)
            size = relative_change(step, fine, self.floor)
            if not np.isfinite(size):
                return np.inf, fine
            return size, fine + step

    def slopes(self, state: FloatArray) -> FloatArray:
        """The Jacobian at every node, (N, ns, ns)."""
        return self.system.jacobian(self.time, self._present(state), self.parameters)

    def _rates(self, state: FloatArray) -> FloatArray:
        """The rates, continued linearly to below zero, where no law is defined."""
        held = self._present(state)
        rates = self.system.rhs(self.time, held, self.parameters)
        if (state < held).any():
            slopes = self.system.jacobian(self.time, held, self.parameters)
            rates = rates + _times(slopes, state - held)
        return rates

    def _present(self, state: FloatArray) -> FloatArray:
        return present(self.system, state, self.floor)

    def _harmonic_matrices(self, slopes: FloatArray, shift: ComplexArray) -> ComplexArray:
        scale = self.scale
        mean = slopes.mean(axis=0) * (scale / scale[:, None])
        diagonal = (shift + SLOWEST_RATE)[:, None, None] * np.eye(scale.size)
        return np.asarray(diagonal - mean)

    def _defect(self, state: FloatArray) -> ComplexArray:
        rates = self._rates(state)
        return coefficients(rates) - self.turn * coefficients(state)

    def _apply_inverse(self, spectrum: ComplexArray) -> FloatArray:
        scale = self.scale[:, None]
        return from_coefficients(self._solve_known(spectrum / scale) * scale, self.nodes)

    def _solve_known(self, spectrum: ComplexArray) -> ComplexArray:
        assert self._inverse is not None
        return np.asarray(np.matmul(self._inverse, spectrum.T[:, :, None])[:, :, 0].T)


def _times(slopes: FloatArray, direction: FloatArray) -> FloatArray:
    """J(t) times a direction (ns, N), node by node."""
    return np.asarray(np.matmul(slopes, direction.T[:, :, None])[:, :, 0].T)
