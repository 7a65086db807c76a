"""Errors: one line, the nearest names, an exit code, and a journey through a process pool."""

import pickle

import pytest

from rls_sim import errors
from rls_sim.errors import ConfigError, InputError, RlsSimError, UnknownNameError, nearest_names

NAMES = (
    "endothelium.labile_iron",
    "neuron.labile_iron",
    "neuron.receptor_density",
    "neuron.ferritin_iron",
    "serum_iron_acrophase",
    "hydroxylase_maximal",
    "cerebrospinal_fluid.oxygen",
)


@pytest.mark.parametrize(
    ("name", "exit_code"),
    [
        ("InputError", 3),
        ("UnitError", 3),
        ("UnknownNameError", 3),
        ("OutOfRangeError", 3),
        ("ConfigError", 3),
        ("ModelError", 3),
        ("OutputFolderError", 3),
        ("SolveError", 4),
        ("BatchError", 5),
        ("CheckError", 6),
        ("FolderMismatchError", 7),
    ],
)
def test_each_error_has_the_exit_code_of_the_contract(name, exit_code):
    kind = getattr(errors, name)
    assert issubclass(kind, RlsSimError)
    assert kind.exit_code == exit_code
    assert issubclass(kind, InputError) == (exit_code == 3)


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("neuron.receptor_denisty", "neuron.receptor_density"),  # two letters swapped
        ("receptor_denisty", "neuron.receptor_density"),  # the place left out as well
        ("NEURON.RECEPTOR_DENSITY", "neuron.receptor_density"),  # capitals
        ("oxgen", "cerebrospinal_fluid.oxygen"),  # a slip, and a long place left out
        ("choroid_plexus.ferritin_iron", "neuron.ferritin_iron"),  # another place
        ("acrophase", "serum_iron_acrophase"),  # a part of the name
    ],
)
def test_the_nearest_name_is_the_one_that_was_meant(asked, first):
    assert nearest_names(asked, NAMES)[0] == first


def test_where_no_name_comes_close_it_says_what_lists_them():
    known = [f"name_{number}" for number in range(40)]
    assert str(UnknownNameError("lesion", "zz", known)).endswith("rls-sim show lesions lists them.")
    assert str(UnknownNameError("trial", "zz", known)).endswith("rls-sim trial --list lists them.")
    assert str(UnknownNameError("else", "zz", known)).endswith("known names comes close.")


def test_a_name_that_stands_in_two_places_offers_both():
    assert set(nearest_names("labile_iron", NAMES)[:2]) == {
        "endothelium.labile_iron",
        "neuron.labile_iron",
    }


@pytest.mark.parametrize("home", ["neuron", "endothelium"])
def test_a_name_without_place_is_looked_for_at_home_first(home):
    assert nearest_names("labil_iron", NAMES, home)[0] == f"{home}.labile_iron"
    fault = UnknownNameError("parameter", "labil_iron", NAMES, home=home)
    assert f"Did you mean {home}.labile_iron or " in str(fault)


def test_a_name_like_no_other_offers_nothing():
    assert nearest_names("qqqq", NAMES) == ()


def test_an_unknown_name_says_kind_name_place_and_nearest():
    fault = UnknownNameError("parameter", "receptor_denisty", NAMES, where="sweep.toml [set]")
    assert str(fault) == (
        "There is no parameter 'receptor_denisty' (sweep.toml [set]). "
        "Did you mean neuron.receptor_density?"
    )


def test_few_names_are_listed_when_none_is_near():
    fault = UnknownNameError("spacing", "geometric", ["log", "lin"])
    assert str(fault) == "There is no spacing 'geometric'. Known: lin, log."


def test_many_names_are_counted_when_none_is_near():
    known = [f"neuron.parameter_{number}" for number in range(300)]
    message = str(UnknownNameError("parameter", "qqqq", known))
    assert "300 known" in message
    assert "parameter_7" not in message


def test_no_known_names_at_all_is_said():
    assert str(UnknownNameError("lesion", "x", [])) == "There is no lesion 'x'. None is known."


def test_an_unknown_name_is_a_key_error_so_that_mappings_work():
    assert issubclass(UnknownNameError, KeyError)


def test_a_config_error_shows_every_problem_on_its_own_line():
    fault = ConfigError(["[set] a: no such parameter", "[vary] b: the range must rise"])
    assert str(fault).splitlines() == list(fault.problems)
    assert len(fault.problems) == 2


def test_a_config_error_of_one_text_is_one_problem():
    assert ConfigError("unreadable").problems == ("unreadable",)


@pytest.mark.parametrize(
    "fault",
    [
        UnknownNameError("parameter", "labil_iron", NAMES, where="here"),
        ConfigError(["one", "two"]),
        errors.SolveError("stopped at 3 h"),
    ],
)
def test_an_error_survives_the_journey_from_a_worker_process(fault):
    returned = pickle.loads(pickle.dumps(fault))
    assert type(returned) is type(fault)
    assert str(returned) == str(fault)
    assert vars(returned) == vars(fault)
