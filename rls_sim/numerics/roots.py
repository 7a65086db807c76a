"""Where functions of one place change sign: brackets closed in by inverse quadratic interpolation.

The functions may be costly and come several at a time, from one solved day. Each root is given as
a bracket that holds it, so that what lies on either side of it is known and not inferred.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Generic, TypeVar

Found = TypeVar("Found")

MOST_TRIALS = 100  # bisection alone would need some sixty
SHY = 0.4  # of the wanted width: how near to an end of the bracket the next trial may lie


@dataclass(frozen=True)
class Trial(Generic[Found]):
    """The functions at one place by name, and what they were read off."""

    place: float
    margins: Mapping[str, float]
    found: Found


@dataclass(frozen=True)
class Crossing(Generic[Found]):
    """Two places, the second above the first, between which the functions ``names`` change sign."""

    low: Trial[Found]
    high: Trial[Found]
    names: tuple[str, ...]


Attempt = Callable[[float, Trial[Found]], Trial[Found] | None]
Width = Callable[[Trial[Found], Trial[Found]], float]


def crossings(
    attempt: "Attempt[Found]", low: Trial[Found], high: Trial[Found], width: "Width[Found]"
) -> Iterator[Crossing[Found]]:
    """Every change of sign that the two trials betray, and those met on the way, upwards.

    ``attempt(place, near)`` gives the trial at a place, from a near one, or None where there is
    none: the bracket then stays as wide as it is. ``width`` of two trials is that of their bracket
    in units of the wanted one. Below zero is one sign, zero and all else the other. A function
    that changes sign twice between the two trials goes unseen, unless another leads there.
    """
    names = _changed(low, high)
    if not names:
        return
    left, right = _closed_in(attempt, low, high, names[0], width)
    yield from crossings(attempt, low, left, width)
    yield Crossing(left, right, _changed(left, right))
    yield from crossings(attempt, right, high, width)


def _changed(low: Trial[Found], high: Trial[Found]) -> tuple[str, ...]:
    return tuple(
        name for name, margin in low.margins.items() if (margin < 0) != (high.margins[name] < 0)
    )


def _closed_in(
    attempt: "Attempt[Found]",
    low: Trial[Found],
    high: Trial[Found],
    name: str,
    width: "Width[Found]",
) -> tuple[Trial[Found], Trial[Found]]:
    """The bracket of one function, narrowed until its width is at most 1.

    Chandrupatla's method (Advances in Engineering Software 28:145, 1997): inverse quadratic
    interpolation where the last three trials allow it, else bisection. No trial lies nearer to an
    end than a share of the wanted width, so that the last ones close the bracket from both sides.
    """
    below = low.margins[name] < 0
    latest, opposite, before = high, low, low
    share = 0.5
    for _ in range(MOST_TRIALS):
        size = width(low, high)
        if size <= 1:
            break
        place = latest.place + min(max(share, SHY / size), 1 - SHY / size) * (
            opposite.place - latest.place
        )
        trial = attempt(place, latest)
        if trial is None or not low.place < place < high.place:
            break
        if (trial.margins[name] < 0) == below:
            low = trial
        else:
            high = trial
        if (trial.margins[name] < 0) == (latest.margins[name] < 0):
            before = latest
        else:
            before, opposite = opposite, latest
        latest = trial
        share = _next_share(
            *((trial.place, trial.margins[name]) for trial in (latest, opposite, before))
        )
    return low, high


def _next_share(
    latest: tuple[float, float], opposite: tuple[float, float], before: tuple[float, float]
) -> float:
    """How far towards the opposite end the next trial lies, from 0 to 1."""
    (a, at_a), (b, at_b), (c, at_c) = latest, opposite, before
    if not (isfinite(at_a) and isfinite(at_b) and isfinite(at_c)) or at_c in (at_a, at_b):
        return 0.5
    across = (a - b) / (c - b) if c != b else 1.0
    down = (at_a - at_b) / (at_c - at_b)
    if not (down**2 < across and (1 - down) ** 2 < 1 - across):
        return 0.5
    straight = at_a / (at_b - at_a) * at_c / (at_b - at_c)
    bent = (c - a) / (b - a) * at_a / (at_c - at_a) * at_b / (at_c - at_b)
    return straight + bent
