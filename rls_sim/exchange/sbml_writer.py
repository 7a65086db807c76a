"""A model as SBML (level 3 version 2), so that programs of other people can run and read it.

Species that are concentrations of an amount become SBML species, and what moves them reactions.
SBML has one unit for the extent of all reactions, so a state of another kind, such as a protein
relative to a healthy cell, becomes a parameter with a rate rule, and each flux that moves it a
quantity with an assignment rule. Everything is in the units in which the model computes.
"""

from collections.abc import Sequence

from rls_sim.errors import ModelError
from rls_sim.exchange.names import identifier, identifiers
from rls_sim.exchange.sbml_math import apply, in_math, math_of, number, symbol
from rls_sim.exchange.sbml_units import AMOUNT, CONCENTRATION, HOUR, LITRE, UnitList
from rls_sim.exchange.sbml_xml import LEVEL, SBML, VERSION, Element, add, document
from rls_sim.network.model import Model
from rls_sim.network.reaction import Derived, Reaction, Species
from rls_sim.quantities.units import Dimension, Unit


def sbml_text(model: Model, *, initial: Sequence[float] | None = None) -> str:
    """
    The model at its parameters' values as an SBML document.

    ``initial`` (ns,) is the state at the start, in the order of the species and in their units;
    what they declare unless given. Time is in hours.
    Raises ModelError where two names become one, or where a law cannot be written in SBML.
    """
    state = [s.initial for s in model.species] if initial is None else [float(v) for v in initial]
    if len(state) != len(model.species):
        raise ModelError(f"{len(state)} initial values for {len(model.species)} species.")
    return document(_Writer(model, state).root())


def is_amount(species: Species) -> bool:
    """Whether a species counts an amount in its space, and so becomes a species of SBML."""
    return Unit.parse(species.unit).dimension == CONCENTRATION


class _Writer:
    """Writes one model; the units that it asks for on the way are defined at the end."""

    def __init__(self, model: Model, state: Sequence[float]) -> None:
        self._model, self._units = model, UnitList()
        self._ids = identifiers(model)
        self._state = dict(zip(model.species_names, state, strict=True))
        self._volume_of = dict(zip(model.species_names, model.volume_names(), strict=True))
        self._pools = {s.name: s for s in model.species if is_amount(s)}
        self._levels = {s.name: s for s in model.species if not is_amount(s)}

    def root(self) -> Element:
        """The whole document."""
        root = Element("sbml", xmlns=SBML, level=str(LEVEL), version=str(VERSION))
        root.set("xmlns:sbml", SBML)
        rate = self._units.of(AMOUNT)
        body = add(
            root,
            "model",
            id=self._own_identifier(),
            name=self._model.name,
            substanceUnits=rate,
            timeUnits=self._units.of(HOUR),
            volumeUnits="litre",
            extentUnits=rate,
        )
        parts = [
            self._compartments(),
            self._species(),
            self._parameters(),
            self._rules(),
            self._reactions(),
        ]
        body.extend(part for part in (self._units.definitions(), *parts) if len(part))
        return root

    def _own_identifier(self) -> str:
        """The model's identifier, which nothing in it may have."""
        own = identifier(self._model.name.replace(" ", "_") or "model")
        taken = {*self._ids.values()}
        while own in taken:
            own += "_"
        return own

    def _compartments(self) -> Element:
        """One compartment for every volume, called as the volume is."""
        group = Element("listOfCompartments")
        for volume in dict.fromkeys(c.volume for c in self._model.compartments):
            add(
                group,
                "compartment",
                id=self._ids[volume],
                name="; ".join(
                    c.label or c.name for c in self._model.compartments if c.volume == volume
                ),
                spatialDimensions=3,
                size=self._model.parameters[volume].canonical_value,
                units="litre",
                constant=True,
            )
        return group

    def _species(self) -> Element:
        group = Element("listOfSpecies")
        for name, species in self._pools.items():
            add(
                group,
                "species",
                id=self._ids[name],
                name=species.label,
                compartment=self._ids[self._volume_of[name]],
                initialConcentration=self._state[name],
                substanceUnits=self._units.of(AMOUNT),
                hasOnlySubstanceUnits=False,
                boundaryCondition=False,
                constant=False,
            )
        return group

    def _parameters(self) -> Element:
        group = Element("listOfParameters")
        volumes = {c.volume for c in self._model.compartments}
        for name, parameter in self._model.parameters.items():
            if name not in volumes:
                value, dimension = parameter.canonical_value, parameter.dimension
                self._parameter(group, name, parameter.meaning, dimension, value=value)
        for name, species in self._levels.items():
            dimension = Unit.parse(species.unit).dimension
            self._parameter(group, name, species.label, dimension, value=self._state[name])
        for derived in self._model.derived:
            self._parameter(group, derived.name, derived.label, self._dimension_of(derived))
        for flux in self._fluxes_of_levels():
            self._parameter(group, flux.name, flux.name, self._dimension_of(flux))
        return group

    def _parameter(
        self,
        group: Element,
        name: str,
        label: str,
        dimension: Dimension,
        value: float | str = "",
    ) -> Element:
        return add(
            group,
            "parameter",
            id=self._ids[name],
            name=label,
            value=value,
            units=self._units.of(dimension),
            constant=name in self._model.parameters,
        )

    def _rules(self) -> Element:
        group = Element("listOfRules")
        laws: list[Reaction | Derived] = [*self._model.derived_in_order()]
        for law in (*laws, *self._fluxes_of_levels()):
            rule = add(group, "assignmentRule", variable=self._ids[law.name])
            rule.append(self._math(law))
        for name in self._levels:
            rule = add(group, "rateRule", variable=self._ids[name])
            rule.append(in_math(self._change_of(name)))
        return group

    def _change_of(self, level: str) -> Element:
        """What moves a state that is no amount, summed up, over its volume."""
        total: Element | None = None
        for law in self._model.reactions:
            count = law.net.get(level, 0)
            if not count:
                continue
            flux = symbol(self._ids[law.name])
            term = flux if abs(count) == 1 else apply("times", number(abs(count)), flux)
            if total is None:
                total = term if count > 0 else apply("minus", term)
            else:
                total = apply("plus" if count > 0 else "minus", total, term)
        if total is None:
            unit = Unit.parse(self._levels[level].unit).dimension / HOUR
            return number(0.0, self._units.of(unit))
        return apply("divide", total, symbol(self._ids[self._volume_of[level]]))

    def _reactions(self) -> Element:
        group = Element("listOfReactions")
        others = {law.name for law in self._fluxes_of_levels()}
        for law in self._model.reactions:
            if law.name not in others:
                self._reaction(group, law)
        return group

    def _reaction(self, group: Element, law: Reaction) -> None:
        reaction = add(group, "reaction", id=self._ids[law.name], reversible=False)
        reaction.set("name", law.name)
        for side, sign in (("listOfReactants", -1), ("listOfProducts", 1)):
            counts = {name: count * sign for name, count in law.net.items() if count * sign > 0}
            if counts:
                references = add(reaction, side)
                for name, count in counts.items():
                    spelt = self._ids[name]
                    add(
                        references,
                        "speciesReference",
                        species=spelt,
                        stoichiometry=count,
                        constant=True,
                    )
        needed = dict.fromkeys(n for n in law.needs if n in self._pools and n not in law.net)
        if needed:
            references = add(reaction, "listOfModifiers")
            for name in needed:
                add(references, "modifierSpeciesReference", species=self._ids[name])
        add(reaction, "kineticLaw").append(self._math(law))

    def _fluxes_of_levels(self) -> tuple[Reaction, ...]:
        """The reactions that move states which are no amounts."""
        levels = set(self._levels)
        return tuple(r for r in self._model.reactions if levels & {*r.takes, *r.gives})

    def _dimension_of(self, law: Reaction | Derived) -> Dimension:
        """What a law is due to return."""
        if isinstance(law, Derived):
            return Unit.parse(law.unit).dimension
        moved = next(iter((*law.takes, *law.gives)), "")
        if not moved:
            return AMOUNT / HOUR
        species = self._pools.get(moved) or self._levels[moved]
        return Unit.parse(species.unit).dimension * LITRE / HOUR

    def _math(self, law: Reaction | Derived) -> Element:
        return math_of(law, self._ids.__getitem__, self._units.of(self._dimension_of(law)))
