"""What the body gains of iron is what it eats less what it sheds, bleeds and gives a child."""

import numpy as np
import pytest
from cells import brain, day_with, healthy_cycle, solved
from hypothesis import given
from iron_books import CONSERVED, IRON_EDGES, as_integrated, brain_with_books, edges, follow
from strategies import any_parameters, examples, with_values

DECLARED = brain()[0].parameters
OPEN = with_values(DECLARED, {"blood_loss": 20.0, "dietary_iron": 60.0, "placental_clearance": 0.5})


def booked(state, model):
    """Iron that the books say has entered, less what has left, umol (times,)."""
    turns = edges(model, "iron")
    volume = model.parameters["book_volume"].value
    rows = {name: model.species_names.index(f"book_of_{name}") for name in IRON_EDGES}
    return sum(turns[name] * volume * state[rows[name]] for name in IRON_EDGES)


@examples(10)
@given(any_parameters(DECLARED))
def test_total_iron_changes_by_what_passes_the_edges(parameters):
    """The books are species, so the sum is a linear invariant and holds up to rounding."""
    parameters = with_book(parameters)
    state = brain_with_books()[1].initial_state
    trajectory, model = follow(brain_with_books(), parameters, state, (0.0, 24.0), method="LSODA")
    state = as_integrated(trajectory)
    total, passed = model.total("iron", state), booked(state, model)
    np.testing.assert_allclose(total - passed, total[0], rtol=CONSERVED)


def with_book(parameters):
    """The drawn parameters beside the book's own."""
    books = brain_with_books()[0].parameters
    return type(books)([parameters.get(n, p) for n, p in books.items()], books.home)


def gauss_over_a_day(function, start, panels=48, order=8):
    """Integral of ``function`` (times -> (n, times)) over 24 h from ``start``."""
    nodes, weights = np.polynomial.legendre.leggauss(order)
    width = 24.0 / panels
    middles = start + width * (np.arange(panels) + 0.5)
    times = (middles[:, None] + nodes * width / 2).ravel()
    return function(times) @ np.tile(weights * width / 2, panels)


def test_the_books_agree_with_the_integral_of_the_fluxes():
    """Quadrature of the dense output knows nothing of the books.

    The fluxes at the edge follow hepcidin and liver iron, integrated to 1e-8; the quadrature is
    exact to far less, for the day has no feature shorter than its panels of half an hour.
    """
    model, kernel = brain_with_books()
    state = kernel.initial_state
    trajectory, model = follow(brain_with_books(), with_book(OPEN), state, (0.0, 24.0))
    where = [kernel.reaction_names.index(name) for name in IRON_EDGES]

    def fluxes(times):
        return kernel.fluxes(times, trajectory.at(times), trajectory.p)[where]

    total = model.total("iron", trajectory.state)
    turns = np.array([edges(model, "iron")[name] for name in IRON_EDGES])
    passed = gauss_over_a_day(fluxes, 0.0)
    assert (passed > 0.1).all()
    np.testing.assert_allclose(turns @ passed, total[-1] - total[0], atol=1e-8 * passed.max())


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"blood_loss": 2.0},
        {"placental_clearance": 0.03},
        {"neuron.receptor_density": 0.3},
        {"dietary_iron": 4.0},
    ],
)
def test_on_a_periodic_day_what_enters_leaves(values):
    """Means over the nodes, so nothing but the 1e-9 to which the day is solved is left."""
    model, kernel = brain()
    cycle = solved(with_values(DECLARED, values)) if values else healthy_cycle()
    fluxes = kernel.fluxes(cycle.time, cycle.state, cycle.p).mean(axis=1)
    passed = {
        name: turn * fluxes[kernel.reaction_names.index(name)]
        for name, turn in edges(model, "iron").items()
    }
    assert passed["iron_absorption"] > 0.1  # umol/h; 1 mg a day is 0.75
    assert (passed["placental_uptake"] < 0) == ("placental_clearance" in values)
    assert abs(sum(passed.values())) < 1e-9 * passed["iron_absorption"]


def test_over_a_periodic_day_total_iron_closes():
    day = day_with({"neuron.receptor_density": 0.3})
    total = day.model.total("iron", day.state)
    np.testing.assert_allclose(total[-1], total[0], rtol=CONSERVED)
    assert np.ptp(total) > 1e-6 * total.mean()  # it does move: eaten by day more than by night
