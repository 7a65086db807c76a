"""SBML in: a file of SBML as one file of Python in the words of our own models."""

from pathlib import Path

from rls_sim.errors import ConfigError
from rls_sim.exchange.sbml_as_python import written
from rls_sim.exchange.sbml_reading import read_sbml
from rls_sim.exchange.sbml_translate import Translation, translate

LARGEST = 20_000_000  # bytes


def python_of_sbml(text: str, *, file: str, time_unit: str = "") -> str:
    """
    The Python of a model in SBML; ``file`` is its name, as messages and the Python tell it.

    Nothing of the file is run, and nothing in it becomes code but its formulas. ``time_unit``: what
    one unit of time is where the file does not say ("second", "minute", "hour", "day"); an hour
    unless given. Raises one ConfigError with a line for everything that is not supported.
    """
    return written(translation_of_sbml(text, file=file, time_unit=time_unit), file=file)


def translation_of_sbml(text: str, *, file: str, time_unit: str = "") -> Translation:
    """What `python_of_sbml` writes down, for who asks what it is made of."""
    return translate(read_sbml(text, file=file, time_unit=time_unit), file=file)


def sbml_text(path: Path) -> str:
    """The text of a file. Raises ConfigError where it cannot be read as text."""
    try:
        if path.stat().st_size > LARGEST:
            raise ConfigError([f"{path}: is too large ({LARGEST / 1e6:g} MB are allowed)."])
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file."]) from None
    except OSError as trouble:
        raise ConfigError([f"{path}: cannot be read: {trouble.strerror}."]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path}: is not UTF-8 text."]) from None
