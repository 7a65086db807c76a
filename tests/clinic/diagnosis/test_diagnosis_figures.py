"""Pictures of tests and of one person: units on every axis, nothing cut off, the sentence."""

import numpy as np
import pytest
from by_hand import NOTHING, a_cohort, a_test, candidates

from rls_sim.clinic.diagnosis.assessment import assess
from rls_sim.clinic.diagnosis.catalogue import CutOff, Published
from rls_sim.clinic.diagnosis.labs import Lab
from rls_sim.clinic.diagnosis.next_test import worths
from rls_sim.clinic.diagnosis.posterior import weigh
from rls_sim.clinic.notice import NOTICE
from rls_sim.report.belief_figure import draw_beliefs
from rls_sim.report.diagnosis_figure import draw_assessment
from rls_sim.report.style import figure_bytes, house_look


@pytest.fixture(scope="module")
def figures():
    chance = np.random.default_rng(1)
    ill = chance.random(3000) < 0.1
    outcomes = {
        "serum_ferritin": 40 + np.where(ill, -1.5, 0.0) + chance.normal(size=3000),
        "haemoglobin": 150 + chance.normal(size=3000),
        "urge_hours": ill.astype(float),
        "irls_score": np.where(ill, 25.0, 0.0),
    }
    nan = float("nan")
    seen = tuple(
        Published(of, 0.8, nan, nan, 39.0, 40, 40, "case-control", NOTHING)
        for of in ("sensitivity", "specificity")
    )
    tests = {
        "serum_ferritin": a_test(
            "serum_ferritin", published=seen, cut_offs=(CutOff(39.0, NOTHING),)
        ),
        "haemoglobin": a_test("haemoglobin", "haemoglobin", kind="brain"),
    }
    found = assess(a_cohort(outcomes, ill), tests)
    which = np.repeat([0, 1], 100)
    there = candidates(
        ("none", "receptor_synthesis"),
        which,
        np.full(200, 1 / 200),
        serum_ferritin=which - 0.5,
        haemoglobin=2.0 * which,
    )
    posterior = weigh(there, [Lab(tests["serum_ferritin"], -0.5)], 1)
    beliefs = draw_beliefs(posterior, worths(posterior, tests, 1), "a woman of 34")
    return {"tests": draw_assessment(found), "beliefs": beliefs}


def test_every_labelled_axis_names_its_unit(figures):
    labels = [
        label
        for figure in figures.values()
        for axes in figure.axes
        for label in (axes.get_xlabel(), axes.get_ylabel())
        if label
    ]
    assert len(labels) > 6
    assert all("[" in label and label.endswith("]") for label in labels), labels


def test_every_picture_carries_the_sentence_and_repeats_by_the_byte(figures):
    for figure in figures.values():
        text = figure_bytes(figure, "svg")
        assert NOTICE in text.decode()
        assert text == figure_bytes(figure, "svg")


def test_nothing_is_written_beyond_the_page(figures):
    for figure in figures.values():
        with house_look():
            figure.canvas.draw()
            box = figure.get_tightbbox()  # inches
        width, height = figure.get_size_inches()
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= width
        assert box.y1 <= height
