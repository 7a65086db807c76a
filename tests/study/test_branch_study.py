"""Branches of whole cells: rows, critical values in closed form, folds, what is refused, kept."""

import json

import numpy as np
import pytest
from bistable import ON_ABOVE, bistable_bench, fold_by_shooting
from study_toy import (
    CLEARANCE,
    DEFICIENT_BELOW,
    DYING_BELOW,
    SUPPLY,
    VOLUME,
    critical_density,
    mean_pool,
)

from rls_sim.errors import ConfigError, FolderMismatchError, OutputFolderError, SolveError
from rls_sim.numerics.follower import Ending
from rls_sim.study import branch_store
from rls_sim.study.branch import follow_branch
from rls_sim.study.branch_plan import plan_branch
from rls_sim.study.branch_result import STABLE, UNSTABLE, UNSURE, verdict_of
from rls_sim.study.config import Request

MEAN_SOUGHT = 3.0  # umol/L


def branch_of(bench, text, *thresholds, **request):
    return follow_branch(plan_branch(bench, text, Request(**request), thresholds), bench)


@pytest.fixture(scope="module")
def followed(bench):
    """The toy cell along its density."""
    return branch_of(bench, "density=0.1:4", f"pool_mean={MEAN_SOUGHT}", outcomes=("pool_mean",))


@pytest.fixture(scope="module")
def switched():
    """The gene that feeds itself along its leak: an S."""
    bench = bistable_bench()
    return branch_of(bench, "leak=0.03:1.2", "gene_mean=1.5", "gene_peak=4")


def test_every_point_has_its_row_with_its_outcomes(followed):
    assert [row["point"] for row in followed.rows] == list(range(len(followed.rows)))
    assert (followed.rows[0]["toy.density"], followed.rows[-1]["toy.density"]) == (0.1, 4.0)
    for row in followed.rows:
        assert row["pool_mean"] == pytest.approx(mean_pool(row["toy.density"]), rel=1e-8)
        assert set(row) == set(followed.columns)
    assert followed.start == 1.0  # the healthy cell


def test_critical_values_are_those_known_in_closed_form(followed):
    low, high = followed.boundaries

    assert (low.below_state, low.above_state) == ("dying", "deficient")
    assert (high.below_state, high.above_state) == ("deficient", "fine")
    assert (low.cause, high.cause) == ("life", "function")
    assert low.value == pytest.approx(critical_density(DYING_BELOW), rel=1e-6)
    assert high.value == pytest.approx(critical_density(DEFICIENT_BELOW), rel=1e-6)
    assert 0 < max(low.relative_width, high.relative_width) <= 1e-6


def test_a_value_that_is_sought_is_found(followed):
    (found,) = (critical for critical in followed.criticals if not critical.changes_state)

    assert found.cause == "pool_mean=3"
    assert found.value == pytest.approx(critical_density(MEAN_SOUGHT), rel=1e-6)
    assert not found.jumps
    assert found.below_state == "fine"


def test_each_critical_value_has_the_proof_of_its_day(followed):
    slowest = np.exp(-24 * slowest_rate())
    for critical in followed.criticals:
        proof = critical.proof
        assert proof.path == "harmonic_balance"
        assert proof.closure < 1e-6
        assert proof.error_estimate < 1e-7
        assert proof.residual < 1e-6
        assert proof.multiplier == pytest.approx(slowest, rel=1e-5)


def slowest_rate():
    """Of the pool and its store, by hand: 0.1/h of each other's amount, and what is cleared."""
    matrix = np.array([[-CLEARANCE - 0.1, 0.1], [0.1, -0.1]])
    return -max(np.linalg.eigvals(matrix).real)


def test_a_parameter_of_another_unit_is_followed_in_its_own(bench):
    result = branch_of(bench, "volume=1000mL:8L", "pool_mean=1")

    (found,) = (critical for critical in result.criticals if not critical.changes_state)
    assert result.low == 1.0
    assert found.value == pytest.approx(SUPPLY / CLEARANCE, rel=1e-6)
    assert result.start == VOLUME


def test_the_size_of_a_lesion_can_be_followed(bench):
    result = branch_of(bench, "starved=0.1:1")

    assert result.followed.name == "starved"
    assert result.start == 1.0
    (low, high) = result.boundaries
    assert low.value == pytest.approx(critical_density(DYING_BELOW), rel=1e-6)
    assert high.value == pytest.approx(critical_density(DEFICIENT_BELOW), rel=1e-6)


def test_a_lesion_that_divides_is_followed_too(bench):
    """Faster clearance, 1/size: the pool is in proportion to the size."""
    result = branch_of(bench, "lesion:leaky=0.1:1")

    assert result.boundaries[0].value == pytest.approx(critical_density(DYING_BELOW), rel=1e-6)


def test_settings_and_lesions_are_in_every_cell(bench):
    result = branch_of(
        bench, "density=0.5:4", assignments=("clearance=2x",), lesions=("starved:0.5",)
    )

    exact = 0.5 * mean_pool(4.0, 2 * CLEARANCE)
    assert result.rows[-1]["pool_mean"] == pytest.approx(exact, rel=1e-8)
    assert result.lesions == ("starved:0.5",)
    assert set(result.differences) == {"toy.clearance", "toy.supply_maximal"}


def test_an_s_is_followed_round_both_folds(switched):
    upper, lower = switched.folds

    assert upper.value == pytest.approx(fold_by_shooting(0.57, 0.66), rel=1e-8)
    assert lower.value == pytest.approx(fold_by_shooting(1.29, 0.12), rel=1e-8)
    assert [upper.proof.multiplier, lower.proof.multiplier] == pytest.approx([1, 1], abs=1e-3)
    assert [end.ending for end in switched.ends] == [Ending.REACHED_LOW, Ending.REACHED_HIGH]
    assert [stretch[1]["stability"] for stretch in switched.stretches] == [
        STABLE,
        UNSTABLE,
        STABLE,
    ]


def test_stretches_meet_at_the_folds(switched):
    first, second, third = switched.stretches

    assert first[-1] is second[0]
    assert second[-1] is third[0]
    assert [row["stretch"] for row in switched.rows] == sorted(
        row["stretch"] for row in switched.rows
    )
    means = [row["gene_mean"] for row in switched.rows]
    assert means == sorted(means)


def test_a_state_may_change_where_no_day_is_stable(switched):
    (found,) = switched.boundaries

    assert found.stretch == 1
    assert (found.below_state, found.above_state) == ("on", "off")  # it runs backwards there
    assert found.proof.multiplier > 1
    row = next(row for row in switched.rows if row["gene_mean"] > ON_ABOVE)
    assert row["stretch"] == 1
    assert row["state"] == "on"


def test_an_outcome_may_pass_a_value_more_than_once(switched):
    peaks = [critical for critical in switched.criticals if critical.cause == "gene_peak=4"]

    assert sorted(peak.stretch for peak in peaks) == [0, 2]


def test_the_stability_of_every_day_is_known(switched):
    for row in switched.rows:
        if not row["fold"]:
            assert (row["multiplier"] > 1) == (row["stretch"] == 1)
            assert row["stability"] == (UNSTABLE if row["stretch"] == 1 else STABLE)
    looked_at = len(switched.rows) - len(switched.folds) + len(switched.criticals)
    assert len(switched.multipliers) == looked_at


@pytest.mark.parametrize(
    ("multiplier", "verdict"),
    [
        (0.9, STABLE),
        (1 - 2e-7, STABLE),
        (1 + 2e-7, UNSTABLE),
        (4e4, UNSTABLE),
        (1 - 5e-8, UNSURE),
        (1.0, UNSURE),
        (float("nan"), UNSURE),
        (float("inf"), UNSTABLE),
    ],
)
def test_a_verdict_is_given_as_far_as_a_multiplier_is_known(multiplier, verdict):
    assert verdict_of(multiplier) == verdict


def test_an_outcome_that_jumps_is_said_to():
    """The hour of the peak, turned round the clock: it passes noon, and jumps at midnight."""
    result = branch_of(bistable_bench(), "acrophase=1:24", "gene_peak=12")

    turned = {critical.jumps: critical.value for critical in result.criticals}
    assert len(result.criticals) == 2
    assert turned[True] - turned[False] == pytest.approx(12.0, abs=1e-4)


def test_a_pool_that_runs_away_ends_the_branch_and_the_search_is_asked_beyond(bench):
    result = branch_of(bench, "growth=0.01:0.4")

    low, high = result.ends
    assert low.ending is Ending.REACHED_LOW
    assert high.ending is Ending.RUNS_AWAY
    assert high.value == pytest.approx(CLEARANCE, rel=1e-4)
    assert "at 0.269142 the search says not_converged" in high.words
    assert high.complete


def test_a_cell_without_a_day_to_start_from_is_an_error(bench):
    plan = plan_branch(bench, "density=1:2", Request(assignments=("growth=0.3",)))
    with pytest.raises(SolveError, match="no periodic day found"):
        follow_branch(plan, bench)


def test_progress_tells_the_value_and_how_much_is_covered(bench):
    seen = []
    plan = plan_branch(bench, "density=0.5:4", Request())
    follow_branch(plan, bench, lambda *told: seen.append(told))

    values, shares = zip(*seen, strict=True)
    assert min(values) == 0.5
    assert max(values) == 4.0
    assert list(shares) == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize(
    ("text", "thresholds", "request_", "told"),
    [
        ("densty=0.1:4", (), {}, "Did you mean toy.density"),
        ("strved=0.1:1", (), {}, "Did you mean starved"),
        ("density=0.1", (), {}, "'0.1' is not a range; write NAME=LO:HI"),
        ("density=0.1:1:9", (), {}, "is not a range"),
        ("density=4:0.1", (), {}, "4 is not below 0.1"),
        ("density=0.1:40", (), {}, "lies outside 0 to 10"),
        ("density=0.1:4uM", (), {}, "uM"),
        ("starved=0.05:1", (), {}, "lies outside 0.1 to 1"),
        ("starved=a:1", (), {}, "'a' is not a number"),
        ("density", (), {}, "is not of the form NAME=VALUE"),
        ("density=0.1:4", (), {"assignments": ("density=2",)}, "is set by --set density=2 too"),
        ("starved=0.1:1", (), {"lesions": ("starved",)}, "is given by --lesion too"),
        ("density=0.1:4", ("pol_mean=1",), {}, "Did you mean pool_mean"),
        ("density=0.1:4", ("state=1",), {}, "the state is a word"),
        ("density=0.1:4", ("pool_mean=much",), {}, "'much' is not a number of umol/L"),
        ("density=0.1:4", (), {"outcomes": ("pool_men",)}, "Did you mean pool_mean"),
    ],
)
def test_what_cannot_be_followed_is_refused(bench, text, thresholds, request_, told):
    with pytest.raises(ConfigError) as caught:
        plan_branch(bench, text, Request(**request_), thresholds)
    assert told in str(caught.value)


def test_every_problem_is_told_at_once(bench):
    with pytest.raises(ConfigError) as caught:
        plan_branch(bench, "densty=1:2", Request(assignments=("leak=1",)), ("pol_mean=1",))
    assert len(caught.value.problems) == 3


@pytest.fixture
def kept(bench, followed, tmp_path):
    plan = plan_branch(
        bench, "density=0.1:4", Request(outcomes=("pool_mean",)), (f"pool_mean={MEAN_SOUGHT}",)
    )
    branch_store.write_branch(tmp_path / "out", followed, plan, bench, {"seconds": 1.0})
    return tmp_path / "out", plan


def test_a_branch_is_read_back_as_it_was(bench, followed, kept):
    folder, plan = kept

    for again in (
        branch_store.read_branch(folder),
        branch_store.reusable(folder, plan, bench),
    ):
        assert again.rows == list(followed.rows)
        for name in (
            "followed",
            "low",
            "high",
            "start",
            "columns",
            "criticals",
            "folds",
            "ends",
            "table",
            "levels",
            "lesions",
            "differences",
            "model_hash",
            "version",
        ):
            assert getattr(again, name) == getattr(followed, name)


def test_the_manifest_of_a_branch_says_what_made_it(kept):
    manifest = json.loads((kept[0] / "manifest.json").read_text())

    assert manifest["schema"] == "rls-sim/branch/1"
    assert manifest["experiment"]["follow"] == {"toy.density": [0.1, 4.0]}
    assert manifest["experiment"]["sought"] == ["pool_mean=3"]
    assert manifest["criticals"][0]["proof"]["path"] == "harmonic_balance"
    assert set(manifest["files"]) == {"branch.csv"}
    for name in ("code", "git", "packages", "command", "tolerances", "times", "columns"):
        assert name in manifest


def test_another_branch_is_refused_by_what_differs(bench, kept):
    folder, _ = kept
    with pytest.raises(FolderMismatchError, match=r"follow: toy\.density value 2 of 2 is 4"):
        branch_store.reusable(folder, plan_branch(bench, "density=0.1:3", Request()), bench)


def test_a_sweep_is_not_read_as_a_branch_nor_the_other_way(kept):
    from rls_sim.study.sweeps.sweep import read_sweep

    with pytest.raises(OutputFolderError, match="not the manifest of a sweep"):
        read_sweep(kept[0])


def test_a_damaged_branch_is_not_read(bench, kept):
    folder, plan = kept
    (folder / "branch.csv").write_text("edited")

    assert branch_store.reusable(folder, plan, bench) is None
    with pytest.raises(OutputFolderError, match="run the branch again"):
        branch_store.read_branch(folder)
