"""Courses of a chunk of cells through their day, as one netCDF file that knows its own sum.

Format 3 of netCDF, which SciPy writes and xarray, R, Julia and MATLAB read without any other
package: ``xarray.open_mfdataset("DIR/traces/*.nc", combine="nested", concat_dim="cell")``.
"""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.study.sweeps.parts import DIGITS, DamagedPartError

Numbers = NDArray[np.float64]

SUFFIX = ".nc"
LARGEST_INT32 = 2**31 - 1
Courses = Mapping[str, Numbers]  # (cells, hours) of each quantity


def traces_name(first: int) -> str:
    """The file name of the courses of the part that begins with row ``first``."""
    return f"traces-{first:0{DIGITS}d}{SUFFIX}"


def encode(
    sweep: str,
    first: int,
    hours: Numbers,
    courses: Courses,
    words: Mapping[str, tuple[str, str]],
) -> bytes:
    """Courses (cells, hours) as the bytes of a netCDF file; ``words``: label and unit of each."""
    from scipy.io import netcdf_file

    buffer = BytesIO()
    file: Any = netcdf_file(buffer, "w", version=2)
    count = len(next(iter(courses.values())))
    file.createDimension("cell", count)
    file.createDimension("hour", len(hours))
    cells = first + np.arange(count)
    kind = "i4" if first + count <= LARGEST_INT32 else "f8"
    _variable(file, "cell", kind, ("cell",), cells, ("Number of the cell", "1"))
    _variable(file, "hour", "f8", ("hour",), hours, ("Clock time", "h"))
    for name, values in courses.items():
        _variable(file, name, "f8", ("cell", "hour"), values, words[name])
    file.sweep, file.first_cell = sweep, str(first)
    file.content = content_sum(hours, courses)
    file.flush()
    return buffer.getvalue()


def _variable(
    file: Any, name: str, kind: str, axes: tuple[str, ...], values: Any, words: tuple[str, str]
) -> None:
    variable = file.createVariable(name, kind, axes)
    variable[:] = values
    variable.long_name, variable.units = words


def decode(data: bytes) -> tuple[str, int, Numbers, dict[str, Numbers]]:
    """
    The sweep, first cell, hours and courses that these bytes are.

    Raises DamagedPartError where they are no such file, or not what was once written.
    """
    from scipy.io import netcdf_file

    try:
        file: Any = netcdf_file(BytesIO(data), "r", mmap=False)
        hours = np.array(file.variables["hour"][:], dtype=np.float64)
        courses = {
            name: np.array(variable[:], dtype=np.float64)
            for name, variable in file.variables.items()
            if variable.dimensions == ("cell", "hour")
        }
        sweep, first = file.sweep.decode(), int(file.first_cell)
        good = content_sum(hours, courses) == file.content.decode()
    except Exception as trouble:  # SciPy raises whatever its parser stumbles over
        words = " ".join(f"{type(trouble).__name__}: {trouble}".split())
        raise DamagedPartError(f"it cannot be read as courses: {words}") from trouble
    if not good:
        raise DamagedPartError("its content is not that which was written")
    return sweep, first, hours, courses


def content_sum(hours: Numbers, courses: Courses) -> str:
    """SHA-256 of names and values."""
    digest = sha256(np.ascontiguousarray(hours, dtype="<f8").tobytes())
    for name, values in sorted(courses.items()):
        digest.update(f"{name} {values.shape}\n".encode())
        digest.update(np.ascontiguousarray(values, dtype="<f8").tobytes())
    return digest.hexdigest()


def read(path: Path) -> tuple[str, int, Numbers, dict[str, Numbers]]:
    """As `decode`, from a file; raises OSError too."""
    return decode(path.read_bytes())
