"""Augmentation along one course: a steady push has the closed form; no push brings none."""

import numpy as np
from bodies import bench, cell, course
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.clinic.augmentation import augmenting, patients_paces
from rls_sim.clinic.augmented_course import augmented
from rls_sim.clinic.readings import AUGMENTATION, PUSH

RECOVERY = bench().healthy["augmentation_recovery"].canonical_value


@given(st.floats(1e-4, 1.0), st.integers(1, 500))
def test_a_steady_push_gives_the_closed_form(push, days):
    found = augmented(np.full(days, push), RECOVERY)
    due = patients_paces().share(24.0 * np.arange(1, days + 1), push)
    np.testing.assert_allclose(found.share, due, rtol=1e-9)
    assert (found.low <= found.high).all()


def test_without_medicine_nobody_has_it_and_nothing_is_said():
    found = augmented(np.zeros(90), RECOVERY)
    assert not found.share.any()
    assert found.words() == ""


@given(st.lists(st.floats(0.0, 1.0), min_size=2, max_size=60), st.floats(1.1, 5.0))
def test_who_has_had_it_stays_counted_and_more_push_counts_more(push, factor):
    less, more = (augmented(np.array(push) * f, RECOVERY).share for f in (1.0, factor))
    assert (np.diff(less) >= 0).all()
    assert (more >= less).all()


def test_the_drive_of_a_person_rises_as_the_sum_of_their_pushes():
    """But for the hour of the push within its day: it fades by RECOVERY x 24 h, 0.5 %, in one."""
    made = augmenting(cell(), 0.95)
    people = bench().kernel.parameter_vector(made.parameters)[None]
    found = course("pramipexole=0.5mg@20:00/daily", 40, people, read=(AUGMENTATION, PUSH))
    pace = made.parameters["augmentation_pace"].canonical_value
    gained = 0.0
    for push in found[PUSH][0]:
        gained = (
            gained * np.exp(-RECOVERY * 24) + pace * push * -np.expm1(-RECOVERY * 24) / RECOVERY
        )
    where = bench().kernel.species_names.index("augmentation")
    np.testing.assert_allclose(found.end[0, where], gained, rtol=24 * RECOVERY)


def test_want_of_iron_speeds_it():
    pushes = [
        course("pramipexole=0.5mg@20:00/daily", 4, read=(PUSH,), table=row)[PUSH][0, -1]
        for row in (
            bench().kernel.parameter_vector(cell(f"receptor_synthesis:{size}").parameters)[None]
            for size in (1.0, 0.3)
        )
    ]
    assert pushes[1] > 1.2 * pushes[0]
