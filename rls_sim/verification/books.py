"""Checks of what physics demands: nothing is made or lost unseen, and nothing is below zero."""

from dataclasses import replace
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from rls_sim.biology.brain import HOME, PROCESSES
from rls_sim.errors import SolveError
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.reaction import Compartment, Reaction, Species
from rls_sim.numerics.cycle import find_cycle
from rls_sim.numerics.run import run
from rls_sim.quantities.parameter import Evidence, Parameter
from rls_sim.verification.brain import (
    MONTH,
    edges,
    healthy,
    healthy_day,
    lesioned,
    parameters_of,
    start,
    without,
)
from rls_sim.verification.check import Bound, Check, Measured
from rls_sim.verification.subjects import with_values

Array = NDArray[np.float64]

GROUP = "conservation"
MOIETIES = ("iron", "transferrin", "receptor")
POINTS = 121
STATES, SEED = 200, 1  # random states for the check of signs, and where they are drawn from
STORES = ("red_cell_iron", "macrophage_iron", "liver_iron", "brain_cell_iron")
BOOKS = "book_volume"
OPEN = {"dietary_iron": 60.0, "blood_loss": 20.0, "placental_clearance": 0.5}  # every edge is used
NEARLY_EMPTY = 1e-6  # of health, in everything: where a coarse step would go below zero


@cache
def sealed() -> Model:
    """The brain in which no moiety is made or lost, in spaces of comparable and unequal volumes."""
    shut = {name for moiety in MOIETIES for name in edges(healthy(), moiety)}
    return _in_unlike_spaces(without(frozenset(shut)))


@cache
def booked() -> Model:
    """The brain in such spaces, with a species at each edge that counts the iron that passes."""
    across = edges(healthy(), "iron")
    books = Process(
        "books",
        compartments=[Compartment("book", BOOKS)],
        parameters=[Parameter(BOOKS, 0.7, "L", "", Evidence.ASSUMED, (), (0.1, 10.0))],
        species=[Species(_book(name), name, "book", 0.0) for name in across],
    )
    counted = [replace(p, reactions=[_counted(r, across) for r in p.reactions]) for p in PROCESSES]
    model = Model([*counted, books], home=HOME, name="with books")
    return with_values(_in_unlike_spaces(model), OPEN)


def _book(name: str) -> str:
    return f"book_of_{name}"


def _counted(law: Reaction, across: dict[str, int]) -> Reaction:
    return replace(law, gives={**law.gives, _book(law.name): 1}) if law.name in across else law


def _in_unlike_spaces(model: Model) -> Model:
    """With volumes between 0.5 and 2 L, no two alike.

    At their real size a neuron is lost in a body, and with one size everywhere a rate that
    forgets its volume conserves everything all the same.
    """
    names = sorted({space.volume for space in model.compartments})
    order = np.argsort(np.arange(len(names)) * 7 % 19, kind="stable")
    sizes = np.geomspace(0.5, 2.0, len(names))[order].tolist()
    return with_values(model, dict(zip(names, sizes, strict=True)))


def _comparable(model: Model) -> Array:
    """The healthy midnight (ns,), with the great stores made like the rest and books empty."""
    at_midnight = dict(zip(healthy().species_names, start().tolist(), strict=True))
    state = [at_midnight.get(name, 0.0) for name in model.species_names]
    small = np.isin(model.species_names, STORES)
    return np.asarray(np.where(small, 1e-2, 1.0) * np.array(state))


def _followed(model: Model, state: Array, hours: float) -> tuple[Array, Array]:
    """Times (T,) and states (ns, T) as the integrator found them: no small negative tidied away."""
    times = np.linspace(0.0, hours, POINTS)
    trajectory = run(Kernel.of(model), parameters_of(model), state, (0.0, hours), times)
    return times, trajectory.segments[0].solution(times)


def drift(model: Model, hours: float) -> Measured:
    """The largest relative change of a moiety's total, where none is made or lost."""
    _, states = _followed(model, _comparable(model), hours)
    found = {}
    for moiety in MOIETIES:
        total = model.total(moiety, states)
        found[moiety] = float(np.abs(total / total[0] - 1).max())
    told = ", ".join(f"{moiety} {size:.1e}" for moiety, size in found.items())
    return Measured(max(found.values()), told)


def unaccounted(model: Model, hours: float) -> Measured:
    """Iron that was neither there at the start nor passed an edge, over all there was and came."""
    _, states = _followed(model, _comparable(model), hours)
    row = {name: i for i, name in enumerate(model.species_names)}
    volume = model.parameters[BOOKS].value
    turns = edges(healthy(), "iron")
    passed = {name: n * volume * states[row[_book(name)]] for name, n in turns.items()}
    total = model.total("iron", states)
    came = sum(float(amount[-1]) for amount in passed.values() if amount[-1] > 0)
    left = np.abs(total - sum(passed.values()) - total[0]) / (total[0] + came)
    in_and_out = ", ".join(f"{name} {amount[-1]:+.3g} umol" for name, amount in passed.items())
    return Measured(float(left.max()), in_and_out)


def imbalance_of_the_day(model: Model) -> Measured:
    """What enters on a periodic day less what leaves, over what enters."""
    kernel = Kernel.of(model)
    cycle = find_cycle(kernel, parameters_of(model), healthy_day())
    if not cycle.converged:
        raise SolveError(cycle.error)
    fluxes = kernel.fluxes(cycle.time, cycle.state, cycle.p).mean(axis=1)
    passed = [
        turn * fluxes[kernel.reaction_names.index(name)]
        for name, turn in edges(model, "iron").items()
    ]
    enters = sum(amount for amount in passed if amount > 0)
    return Measured(abs(sum(passed)) / enters, f"{enters:.3g} umol/h enter")


def lowest(model: Model, hours: float) -> Measured:
    """The lowest value of any species over its largest, in a run from next to nothing and a day."""
    kernel = Kernel.of(model)
    _, states = _followed(model, NEARLY_EMPTY * start(), hours)
    cycle = find_cycle(kernel, parameters_of(model), healthy_day())
    if not cycle.converged:
        raise SolveError(cycle.error)
    found = []
    for values in (states, cycle.at(np.linspace(0.0, 24.0, 289))):
        size = np.abs(values).max(axis=1)
        found.append(values.min(axis=1) / np.where(size > 0, size, 1.0))
    worst = int(np.minimum(*found).argmin())
    return Measured(float(np.minimum(*found).min()), f"lowest: {kernel.species_names[worst]}")


def falls_at_zero(model: Model) -> Measured:
    """How many reactions take from a species of which there is none, in random states."""
    kernel = Kernel.of(model)
    p, rng = parameters_of(model), np.random.default_rng(SEED)
    falling = set()
    for _ in range(STATES):
        states = start()[:, None] * 10 ** rng.uniform(-2, 2, (start().size, start().size))
        np.fill_diagonal(states, 0.0)
        gains = kernel.stoichiometry * kernel.fluxes(rng.uniform(0, 24), states, p).T
        for species, law in zip(*np.nonzero(~(gains >= 0)), strict=True):
            falling.add((kernel.species_names[species], kernel.reaction_names[law]))
    told = "; ".join(f"{law} takes {name}" for name, law in sorted(falling)[:4])
    return Measured(len(falling), told)


def checks() -> tuple[Check, ...]:
    """All of this group."""
    return (*_checks_of_moieties(), *_checks_of_signs())


def _checks_of_moieties() -> tuple[Check, ...]:
    exactly = Bound(
        "a linear invariant survives an implicit method but for the rounding of each flux, "
        "some thousand times over",
        high=1e-12,
    )
    return (
        Check(
            "moieties",
            GROUP,
            "Iron, transferrin and its receptor are neither made nor lost.",
            "Thirty days of the brain without the reactions at its edges, in spaces of 0.5 to "
            "2 L, no two alike; the largest change of a total.",
            "relative change",
            exactly,
            partial(drift, sealed(), MONTH),
            slow=True,
        ),
        Check(
            "iron_books",
            GROUP,
            "Iron changes by what passes the edges of the body, and by nothing else.",
            "Thirty days in such spaces of a body that eats, sheds, bleeds and is with child, "
            "with a species at each edge that counts; iron less what passed, over all there was "
            "and came.",
            "relative change",
            exactly,
            partial(unaccounted, booked(), MONTH),
            slow=True,
        ),
        Check(
            "iron_of_a_day",
            GROUP,
            "On a periodic day what enters leaves.",
            "Mean fluxes at the edges on the healthy day; in less out, over in.",
            "relative imbalance",
            Bound("to which the day is solved", high=1e-9),
            partial(imbalance_of_the_day, healthy()),
        ),
    )


def _checks_of_signs() -> tuple[Check, ...]:
    return (
        Check(
            "no_debt",
            GROUP,
            "No reaction takes what is not there.",
            f"In {STATES} draws of states over four decades, each species in turn set to "
            "zero: reactions that then take from it.",
            "reactions",
            Bound("none may", high=0.0),
            partial(falls_at_zero, healthy()),
        ),
        Check(
            "positive",
            GROUP,
            "No concentration falls below zero.",
            "Thirty days of the brain with half of the receptor's synthesis, begun with a "
            "millionth of everything, and its periodic day; the lowest value of a species over "
            "its largest, as integrated.",
            "lowest share",
            Bound("a run is held to 1e-8 of each species, and steps add up", -1e-6),
            partial(lowest, lesioned(), MONTH),
            slow=True,
        ),
    )
