"""Numbers and courses that carry their slopes along parameters through NumPy's functions.

An outcome is written once, for plain courses. Called with a `Dual` in place of a course the same
text computes the outcome and its slopes, each operation by its own rule of differentiation.
What moves in steps (a position, a rounded number) has no slope: not zero, but not a number.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, cast

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

Array = NDArray[Any]
Last = Literal[-1]  # the axis of points, the only one that a course with slopes has


class NoSlopeError(TypeError):
    """Something was done to a `Dual` that would lose its slopes, or has no rule yet."""


class Carrier(NDArrayOperatorsMixin):
    """What outcomes compute with in place of numbers and courses, and may not make plain."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]


class Dual(Carrier):
    """A number () or a course (points,), and its ``slopes`` (k,) or (k, points) along k parameters.

    Comparisons and positions (``argmax``) are those of the values, plain. ``max`` and ``min`` have
    the slope of the point where they are taken, as an extremum has.
    """

    __slots__ = ("slopes", "value")

    def __init__(self, value: Any, slopes: Array) -> None:
        self.value, self.slopes = np.asarray(value), slopes

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the values."""
        return self.value.shape

    @property
    def size(self) -> int:
        """Of the values."""
        return self.value.size

    def __len__(self) -> int:
        """Number of points."""
        return len(self.value)

    def __bool__(self) -> bool:
        """Whether the value is not zero."""
        return bool(self.value)

    def __repr__(self) -> str:
        """The values, and how many slopes each has."""
        return f"Dual({self.value!r}, slopes along {len(self.slopes)})"

    def __getitem__(self, key: Any) -> "Dual":
        """A point or a part; one that is picked by a `Dual` moves in steps with its parameters."""
        if isinstance(key, Dual):
            return self[key.value].in_steps_of(key)
        places = key if isinstance(key, tuple) else (key,)
        return Dual(self.value[key], self.slopes[(slice(None), *places)])

    def __round__(self) -> "Dual":
        """The nearest whole number, which moves in steps."""
        whole = np.rint(self.value).astype(int)
        return Dual(whole, np.zeros_like(self.slopes)).in_steps_of(self)

    def _no_number(self, *_: Any, **__: Any) -> Any:
        raise NoSlopeError("it is made a plain number, which has no slopes; number() keeps them")

    __float__ = __int__ = __index__ = __complex__ = __array__ = _no_number

    def in_steps_of(self, chosen_by: Any) -> "Dual":
        """The same, without a slope along what the whole numbers or masks ``chosen_by`` move with.

        A plain ``chosen_by`` changes nothing.
        """
        if not isinstance(chosen_by, Dual):
            return self
        moving = chosen_by.slopes.reshape(len(chosen_by.slopes), -1)
        steps = np.where((moving != 0).any(axis=1), np.nan, 0.0)
        return Dual(self.value, self.slopes + _under(steps, self.value.ndim))

    def mean(self, axis: Last = -1) -> "Dual":
        """Mean over the points."""
        return Dual(self.value.mean(axis=axis), self.slopes.mean(axis=-1))

    def sum(self, axis: Last = -1) -> "Dual":
        """Sum over the points."""
        return Dual(self.value.sum(axis=axis), self.slopes.sum(axis=-1))

    def max(self, axis: Last = -1) -> "Dual":
        """The highest point."""
        return self[self.value.argmax(axis=axis)]

    def min(self, axis: Last = -1) -> "Dual":
        """The lowest point."""
        return self[self.value.argmin(axis=axis)]

    def argmax(self, axis: Last = -1) -> int:
        """Position of the highest point, a plain number."""
        return int(self.value.argmax(axis=axis))

    def argmin(self, axis: Last = -1) -> int:
        """Position of the lowest point, a plain number."""
        return int(self.value.argmin(axis=axis))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Compute with the values, and with the slopes by the chain rule."""
        values = [value_of(given) for given in inputs]
        if ufunc in PLAIN and method == "__call__":
            return ufunc(*values, **options)
        rules = RULES.get(ufunc)
        if rules is None or method != "__call__" or options:
            raise NoSlopeError(f"there is no rule for the slope of numpy.{ufunc.__name__}")
        answer = ufunc(*values)
        slopes: Any = 0.0
        with np.errstate(all="ignore"):
            for rule, given in zip(rules, inputs, strict=True):
                if isinstance(given, Dual):
                    partial = rule(answer, *values)
                    slopes = slopes + partial * _under(given.slopes, answer.ndim)
        return Dual(answer, np.broadcast_to(slopes, (len(self.slopes), *answer.shape)))

    def __array_function__(
        self, function: Callable[..., Any], _: Any, given: Sequence[Any], options: dict[str, Any]
    ) -> Any:
        """Compute with the values, and with the slopes by the function's own rule."""
        if function in PLAIN:
            return function(*map(value_of, given), **options)
        rule = FUNCTIONS.get(function)
        if rule is None:
            raise NoSlopeError(f"there is no rule for the slope of numpy.{function.__name__}")
        return rule(*given, **options)


def number(value: Any) -> float:
    """``value`` as a plain float, or, where it carries more or is one of each cell, as it is.

    An outcome ends with this in place of ``float()``. What it gives is typed as a float, since to
    an outcome a number with slopes is one, and so are the numbers of many cells.
    """
    return cast(float, value) if isinstance(value, Carrier) or np.ndim(value) else float(value)


def value_of(given: Any) -> Any:
    """What is left of a `Dual` without its slopes; anything else as it is."""
    return given.value if isinstance(given, Dual) else given


def _under(slopes: Array, dimensions: int) -> Array:
    """Slopes (k, ...) with axes put in so that they go with a value of so many dimensions."""
    missing = dimensions + 1 - slopes.ndim
    return slopes.reshape(slopes.shape[0], *(1,) * missing, *slopes.shape[1:])


def _by_base(_: Any, base: Any, exponent: Any) -> Any:
    return exponent * base ** (exponent - 1)


def _by_exponent(answer: Any, base: Any, _: Any) -> Any:
    return np.where(base > 0, answer * np.log(np.where(base > 0, base, 1.0)), 0.0)


Rule = Callable[..., Any]
# By function: the slope along each argument, given the answer and the arguments.
RULES: dict[Any, tuple[Rule, ...]] = {
    np.add: (lambda y, a, b: 1.0, lambda y, a, b: 1.0),
    np.subtract: (lambda y, a, b: 1.0, lambda y, a, b: -1.0),
    np.multiply: (lambda y, a, b: b, lambda y, a, b: a),
    np.true_divide: (lambda y, a, b: 1 / b, lambda y, a, b: -y / b),
    np.remainder: (lambda y, a, b: 1.0, lambda y, a, b: -np.floor(a / b)),
    np.power: (_by_base, _by_exponent),
    np.maximum: (lambda y, a, b: np.greater(a, b), lambda y, a, b: np.less_equal(a, b)),
    np.minimum: (lambda y, a, b: np.less(a, b), lambda y, a, b: np.greater_equal(a, b)),
    np.negative: (lambda y, a: -1.0,),
    np.positive: (lambda y, a: 1.0,),
    np.absolute: (lambda y, a: np.sign(a),),
    np.square: (lambda y, a: 2 * a,),
    np.sqrt: (lambda y, a: 0.5 / y,),
    np.exp: (lambda y, a: y,),
    np.expm1: (lambda y, a: y + 1,),
    np.log: (lambda y, a: 1 / a,),
    np.log1p: (lambda y, a: 1 / (1 + a),),
    np.sin: (lambda y, a: np.cos(a),),
    np.cos: (lambda y, a: -np.sin(a),),
}

# What is asked of the values alone, and answered without slopes.
PLAIN: frozenset[Any] = frozenset(
    {
        *(np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal),
        *(np.isfinite, np.isnan, np.argmax, np.argmin, np.shape, np.size, np.ndim),
    }
)


def _along_last(function: Callable[..., Any]) -> Rule:
    """The rule of a linear function of one course: the slopes go through it as the course does."""

    def rule(course: Dual, *given: Any, axis: Last = -1) -> Dual:
        value = function(course.value, *given, axis=axis)
        return Dual(value, function(course.slopes, *given, axis=-1))

    return rule


def _of_one(method: str) -> Rule:
    return lambda course, axis=-1: getattr(course, method)(axis)


def _like(given: Any, count: int, dimensions: int) -> Array:
    """The slopes (k, ...) of an argument, zero where it has none, with as many axes as asked."""
    slopes = given.slopes if isinstance(given, Dual) else np.zeros((count, *np.shape(given)))
    return _under(slopes, dimensions)


def _count(*given: Any) -> int:
    return next(len(one.slopes) for one in given if isinstance(one, Dual))


def _where(condition: Any, one: Any, other: Any) -> Dual:
    picked, count = value_of(condition), _count(condition, one, other)
    value = np.where(picked, value_of(one), value_of(other))
    branches = (_like(branch, count, value.ndim) for branch in (one, other))
    answer = Dual(value, np.where(picked, *branches))
    return answer.in_steps_of(condition)


def _roll(course: Any, shift: Any, axis: Last = -1) -> Dual:
    by, slopes = int(value_of(shift)), _like(course, _count(course, shift), 1)
    return Dual(np.roll(value_of(course), by, axis), np.roll(slopes, by, axis=-1)).in_steps_of(
        shift
    )


def _concatenate(parts: Sequence[Any], axis: Last = -1) -> Dual:
    values = [np.atleast_1d(value_of(part)) for part in parts]
    slopes = [_like(part, _count(*parts), 1) for part in parts]
    return Dual(np.concatenate(values, axis), np.concatenate(slopes, axis=-1))


def _append(course: Any, more: Any) -> Dual:
    return _concatenate([course, more])


def _convolve(one: Any, other: Any, mode: Literal["full", "same", "valid"] = "full") -> Dual:
    """Of two courses; each row of slopes is convolved with the other course."""
    course, weights = value_of(one), value_of(other)
    slopes: Any = 0.0
    for given, partner in ((one, weights), (other, course)):
        if isinstance(given, Dual):
            slopes = slopes + np.array([np.convolve(row, partner, mode) for row in given.slopes])
    return Dual(np.convolve(course, weights, mode), slopes)


def _angle(wave: Dual) -> Dual:
    turning = (np.conj(wave.value) * wave.slopes).imag / np.abs(wave.value) ** 2
    return Dual(np.angle(wave.value), turning)


FUNCTIONS: dict[Any, Rule] = {
    np.sum: _along_last(np.sum),
    np.mean: _along_last(np.mean),
    np.cumsum: _along_last(np.cumsum),
    np.fft.rfft: _along_last(np.fft.rfft),
    np.fft.irfft: _along_last(np.fft.irfft),
    np.max: _of_one("max"),
    np.min: _of_one("min"),
    np.where: _where,
    np.roll: _roll,
    np.concatenate: _concatenate,
    np.append: _append,
    np.convolve: _convolve,
    np.angle: _angle,
}
