"""A view as a configuration, as a command line and as Python: what reproduces it elsewhere."""

import json
import shlex
from collections.abc import Sequence
from urllib.parse import urlencode

from rls_sim import __version__
from rls_sim.explorer.requests import CellRequest
from rls_sim.quantities.values import COMMAND_LINE
from rls_sim.study.cell import STATE, Bench, Cell
from rls_sim.study.config import Variation


def config_text(
    request: CellRequest,
    bench: Bench,
    axes: Sequence[Variation] = (),
    outcomes: Sequence[str] = (),
) -> str:
    """TOML for ``rls-sim cycle``, or with ``axes`` (the slower first) for ``rls-sim sweep``.

    What varies is not set: the file then holds the map, and a comment where the view stands in it.
    """
    varied = {axis.name for axis in axes}
    command = cycle_command(request)
    lines = [
        f"# A view of the explorer of rls_sim {__version__}, model {bench.model.hash()}.",
        f"# {command}",
        'title = "A view of the explorer"',
    ]
    if request.cell.lesions:
        lines.append(f"lesion = [{', '.join(map(json.dumps, _lesions(request)))}]")
    here = {name: value for name, value in request.settings.items() if name in varied}
    lines += [f"# The view stands at {name} = {value!r}." for name, value in here.items()]
    fixed = {name: value for name, value in request.settings.items() if name not in varied}
    if fixed:
        lines += ["", "[set]", *(_entry(n, repr(v), bench) for n, v in fixed.items())]
    if axes:
        lines += ["", "[vary]", *(_entry(a.name, _listed(a.values), bench) for a in axes)]
        told = ", ".join(json.dumps(name) for name in (STATE, *outcomes))
        lines += ["", "[output]", f"outcomes = [{told}]"]
    return "\n".join(lines) + "\n"


def cycle_command(request: CellRequest) -> str:
    """The command that solves the cell."""
    words = ["rls-sim", "cycle"]
    for lesion in _lesions(request):
        words += ["--lesion", lesion]
    for name, value in request.settings.items():
        words += ["-s", f"{name}={value!r}"]
    return shlex.join(words)


def python_text(request: CellRequest) -> str:
    """The lines of Python that solve the cell."""
    settings = tuple(f"{name}={value!r}" for name, value in request.settings.items())
    return "\n".join(
        [
            "from rls_sim.study.cell import brain_bench, solve_cell",
            "from rls_sim.study.config import Request, make_cell",
            "",
            "bench = brain_bench()",
            f"request = Request(assignments={settings!r}, lesions={_lesions(request)!r})",
            "result = solve_cell(make_cell(bench, request), bench)",
            "",
        ]
    )


def view_text(cell: Cell) -> str:
    """A cell of the command line as the part of the page's address after ``#``."""
    pairs = [("lesion", f"{a.lesion.name}:{a.size!r}") for a in cell.lesions]
    pairs += [(p.name, repr(p.value)) for p in cell.parameters.values() if p.reason == COMMAND_LINE]
    return urlencode(pairs, safe=":")


def _lesions(request: CellRequest) -> tuple[str, ...]:
    """The lesions with their sizes in full, as the command line reads them."""
    return tuple(f"{a.lesion.name}:{a.size!r}" for a in request.cell.lesions)


def _entry(name: str, value: str, bench: Bench) -> str:
    unit = bench.healthy[name].unit
    return f"{json.dumps(name)} = {value}{'' if unit == '1' else f'  # {unit}'}"


def _listed(values: Sequence[float]) -> str:
    return f"[{', '.join(map(repr, values))}]"
