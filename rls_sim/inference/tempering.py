"""
Draw from a posterior over hundreds of numbers whose prior is a standard normal.

Adaptive tempering from prior to posterior (sequential Monte Carlo, Del Moral, Doucet and Jasra
2006, as Beskos, Jasra, Muzaffer and Stuart 2015 use it for inverse problems): the next temperature
is the one at which half of the weight is lost, then particles are drawn anew and moved. Proposals
leave a normal distribution as it is (generalised preconditioned Crank-Nicolson, Rudolf and Sprungk
2018): in the few directions that the data inform the one fitted to the particles, elsewhere the
prior (Cui, Law and Marzouk 2016). The informed directions are those along which responses change,
by linear regression on the particles. Responses are asked for all particles at once, so that an
engine that solves thousands of cells a call can answer. Gives the evidence too.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Responses = Callable[[Array], Array]  # of points (n, d): (n, m), a row of NaN where impossible
LogLikelihood = Callable[[Array], Array]  # of responses (n, m): (n,)

KEPT_WEIGHT = 0.5  # of the effective sample size that one temperature may leave
WANTED_ACCEPTANCE = (0.2, 0.35)  # of proposals; outside, steps get shorter or longer
FORGOTTEN = 0.15  # correlation of a direction with itself before the moves of a temperature
LEAST_MOVES, MOST_MOVES = 3, 25
LAST_MOVES = 50  # at the last temperature, where particles are to stand for themselves
SHORTEST, LONGEST = 0.02, 1.0  # step of a proposal; 1 draws afresh from the fitted normal
ROOM = 1.05  # proposals are this much wider than what was fitted, so that tails are reached


@dataclass(frozen=True)
class Stage:
    """One temperature: how far from prior (0) to posterior (1), and how its moves went.

    ``left`` is the effective sample size before particles are drawn anew, over their number.
    """

    temperature: float
    left: float
    moves: int
    acceptance: float
    step: float
    correlation: float


@dataclass(frozen=True, eq=False)
class Drawn:
    """Points (n, d) of equal weight, their log likelihoods (n,), and the log evidence."""

    points: Array
    log_likelihood: Array
    log_evidence: float
    stages: tuple[Stage, ...]
    founders: int  # of the first particles, how many have descendants among the last
    calls: int  # points whose likelihood was asked for


def draw_posterior(
    responses: Responses,
    log_likelihood: LogLikelihood,
    directions: int,
    particles: int,
    seed: int,
    progress: Callable[[float, int], None] | None = None,
) -> Drawn:
    """
    Points from prior times likelihood, where the prior is standard normal in each direction.

    ``responses`` of points (n, directions) are what the data see of them, (n, m), best in units of
    the data's errors; not a number where a point is impossible. ``progress`` is told the
    temperature reached and the points tried. The same seed gives the same points. Raises
    ValueError for fewer than two particles, and where no point of the prior is possible.
    """
    if particles < 2:
        raise ValueError(f"{particles} particles are too few")
    work = _Work(responses, log_likelihood, np.random.default_rng(seed), progress)
    cloud = _possible(work, particles, directions)
    step, temperature, evidence, stages = 0.5, 0.0, cloud.log_possible, []
    while temperature < 1.0:
        reached = next_temperature(cloud.heights, temperature)
        weights, mean_weight, left = _weights(cloud.heights, reached - temperature)
        evidence += mean_weight
        chosen = systematic(weights, work.chance)
        cloud = cloud.take(chosen)
        moved = _move(work, cloud, reached, step)
        cloud, step, temperature = moved.cloud, moved.step, reached
        stages.append(
            Stage(reached, left, moved.moves, moved.acceptance, moved.step, moved.correlation)
        )
        work.tell(temperature)
    founders = len(np.unique(cloud.founder))
    return Drawn(cloud.points, cloud.heights, evidence, tuple(stages), founders, work.calls)


def next_temperature(heights: Array, temperature: float) -> float:
    """The highest temperature, to 1, that leaves ``KEPT_WEIGHT`` of the effective sample size."""
    low, high = temperature, 1.0
    if _weights(heights, high - temperature)[2] >= KEPT_WEIGHT:
        return high
    for _ in range(60):
        middle = 0.5 * (low + high)
        if _weights(heights, middle - temperature)[2] >= KEPT_WEIGHT:
            low = middle
        else:
            high = middle
    return high


def systematic(weights: Array, chance: np.random.Generator) -> NDArray[np.intp]:
    """As many numbers of particles as there are, each as often as its weight says; (n,)."""
    places = (np.arange(len(weights)) + chance.random()) / len(weights)
    ends = np.cumsum(weights)
    ends[-1] = 1.0
    return np.searchsorted(ends, places, side="right").clip(max=len(weights) - 1)


def _weights(heights: Array, by: float) -> tuple[Array, float, float]:
    """Weights of sum 1, the log of their mean before, and the effective size over the number."""
    logs = by * heights
    top = float(logs.max())
    raw = np.exp(logs - top)
    total = float(raw.sum())
    weights = raw / total
    return (
        weights,
        top + float(np.log(total / len(raw))),
        float(1.0 / (weights @ weights)) / len(raw),
    )


@dataclass(frozen=True, eq=False)
class _Cloud:
    """Particles: points (n, d), responses (n, m), log likelihoods (n,), whom each comes from."""

    points: Array
    responses: Array
    heights: Array
    founder: NDArray[np.intp]
    log_possible: float = 0.0  # log share of the prior with a likelihood

    def take(self, chosen: NDArray[np.intp] | slice) -> "_Cloud":
        """Some of the particles."""
        return _Cloud(
            self.points[chosen], self.responses[chosen], self.heights[chosen], self.founder[chosen]
        )


@dataclass(eq=False)
class _Work:
    """What is asked, the chance, and how much was asked for."""

    responses: Responses
    log_likelihood: LogLikelihood
    chance: np.random.Generator
    progress: Callable[[float, int], None] | None
    calls: int = 0
    temperature: float = 0.0

    def ask(self, points: Array) -> tuple[Array, Array]:
        """Responses and log likelihoods; minus infinity where a point is impossible."""
        found = np.asarray(self.responses(points), dtype=np.float64)
        heights = np.full(len(points), -np.inf)
        possible = np.isfinite(found).all(axis=1)
        heights[possible] = self.log_likelihood(found[possible])
        self.calls += len(points)
        self.tell(self.temperature)
        return found, np.where(np.isnan(heights), -np.inf, heights)

    def tell(self, temperature: float) -> None:
        """Report how far it is."""
        self.temperature = temperature
        if self.progress is not None:
            self.progress(temperature, self.calls)


def _possible(work: _Work, particles: int, directions: int) -> _Cloud:
    """Particles of the prior; those that are impossible make way for others."""
    kept: list[tuple[Array, Array, Array]] = []
    tried = count = 0
    while count < particles:
        fresh = work.chance.standard_normal((particles, directions))
        responses, heights = work.ask(fresh)
        possible = heights > -np.inf
        tried, count = tried + particles, count + int(possible.sum())
        kept.append((fresh[possible], responses[possible], heights[possible]))
        if tried >= 20 * particles and not count:
            raise ValueError(f"none of {tried} points of the prior is possible")
    points, responses, heights = (
        np.concatenate(columns)[:particles] for columns in zip(*kept, strict=True)
    )
    share = float(np.log(count / tried))
    return _Cloud(points, responses, heights, np.arange(particles), share)


@dataclass(frozen=True, eq=False)
class _Moved:
    cloud: _Cloud
    step: float
    moves: int
    acceptance: float
    correlation: float


def _move(work: _Work, cloud: _Cloud, temperature: float, step: float) -> _Moved:
    """Move every particle until it has forgotten where it was, or patience ends.

    Each half moves by a normal distribution fitted to the other: one fitted to a particle itself
    would make its place seem likelier than it is. Copies of one particle stand side by side.
    """
    middle = len(cloud.points) // 2
    shapes = [_Normal.fitted(cloud.take(part)) for part in (np.s_[middle:], np.s_[:middle])]
    halves = list(zip((np.s_[:middle], np.s_[middle:]), shapes, strict=True))
    points, responses, heights = (a.copy() for a in (cloud.points, cloud.responses, cloud.heights))
    accepted, correlation = [], 1.0
    for number in range(1, (MOST_MOVES if temperature < 1 else LAST_MOVES) + 1):
        proposed = np.concatenate(
            [shape.propose(points[half], step, work.chance) for half, shape in halves]
        )
        answers, reached = work.ask(proposed)
        # What is in balance with the fitted normal is accepted by what else the target has.
        gain = temperature * (reached - heights)
        for half, shape in halves:
            gain[half] += shape.prior_over(proposed[half]) - shape.prior_over(points[half])
        taken = np.log(work.chance.random(len(points))) < gain
        points[taken], responses[taken] = proposed[taken], answers[taken]
        heights[taken] = reached[taken]
        accepted.append(float(taken.mean()))
        low, high = WANTED_ACCEPTANCE
        if accepted[-1] < low:
            step = max(SHORTEST, step / 1.4)
        elif accepted[-1] > high:
            step = min(LONGEST, step * 1.4)
        correlation = max(shape.remembered(cloud.points, points) for shape in shapes)
        if number >= LEAST_MOVES and correlation < FORGOTTEN:
            break
    moved = _Cloud(points, responses, heights, cloud.founder)
    return _Moved(moved, step, number, float(np.mean(accepted)), correlation)


@dataclass(frozen=True, eq=False)
class _Normal:
    """
    A normal distribution near the particles, that of the prior but in the informed directions.

    ``axes`` (d, k) are orthonormal; along them the mean (k,), a root (k, k) of the covariance and
    the root's inverse.
    """

    axes: Array
    mean: Array
    root: Array
    inverse: Array

    @classmethod
    def fitted(cls, cloud: _Cloud) -> "_Normal":
        """Of the particles."""
        axes = informed_axes(cloud.points, cloud.responses)
        along = cloud.points @ axes
        mean = along.mean(axis=0)
        away = along - mean
        covariance = away.T @ away / len(away) + 1e-9 * np.eye(axes.shape[1])
        root = np.linalg.cholesky(ROOM**2 * covariance)
        return cls(axes, mean, root, np.linalg.inv(root))

    def propose(self, points: Array, step: float, chance: np.random.Generator) -> Array:
        """Points from which the normal distribution comes out as it went in."""
        keep = np.sqrt(1 - step**2)
        fresh = chance.standard_normal(points.shape)
        plain = keep * points + step * fresh
        along, newly = points @ self.axes, fresh @ self.axes
        shaped = self.mean + keep * (along - self.mean) + step * newly @ self.root.T
        return np.asarray(plain + (shaped - plain @ self.axes) @ self.axes.T)

    def prior_over(self, points: Array) -> Array:
        """Log of the standard normal over this one, but for a constant; (n,)."""
        along = points @ self.axes
        standing = (along - self.mean) @ self.inverse.T
        return np.asarray(0.5 * ((standing**2).sum(axis=1) - (along**2).sum(axis=1)))

    def remembered(self, before: Array, after: Array) -> float:
        """How far particles still lie where they lay, along the axis that moves least: 1 to 0."""
        a, b = before @ self.axes, after @ self.axes
        a, b = a - a.mean(axis=0), b - b.mean(axis=0)
        scale = np.sqrt((a * a).sum(axis=0) * (b * b).sum(axis=0))
        return float(np.max((a * b).sum(axis=0) / np.where(scale > 0, scale, 1.0)))


def informed_axes(points: Array, responses: Array) -> Array:
    """
    Orthonormal directions (d, k) along which responses (n, m) change, k at most m.

    Slopes of a linear regression of their ranks, which long tails do not disturb, on points
    (n, d); what is below the noise of slopes is left out.
    """
    count, directions = points.shape
    x = points - points.mean(axis=0)
    y = np.argsort(np.argsort(responses, axis=0), axis=0) / count - 0.5
    y = y / np.maximum(y.std(axis=0), 1e-12)
    gram = x.T @ x + 1e-6 * count * np.eye(directions)
    slopes = np.linalg.solve(gram, x.T @ y)
    _, sizes, rows = np.linalg.svd(slopes.T, full_matrices=False)
    noise = 2 * np.sqrt(directions / count)  # of the slopes of responses that no point explains
    kept = max(1, int((sizes > noise).sum()))
    return np.asarray(rows[:kept].T)
