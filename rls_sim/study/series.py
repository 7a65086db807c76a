"""Time courses as CSV: the unit stands in each column's head, because it travels with the file."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rls_sim.network.model import Model
from rls_sim.numerics.trajectory import Trajectory
from rls_sim.outcomes.day import Day
from rls_sim.study.files import write_text


def heads_of(model: Model) -> list[str]:
    """The heads of every species, derived quantity and flux."""
    heads = [f"{species.name} [{species.unit}]" for species in model.species]
    heads += [f"{law.name} [{law.unit}]" for law in model.derived]
    return heads + [f"{flux.name} [{model.flux_unit}]" for flux in model.reactions]


def write_day_csv(path: Path, day: Day, model: Model) -> None:
    """Write a day: clock hour, then every quantity."""
    write_text(path, day_csv(day, model))


def day_csv(day: Day, model: Model) -> str:
    """The text of that file."""
    names = [*model.species_names, *(law.name for law in (*model.derived, *model.reactions))]
    columns = zip(heads_of(model), (day[name] for name in names), strict=True)
    return _text([("time [h]", day.time), *columns])


def write_run_csv(path: Path, run: Trajectory, start: float, model: Model) -> None:
    """Write a run: hours since its start, clock hour, then every quantity."""
    rows = run.rows()
    names = [*model.species_names, *(law.name for law in (*model.derived, *model.reactions))]
    columns = zip(heads_of(model), (rows[name] for name in names), strict=True)
    write_columns(path, [("time [h]", run.time - start), ("clock [h]", run.time % 24), *columns])


def write_columns(path: Path, columns: Sequence[tuple[str, Any]]) -> None:
    """Write columns of numbers in full precision, or of words, whole or not at all."""
    write_text(path, _text(columns))


def _text(columns: Sequence[tuple[str, Any]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow([head for head, _ in columns])
    for row in zip(*(values for _, values in columns), strict=True):
        table.writerow([v if isinstance(v, str) else repr(float(v)) for v in row])
    return text.getvalue()
