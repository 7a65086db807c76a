"""Many cells at once: each as if it were alone, each with a status, none disturbed by another."""

import os
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from cells import brain, healthy_cycle, varied_cells
from day_models import closed_box, open_cell, with_values

from rls_sim.network.machine import available
from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.search import CycleStatus

CELLS = 24
STATUSES = {status.value for status in CycleStatus}
NUMBERS = ("state", "residual", "tail", "error_estimate", "closure", "nodes", "iterations")
WORDS = ("status", "error", "path")
HOURS = np.linspace(0.0, 24.0, 97)

machine_only = pytest.mark.skipif(not available(), reason="no machine code here")


@cache
def varied():
    """Near cells and far ones, some of which need more than the usual, and one without a day."""
    without_export = changed(endothelium__ferroportin_density=0.0)
    return np.concatenate(
        [varied_cells(11, 1.2, seed=3), varied_cells(12, 2.0, seed=14), [without_export]]
    )


@cache
def solved():
    return solve_days(brain()[1], varied(), healthy_cycle())


def changed(**values):
    """The healthy cell with other values, in canonical units; dots are double underscores."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    return with_values(brain()[1], healthy_cycle().p, **named)


def difference(cycle, other):
    """The largest difference of a species through the day, over its largest value of the day."""
    scale = np.maximum(np.abs(other.state).max(axis=1), other.floor)
    return (np.abs(cycle.at(HOURS) - other.at(HOURS)).max(axis=1) / scale).max()


def assert_same_bytes(days, rows, expected, expected_rows):
    """The rows of two batches hold the same, to the last bit and letter."""
    for name in NUMBERS:
        one, other = getattr(days, name)[rows], getattr(expected, name)[expected_rows]
        assert one.tobytes() == other.tobytes(), name
    for name in WORDS:
        assert list(getattr(days, name)[rows]) == list(getattr(expected, name)[expected_rows]), name
    for row, expected_row in zip(rows, expected_rows, strict=True):
        assert (row in days.finer) == (expected_row in expected.finer)
        if row in days.finer:
            one, other = days.finer[row], expected.finer[expected_row]
            assert one.state.tobytes() == other.state.tobytes()


def test_a_batch_finds_the_days_of_the_reference():
    days = solved()
    for index, parameters in enumerate(varied()):
        reference = find_cycle(brain()[1], parameters, healthy_cycle(), method="reference")
        cycle = days.cycle(index)

        assert cycle.status is reference.status, reference.error
        assert cycle.error.split(",")[0] == reference.error.split(",")[0]  # the same pool grows
        if reference.converged:
            assert difference(cycle, reference) < 1e-6
    assert {"converged", "no_periodic_state"} <= set(days.status)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("chunk", [1, 3, 64, 10**6])
def test_neither_chunks_nor_threads_change_a_byte(chunk, threads):
    done = []

    days = solve_days(
        brain()[1],
        varied(),
        healthy_cycle(),
        chunk=chunk,
        threads=threads,
        progress=done.append,
    )

    assert_same_bytes(days, range(CELLS), solved(), range(CELLS))
    assert sum(done) == CELLS
    assert max(done) <= chunk


def test_the_order_of_the_cells_changes_no_byte():
    order = np.random.default_rng(0).permutation(CELLS)

    days = solve_days(brain()[1], varied()[order], healthy_cycle())

    assert_same_bytes(days, range(CELLS), solved(), order)


def poisons():
    """Vectors that no sane caller would give; ranges are checked long before."""
    healthy, kernel = healthy_cycle().p, brain()[1]
    free = np.array([p.distribution != "fixed" for p in brain()[0].parameters.values()])
    units = [brain()[0].parameters[name].unit for name in kernel.parameter_names]
    rates = free & np.array([unit.endswith(("/h", "/min", "/s")) for unit in units])
    one_missing, one_infinite = healthy.copy(), healthy.copy()
    one_missing[200], one_infinite[40] = np.nan, np.inf
    return {
        "no rates": np.where(rates, 0.0, healthy),  # first in the batch: it must not speak for it
        "nothing": np.zeros_like(healthy),
        "no numbers": np.full_like(healthy, np.nan),
        "one no number": one_missing,
        "infinite": np.full_like(healthy, np.inf),
        "one infinite": one_infinite,
        "negative": -healthy,
        "rates x1e6": np.where(rates, 1e6 * healthy, healthy),
        "rates x1e-6": np.where(rates, 1e-6 * healthy, healthy),
        "all x1e6": np.where(free, 1e6 * healthy, healthy),
        "overflow": np.full_like(healthy, 1e300),
        "underflow": np.full_like(healthy, 1e-300),
        "no volume": changed(neuron__volume=0.0),
        "no receptors": changed(
            neuron__receptor_density=0.0,
            endothelium__receptor_density=0.0,
            choroid_plexus__receptor_density=0.0,
        ),
        "no export": changed(endothelium__ferroportin_density=0.0),
        "another day": changed(clock_period=23.0),
        "no day": changed(clock_period=0.0),
        "swings below nothing": changed(macrophage_release_clock_amplitude=1.3),
    }


@pytest.fixture(scope="module")
def poisoned():
    """A poison before each of the first cells: the days, and the rows of poisons and of cells."""
    bad = poisons()
    rows, where, good = [], {}, {}
    for index, cell in enumerate(varied()):
        if index < len(bad):
            where[list(bad)[index]] = len(rows)
            rows.append(list(bad.values())[index])
        good[index] = len(rows)
        rows.append(cell)
    days = solve_days(brain()[1], np.array(rows), healthy_cycle(), chunk=7, threads=2)
    return days, where, good


def test_poisoned_cells_disturb_no_other(poisoned):
    days, _, good = poisoned
    assert_same_bytes(days, list(good.values()), solved(), list(good))


def test_every_poisoned_cell_is_solved_or_named(poisoned):
    days, where, _ = poisoned
    for name, row in where.items():
        assert days.status[row] in STATUSES, name
        cycle = days.cycle(row)
        assert cycle.converged == (cycle.error == ""), name
        assert "\n" not in cycle.error
        if cycle.converged:
            assert np.isfinite(cycle.state).all(), name
            assert (cycle.state >= 0).all(), name
            assert cycle.certificate.error_estimate <= 1e-6, name
            assert cycle.certificate.closure <= 1e-5, name


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("no receptors", CycleStatus.CONVERGED, ""),
        ("no export", CycleStatus.NO_PERIODIC_STATE, "endothelium.labile_iron grows without end"),
        ("another day", CycleStatus.NOT_CONVERGED, "does not repeat after 24 h"),
        ("no numbers", CycleStatus.NOT_CONVERGED, "cannot be integrated"),
        ("one no number", CycleStatus.NOT_CONVERGED, "cannot be integrated"),
        ("infinite", CycleStatus.NOT_CONVERGED, "cannot be integrated"),
        ("swings below nothing", CycleStatus.NOT_CONVERGED, "wrong sign"),
    ],
)
def test_a_poisoned_cell_has_the_status_that_it_deserves(poisoned, name, status, words):
    days, where, _ = poisoned
    cycle = days.cycle(where[name])
    assert cycle.status is status
    assert words in cycle.error


def test_a_pool_that_takes_up_more_than_it_can_give_runs_away():
    kernel, healthy = open_cell()
    blind = with_values(kernel, healthy, half=1e6, synthesis=200.0)  # receptors without a brake
    table = np.array([healthy, blind, healthy])

    days = solve_days(kernel, table, find_cycle(kernel, healthy, kernel.initial_state))

    assert list(days.status) == ["converged", "no_periodic_state", "converged"]
    assert "grows without end" in days.error[1]
    reference = find_cycle(kernel, healthy, kernel.initial_state, method="reference")
    assert difference(days.cycle(0), reference) < 1e-6
    assert days.state[0].tobytes() == days.state[2].tobytes()


@pytest.mark.parametrize("first", [np.nan, 0.0, 0.3])
def test_a_closed_box_keeps_the_totals_of_its_start(first):
    """Whatever stands in the first cell: what is closed is not for the loop in machine code."""
    kernel, parameters = closed_box()
    cells = np.array([with_values(kernel, parameters, parting_rate=r) for r in (first, 0.2, 0.9)])
    start = np.array([1.0, 2.0, 0.5])

    days = solve_days(kernel, cells, start)

    assert days.converged[1:].all()
    for index in (1, 2):
        left, right, pair = days.state[index]
        np.testing.assert_allclose(left + pair, 1.5, rtol=1e-10)
        np.testing.assert_allclose(right + pair, 2.5, rtol=1e-10)
        alone = find_cycle(kernel, cells[index], start, method="reference")
        assert difference(days.cycle(index), alone) < 1e-8


def test_an_open_cell_with_a_part_cut_off_is_closed_there():
    """Pigment with neither a way in nor a way out stays what it was."""
    kernel, parameters = open_cell()
    healthy = find_cycle(kernel, parameters, kernel.initial_state)
    cut = with_values(kernel, parameters, sealing_rate=0.0, fading_rate=0.0)

    days = solve_days(kernel, np.array([cut, parameters]), healthy)

    assert days.converged.all()
    np.testing.assert_allclose(days.cycle(0)["pigment"], healthy["pigment"].mean(), rtol=1e-9)
    assert difference(days.cycle(1), healthy) < 1e-6


REMOTE = """
import sys
import numpy as np
from rls_sim.biology.brain import build_model
from rls_sim.network.kernel import Kernel
from rls_sim.numerics.batch import solve_days

given = np.load(sys.argv[1])
kernel = Kernel.of(build_model())
days = solve_days(kernel, given["parameters"], given["start"])
cycles = [days.cycle(i) for i in range(len(days))]
assert kernel.machine is None
np.savez(
    sys.argv[2],
    status=days.status.astype(str),
    method=[cycle.method for cycle in cycles],
    state=[cycle.at(given["hours"]) for cycle in cycles],
)
"""


def test_the_days_are_the_same_without_machine_code(tmp_path):
    chosen = [0, 5, 10, 13, 16, 23]
    start = healthy_cycle().state.mean(axis=1)
    np.savez(tmp_path / "given.npz", parameters=varied()[chosen], start=start, hours=HOURS)

    done = subprocess.run(
        [sys.executable, "-c", REMOTE, "given.npz", "found.npz"],
        cwd=tmp_path,
        env={**os.environ, "RLS_SIM_MACHINE_CODE": "off"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    found = np.load(tmp_path / "found.npz")
    assert set(found["method"]) == {"reference"}
    for place, index in enumerate(chosen):
        cycle = solved().cycle(index)
        assert found["status"][place] == cycle.status.value
        if cycle.converged:
            scale = np.abs(cycle.state).max(axis=1)
            away = np.abs(found["state"][place] - cycle.at(HOURS)).max(axis=1) / scale
            assert away.max() < 1e-6


def test_shapes_that_do_not_fit_are_refused():
    kernel, start = brain()[1], healthy_cycle()
    toy, parameters = open_cell()
    elsewhere = find_cycle(toy, parameters, toy.initial_state)
    for wrong, begin in (
        (varied(), np.ones(3)),
        (varied(), -start.state[:, 0]),
        (varied(), np.full(len(start.state), np.nan)),
        (varied(), elsewhere),
        (varied()[:, :-1], start),
        (np.hstack([varied(), varied()]), start),
        (varied()[None], start),
    ):
        with pytest.raises(ValueError, match=r"shape|negative or not finite"):
            solve_days(kernel, wrong, begin)
    with pytest.raises(ValueError, match="chunks of 0"):
        solve_days(kernel, varied(), start, chunk=0)
    with pytest.raises(ValueError, match=r"\d+ are due"):
        find_cycle(kernel, varied()[0, :-1], start)


def test_one_cell_is_a_batch_and_so_is_none():
    kernel, start = brain()[1], healthy_cycle()

    assert_same_bytes(solve_days(kernel, varied()[0], start), [0], solved(), [0])
    assert len(solve_days(kernel, varied()[:0], start)) == 0


@machine_only
@pytest.mark.parametrize(
    "name", ["neuron__receptor_density", "endothelium__receptor_affinity", "dietary_iron"]
)
def test_what_a_cell_cannot_have_is_zero_and_not_below(name):
    days = solve_days(
        brain()[1], changed(**{name: 0.0})[None], healthy_cycle(), patient=False, certify=False
    )
    assert days.converged.all(), days.error[0]
    assert days.state.min() == 0.0
    patient = find_cycle(brain()[1], days.parameters[0], healthy_cycle())
    assert difference(days.cycle(0), patient) < 1e-6
