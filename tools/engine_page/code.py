"""What the engine makes of the toy before anything is solved: graph, slopes, programs, texts."""

import inspect
import re
from collections.abc import Sequence
from functools import cache

from engine_page import toy as laws
from engine_page.markdown import text
from engine_page.toy import KERNEL, MODEL, build_toy
from rls_sim.network.arithmetic import Kind
from rls_sim.network.assembly import Assembly, assemble
from rls_sim.network.elimination import choose_order, factor
from rls_sim.network.expression import Graph
from rls_sim.network.in_llvm import module_text
from rls_sim.network.in_numpy import function_text
from rls_sim.network.programs import K
from rls_sim.network.slopes import parts_of

LINES_OF_LLVM = 9


@cache
def assembly() -> Assembly:
    """The toy's programs, from a graph that nothing else has written on."""
    return assemble(build_toy())


def toy() -> list[str]:
    """The laws, and what they are called on."""
    shown = (laws.meals, laws.scarcity, laws.uptake, laws.loss)
    lines = "\n\n".join(inspect.getsource(law.function).rstrip() for law in shown).split("\n")
    values = ", ".join(
        f"{name} {p.value:g} {p.unit}".removesuffix(" 1") for name, p in MODEL.parameters.items()
    )
    return [*text(lines, "python"), "", f"Values: {values}."]


def node_text(graph: Graph, node: int) -> str:
    """One node: number, kind, and what it is made of."""
    made_of = graph.operation[node]
    if made_of in ("number", "symbol"):
        said = str(graph.value[node])
    else:
        said = f"{made_of} {' '.join(str(a) for a in graph.arguments[node])}"
    return f"{node:>3}  {Kind(graph.kind[node]).name.lower():8}  {said}"


def nodes() -> list[str]:
    """The graph below one flux."""
    formulas = assembly().formulas
    names = [law.name for law in MODEL.reactions]
    graph, flux = formulas.graph, formulas.fluxes[names.index("uptake")]
    named = {formulas.derived["scarcity"]: "scarcity", flux: "uptake"}
    lines = [
        f"{node_text(graph, node):40}{f'= {named[node]}' if node in named else ''}".rstrip()
        for node in parts_of(graph, [flux])
    ]
    return text(lines)


def function_lines(name: str) -> list[str]:
    """One function of the kernel's generated Python."""
    parts = re.split(r"\n\n(?=def )", KERNEL.source.strip())
    return next(part for part in parts if part.startswith(f"def {name}(")).rstrip().split("\n")


def folded(lines: Sequence[str]) -> list[str]:
    """The same lines, with what stands in brackets over several of them in one."""
    return re.sub(r"\(\n([^()]*?,)\n *\)", _in_one, "\n".join(lines)).split("\n")


def _in_one(found: re.Match[str]) -> str:
    return f"({' '.join(found[1].split())})"


def computing(lines: Sequence[str]) -> list[str]:
    """The lines of a function that compute: neither reading nor writing of arrays."""
    return [line.strip() for line in lines if re.match(r" {4}\w+ = (?!\w+\[)", line)]


def slopes() -> list[str]:
    """The slopes of fluxes along pools."""
    return text(computing(function_lines("flux_slopes")), "python")


def stages() -> list[str]:
    """What is computed in each stage for the fluxes."""
    lines: list[str] = []
    for name, when in (
        ("fluxes_constants", "for new parameters"),
        ("fluxes_drives", "for a new time"),
        ("fluxes", "for every state"),
    ):
        lines += [f"# {when}", *computing(function_lines(name))]
    return text(lines, "python")


def elimination() -> list[str]:
    """Four tissues about one fluid in the order of their pivots; and the toy's factors as code."""
    names = "FABCD"  # the fluid first, as a model may well list it
    count = len(names)
    entries = {(i, i) for i in range(count)}
    entries |= {place for i in range(1, count) for place in ((0, i), (i, 0))}
    entries |= {(i % (count - 1) + 1, i) for i in range(1, count)}  # each passes on to the next
    pattern = choose_order(count, sorted(entries))
    lines = ["  " + " ".join(names[i] for i in pattern.order)]
    for row in pattern.order:
        marks = [
            "x" if (row, column) in entries else "+" if (row, column) in pattern.filled else "."
            for column in pattern.order
        ]
        lines.append(f"{names[row]} {' '.join(marks)}")
    code = function_text(factor(assembly().pattern, turning=False)).rstrip().partition("shift_ = ")
    after = [line.removeprefix("    ") for line in code[2].split("\n")[1:]]
    return [*text(lines), "", *text(after, "python")]


def in_numpy() -> list[str]:
    """The fluxes as Python."""
    return text(folded(function_lines("fluxes")), "python")


def in_llvm() -> list[str]:
    """The first lines of the rates as machine-independent assembly."""
    rates = assembly().programs[K.RATES]
    body = module_text([rates]).partition("define void @rates")
    lines = (body[1] + body[2]).split("\n")[:LINES_OF_LLVM]
    return text([*lines, "  ..."], "llvm")
