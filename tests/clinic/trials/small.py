"""A small trial that several tests conduct, made once."""

from dataclasses import replace
from functools import cache

from bodies import bench, library

from rls_sim.clinic.trials.arms import changed_arms
from rls_sim.clinic.trials.reading import load_trial
from rls_sim.clinic.trials.results import conduct
from rls_sim.inference.ensemble import load_ensemble
from rls_sim.study.cell import brain_bench

COUNT, SEED = 8, 3
TEXT = """
title = "A small trial"
question = "Does it work?"
source = ["winkelman2006"]
weeks = 1
visits = [0.5, 1]
scatter = 2.0

[patients]
lesion = "receptor_synthesis"
score_mean = 24
score_spread = 5

[patients.include]
irls_score = ">= 15"
serum_ferritin = [">= 10", "<= 300"]

[placebo]
mean = -4.0
spread = 3.0
early = 0.5
full = 4
source = "silva2017"

[arms.placebo]
size = 40

[arms.pramipexole]
dose = "pramipexole=0.5mg@20:00/daily"
size = 40
dropout = 0.4

[[published]]
arm = "pramipexole"
against = "placebo"
what = "difference"
week = 1
value = -5.0
low = -7.0
high = -3.0
use = "held out"
source = "winkelman2006"
"""


@cache
def ensemble():
    """The shipped one."""
    return load_ensemble(brain_bench())


def load(folder, text=TEXT):
    """The trial of a text."""
    path = folder / "small.toml"
    path.write_text(text)
    return load_trial(path, bench(), library())


def conducted(trial, *arms, count=COUNT, seed=SEED, **options):
    """A trial with these arms, as typed, or its own."""
    if arms:
        trial = trial.with_arms(changed_arms(trial, arms, library()))
    return conduct(bench(), trial, count, seed, ensemble=ensemble(), **options)


def among(trial, **changes):
    """The same trial with other patients."""
    return replace(trial, patients=replace(trial.patients, **changes))
