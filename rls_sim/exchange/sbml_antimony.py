"""SBML as Antimony: the same model in lines that people read, and that Tellurium runs."""

from rls_sim.errors import InputError


def antimony_text(sbml: str) -> str:
    """
    A document as libAntimony writes it; numbers keep fifteen digits.

    Raises InputError where libAntimony is not installed, or cannot read the document.
    """
    try:
        import antimony
    except ImportError as missing:
        raise InputError(
            "libAntimony is not installed; install it with: pip install antimony"
        ) from missing
    antimony.clearPreviousLoads()
    if antimony.loadSBMLString(sbml) < 0:
        raise InputError(f"libAntimony cannot read the model: {antimony.getLastError()}")
    return str(antimony.getAntimonyString(antimony.getMainModuleName()))
