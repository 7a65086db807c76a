"""The handles of lesions: parameters that are 1, or 0, in health by definition."""

from rls_sim.quantities.parameter import Evidence, Parameter


def relative_to_healthy(
    name: str, meaning: str, allowed: tuple[float, float] = (0.0, 10.0)
) -> Parameter:
    """A pure number that scales one step; 1 is the healthy cell, so it carries no doubt."""
    return Parameter(
        name,
        1.0,
        "1",
        f"{meaning}, relative to healthy",
        Evidence.DERIVED,
        "dossier2026",
        allowed,
        "fixed",
        "1 by definition of healthy; lesions change it",
    )


def absent_in_health(name: str, meaning: str, allowed: tuple[float, float]) -> Parameter:
    """A pure number that a lesion adds; 0 is the healthy cell, so it carries no doubt."""
    return Parameter(
        name,
        0.0,
        "1",
        meaning,
        Evidence.DERIVED,
        "dossier2026",
        allowed,
        "fixed",
        "0 by definition of healthy; lesions change it",
    )
