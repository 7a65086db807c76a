"""How the constants of one medicine are given: a value with what is known of it."""

from typing import Any

from rls_sim.quantities.parameter import Evidence

Source = str | tuple[str, ...]


def assumed(value: float, source: Source, note: str) -> dict[str, Any]:
    """A value not looked up; the source says where it is recalled from, if anywhere."""
    return {"value": value, "evidence": Evidence.ASSUMED, "source": source, "note": note}


def derived_from(value: float, source: Source, note: str) -> dict[str, Any]:
    """A value computed from what the source says, as the note tells."""
    return {"value": value, "evidence": Evidence.DERIVED, "source": source, "note": note}


def measured(value: float, source: Source, note: str) -> dict[str, Any]:
    """A value read off the source."""
    return {"value": value, "evidence": Evidence.MEASURED, "source": source, "note": note}


def fitted(value: float, source: Source, note: str) -> dict[str, Any]:
    """A value chosen so that what the source saw comes out; the note says what."""
    return {"value": value, "evidence": Evidence.FITTED, "source": source, "note": note}
