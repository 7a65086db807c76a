"""The repeating state under a regimen: it returns, a long course ends there, others are refused."""

import numpy as np
import pytest
from bodies import bench, cell, course, library, place, row

from rls_sim.clinic.regimen import read_regimen
from rls_sim.clinic.settle import repeating_events, settle
from rls_sim.clinic.treat import treat_settled
from rls_sim.errors import InputError


def regimen(*doses):
    return read_regimen(doses, library(), 3650)


@pytest.mark.parametrize(
    ("doses", "period"),
    [
        (["pramipexole=0.25mg@20:00/daily"], 1),
        (["rotigotine=2mg@08:00/daily"], 1),
        (["oral_iron=65mg@08:00/2d"], 2),
        (["oral_iron=65mg@08:00/36h", "levodopa=100mg@22:00/daily"], 3),
        (["blood_donation=500mL@d0/28d", "iron_poor_diet=0.8@d0"], 28),
    ],
)
def test_after_one_period_every_species_is_back(doses, period):
    made = cell()
    found = settle(bench(), made, regimen(*doses))
    assert found.period == period
    shown = treat_settled(bench(), made, regimen(*doses), found, ("serum_ferritin",))
    size = np.maximum(np.abs(found.state), 1e-6 * np.abs(found.state).max())
    # The course is integrated at 1e-6 a step where the state was found at 1e-9.
    np.testing.assert_allclose(shown.treated.end[0] / size, found.state / size, atol=1e-4)


def test_a_long_course_of_a_fast_medicine_ends_on_the_repeating_state():
    """Pramipexole reaches its steady state within days, long before iron moves."""
    doses = ["pramipexole=0.25mg@20:00/daily"]
    found = settle(bench(), cell(), regimen(*doses))
    long = course(doses, 15)
    where = place("pramipexole.in_plasma")
    np.testing.assert_allclose(long.end[0][where], found.state[where], rtol=1e-5)


def test_the_steady_level_of_a_medicine_is_that_of_the_closed_form():
    """Dose, absorption and elimination repeat: the geometric sum of one dose's course."""
    found = settle(bench(), cell(), regimen("pramipexole=0.25mg@00:00/daily"))
    v = {
        k: bench().healthy[f"pramipexole.{k}"].value
        for k in ("absorption_rate", "clearance", "distribution_volume", "available_share")
    }
    a, k = v["absorption_rate"], v["clearance"] / v["distribution_volume"]
    dose = 0.25e3 / 302.26
    left = [np.exp(-rate * 24.0) for rate in (k, a)]
    level = v["available_share"] * dose * a / (a - k) / v["distribution_volume"]
    due = level * (left[0] / (1 - left[0]) - left[1] / (1 - left[1]))
    # At midnight, before the dose that is due then.
    np.testing.assert_allclose(found.state[place("pramipexole.in_plasma")], due, rtol=1e-5)


def test_nothing_given_settles_on_the_periodic_day():
    found = settle(bench(), cell(), regimen())
    untreated = course((), 1)
    size = np.maximum(np.abs(found.state), 1e-6)
    np.testing.assert_allclose(untreated.start[0] / size, found.state / size, atol=1e-6)


@pytest.mark.parametrize(
    ("dose", "why"),
    [
        ("iv_iron=1000mg@d0", "given once"),
        ("pramipexole=0.25mg@20:00/daily..d60", "ends"),
        ("iron_poor_diet=0.5@d0..d30", "ends"),
        ("pramipexole=0.25mg@20:00/7.3h", "only after"),
        ("oral_iron=65mg@08:00/61d", "only after"),
    ],
)
def test_a_regimen_that_does_not_repeat_is_refused_by_name(dose, why):
    with pytest.raises(InputError, match=why) as refused:
        repeating_events(regimen(dose), bench().healthy)
    assert dose in str(refused.value)


def test_a_patch_that_was_put_on_the_day_before_still_gives_in_the_morning():
    _, events = repeating_events(regimen("rotigotine=2mg@08:00/daily"), bench().healthy)
    worn = sorted((max(e.time, 0.0), min(e.until, 24.0)) for e in events)
    assert worn == [(0.0, 8.0), (8.0, 24.0)]


def test_two_lesions_of_one_cell_have_two_states():
    doses = regimen("oral_iron=65mg@08:00/2d")
    ends = [settle(bench(), cell(f"receptor_synthesis:{s}"), doses).state for s in (0.3, 0.9)]
    where = place("neuron.labile_iron")
    assert ends[0][where] < 0.8 * ends[1][where]
    assert row().shape[0] == 1
