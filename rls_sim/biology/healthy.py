"""The handles of lesions: parameters that are 1 in health by definition."""

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
