"""Benchmarks measure what they say; nothing here is timed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import engine, report, variants
from benchmarks.algorithms import Setting, settle, shoot
from benchmarks.chains import chain
from benchmarks.measure import interleaved
from benchmarks.peers.peer import PEERS
from benchmarks.problem import TARGET, Cell
from benchmarks.reference import ABSENT, TrueDay, days_to_settle, integrate, true_day
from rls_sim.network.kernel import Kernel
from rls_sim.numerics.cycle import find_cycle

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["engine", "robustness"])
def test_a_benchmark_explains_itself_without_its_peers(name):
    asked = [sys.executable, "-m", f"benchmarks.{name}", "--help"]
    answer = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    assert "usage" in answer.stdout


def test_an_unknown_peer_is_refused(capsys):
    with pytest.raises(SystemExit):
        engine.main(["--peers", "roadrunner,nobody"])
    assert "nobody" in capsys.readouterr().err


def test_the_command_knows_every_peer():
    assert set(engine.PEER_KEYS) == set(PEERS)


def test_cases_take_turns():
    order = []
    cases = {name: lambda name=name: order.append(name) for name in "ab"}
    timings = interleaved(cases, units={"a": 1, "b": 10}, rounds=3)
    assert order == ["a", "b"] * 3
    assert all(len(timing.seconds) == 3 for timing in timings.values())


def test_a_page_without_measurements_says_so(tmp_path):
    page = tmp_path / "performance.md"
    report.write(tmp_path, page)
    bars = [line for line in page.read_text("utf-8").splitlines() if "not measured" in line]
    assert len(bars) == 11


@pytest.mark.parametrize("draw", [variants.timed_cells, variants.any_cells])
def test_cells_are_the_same_each_time_and_lie_in_the_declared_ranges(model, draw):
    values = draw(model, 50)
    assert (values == draw(model, 50)).all()
    defaults = model.parameters.values_canonical()
    for column, parameter in enumerate(model.parameters.values()):
        factor = parameter.canonical_value / parameter.value if parameter.value else 1.0
        low, high = (bound * factor for bound in parameter.range)
        assert (values[:, column] >= low * (1 - 1e-12)).all()
        assert (values[:, column] <= high * (1 + 1e-12)).all()
    assert (values != defaults).any(axis=0).sum() >= 10


def test_cells_of_every_kind_vary_all_that_is_uncertain(model):
    values = variants.any_cells(model, 20)
    varied = (values != values[0]).any(axis=0)
    uncertain = [p.distribution != "fixed" for p in model.parameters.values()]
    assert varied.tolist() == uncertain


@pytest.fixture(scope="module")
def chained():
    """A short chain, its parameters and its day by shooting."""
    kernel = Kernel.of(chain(6))
    parameters = kernel.parameter_vector(chain(6).parameters)
    floor = ABSENT * kernel.initial_state
    return kernel, parameters, true_day(kernel, parameters, kernel.initial_state, floor)


def test_a_chain_has_as_many_pools_as_asked(chained):
    kernel, _, _ = chained
    assert len(kernel.species_names) == 6


def test_the_reference_is_the_day_that_the_engine_finds(chained):
    kernel, parameters, day = chained
    cycle = find_cycle(kernel, parameters, kernel.initial_state)
    assert cycle.converged
    hours = np.linspace(0.0, 24.0, 17)
    off = np.abs(cycle.at(hours) - day.at(hours)).max(axis=1) / day.scale
    assert off.max() < 1e-8


def test_the_reference_returns_after_a_day_of_another_integrator(chained):
    kernel, parameters, day = chained
    course = integrate(kernel, parameters, day.midnight, day.scale, method="Radau", tolerance=1e-10)
    assert day.error(course.y[:, -1]) < 1e-9


def test_the_monodromy_tells_how_long_settling_takes(chained):
    kernel, parameters, day = chained
    start = day.midnight * 1.01
    days = days_to_settle(day, start, TARGET)
    state, errors = start, []
    for _ in range(days):
        state = integrate(kernel, parameters, state, day.scale, tolerance=1e-10).y[:, -1]
        errors.append(day.error(state))
    assert errors[-1] < 2 * TARGET
    assert days < 3 or errors[-2] > TARGET / 2


class Exponential:
    """A peer whose species decay towards one, each at its own rate and exactly."""

    name, version, words, side_by_side = "exact", "", "", 1
    left = np.array([0.5, 0.9])  # of a distance after a day

    def midnights(self, states, parameters, scales, days, tolerance):
        """As ``Peer.midnights`` says."""
        powers = self.left ** np.arange(1, days + 1)[:, None]
        return 1.0 + (states[:, None] - 1.0) * powers


@pytest.fixture
def decaying():
    day = TrueDay(np.ones(2), np.ones(2), lambda hours: hours, np.diag(Exponential.left), 0.0)
    return Cell(np.ones(1), np.array([2.0, 3.0]), day, np.ones(2))


def test_settling_takes_as_many_days_as_the_slowest_species_needs(decaying):
    due = decaying.days_to_settle
    assert due == int(np.ceil(np.log(TARGET / 2) / np.log(0.9)))
    arrival = settle(Exponential(), decaying, 1e-6, 1000)
    assert arrival.arrived
    assert due <= arrival.days <= due * 1.1 + 1


def test_settling_gives_up_after_as_many_days_as_allowed(decaying):
    arrival = settle(Exponential(), decaying, 1e-6, 20)
    assert not arrival.arrived
    assert arrival.days == 20


def test_shooting_takes_one_monodromy_where_the_map_is_linear(decaying):
    arrival = shoot(Exponential(), decaying, Setting(1e-6, 1e-2))
    assert arrival.arrived
    assert arrival.days == 3 + 1 + 2 + 1
