"""The machine code of a traced model: compiled once on a machine, then read from disk.

It is recognised by its formulas, not by the text of the laws: tracing takes 10 ms, and whatever a
law refers to (a closure, a table, a setting) is in the formulas with the value it had.
"""

from hashlib import sha256

from rls_sim.network import (
    arithmetic,
    assembly,
    elimination,
    expression,
    in_llvm,
    machine,
    programs,
    slopes,
)
from rls_sim.network.graph_text import graph_text
from rls_sim.network.programs import Formulas

# Whatever turns formulas into assembly. A change in one of these makes other code.
GENERATORS = (arithmetic, assembly, elimination, expression, in_llvm, programs, slopes)


def machine_code_of(formulas: Formulas) -> machine.MachineCode | None:
    """The functions of `programs.K` for these formulas; None where there is no machine code."""
    if not machine.available():
        return None
    key = {"formulas": sha256(formulas_text(formulas).encode()).hexdigest()}
    files = [module.__file__ or "" for module in GENERATORS]
    return machine.machine_code(key, files, lambda: _draft(formulas))


def formulas_text(formulas: Formulas) -> str:
    """Everything that code for the rates of a traced model can depend on; the same everywhere."""
    symbols = [formulas.time, *formulas.species, *formulas.parameters.values()]
    order = f"{len(formulas.species)} {len(formulas.parameters)} {symbols} {formulas.rates}"
    return f"{order}\n{graph_text(formulas.graph, [*symbols, *formulas.rates])}"


def _draft(formulas: Formulas) -> machine.Draft:
    assembled = assembly.assemble(formulas.apart())
    found = assembled.programs
    return machine.Draft(
        in_llvm.module_text(found),
        [program.name for program in found],
        {
            "dims": assembled.dims,
            "rows": assembled.rows.tolist(),
            "columns": assembled.columns.tolist(),
        },
    )
