"""A body that takes medicines, made once for all tests of courses."""

from functools import cache

import numpy as np

from rls_sim.clinic.courses import follow_courses
from rls_sim.clinic.readings import find_readings, readers
from rls_sim.clinic.regimen import read_regimen
from rls_sim.clinic.treatments import shipped_treatments
from rls_sim.study.cell import Cell, brain_bench

READ = ("irls_score", "serum_ferritin", "transferrin_saturation", "labile_iron", "haemoglobin")


@cache
def bench():
    """The treated brain."""
    return brain_bench(treated=True)


@cache
def library():
    """Its treatments."""
    return shipped_treatments(bench().model)


def cell(lesion="receptor_synthesis:0.43", **values):
    """A cell with a lesion and some parameters set."""
    applied = bench().lesions.read_applied(lesion)
    parameters = applied.lesion.apply(bench().healthy, applied.size)
    for name, value in values.items():
        parameters = parameters.override(name.replace("__", "."), value, reason="test")
    return Cell(parameters, (applied,))


def row(made=None):
    """One person as a table (1, np)."""
    parameters = bench().healthy if made is None else made.parameters
    return bench().kernel.parameter_vector(parameters)[None]


def events(doses, days):
    """What these doses make happen."""
    texts = [doses] if isinstance(doses, str) else doses
    return read_regimen(texts, library(), days).events(days, bench().healthy)


def course(doses, days, table=None, read=READ, **options):
    """A course of one person or several."""
    happens = events(doses, days) if doses else ()
    people = row(cell()) if table is None else table
    return follow_courses(bench(), people, happens, days, readers(find_readings(read)), **options)


def amounts(state, table):
    """Umol of every species of people (n, ns)."""
    return state * bench().kernel.volumes_of(table.T).T


def iron(state, table):
    """Umol of iron of people, (n,)."""
    carried = np.array([s.carries.get("iron", 0) for s in bench().model.species])
    return amounts(state, table) @ carried


def place(name):
    """The row of a species."""
    return bench().kernel.species_names.index(name)
