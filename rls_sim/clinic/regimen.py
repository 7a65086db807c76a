"""
Regimens: doses as people type them, read into what happens at which hour.

``NAME=AMOUNT[unit]@WHEN[/EVERY][..dEND]``. WHEN is ``d7`` (day 7, at the treatment's own hour),
``20:00`` (from the first day on which the clock shows it) or ``d7T20:00``; EVERY is ``daily``,
``2d``, ``7d`` or ``36h``; what is given again and again ends at dEND or with the course.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, lcm

from rls_sim.clinic.events import Arrival, Change, Event, Inflow, Loss
from rls_sim.clinic.treatments import Treatment, TreatmentLibrary, share_lost
from rls_sim.errors import ConfigError, InputError
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.quantities.values import COMMAND_LINE
from rls_sim.study.clock import DAY, read_clock, read_duration
from rls_sim.study.problems import Problems

FORM = (
    "NAME=AMOUNT[unit]@dN|HH:MM|dNTHH:MM, then /daily, /2d or /36h if again, and ..dN for its end"
)
LONGEST_COURSE = 3660.0  # d
MOST_DOSES = 20_000
LONGEST_PERIOD = 60  # d; of a regimen that is asked for its repeating state
_DOSE = re.compile(
    r"(?P<name>[^=@]+)=(?P<amount>[-+0-9.eE]+)(?P<unit>[A-Za-z%/^*]*)@"
    r"(?:d(?P<day>\d+(?:\.\d+)?)(?:T(?P<clock>\d{1,2}:\d\d))?|(?P<hour>\d{1,2}:\d\d))"
    r"(?:/(?P<every>(?:\d+(?:\.\d+)?)?[A-Za-z]+))?(?:\.\.d(?P<end>\d+(?:\.\d+)?))?"
)
_MINUTE = 60  # in an hour: times are kept as whole minutes, so that periods are exact


@dataclass(frozen=True)
class Given:
    """One treatment as it is given: an amount in its unit, from one hour on, how often, until when.

    ``every`` 0 means once, or, of a change, for as long as it lasts; ``end`` may be infinite.
    """

    treatment: Treatment
    amount: float
    first: float
    every: float = 0.0
    end: float = inf
    words: str = ""

    def times(self, until: float) -> list[float]:
        """The hours before ``until`` at which it is given."""
        last = min(self.end, until)
        if not self.every:
            return [self.first] if self.first < until else []
        count = max(0, -int(-(last - self.first) // self.every)) if last > self.first else 0
        return [self.first + number * self.every for number in range(count)]

    def events(self, until: float, parameters: ParameterSet) -> list[Event]:
        """What it makes happen before ``until`` (h); nothing where the amount is nothing."""
        what = self.treatment
        if what.changes:
            end = min(self.end, until)
            if self.first >= end:
                return []
            return [Change(self.first, end, n, c, self.amount) for n, c in what.changes.items()]
        if self.amount == 0:
            return []
        times = self.times(until)
        if what.out_of:
            share = share_lost(what, self.amount, parameters[what.out_of].canonical_value)
            return [Loss(time, what.lost_of, share) for time in times]
        amount = what.umol(self.amount)
        if what.release:
            return [Inflow(time, time + what.over, what.release, amount) for time in times]
        return [Arrival(time, what.into, amount) for time in times]


@dataclass(frozen=True)
class Regimen:
    """Everything that one person is given."""

    given: tuple[Given, ...] = ()

    def events(self, days: float, parameters: ParameterSet) -> tuple[Event, ...]:
        """What happens in so many days, by time."""
        found = [event for one in self.given for event in one.events(days * DAY, parameters)]
        return tuple(sorted(found, key=lambda event: event.time))

    def count(self, days: float) -> int:
        """How many doses are given in so many days."""
        return sum(len(one.times(days * DAY)) for one in self.given if not one.treatment.lasts)

    def period(self) -> int:
        """After how many days it repeats.

        Raises InputError, naming it, for what does not: a single dose, a course that ends, or
        times whose common period with the day is longer than LONGEST_PERIOD.
        """
        minutes = int(DAY) * _MINUTE
        period = minutes
        for one in self.given:
            if one.treatment.lasts and one.end == inf:
                continue
            if not one.every or one.end != inf:
                why = "ends" if one.every or one.treatment.lasts else "is given once"
                raise InputError(
                    f"{one.words}: {why}, so it has no repeating state; write it "
                    f"/daily or the like, without an end."
                )
            every = Fraction(one.every).limit_denominator(10_000) * _MINUTE
            if every.denominator != 1 or every <= 0:
                raise InputError(f"{one.words}: every {one.every:g} h is no whole minutes.")
            period = lcm(period, int(every))
            if period > LONGEST_PERIOD * minutes:
                raise InputError(
                    f"{one.words}: repeats with the day and the rest only after "
                    f"{period / minutes:.0f} days; at most {LONGEST_PERIOD} are looked for. "
                    f"Choose an interval that a few days are a multiple of, such as 1d, 2d or 36h."
                )
        return period // minutes


def period_words(days: float) -> str:
    """Days as they follow "every": "day", "2 days"."""
    return "day" if days == 1 else f"{days:g} days"


def read_regimen(texts: Sequence[str], library: TreatmentLibrary, days: float) -> Regimen:
    """Read every dose; raises one ConfigError with every problem."""
    problems = Problems(COMMAND_LINE)
    given: list[Given] = []
    for text in texts:
        with problems.on(f"--dose {text}"):
            given.append(read_given(text, library, days))
    if not 0 < days <= LONGEST_COURSE:
        problems.lines.append(f"--days {days:g}: a course lasts up to {LONGEST_COURSE:g} days.")
    problems.raise_if_any()
    regimen = Regimen(tuple(given))
    if (count := regimen.count(days)) > MOST_DOSES:
        raise ConfigError([f"{count} doses are asked for; at most {MOST_DOSES} are followed."])
    return regimen


def read_given(text: str, library: TreatmentLibrary, days: float = inf) -> Given:
    """Read one dose of a course of so many days; raises InputError and UnknownNameError."""
    match = _DOSE.fullmatch("".join(text.split()))
    if match is None:
        raise InputError(f"is not of the form {FORM}; for instance iv_iron=1000mg@d0.")
    treatment = library.find(match["name"])
    try:
        number = float(match["amount"])
    except ValueError:
        raise InputError(f"'{match['amount']}' is not a number.") from None
    amount = treatment.amount(number, match["unit"])
    first = _first_hour(match, treatment)
    end = inf if match["end"] is None else float(match["end"]) * DAY
    every = 0.0
    if match["every"] is not None:
        every = DAY if match["every"] == "daily" else read_duration(match["every"])
        if treatment.lasts:
            raise InputError(f"{treatment.name} lasts; write {treatment.name}=...@d0..d90.")
    elif end != inf and not treatment.lasts:
        raise InputError("ends, but is given once; say how often: /daily, /2d or /36h.")
    if first >= days * DAY:
        raise InputError(f"begins after the {days:g} days of the course.")
    if end <= first:
        raise InputError("ends before it begins.")
    return Given(treatment, amount, first, every, end, text)


def _first_hour(match: re.Match[str], treatment: Treatment) -> float:
    """Hours from the midnight at which day 0 begins."""
    if match["hour"] is not None:
        return read_clock(match["hour"])
    day = float(match["day"])
    if match["clock"] is not None:
        if day != int(day):
            raise InputError(f"d{day:g} is not a whole day; the clock says the hour.")
        return day * DAY + read_clock(match["clock"])
    if day != int(day):
        return day * DAY
    return day * DAY + (0.0 if treatment.lasts else treatment.clock)
