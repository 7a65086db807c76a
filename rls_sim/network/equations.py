"""The equations of a model as people read them: each law as it was written, each balance by name.

Texts are plain, as one types them, or LaTeX without the dollars.
"""

from rls_sim.errors import UnknownNameError
from rls_sim.network.as_written import as_written
from rls_sim.network.model import Model
from rls_sim.network.typeset import as_latex, as_text, upright


def equation_text(model: Model, law: str) -> str:
    """
    'name = formula' of a reaction's rate or a derived quantity, in full names.

    Raises UnknownNameError where there is no such law, ModelError where it is no formula.
    """
    found = model.law(law)
    return f"{found.name} = {as_text(as_written(found))}"


def equation_latex(model: Model, law: str) -> str:
    """The same in LaTeX."""
    found = model.law(law)
    return f"{upright(found.name)} = {as_latex(as_written(found))}"


def differential_equation_text(model: Model, species: str) -> str:
    """
    'd(a)/dt = (+ in - 2 out)/volume' of a species, by the names of reactions.

    Raises UnknownNameError where there is no such species.
    """
    name, volume, terms = _changes(model, species)
    signed = [f"{'-' if n < 0 else '+'} {_times(n)}{law}" for law, n in terms]
    return f"d({name})/dt = ({' '.join(signed) or '0'})/{volume}"


def differential_equation_latex(model: Model, species: str) -> str:
    """The same in LaTeX."""
    name, volume, terms = _changes(model, species)
    signed = " ".join(f"{'-' if n < 0 else '+'} {_times(n)}{upright(law)}" for law, n in terms)
    above = signed.removeprefix("+ ") or "0"
    return rf"\frac{{d\,{upright(name)}}}{{dt}} = \frac{{{above}}}{{{upright(volume)}}}"


def _changes(model: Model, species: str) -> tuple[str, str, list[tuple[str, float]]]:
    names = model.species_names
    found = next((n for n in (species, f"{model.home}.{species}") if n in names), None)
    if found is None:
        raise UnknownNameError("species", species, names)
    volume = model.volume_names()[names.index(found)]
    return found, volume, [(r.name, r.net[found]) for r in model.reactions if found in r.net]


def _times(count: float) -> str:
    return "" if abs(count) == 1 else f"{abs(count)} "
