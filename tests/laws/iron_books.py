"""The real model with its edges shut, or with a book kept at each: what conservation is tested on.

All compartments get comparable and unequal volumes: with one volume everywhere a rate that forgets
its volume conserves iron all the same, and at their real size a neuron is lost in a body.
"""

from dataclasses import replace
from functools import cache

import numpy as np
from cells import brain
from strategies import beyond_range

from rls_sim.biology.brain import HOME, PROCESSES
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.reaction import Compartment, Species
from rls_sim.numerics.run import run
from rls_sim.quantities.parameter import Evidence, Parameter

MOIETIES = ("iron", "transferrin", "receptor")
IRON_EDGES = ("iron_absorption", "tissue_shedding", "bleeding", "placental_uptake")
STORES = ("red_cell_iron", "macrophage_iron", "liver_iron", "brain_cell_iron")

# A linear invariant survives an implicit integrator up to rounding: some thousand steps, each of
# which rounds every flux to 1e-16 of its size. Measured: 3e-15.
CONSERVED = 1e-12


def edges(model, moiety):
    """Names of the reactions that make or lose the moiety, and how much a turn of each gives."""
    carried = np.array([species.carries.get(moiety, 0) for species in model.species])
    net = carried @ model.stoichiometry()
    return {r.name: n for r, n in zip(model.reactions, net, strict=True) if n}


@cache
def closed_brain():
    """The model without the reactions that carry iron across its edge, and its kernel."""
    return _without(IRON_EDGES)


@cache
def sealed_brain():
    """The model in which transferrin and receptor are neither made nor lost, nor iron."""
    model, _ = brain()
    return _without({name for moiety in MOIETIES for name in edges(model, moiety)})


def _without(names):
    processes = [
        replace(p, reactions=[r for r in p.reactions if r.name not in names]) for p in PROCESSES
    ]
    model = Model(processes, home=HOME, name="closed")
    return model, Kernel.of(model)


@cache
def brain_with_books():
    """The model with a species at each edge that counts what passes, in a volume of its own."""
    books = Process(
        "books",
        compartments=[Compartment("book", "book_volume")],
        parameters=[Parameter("book_volume", 0.7, "L", "", Evidence.ASSUMED, (), (0.1, 10.0))],
        species=[Species(f"book_of_{name}", name, "book", 0.0) for name in IRON_EDGES],
    )

    def counted(reaction):
        if reaction.name not in IRON_EDGES:
            return reaction
        return replace(reaction, gives={**reaction.gives, f"book_of_{reaction.name}": 1})

    processes = [replace(p, reactions=[counted(r) for r in p.reactions]) for p in PROCESSES]
    model = Model([*processes, books], home=HOME, name="with books")
    return model, Kernel.of(model)


def unequal_volumes(parameters, compartments):
    """The parameters with volumes between 0.5 and 2 L, no two alike, neighbours far apart."""
    names = sorted({c.volume for c in compartments})
    order = np.argsort(np.arange(len(names)) * 7 % 19, kind="stable")
    volumes = np.geomspace(0.5, 2.0, len(names))[order]
    return beyond_range(parameters, dict(zip(names, volumes.tolist(), strict=True)))


def comparable(model, state):
    """The state (species,) with the great stores of body and brain made like the rest."""
    return np.where(np.isin(model.species_names, STORES), 1e-2 * state, state)


def follow(closed_or_counted, parameters, state, hours, **options):
    """The run of a cell of unequal volumes, and the model with that cell's parameters."""
    model, kernel = closed_or_counted
    parameters = unequal_volumes(parameters, model.compartments)
    trajectory = run(
        kernel,
        kernel.parameter_vector(parameters),
        comparable(model, state),
        hours,
        output_times=np.linspace(*hours, 25),
        **options,
    )
    return trajectory, model.with_parameters(parameters)


def as_integrated(trajectory):
    """The states at the output times before they are tidied.

    A run sets to zero what its solver left a hair below, and so adds up to 1e-11 of a total; the
    solver itself does not.
    """
    return trajectory.segments[0].solution(trajectory.time)
