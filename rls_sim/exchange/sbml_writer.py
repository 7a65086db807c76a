"""A model as SBML (level 3 version 2), so that programs of other people can run and read it.

Species that are concentrations of an amount become SBML species, and what moves them reactions.
SBML has one unit for the extent of all reactions, so a state of another kind, such as a protein
relative to a healthy cell, becomes a parameter with a rate rule, and each flux that moves it a
quantity with an assignment rule. Everything is in the units in which the model computes.
"""

from collections.abc import Mapping, Sequence

from rls_sim.errors import ModelError
from rls_sim.exchange.names import identifier, identifiers
from rls_sim.exchange.sbml_math import Spelling, apply, in_math, math_of, number, symbol
from rls_sim.exchange.sbml_notes import (
    Annotation,
    describe,
    sources_of_law,
    words_of_law,
    words_of_parameter,
)
from rls_sim.exchange.sbml_units import AREA, LENGTH, Measures, UnitList
from rls_sim.exchange.sbml_xml import LEVEL, SBML, VERSION, Element, add, document, spelt
from rls_sim.network.model import TIME, Model
from rls_sim.network.reaction import Derived, Reaction, Species
from rls_sim.quantities.units import Dimension, Unit

CLOCK = "clock_at_start"  # the hour at which a document begins, where that is not midnight
WHOLE = ""  # the name under which annotations of the model itself stand
TERMS = {  # of the Systems Biology Ontology, where nothing more is known
    "model": "SBO:0000293",  # non-spatial continuous framework
    "compartment": "SBO:0000290",  # physical compartment
    "species": "SBO:0000240",  # material entity
    "parameter": "SBO:0000002",  # quantitative systems description parameter
    "reaction": "SBO:0000167",  # biochemical or transport reaction
    "process": "SBO:0000375",  # process: what crosses the edge of the model
    "law": "SBO:0000001",  # rate law
    "reactant": "SBO:0000010",
    "product": "SBO:0000011",
    "modifier": "SBO:0000019",
}
WITH_UNITS = (
    "Time is in hours; 0 is midnight on the model's clock. Every value is in umol, L, h and ug "
    "(umol/L for a concentration), whatever unit it was declared in; the notes of each parameter "
    "give the declared one.",
    "A state that is relative to a healthy cell (unit 1) is a parameter with a rate rule, and what "
    "moves it a parameter with an assignment rule, in L/h: SBML has one unit for the extent of all "
    "reactions.",
)
WITHOUT_UNITS = ("The model has no units, nor has its time.",)
CONVENTIONS = (
    "Identifiers are the model's own names with underscores for dots. A compartment has the name "
    "of the parameter that holds its volume.",
)


def sbml_text(
    model: Model,
    *,
    initial: Sequence[float] | None = None,
    start: float = 0.0,
    annotations: Mapping[str, Annotation] | None = None,
    notes: Sequence[str] = (),
) -> str:
    """
    The model at its parameters' values as an SBML document.

    ``initial`` (ns,) is the state at the start, in the order of the species and in their units;
    what they declare unless given. Time runs in hours from ``start``, an hour of the model's
    clock, which the simulator calls 0. ``annotations`` say what compartments, species, parameters,
    reactions and derived quantities are, by name, and the model itself by "". ``notes`` are
    paragraphs on the whole.
    Raises ModelError where two names become one, or where a law cannot be written in SBML.
    """
    state = [s.initial for s in model.species] if initial is None else [float(v) for v in initial]
    if len(state) != len(model.species):
        raise ModelError(f"{len(state)} initial values for {len(model.species)} species.")
    return document(_Writer(model, state, start, annotations or {}, notes).root())


class _Writer:
    """Writes one model; the units that it asks for on the way are defined at the end."""

    def __init__(
        self,
        model: Model,
        state: Sequence[float],
        start: float,
        annotations: Mapping[str, Annotation],
        notes: Sequence[str],
    ) -> None:
        self._model, self._units, self._start = model, UnitList(), start
        self._annotations, self._notes = annotations, notes
        self._ids = identifiers(model)
        self._state = dict(zip(model.species_names, state, strict=True))
        self._volume_of = dict(zip(model.species_names, model.volume_names(), strict=True))
        self._measures = Measures.of(model)
        is_amount = self._measures.count_amount
        self._pools = {s.name: s for s in model.species if is_amount(s)}
        self._levels = {s.name: s for s in model.species if not is_amount(s)}
        self._clock = self._free(CLOCK) if start else ""
        self._spelling = Spelling(self._ids, self._dimensions(), self._units, self._clock)

    def root(self) -> Element:
        """The whole document."""
        root = Element("sbml", xmlns=SBML, level=str(LEVEL), version=str(VERSION))
        root.set("xmlns:sbml", SBML)
        measures, units = self._measures, self._units
        amount, volume = units.of(measures.amount), units.of(measures.volume)
        body = add(
            root,
            "model",
            id=self._free(identifier(self._model.name.replace(" ", "_") or "model")),
            name=self._model.name,
            substanceUnits=amount,
            timeUnits=units.of(measures.time),
            volumeUnits=volume,
            areaUnits=AREA,
            lengthUnits=LENGTH,
            extentUnits=amount,
        )
        parts = [
            self._compartments(),
            self._species(),
            self._parameters(),
            self._rules(),
            self._reactions(),
        ]
        body.extend(part for part in (self._units.definitions(), *parts) if len(part))
        said = WITHOUT_UNITS if measures.amount.is_pure_number else WITH_UNITS
        words = (*self._notes, *said, *CONVENTIONS)
        describe(body, words, self._annotation(WHOLE, "model"))
        return root

    def _free(self, wanted: str) -> str:
        """An identifier that nothing in the model has."""
        while wanted in self._ids.values():
            wanted += "_"
        return wanted

    def _annotation(self, name: str, kind: str) -> Annotation:
        """What is said of an element; its term is the general one where no other is given."""
        said = self._annotations.get(name, Annotation())
        return said if said.sbo else Annotation(TERMS[kind], said.links)

    def _compartments(self) -> Element:
        """One compartment for every volume, called as the volume is."""
        group = Element("listOfCompartments")
        for volume in dict.fromkeys(c.volume for c in self._model.compartments):
            spaces = [c for c in self._model.compartments if c.volume == volume]
            parameter = self._model.parameters[volume]
            compartment = add(
                group,
                "compartment",
                id=self._ids[volume],
                name="; ".join(c.label or c.name for c in spaces),
                spatialDimensions=3,
                size=parameter.canonical_value,
                units=self._units.of(self._measures.volume),
                constant=True,
            )
            what = self._annotation(spaces[0].name if len(spaces) == 1 else volume, "compartment")
            describe(compartment, words_of_parameter(parameter), what, parameter.sources)
        return group

    def _species(self) -> Element:
        group = Element("listOfSpecies")
        for name, species in self._pools.items():
            element = add(
                group,
                "species",
                id=self._ids[name],
                name=species.label,
                compartment=self._ids[self._volume_of[name]],
                initialConcentration=self._state[name],
                substanceUnits=self._units.of(self._measures.amount),
                hasOnlySubstanceUnits=False,
                boundaryCondition=False,
                constant=False,
            )
            describe(element, _words_of_species(species), self._annotation(name, "species"))
        return group

    def _parameters(self) -> Element:
        group = Element("listOfParameters")
        volumes = {c.volume for c in self._model.compartments}
        for name, parameter in self._model.parameters.items():
            if name not in volumes:
                value = parameter.canonical_value
                element = self._parameter(group, name, name, parameter.dimension, value, True)
                what = self._annotation(name, "parameter")
                describe(element, words_of_parameter(parameter), what, parameter.sources)
        for name, species in self._levels.items():
            dimension, value = Unit.parse(species.unit).dimension, self._state[name]
            element = self._parameter(group, name, species.label, dimension, value)
            describe(element, _words_of_species(species), self._annotation(name, "parameter"))
        derived: list[Derived | Reaction] = [*self._model.derived]
        for law in (*derived, *self._fluxes_of_levels()):
            label = law.label if isinstance(law, Derived) else law.name
            element = self._parameter(group, law.name, label, self._dimension_of(law))
            what = self._annotation(law.name, "parameter")
            describe(element, words_of_law(law), what, sources_of_law(law))
        if self._clock:
            words = "Hour of the model's clock at which this document begins."
            element = self._parameter(
                group, self._clock, CLOCK, self._measures.time, self._start, True
            )
            describe(element, [words], Annotation(TERMS["parameter"]))
        return group

    def _parameter(
        self,
        group: Element,
        name: str,
        label: str,
        dimension: Dimension,
        value: float | str = "",
        constant: bool = False,
    ) -> Element:
        return add(
            group,
            "parameter",
            id=self._ids.get(name, name),
            name=label,
            value=value,
            units=self._units.of(dimension),
            constant=constant,
        )

    def _rules(self) -> Element:
        group = Element("listOfRules")
        derived: list[Derived | Reaction] = [*self._model.derived_in_order()]
        for law in (*derived, *self._fluxes_of_levels()):
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
            term = flux if abs(count) == 1 else apply("times", number(float(abs(count))), flux)
            if total is None:
                total = term if count > 0 else apply("minus", term)
            else:
                total = apply("plus" if count > 0 else "minus", total, term)
        if total is None:
            unit = Unit.parse(self._levels[level].unit).dimension / self._measures.time
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
        reaction = add(group, "reaction", id=self._ids[law.name], name=law.name, reversible=False)
        taken = {name: -count for name, count in law.net.items() if count < 0}
        given = {name: count for name, count in law.net.items() if count > 0}
        for side, role, counts in (
            ("listOfReactants", "reactant", taken),
            ("listOfProducts", "product", given),
        ):
            references = add(reaction, side) if counts else reaction
            for name, count in counts.items():
                reference = add(references, "speciesReference", species=self._ids[name])
                reference.attrib |= {"stoichiometry": _whole(count), "constant": "true"}
                reference.set("sboTerm", TERMS[role])
        needed = dict.fromkeys(n for n in law.needs if n in self._pools and n not in law.net)
        references = add(reaction, "listOfModifiers") if needed else reaction
        for name in needed:
            add(
                references,
                "modifierSpeciesReference",
                species=self._ids[name],
                sboTerm=TERMS["modifier"],
            )
        add(reaction, "kineticLaw", sboTerm=TERMS["law"]).append(self._math(law))
        kind = "reaction" if taken and given else "process"
        what = self._annotation(law.name, kind)
        describe(reaction, words_of_law(law), what, sources_of_law(law))

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
            return self._measures.amount / self._measures.time
        species = self._pools.get(moved) or self._levels[moved]
        counted = Unit.parse(species.unit).dimension * self._measures.volume
        return counted / self._measures.time

    def _dimensions(self) -> dict[str, Dimension]:
        """What everything that a law may ask for measures, by name."""
        model = self._model
        found = {name: parameter.dimension for name, parameter in model.parameters.items()}
        found |= {s.name: Unit.parse(s.unit).dimension for s in model.species}
        found |= {d.name: Unit.parse(d.unit).dimension for d in model.derived}
        return found | {TIME: self._measures.time}

    def _math(self, law: Reaction | Derived) -> Element:
        return math_of(law, self._spelling, self._dimension_of(law))


def _words_of_species(species: Species) -> tuple[str, ...]:
    carried = ", ".join(f"{count} {moiety}" for moiety, count in species.carries.items())
    return (species.name, f"Carries {carried}." if carried else "")


def _whole(count: float) -> str:
    """A count without decimals where it has none."""
    return spelt(int(count) if count == int(count) else count)
