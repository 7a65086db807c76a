"""The ensemble: shipped for this model, kept without loss, honest about how it was drawn."""

import numpy as np
import pytest

from rls_sim.errors import InputError
from rls_sim.inference.ensemble import (
    STEP,
    Ensemble,
    build_ensemble,
    check_members,
    identity_of,
    kept_points,
    load_ensemble,
    mixing,
    save_ensemble,
)
from rls_sim.inference.healthy import load_healthy
from rls_sim.inference.prior import Prior
from rls_sim.inference.worlds import solve_worlds
from rls_sim.outcomes.measures import find_measure
from rls_sim.study.cell import Cell, brain_bench, solve_cell


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


@pytest.fixture(scope="module")
def shipped(bench):
    return load_ensemble(bench)


def test_the_shipped_ensemble_is_of_ten_thousand_members_and_well_drawn(shipped):
    about = shipped.about
    assert len(shipped) >= 10_000
    assert about["members"] == len(shipped)
    assert about["drawn_well"]["r_hat_worst"] < 1.01
    assert about["drawn_well"]["effective_size"] > 2_000
    assert np.std(about["sampler"]["log_evidence"]) < 0.3
    assert min(about["sampler"]["founders"]) > 100
    for stages in about["sampler"]["stages"]:
        temperatures = [stage["temperature"] for stage in stages]
        assert temperatures == sorted(temperatures)
        assert temperatures[-1] == 1.0


def test_members_are_functional_and_meet_the_numbers_of_health(bench, shipped):
    some = Ensemble(shipped.prior, shipped.points[::25], shipped.about)
    health = check_members(bench, some)
    assert health["solved"] == len(some)
    assert health["states"] == {"functional": len(some)}
    for number in load_healthy():
        low, middle, high = health["quantiles"][number.name]
        kept = shipped.about["health"]["quantiles"][number.name]
        responses = number.response(np.array([low, middle, high, *kept]))
        assert np.isfinite(responses).all()
        if not number.is_limit:
            assert abs(responses[1]) < 0.6, number.name
            assert abs(responses[1] - responses[4]) < 0.4, number.name


def test_members_differ_as_the_prior_does_where_health_says_nothing(shipped):
    spread = shipped.points.std(axis=0)
    assert spread.max() < 1.05
    assert np.median(spread) > 0.9
    assert spread.min() > 0.05


def test_it_is_kept_and_read_back_to_the_bit(bench, tmp_path):
    prior = Prior.declared(bench.healthy)
    points = np.random.default_rng(0).standard_normal((50, len(prior.names)))
    made = Ensemble(prior, kept_points(points) * STEP, {**identity_of(bench, prior), "seed": 0})
    save_ensemble(made, tmp_path / "one.npz")
    save_ensemble(made, tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    read = load_ensemble(bench, tmp_path / "one.npz")
    np.testing.assert_array_equal(read.points, made.points)
    assert dict(read.about) == dict(made.about)
    np.testing.assert_allclose(read.points, points, atol=STEP / 2)


@pytest.mark.parametrize("off", ["model_hash", "prior", "healthy_numbers"])
def test_one_that_belongs_elsewhere_is_refused_with_the_way_out(bench, tmp_path, off):
    prior = Prior.declared(bench.healthy)
    about = {**identity_of(bench, prior), off: "another"}
    save_ensemble(Ensemble(prior, np.zeros((2, len(prior.names))), about), tmp_path / "other.npz")
    with pytest.raises(InputError, match="rls-sim ensemble build") as told:
        load_ensemble(bench, tmp_path / "other.npz")
    assert off.replace("_", " ") in str(told.value)


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04 broken"])
def test_what_is_no_ensemble_is_refused_in_words(bench, tmp_path, content):
    (tmp_path / "bad.npz").write_bytes(content)
    with pytest.raises(InputError, match="holds no ensemble"):
        load_ensemble(bench, tmp_path / "bad.npz")


def test_members_are_drawn_without_repeats_until_all_were(shipped):
    some = shipped.draw(500, 3)
    assert len(set(some.tolist())) == 500
    np.testing.assert_array_equal(some, shipped.draw(800, 3)[:500])
    every = shipped.draw(2 * len(shipped), 3)
    np.testing.assert_array_equal(np.bincount(every), 2)


def test_islands_that_differ_are_seen():
    chance = np.random.default_rng(0)
    alike = [chance.standard_normal((500, 20)) for _ in range(4)]
    apart = [group + shift for group, shift in zip(alike, (0, 0, 0.5, 0.5), strict=True)]
    assert mixing(alike)["r_hat_worst"] < 1.02
    assert mixing(alike)["effective_size"] > 1000
    assert mixing(apart)["r_hat_median"] > 1.02
    assert mixing(apart)["effective_size"] < 100


def test_a_draw_repeats_and_is_of_believable_members(bench):
    one, same = (build_ensemble(bench, members=16, islands=2, seed=4) for _ in range(2))
    np.testing.assert_array_equal(one.points, same.points)
    assert len(one) <= 16
    assert set(one.about["health"]["states"]) == {"functional"}
    with pytest.raises(InputError, match="fewer than two"):
        build_ensemble(bench, members=3, islands=2)


def test_many_worlds_are_the_cells_solved_alone(bench, shipped):
    names = ("labile_iron", "extracellular_dopamine", "spinal_ferritin")
    readers = {name: find_measure(name).function for name in names}
    worlds = solve_worlds(bench, shipped.table(bench, slice(0, 3)), readers, threads=2)
    assert worlds.solved.all()
    for member in range(3):
        parameters = bench.healthy
        for name, value in zip(shipped.prior.names, shipped.values[member], strict=True):
            parameters = parameters.override(name, float(value), reason="a member")
        alone = solve_cell(Cell(parameters), bench)
        for name in names:
            assert worlds.found[name][member] == pytest.approx(alone.outcomes[name], rel=1e-5)


def test_a_world_without_a_day_has_no_numbers_and_disturbs_no_other(bench, shipped):
    table = shipped.table(bench, slice(0, 2))
    place = bench.kernel.parameter_names.index("neuron.receptor_density")
    table[0, place] = 1e6  # iron enters without end
    readers = {"labile_iron": find_measure("labile_iron").function}
    worlds = solve_worlds(bench, table, readers)
    alone = solve_worlds(bench, table[1:], readers)
    assert worlds.solved.tolist() == [False, True]
    assert np.isnan(worlds.found["labile_iron"][0])
    assert worlds.found["labile_iron"][1] == alone.found["labile_iron"][0]
