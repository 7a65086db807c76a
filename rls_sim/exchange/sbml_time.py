"""What one unit of time of an SBML file is, in words and in hours."""

from typing import Any

SECONDS = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0}
HOUR = SECONDS["hour"]


def time_unit_of(model: Any, asked: str = "") -> tuple[str, float, list[str]]:
    """
    The unit in words ("" where the file does not say), how many make an hour, and what is wrong.

    ``asked``: what it is where the file does not say.
    """
    seconds, doubt = _declared_seconds(model)
    if doubt:
        return "", 1.0, [doubt]
    if seconds is None:
        seconds = SECONDS.get(asked)
        return (asked, HOUR / seconds, []) if seconds else ("", 1.0, [])
    words = {value: name for name, value in SECONDS.items()}
    told = words.get(seconds, f"{seconds:.15g} seconds")
    doubts = [f"says that its unit of time is one {told}, not one {asked}"]
    return told, HOUR / seconds, doubts if asked and SECONDS[asked] != seconds else []


def _declared_seconds(model: Any) -> tuple[float | None, str]:
    """How many seconds one unit of time is, or why that cannot be told."""
    name = model.getTimeUnits() if model.getLevel() > 2 else "time"
    if name == "second":
        return 1.0, ""
    definition = model.getUnitDefinition(name) if name else None
    if definition is None:
        return None, ""
    seconds, exponent = 1.0, 0.0
    for i in range(definition.getNumUnits()):
        unit = definition.getUnit(i)
        if unit.isDimensionless():
            continue
        if not unit.isSecond():
            return None, f"the unit of time {name} is no time"
        power = unit.getExponentAsDouble()
        exponent += power
        seconds *= (unit.getMultiplier() * 10.0 ** unit.getScale()) ** power
    if exponent == 0:
        return None, ""
    if exponent != 1 or not seconds > 0:
        return None, f"the unit of time {name} is no time"
    return seconds, ""
