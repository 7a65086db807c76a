"""
Which test to do next: the information, in bits, that its reading is expected to give.

The worth of a test is the mutual information of its reading and the hypothesis, given what was
read already: the entropy of the reading less its mean entropy within a hypothesis. It is computed
on a grid, with the error of the test in it. Few candidates look more unlike one another than they
are, which flatters every test; a jackknife over ten groups takes the most of that away and gives
the standard error. hypotheses/information.py does the like for studies of groups of patients.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest
from rls_sim.clinic.diagnosis.posterior import Candidates, Posterior, entropy, places_of, summed
from rls_sim.clinic.diagnosis.reading import ErrorScale

Array = NDArray[np.float64]

GROUPS = 10
STEP, REACH, MOST_CELLS = 0.2, 6.0, 4096  # of the grid, in errors of the test
LITTLE = 0.1  # bits; a test that would tell less tells little


@dataclass(frozen=True)
class Worth:
    """What a test is expected to tell, in bits, with the standard error of drawing."""

    test: str
    title: str
    bits: float
    error: float

    @property
    def tells(self) -> bool:
        """Whether it would tell more than little, and surely something."""
        return self.bits >= LITTLE and self.bits > 2 * self.error


def worths(posterior: Posterior, tests: Mapping[str, DiagnosticTest], seed: int) -> list[Worth]:
    """
    Every test that was not read yet and whose outcomes are known, the most telling first.

    None where too few candidates carry the answer to tell.
    """
    if not posterior.answers:
        return []
    done = {lab.test.name for lab in posterior.labs}
    found = [
        worth(posterior.candidates, posterior.weights, test, seed)
        for name, test in tests.items()
        if name not in done and set(test.outcomes) <= set(posterior.candidates.outcomes)
    ]
    return sorted(found, key=lambda one: -one.bits)


def worth(candidates: Candidates, weights: Array, test: DiagnosticTest, seed: int) -> Worth:
    """What a test is expected to tell of candidates with these weights (n,)."""
    places = places_of(candidates, test, seed)
    known = np.isfinite(places).all(axis=1) & (weights > 0)
    places, weights = places[known], weights[known]
    hypothesis = candidates.hypothesis[known]
    if len(weights) < 2 * GROUPS:
        return Worth(test.name, test.title, float("nan"), float("nan"))
    table = _table(places, hypothesis, weights, len(candidates.names), test)
    whole = _bits(table.sum(axis=0), test)
    parts = np.array([_bits(table.sum(axis=0) - part, test) for part in table])
    bits = GROUPS * whole - (GROUPS - 1) * float(parts.mean())
    spread = float(((parts - parts.mean()) ** 2).sum())
    measured = 1.0 - test.unmeasured
    error = measured * float(np.sqrt((GROUPS - 1) / GROUPS * spread))
    most = entropy(table.sum(axis=(0, 2)) / table.sum())
    return Worth(test.name, test.title, measured * float(np.clip(bits, 0.0, most)), error)


def _table(
    places: Array, hypothesis: NDArray[np.int64], weights: Array, count: int, test: DiagnosticTest
) -> Array:
    """Weights (groups, hypotheses, cells) on a grid, blurred by the error of the test."""
    low, high = places.min() - REACH, places.max() + REACH
    cells = int(np.clip(np.ceil((high - low) / STEP), 2, MOST_CELLS))
    width = (high - low) / cells
    cell = np.minimum(((places - low) / width).astype(np.int64), cells - 1)
    group = _groups(hypothesis)
    row = (group * count + hypothesis)[:, None] * cells + cell
    shares = np.repeat(weights[:, None] / places.shape[1], places.shape[1], axis=1)
    table = summed(row.ravel(), shares.ravel(), GROUPS * count * cells)
    table = table.reshape(GROUPS, count, cells)
    return _floored(_blurred(table, width), low, width, test)


def _groups(hypothesis: NDArray[np.int64]) -> NDArray[np.int64]:
    """A group for each candidate (n,), each hypothesis spread evenly over the groups."""
    chance = np.random.default_rng(len(hypothesis))
    group = np.empty(len(hypothesis), dtype=np.int64)
    for one in np.unique(hypothesis):
        own = hypothesis == one
        group[own] = chance.permutation(int(own.sum())) % GROUPS
    return group


def _blurred(table: Array, width: float) -> Array:
    """The same after an error of 1; the grid reaches so far that next to nothing leaves it."""
    cells = table.shape[-1]
    offsets = np.arange(-(cells - 1), cells) * width
    kernel = np.exp(-0.5 * offsets**2)
    size = 2 * cells + cells - 2
    wave = np.fft.rfft(table, size) * np.fft.rfft(kernel / kernel.sum(), size)
    spread = np.fft.irfft(wave, size)[..., cells - 1 : 2 * cells - 1]
    return np.asarray(np.maximum(spread, 0.0))


def _floored(table: Array, low: float, width: float, test: DiagnosticTest) -> Array:
    """Readings below the floor cannot be told from one another."""
    if test.floor <= test.allowed[0]:
        return table
    floor = float(ErrorScale.of(test, one_laboratory=False).scaled(test.floor))
    under = int(np.clip(round((floor - low) / width), 0, table.shape[-1]))
    if under > 1:
        table[..., 0] = table[..., :under].sum(axis=-1)
        table[..., 1:under] = 0.0
    return table


def _bits(table: Array, test: DiagnosticTest) -> float:
    """Mutual information of hypothesis and reading, of weights (hypotheses, cells)."""
    total = float(table.sum())
    if total <= 0:
        return 0.0
    joint = table / total
    hypotheses, mixed = joint.sum(axis=1), joint.sum(axis=0)
    if test.misread:
        joint = (1 - test.misread) * joint + test.misread * np.outer(hypotheses, mixed)
    return entropy(hypotheses) + entropy(mixed) - entropy(joint.ravel())
