"""One netCDF file, through xarray, in the format that SciPy writes and everything reads (3).

That format has whole numbers of 32 bits and texts as rows of letters; a variable of it may have
4 GB. xarray gives back what was written but for the kind of whole numbers.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rls_sim.errors import InputError
from rls_sim.study.datasets import dataset_of
from rls_sim.study.files import whole_file
from rls_sim.study.sweeps.result import read_courses
from rls_sim.study.sweeps.sweep import open_complete, read_sweep
from rls_sim.study.tables_out.table import Table

if TYPE_CHECKING:
    import xarray as xr

MOST_NUMBERS = 2 * 10**8  # 1.6 GB, of which some copies are in memory while it is written


def sweep_dataset(folder: Path) -> "xr.Dataset":
    """
    A complete sweep with all its courses, however many cells it has.

    Raises what `read_sweep` does; InputError where it is more than memory should hold.
    """
    store = open_complete(folder)
    kept = store.manifest
    numbers = store.cells * len(kept["columns"])
    if store.traced:
        hours, _ = read_courses(store, kept["courses"], only=1)
        numbers += store.cells * len(kept["courses"]) * len(hours)
    if numbers > MOST_NUMBERS:
        raise InputError(
            f"{folder} holds {numbers:,} numbers, and a netCDF file is made in memory: "
            f"{MOST_NUMBERS:,} are allowed. rls-sim export parquet writes any number of cells."
        )
    result = read_sweep(folder)
    if store.traced and not result.courses:
        hours, courses = read_courses(store, kept["courses"])
        result = replace(result, hours=hours, courses=courses)
    return dataset_of(result)


def table_dataset(table: Table) -> "xr.Dataset":
    """A table as a dataset with one dimension: that of its rows."""
    import xarray as xr

    pieces = list(table.pieces())
    columns = {name: np.concatenate([piece[name] for piece in pieces]) for name in table.columns}
    variables = {
        name: (table.row, column, _words(*table.columns[name])) for name, column in columns.items()
    }
    return xr.Dataset(variables, attrs=dict(table.facts)).set_coords(table.row)


def _words(label: str, unit: str) -> dict[str, str]:
    return {"long_name": label, **({"units": unit} if unit else {})}


def write_netcdf(dataset: "xr.Dataset", path: Path) -> None:
    """Write it whole or not at all; raises OutputFolderError where the system refuses."""
    with whole_file(path) as draft:
        dataset.to_netcdf(draft, engine="scipy", format="NETCDF3_64BIT")
