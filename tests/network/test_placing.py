"""A process is written once and placed often; what is misspelt in placing it is refused."""

import pytest
from toy_network import CELL, FLUID, number

from rls_sim.errors import ModelError, OutOfRangeError, UnknownNameError
from rls_sim.network.model import Model
from rls_sim.network.process import Process, join, place
from rls_sim.network.reaction import Species, reaction


def names(items):
    return [item.name for item in items]


def test_what_a_process_declares_gains_the_place_and_nothing_else_does():
    west = place(CELL, "west")
    uptake = west.reactions[0]

    assert names(west.species) == ["west.free", "west.stored", "west.signal"]
    assert names(west.parameters)[0] == "west.volume"
    assert names(west.derived) == ["west.sensed", "west.gate"]
    assert names(west.compartments) == ["west.cytosol"]
    assert west.compartments[0].volume == "west.volume"
    assert west.species[0].compartment == "west.cytosol"
    assert uptake.equation == "outside -> west.free"
    assert uptake.needs == ("outside", "west.uptake_maximal", "west.half", "west.sensed")
    assert uptake.function is CELL.reactions[0].function
    assert west.reactions[3].boundary


def test_labels_say_where():
    assert place(CELL, "far_west").species[0].label == "free iron, far west"
    assert place(CELL, "west", label="W").compartments[0].label == "cell, W"
    assert place(CELL, "west", label="").derived[0].label == "sensed scarcity"


def test_a_name_can_be_connected_to_another():
    west = place(CELL, "west", connect={"outside": "fluid.iron", "half": "shared_half"})
    assert west.reactions[0].equation == "fluid.iron -> west.free"
    assert west.reactions[0].needs[0] == "fluid.iron"
    assert west.reactions[3].needs == ("west.free", "loss_constant", "west.volume", "shared_half")
    assert "shared_half" in names(west.parameters)


def test_two_local_pools_may_be_one_global_pool():
    @reaction("left + 2 right -> middle")
    def meeting(left, right):
        return left * right

    placed = place(
        Process("p", reactions=(meeting,)), "x", connect={"left": "pool", "right": "pool"}
    )
    assert placed.reactions[0].takes == {"pool": 3}


def test_values_of_an_instance_are_its_own():
    west = place(CELL, "west", values={"volume": {"value": 0.7, "note": "swollen"}})
    assert (west.parameters[0].value, west.parameters[0].note) == (0.7, "swollen")
    assert CELL.parameters[0].value == 0.3
    with pytest.raises((ModelError, OutOfRangeError), match=r"volume.*outside"):
        place(CELL, "west", values={"volume": {"value": -1.0}})


def test_an_instance_may_start_elsewhere():
    west = place(CELL, "west", initial={"free": 9.0})
    assert [s.initial for s in west.species] == [9.0, 2.0, 0.7]


def test_at_no_place_a_process_is_only_connected():
    here = place(CELL, "", connect={"outside": "plasma.iron"})
    assert here.name == "cell"
    assert names(here.species) == names(CELL.species)
    assert here.species[0].label == "free iron"
    assert here.reactions[0].equation == "plasma.iron -> free"


def test_what_an_instance_lacks_is_left_out():
    west = place(
        CELL,
        "west",
        leave_out={"storage", "release", "stored", "gate", "signal", "signalling"},
    )
    model = Model([west, FLUID])
    assert model.species_names == ("west.free", "outside")
    assert names(model.reactions) == ["west.uptake", "west.loss", "feeding"]


def test_a_law_that_needs_what_was_left_out_is_named():
    west = place(CELL, "west", leave_out={"gate"})
    with pytest.raises(UnknownNameError, match=r"'west\.gate' \(law of west\.storage\)"):
        Model([west, FLUID])


def test_what_was_left_out_can_be_given_by_another_process():
    west = place(CELL, "west", leave_out={"half"})
    own = Process("own", parameters=(number("west.half", 3.0, "umol/L"),))
    assert Model([west, FLUID, own]).users_of("west.half") == (
        "west.uptake",
        "west.loss",
        "west.sensed",
    )


def test_processes_joined_before_placing_see_each_other():
    fluid = place(join("both", CELL, FLUID), "west")
    assert fluid.reactions[0].equation == "west.outside -> west.free"
    assert len(fluid.parameters) == len(CELL.parameters) + len(FLUID.parameters)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"connect": {"outsid": "x"}}, r"'outsid' \(connect of cell placed at west\).*outside"),
        ({"values": {"volum": {"value": 1}}}, r"'volum' \(values of .*\).*volume"),
        ({"values": {"outside": {"value": 1}}}, r"no parameter 'outside'"),
        ({"initial": {"fre": 1.0}}, r"no species 'fre' \(initial of .*\).*free"),
        ({"leave_out": {"storag"}}, r"'storag' \(leave_out of .*\).*storage"),
        ({"leave_out": {"outside"}}, r"no name 'outside' \(leave_out"),
    ],
)
def test_a_key_that_means_nothing_is_refused(asked, told):
    with pytest.raises(UnknownNameError, match=told):
        place(CELL, "west", **asked)


def test_a_value_for_what_is_left_out_is_refused():
    with pytest.raises(ModelError, match="volume is given a value and left out"):
        place(CELL, "west", values={"volume": {"value": 1.0}}, leave_out={"volume"})
    with pytest.raises(ModelError, match="free is given a value and left out"):
        place(CELL, "west", initial={"free": 1.0}, leave_out={"free"})


def test_species_in_a_shared_compartment_keep_it():
    guest = Process("guest", species=(Species("guest", "", "fluid", 1.0),))
    assert place(guest, "west").species[0].compartment == "fluid"
