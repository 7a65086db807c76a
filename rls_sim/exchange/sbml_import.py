"""SBML in: a file of SBML as one file of Python in the words of our own models."""

from rls_sim.exchange.sbml_as_python import written
from rls_sim.exchange.sbml_reading import read_sbml
from rls_sim.exchange.sbml_translate import translate


def python_of_sbml(text: str, *, file: str, time_unit: str = "") -> str:
    """
    The Python of a model in SBML; ``file`` is its name, as messages and the Python tell it.

    Nothing of the file is run or becomes code but its formulas. ``time_unit``: what one unit of
    time is where the file does not say; without it, an hour. Raises one ConfigError with a line for
    everything that is not supported.
    """
    return written(translate(read_sbml(text, file=file, time_unit=time_unit), file=file), file=file)
