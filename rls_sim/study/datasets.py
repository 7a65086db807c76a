"""A sweep in the hands of other tools: an xarray.Dataset or a pandas.DataFrame, with its units.

A dataset has one dimension for each axis of the design. A parameter that takes listed values is a
coordinate of its own, so that ``dataset.sel({"neuron.receptor_density": 0.5}, method="nearest")``
finds a cell; what was paired, drawn, or read from a table shares a dimension, along which each of
its parameters has a value.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.study.design import Axis, Design, Listed
from rls_sim.study.sweeps.result import SweepResult

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import xarray as xr

CELL, HOUR = "cell", "hour"
COURSE = "_course"  # after the name of a quantity: what it is through the day
SAMPLE, ROW = "sample", "row"  # dimensions of what is drawn, and of what is paired
Variable = tuple[tuple[str, ...], NDArray[Any], dict[str, Any]]  # dimensions, values, words
HOUR_WORDS = ("clock time", "h")


def dataset_of(result: SweepResult) -> "xr.Dataset":
    """
    A sweep with its courses through the day, if it kept them, as an xarray.Dataset.

    A parameter of which every listed value is combined with all others is a dimension and its
    coordinate; any other design has one dimension, ``cell``, or ``sample`` or ``row`` beside
    dimensions of listed values. Every variable has ``units`` (but for texts) and ``long_name``.
    ``cell`` is the number of each row, as ``rls-sim replay --id`` takes it. Courses are named
    ``NAME_course`` and have the dimension ``hour`` too; sweeps of more than 10,000 cells are
    without them. What has no number is NaN, what has no word "". Attributes of the dataset say what
    made it.
    """
    import xarray as xr

    axes = dimensions_of(result)
    dimensions, shape = tuple(axes), tuple(axes.values())
    columns = result.columns_in_memory()
    varied = {quantity.name for quantity in result.varied}
    variables: dict[str, Variable] = {}
    coordinates: dict[str, Variable] = {}
    for name, (label, unit) in result.columns.items():
        values, words = columns[name].reshape(shape), _words(label, unit)
        if name in dimensions:
            place = dimensions.index(name)
            along = values[tuple(slice(None) if i == place else 0 for i in range(len(shape)))]
            coordinates[name] = ((name,), along, words)
        elif name in varied:
            own = _dimension_of(result.design, name, dimensions)
            along = values[tuple(slice(None) if d in own else 0 for d in dimensions)]
            coordinates[name] = (own, along, words)
        elif name == CELL:
            coordinates[name] = (dimensions, values, words)
        else:
            variables[name] = (dimensions, values, words)
    if result.courses:
        coordinates[HOUR] = ((HOUR,), np.array(result.hours), _words(*HOUR_WORDS))
    for course in result.courses:
        words = _words(f"{course.label}, through the day", course.unit)
        values = course.values.reshape(*shape, -1)
        variables[course.name + COURSE] = ((*dimensions, HOUR), values, words)
    return xr.Dataset(variables, coordinates, attrs=attributes_of(result))


def frame_of(result: SweepResult) -> "pd.DataFrame":
    """
    A sweep as a pandas.DataFrame: one row a cell, by its number, and one column a quantity.

    What has no number is NaN, what has no word "". ``frame.attrs`` has the ``units`` and ``labels``
    of columns by name, and what made the sweep. Courses through the day are in `dataset_of`.
    """
    import pandas as pd

    columns = result.columns_in_memory()
    frame = pd.DataFrame({name: columns[name] for name in result.columns}).set_index(CELL)
    frame.attrs = {
        "units": {name: unit for name, (_, unit) in result.columns.items()},
        "labels": {name: label for name, (label, _) in result.columns.items()},
        **attributes_of(result),
    }
    return frame


def attributes_of(result: SweepResult) -> dict[str, str]:
    """What a sweep is about and what made it, in texts."""
    facts = {"title": result.title, "question": result.question, **result.provenance}
    return {name: text for name, text in facts.items() if text}


def dimensions_of(result: SweepResult) -> dict[str, int]:
    """The dimensions of a sweep in order, the last varying fastest, and how long each is."""
    if result.design is None:
        return {CELL: result.size}
    axes = result.design.axes
    if len(axes) == 1 and not _is_list(axes[0]):
        return {CELL: result.size}
    names = [_name(axis) for axis in axes]
    again = Counter(name for name in names if names.count(name) > 1)
    for place in range(len(names) - 1, -1, -1):  # row, row: row_1, row_2
        if names[place] in again:
            name, number = names[place], again[names[place]]
            names[place], again[name] = f"{name}_{number}", number - 1
    return dict(zip(names, (axis.size for axis in axes), strict=True))


def _name(axis: Axis) -> str:
    if _is_list(axis):
        return axis.names[0]
    return ROW if isinstance(axis, Listed) else SAMPLE


def _is_list(axis: Axis) -> bool:
    """Whether it is one parameter with different values, which can be a coordinate."""
    single = isinstance(axis, Listed) and len(axis.names) == 1
    return single and len(np.unique(axis.block(0, axis.size))) == axis.size


def _dimension_of(design: Design | None, name: str, dimensions: tuple[str, ...]) -> tuple[str, ...]:
    """The dimension along which a parameter varies."""
    if design is None or dimensions == (CELL,):
        return dimensions
    places = [place for place, axis in enumerate(design.axes) if name in axis.names]
    return tuple(dimensions[place] for place in places)


def _words(label: str, unit: str) -> dict[str, Any]:
    return {"long_name": label, **({"units": unit} if unit else {})}
