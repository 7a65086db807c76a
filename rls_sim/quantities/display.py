"""Units for the eye: a small amount as a plain number of a smaller unit, the same everywhere."""

LEAST_READABLE = 0.1  # of a micro-unit; below it, the nano-unit reads better


def readable_scale(unit: str, largest: float) -> tuple[float, str]:
    """
    Factor and unit in which values of ``unit`` read as plain numbers: 0.003 umol/L as 3 nmol/L.

    ``largest`` is the largest magnitude of all that is shown together, so that a table's column
    or a figure's panel has one unit.
    """
    if unit.startswith(("umol", "uM")) and 0 < abs(largest) < LEAST_READABLE:
        return 1000.0, f"n{unit[1:]}"
    return 1.0, unit
