"""Two cells compared: each is the healthy one, a lesion, or a configuration."""

from pathlib import Path

from rls_sim.errors import UnknownNameError
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.config import load_cell, with_lesion
from rls_sim.study.files import read_toml

HEALTHY = "healthy"


def read_cell(bench: Bench, text: str) -> Cell:
    """``healthy``, a lesion ``NAME[:SIZE]``, a lesion's TOML file, or a configuration's."""
    healthy = Cell(bench.healthy)
    if text == HEALTHY:
        return healthy
    if text.endswith(".toml"):
        is_lesion = "change" in read_toml(Path(text))
        return with_lesion(healthy, bench, text) if is_lesion else load_cell(bench, Path(text))
    name = text.partition(":")[0]
    if name not in bench.lesions:
        raise UnknownNameError("cell", name, [HEALTHY, *bench.lesions])
    return with_lesion(healthy, bench, text)
