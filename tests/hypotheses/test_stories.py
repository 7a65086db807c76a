"""The rival stories against the published signs, and the page that shows them."""

import importlib.util
import math
from pathlib import Path

import pytest

from rls_sim.hypotheses.observations import Sign, load_observations
from rls_sim.hypotheses.stories import CONTRAST, _ratio, published_signs, tell_stories
from rls_sim.study.cell import brain_bench

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


def test_the_rival_stories_differ_in_the_sign_of_dopamine(bench):
    signs = {
        story.lesion.partition(":")[0]: next(
            answer.sign for answer in story.answers if "extracellular" in answer.published.outcome
        )
        for story in tell_stories(bench, ("receptor_synthesis", "naive_chain"))
    }
    assert signs == {"receptor_synthesis": "up", "naive_chain": "down"}


def test_each_side_of_a_dispute_is_a_sign_of_its_own():
    signs = {(sign.outcome, sign.sign): sign for sign in published_signs()}
    lower, higher = signs["d2_receptor", Sign.DOWN], signs["d2_receptor", Sign.UP]
    assert lower.disputed
    assert higher.disputed
    assert {row.id for row in higher.shown_by} == {"cervenka2006_d2"}
    assert {row.id for row in higher.against} == {row.id for row in lower.shown_by}


def test_every_bound_observation_of_the_contrast_is_under_one_sign():
    told = [row.id for sign in published_signs() for row in sign.shown_by]
    due = [
        row.id
        for row in load_observations()
        if row.contrast == CONTRAST and row.outcome and row.use != "context"
    ]
    assert sorted(told) == sorted(due)
    assert len(published_signs()) > 30


def test_a_sign_is_put_in_where_one_of_its_observations_is():
    signs = {(sign.outcome, sign.sign): sign for sign in published_signs()}
    assert signs["tyrosine_hydroxylase", Sign.UP].put_in
    assert not signs["choroid_receptor_relative", Sign.UP].put_in


@pytest.mark.parametrize(
    ("value", "healthy", "ratio"), [(3.0, 2.0, 1.5), (0.0, 0.0, 1.0), (2.0, 0.0, math.inf)]
)
def test_what_is_zero_in_health_has_a_ratio_too(value, healthy, ratio):
    assert _ratio(value, healthy) == ratio


def test_the_page_of_stories_is_fresh(bench):
    spec = importlib.util.spec_from_file_location(
        "write_story_docs", ROOT / "tools" / "write_story_docs.py"
    )
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    stale = "docs/stories.md is stale: run python tools/write_story_docs.py"
    assert (ROOT / "docs" / "stories.md").read_text(encoding="utf-8") == writer.page(bench), stale
