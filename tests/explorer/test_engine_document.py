"""What a page is told of the model: all of it, as JSON has it, and lesions as Python has them."""

import gzip
import json
from base64 import b64decode
from functools import cache

import numpy as np
import pytest

from rls_sim.explorer.engine import LEVELS, READING_NODES, engine_document
from rls_sim.numerics.machine_balance import from_blocks
from rls_sim.study.cell import brain_bench
from rls_sim.study.lesion import changed_value

SHARES = (0.0, 0.2, 0.5, 0.8, 1.0)
FORMS = {  # what rls_sim/explorer/page/local_source.js does
    "times_size": lambda value, size, number: value * size,
    "over_size": lambda value, size, number: value / size,
    "times_power": lambda value, size, number: value * size**number,
    "size": lambda value, size, number: size,
    "add_size": lambda value, size, number: value + size,
    "slope": lambda value, size, number: number * (size - 1),
    "times": lambda value, size, number: value * number,
    "set": lambda value, size, number: number,
}


@cache
def bench():
    return brain_bench()


@cache
def document():
    return json.loads(json.dumps(engine_document(bench()), allow_nan=False))


@pytest.mark.parametrize("name", sorted(bench().lesions))
def test_a_lesion_changes_in_the_page_what_it_changes_here(name):
    lesion, parameters = bench().lesions[name], bench().healthy
    told = {change["parameter"]: change for change in document()["changes"][name]}
    assert list(told) == list(lesion.changes)
    for size in map(lesion.size_at, SHARES):
        for parameter, change in lesion.changes.items():
            due = changed_value(parameters[parameter], change, size)
            form, number = told[parameter]["form"], told[parameter]["number"]
            found = FORMS[form](parameters[parameter].value, size, number)
            np.testing.assert_allclose(found, due, rtol=1e-14)


def test_the_module_has_the_transforms_of_every_grid():
    code = gzip.decompress(b64decode(document()["wasm"]))
    for nodes in LEVELS:
        assert f"analyse_{nodes}".encode() in code
        assert f"synthesise_{nodes}".encode() in code
    assert f"synthesise_{READING_NODES}".encode() in code


def test_everything_has_one_entry_a_species_or_parameter():
    dims, kernel = document()["dims"], bench().kernel
    assert dims["species"] == len(kernel.species_names) == len(document()["floor"])
    assert dims["parameters"] == len(kernel.parameter_names) == len(document()["factors"])
    assert document()["parameters"] == list(kernel.parameter_names)
    assert set(document()["places"]) == set(kernel.places)


def test_factors_take_declared_values_to_the_kernel_s_units():
    values = [bench().healthy[name].value for name in document()["parameters"]]
    due = bench().kernel.parameter_vector(bench().healthy)
    np.testing.assert_allclose(np.array(values) * document()["factors"], due, rtol=1e-14)


def test_the_first_guess_is_the_healthy_day():
    cycle = bench().healthy_cycle
    shape = from_blocks(np.array(document()["shapes"][1]), len(cycle.floor))
    assert shape.shape[1] == LEVELS[1] == cycle.state.shape[1]
    guess = np.array(document()["start"])[:, None] * shape
    present = cycle.state.max(axis=1) > cycle.floor
    # Five digits are kept of a shape.
    np.testing.assert_allclose(guess[present], cycle.state[present], rtol=1e-4)


def test_the_same_bench_gives_the_same_document():
    assert engine_document(brain_bench()) == engine_document(bench())
