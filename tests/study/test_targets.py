"""The calibration targets: whole, honest, and met where they were fitted."""

import pytest

from rls_sim.errors import ConfigError
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import brain_bench
from rls_sim.study.evidence import Comparison, Target, compare_targets, load_targets


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


def test_targets_cite_known_sources_and_outcomes(bench):
    sources = load_sources()
    for target in load_targets():
        assert target.source in sources, target.id
        assert not target.outcome or target.outcome in bench.measures


def test_an_hour_may_go_past_midnight():
    target = Target("x", "x", 0.5, 23.0, 2.0, "assumed", "checked", "y", outcome="urge_peak_hour")
    assert Comparison(target, 1.5, "h", met=True).error_sizes == pytest.approx(1 / 1.5)
    assert Comparison(target, 23.5, "h", met=True).error_sizes == pytest.approx(1 / 1.5)


def test_a_broken_target_file_tells_every_problem(tmp_path):
    path = tmp_path / "targets.toml"
    path.write_text('[[target]]\nid = "a"\nwhat = "b"\nvalue = "c"\nuse = "guessed"\nlow = 1\n')
    with pytest.raises(ConfigError) as caught:
        load_targets(path)
    told = str(caught.value)
    assert "guessed" in told
    assert "outcome" in told
    assert "high" in told
