"""
What may be given: amounts between two ends, hours between two others, read from what is typed.

``NAME=LO..HI[unit]@WHEN[/EVERY]``, WHEN as in a dose or ``HH:MM-HH:MM``. A point of the space has a
number from 0 to 1 for each amount and for each hour that is free; an amount below a twentieth of
the way is none at all, so that a search can leave a treatment out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.regimen import Given, Regimen, read_given
from rls_sim.clinic.treatments import Treatment, TreatmentLibrary
from rls_sim.errors import ConfigError, InputError
from rls_sim.quantities.values import COMMAND_LINE
from rls_sim.study.clock import read_clock
from rls_sim.study.problems import Problems

Array = NDArray[np.float64]

FORM = "NAME=LO..HI[unit]@WHEN[/EVERY], WHEN as of a dose or HH:MM-HH:MM"
NOTHING = 0.05  # of the way from LO to HI: below it nothing is given
QUARTER = 0.25  # h, to which a free hour is rounded
DIGITS = 3  # of an amount that is tried
# How much of a burden one dose is, in swallowed doses: assumed, for want of a published scale.
BURDEN = {"mouth": 1.0, "skin": 1.0, "vein": 30.0, "blood": 30.0, "diet": 0.5, "none": 0.0}
_MAY = re.compile(
    r"(?P<name>[^=@]+)=(?P<low>[0-9.eE+-]+?)\.\.(?P<high>[0-9.eE+-]+)(?P<unit>[A-Za-z%/^*]*)@"
    r"(?:(?P<early>\d{1,2}:\d\d)-(?P<late>\d{1,2}:\d\d)|(?P<when>[^/]+))(?P<rest>/.+)?"
)


@dataclass(frozen=True)
class Option:
    """One treatment that may be given: between which amounts, and between which hours if free."""

    treatment: Treatment
    low: float
    high: float
    when: str  # as a dose has it; with free hours the clock is written in
    rest: str  # /daily and the like
    hours: tuple[float, float] | None
    words: str
    typed: str  # the treatment as it was typed

    @property
    def dimensions(self) -> int:
        """How many numbers choose a dose."""
        return 1 if self.hours is None else 2

    def dose(self, shares: Array) -> str:
        """The dose that these numbers (dimensions,) choose, as typed; nothing for none."""
        share = float(shares[0])
        if share < NOTHING and self.low == 0:
            return ""
        amount = self.low + (self.high - self.low) * share
        when = self.when
        if self.hours is not None:
            early, late = self.hours
            hour = early + ((late - early) % 24.0) * float(shares[1])
            rounded = round(hour / QUARTER) * QUARTER
            hour = min(max(rounded, early), early + (late - early) % 24.0) % 24.0
            minutes = round(hour * 60) % 1440
            when = f"{minutes // 60:02d}:{minutes % 60:02d}"
        unit = self.treatment.unit_words
        return f"{self.typed}={float(f'{amount:.{DIGITS}g}'):g}{unit}@{when}{self.rest}"


@dataclass(frozen=True)
class Space:
    """Everything that may be given, over a course of so many days."""

    options: tuple[Option, ...]
    library: TreatmentLibrary
    days: int

    @property
    def dimensions(self) -> int:
        """Of a point."""
        return sum(option.dimensions for option in self.options)

    @property
    def amounts(self) -> tuple[int, ...]:
        """The places of a point that choose an amount, one an option."""
        found, place = [], 0
        for option in self.options:
            found.append(place)
            place += option.dimensions
        return tuple(found)

    @property
    def is_amount(self) -> NDArray[np.bool_]:
        """Which places of a point choose an amount, (dimensions,)."""
        return np.isin(np.arange(self.dimensions), self.amounts)

    def doses(self, point: Array) -> tuple[str, ...]:
        """What a point (dimensions,) from 0 to 1 gives, as typed."""
        found, place = [], 0
        for option in self.options:
            found.append(option.dose(point[place : place + option.dimensions]))
            place += option.dimensions
        return tuple(dose for dose in found if dose)

    def regimen(self, doses: Sequence[str]) -> Regimen:
        """The regimen of doses as typed."""
        return Regimen(tuple(read_given(dose, self.library, self.days) for dose in doses))

    def burden(self, regimen: Regimen) -> float:
        """Doses a week, each weighed by its route."""
        return sum(self._burden(given) for given in regimen.given) / (self.days / 7)

    def _burden(self, given: Given) -> float:
        weight = BURDEN[given.treatment.route]
        if given.treatment.lasts:
            last = min(given.end, self.days * 24.0)
            return weight * max(last - given.first, 0.0) / 24.0
        return weight * len(given.times(self.days * 24.0))


def read_space(texts: Sequence[str], library: TreatmentLibrary, days: int) -> Space:
    """Read what may be given; raises one ConfigError with every problem."""
    problems = Problems(COMMAND_LINE)
    options = []
    for text in texts:
        with problems.on(f"--may {text}"):
            options.append(read_option(text, library, days))
    if not texts:
        problems.lines.append(f"nothing may be given: say --may {FORM}.")
    problems.raise_if_any()
    return Space(tuple(options), library, days)


def read_option(text: str, library: TreatmentLibrary, days: int) -> Option:
    """Read one of them; raises InputError, UnknownNameError and UnitError."""
    match = _MAY.fullmatch("".join(text.split()))
    if match is None:
        raise InputError(f"is not of the form {FORM}; such as pramipexole=0..0.5mg@20:00/daily.")
    treatment = library.find(match["name"])
    low, high = (treatment.amount(_number(match[end]), match["unit"]) for end in ("low", "high"))
    if not low < high:
        raise InputError(f"{low:g} is not below {high:g}.")
    hours = None
    when = match["when"] or ""
    if match["early"]:
        hours = (read_clock(match["early"]), read_clock(match["late"]))
        if hours[0] == hours[1]:
            raise InputError("two equal hours are no span; write one hour.")
        when = match["early"]
    option = Option(
        treatment, low, high, when, match["rest"] or "", hours, text, match["name"].strip()
    )
    try:
        read_given(option.dose(np.ones(2)), library, days)
    except ConfigError as trouble:
        raise InputError("; ".join(trouble.problems)) from None
    return option


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise InputError(f"'{text}' is not a number.") from None
