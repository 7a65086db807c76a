"""Time courses as CSV: the unit stands in each column's head, because it travels with the file."""

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rls_sim.network.model import Model

FLUX_UNIT = "umol/h"


def require_file(path: Path | None) -> None:
    """Refuse, before anything is computed, a file that cannot be written."""
    from rls_sim.errors import OutputFolderError
    from rls_sim.study.files import require_writable

    if path is None:
        return
    if path.is_dir():
        raise OutputFolderError(f"Cannot write {path}: it is a folder.")
    require_writable(path.parent)


def columns_of(model: "Model", source: Any) -> Iterator[tuple[str, Any]]:
    """Head and values of every species, derived quantity and flux of a day or a trajectory."""
    for species in model.species:
        yield f"{species.name} [{species.unit}]", source[species.name]
    for law in model.derived:
        yield f"{law.name} [{law.unit}]", source.derived(law.name)
    for flux in model.reactions:
        yield f"{flux.name} [{FLUX_UNIT}]", source.flux(flux.name)


def write_day_csv(path: Path, day: Any, model: "Model") -> None:
    """Write a day: clock hour, then every quantity."""
    write_columns(path, [("time [h]", day.time), *columns_of(model, day)])


def write_columns(path: Path, columns: Sequence[tuple[str, Any]]) -> None:
    """Write columns in full precision, whole or not at all."""
    from rls_sim.study.files import write_text

    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([head for head, _ in columns])
    for row in zip(*(values for _, values in columns), strict=True):
        table.writerow([repr(float(value)) for value in row])
    write_text(path, text.getvalue())
