"""How far the engine is from the least time in which this processor could do its arithmetic.

Every kernel is called through a counter, so the calls of a batch are known exactly; the operations
of a call are counted in its program. What the processor can do at best is measured by a loop of
multiplications and additions that wait for nothing, and by one of divisions.
"""

import ctypes
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from benchmarks import ours
from benchmarks.compare import Effort, Facts, Say
from benchmarks.measure import interleaved, seconds
from benchmarks.problem import Problem
from rls_sim.network.assembly import assemble
from rls_sim.network.kernel import Kernel
from rls_sim.network.machine import MachineCode, compile_text, load_object
from rls_sim.network.programs import LANES, Program
from rls_sim.numerics import fourier_programs, machine_balance
from rls_sim.numerics.compiled import transforms, workspace

FUSED = 0.6  # share of what is issued that does a product and a sum at once
# Instructions of a polynomial and what surrounds it, as in_llvm.py writes them.
WRITTEN_OUT = {"exp": 25.0, "log": 22.0, "cos": 22.0, "sin": 22.0}
DIVISIONS = ("reciprocal", "divide", "sqrt", "log")  # a logarithm holds one
CHAINS = 12  # independent sums, enough to hide the latency of each
LOOPS = 2_000_000
NODES = 24  # of the grid on which most of the work is done


@dataclass(frozen=True)
class Cost:
    """Vector instructions of one call: those that add or multiply, and divisions."""

    issued: float
    divisions: float


def cost(program: Program) -> Cost:
    """What one call of a program takes at least."""
    counts = program.operation_counts()
    divided = sum(counts.pop(name, 0) for name in DIVISIONS if name != "log")
    divided += counts.get("log", 0)
    long = sum(counts.pop(name, 0) * many for name, many in WRITTEN_OUT.items())
    counts.pop("symbol", None)
    return Cost(sum(counts.values()) / (1 + FUSED) + long, divided)


def measure(problem: Problem, effort: Effort, say: Say) -> Facts:
    """Time of a cell in a batch over the least time for its counted arithmetic."""
    say("counting operations")
    cells = min(256, len(problem.parameters))
    assembled = assemble(problem.model)
    with _counting(problem, assembled.programs) as (counted, counters):
        solved = ours.solve(counted, cells, certify=False)
    calls: dict[str, float] = defaultdict(float)
    for program, counter in counters.items():  # grids of as many nodes share their transforms
        calls[program.name] += float(counter.count[0]) / cells
    costs = {program.name: cost(program) for program in counters}
    vectors = _vector_work(calls, assembled.dims[0], float(solved.iterations.mean()))
    issued = sum(calls[name] * costs[name].issued for name in calls) + vectors
    divisions = sum(calls[name] * costs[name].divisions for name in calls)
    rate, division_rate = _best_rates(effort.rounds)
    least = max(issued / rate, divisions / division_rate)
    case = {"": lambda: ours.solve(problem, cells, certify=False)}
    timing = interleaved(case, units={"": cells}, rounds=effort.rounds)[""]
    kernels = {
        name: {
            "calls": calls[name],
            "issued": costs[name].issued,
            "divisions": costs[name].divisions,
        }
        for name in calls
        if calls[name]
    }
    return {
        "cells": cells,
        "kernels": kernels,
        "vectors": vectors,
        "issued": issued,
        "divisions": divisions,
        "rate": rate,
        "division_rate": division_rate,
        "least": least,
        "time": timing.summary(),
        "ratio": timing.median / least,
        "iterations": float(solved.iterations.mean()),
    }


def _vector_work(calls: dict[str, float], species: int, newton_steps: float) -> float:
    """Instructions on whole days between the kernels: Krylov vectors, weights, corrections.

    A product is scaled, weighted and made orthogonal to those before it, of which there are half
    as many on average as a solve takes; each is touched twice. A call of ``times`` is a product
    for four nodes.
    """
    before = calls["times"] * LANES / NODES / max(newton_steps, 1.0) / 2
    steps = newton_steps * species * NODES / LANES
    return calls["times"] * species * (2 * (before + 1) + 5) + steps * 8


@dataclass(frozen=True, eq=False)
class Counter:
    """A function that adds one to ``count`` (1,) and goes on to the one at ``address``."""

    count: NDArray[np.int64]
    code: MachineCode

    @property
    def address(self) -> int:
        """Where to call it."""
        return int(self.code.addresses[0])

    @staticmethod
    def of(address: int) -> "Counter":
        """A counter of the calls of a kernel, whatever it takes."""
        count = np.zeros(1, dtype=np.int64)
        arguments = ", ".join(f"ptr %{letter}" for letter in "abcde")
        text = (
            f"define void @count({arguments}) {{\n"
            f"  %place = inttoptr i64 {count.ctypes.data} to ptr\n"
            "  %before = load i64, ptr %place\n"
            "  %after = add i64 %before, 1\n"
            "  store i64 %after, ptr %place\n"
            f"  %kernel = inttoptr i64 {address} to ptr\n"
            f"  tail call void %kernel({arguments})\n"
            "  ret void\n}\n"
        )
        return Counter(count, load_object(compile_text(text), ["count"]))


@contextmanager
def _counting(
    problem: Problem, programs: Sequence[Program]
) -> Iterator[tuple[Problem, dict[Program, Counter]]]:
    """The problem on a kernel that counts its calls, and the counters; transforms join them."""
    machine = problem.kernel.machine
    assert machine is not None
    kernels = zip(programs, machine.addresses.tolist(), strict=True)
    counters = {program: Counter.of(address) for program, address in kernels}
    addresses = np.array([counter.address for counter in counters.values()])
    counted = Kernel(*problem.kernel.__reduce__()[1])
    counted.__dict__["machine"] = replace(machine, addresses=addresses)
    known = transforms.transform_addresses

    def transform_addresses(nodes: int) -> NDArray[np.int64]:
        both = fourier_programs.analysis(nodes), fourier_programs.synthesis(nodes)
        added = dict(zip(both, map(Counter.of, known(nodes).tolist()), strict=True))
        counters.update(added)
        return np.array([counter.address for counter in added.values()])

    machine_balance.grid_of.cache_clear()
    try:
        with mock.patch.object(workspace, "transform_addresses", transform_addresses):
            yield replace(problem, kernel=counted), counters
    finally:
        machine_balance.grid_of.cache_clear()


def _best_rates(rounds: int) -> tuple[float, float]:
    """Vector instructions a second: sums of products that wait for nothing, and divisions."""
    fused = "  {new} = call {v} @llvm.fma.v4f64({v} {old}, {v} {x}, {v} {x})\n"
    divided = "  {new} = fdiv {v} {x}, {old}\n"
    code = load_object(
        compile_text(_loop("sums", fused) + _loop("divisions", divided) + _DECLARED),
        ["sums", "divisions"],
    )
    rates = []
    for address in code.addresses:
        run = ctypes.CFUNCTYPE(None, ctypes.c_int64)(int(address))
        spans = [seconds(lambda run=run: run(LOOPS)) for _ in range(rounds)]  # type: ignore[misc]
        rates.append(CHAINS * LOOPS / min(spans))
    return rates[0], rates[1]


_DECLARED = "declare <4 x double> @llvm.fma.v4f64(<4 x double>, <4 x double>, <4 x double>)\n"


def _loop(name: str, line: str) -> str:
    """A function of a count that repeats one instruction on CHAINS independent values."""
    vector, chains = "<4 x double>", range(CHAINS)
    start = ", ".join(["double 0x3FEFFFFDE7210BE9"] * LANES)  # just below 1
    phis = "".join(
        f"  %o{i} = phi {vector} [ <{start}>, %entry ], [ %n{i}, %again ]\n" for i in chains
    )
    body = "".join(
        line.format(new=f"%n{i}", old=f"%o{i}", x=f"<{start}>", v=vector) for i in chains
    )
    sums = "".join(
        f"  %s{i} = fadd {vector} {f'%s{i - 1}' if i else f'<{start}>'}, %n{i}\n" for i in chains
    )
    return (
        f"@kept_{name} = global {vector} <{start}>\n"
        f"define void @{name}(i64 %count) {{\nentry:\n  br label %again\nagain:\n"
        f"  %k = phi i64 [ 0, %entry ], [ %next, %again ]\n{phis}{body}"
        "  %next = add i64 %k, 1\n  %more = icmp slt i64 %next, %count\n"
        f"  br i1 %more, label %again, label %done\ndone:\n{sums}"
        f"  store {vector} %s{CHAINS - 1}, ptr @kept_{name}\n  ret void\n}}\n"
    )
