"""A cell as a command line, and a command line's cell as an address: each leads to the other."""

import shlex
from urllib.parse import urlencode

from rls_sim.explorer.requests import CellRequest
from rls_sim.quantities.values import COMMAND_LINE
from rls_sim.study.cell import Cell


def cycle_command(request: CellRequest) -> str:
    """The command that solves the cell."""
    words = ["rls-sim", "cycle"]
    for applied in request.cell.lesions:
        words += ["--lesion", f"{applied.lesion.name}:{applied.size!r}"]
    for name, value in request.settings.items():
        words += ["-s", f"{name}={value!r}"]
    return shlex.join(words)


def view_text(cell: Cell) -> str:
    """A cell of the command line as the part of the page's address after ``#``."""
    pairs = [("lesion", f"{a.lesion.name}:{a.size!r}") for a in cell.lesions]
    pairs += [(p.name, repr(p.value)) for p in cell.parameters.values() if p.reason == COMMAND_LINE]
    return urlencode(pairs, safe=":")
