"""Names of a model as identifiers: what SBML, PEtab and programs call them."""

import re

from rls_sim.errors import ModelError
from rls_sim.network.model import Model

_STRANGE = re.compile(r"[^A-Za-z0-9_]")


def identifier(name: str) -> str:
    """
    A name as SBML allows it: ``neuron.labile_iron`` as ``neuron_labile_iron``.

    A dot becomes an underscore and any other stranger its code point, so that the answer does not
    depend on what else there is; `identifiers` refuses names that become one.
    """
    plain = _STRANGE.sub(lambda m: "_" if m[0] == "." else f"_x{ord(m[0]):x}_", name)
    return plain if plain and not plain[0].isdigit() else f"_{plain}"


def identifiers(model: Model) -> dict[str, str]:
    """
    The identifier of every species, parameter, reaction and derived quantity, by name.

    Raises ModelError, with both names, where two become one.
    """
    owner: dict[str, str] = {}
    for name in (*model.species_names, *model.parameters, *(law.name for law in model.laws)):
        other = owner.setdefault(identifier(name), name)
        if other != name:
            raise ModelError(
                f"{other} and {name} would both be called {identifier(name)} in the file; "
                "rename one of them."
            )
    return {name: spelt for spelt, name in owner.items()}
