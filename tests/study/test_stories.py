"""The published signs and targets against the model, and the page that shows them."""

import importlib.util
from pathlib import Path

import pytest

from rls_sim.errors import ConfigError
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import brain_bench
from rls_sim.study.evidence import Comparison, Target, compare_targets, load_targets
from rls_sim.study.stories import load_signs, tell_stories

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


@pytest.fixture(scope="module")
def comparisons(bench):
    return {(c.target.id, c.target.scenario): c for c in compare_targets(bench)}


def test_every_healthy_target_that_was_fitted_or_put_in_is_met(comparisons):
    missed = [
        key
        for key, comparison in comparisons.items()
        if comparison.target.use in ("fitted", "input") and not comparison.met
    ]
    assert missed == []


def test_every_miss_says_what_was_tried(comparisons):
    silent = [key for key, c in comparisons.items() if not c.met and not c.as_row()["tried"]]
    assert silent == []


def test_no_target_of_the_dossiers_is_dropped():
    numbers = {target.id.rstrip("abcdef") for target in load_targets()}
    iron = {f"iron C{n}" for n in range(1, 12)}
    dopamine = {f"dopamine C{n}" for n in range(1, 8)}
    assert numbers == iron | dopamine


def test_targets_and_signs_cite_known_sources(bench):
    sources = load_sources()
    for target in load_targets():
        assert target.source in sources, target.id
        assert not target.outcome or target.outcome in bench.measures
    for sign in load_signs():
        assert sign.source in sources
        assert not sign.against or sign.against in sources
        assert sign.outcome in bench.measures


def test_an_hour_may_go_past_midnight():
    target = Target("x", "x", 0.5, 23.0, 2.0, "assumed", "checked", "y", outcome="urge_peak_hour")
    assert Comparison(target, 1.5, "h", met=True).error_sizes == pytest.approx(1 / 1.5)
    assert Comparison(target, 23.5, "h", met=True).error_sizes == pytest.approx(1 / 1.5)


def test_the_rival_stories_differ_in_the_sign_of_dopamine(bench):
    signs = {
        story.lesion.partition(":")[0]: next(
            answer.sign for answer in story.answers if "extracellular" in answer.published.outcome
        )
        for story in tell_stories(bench, ("receptor_synthesis", "naive_chain"))
    }
    assert signs == {"receptor_synthesis": "up", "naive_chain": "down"}


def test_a_broken_target_file_tells_every_problem(tmp_path):
    path = tmp_path / "targets.toml"
    path.write_text('[[target]]\nid = "a"\nwhat = "b"\nvalue = "c"\nuse = "guessed"\nlow = 1\n')
    with pytest.raises(ConfigError) as caught:
        load_targets(path)
    told = str(caught.value)
    assert "guessed" in told
    assert "outcome" in told
    assert "high" in told


def test_the_page_of_stories_is_fresh(bench):
    spec = importlib.util.spec_from_file_location(
        "write_story_docs", ROOT / "tools" / "write_story_docs.py"
    )
    writer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(writer)
    stale = "docs/stories.md is stale: run python tools/write_story_docs.py"
    assert (ROOT / "docs" / "stories.md").read_text(encoding="utf-8") == writer.page(bench), stale
