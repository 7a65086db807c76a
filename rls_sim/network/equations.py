"""A model as formulas: every law called once on symbols. For the kernel, for docs, for export."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rls_sim.errors import ModelError, UnknownNameError
from rls_sim.network.as_written import as_written
from rls_sim.network.model import TIME, Model
from rls_sim.network.reaction import Law
from rls_sim.network.typeset import as_latex, as_text, upright


@dataclass(frozen=True, eq=False)
class SymbolicModel:
    """
    Symbols and formulas by name (SymPy).

    ``symbols``: every species, parameter, derived quantity and time. ``rates`` (umol/h) and
    ``derived`` keep derived quantities as symbols; ``derived`` stands in an order in which they
    can be computed.
    """

    model: Model
    symbols: Mapping[str, Any]
    rates: Mapping[str, Any]
    derived: Mapping[str, Any]

    def formula(self, law: str) -> Any:
        """The SymPy expression of a reaction's rate or of a derived quantity."""
        name = self.model.law(law).name
        return self.rates[name] if name in self.rates else self.derived[name]

    def equation_text(self, law: str) -> str:
        """'name = formula' in full names, as its author wrote it and as one types it."""
        found = self.model.law(law)
        return f"{found.name} = {as_text(as_written(found))}"

    def latex(self, law: str) -> str:
        """'name = formula' in LaTeX, as its author wrote it, without the dollars."""
        found = self.model.law(law)
        return f"{upright(found.name)} = {as_latex(as_written(found))}"

    def differential_equation_text(self, species: str) -> str:
        """'d(a)/dt = (+ in - 2 out)/volume', by the names of reactions."""
        name, volume, terms = self._changes(species)
        signed = [f"{'-' if n < 0 else '+'} {_times(n)}{law}" for law, n in terms]
        return f"d({name})/dt = ({' '.join(signed) or '0'})/{volume}"

    def differential_equation_latex(self, species: str) -> str:
        """The differential equation of a species in LaTeX, without the dollars."""
        name, volume, terms = self._changes(species)
        signed = " ".join(f"{'-' if n < 0 else '+'} {_times(n)}{upright(law)}" for law, n in terms)
        above = signed.removeprefix("+ ") or "0"
        return rf"\frac{{d\,{upright(name)}}}{{dt}} = \frac{{{above}}}{{{upright(volume)}}}"

    def _changes(self, species: str) -> tuple[str, str, list[tuple[str, int]]]:
        names, home = self.model.species_names, self.model.home
        found = next((n for n in (species, f"{home}.{species}") if n in names), None)
        if found is None:
            raise UnknownNameError("species", species, names)
        volume = self.model.volume_names()[names.index(found)]
        terms = [(r.name, r.net[found]) for r in self.model.reactions if found in r.net]
        return found, volume, terms


def symbolic_form(model: Model) -> SymbolicModel:
    """
    Call every law once on symbols.

    Raises ModelError, naming the law, where a law does what cannot be written as a formula
    (an ``if`` on a concentration, a function that is not of rate_laws).
    """
    import sympy

    symbols = {n: sympy.Symbol(n, positive=True) for n in (*model.species_names, *model.parameters)}
    symbols |= {d.name: sympy.Symbol(d.name, real=True) for d in model.derived}
    symbols[TIME] = sympy.Symbol(TIME, real=True)
    return SymbolicModel(
        model,
        symbols,
        rates={r.name: _trace(r, symbols) for r in model.reactions},
        derived={d.name: _trace(d, symbols) for d in model.derived_in_order()},
    )


def equation_text(model: Model, law: str) -> str:
    """'name = formula' of a reaction's rate or a derived quantity, in full names."""
    return symbolic_form(model).equation_text(law)


def differential_equation_text(model: Model, species: str) -> str:
    """'d(a)/dt = (+ in - 2 out)/volume' of a species, by the names of reactions."""
    return symbolic_form(model).differential_equation_text(species)


def _trace(law: Law, symbols: Mapping[str, Any]) -> Any:
    import sympy

    try:
        return sympy.sympify(law.function(*(symbols[name] for name in law.needs)), strict=True)
    except (TypeError, AttributeError, ValueError, sympy.SympifyError) as fault:
        raise ModelError(
            f"The law of {law.name} cannot be written as a formula ({fault}). Use plain arithmetic "
            "and the functions of rate_laws, without 'if' on what the law is given."
        ) from fault


def _times(count: int) -> str:
    return "" if abs(count) == 1 else f"{abs(count)} "
