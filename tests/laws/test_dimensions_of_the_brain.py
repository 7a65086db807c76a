"""Every law of the real model has the dimension it must have; one that has not is named."""

from dataclasses import replace

import pytest
from cells import brain

from rls_sim.biology.brain import HOME, PROCESSES
from rls_sim.errors import UnitError
from rls_sim.network.dimensions import check_dimensions, dimension_report
from rls_sim.network.model import Model
from rls_sim.quantities.units import Unit


def test_every_rate_law_returns_an_amount_per_time():
    check_dimensions(brain()[0])


def test_every_law_is_looked_at_and_moves_an_amount_an_hour():
    """What is relative to a healthy cell has the amount of a pure number: 1 times a volume."""
    model, _ = brain()
    found = {row.law: row.dimension for row in dimension_report(model)}
    assert {law.name for law in model.laws} <= set(found)
    amounts = {Unit.parse(unit).dimension for unit in ("umol/h", "L/h")}
    assert {found[reaction.name] for reaction in model.reactions} == amounts


def without_volume(law):
    """The law as it reads where somebody forgot its last factor, the volume."""

    def forgetful(*arguments):
        return law.function(*arguments) / arguments[-1]

    return replace(law, function=forgetful)


@pytest.mark.parametrize("name", ["neuron.ferritin_synthesis", "dopamine_reuptake", "d2_making"])
def test_a_law_that_forgets_its_volume_is_named(name):
    processes = [
        replace(p, reactions=[without_volume(r) if r.name == name else r for r in p.reactions])
        for p in PROCESSES
    ]
    with pytest.raises(UnitError, match=name):
        check_dimensions(Model(processes, home=HOME))
