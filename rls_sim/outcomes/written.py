"""Outcomes as formulas of what a simulator adds up through a day, for formats that hold formulas.

An outcome is written once, for courses. Asked of a `WrittenDay` it says which totals of the day it
needs, as integrands in SBML's infix and in identifiers of the exported model, and how they combine.
What sorts or searches the points of a day (an hour of a highest point, say) has no such formula.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rls_sim.exchange.names import identifier
from rls_sim.network.kernel import Kernel
from rls_sim.network.model import TIME, Model
from rls_sim.outcomes import legs
from rls_sim.outcomes.day import POINTS_AN_HOUR, AnyDay, Day, grid
from rls_sim.outcomes.dual import Carrier

DAY = "day_length"  # the constant of the exported model, h
HOURS = 24.0
HALF_A_STEP = 0.5 / (HOURS * POINTS_AN_HOUR)  # of the day: a point stands for the time about it
CLOCK = f"({TIME} + {DAY} * {HALF_A_STEP!r} - {DAY} * floor({TIME} / {DAY} + {HALF_A_STEP!r}))"
ANGLE = f"(2 * pi * {TIME} / {DAY})"


class NotWrittenError(TypeError):
    """What an outcome does with a day has no formula."""


@dataclass(frozen=True)
class Total:
    """A quantity that grows by ``integrand`` an hour, from 0 at midnight."""

    name: str
    integrand: str


@dataclass(frozen=True)
class State:
    """A quantity that follows a day and acts on nothing; ``initial``: where it settles, at 0 h."""

    name: str
    rate: str
    initial: Callable[[Day], float]


@dataclass
class Ledger:
    """The totals and states that some outcomes need, each once."""

    totals: dict[str, Total] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)

    def total(self, stem: str, integrand: str) -> str:
        """The name of the total with this integrand, which is ``stem`` if that is free."""
        for known in self.totals.values():
            if known.integrand == integrand:
                return known.name
        name = stem if stem not in self.totals else f"{stem}_{len(self.totals)}"
        self.totals[name] = Total(name, integrand)
        return name


class Written(Carrier):
    """A number of the day, or a course of it, as text; ``lag`` (h) is that of a pool behind it."""

    __slots__ = ("is_course", "lag", "text")

    def __init__(self, text: str, *, is_course: bool = False, lag: str = "") -> None:
        self.text, self.is_course, self.lag = text, is_course, lag

    def _no(self, *_: Any, **__: Any) -> Any:
        raise NotWrittenError("it searches the points of a day")

    __getitem__ = __bool__ = __float__ = __int__ = __array__ = __len__ = __round__ = _no
    max = min = argmax = argmin = sum = mean = _no

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **_: Any) -> "Written":
        """The text of a sum, a product, a power, an exponential or a comparison."""
        form = FORMS.get(ufunc)
        if form is None or method != "__call__" or any(getattr(one, "lag", "") for one in inputs):
            raise NotWrittenError(f"it takes numpy.{ufunc.__name__} of points of a day")
        is_course = any(getattr(one, "is_course", False) for one in inputs)
        if ufunc is np.add and 0.0 in [one for one in inputs if isinstance(one, int | float)]:
            return next(one for one in inputs if isinstance(one, Written))  # sum() begins with 0
        return Written(form.format(*map(text_of, inputs)), is_course=is_course)

    def __array_function__(self, function: Any, _: Any, inputs: Any, options: Any) -> "Written":
        """The guard of a ratio, whose whole is there in every cell that has a day."""
        if function is np.where and not options:
            condition, chosen, other = inputs
            guards = isinstance(other, float) and (np.isnan(other) or other == 1.0)
            if guards and not getattr(condition, "is_course", False):
                return Written(text_of(chosen))
        raise NotWrittenError(f"it takes numpy.{function.__name__} of points of a day")


FORMS: dict[Any, str] = {
    np.add: "({} + {})",
    np.subtract: "({} - {})",
    np.multiply: "({} * {})",
    np.true_divide: "({} / {})",
    np.power: "({})^({})",
    np.negative: "(-{})",
    np.exp: "exp({})",
    np.expm1: "(exp({}) - 1)",
    np.log: "ln({})",
    np.sqrt: "sqrt({})",
    np.greater: "({} > {})",
}


def text_of(given: Any) -> str:
    """What was written, or a number with every digit."""
    if isinstance(given, Written):
        return given.text
    if np.ndim(given):
        raise NotWrittenError("it reads a list of points")
    return repr(float(given))


@dataclass(frozen=True)
class Hour:
    """An hour of the clock: that of a 24 h wave with these parts, later by ``lag`` (a pool's h)."""

    cosine: str
    sine: str
    lag: str = ""

    def near(self, hour: float) -> str:
        """The hour as a formula that runs from 12 h before ``hour`` to 12 h after it."""
        cosine, sine = self.cosine, self.sine
        if self.lag:  # the wave divided by 1 + i * angle, up to a positive factor
            angle = f"{2 * np.pi / HOURS!r} * {self.lag}"
            cosine = f"({self.cosine} - {self.sine} * {angle})"
            sine = f"({self.sine} + {self.cosine} * {angle})"
        turn = 2 * np.pi * hour / HOURS
        c, s = float(np.cos(turn)), float(np.sin(turn))
        along = f"({cosine} * ({c!r}) + {sine} * ({s!r}))"
        across = f"({sine} * ({c!r}) - {cosine} * ({s!r}))"
        half = f"arctan({across} / (sqrt({along}^2 + {across}^2) + {along}))"
        return f"{hour!r} + {HOURS / np.pi!r} * {half}"


@dataclass(frozen=True, eq=False)
class WrittenDay(AnyDay):
    """A day that is asked how it would be read; numbers of the healthy day are constants."""

    reference: Day = field(repr=False)
    ledger: Ledger = field(default_factory=Ledger)
    outcome: str = ""  # which is being written: its totals are named after it

    @classmethod
    def of(cls, reference: Day, ledger: Ledger, outcome: str = "") -> "WrittenDay":
        """A day of the model of ``reference``, the healthy day."""
        model: Model = reference.model
        return cls(model, Kernel.of(model), grid(), reference, ledger, outcome)

    def __getitem__(self, name: str) -> Any:
        """The course of a species, a derived quantity or a flux."""
        return Written(identifier(self.full_name(name)), is_course=True)

    def parameter(self, name: str) -> Any:
        """A parameter, in its declared unit."""
        declared = self.model.parameters[name]
        called, factor = identifier(declared.name), declared.canonical_factor
        return Written(called if factor == 1.0 else f"({called} / {factor!r})")

    @property
    def healthy(self) -> Day:
        """The healthy day, as it is."""
        return self.reference

    @property
    def step(self) -> float:
        """There are no points."""
        raise NotWrittenError("it goes from point to point of a day")

    def mean(self, name: str) -> Any:
        """Mean over the day."""
        called = identifier(self.full_name(name))
        return Written(self.ledger.total(f"mean_of_{called}", f"{called} / {DAY}"))

    def lagged(self, course: Any, hours: Any) -> Any:
        """A course behind a pool; nothing but its hour can be read."""
        return Written(text_of(course), is_course=True, lag=text_of(hours))

    def acrophase(self, course: Any) -> Any:
        """The hour of a course's 24 h wave."""
        text = text_of(course)
        stem = text if text.isidentifier() else self.outcome
        cosine = self.ledger.total(f"cosine_of_{stem}", f"{text} * cos({ANGLE}) / {DAY}")
        sine = self.ledger.total(f"sine_of_{stem}", f"{text} * sin({ANGLE}) / {DAY}")
        return Hour(cosine, sine, course.lag)

    def hours(self, inside: Any) -> Any:
        """Hours in which a course is above zero."""
        name = f"hours_in_{self.outcome}"
        return Written(self.ledger.total(name, _while(f"{text_of(inside)} > 0")))

    def mean_during(self, course: Any, start: Any, end: Any) -> Any:
        """Mean of a course from one clock hour up to another."""
        first, last = text_of(start), text_of(end)
        after, before = f"({CLOCK} >= {first})", f"({CLOCK} < {last})"
        through = f"({first} <= {last})"
        inside = f"({through} && {after} && {before}) || (!{through} && ({after} || {before}))"
        span = self.ledger.total(f"span_in_{self.outcome}", _while(inside))
        part = self.ledger.total(f"sum_in_{self.outcome}", f"{_while(inside)} * {text_of(course)}")
        return Written(f"({part} / {span})")

    def during(self, start: float, end: float) -> Any:
        """There are no points."""
        raise NotWrittenError("it searches hours of the day")

    def once(self, function: Callable[[Any], Any]) -> Any:
        """The urge to move, as a state that follows the day."""
        if function is not legs._urge:
            raise NotWrittenError(f"it reads the course of {function.__name__}")
        build, decay = text_of(self.level("urge_build")), text_of(self.level("urge_decay"))
        gate, threshold = text_of(self["gate"]), text_of(self.level("urge_threshold"))
        deficit = f"piecewise({gate} - {threshold}, {gate} > {threshold}, 0)"
        rate = f"{build} * {deficit} - {decay} * urge"
        self.ledger.states["urge"] = State("urge", rate, lambda day: float(legs.urge(day)[0]))
        return Written("urge", is_course=True)


def _while(condition: str) -> str:
    return f"piecewise(1, {condition}, 0)"


def write_outcome(
    function: Callable[[AnyDay], Any], reference: Day, ledger: Ledger, name: str
) -> str | Hour:
    """
    An outcome as a formula of totals, which are entered in ``ledger``; hours of the clock apart.

    Raises NotWrittenError, with what stands against it, for an outcome without a formula; then
    ``ledger`` is as it was.
    """
    tried = Ledger(dict(ledger.totals), dict(ledger.states))
    answer: Any = function(WrittenDay.of(reference, tried, name))
    ledger.totals, ledger.states = tried.totals, tried.states
    return answer if isinstance(answer, Hour) else text_of(answer)
