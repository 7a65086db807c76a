"""Small systems as machine code: their rates, written once, are traced, derived and compiled."""

from functools import cache

import numpy as np

from rls_sim.network.arithmetic import Kind
from rls_sim.network.assembly import Assembly
from rls_sim.network.elimination import choose_order
from rls_sim.network.expression import Graph, Traced
from rls_sim.network.in_llvm import module_text
from rls_sim.network.machine import compile_text, load_object
from rls_sim.network.programs import Formulas, stage
from rls_sim.network.rate_laws import cos, exp, sqrt


@cache
def machine(rates, species, parameters):
    """The machine code of x' = rates(t, x, p) with so many species and parameters."""
    assembly = _assembly(rates, species, parameters)
    names = [program.name for program in assembly.programs]
    code = compile_text(module_text(assembly.programs))
    return load_object(code, names, {"dims": assembly.dims})


class Machined:
    """A toy of toys.py that has machine code as well, as the kernel of a model has."""

    def __init__(self, toy, parameters):
        self.toy, self.parameters = toy, parameters

    def __getattr__(self, name):
        return getattr(self.toy, name)

    @property
    def machine(self):
        return machine(type(self.toy).traced_rates, len(self.species_names), self.parameters)


def _assembly(rates, species, parameters):
    graph = Graph()
    time = graph.symbol("time", Kind.TIME)
    p = {f"p{i}": graph.symbol(f"p{i}", Kind.CONSTANT) for i in range(parameters)}
    x = tuple(graph.symbol(f"x{i}", Kind.STATE) for i in range(species))
    traced = rates(
        Traced(graph, time), [Traced(graph, n) for n in x], [Traced(graph, n) for n in p.values()]
    )
    nodes = tuple(
        rate.node if isinstance(rate, Traced) else graph.number(float(rate)) for rate in traced
    )
    formulas = Formulas(None, graph, time, x, p, (), {}, nodes)
    rows, columns, slopes = formulas.slopes_along_species(nodes)
    roots = {
        "rates": {"rates": nodes},
        "linearised": {"rates": nodes, "slopes": slopes},
        "time_slopes": {"answer": formulas.slopes_along_time(nodes)},
    }
    pattern = choose_order(species, list(zip(rows.tolist(), columns.tolist(), strict=True)))
    return Assembly(formulas, stage(formulas, roots, moving="time_slopes"), rows, columns, pattern)


def forced(t, x, p):
    """Two species, driven by two rhythms, neither linear nor stiff."""
    return [
        1 + cos(t) + p[0] * x[1] - x[0] * x[0],
        x[0] - x[1] * x[1] + 0.5 * cos(3 * t - 1),
    ]


def follower(t, x, p):
    """Prothero and Robinson's: from 1 the solution is cos t, however quick it is made to follow."""
    return [-p[0] * (x[0] - cos(t)) - cos(t - np.pi / 2)]


def robertson(t, x, p):
    """Three reactions with rates over nine decades; the total of the species stays."""
    slow, fast, back = p[0] * x[0], p[1] * x[1] * x[1], p[2] * x[1] * x[2]
    return [back - slow, slow - back - fast, fast]


def van_der_pol(t, x, p):
    """A relaxation oscillation: slow for most of the time, then all at once."""
    return [x[1], p[0] * ((1 - x[0] * x[0]) * x[1] - x[0])]


def blast(t, x, p):
    """From one it leaves every bound at 1/p; with a negative p it comes to rest."""
    return [p[0] * x[0] * x[0]]


def kinked(t, x, p):
    """Driven by |cos t|, whose slope jumps."""
    drive = cos(t)
    return [sqrt(drive * drive) - p[0] * x[0]]


def pulsed(t, x, p):
    """Nothing happens but a pulse at noon, of half an hour."""
    away = t - 12.0
    return [p[0] * exp(-10.0 * away * away)]
