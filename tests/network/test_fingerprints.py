"""Two models have one structure hash if and only if their equations are the same."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from toy_network import CELL, FLUID, VALUES, build_toy

from rls_sim.network.fingerprint import code_text, fingerprint
from rls_sim.network.model import Model
from rls_sim.network.process import place

HERE = Path(__file__).parent


def test_the_structure_hash_is_the_same_in_a_fresh_process():
    code = "from toy_network import build_toy; print(build_toy().structure_hash())"
    told = []
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(HERE)}
        run = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        told.append(run.stdout.strip())
    assert told == [build_toy().structure_hash()] * 2


def test_values_move_the_hash_but_not_the_structure_hash():
    toy = build_toy()
    other = toy.with_parameters(toy.parameters.override("meal", 0.7, reason="test"))
    assert other.structure_hash() == toy.structure_hash()
    assert other.hash() != toy.hash() == build_toy().hash()
    assert other.parameters["meal"].value == 0.7
    assert toy.parameters["meal"].value == 0.4


def test_the_name_of_a_place_moves_the_structure_hash():
    named = {
        name: Model([place(CELL, "west"), place(CELL, name, values=VALUES), FLUID]).structure_hash()
        for name in ("east", "south")
    }
    assert named["east"] == build_toy().structure_hash() != named["south"]


@pytest.mark.parametrize(
    "change",
    [
        {"species": (replace(CELL.species[0], carries={}), *CELL.species[1:])},
        {"species": (replace(CELL.species[0], compartment="fluid"), *CELL.species[1:])},
        {"compartments": (replace(CELL.compartments[0], volume="half"),)},
        {"parameters": (replace(CELL.parameters[0], unit="mL"), *CELL.parameters[1:])},
        {"derived": (replace(CELL.derived[0], unit="umol"), *CELL.derived[1:])},
        {"reactions": (replace(CELL.reactions[0], boundary=True), *CELL.reactions[1:])},
        {"reactions": (replace(CELL.reactions[0], boundary=("iron",)), *CELL.reactions[1:])},
        {"reactions": (replace(CELL.reactions[0], gives={"free": 2}, boundary=True),)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_code_depends_on_moves_the_structure_hash(change):
    # Boundaries everywhere, so that what is conserved may be changed without a refusal.
    free = replace(CELL, reactions=[replace(r, boundary=True) for r in CELL.reactions])
    start = CELL if change.get("reactions") else free
    told = [
        Model([process, FLUID]).structure_hash() for process in (start, replace(start, **change))
    ]
    assert told[0] != told[1]


def test_what_a_law_refers_to_belongs_to_its_text():
    def with_factor(factor):
        def law(iron):
            return factor * iron

        return law

    assert fingerprint(with_factor(2)) != fingerprint(with_factor(3))
    assert fingerprint(with_factor(2)) == fingerprint(with_factor(2))


TABLE = {"slope": [2.0, 3.0]}


def test_what_stands_in_tables_and_comprehensions_belongs_to_the_text():
    def law(iron):
        return sum([iron * slope for slope in TABLE["slope"]])

    assert "'slope': (2.0, 3.0)" in fingerprint(law)
    assert " at 0x" not in fingerprint(build_toy().law("west.gate").function)


def test_the_text_of_a_helper_belongs_to_the_law_that_calls_it():
    text = fingerprint(CELL.reactions[0].function)
    for name in ("uptake", "michaelis_menten", "saturation"):
        assert f"FunctionDef(name='{name}'" in text


LAW = """
@reaction("iron -> stored", source="someone_2009")
def storage(iron, rate):
    '''Iron is stored. Slowly.'''
    return rate * iron / (iron + 2.0)
"""
SAME = """
@reaction("iron -> stored", source="someone_else_2010")
def storage(iron: Number, rate: Number) -> Number:
    # Another reason.
    return (
        rate * iron
        / (iron + 2.0)  # half
    )
"""


def written(folder, text):
    """The law as it would stand in a module of this text."""
    path = folder / f"law_{len(list(folder.iterdir()))}.py"
    path.write_text(f"from rls_sim.network.reaction import Number, reaction\n{text}")
    space = {}
    exec(compile(path.read_text(), str(path), "exec"), space)
    return fingerprint(space["storage"].function)


def test_words_and_line_breaks_of_a_law_do_not_make_another_model(tmp_path):
    assert written(tmp_path, LAW) == written(tmp_path, SAME)


@pytest.mark.parametrize(
    ("old", "new"), [("rate * iron", "rate + iron"), ("2.0", "2.5"), ("(iron + 2.0)", "iron + 2.0")]
)
def test_whatever_a_law_computes_makes_another_model(tmp_path, old, new):
    assert written(tmp_path, LAW) != written(tmp_path, LAW.replace(old, new))


def test_the_code_of_a_law_reads_the_same_under_every_python():
    text = code_text(
        "def law(a: int, /, b=-1.5, *, c=None) -> int:\n    'Why.'\n    return f(a)[0]"
    )
    assert text == (
        "Module(body=[FunctionDef(name='law', args=arguments(posonlyargs=[arg(arg='a')], "
        "args=[arg(arg='b')], kwonlyargs=[arg(arg='c')], kw_defaults=[Constant()], "
        "defaults=[UnaryOp(op=USub(), operand=Constant(value=1.5))]), "
        "body=[Return(value=Subscript(value=Call(func=Name(id='f'), args=[Name(id='a')]), "
        "slice=Constant(value=0)))])])"
    )


def test_the_numbers_of_an_array_belong_to_the_law():
    def with_slopes(slopes):
        def law(iron):
            return slopes * iron

        return law

    one, other = (with_slopes(np.array([1.0, last])) for last in (2.0, 3.0))
    assert fingerprint(one) != fingerprint(other)


def typed(text):
    """A function without a file, as one typed at a prompt."""
    return eval(compile(text, "nowhere", "eval"), {"__builtins__": {}})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("lambda iron: 2 * iron", "lambda iron: 3 * iron"),
        ("lambda iron, half: iron / half", "lambda half, iron: iron / half"),
        ("lambda iron: 2", "lambda iron: 3"),
        ("lambda n: 2 if n > 1 else 3", "lambda n: 2 if n > 1 else 4"),  # no formula
        ("lambda n: [k for k in (1, 2) if n > k]", "lambda n: [k for k in (1, 3) if n > k]"),
    ],
)
def test_a_law_without_a_file_is_known_by_what_it_computes(one, other):
    assert fingerprint(typed(one)) != fingerprint(typed(other))
    assert fingerprint(typed(one)) == fingerprint(typed(one))
    assert " at 0x" not in fingerprint(typed(one))


def test_formulas_that_are_the_same_are_one_however_they_are_typed():
    assert fingerprint(typed("lambda a, b: a + b - 0")) == fingerprint(
        typed("lambda a, b: (b + a)")
    )


def test_users_of_a_name():
    toy = build_toy()
    assert toy.users_of("west.half") == ("west.uptake", "west.loss", "west.sensed")
    assert toy.users_of("west.volume")[-1] == "west.cytosol"
    assert toy.users_of("nothing") == ()


def test_volumes_follow_the_parameters():
    toy = build_toy()
    np.testing.assert_array_equal(toy.volumes(), [0.3, 0.3, 0.3, 0.05, 0.05, 0.05, 2.0])
    swollen = toy.with_parameters(toy.parameters.override("volume", 0.6, reason="test"))
    np.testing.assert_array_equal(swollen.volumes()[:3], [0.6] * 3)
