"""A day, a run and a branch in the hands of other tools: xarray.Dataset and pandas.DataFrame."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import UnknownNameError
from rls_sim.network.model import Model
from rls_sim.numerics.trajectory import Trajectory
from rls_sim.study.branch_result import BranchResult
from rls_sim.study.cell import Bench, Cell, CellResult
from rls_sim.study.transient import Transient

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import xarray as xr

TIME, CLOCK, POINT = "time", "clock", "point"
DAY = 24.0  # h
SPECIES, DERIVED, FLUX = "species", "derived quantity", "flux"


def quantities_of(model: Model) -> Iterator[tuple[str, dict[str, str]]]:
    """The name of every species, derived quantity and flux, with its long_name, units and kind."""
    for species in model.species:
        yield species.name, _words(species.label or species.name, species.unit, SPECIES)
    for law in model.derived:
        yield law.name, _words(law.label or law.name, law.unit, DERIVED)
    for flux in model.reactions:
        yield flux.name, _words(flux.meaning or flux.name, model.flux_unit, FLUX)


def dataset_of_day(result: CellResult, bench: Bench) -> "xr.Dataset":
    """
    A periodic day: every species, derived quantity and flux, (time,), every five minutes.

    ``time`` is the clock, in h, from midnight to midnight. Raises SolveError for a cell without a
    day.
    """
    _, day = result.require()
    times = {TIME: (TIME, day.time, _words("clock time", "h"))}
    values = {name: day[name] for name, _ in quantities_of(bench.model)}
    return _dataset(bench, result.cell, values, times)


def dataset_of_run(trajectory: Trajectory, transient: Transient, bench: Bench) -> "xr.Dataset":
    """
    A run: every species, derived quantity and flux, (time,), at the output times.

    ``time`` is since the start, in h; that of a dose has what holds after it. ``clock`` is the time
    of day, in h.
    """
    clock = trajectory.time % DAY
    times = {
        TIME: (TIME, trajectory.time - transient.start, _words("time since the start", "h")),
        CLOCK: (TIME, clock, _words("clock time", "h")),
    }
    return _dataset(bench, transient.cell, trajectory.rows(), times)


def _dataset(
    bench: Bench, cell: Cell, values: Mapping[str, NDArray[Any]], times: Mapping[str, Any]
) -> "xr.Dataset":
    import xarray as xr

    from rls_sim import __version__
    from rls_sim.study.provenance import command_line

    variables = {
        name: (TIME, np.asarray(values[name]), words) for name, words in quantities_of(bench.model)
    }
    facts = {
        "source": f"rls_sim {__version__}",
        "history": command_line(),
        "model_hash": bench.model.hash(),
        "cell": cell.words(),
        "lesions": ", ".join(map(str, cell.lesions)),
    }
    attributes = {name: text for name, text in facts.items() if text}
    return xr.Dataset(variables, times, attrs=attributes)


def frame_of_branch(result: BranchResult) -> "pd.DataFrame":
    """A branch: one row a point, in order along it; ``attrs`` has ``units`` and ``labels``."""
    import pandas as pd

    frame = pd.DataFrame(list(result.rows), columns=list(result.columns)).set_index(POINT)
    frame.attrs = {
        "units": {name: unit for name, (_, unit) in result.columns.items()},
        "labels": {name: label for name, (label, _) in result.columns.items()},
        "model_hash": result.model_hash,
    }
    return frame


def full_name(model: Model, name: str) -> str:
    """Of a species, a derived quantity or a flux; a name without its place is one of home.

    Raises UnknownNameError with the nearest names.
    """
    known = [quantity for quantity, _ in quantities_of(model)]
    for candidate in (name, f"{model.home}.{name}"):
        if candidate in known:
            return candidate
    raise UnknownNameError("quantity", name, known, home=model.home)


def _words(label: str, unit: str, kind: str = "") -> dict[str, str]:
    facts = {"long_name": label, "units": unit, "kind": kind}
    return {name: text for name, text in facts.items() if text}
