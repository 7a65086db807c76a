"""Runs what `rls_sim.outcomes.recorded` wrote down, in NumPy: what the page does in JavaScript."""

import numpy as np

NOT_FINITE = {"nan": np.nan, "inf": np.inf, "-inf": -np.inf}
OPERATIONS = {
    "number": lambda value: value,
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.true_divide,
    "remainder": np.remainder,
    "power": np.power,
    "maximum": np.maximum,
    "minimum": np.minimum,
    "negative": np.negative,
    "absolute": np.absolute,
    "exp": np.exp,
    "expm1": np.expm1,
    "log": np.log,
    "greater": np.greater,
    "greater_equal": np.greater_equal,
    "less": np.less,
    "less_equal": np.less_equal,
    "equal": np.equal,
    "not_equal": np.not_equal,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    "is_nan": np.isnan,
    "rint": np.rint,
    "sum": np.sum,
    "mean": np.mean,
    "max": np.max,
    "min": np.min,
    "argmax": np.argmax,
    "argmin": np.argmin,
    "cumsum": np.cumsum,
    "where": np.where,
    "rfft": np.fft.rfft,
    "irfft": lambda course, points: np.fft.irfft(course, int(points)),
    "angle": np.angle,
    "part": lambda course, begin, end, step: np.asarray(course)[begin:end:step],
    "pick": lambda course, place: course[int(place)],
    "roll": lambda course, shift: np.roll(course, int(shift)),
    "concatenate": lambda *parts: np.concatenate(parts),
}


def run_steps(document, day):
    """The answers by name."""
    values = []

    def given(part):
        if isinstance(part, dict):
            return np.array(part["re"]) + 1j * np.array(part["im"])
        if not isinstance(part, list):
            return part
        if part[:1] == ["of"]:
            return values[part[1]]
        return NOT_FINITE[part[1]] if part[:1] == ["not_finite"] else np.array(part)

    with np.errstate(all="ignore"):
        for name, *parts in document["steps"]:
            if name == "hours":
                values.append(day.time)
            elif name == "course":
                values.append(day[parts[0]])
            elif name == "parameter":
                values.append(day.parameter(parts[0]))
            else:
                values.append(OPERATIONS[name](*map(given, parts)))
    return {name: values[place] for name, place in document["answers"].items()}
