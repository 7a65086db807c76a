"""Made-up worlds: hypotheses whose predictions are known, and studies drawn from one of them."""

from dataclasses import replace

import numpy as np

from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.hypotheses.observations import Sign, load_observations
from rls_sim.hypotheses.scoring import SIGNIFICANT, ScoredRow
from rls_sim.hypotheses.screen import LOSS, URGE, Screen, Trial
from rls_sim.study.cell import brain_bench

ROWS, DRAWS = 14, 500


def made_rows(count=ROWS):
    """Signs of studies of different sizes, each about an outcome of its own."""
    row = next(row for row in load_observations() if row.id == "connor2011_vessel_tfr1")
    sizes = [6 + i % 14 for i in range(count)]
    named = [
        replace(row, id=f"row{i}", outcome=f"outcome{i}", n=(size, size))
        for i, size in enumerate(sizes)
    ]
    return [ScoredRow(row, 1.0) for row in named]


def made_hypotheses(count):
    lesions = list(brain_bench().lesions.values())
    return [Hypothesis((lesion,)) for lesion in lesions[:count]]


def made_screen(count=6, seed=0, patterns=None, draws=DRAWS, rows=ROWS):
    """Each hypothesis moves each outcome by a size of its own, more or less in each draw."""
    chance = np.random.default_rng(seed)
    if patterns is None:
        patterns = chance.choice([-0.6, 0.0, 0.6], size=(count, rows))
    trials = []
    for hypothesis, pattern in zip(made_hypotheses(count), patterns, strict=True):
        sizes = chance.uniform(0.2, 1.5, draws)
        moved = sizes[:, None] * pattern + 0.1 * chance.standard_normal((draws, rows))
        found = {f"outcome{i}": np.exp(moved[:, i]) for i in range(rows)}
        found[URGE], found[LOSS] = np.ones(draws), np.zeros(draws)
        everyone = np.ones(draws, dtype=bool)
        trials.append(Trial(hypothesis, np.arange(draws), sizes[:, None], found, everyone))
    healthy = {f"outcome{i}": np.ones(draws) for i in range(rows)}
    return Screen(tuple(trials), healthy)


def published(rows, screen, trial, draw, doubt, chance):
    """The rows as studies of one draw would have published them."""
    found = screen.predictions(trial, rows)
    signed = []
    for row in rows:
        seen = found[row.name][draw] + doubt.model * chance.standard_normal()
        seen += doubt.noise * row.error * chance.standard_normal()
        limit = SIGNIFICANT * doubt.noise * row.error
        sign = Sign.UP if seen > limit else Sign.DOWN if seen < -limit else Sign.SAME
        if chance.random() < doubt.wrong:
            sign = list(Sign)[chance.integers(3)]
        signed.append(ScoredRow(replace(row.observation, sign=sign), row.weight))
    return signed
