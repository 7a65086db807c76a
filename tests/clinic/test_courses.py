"""Courses: the same as an exact integration, exact in the hours of doses, blind to neighbours."""

import numpy as np
import pytest
from bodies import bench, cell, course, events, iron, place, row
from hypothesis import given
from hypothesis import strategies as st
from strategies import examples

from rls_sim.clinic.courses import follow_courses, starts_of
from rls_sim.clinic.events import Arrival, Loss
from rls_sim.errors import InputError, UnknownNameError
from rls_sim.numerics.run import Dose, run
from rls_sim.outcomes.measures import MEASURES

KERNEL = bench().kernel
IRON = 55.845
BOTH = ["iv_iron=500mg@d0", "pramipexole=0.25mg@20:00/daily"]


def test_without_a_dose_every_day_is_the_periodic_day():
    """To what the integration's own tolerance, 1e-6, leaves after twenty days."""
    found = course((), 20)
    for name, values in found.found.items():
        np.testing.assert_allclose(values[0], values[0, 0], rtol=2e-5, err_msg=name)


def test_a_dose_of_nothing_is_no_treatment_to_the_bit():
    nothing = ["iv_iron=0mg@d1", "pramipexole=0mg@20:00/daily", "rotigotine=0mg@08:00/daily"]
    treated, untreated = course([*nothing, "blood_donation=0mL@d2"], 5), course((), 5)
    np.testing.assert_array_equal(treated.end, untreated.end)
    for name, values in untreated.found.items():
        np.testing.assert_array_equal(treated[name], values)


def test_a_course_ends_where_an_exact_integration_ends():
    """The reference integrates the same doses at 1e-10 in one piece."""
    people = row(cell())
    found = course(BOTH, 6, people)
    doses = [Dose(e.time, e.species, e.amount) for e in events(BOTH, 6)]
    exact = run(KERNEL, people[0], found.start[0], (0.0, 144.0), doses=doses, rtol=1e-10)
    size = np.maximum(np.abs(exact.state).max(axis=1), 1e-9)
    np.testing.assert_allclose(found.end[0] / size, exact.state[:, -1] / size, atol=2e-5)


@examples(6)
@given(st.floats(0.0, 23.99))
def test_a_dose_arrives_at_exactly_its_hour(hour):
    """Nothing of it a moment before, all of it a moment after: the pool drains from that hour."""
    people = row()
    start, _ = starts_of(bench(), people)
    happens = (Arrival(hour, "pramipexole.in_gut", 1.0),)
    end = follow_courses(bench(), people, happens, 1, {}, start=start, rtol=1e-9).end[0]
    rate = bench().healthy["pramipexole.absorption_rate"].value
    left = np.exp(-rate * (24.0 - hour))
    np.testing.assert_allclose(end[place("pramipexole.in_gut")], left, rtol=1e-6)


def test_a_dose_at_midnight_belongs_to_the_day_that_begins():
    both = course("pramipexole=0.5mg@d1T00:00", 2, read=("agonist_binding",))["agonist_binding"]
    assert both[0, 0] == 0.0 < both[0, 1]


def test_what_is_read_of_a_person_does_not_depend_on_the_others():
    others = np.concatenate([row(cell(f"receptor_synthesis:{s}")) for s in (0.3, 0.43, 0.9)])
    alone, among = course(BOTH, 3, others[1:2]), course(BOTH, 3, others, threads=2)
    np.testing.assert_array_equal(among.end[1], alone.end[0])
    for name, values in alone.found.items():
        np.testing.assert_array_equal(among[name][1], values[0])


def test_a_person_without_a_day_is_told_and_disturbs_nobody():
    broken = row(cell())
    broken[0, KERNEL.parameter_names.index("neuron.ferroportin_density")] = 0.0
    broken[0, KERNEL.parameter_names.index("plasma.volume")] = np.nan
    found = course(BOTH, 2, np.concatenate([broken, row(cell())]))
    assert found.error[0]
    assert found.error[1] == ""
    assert np.isnan(found["irls_score"][0]).all()
    np.testing.assert_array_equal(found["irls_score"][1], course(BOTH, 2)["irls_score"][0])


@pytest.mark.parametrize(
    "doses",
    [
        "iv_iron=1000mg@d0",
        "iron_sucrose=200mg@d0/2d..d5",
        "iron_dextran=1000mg@d0",
        "oral_iron=65mg@08:00/daily",
        "brain_carrier=20mg@d0",
    ],
)
def test_iron_that_is_given_is_stored_absorbed_or_lost(doses):
    """The books: what a day gains is what is given and eaten, less what is shed and lost."""
    people, days = row(), 4
    found = course(doses, days, people)
    happens = events(doses, days)
    given = sum(e.amount for e in happens)
    steps = [Dose(e.time, e.species, e.amount) for e in happens]
    exact = run(*(KERNEL, people[0], found.start[0], (0.0, 24.0 * days)), doses=steps, rtol=1e-9)
    carried = np.array([s.carries.get("iron", 0) for s in bench().model.species])
    net = carried @ bench().model.stoichiometry()
    passed = 0.0
    for piece in exact.segments:
        passed += _integral(lambda t, p=piece: net @ KERNEL.fluxes(t, p.solution(t), p.p), piece)
    gained = iron(exact.state[:, -1][None], people)[0] - iron(found.start, people)[0]
    np.testing.assert_allclose(gained, given + passed, atol=1e-6 * given)
    np.testing.assert_allclose(
        iron(found.end, people)[0], iron(exact.state[:, -1][None], people)[0], rtol=1e-6
    )


def _integral(function, piece, order=6):
    """Of a flux over the integrator's own steps, by Gauss."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    left, right = piece.time[:-1], piece.time[1:]
    middle, half = (left + right) / 2, (right - left) / 2
    times = (middle[:, None] + half[:, None] * nodes).ravel()
    return float(function(times) @ (half[:, None] * weights).ravel())


def test_a_donation_takes_a_share_of_the_blood_and_nothing_else():
    people = row()
    start, _ = starts_of(bench(), people)
    happens = events("blood_donation=470mL@d0T00:00", 1)
    assert happens == (Loss(0.0, happens[0].species, 0.1),)
    from rls_sim.clinic.events import Schedule

    after = Schedule(KERNEL, dict(bench().healthy.items()), happens).state_after(start, people, 0.0)
    lost = {
        name for name, a, b in zip(KERNEL.species_names, start[0], after[0], strict=True) if a != b
    }
    assert lost == set(happens[0].species)
    np.testing.assert_allclose(
        after[0][place("red_cell_iron")], 0.9 * start[0][place("red_cell_iron")]
    )
    gone = (iron(start, people) - iron(after, people))[0] * IRON / 1e3
    assert 200 < gone < 260  # mg; 250 mg are told of 500 mL in men (adolescent_donation2020)


LINEAR = ("pramipexole", "ropinirole", "given_levodopa", "pregabalin", "gabapentin", "dipyridamole")


@pytest.mark.parametrize("medicine", LINEAR)
def test_doses_of_linear_kinetics_superpose(medicine):
    people = row()
    start, _ = starts_of(bench(), people)
    first, second = (Arrival(t, f"{medicine}.in_gut", a) for t, a in ((3.0, 1.0), (9.5, 2.5)))

    def end(*happens):
        found = follow_courses(bench(), people, happens, 1, {}, start=start, rtol=1e-9)
        rows = [i for i, n in enumerate(KERNEL.species_names) if n.startswith(f"{medicine}.")]
        return found.end[0][rows]

    np.testing.assert_allclose(end(first, second), end(first) + end(second), rtol=1e-6)
    assert (end(first, second) > 0).all()


def test_a_medicine_leaves_with_its_half_life():
    """Pramipexole, whose gut is empty after two days: what is left halves in ln 2 V / CL."""
    people = row()
    start, _ = starts_of(bench(), people)
    happens = (Arrival(0.0, "pramipexole.in_gut", 1.0),)
    ends = [
        follow_courses(bench(), people, happens, d, {}, start=start, rtol=1e-9).end[0]
        for d in (2, 3)
    ]
    values = bench().healthy
    rate = values["pramipexole.clearance"].value / values["pramipexole.distribution_volume"].value
    there = [end[place("pramipexole.in_plasma")] for end in ends]
    np.testing.assert_allclose(there[1] / there[0], np.exp(-rate * 24.0), rtol=1e-6)


def test_a_patch_gives_evenly_and_all_that_it_holds():
    """Worn from 08:00 to 08:00; a day later what came in is what is there and what has left."""
    people = row()
    exact = course("rotigotine=2mg@d0T08:00", 1, people, read=("agonist_binding",), rtol=1e-9)
    values = bench().healthy
    volume, clearance = (
        values[f"rotigotine.{name}"].value for name in ("distribution_volume", "clearance")
    )
    rate, release = clearance / volume, 2e3 / 315.48 / 24.0
    due = release / clearance * (1 - np.exp(-rate * 16.0))
    np.testing.assert_allclose(exact.end[0][place("rotigotine.in_plasma")], due, rtol=1e-6)


def test_parameters_change_while_a_treatment_lasts_and_return_to_the_bit():
    from rls_sim.clinic.events import Schedule

    happens = events("iron_poor_diet=0.5@d1..d2", 4)
    people = row()
    schedule = Schedule(KERNEL, dict(bench().healthy.items()), happens)
    column = KERNEL.parameter_names.index("dietary_iron")
    assert schedule.table_at(people, 47.9)[0, column] == 0.5 * people[0, column]
    np.testing.assert_array_equal(schedule.table_at(people, 48.0), people)
    np.testing.assert_array_equal(schedule.table_at(people, 23.9), people)


def test_events_that_cannot_happen_are_refused_by_name():
    from rls_sim.clinic.events import Change, Schedule

    parameters = dict(bench().healthy.items())
    with pytest.raises(UnknownNameError, match="iron_in_gut"):
        Schedule(KERNEL, parameters, (Arrival(0.0, "iron_in_gt", 1.0),))
    with pytest.raises(UnknownNameError, match="dietary_iron"):
        Schedule(KERNEL, parameters, (Change(0.0, 1.0, "dietry_iron", "size x", 1.0),))
    with pytest.raises(InputError, match="not from 0 to 1"):
        Schedule(KERNEL, parameters, (Loss(0.0, ("red_cell_iron",), 1.5),))
    with pytest.raises(InputError, match="no time"):
        Schedule(KERNEL, parameters, (Change(2.0, 1.0, "dietary_iron", "size x", 1.0),))


def test_a_day_of_a_course_is_read_as_a_periodic_day_is():
    """On an untreated day both say the same of every outcome that is not an hour of the clock."""
    from rls_sim.study.cell import solve_cell

    made = cell()
    day = solve_cell(made, bench()).outcomes
    names = tuple(n for n in MEASURES if isinstance(day[n], float) and np.isfinite(day[n]))
    found = course((), 1, row(made), read=names)
    for name in names:
        if name == "serum_ferritin" or not name.endswith(("hour", "acrophase", "onset")):
            np.testing.assert_allclose(
                found[name][0, 0], day[name], rtol=1e-3, atol=1e-6, err_msg=name
            )


def test_changes_that_overlap_and_losses_that_kill_are_refused():
    with pytest.raises(InputError, match="changed twice at once"):
        course(["dietary_iron=0@d0", "dietary_iron=3@d1"], 3)
    with pytest.raises(InputError, match="of the blood is lost within a day"):
        course("blood_donation=1500mL@d0/1h..d1", 2)
    ended = course(["dietary_iron=0@d0..d1", "dietary_iron=3@d1"], 2, read=("haemoglobin",))
    assert np.isfinite(ended["haemoglobin"]).all()
