"""Parameters and states for property tests, drawn inside what the model declares.

A new parameter is covered by being declared: its range is read off the model. Where everything is
drawn at once one seed stands for the draw, so that a failure prints a number and not a page; where
a handful is drawn Hypothesis picks the names and values, and shrinks them.
"""

from dataclasses import replace

import numpy as np
from hypothesis import Phase, settings
from hypothesis import strategies as st

from rls_sim.quantities.parameter import ParameterSet

WIDE = 5.0  # a range whose ends differ by more than this factor is drawn evenly in its logarithm
HANDFUL = 6
AT_AN_END = 0.05  # chance of a parameter to be drawn at each end of its range


def examples(count):
    """Settings of a test whose draw is a seed: a failing one is told at once, not shrunk."""
    return settings(max_examples=count, phases=(Phase.explicit, Phase.reuse, Phase.generate))


seeds = st.integers(0, 2**32 - 1)
shares = st.floats(0.0, 1.0).map(lambda share: round(share, 9))  # 0 or not small: no underflow
clock_times = st.floats(0.0, 24.0)


def inside_range(parameter, share):
    """The value at ``share`` (0 to 1) of the way through the parameter's declared range."""
    low, high = parameter.range
    if low > 0 and high > WIDE * low:
        value = low * (high / low) ** share
    else:
        value = low + (high - low) * share
    return min(max(value, low), high)


def with_values(parameters, values):
    """The set with values (in each parameter's own unit) that its range must allow."""
    changed = {
        parameters.resolve(n): parameters[n].with_value(v, "a test") for n, v in values.items()
    }
    return ParameterSet([changed.get(n, p) for n, p in parameters.items()], parameters.home)


def beyond_range(parameters, values):
    """The set with values that no range holds back: toys made of the real model."""
    changed = {
        name: replace(parameters[name], value=value, range=(0.0, np.inf), distribution="fixed")
        for name, value in values.items()
    }
    return ParameterSet([changed.get(n, p) for n, p in parameters.items()], parameters.home)


def any_parameters(parameters):
    """Every parameter anywhere in its range, also those that no study varies."""

    def build(seed):
        drawn = np.random.default_rng(seed).uniform(-AT_AN_END, 1 + AT_AN_END, len(parameters))
        places = zip(parameters, np.clip(drawn, 0.0, 1.0), strict=True)
        return with_values(parameters, {n: inside_range(parameters[n], s) for n, s in places})

    return seeds.map(build)


def nearby_parameters(parameters, fold):
    """Every parameter within a factor of its healthy value, and inside its range."""

    def moved(parameter, factor):
        low, high = parameter.range
        return min(max(parameter.value * factor, low), high)

    def build(seed):
        factors = fold ** np.random.default_rng(seed).uniform(-1.0, 1.0, len(parameters))
        drawn = zip(parameters, factors, strict=True)
        return with_values(parameters, {n: moved(parameters[n], f) for n, f in drawn})

    return seeds.map(build)


def few_parameters(parameters):
    """A handful of parameters anywhere in their ranges, the rest healthy."""
    chosen = st.dictionaries(st.sampled_from(sorted(parameters)), shares, max_size=HANDFUL)
    return chosen.map(
        lambda drawn: with_values(
            parameters, {n: inside_range(parameters[n], share) for n, share in drawn.items()}
        )
    )


def scattered_states(healthy, decades=3.0, columns=1):
    """States (species, columns) about a healthy one, each species on its own by up to decades."""

    def build(seed):
        scatter = np.random.default_rng(seed).uniform(-decades, decades, (healthy.size, columns))
        return healthy[:, None] * 10**scatter

    return seeds.map(build)
