"""The words in which every process is written: compartment, species, reaction, derived."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rls_sim.errors import ModelError

Number = Any  # what a law is called with: a float, an array, a symbol or a dimension probe
Function = Callable[..., Number]

NAME = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*")
COUNT = r"\d+(?:\.\d+)?(?:e-\d+)?"  # 2, 1.5 or 1e-3
TERM = re.compile(rf"(?:(?P<count>{COUNT})\s+)?(?P<name>{NAME.pattern})")


@dataclass(frozen=True)
class Compartment:
    """A well-mixed space. Rates move amounts; its volume (L) turns them into concentrations."""

    name: str
    volume: str  # the name of a parameter
    label: str = ""


@dataclass(frozen=True)
class Species:
    """A pool that the model follows through time, as a concentration (or a relative amount)."""

    name: str
    label: str  # as figures and tables print it
    compartment: str
    initial: float  # in `unit`; where a first guess of the day starts
    carries: Mapping[str, int] = field(default_factory=dict)  # what is conserved: {"iron": 1}
    unit: str = "umol/L"  # or "1": relative to a healthy cell
    signed: bool = False  # whether it may lie below zero, as a voltage does and no pool


@dataclass(frozen=True)
class Law:
    """A named function of other quantities.

    The arguments of ``function`` are the names it needs. ``needs`` holds the same names, in
    the same order, as the model knows them: placing a process renames needs, never the function.
    """

    name: str
    function: Function
    needs: tuple[str, ...]
    doc: str = ""
    source: str = ""  # key of sources.toml: why it has this form

    @property
    def meaning(self) -> str:
        """The first paragraph of the docstring, on one line."""
        return " ".join(self.doc.partition("\n\n")[0].split())


@dataclass(frozen=True)
class Reaction(Law):
    """One flux: the law of its rate (umol/h), what it takes and what it gives."""

    takes: Mapping[str, float] = field(default_factory=dict)  # whole numbers are of type int
    gives: Mapping[str, float] = field(default_factory=dict)
    boundary: bool | tuple[str, ...] = False  # what crosses the edge: all, or these moieties

    @property
    def equation(self) -> str:
        """What moves, as text: 'a + 2 b -> c'."""
        return f"{_write_side(self.takes)} -> {_write_side(self.gives)}".strip()

    def may_make_or_lose(self, moiety: str) -> bool:
        """Whether a moiety crosses the edge of the model here, so that it need not balance."""
        return self.boundary if isinstance(self.boundary, bool) else moiety in self.boundary

    @property
    def net(self) -> dict[str, float]:
        """Net change of each species for one turn; catalysts are left out."""
        names = dict.fromkeys([*self.takes, *self.gives])
        change = {name: self.gives.get(name, 0) - self.takes.get(name, 0) for name in names}
        return {name: count for name, count in change.items() if count}


@dataclass(frozen=True)
class Derived(Law):
    """A quantity that follows from others at the same moment: a drive, an occupancy."""

    unit: str = "1"
    label: str = ""


def reaction(
    equation: str, *, boundary: bool | str | Iterable[str] = False, source: str = ""
) -> Callable[[Function], Reaction]:
    """
    Make a reaction of a rate law.

    The equation ("a + 2 b -> c", either side may be empty) says what moves; the arguments of
    the function say what the rate (umol/h) depends on: species, parameters, derived quantities
    or ``time``. What crosses the edge of the model need not balance: ``boundary`` names the
    moieties that this reaction may make or lose ("transferrin", or several), or is True for all
    of them; every other moiety must balance.
    Raises ModelError where the equation cannot be read.
    """
    takes, gives = read_equation(equation)
    crossing = _read_boundary(boundary)

    def make(function: Function) -> Reaction:
        return Reaction(
            **_what_a_function_says(function),
            source=source,
            takes=takes,
            gives=gives,
            boundary=crossing,
        )

    return make


def derived(unit: str, *, label: str = "", source: str = "") -> Callable[[Function], Derived]:
    """Name an intermediate once (in ``unit``), so that rate laws and figures can ask for it."""

    def make(function: Function) -> Derived:
        said = _what_a_function_says(function)
        spoken = label or said["name"].replace("_", " ").capitalize()
        return Derived(**said, source=source, unit=unit, label=spoken)

    return make


def _read_boundary(boundary: bool | str | Iterable[str]) -> bool | tuple[str, ...]:
    if isinstance(boundary, bool):
        return boundary
    return tuple(sorted({boundary} if isinstance(boundary, str) else set(boundary)))


def read_equation(equation: str) -> tuple[dict[str, float], dict[str, float]]:
    """Read 'a + 2 b -> c' into what is taken and what is given, counts by name."""
    sides = equation.split("->")
    if len(sides) != 2 or not "".join(sides).strip():
        raise ModelError(
            f"The equation '{equation}' cannot be read; write it with one arrow: 'a + 2 b -> c'."
        )
    return _read_side(sides[0], equation), _read_side(sides[1], equation)


def _read_side(side: str, equation: str) -> dict[str, float]:
    counts: dict[str, float] = {}
    for term in side.split("+") if side.strip() else ():
        match = TERM.fullmatch(term.strip())
        count = _number(match["count"] or "1") if match else 0
        if match is None or count == 0:
            raise ModelError(
                f"The equation '{equation}' cannot be read at '{term.strip()}'; "
                "a term is a name, or a number and a name: '2 iron'."
            )
        counts[match["name"]] = counts.get(match["name"], 0) + count
    return counts


def _number(text: str) -> float:
    """An int where it is whole, so that a count of one thing is always of one type."""
    number = float(text)
    return int(number) if number.is_integer() else number


def _write_side(counts: Mapping[str, float]) -> str:
    return " + ".join(name if n == 1 else f"{n} {name}" for name, n in counts.items())


def _what_a_function_says(function: Function) -> dict[str, Any]:
    """Name, function, needs and doc: everything that a law takes from its function."""
    for argument in inspect.signature(function).parameters.values():
        if (
            argument.kind is not argument.POSITIONAL_OR_KEYWORD
            or argument.default is not argument.empty
        ):
            raise ModelError(
                f"The law {function.__name__} has the argument '{argument}'; an argument of a law "
                "is the plain name of what it needs, without star and without default."
            )
    return {
        "name": function.__name__,
        "function": function,
        "needs": tuple(inspect.signature(function).parameters),
        "doc": inspect.getdoc(function) or "",
    }
