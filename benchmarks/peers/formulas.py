"""A model's rates of change as the text of a Python function, each law as its author wrote it."""

from collections.abc import Callable

from rls_sim.network.as_written import (
    Function,
    Name,
    Number,
    Piece,
    Power,
    Product,
    Quotient,
    Sum,
    as_written,
)
from rls_sim.network.model import TIME, Model

Spell = Callable[[str], str]


def rates_text(model: Model, name: str = "rates") -> str:
    """
    Source of ``rates(time, x, p) -> list``: rates of change from sequences of states and values.

    ``cos``, ``exp``, ``log`` and ``sqrt`` are looked up where the text is run.
    """
    spelt = {TIME: TIME}
    spelt |= {species: f"x[{i}]" for i, species in enumerate(model.species_names)}
    spelt |= {parameter: f"p[{i}]" for i, parameter in enumerate(model.parameters)}
    spelt |= {law.name: f"d{i}" for i, law in enumerate(model.derived_in_order())}
    lines = [f"def {name}(time, x, p):"]
    for law in model.derived_in_order():
        lines.append(f"    {spelt[law.name]} = {formula(as_written(law), spelt.__getitem__)}")
    for i, reaction in enumerate(model.reactions):
        lines.append(f"    r{i} = {formula(as_written(reaction), spelt.__getitem__)}")
    changes: dict[str, list[str]] = {species: [] for species in model.species_names}
    for i, reaction in enumerate(model.reactions):
        for species, count in reaction.net.items():
            changes[species].append(f"{count:+d}*r{i}")
    sums = (
        f"({' '.join(terms) or '0.0'})/{spelt[volume]}"
        for terms, volume in zip(changes.values(), model.volume_names(), strict=True)
    )
    lines.append(f"    return [{', '.join(sums)}]")
    return "\n".join(lines) + "\n"


def formula(piece: Piece, spell: Spell) -> str:
    """A formula as a Python expression; ``spell`` says what to call each name."""
    match piece:
        case Name(name):
            return spell(name)
        case Number(value):
            return repr(value)
        case Sum(terms):
            signed = (f"{'-' if sign < 0 else '+'} {formula(t, spell)}" for sign, t in terms)
            return f"({' '.join(signed).removeprefix('+ ')})"
        case Product(factors):
            return "*".join(f"({formula(factor, spell)})" for factor in factors)
        case Quotient(above, below):
            return f"({formula(above, spell)})/({formula(below, spell)})"
        case Power(base, exponent):
            return f"({formula(base, spell)})**({formula(exponent, spell)})"
        case Function(name, argument):
            return f"{name}({formula(argument, spell)})"
    raise TypeError(f"{piece!r} cannot be written as Python")
