"""Times as people write them: 22:00, 30min, 2h, 1d."""

import re

from rls_sim.errors import InputError, UnitError
from rls_sim.quantities.units import Unit

DAY = 24.0  # h
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def read_clock(text: str) -> float:
    """``HH:MM`` as hours after midnight."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        raise InputError(f"'{text}' is not a time of day; write HH:MM from 00:00 to 23:59.")
    return int(match[1]) + int(match[2]) / 60


def read_duration(text: str) -> float:
    """A duration in hours: ``30min``, ``2h``, ``1d``; a bare number is hours."""
    match = re.fullmatch(r"([0-9.]+)\s*([A-Za-z]*)", text.strip())
    try:
        hours = Unit.parse(match[2] or "h").convert(float(match[1]), Unit.parse("h"))  # type: ignore[index]
    except (UnitError, ValueError, TypeError):
        hours = 0.0
    if hours <= 0:
        raise InputError(f"'{text}' is not a time above 0; write it like 30min, 2h or 1d.")
    return hours
