"""The sampler against what is known: exact posteriors and evidences, and another sampler."""

import numpy as np
import pytest

from rls_sim.inference.tempering import (
    draw_posterior,
    informed_axes,
    next_temperature,
    systematic,
)

ROOT_TWO_PI = np.sqrt(2 * np.pi)


def normal_log(responses):
    """Of responses in units of their errors, whatever these are."""
    return -0.5 * (responses**2).sum(axis=1) - responses.shape[1] * np.log(ROOT_TWO_PI)


class LinearProblem:
    """Data that are sums of the unknowns with a known error: everything is known in closed form."""

    def __init__(self, directions, data, error, seed=0):
        chance = np.random.default_rng(seed)
        self.directions, self.error = directions, error
        self.matrix = chance.standard_normal((data, directions)) / np.sqrt(directions / 5)
        truth = chance.standard_normal(directions)
        self.data = self.matrix @ truth + error * chance.standard_normal(data)

    def responses(self, points):
        return (self.data - points @ self.matrix.T) / self.error

    @property
    def covariance_of_data(self):
        return self.matrix @ self.matrix.T + self.error**2 * np.eye(len(self.data))

    @property
    def log_evidence(self):
        """Of the data in units of their errors."""
        spread = self.covariance_of_data
        _, log_size = np.linalg.slogdet(2 * np.pi * spread)
        fit = self.data @ np.linalg.solve(spread, self.data)
        return -0.5 * (fit + log_size) + len(self.data) * np.log(self.error)

    @property
    def posterior(self):
        gain = self.matrix.T @ np.linalg.inv(self.covariance_of_data)
        return gain @ self.data, np.eye(self.directions) - gain @ self.matrix


@pytest.fixture(scope="module")
def solved():
    problem = LinearProblem(directions=120, data=12, error=0.3)
    drawn = [
        draw_posterior(problem.responses, normal_log, problem.directions, 2000, seed)
        for seed in range(4)
    ]
    return problem, drawn


def test_points_have_the_exact_mean_and_spread_in_every_direction(solved):
    problem, drawn = solved
    points = np.concatenate([island.points for island in drawn])
    mean, covariance = problem.posterior
    spread = np.sqrt(np.diag(covariance))

    off = (points.mean(axis=0) - mean) / spread * np.sqrt(len(points))
    # Particles descend from one another: twice the error of independent draws is allowed for.
    assert np.sqrt(np.mean(off**2)) < 2.0
    assert np.abs(off).max() < 2 * 4.5
    np.testing.assert_allclose(points.std(axis=0) / spread, 1.0, atol=0.08)
    along = points @ problem.matrix.T
    exact = problem.matrix @ covariance @ problem.matrix.T
    np.testing.assert_allclose(np.diag(np.cov(along.T)) / np.diag(exact), 1.0, atol=0.15)


def test_the_evidence_is_exact_within_what_islands_differ_by(solved):
    problem, drawn = solved
    evidence = np.array([island.log_evidence for island in drawn])
    assert evidence.std() < 0.3
    assert abs(evidence.mean() - problem.log_evidence) < 0.3


def test_a_prior_that_is_the_posterior_is_one_stage_and_no_evidence():
    drawn = draw_posterior(np.copy, lambda found: np.zeros(len(found)), 3, 500, 1)
    assert len(drawn.stages) == 1
    assert drawn.log_evidence == pytest.approx(0.0, abs=1e-12)
    assert abs(drawn.points.mean()) < 0.1


def ring(points):
    """How far from a circle: a posterior that no normal distribution is like."""
    radius = np.hypot(points[:, 0], points[:, 1])
    return ((radius - 1.5) / 0.15)[:, None]


def exact_ring():
    """Log evidence, mean square of the first coordinate, by quadrature in the radius."""
    radius = np.linspace(0, 8, 200_001)
    density = radius * np.exp(-0.5 * radius**2)
    likelihood = np.exp(-0.5 * ((radius - 1.5) / 0.15) ** 2) / ROOT_TWO_PI
    evidence = np.trapezoid(density * likelihood, radius)
    square = np.trapezoid(density * likelihood * radius**2 / 2, radius) / evidence
    return np.log(evidence), square


def test_a_ring_comes_out_round():
    drawn = draw_posterior(ring, normal_log, 2, 4000, 3)
    evidence, square = exact_ring()
    assert drawn.log_evidence == pytest.approx(evidence, abs=0.1)
    np.testing.assert_allclose((drawn.points**2).mean(axis=0), square, rtol=0.08)
    np.testing.assert_allclose(drawn.points.mean(axis=0), 0.0, atol=0.12)


def test_what_is_impossible_counts_in_the_evidence_and_is_never_drawn():
    def half(points):
        found = points[:, :1] / 0.5
        return np.where(points[:, 1:2] > 0, found, np.nan)

    drawn = draw_posterior(half, normal_log, 2, 4000, 5)
    exact = np.log(0.5) - 0.5 * np.log(1 + 1 / 0.25) - np.log(ROOT_TWO_PI)
    assert (drawn.points[:, 1] > 0).all()
    assert drawn.log_evidence == pytest.approx(exact, abs=0.1)


def test_another_sampler_finds_the_same():
    """Nested sampling by dynesty, which shares nothing with tempering but the problem."""
    import dynesty
    from scipy.special import ndtri

    def curved(points):
        x, y, z = points.T
        return np.column_stack([(y + x**2 - 1) / 0.25, (x + z) / 0.5])

    ours = [draw_posterior(curved, normal_log, 3, 3000, seed) for seed in range(3)]
    nested = dynesty.NestedSampler(
        lambda point: float(normal_log(curved(point[None, :]))[0]),
        ndtri,
        3,
        nlive=400,
        rstate=np.random.default_rng(1),
    )
    nested.run_nested(print_progress=False, dlogz=0.05)
    theirs = nested.results
    evidence = np.array([drawn.log_evidence for drawn in ours])
    assert abs(evidence.mean() - theirs.logz[-1]) < 3 * theirs.logzerr[-1] + 3 * evidence.std()
    points = np.concatenate([drawn.points for drawn in ours])
    equal = theirs.samples_equal(rstate=np.random.default_rng(2))
    np.testing.assert_allclose(points.mean(axis=0), equal.mean(axis=0), atol=0.1)
    np.testing.assert_allclose(points.std(axis=0), equal.std(axis=0), atol=0.1)


def test_a_wrong_posterior_would_be_seen(solved):
    """The control of the tests above: the same points against a problem with other data."""
    _, drawn = solved
    other = LinearProblem(directions=120, data=12, error=0.3, seed=9)
    points = np.concatenate([island.points for island in drawn])
    mean, covariance = other.posterior
    off = (points.mean(axis=0) - mean) / np.sqrt(np.diag(covariance)) * np.sqrt(len(points))
    assert np.sqrt(np.mean(off**2)) > 10


def test_the_same_seed_draws_the_same_points():
    one, same, other = (draw_posterior(ring, normal_log, 2, 200, seed) for seed in (7, 7, 8))
    np.testing.assert_array_equal(one.points, same.points)
    assert one.log_evidence == same.log_evidence
    assert not np.array_equal(one.points, other.points)


def test_a_prior_without_a_possible_point_is_refused():
    def never(points):
        return np.full((len(points), 1), np.nan)

    with pytest.raises(ValueError, match="none of 400 points of the prior is possible"):
        draw_posterior(never, normal_log, 2, 20, 1)
    with pytest.raises(ValueError, match="1 particles are too few"):
        draw_posterior(ring, normal_log, 2, 1, 1)


def test_the_next_temperature_leaves_half_of_the_effective_size():
    heights = np.random.default_rng(0).normal(0, 30, 1000)
    reached = next_temperature(heights, 0.0)
    weights = np.exp(reached * (heights - heights.max()))
    weights /= weights.sum()
    assert 0 < reached < 1
    assert 1 / (weights @ weights) == pytest.approx(500, rel=1e-6)
    assert next_temperature(np.zeros(10), 0.3) == 1.0


def test_particles_are_taken_as_often_as_their_weight_says():
    weights = np.array([0.5, 0.25, 0.0, 0.25])
    counts = np.zeros(4)
    for seed in range(200):
        chosen = systematic(weights, np.random.default_rng(seed))
        counts += np.bincount(chosen, minlength=4)
    np.testing.assert_array_equal(counts / 200, weights * 4)


def test_axes_span_what_responses_change_with_and_nothing_else():
    chance = np.random.default_rng(0)
    points = chance.standard_normal((4000, 30))
    responses = np.column_stack([points[:, 3] + 0.5 * points[:, 7], np.exp(points[:, 11])])
    axes = informed_axes(points, responses)
    assert axes.shape == (30, 2)
    np.testing.assert_allclose(axes.T @ axes, np.eye(2), atol=1e-12)
    inside = np.zeros(30)
    inside[[3, 7, 11]] = 1
    assert (axes**2).sum(axis=1)[inside == 0].max() < 0.01
