"""Samples of several parameters: each row by its number alone, whatever is computed beside it.

A row is a point in the unit cube, then the inverse distribution function of each parameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.quantities.parameter import Parameter
from rls_sim.quantities.scatter import Scatter

METHODS = {  # of drawing, with the words for it
    "random": "random samples",
    "lhs": "Latin hypercube samples",
    "sobol": "Sobol samples",
}
MOST_NUMBERS = 20_000_000  # that are held in memory at once: a Latin hypercube, a table
TOLD_CUT = 1e-4  # a smaller share that was cut off is not worth a line
OUTPUTS = 4  # numbers that Philox makes of one counter
SOBOL_BITS = 30  # SciPy's default; more only where there are more samples
MOST_SOBOL = 2**32  # SciPy finds its way among no more
LEAST, MOST = 2.0**-54, 1.0 - 2.0**-53  # of a share: a normal value of 0 or 1 is infinite

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Sampled:
    """Parameters drawn together: ``size`` rows of one value each.

    Row k depends on method, seed, the distributions and k; in a Latin hypercube on the count
    too. Raises UnknownNameError for a method, InputError for more samples than one can make.
    """

    names: tuple[str, ...]
    scatters: tuple[Scatter, ...]
    size: int
    method: str
    seed: int

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        if self.method not in METHODS:
            raise UnknownNameError("design", self.method, METHODS)
        numbers = self.size * len(self.names)
        if self.method == "lhs" and numbers > MOST_NUMBERS:
            raise InputError(
                f"a Latin hypercube must be held whole, and {self.size} samples of "
                f"{len(self.names)} parameters are {numbers} numbers, more than {MOST_NUMBERS}; "
                "the design sobol has no such limit."
            )
        if self.method == "sobol" and self.size > MOST_SOBOL:
            raise InputError(
                f"there are {MOST_SOBOL} Sobol samples, not {self.size}; take the design random."
            )

    def block(self, first: int, last: int) -> Numbers:
        """Rows ``first`` to ``last`` (excluded), in each parameter's unit; (last - first, k)."""
        points = _unit_rows(self, first, last)
        rows = np.empty_like(points)
        for column, scatter in enumerate(self.scatters):
            # Contiguous: NumPy may round a strided column differently from a whole one.
            rows[:, column] = quantiles(scatter, np.ascontiguousarray(points[:, column]))
        return rows

    def spec(self) -> dict[str, Any]:
        """What JSON holds of it; ``from_spec`` makes the same bytes of it."""
        scatters = [
            {
                "kind": scatter.kind,
                "first": scatter.first,
                "second": scatter.second,
                "range": [_or_none(scatter.low), _or_none(scatter.high)],
            }
            for scatter in self.scatters
        ]
        return {
            "names": list(self.names),
            "scatter": scatters,
            "samples": self.size,
            "method": self.method,
            "seed": self.seed,
        }

    @classmethod
    def from_spec(cls, spec: Mapping[str, Any]) -> "Sampled":
        """Raises KeyError, TypeError or ValueError for what ``spec`` never wrote."""
        scatters = []
        for facts in spec["scatter"]:
            low, high = facts["range"]
            low, high = -np.inf if low is None else low, np.inf if high is None else high
            scatters.append(Scatter(facts["kind"], facts["first"], facts["second"], low, high))
        names = tuple(spec["names"])
        return cls(names, tuple(scatters), spec["samples"], spec["method"], spec["seed"])

    def words(self, parameters: Mapping[str, Parameter]) -> list[str]:
        """Lines for whoever planned it: the draw, then each distribution and what was cut off."""
        head = f"{self.size} {METHODS[self.method]} of {len(self.names)}, seed {self.seed}"
        if self.method == "sobol" and self.size & (self.size - 1):
            more = 1 << self.size.bit_length()
            head += f"; not balanced, as {more // 2} or {more} would be"
        lines = [head]
        for name, scatter in zip(self.names, self.scatters, strict=True):
            parameter = parameters[name]
            told = scatter.words(parameter)
            if scatter.cut >= TOLD_CUT:
                told += f", {100 * scatter.cut:.2g} % cut off at {parameter.range_text}"
            lines.append(f"{name}: {told} ({parameter.meaning})")
        return lines


def _or_none(value: float) -> float | None:
    """JSON has no infinity."""
    return float(value) if np.isfinite(value) else None


def quantiles(scatter: Scatter, shares: Numbers) -> Numbers:
    """The values below which so large a share (0 to 1) of the cut distribution lies; (n,)."""
    from scipy.special import ndtri  # a fifth of a second that products need not wait

    places = np.minimum(scatter.below + np.maximum(shares, LEAST) * scatter.kept, MOST)
    if not scatter.is_even:
        places = ndtri(places)
    origin, scale = scatter.origin_and_scale
    values = origin + places * scale
    if scatter.is_logarithmic:
        with np.errstate(over="ignore"):  # cut off below
            values = np.exp(values)
    low, high = scatter.ends
    return np.clip(values, low, high)


def _unit_rows(sampled: Sampled, first: int, last: int) -> Numbers:
    """Points in the unit cube, (last - first, k)."""
    k, seed = len(sampled.names), sampled.seed
    if sampled.method == "random":
        return _random_rows(k, seed, first, last)
    if sampled.method == "lhs":
        return _latin_hypercube(k, seed, sampled.size)[first:last]
    return _sobol_rows(k, seed, sampled.size, first, last)


def _random_rows(k: int, seed: int, first: int, last: int) -> Numbers:
    """Philox: the seed is its key, and each row has counters of its own."""
    each = -(-k // OUTPUTS)
    generator = np.random.Philox(key=seed, counter=first * each)
    raw = generator.random_raw((last - first) * each * OUTPUTS)
    raw = np.asarray(raw).reshape(last - first, each * OUTPUTS)
    rows: Numbers = (raw[:, :k] >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return rows


@lru_cache(maxsize=2)
def _latin_hypercube(k: int, seed: int, size: int) -> Numbers:
    """All rows at once: where one lies depends on all the others."""
    from scipy.stats import qmc  # takes a second

    engine = qmc.LatinHypercube(k, seed=np.random.default_rng(seed))
    rows = np.asarray(engine.random(size), dtype=np.float64)
    rows.flags.writeable = False
    return rows


def _sobol_rows(k: int, seed: int, size: int, first: int, last: int) -> Numbers:
    """SciPy's scrambled Sobol points, made from their numbers and not one after the other."""
    bits = max(SOBOL_BITS, (size - 1).bit_length())
    origin, directions = _sobol_net(k, seed, bits, max(last - 1, 0).bit_length())
    number = np.arange(first, last, dtype=np.uint64)
    gray = number ^ (number >> np.uint64(1))
    points = np.repeat(origin[None, :], last - first, axis=0)
    for level, direction in enumerate(directions):
        points ^= ((gray >> np.uint64(level)) & np.uint64(1))[:, None] * direction
    rows: Numbers = points.astype(np.float64) * 2.0**-bits
    return rows


@lru_cache(maxsize=64)
def _sobol_net(k: int, seed: int, bits: int, levels: int) -> tuple[NDArray[np.uint64], Any]:
    """The first point and each level's direction as whole numbers; (k,) and (levels, k).

    A point is the first one, changed by the direction of every bit that its number has in Gray
    code. SciPy keeps the directions to itself, but points 1, 2, 4, ... give them away.
    """
    from scipy.stats import qmc  # takes a second

    engine = qmc.Sobol(k, scramble=True, bits=bits, seed=np.random.default_rng(seed))

    def next_point() -> NDArray[np.uint64]:
        return np.asarray(engine.random(1)[0] * 2.0**bits).astype(np.uint64)

    origin = next_point()
    directions: list[NDArray[np.uint64]] = []
    for level in range(levels):
        engine.fast_forward((1 << level) - engine.num_generated)
        direction = next_point() ^ origin
        if directions:  # 2^n is in Gray code 2^n + 2^(n - 1)
            direction ^= directions[-1]
        directions.append(direction)
    return origin, directions
