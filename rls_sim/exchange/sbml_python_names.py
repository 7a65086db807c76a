"""Names of Python for the ids of a file: as they are where they can be, none taken twice."""

import builtins
import keyword
from collections.abc import Iterable

from rls_sim.network import mathematics, rate_laws


def _public(module: object) -> set[str]:
    return {name for name in vars(module) if not name.startswith("_")}


WRITTEN = {  # what a translated file says itself
    "Compartment",
    "Evidence",
    "FILE",
    "PER_HOUR",
    "Parameter",
    "Species",
    "WHOLE_MODEL",
    "derived",
    "inf",
    "nan",
    "number",
    "pi",
    "reaction",
    "species",
    "time",
    "unit",
}
RESERVED = frozenset(
    {
        *keyword.kwlist,
        *keyword.softkwlist,
        *dir(builtins),
        *_public(rate_laws),
        *_public(mathematics),
        *WRITTEN,
    }
)


class PythonNames:
    """Names that were given; the same id keeps its name."""

    def __init__(self, reserved: Iterable[str] = RESERVED) -> None:
        self._taken = {*reserved}
        self._known: dict[str, str] = {}

    def of(self, identifier: str) -> str:
        """The name of an id: the id, or where Python or this file needs that word, ``id_``."""
        if identifier not in self._known:
            self._known[identifier] = self.new(identifier)
        return self._known[identifier]

    def new(self, wanted: str) -> str:
        """A name like this one that nothing else has."""
        name = wanted.lstrip("_") or "n"
        name = f"n{name}" if name[0].isdigit() else name
        while name in self._taken or name.upper() in ("PARAMETERS", "SPECIES", "COMPARTMENTS"):
            name += "_"
        self._taken.add(name)
        return name
