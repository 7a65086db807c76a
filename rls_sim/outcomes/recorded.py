"""Outcomes written down as a list of array operations, for who has no Python: a page in a browser.

An outcome is written once, for plain courses. Called with a `Recorded` in place of a course it
computes the same numbers and notes each operation, so that the list gives them again on any other
day. What Python decides while it records (a shape, a loop over a fixed number of points) is the
same for every day; nothing may be decided by a value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import ModelError
from rls_sim.outcomes.day import AnyDay, Day
from rls_sim.outcomes.dual import Carrier

Array = NDArray[Any]
Step = tuple[Any, ...]  # the name of an operation, then its arguments: ["of", place] or numbers


class NotRecordedError(TypeError):
    """Something was done to a `Recorded` that cannot be written down."""


@dataclass(eq=False)
class Recording:
    """
    The operations of some outcomes, each after those whose answers it needs.

    ``steps``: what gives each place. ``answers``: name -> place. An operation that was noted
    before is not noted again.
    """

    steps: list[Step] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    _known: dict[str, int] = field(default_factory=dict, repr=False)

    def note(self, *step: Any) -> int:
        """The place of an operation's answer."""
        key = repr(step)
        if key not in self._known:
            self._known[key] = len(self.steps)
            self.steps.append(step)
        return self._known[key]

    def as_document(self) -> dict[str, Any]:
        """What JSON can hold, with nothing in it that no answer needs."""
        needed = set(self.answers.values())
        for place in range(len(self.steps) - 1, -1, -1):
            if place in needed:
                needed |= {part[1] for part in self.steps[place] if _is_place(part)}
        new = {place: i for i, place in enumerate(sorted(needed))}

        def renumbered(part: Any) -> Any:
            if isinstance(part, float) and not np.isfinite(part):
                return ["not_finite", str(part)]  # JSON has no word for it
            return ["of", new[part[1]]] if _is_place(part) else part

        steps = [[renumbered(part) for part in self.steps[place]] for place in sorted(needed)]
        return {"steps": steps, "answers": {n: new[p] for n, p in self.answers.items()}}


def _is_place(part: Any) -> bool:
    return isinstance(part, tuple) and len(part) == 2 and part[0] == "of"


class Recorded(Carrier):
    """A number () or a course (points,) with the place of the operation that gives it."""

    __slots__ = ("place", "recording", "value")

    def __init__(self, recording: Recording, value: Any, *step: Any) -> None:
        self.recording, self.value = recording, np.asarray(value)
        self.place = recording.note(*step)

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the values."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """0 of a number, 1 of a course."""
        return self.value.ndim

    def __len__(self) -> int:
        """Number of points."""
        return len(self.value)

    def __getitem__(self, key: Any) -> "Recorded":
        """A point or an even part of a course; a point may be picked by a `Recorded`."""
        places = [part for part in (key if isinstance(key, tuple) else (key,)) if part is not ...]
        if len(places) != 1:
            raise NotRecordedError(f"a course has one axis, not the places {key!r}")
        (place,) = places
        if isinstance(place, Recorded):
            if place.ndim or not 0 <= place.value < len(self):
                raise NotRecordedError("a point is picked by a place from the first to the last")
            picked = self.value[int(place.value)]
            return self._next(picked, "pick", _written(self), _written(place))
        if isinstance(place, slice):
            begin, end, step = place.indices(len(self))
            return self._next(self.value[place], "part", _written(self), begin, end, step)
        if isinstance(place, bool) or not isinstance(place, int | np.integer):
            raise NotRecordedError(f"a course has no place {place!r}")
        picked = self.value[place]  # which says so where there is no such point
        return self._next(picked, "pick", _written(self), int(place) % len(self))

    def __round__(self) -> "Recorded":
        """The nearest whole number."""
        return self._next(np.rint(self.value), "rint", _written(self))

    def _never(self, *_: Any, **__: Any) -> Any:
        raise NotRecordedError("its value is different on each day, so nothing can depend on it")

    __bool__ = __float__ = __int__ = __index__ = __complex__ = __array__ = _never

    def _next(self, value: Any, *step: Any) -> "Recorded":
        return Recorded(self.recording, value, *step)

    def _reduced(self, name: str, value: Any) -> "Recorded":
        if np.iscomplexobj(self.value):
            raise NotRecordedError(f"{name} of a spectrum cannot be written down")
        return self._next(value, name, _written(self))

    def mean(self, axis: int = -1) -> "Recorded":
        """Mean over the points."""
        return self._reduced("mean", self.value.mean(axis=axis))

    def sum(self, axis: int = -1) -> "Recorded":
        """Sum over the points."""
        return self._reduced("sum", self.value.sum(axis=axis))

    def max(self, axis: int = -1) -> "Recorded":
        """The highest point."""
        return self._reduced("max", self.value.max(axis=axis))

    def min(self, axis: int = -1) -> "Recorded":
        """The lowest point."""
        return self._reduced("min", self.value.min(axis=axis))

    def any(self, axis: int = -1) -> "Recorded":
        """Whether any point is not zero."""
        return (self != 0).max(axis)  # type: ignore[no-any-return]

    def argmax(self, axis: int = -1) -> "Recorded":
        """Position of the highest point, the first of several."""
        return self._reduced("argmax", self.value.argmax(axis=axis))

    def argmin(self, axis: int = -1) -> "Recorded":
        """Position of the lowest point, the first of several."""
        return self._reduced("argmin", self.value.argmin(axis=axis))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Compute with the values, and note that."""
        name = UFUNCS.get(ufunc)
        if name is None or method != "__call__" or options:
            raise NotRecordedError(f"numpy.{ufunc.__name__} cannot be written down")
        if name not in OF_COMPLEX and any(np.iscomplexobj(_value(one)) for one in inputs):
            raise NotRecordedError(f"numpy.{ufunc.__name__} of a spectrum cannot be written down")
        value = ufunc(*map(_value, inputs))
        return self._next(value, name, *map(_written, inputs))

    def __array_function__(
        self, function: Callable[..., Any], _: Any, given: Sequence[Any], options: dict[str, Any]
    ) -> Any:
        """Compute with the values, and note that, by the function's own rule."""
        rule = FUNCTIONS.get(function)
        if rule is None:
            raise NotRecordedError(f"numpy.{function.__name__} cannot be written down")
        return rule(self, *given, **options)


def _value(given: Any) -> Any:
    return given.value if isinstance(given, Recorded) else given


def _written(given: Any) -> Any:
    """An argument as a step holds it: a place, a number, or a list of numbers."""
    if isinstance(given, Recorded):
        return ("of", given.place)
    plain = np.asarray(given)
    if plain.ndim > 1:
        raise NotRecordedError(f"an array of shape {plain.shape} is no course")
    if np.iscomplexobj(plain):
        return {"re": plain.real.tolist(), "im": plain.imag.tolist()}
    if plain.ndim and not np.isfinite(plain).all():
        raise NotRecordedError("a list of numbers that are not finite is no course")
    return np.asarray(plain, dtype=float).tolist()


UFUNCS: dict[Any, str] = {
    np.add: "add",
    np.subtract: "subtract",
    np.multiply: "multiply",
    np.true_divide: "divide",
    np.remainder: "remainder",
    np.power: "power",
    np.maximum: "maximum",
    np.minimum: "minimum",
    np.negative: "negative",
    np.absolute: "absolute",
    np.square: "square",
    np.exp: "exp",
    np.expm1: "expm1",
    np.log: "log",
    np.sqrt: "sqrt",
    np.greater: "greater",
    np.greater_equal: "greater_equal",
    np.less: "less",
    np.less_equal: "less_equal",
    np.equal: "equal",
    np.not_equal: "not_equal",
    np.bitwise_and: "and",
    np.bitwise_or: "or",
    np.invert: "not",
    np.isnan: "is_nan",
}


OF_COMPLEX = frozenset({"add", "subtract", "multiply", "divide"})  # which spectra may take part in


def _like(name: str, function: Callable[..., Any]) -> Callable[..., Recorded]:
    """The rule of a function whose arguments are all courses or numbers."""

    def rule(one: Recorded, *given: Any, axis: int = -1) -> Recorded:
        options = {} if function in (np.where, np.angle) else {"axis": axis}
        value = function(*map(_value, given), **options)
        return Recorded(one.recording, value, name, *map(_written, given))

    return rule


def _concatenate(one: Recorded, parts: Sequence[Any], axis: int = -1) -> Recorded:
    value = np.concatenate([_value(part) for part in parts], axis)
    return Recorded(one.recording, value, "concatenate", *map(_written, parts))


def _roll(one: Recorded, course: Any, shift: Any, axis: int = -1) -> Recorded:
    value = np.roll(_value(course), int(_value(shift)), axis)
    return Recorded(one.recording, value, "roll", _written(course), _written(shift))


def _irfft(one: Recorded, spectrum: Any, n: int, axis: int = -1) -> Recorded:
    value = np.fft.irfft(_value(spectrum), n, axis)
    return Recorded(one.recording, value, "irfft", _written(spectrum), int(n))


FUNCTIONS: dict[Any, Callable[..., Recorded]] = {
    np.where: _like("where", np.where),
    np.sum: _like("sum", np.sum),
    np.mean: _like("mean", np.mean),
    np.cumsum: _like("cumsum", np.cumsum),
    np.roll: _roll,
    np.concatenate: _concatenate,
    np.fft.rfft: _like("rfft", np.fft.rfft),
    np.fft.irfft: _irfft,
    np.angle: _like("angle", np.angle),
}


@dataclass(frozen=True, eq=False)
class RecordedDay(Day):
    """A day whose courses and parameters note what is done with them."""

    recording: Recording = field(default_factory=Recording, kw_only=True, repr=False)

    @classmethod
    def like(cls, day: Day) -> "RecordedDay":
        """The same day, ready to be recorded."""
        recording = Recording()
        hours: Any = Recorded(recording, day.time, "hours")
        return cls(day.model, day.kernel, hours, day.state, day.reference, recording=recording)

    @property
    def step(self) -> float:
        """Hours from one point to the next: the same on every day."""
        return float(self.time.value[1] - self.time.value[0])  # type: ignore[attr-defined]

    def _plain_time(self) -> Array:
        return self.time.value  # type: ignore[attr-defined,no-any-return]

    def __getitem__(self, name: str) -> Any:
        """Course of a species, a derived quantity or a flux."""
        full = self.full_name(name)
        kind, row = self.kernel.places[full]
        here = (self._plain_time(), self.state, self.parameters)
        if kind == "state":
            value = self.state[row]
        else:
            value = (self.kernel.derived if kind == "derived" else self.kernel.fluxes)(*here)[row]
        return Recorded(self.recording, value, "course", full)

    def parameter(self, name: str) -> Any:
        """A parameter's value in its declared unit."""
        full = self.model.parameters.resolve(name)
        return Recorded(self.recording, super().parameter(full), "parameter", full)

    def during(self, start: Any, end: Any) -> Any:
        """Mask of clock hours, which may be other ones on each day."""
        clock = self.time % 24
        after, before = clock >= start, clock < end
        return np.where(np.less_equal(start, end), after & before, after | before)


def record(functions: Mapping[str, Callable[[AnyDay], Any]], day: Day) -> Recording:
    """
    What gives the outcomes on any day of this model that has the same healthy day.

    ``day`` is any day at all; ``functions`` give a number or a course each. Raises ModelError for
    an outcome that cannot be written down.
    """
    recorded = RecordedDay.like(day)
    for name, function in functions.items():
        try:
            with np.errstate(all="ignore"):
                answer = function(recorded)
        except (TypeError, IndexError) as fault:  # NotRecordedError is one, as what NumPy says is
            raise ModelError(f"The outcome '{name}' cannot be written down: {fault}.") from fault
        if not isinstance(answer, Recorded):
            answer = Recorded(recorded.recording, answer, "number", float(answer))
        recorded.recording.answers[name] = answer.place
    return recorded.recording
