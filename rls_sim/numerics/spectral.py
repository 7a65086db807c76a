"""Periodic functions on equispaced nodes: interpolate, resample, see how far they are resolved.

States are (ns, N) with N even. The coefficient of the highest frequency, N/2, cannot tell a sine
from a cosine, so its derivative is not defined by the nodes; it is left out everywhere.
"""

import numpy as np

from rls_sim.numerics.system import ComplexArray, FloatArray


def node_times(nodes: int, period: float) -> FloatArray:
    """The times of the nodes in hours, (N,), the end of the period left out."""
    return np.asarray(np.arange(nodes) * (period / nodes), dtype=np.float64)


def coefficients(state: FloatArray) -> ComplexArray:
    """Fourier coefficients (ns, N/2) of the harmonics 0 .. N/2 - 1, such that c[0] is the mean."""
    nodes = state.shape[-1]
    spectrum: ComplexArray = np.fft.rfft(state, axis=-1)
    return np.asarray(spectrum[..., : nodes // 2] / nodes)


def from_coefficients(spectrum: ComplexArray, nodes: int) -> FloatArray:
    """The values (ns, N) at ``nodes`` nodes; harmonics that are missing count as zero."""
    return np.fft.irfft(spectrum[..., : nodes // 2], n=nodes, axis=-1) * nodes


def resample(state: FloatArray, nodes: int) -> FloatArray:
    """The same periodic function on another number of nodes."""
    return from_coefficients(coefficients(state), nodes)


def interpolate(state: FloatArray, period: float, time: float | FloatArray) -> FloatArray:
    """The trigonometric interpolant at any time in hours: (ns,) for a scalar, else (ns, T)."""
    spectrum = coefficients(state)
    harmonic = np.arange(spectrum.shape[1])
    weight = np.where(harmonic == 0, 1.0, 2.0)
    phase = np.mod(np.asarray(time, dtype=float), period) * (2 * np.pi / period)
    waves = np.exp(1j * np.multiply.outer(harmonic, phase))
    return np.asarray(((spectrum * weight) @ waves).real)


def tail(state: FloatArray, scale: FloatArray) -> float:
    """How large the last two harmonics are against the species they belong to; 0 is resolved."""
    last = 2 * np.abs(coefficients(state)[:, -2:]).sum(axis=1)
    return float(np.max(last / scale))
