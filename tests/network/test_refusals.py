"""A model that is not well posed never comes into being, and says by name what is wrong."""

import pytest
from toy_network import CELL, FLUID, build_toy, number

from rls_sim.errors import ModelError, UnknownNameError
from rls_sim.network.model import Model
from rls_sim.network.process import Process, place
from rls_sim.network.reaction import Compartment, Species, derived, reaction
from rls_sim.quantities.parameter import ParameterSet


def box(**parts):
    """A process with one pool of iron in one litre, and what is added to it."""
    pool = Species("iron", "Iron", "box", 1.0, {"iron": 1})
    parts = {
        "species": (pool, *parts.pop("species", ())),
        "parameters": (number("volume", 1.0, "L"), *parts.pop("parameters", ())),
        "compartments": (Compartment("box", "volume"),),
        **parts,
    }
    return Process("box", **parts)


def test_a_misspelt_argument_is_named_with_its_law_and_the_nearest_name():
    @reaction("iron ->", boundary=True)
    def loss(irn):
        return irn

    with pytest.raises(UnknownNameError, match=r"'irn' \(law of loss\). Did you mean iron"):
        Model([box(reactions=(loss,))])


def test_a_misspelt_species_is_named_with_its_equation():
    @reaction("irn ->", boundary=True)
    def loss(iron):
        return iron

    with pytest.raises(UnknownNameError, match=r"species 'irn' \(equation of loss\).*iron"):
        Model([box(reactions=(loss,))])


def test_a_parameter_is_not_a_species():
    @reaction("volume ->", boundary=True)
    def loss(iron):
        return iron

    with pytest.raises(UnknownNameError, match=r"no species 'volume' \(equation of loss\)"):
        Model([box(reactions=(loss,))])


def test_a_name_for_two_things_is_told_with_both():
    @derived("1")
    def iron(volume):
        return volume

    told = r"iron is declared 2 times \(species of box, derived quantity of box\)"
    with pytest.raises(ModelError, match=told):
        Model([box(derived=(iron,))])


def test_a_process_placed_twice_at_one_place_is_refused():
    told = r"west\.free is declared 2 times \(species of cell at west, species of cell at west\)"
    with pytest.raises(ModelError, match=told):
        Model([place(CELL, "west"), place(CELL, "west"), FLUID])


def test_time_cannot_be_declared():
    with pytest.raises(ModelError, match="time is declared 2 times"):
        Model([box(parameters=(number("time", 1.0),))])


def test_a_compartment_declared_twice_is_refused():
    again = Process("again", compartments=(Compartment("box", "volume"),))
    with pytest.raises(ModelError, match="compartment box is declared 2 times"):
        Model([box(), again])


def test_a_compartment_without_a_volume_is_refused():
    lone = Process("lone", compartments=(Compartment("bag", "bag_volume"),))
    with pytest.raises(UnknownNameError, match=r"parameter 'bag_volume' \(volume of bag\)"):
        Model([box(), lone])


def test_a_species_without_a_compartment_is_refused():
    with pytest.raises(UnknownNameError, match=r"compartment 'bx' \(place of lost\).*box"):
        Model([box(species=(Species("lost", "", "bx", 1.0),))])


def test_a_leak_is_told_with_both_counts():
    store = Species("store", "Store", "box", 1.0, {"iron": 2, "protein": 1})

    @reaction("store -> iron")
    def opening(store):
        return store

    told = r"opening takes 2 iron and gives 1 \(store -> iron\)"
    with pytest.raises(ModelError, match=told):
        Model([box(species=(store,), reactions=(opening,))])


def test_a_leak_is_allowed_at_the_boundary_only():
    @reaction("-> iron")
    def spring(iron):
        return iron

    @reaction("-> iron", boundary=True)
    def meal(iron):
        return iron

    with pytest.raises(ModelError, match="spring takes 0 iron and gives 1"):
        Model([box(reactions=(spring,))])
    assert len(Model([box(reactions=(meal,))]).reactions) == 1


CARRIER = Species("carrier", "Carrier", "box", 1.0, {"protein": 1})
LADEN = Species("laden", "Laden carrier", "box", 1.0, {"protein": 1, "iron": 2})


@pytest.mark.parametrize("boundary", ["protein", ("protein",), ["protein"], ("iron", "protein")])
def test_only_what_the_boundary_names_may_be_made_or_lost(boundary):
    @reaction("laden -> 2 iron", boundary=boundary)
    def digestion(laden):
        return laden

    model = Model([box(species=(CARRIER, LADEN), reactions=(digestion,))])
    assert model.reactions[0].boundary
    assert model.reactions[0].may_make_or_lose("protein")


def test_what_the_boundary_does_not_name_must_balance():
    @reaction("laden -> iron", boundary="protein")
    def digestion(laden):
        return laden

    told = r'digestion takes 2 iron and gives 1 .*name it in the boundary \("iron"\)'
    with pytest.raises(ModelError, match=told):
        Model([box(species=(LADEN,), reactions=(digestion,))])


def test_a_boundary_for_what_nothing_carries_is_refused():
    @reaction("laden -> 2 iron", boundary="protien")
    def digestion(laden):
        return laden

    with pytest.raises(UnknownNameError, match=r"'protien' \(boundary of digestion\).*protein"):
        Model([box(species=(LADEN,), reactions=(digestion,))])


def test_a_circle_of_derived_quantities_is_told_in_order():
    @derived("1")
    def hen(egg):
        return egg

    @derived("1")
    def egg(chick):
        return chick

    @derived("1")
    def chick(hen):
        return hen

    with pytest.raises(ModelError, match="need each other in a circle") as refusal:
        Model([box(derived=(hen, egg, chick))])
    assert "hen" in str(refusal.value)
    assert str(refusal.value).count("->") == 3


@pytest.mark.parametrize("unit", ["nmol/L", "mM", "1/min"])
def test_a_pool_in_another_unit_than_the_kernel_counts_in_is_refused(unit):
    with pytest.raises(ModelError, match=f"odd is declared in {unit}; write it in"):
        Model([box(species=(Species("odd", "", "box", 1.0, unit=unit),))])


def test_a_derived_quantity_in_another_unit_than_it_is_computed_in_is_refused():
    @derived("nmol/L")
    def odd(iron):
        return iron

    with pytest.raises(ModelError, match=r"odd is declared in nmol/L; write it in umol/L\."):
        Model([box(derived=(odd,))])


def test_parameters_given_must_hold_what_laws_need():
    toy = build_toy()
    some = ParameterSet([p for p in toy.parameters.values() if p.name != "turnover"])
    with pytest.raises(UnknownNameError, match=r"'turnover' \(law of west\.signalling\)"):
        Model(toy.processes, some)


def test_a_moiety_that_nothing_carries_is_refused():
    toy = build_toy()
    with pytest.raises(UnknownNameError, match=r"no moiety 'irn'\. Did you mean iron"):
        toy.total("irn", [0.0] * 7)
