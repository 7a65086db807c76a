"""Courses of a chunk of cells through their day, as one netCDF file that is sealed.

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

from rls_sim.study.sweeps.parts import DAMAGED, DIGITS, DamagedPartError, number_in
from rls_sim.study.sweeps.seal import BLANK, is_sealed, seal_bytes

Numbers = NDArray[np.float64]

SUFFIX = ".nc"
LARGEST_INT32 = 2**31 - 1
MARK = b"rls_sim_seal" + bytes([0, 0, 0, 2, 0, 0, 0, len(BLANK)])  # an attribute: type and length
Courses = Mapping[str, Numbers]  # (cells, hours) of each quantity


def traces_name(first: int) -> str:
    """The file name of the courses of the part that begins with row ``first``."""
    return f"traces-{first:0{DIGITS}d}{SUFFIX}"


def first_row(path: Path) -> int | None:
    """The first row of the courses of this name; None for any other file."""
    return number_in(path.name, traces_name)


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
    file.content, file.rls_sim_seal = content_sum(hours, courses), BLANK
    file.flush()
    return seal_bytes(buffer.getvalue(), MARK)


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

    if not is_sealed(data, MARK):
        raise DamagedPartError(DAMAGED if data else "it is empty")
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
        raise DamagedPartError("its content is not that which was summed up")
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
