"""Experiments conducted: the same by seed whatever the threads, and claims on real cells."""

import numpy as np
import pytest

from rls_sim.errors import InputError
from rls_sim.hypotheses.experiments.clock_steps import HOUR, SWING
from rls_sim.hypotheses.experiments.conduct import conduct
from rls_sim.hypotheses.experiments.load import load_experiment
from rls_sim.hypotheses.experiments.setting import Setting
from rls_sim.hypotheses.experiments.store import document_text
from rls_sim.hypotheses.experiments.verdicts import Word
from rls_sim.inference.ensemble import load_ensemble

TEXT = """
title = "A title"
question = "Is it so?"
prediction = "It is."

[[finding]]
words = "It was so."
source = "connor2003"

[[run]]
kind = "cells"
name = "scan"
change = { "neuron.receptor_density" = "size x" }
sizes = [0.3, 1.0]

[[run]]
kind = "clock_steps"
name = "steps"
steps = ["release"]
dopamine_hour = 10.0
active_rest = 1.175

[[run]]
kind = "rest_test"
name = "sit"
lesion = "receptor_synthesis"
walk = 15

[[run]]
kind = "autopsy"
name = "study"
lesion = "receptor_synthesis"
stains = { tfr1 = "connor2003_tfr1" }

[[claim]]
id = "less"
sentence = "Less receptor, less iron."
what = "labile iron"
number = "least(scan.labile_iron)"
holds = "value_at(scan.size, scan.labile_iron, 0.3) < value_at(scan.size, scan.labile_iron, 1)"

[[claim]]
id = "more"
sentence = "Less receptor, more iron."
what = "labile iron"
number = "least(scan.labile_iron)"
holds = "value_at(scan.size, scan.labile_iron, 0.3) > value_at(scan.size, scan.labile_iron, 1)"

[[claim]]
id = "size_one"
sentence = "A size of 1 changes nothing."
what = "ratio"
number = "value_at(scan.size, scan.labile_iron, 1) / healthy.labile_iron"
holds = "abs(value_at(scan.size, scan.labile_iron, 1) / healthy.labile_iron - 1) < 0.000001"

[[claim]]
id = "matched"
sentence = "Release can do it."
what = "swing"
number = "steps.release.extracellular_dopamine_active_rest"
holds = "abs(steps.release.extracellular_dopamine_acrophase - 10) < 0.5"

[[claim]]
id = "walk"
sentence = "A walk leaves less."
what = "share left"
number = "sit.left_after_walk"
holds = "sit.left_after_walk < 1"
among = "value_at(sit.hour, sit.urge, 22) > 0"

[[claim]]
id = "seen"
sentence = "It is seen in some."
what = "share"
number = "study.tfr1.seen"
holds = "abs(study.tfr1.seen - study.tfr1.power) < 0.2"
"""

MEMBERS = 48


@pytest.fixture(scope="module")
def mine(bench, tmp_path_factory):
    path = tmp_path_factory.mktemp("mine") / "mine.toml"
    path.write_text(TEXT)
    return load_experiment(bench, path)


@pytest.fixture(scope="module")
def ensemble(bench):
    return load_ensemble(bench)


@pytest.fixture(scope="module")
def done(bench, mine, ensemble):
    setting = Setting(bench, ensemble, MEMBERS, threads=1)
    return conduct(mine, setting), setting


def test_claims_are_judged_on_cells(done):
    result, _ = done
    words = {one.claim: one.word for one in result.verdicts}
    assert words["less"] is Word.HOLDS
    assert words["more"] is Word.FAILS
    for claim in ("size_one", "matched", "seen"):
        assert words[claim] is Word.HOLDS, claim
    walk = result.verdict("walk")
    assert walk.share.share == 1
    assert 0 < walk.count < MEMBERS
    assert result.verdict("less").count == MEMBERS


def test_a_step_does_what_is_due(done):
    numbers = done[0].numbers
    known = numbers["steps.release.matched"][:, 0] == 1
    assert known.mean() > 0.9
    assert numbers[f"steps.release.{HOUR}"][known, 0] == pytest.approx(10.0, abs=0.5)
    assert numbers[f"steps.release.{SWING}"][known, 0] == pytest.approx(1.175, abs=0.01)


def test_an_urge_fades_at_its_own_rate_while_legs_move(done):
    result, setting = done
    decay = setting.column(setting.table, "urge_decay")
    moving = decay + setting.column(setting.table, "urge_movement_relief")
    left = result.numbers["sit.left_after_walk"][:, 0]
    known = ~np.isnan(left)
    assert left[known] == pytest.approx(np.exp(-moving[known] * 0.25), rel=1e-9)
    course = result.numbers["sit.course"][known]
    assert np.all(course[:, 0] == 0)
    assert np.all(course[:, 12] > 0)
    assert course[:, 14] == pytest.approx(course[:, 12] * np.exp(-moving[known] / 6))


def test_the_same_seed_gives_the_same_bytes_whatever_the_threads(bench, mine, ensemble, done):
    again = Setting(bench, ensemble, MEMBERS, threads=2)
    other = Setting(bench, ensemble, MEMBERS, seed=1)
    first = document_text([done[0]], done[1])
    assert document_text([conduct(mine, again)], again) == first
    assert document_text([conduct(mine, other)], other) != first


def test_a_claim_about_a_whole_scan_is_refused(bench, ensemble, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TEXT.replace('"least(scan.labile_iron)"', '"scan.labile_iron"'))
    with pytest.raises(InputError, match="2 points where one number is needed"):
        conduct(load_experiment(bench, path), Setting(bench, ensemble, 8))
