"""Machine code and NumPy asked the same: every program of a model, on states of every size."""

import ctypes

import numpy as np
import pytest
from interpreter import evaluate

from rls_sim.network.assembly import assemble
from rls_sim.network.in_llvm import module_text
from rls_sim.network.in_numpy import FOR_COLUMNS, function_of, function_text
from rls_sim.network.machine import available, compile_text, load_object
from rls_sim.network.programs import LANES, K, trace

EPSILON = np.finfo(float).eps
UNITS = 2.0  # in which two printers may differ; measured: 1.0 at most
BLOCKS = 6
NOISE = 1e-300  # below this an answer may be lost by one order of operations and not by another


def assert_printers_agree(model, seed=3):
    """Hold both printers to each other on every program of a model; see `disagreements`."""
    if not available():
        pytest.skip("no machine code here")
    found = disagreements(model, seed)
    assert len(found) == len(K)
    assert {name: units for name, units in found.items() if units > UNITS} == {}


def call(address, *blocks):
    """Call machine code on arrays (rows, LANES), which it reads or fills."""
    shape = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * len(blocks))
    shape(int(address))(*(block.ctypes.data for block in blocks))


def call_machine(address, program, arrays):
    """Run machine code on arrays (rows, BLOCKS * LANES); fills the answers."""
    for first in range(0, BLOCKS * LANES, LANES):
        lanes = slice(first, first + LANES)
        blocks = {n: np.ascontiguousarray(arrays[n][:, lanes]) for n in program.arguments}
        call(address, *blocks.values())
        for name in program.answers:
            arrays[name][:, lanes] = blocks[name]


def call_python(program, arrays, functions=FOR_COLUMNS):
    """Run the printed text on rows of arrays; fills the answers."""
    function = function_of(program.name, function_text(program), functions)
    rows = {name: list(arrays[name]) for name in program.arguments}
    with np.errstate(all="ignore"):
        function(*(rows[name] for name in program.arguments))
    for name in program.answers:
        for row, answer in enumerate(rows[name]):
            arrays[name][row] = answer


def random_inputs(formulas, parameters, initial, seed=3):
    """Arrays that the first programs read: parameters, times and states, a column a case.

    States lie decades about the initial one; some have species at zero, some are tiny, some
    huge, some have a species below zero, where a solver may step, and some one that is no number.
    """
    generator = np.random.default_rng(seed)
    columns = BLOCKS * LANES
    start = np.where(initial > 0, initial, 1.0)[:, None]
    state = start * 10 ** generator.uniform(-2, 2, (len(start), columns))
    chance = generator.uniform(size=state.shape)
    kind = np.arange(columns) % BLOCKS
    state[:, kind == 1] *= chance[:, kind == 1] > 0.3
    state[:, kind == 2] *= 10 ** generator.uniform(-200, -20, (len(start), (kind == 2).sum()))
    state[:, kind == 3] *= 1e9
    state[:, kind == 4] *= np.where(chance[:, kind == 4] > 0.1, 1.0, -1.0)
    state[:, kind == 5] *= np.where(chance[:, kind == 5] > 0.2, 1.0, np.nan)
    values = parameters[:, None] * 10 ** generator.uniform(-0.3, 0.3, (len(parameters), columns))
    return {
        "parameters": values,
        "time": generator.uniform(0.0, 48.0, (1, columns)),
        "state": state,
        "shift": 10 ** generator.uniform(-4, 2, (1, columns)),
        "turn": 2 * np.pi / 24 * generator.integers(1, 16, (1, columns)),
        "drives": np.zeros((0, columns)),
    }


def disagreements(model, seed=3):
    """
    Of each program of a model, by how much the two printers differ: the largest over its answers.

    In units of the running bound of the rounding error (see interpreter.py). inf where one of
    them has a number and the other none.
    """
    formulas = trace(model)
    assembled = assemble(formulas)
    programs = assembled.programs
    code = load_object(compile_text(module_text(programs)), [p.name for p in programs])
    initial = np.array([species.initial for species in model.species])
    arrays = random_inputs(formulas, model.parameters.values_canonical(), initial, seed)
    generator = np.random.default_rng(seed)
    found = {}
    for address, program in zip(code.addresses, programs, strict=True):
        for name in program.arguments:
            rows = len(program.answers.get(name, ()))
            if name == "drives":
                rows = assembled.staged.drive_count
            if name not in arrays or len(arrays[name]) < rows:
                arrays[name] = generator.normal(size=(rows, BLOCKS * LANES))
        if "vector" in program.arguments:
            rows = len(initial) * (2 if "turning" in program.name else 1)
            arrays["vector"] = generator.normal(size=(rows, BLOCKS * LANES))
        found[program.name] = _disagreement(address, program, arrays)
    return found


def _disagreement(address, program, arrays):
    """By how much they differ on ``arrays``, which then hold the answers of NumPy."""
    given = {n: arrays[name][row] for n, (name, row) in program.places.items()}
    of_machine = {name: arrays[name].copy() for name in program.arguments}
    of_python = {name: arrays[name].copy() for name in program.arguments}
    call_machine(address, program, of_machine)
    call_python(program, of_python)
    worst = 0.0
    for name, nodes in program.answers.items():
        _, errors = evaluate(program.graph, nodes, given)
        one, other = of_machine[name][: len(nodes)], of_python[name][: len(nodes)]
        wide = [np.broadcast_to(error, one.shape[1:]) for error in errors]
        bound = EPSILON * np.array(wide).reshape(one.shape) + NOISE
        with np.errstate(all="ignore"):
            ratio = np.abs(one - other) / bound
        same = (one == other) | (np.isnan(one) & np.isnan(other))
        same |= ~np.isfinite(bound) & ~np.isnan(one) & ~np.isnan(other)  # near the largest number
        worst = max(worst, np.where(same, 0.0, np.nan_to_num(ratio, nan=np.inf)).max(initial=0.0))
        arrays[name] = of_python[name]
    return worst
