"""The engine that a page carries, in a real browser, against the engine of the package.

200 cells: members of the calibrated ensemble, each with a lesion of any kind and size, so that
nearly every parameter differs from cell to cell.
"""

from functools import cache

import numpy as np
import pytest

from rls_sim.hypotheses.observations import is_clock
from rls_sim.inference.ensemble import load_ensemble
from rls_sim.numerics.spectral import resample
from rls_sim.outcomes.day import Day
from rls_sim.outcomes.measures import MEASURES
from rls_sim.study.cell import Cell, brain_bench, find_day

CELLS, SEED = 200, 7
AGREEMENT = 1e-6  # of the largest value of a species; both engines promise ten times less error
POINTS = 288  # every five minutes: what outcomes read of a day in steps moves by one of these
SOLVE = """async (requests) => {
    const { openSource } = await import("rls/local_source");
    const source = await openSource();
    const answers = [];
    for (const request of requests) {
        const { state, ...orbit } = await source.orbit(request);
        const reading = await source.solve({ ...request, courses: [] });
        answers.push({ ...orbit, orbit: Array.from(state), outcomes: reading.outcomes,
                       word: reading.state, error: reading.error });
    }
    return answers;
}"""


@cache
def bench():
    return brain_bench()


@cache
def cells():
    """Requests as the page makes them, and the same as cells."""
    ensemble, chance = load_ensemble(bench()), np.random.default_rng(SEED)
    names, found = list(bench().lesions), []
    for member in ensemble.draw(CELLS, SEED):
        lesion = bench().lesions[names[chance.integers(len(names))]]
        size = lesion.size_at(chance.random())
        values = dict(zip(ensemble.prior.names, ensemble.values[member].tolist(), strict=True))
        values = {name: value for name, value in values.items() if name not in lesion.changes}
        parameters = lesion.apply(bench().healthy, size)
        for name, value in values.items():
            parameters = parameters.override(name, value, reason="a member of the ensemble")
        found.append(({"set": values, "lesions": {lesion.name: size}}, Cell(parameters)))
    return found


@pytest.fixture(scope="module")
def solved(browser, static_address):
    """For each cell what the page found, the cycle found here, and its outcomes."""
    page = browser.new_page()
    page.goto(static_address)
    answers = page.evaluate(SOLVE, [request for request, _ in cells()])
    page.close()
    return [(answer, *here(cell)) for answer, (_, cell) in zip(answers, cells(), strict=True)]


def here(cell):
    cycle = find_day(cell, bench())
    assert cycle.converged, cycle.error
    model = bench().model.with_parameters(cell.parameters)
    day = Day.from_orbit(model, cycle.at, bench().healthy_day, bench().kernel)
    return cycle, bench().evaluate(day)


def test_the_page_finds_the_day_of_every_cell(solved):
    assert [answer["error"] for answer, _, _ in solved if answer["status"] != "converged"] == []


def test_every_species_has_the_same_day(solved):
    for answer, cycle, _ in solved:
        found = resample(np.array(answer["orbit"]).reshape(len(cycle.state), -1), POINTS)
        due = resample(cycle.state, POINTS)
        scale = np.maximum(np.abs(due).max(axis=1), cycle.floor)
        off = np.abs(found - due).max(axis=1) / scale
        assert off.max() <= AGREEMENT, bench().kernel.species_names[off.argmax()]


def test_outcomes_and_states_are_the_same(solved):
    for answer, _, due in solved:
        assert answer["word"] == due["state"]
        assert set(answer["outcomes"]) == set(MEASURES)
        for name, value in answer["outcomes"].items():
            if value is None:
                assert np.isnan(due[name]), name
            elif is_clock(name):
                off = (value - due[name] + 12) % 24 - 12
                assert abs(off) <= 24 / POINTS + AGREEMENT, name
            else:
                # Differences of near equals (an urge is one) lose a digit of the day's seven.
                assert abs(value - due[name]) <= 10 * AGREEMENT * max(abs(due[name]), 0.1), name


def test_the_cells_are_of_many_kinds(solved):
    assert len({due["state"] for _, _, due in solved}) >= 4
    assert len({answer["nodes"] for answer, _, _ in solved}) >= 2
