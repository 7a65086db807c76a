"""The programs of a model compute everything once, as seldom as they can, none of it in vain."""

import numpy as np
import pytest
from cells import brain
from toy_network import build_toy, number

from rls_sim.network.arithmetic import Kind
from rls_sim.network.assembly import assemble
from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.programs import K, stage, trace
from rls_sim.network.rate_laws import daily_wave
from rls_sim.network.reaction import Compartment, Species, reaction

OF_KIND = {"constants": Kind.CONSTANT, "drives": Kind.TIME, "moving_drives": Kind.TIME}


def models():
    return [build_toy(), brain()[0]]


@pytest.mark.parametrize("model", models(), ids=repr)
def test_every_program_computes_what_is_of_its_own_kind(model):
    for program in assemble(model).programs[: K.TIMES]:
        graph = program.graph
        kinds = {graph.kind[node] for node in program.order() if not graph.is_number(node)}
        assert kinds <= {OF_KIND.get(program.name, Kind.STATE)}, program.name


@pytest.mark.parametrize("model", models(), ids=repr)
def test_nothing_is_computed_before_its_arguments_or_twice_or_for_nobody(model):
    for program in assemble(model).programs:
        known, order = set(program.places), program.order()
        for node in order:
            assert set(program.graph.arguments[node]) <= known
            known.add(node)
        assert len(set(order)) == len(order)
        needed = {a for node in order for a in program.graph.arguments[node]}
        needed |= {node for nodes in program.answers.values() for node in nodes}
        assert set(order) <= needed


@pytest.mark.parametrize("model", models(), ids=repr)
def test_every_row_of_constants_and_drives_is_read_by_somebody(model):
    assembled = assemble(model)
    read = set()
    for program in assembled.programs[K.DRIVES : K.TIMES]:
        used = {a for node in program.order() for a in program.graph.arguments[node]}
        used |= {node for nodes in program.answers.values() for node in nodes}
        read |= {place for node, place in program.places.items() if node in used}
    staged = assembled.staged
    for name, rows in (("constants", staged.constant_count), ("drives", staged.drive_count)):
        assert {row for array, row in read if array == name} == set(range(rows))


def test_what_depends_on_parameters_alone_costs_a_state_nothing():
    @reaction("-> pool", boundary=True)
    def making(pool, time, k, m, period):
        return k / (k + m) * daily_wave(time, period, m, k) * (1 - pool)

    pool, box = Species("pool", "", "box", 1.0), Compartment("box", "volume")
    names = ("k", "m", "period")
    parameters = (number("volume", 1.0, "L"), *(number(name, 2.0) for name in names))
    formulas = trace(Model([Process("box", (pool,), parameters, (making,), (), (box,))]))
    staged = stage(formulas, {"rates": {"rates": formulas.rates}})

    assert staged.programs["rates"].operation_counts() == {"subtract": 1, "multiply": 1}
    counts = staged.drives.operation_counts()
    assert counts["cos"] == 1
    assert "reciprocal" not in counts  # the period is turned over once for a cell
    assert staged.constants.operation_counts()["reciprocal"] == 3


def test_drives_that_only_the_slope_along_time_needs_are_left_to_moving_drives():
    staged = assemble(build_toy()).staged
    fewer, more = staged.drives.answers["drives"], staged.moving_drives.answers["drives"]
    assert more[: len(fewer)] == fewer
    assert len(more) == staged.drive_count > len(fewer)


def test_formulas_apart_are_derived_alike_whatever_came_before():
    formulas = trace(build_toy())
    size = len(formulas.graph.operation)
    first = formulas.apart()
    first.slopes_along_parameters(first.fluxes)
    second = formulas.apart()
    rows, columns, nodes = second.slopes_along_species(second.rates)
    fresh = trace(build_toy()).slopes_along_species(formulas.rates)
    assert len(formulas.graph.operation) == size
    np.testing.assert_array_equal((rows, columns, nodes), fresh)
