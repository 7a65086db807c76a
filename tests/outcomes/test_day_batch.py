"""Days read at once say what each says alone to rounding, and the same bytes in any company."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from cells import brain, healthy_cycle, healthy_day, varied_cells
from strategies import WIDE, beyond_range, inside_range, with_values

from rls_sim.errors import UnknownNameError
from rls_sim.numerics.batch import solve_days
from rls_sim.numerics.spectral import interpolate, resample
from rls_sim.outcomes.day import Day
from rls_sim.outcomes.days import PART, DayBatch, quantities_read
from rls_sim.outcomes.measures import MEASURES, evaluate, evaluate_many
from rls_sim.outcomes.states import CellState
from rls_sim.study.cell import brain_bench
from rls_sim.study.lesion import shipped_lesions

FAR, NEAR = 100, 30  # cells drawn, over declared ranges and near to health
MANY = 40  # of the far ones have a day
OFF_THE_GRID = ("urge_peak_hour", "urge_onset", "gate_trough_hour")
HOURS = np.linspace(0.0, 24.0, 49)


def far_cells():
    """Every uncertain parameter anywhere in its declared range, or a quarter of the way there."""
    declared = brain()[0].parameters
    free = {n: place_in_range(p) for n, p in declared.items() if p.distribution != "fixed"}
    for i, shares in enumerate(np.random.default_rng(7).uniform(size=(FAR, len(free)))):
        reach = 1.0 if i % 2 else 0.25
        places = [home + reach * (s - home) for home, s in zip(free.values(), shares, strict=True)]
        drawn = zip(free, places, strict=True)
        yield with_values(declared, {n: inside_range(declared[n], share) for n, share in drawn})


def place_in_range(parameter):
    """The share of its declared range at which a parameter's healthy value lies."""
    low, high = parameter.range
    if low > 0 and high > WIDE * low:
        return np.log(parameter.value / low) / np.log(high / low)
    return (parameter.value - low) / (high - low)


def near_cells():
    """Cells with fewer and fewer receptors, and all else a little changed: some fail at night."""
    model, kernel = brain()
    units = [model.parameters[name].canonical_factor for name in kernel.parameter_names]
    receptors = np.linspace(0.1, 1.2, NEAR)
    for row, density in zip(varied_cells(NEAR, 1.03, 5), receptors, strict=True):
        values = dict(zip(kernel.parameter_names, row / units, strict=True))
        yield beyond_range(model.parameters, values | {"neuron.receptor_density": density})


@cache
def drawn():
    """The parameter sets of healthy, lesioned, near and far cells, as a table, and their orbits."""
    declared, kernel = brain()[0].parameters, brain()[1]
    lesions = shipped_lesions(declared).values()
    known = [declared, *(lesion.apply(declared, lesion.default) for lesion in lesions)]
    sets = [*known, *near_cells(), *far_cells()]
    table = np.array([kernel.parameter_vector(parameters) for parameters in sets])
    days = solve_days(kernel, table, healthy_cycle(), certify=False)
    states, found = days.state.copy(), np.flatnonzero(days.converged)
    for index, cycle in days.finer.items():
        states[index] = resample(cycle.state, states.shape[2])  # no day, but read as one
    return [sets[i] for i in found], table[found], states[found]


def batch_of(rows=slice(None), parameters=None, orbits=None):
    """The days of some of the drawn cells, or of others in their place."""
    _, table, states = drawn()
    parameters = table[rows] if parameters is None else parameters
    orbits = states[rows] if orbits is None else orbits
    return DayBatch.of_orbits(*brain(), parameters, orbits, healthy_day())


def day_of_cell(parameters, orbit):
    """The same day alone."""
    model, kernel = brain()
    changed = model.with_parameters(parameters)
    return Day.from_orbit(changed, lambda t: interpolate(orbit, 24.0, t), healthy_day(), kernel)


@cache
def alone():
    """Each drawn cell read by itself."""
    sets, _, states = drawn()
    return [day_of_cell(*cell) for cell in zip(sets, states, strict=True)]


@cache
def together():
    return evaluate_many(batch_of())


def assert_same_bytes(found, expected, rows=slice(None)):
    assert set(found) == set(expected)
    for name, values in expected.items():
        assert found[name].dtype == values.dtype
        assert found[name].tobytes() == values[rows].tobytes(), name


def test_many_days_say_what_each_says_alone():
    expected = [evaluate(day) for day in alone()]
    assert set(together()) == {*MEASURES, "state"}
    for name, values in together().items():
        one_by_one = np.array([outcomes[name] for outcomes in expected])
        if name == "state" or name in OFF_THE_GRID:
            np.testing.assert_array_equal(values, one_by_one, name)
        elif name == "transferrin_saturation_acrophase":
            within = 1e-12 * one_by_one + blur_of_the_hour("plasma.transferrin_saturation")
            assert (np.abs(values - one_by_one) <= within).all()
        else:
            np.testing.assert_allclose(values, one_by_one, rtol=1e-12, err_msg=name)


def blur_of_the_hour(quantity):
    """Hours by which the last digit of a course may move the hour of its wave: one a cell.

    Some far cells have so much iron that transferrin is full all day. What is left of its wave is
    a billionth of its mean, so that the hour has seven digits.
    """
    waves = np.abs([np.fft.rfft(day[quantity][:-1]) for day in alone()])
    swings = waves[:, 1] / waves[:, 0]
    assert np.median(swings) > 0.01  # of most the hour is compared to its last digits
    return 24 / (2 * np.pi) * np.finfo(float).eps / swings


def test_enough_cells_of_every_kind_are_compared():
    states = together()["state"]
    lesions = shipped_lesions(brain()[0].parameters)
    assert len(states) >= 1 + len(lesions) + NEAR + MANY
    assert {CellState.DYING, CellState.DEFICIENT, CellState.FUNCTIONAL} <= set(states)
    assert {CellState.NIGHT_DEFICIENT, CellState.OVERLOADED} <= set(states)
    for name in ("urge_onset", "urge_peak_hour"):
        assert 5 < np.isfinite(together()[name]).sum() < len(states) - 5
    for name in MEASURES:
        assert np.isfinite(together()[name]).any()


def test_outcomes_are_arrays_of_one_number_or_word_a_cell():
    cells = len(drawn()[0])
    assert cells > PART  # so that there are two parts
    for name, values in together().items():
        assert values.shape == (cells,)
        assert values.dtype == (np.float64 if name != "state" else "U15")


@pytest.mark.parametrize("size", [1, 2, 7, 33, PART])
def test_a_batch_has_the_same_bytes_however_it_is_cut(size):
    for place, part in batch_of().parts(size):
        assert len(part) <= size
        assert_same_bytes(evaluate_many(part), together(), place)


def test_a_cell_has_the_same_bytes_among_any_others():
    count = len(drawn()[0])
    backwards, twins = np.arange(count)[::-1], np.repeat([5, 2, 5], [3, 1, 40])
    for rows in (backwards, twins, np.full(PART, 9)):
        assert_same_bytes(evaluate_many(batch_of(rows)), together(), rows)


def test_a_number_has_the_same_bytes_whatever_else_is_asked_for():
    for name in together():
        found = evaluate_many(batch_of(slice(9)), [name])
        assert_same_bytes(found, {name: together()[name][:9]})
    used = batch_of(slice(9))
    course = used["extracellular_dopamine"].copy()
    assert_same_bytes(evaluate_many(used), together(), slice(9))
    assert used["extracellular_dopamine"].tobytes() == course.tobytes()


def test_threads_change_no_byte():
    batch = batch_of()
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(evaluate_many, [batch] * 4):
            assert_same_bytes(found, together())


@pytest.mark.parametrize("poison", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("at", ["an orbit", "a node", "a parameter"])
def test_a_poisoned_cell_disturbs_no_other(poison, at):
    _, table, states = drawn()
    rows, cell = slice(0, 12), 4
    parameters, orbits = table[rows].copy(), states[rows].copy()
    if at == "an orbit":
        orbits[cell] = poison
    elif at == "a node":
        orbits[cell, brain()[1].species_names.index("neuron.labile_iron"), 3] = poison
    else:
        parameters[cell, brain()[1].parameter_names.index("neuron.volume")] = poison
    batch = batch_of(parameters=parameters, orbits=orbits)
    found = evaluate_many(batch)
    well = np.arange(12) != cell
    np.testing.assert_array_equal(batch.readable, well)
    for name, values in found.items():
        assert values[well].tobytes() == together()[name][rows][well].tobytes()
        assert values[cell] == "" if name == "state" else np.isnan(values[cell])
    traces = batch.at("gate", HOURS)
    np.testing.assert_array_equal(np.isnan(traces).all(axis=1), ~well)
    assert traces[well].tobytes() == batch_of(rows).at("gate", HOURS)[well].tobytes()


def test_what_cannot_be_read_of_a_cell_leaves_what_can():
    """Cells without anything, and with a number so large that laws overflow."""
    _, table, states = drawn()
    parameters, orbits = np.repeat(table[:1], 3, axis=0), np.repeat(states[:1], 3, axis=0)
    orbits[1] = 0.0
    iron = brain()[1].species_names.index("neuron.labile_iron")
    orbits[2, iron] = 1e200
    found = evaluate_many(batch_of(parameters=parameters, orbits=orbits))
    for name in ("ferritin_fill", "recapture_share", "extracellular_dopamine_active_rest"):
        assert np.isnan(found[name][1])
    assert found["labile_iron"][1] == found["ferritin_iron_relative"][1] == 0.0
    assert found["labile_iron"][2] == pytest.approx(1e200)
    assert found["state"][2] == "overloaded"
    assert not any(np.isinf(values).any() for name, values in found.items() if name != "state")
    assert_same_bytes({name: values[:1] for name, values in found.items()}, together(), slice(1))


def test_a_state_whose_margin_is_unknown_has_no_word():
    """A gate with nothing to open it and no level at which it opens: 0/0, and so its reserve."""
    _, table, states = drawn()
    parameters, orbits = np.repeat(table[:1], 2, axis=0), np.repeat(states[:1], 2, axis=0)
    parameters[1, brain()[1].parameter_names.index("gate_half_signal")] = orbits[1] = 0.0
    found = evaluate_many(batch_of(parameters=parameters, orbits=orbits))
    assert list(found["state"]) == ["functional", ""]
    for name in ("function_reserve_day", "gate_trough_hour", "urge_peak", "irls_score"):
        assert np.isnan(found[name][1])
    assert found["labile_iron"][1] == 0.0


def test_one_cell_and_none():
    one = evaluate_many(batch_of(slice(3, 4)))
    assert_same_bytes(one, together(), slice(3, 4))
    batch = batch_of(slice(0))
    none = evaluate_many(batch)
    assert len(batch) == 0
    assert list(batch.parts()) == []
    assert {values.shape for values in none.values()} == {(0,)}
    assert batch.at("gate", HOURS).shape == (0, HOURS.size)


def test_names_choose_outcomes_and_an_unknown_one_is_refused():
    found = evaluate_many(batch_of(slice(4)), ["urge_hours", "state"])
    assert list(found) == ["urge_hours", "state"]
    assert evaluate_many(batch_of(slice(4)), []) == {}
    with pytest.raises(UnknownNameError, match="urge_hours"):
        evaluate_many(batch_of(slice(4)), ["urge_hour"])


def test_only_what_is_asked_for_is_computed():
    batch = batch_of(slice(4))
    evaluate_many(batch, ["labile_iron"])
    assert set(batch._courses) == {"neuron.labile_iron"}
    excerpt = brain()[1].excerpt(("neuron.labile_iron",))
    assert (excerpt.species.size, excerpt.parameters.size) == (1, 0)


def test_what_measures_read_is_seen_on_one_day():
    functions = MEASURES["labile_iron"].function, MEASURES["recapture_share"].function
    read = quantities_read(functions, healthy_day())
    assert read == ("labile_iron", "dopamine_reuptake", "dopamine_release")

    def breaks(day):
        return day.mean("labile_iron") / float(day.mean("gate") < 0.0) + day.mean("ferritin")

    assert quantities_read((breaks, functions[0]), healthy_day()) == ("labile_iron", "gate")
    batch = batch_of(slice(4))
    batch.prepare(["labile_iron"])
    assert batch.mean("ferritin").shape == (4,)  # computed although nobody said so before


@pytest.mark.parametrize("name", ["labile_iron", "gate", "plasma.total_iron", "dopamine_reuptake"])
def test_courses_are_those_of_each_day(name):
    batch = batch_of()
    for course, day in zip(batch[name], alone(), strict=True):
        np.testing.assert_allclose(course, day[name], rtol=1e-12, atol=1e-14 * course.max())
    assert batch[name] is batch[f"{batch.full_name(name)}"]


def test_courses_at_clock_hours_are_read_as_numpy_reads_them():
    batch = batch_of(slice(20))
    for hours in (HOURS, np.array([0.0, 0.01, 13.37, 23.99, 24.0])):
        for name in ("labile_iron", "function_reserve"):
            expected = [np.interp(hours, batch.time, course) for course in batch[name]]
            np.testing.assert_allclose(batch.at(name, hours), expected, rtol=1e-13)


def test_parameters_are_numbers_a_cell_in_their_declared_units():
    batch, sets = batch_of(), drawn()[0]
    for name in ("urge_decay", "night_begins", "receptor_density", "cerebrospinal.volume"):
        expected = [parameters[name].value for parameters in sets]
        np.testing.assert_allclose(batch.parameter(name), expected, rtol=1e-15)
    assert batch.level("urge_decay").shape == (len(batch), 1)
    with pytest.raises(UnknownNameError, match="urge_decay"):
        batch.parameter("urge_decoy")
    with pytest.raises(UnknownNameError, match="labile_iron"):
        batch["labil_iron"]


def test_each_cell_has_its_own_clock_hours():
    batch, days = batch_of(slice(6)), alone()[:6]
    begins = np.array([22.0, 6.0, 9.0, 0.0, 23.97, 17.52])
    ends = np.array([6.0, 22.0, 9.0, 24.0, 0.01, 3.0])
    gate = batch["gate"]
    stretch = batch.stretch(gate[:, :-1], begins, 2.0)
    assert stretch.shape == (6, 24)
    for i, day in enumerate(days):
        mine = day.during(begins[i], ends[i])
        np.testing.assert_array_equal(batch.during(begins, ends)[i], mine)
        np.testing.assert_array_equal(day.stretch(gate[i, :-1], begins[i], 2.0), stretch[i])
    one_for_all = batch.stretch(gate[:, :-1], 22.0, 2.0)
    np.testing.assert_array_equal(one_for_all[0], stretch[0])
    np.testing.assert_array_equal(batch.during(22.0, 6.0), batch.during(begins, ends)[0])


def test_days_on_more_nodes_are_read_as_well():
    _, _, states = drawn()
    finer = np.array([resample(orbit, 64) for orbit in states[:8]])
    found = evaluate_many(batch_of(slice(8), orbits=finer))
    for name, values in found.items():
        if name != "state":
            np.testing.assert_allclose(values, together()[name][:8], rtol=1e-10)


def test_the_values_of_the_model_are_not_read():
    model, kernel = brain()
    _, table, states = drawn()
    other = model.with_parameters(beyond_range(model.parameters, {"urge_decay": 77.0}))
    batch = DayBatch.of_orbits(other, kernel, table[:5], states[:5], healthy_day())
    assert_same_bytes(evaluate_many(batch), together(), slice(5))


@pytest.mark.parametrize("wrong", ["parameters", "orbits", "cells"])
def test_shapes_that_do_not_fit_are_refused(wrong):
    _, table, states = drawn()
    table = table[:, 1:] if wrong == "parameters" else table
    states = {"orbits": states[:, 1:], "cells": states[1:]}.get(wrong, states)
    with pytest.raises(ValueError, match="due are"):
        batch_of(parameters=table, orbits=states)


def test_the_bench_of_the_brain_evaluates_many():
    assert brain_bench().evaluate_many is evaluate_many
    assert replace(brain_bench(), evaluate_many=None).evaluate_many is None
