import numpy as np
import pytest
from lane_toys import Machined
from toys import DAY, Cell, DrivenDecay, Explosion, TwoTimes

from rls_sim.errors import InputError, SolveError, UnknownNameError
from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.run import Dose, Step, run

DECAY = np.array([0.0, 0.0, 0.1])  # nothing made, a tenth lost an hour
DRIVEN = np.array([2.0, 0.5, 0.1])
IDLE = np.array([0.0, 0.0, 0.0])  # nothing made, nothing lost
METHODS = ["Rodas5P", "Radau", "LSODA", "BDF"]

POOL, CELL = Machined(DrivenDecay(), 3), Machined(Cell(), 3)
TWO_TIMES, EXPLOSION = Machined(TwoTimes(), 2), Machined(Explosion(), 0)


@pytest.mark.parametrize("method", METHODS)
def test_a_decay_takes_its_closed_form(method):
    time = np.linspace(0, 40, 81)

    trajectory = run(POOL, DECAY, np.array([5.0]), (0, 40), time, method=method)

    np.testing.assert_allclose(trajectory["pool"], 5 * np.exp(-time / 10), rtol=3e-7)


def errors_at(asked, method):
    """Largest relative errors of the driven pool, of which both limits are known."""
    time = np.linspace(0, 100, 201)
    exact = DrivenDecay.exact(time, DRIVEN)
    start = exact[:1] * 2
    exact = exact + start * 0.5 * np.exp(-0.1 * time)
    runs = [run(POOL, DRIVEN, start, (0, 100), time, rtol=r, method=method) for r in asked]
    return np.array([np.abs(done["pool"] / exact - 1).max() for done in runs])


@pytest.mark.parametrize("method", METHODS)
def test_error_stays_near_the_tolerance(method):
    asked = np.array([1e-4, 1e-6, 1e-8, 1e-10])

    errors = errors_at(asked, method)

    assert (errors < 100 * asked).all()  # of each step; they add up to 32 times at most, in BDF


def test_error_follows_the_tolerance():
    """Rodas5P is tested for that where no step is too long, in test_rosenbrock."""
    asked = np.array([1e-4, 1e-6, 1e-8, 1e-10])

    errors = errors_at(asked, "Radau")

    slope = np.polyfit(np.log10(asked), np.log10(errors), 1)[0]
    assert slope > 0.7  # measured: 0.92
    assert errors[-1] < 1e-9  # measured: 8e-11


@pytest.mark.parametrize("method", METHODS)
def test_the_output_grid_does_not_change_the_answer(method):
    parameters = np.array([1.0, 0.7, 1.0])
    common = np.arange(0, 49, 6.0)
    options = {"doses": [Dose(7.3, "iron", 2.0)], "method": method}

    sparse = run(CELL, parameters, np.ones(6), (0, 48), common, **options)
    dense = run(CELL, parameters, np.ones(6), (0, 48), np.linspace(0, 48, 4801), **options)
    own = run(CELL, parameters, np.ones(6), (0, 48), **options)

    np.testing.assert_array_equal(sparse.state, dense.at(common))
    np.testing.assert_array_equal(sparse.state, own.at(common))
    np.testing.assert_array_equal(own.time, np.sort(own.time))


def test_a_dose_arrives_whole_and_on_time():
    """In a pool that neither gains nor loses, of half a litre."""
    doses = [Dose(3.0, "pool", 1.0), Dose(10.0, "pool", 0.25), Dose(10.0, "pool", 0.25)]
    before_and_after = np.array([np.nextafter(3.0, 0), 3.0, np.nextafter(10.0, 0), 10.0, 20.0])

    trajectory = run(POOL, IDLE, np.array([4.0]), (0, 20), before_and_after, doses)

    np.testing.assert_allclose(trajectory["pool"], [4, 6, 6, 7, 7], rtol=1e-15)


def test_a_dose_adds_its_amount_whatever_the_volumes():
    amount = 0.3
    start = np.ones(6)
    volumes = CELL.volumes_of(None)
    parameters = np.array([1.0, 0.7, 1.0])

    for row, species in enumerate(Cell.species_names):
        trajectory = run(
            CELL, parameters, start, (0, 1), np.array([0.0]), [Dose(0.0, species, amount)]
        )
        gained = (trajectory.state[:, 0] - start) * volumes
        assert gained[row] == pytest.approx(amount, rel=1e-14)
        assert gained.sum() == pytest.approx(amount, rel=1e-14)


def test_the_response_to_a_dose_is_exact():
    """The system is linear: what a dose leaves is its own decay from its own hour."""
    time = np.linspace(0, 48, 97)
    plain = run(POOL, DRIVEN, np.array([9.0]), (0, 48), time)
    dosed = run(POOL, DRIVEN, np.array([9.0]), (0, 48), time, [Dose(11.7, "pool", 3.0)])

    extra = np.where(time >= 11.7, 6.0 * np.exp(-0.1 * (time - 11.7)), 0.0)
    np.testing.assert_allclose(dosed["pool"] - plain["pool"], extra, atol=1e-6)


def test_a_dose_may_take_away_but_not_more_than_there_is():
    taken = run(POOL, IDLE, np.array([4.0]), (0, 2), doses=[Dose(1.0, "pool", -1.5)])

    assert taken["pool"][-1] == pytest.approx(1.0, rel=1e-15)
    with pytest.raises(InputError, match="takes more pool than the 2 umol"):
        run(POOL, IDLE, np.array([4.0]), (0, 2), doses=[Dose(1.0, "pool", -3.0)])


def test_a_step_changes_the_parameters_from_its_hour_on():
    time = np.linspace(0, 30, 61)
    steps = [Step(12.5, np.array([0.0, 0.0, 0.3]))]

    trajectory = run(POOL, DECAY, np.array([5.0]), (0, 30), time, steps=steps)

    late = np.maximum(time - 12.5, 0)
    exact = 5 * np.exp(-0.1 * np.minimum(time, 12.5) - 0.3 * late)
    np.testing.assert_allclose(trajectory["pool"], exact, rtol=3e-7)
    # The flux is read with the parameters of its own hour; the volume is half a litre.
    rate = np.where(time >= 12.5, 0.3, 0.1)
    np.testing.assert_allclose(trajectory.flux("losing"), 0.5 * rate * exact, rtol=3e-7)
    np.testing.assert_array_equal(trajectory.p, DECAY)


def test_without_output_times_an_event_shows_before_and_after():
    trajectory = run(
        POOL,
        IDLE,
        np.array([4.0]),
        (0, 20),
        doses=[Dose(3.0, "pool", 1.0)],
        steps=[Step(8.0, DECAY)],
    )

    np.testing.assert_allclose(trajectory["pool"][trajectory.time == 3.0], [4, 6])
    np.testing.assert_allclose(
        trajectory.flux("losing")[trajectory.time == 8.0], [0, 0.5 * 0.1 * 6]
    )
    np.testing.assert_array_equal(trajectory.derived("doubled"), 2 * trajectory["pool"])


def test_a_species_that_starts_at_zero_gets_the_tolerance_of_what_it_becomes():
    time = np.linspace(0, 48, 97)
    tiny = np.array([1e-9, 0.5, 0.1])  # the pool never exceeds 1.5e-8

    trajectory = run(POOL, tiny, np.zeros(1), (0, 48), time)

    exact = DrivenDecay.exact(time, tiny)
    exact = exact - exact[0] * np.exp(-0.1 * time)
    np.testing.assert_allclose(trajectory["pool"], exact, atol=1e-6 * exact.max())


def test_a_run_from_the_cycle_stays_on_it():
    parameters = np.array([1.0, 0.7, 1.0])
    cycle = find_cycle(Cell(), parameters)
    time = np.linspace(0, 72, 73)

    trajectory = run(CELL, parameters, cycle.at(0.0), (0, 72), time)

    np.testing.assert_allclose(trajectory.state, cycle.at(time), rtol=1e-6)


@pytest.mark.parametrize("method", METHODS)
def test_all_methods_give_one_answer(method):
    parameters = np.array([1e5, 1e-5])
    time = np.linspace(0, 48, 49)

    trajectory = run(TWO_TIMES, parameters, np.array([0.2, 3.0]), (0, 48), time, method=method)

    exact = TwoTimes.exact_fast(time[1:], parameters)
    np.testing.assert_allclose(trajectory["fast"][1:], exact, rtol=1e-6)
    assert trajectory["slow"][-1] == pytest.approx(
        3 * np.exp(-48e-5) + 1.125 * (1 - np.exp(-48e-5)), rel=1e-7
    )


@pytest.mark.parametrize("method", METHODS)
def test_a_run_that_cannot_go_on_says_when_what_and_with_which_setting(method):
    with pytest.raises(SolveError) as caught:
        run(EXPLOSION, np.zeros(0), np.ones(2), (0, 5), method=method, setting="density 0.4")

    text = str(caught.value)
    assert "stopped at 0.785" in text  # a quarter of pi: the tangent from one to infinity
    assert "mass moves fastest" in text
    assert "density 0.4" in text
    assert "\n" not in text


def test_inputs_are_left_as_they_were():
    start, parameters = np.array([4.0]), DRIVEN.copy()

    trajectory = run(POOL, parameters, start, (0, 5), doses=[Dose(0.0, "pool", 1.0)])
    trajectory.state[:] = -1

    assert start == [4.0]
    np.testing.assert_array_equal(parameters, DRIVEN)


@pytest.mark.parametrize("time", [-0.1, 20.0, 30.0])
def test_an_event_outside_the_run_is_refused(time):
    with pytest.raises(InputError, match="lies outside the run, 0 h to 20 h"):
        run(POOL, DECAY, np.ones(1), (0, 20), doses=[Dose(time, "pool", 1.0)])
    with pytest.raises(InputError, match="lies outside the run, 0 h to 20 h"):
        run(POOL, DECAY, np.ones(1), (0, 20), steps=[Step(time, DECAY)])


def test_hours_outside_the_run_are_refused():
    with pytest.raises(InputError, match="covers 0 h to 20 h"):
        run(POOL, DECAY, np.ones(1), (0, 20), np.array([21.0]))
    trajectory = run(POOL, DECAY, np.ones(1), (0, 20))
    with pytest.raises(InputError, match="covers 0 h to 20 h"):
        trajectory.at(-1.0)


def test_unknown_names_offer_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean pool"):
        run(POOL, DECAY, np.ones(1), (0, 20), doses=[Dose(1.0, "pol", 1.0)])
    trajectory = run(POOL, DECAY, np.ones(1), (0, 20))
    with pytest.raises(UnknownNameError, match="Did you mean losing"):
        trajectory.flux("loosing")
    with pytest.raises(UnknownNameError, match="Did you mean doubled"):
        trajectory.derived("dubled")
    with pytest.raises(UnknownNameError, match="Did you mean pool"):
        trajectory["pools"]


def test_a_run_that_ends_before_it_starts_is_refused():
    with pytest.raises(InputError, match="must end after it starts"):
        run(POOL, DECAY, np.ones(1), (DAY, 0))


def test_every_row_is_read_with_the_parameters_of_its_own_segment():
    steps = [Step(10.0, np.array([0.0, 0.0, 0.3]))]
    run_over = run(POOL, DECAY, np.array([5.0]), (0, 20), np.arange(21.0), steps=steps)

    rows = run_over.rows()

    np.testing.assert_array_equal(rows["pool"], run_over["pool"])
    for name in POOL.reaction_names:
        np.testing.assert_array_equal(rows[name], run_over.flux(name))
    for name in POOL.derived_names:
        np.testing.assert_array_equal(rows[name], run_over.derived(name))
    loss = rows["losing"] / rows["pool"]
    np.testing.assert_allclose(loss[10:] / loss[:10].mean(), 3.0)


def test_a_run_is_read_again_at_other_hours_with_everything_that_goes_with_them():
    steps = [Step(10.0, np.array([0.0, 0.0, 0.3]))]
    coarse = run(POOL, DECAY, np.array([5.0]), (0, 20), np.arange(0, 21, 5.0), steps=steps)
    fine = run(POOL, DECAY, np.array([5.0]), (0, 20), np.arange(21.0), steps=steps)

    again = coarse.resampled(np.arange(21.0))

    np.testing.assert_array_equal(again["pool"], fine["pool"])
    np.testing.assert_array_equal(again.flux("losing"), fine.flux("losing"))
    with pytest.raises(InputError):
        coarse.resampled(np.array([21.0]))


def test_a_run_says_which_method_it_took():
    toy, p, start = DrivenDecay(), DECAY, np.array([5.0])

    assert run(POOL, p, start, (0, 1)).method == "Rodas5P"
    assert run(POOL, p, start, (0, 1), method="BDF").method == "BDF"
    assert run(toy, p, start, (0, 1)).method == "LSODA"  # for want of machine code
    with pytest.raises(InputError, match="Rodas5P needs machine code"):
        run(toy, p, start, (0, 1), method="Rodas5P")


def test_no_step_is_so_long_that_it_could_miss_an_input():
    """In a pool where nothing happens, a day would be one step."""
    trajectory = run(POOL, IDLE, np.array([4.0]), (0, DAY))

    assert np.diff(trajectory.time).max() == pytest.approx(1.0)
