"""What an SBML model becomes in the words of ours: which ids are states, numbers, derived."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rls_sim.errors import ConfigError
from rls_sim.exchange.sbml_contents import Contents, Effect, Reaction, Species
from rls_sim.exchange.sbml_formula import Call, Formula, Number, Symbol, calls_in, symbols_in
from rls_sim.exchange.sbml_python_names import PythonNames
from rls_sim.exchange.sbml_sign import may_fall_below_zero
from rls_sim.exchange.sbml_start import CircleError, Start, constants_of

UNIT = "unit"  # the compartment of size 1: what is in it is counted as it stands


@dataclass(frozen=True)
class Quantity:
    """A parameter or a species: its name here, what it is worth, what it is."""

    name: str
    value: float
    label: str
    id: str
    compartment: str = ""
    signed: bool = False  # whether it may lie below zero


@dataclass(frozen=True)
class Rule:
    """A derived quantity or, where it has an equation, a reaction."""

    name: str
    formula: Formula
    label: str
    doc: str
    equation: str = ""


@dataclass(frozen=True)
class Translation:
    """
    The declarations of a model. ``names``: what the ids are called in formulas.

    ``never_negative``: ids of which that can be said beforehand.
    """

    contents: Contents
    names: Mapping[str, str]
    functions: Mapping[str, str]
    parameters: tuple[Quantity, ...]
    species: tuple[Quantity, ...]
    derived: tuple[Rule, ...]
    reactions: tuple[Rule, ...]
    compartments: tuple[tuple[str, str], ...]  # name, label
    never_negative: frozenset[str]


@dataclass
class _Translator:
    contents: Contents
    file: str
    start: Start
    names: PythonNames = field(default_factory=PythonNames)
    parameters: list[Quantity] = field(default_factory=list)
    species: list[Quantity] = field(default_factory=list)
    derived: list[Rule] = field(default_factory=list)
    reactions: list[Rule] = field(default_factory=list)
    compartments: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    falling: frozenset[str] = frozenset()  # states that may lie below zero
    in_formulas: dict[str, str] = field(default_factory=dict)

    def value(self, name: str, amount: bool = False) -> float:
        """What an id is worth at the start; noted where it is worth nothing that can be used."""
        try:
            value = self.start.amount(name) if amount else self.start(name)
        except CircleError as circle:
            self.problems.append(f"{self.file}: values at the start need each other: {circle}")
            return 0.0
        if not math.isfinite(value):
            told = "has no value" if math.isnan(value) else f"is {value}"
            self.problems.append(f"{self.file}: {name} {told} at the start")
            return 0.0
        return value

    @property
    def varying(self) -> set[str]:
        """Compartments whose size changes."""
        ruled = {*self.contents.assigned, *self.contents.changing}
        return {c.id for c in self.contents.compartments if c.id in ruled}


def translate(contents: Contents, *, file: str) -> Translation:
    """
    The declarations of a model.

    Raises ConfigError with a line for everything that has no value, and where nothing ever changes.
    """
    t = _Translator(contents, file, Start(contents))
    for identifier in _every_id(contents):
        t.in_formulas[identifier] = t.names.of(identifier)
    functions = {name: t.names.of(name) for name in contents.functions}
    _require_functions(t)
    if not t.problems:
        t.falling = may_fall_below_zero(contents, t.start)
    _place_compartments(t)
    _place_species(t)
    _place_parameters(t)
    for reaction in contents.reactions:
        _place_reaction(t, reaction)
    if not t.species and not t.problems:
        t.problems.append(f"{file}: nothing in it changes by a reaction or a rate rule")
    if t.problems:
        raise ConfigError([f"{told}." for told in t.problems])
    if any(q.compartment == UNIT for q in t.species):
        t.compartments.append((UNIT, "counted as it stands"))
        t.parameters.append(Quantity(UNIT, 1.0, "size of what has no size of its own", UNIT))
    return Translation(
        contents,
        t.in_formulas,
        functions,
        tuple(t.parameters),
        tuple(t.species),
        tuple(t.derived),
        tuple(t.reactions),
        tuple(t.compartments),
        _never_negative(t),
    )


def _every_id(contents: Contents) -> Iterator[str]:
    for group in (contents.compartments, contents.species, contents.parameters, contents.reactions):
        for item in group:
            yield item.id


def _require_functions(t: _Translator) -> None:
    """Whatever formulas ask for is there, and functions are called with what they take."""
    known = {*_every_id(t.contents)}
    formulas = [
        *t.contents.assigned.items(),
        *t.contents.changing.items(),
        *t.contents.values_at_start.items(),
        *((r.id, r.rate) for r in t.contents.reactions),
    ]
    for name, formula in formulas:
        for symbol in symbols_in(formula):
            if symbol not in known:
                t.problems.append(
                    f"{t.file}: the formula of {name} asks for {symbol}, unknown here"
                )
        for function in calls_in(formula):
            if function not in t.contents.functions:
                t.problems.append(f"{t.file}: the formula of {name} calls {function}, unknown here")


def _place_compartments(t: _Translator) -> None:
    for c in t.contents.compartments:
        if c.id in t.varying:
            _place_ruled(t, c.id, c.label)
        elif c.dimensions or c.size is not None:
            name = t.in_formulas[c.id]
            t.parameters.append(Quantity(name, t.value(c.id), f"size of {c.label}", c.id))
            t.compartments.append((name, c.label))


def _place_ruled(t: _Translator, identifier: str, label: str) -> None:
    """What a rule gives: a derived quantity, or a state that changes as the rule says."""
    name = t.in_formulas[identifier]
    if identifier in t.contents.assigned:
        t.derived.append(
            Rule(name, t.contents.assigned[identifier], label, f"Assignment rule of {label}")
        )
        return
    value = t.value(identifier)
    t.species.append(Quantity(name, value, label, identifier, UNIT, signed=identifier in t.falling))
    _add_change(t, name, t.contents.changing[identifier], label)


def _add_change(t: _Translator, name: str, rate: Formula, label: str) -> None:
    law = t.names.new(f"change_of_{name}")
    t.reactions.append(Rule(law, _hourly(t, rate), label, f"Rate rule of {label}", f"-> {name}"))


def _hourly(t: _Translator, rate: Formula) -> Formula:
    return rate if t.contents.turns_per_hour == 1 else Call("times", (Call("per_hour"), rate))


def _place_species(t: _Translator) -> None:
    moved = {e.species for r in t.contents.reactions for e in r.effects}
    for s in t.contents.species:
        if s.id in t.contents.assigned or s.id in t.contents.changing:
            _place_ruled(t, s.id, s.label)
        else:
            _place_pool(t, s, changes=s.moved and s.id in moved)


def _place_pool(t: _Translator, s: Species, *, changes: bool) -> None:
    """A species without a rule: a state where reactions move it, else a number."""
    name, as_amount = t.in_formulas[s.id], t.start.means_amount(s.id)
    signed = s.id in t.falling
    space = t.in_formulas[s.compartment]
    if s.compartment in t.varying and not as_amount:
        stored = t.names.new(f"{name}_amount")
        label = f"amount of {s.label}"
        concentration = Call("divide", (Symbol(f"{s.id} amount"), Symbol(s.compartment)))
        t.in_formulas[f"{s.id} amount"] = stored
        t.derived.append(Rule(name, concentration, s.label, f"{s.label}: its amount over its size"))
        quantity = Quantity(stored, t.value(s.id, amount=True), label, s.id, UNIT, signed)
    else:
        if not as_amount and changes and t.value(s.compartment) == 0:
            t.problems.append(f"{t.file}: the compartment {s.compartment} of {s.id} has no size")
        where = UNIT if as_amount else space
        quantity = Quantity(name, t.value(s.id), s.label, s.id, where, signed)
    (t.species if changes else t.parameters).append(quantity)


def _place_parameters(t: _Translator) -> None:
    constants = constants_of(t.contents)
    for p in t.contents.parameters:
        name = t.in_formulas[p.id]
        if p.id in t.contents.assigned or p.id in t.contents.changing:
            _place_ruled(t, p.id, p.label)
        elif p.id in t.contents.values_at_start and p.id in constants:
            formula = t.contents.values_at_start[p.id]
            t.derived.append(Rule(name, formula, p.label, f"Initial assignment of {p.label}"))
        else:
            label = f"{p.label}, in {p.unit}" if p.unit else p.label
            t.parameters.append(Quantity(name, t.value(p.id), label, p.id))


def _place_reaction(t: _Translator, r: Reaction) -> None:
    """A reaction of whole counts, others for what is counted by a quantity, or a flux by itself."""
    rules = {*t.contents.assigned, *t.contents.changing}
    by_id = {s.id: s for s in t.contents.species}
    effects = [e for e in r.effects if by_id[e.species].moved and e.species not in rules]
    plain = [e for e in effects if isinstance(e.count, float) and not by_id[e.species].conversion]
    others = [e for e in effects if e not in plain]
    name, rate = t.in_formulas[r.id], r.rate
    asked_for = any(r.id in symbols_in(formula) for formula in _formulas(t.contents))
    if not effects or asked_for or others:
        if effects:
            t.in_formulas[r.id] = t.names.new(f"{name}_rate")
        t.derived.append(Rule(t.in_formulas[r.id], rate, f"Rate of {r.label}", _doc(r)))
        rate = Symbol(r.id)
    if equation := _equation(t, plain):
        t.reactions.append(Rule(name, _hourly(t, rate), r.label, _doc(r), equation))
    for effect in others:
        _place_effect(t, r, effect, by_id[effect.species], rate)


def _doc(r: Reaction) -> str:
    """What a reaction moves as the file has it, that is with what it takes from beyond the edge."""
    sides = [
        " + ".join(e.species if e.count == 1 else f"{_count(e.count)} {e.species}" for e in part)
        for part in ([e for e in r.effects if e.sign == sign] for sign in (-1, 1))
    ]
    return f"{r.label}: {' -> '.join(sides).strip()}"


def _formulas(contents: Contents) -> Iterator[Formula]:
    yield from contents.assigned.values()
    yield from contents.changing.values()
    yield from contents.values_at_start.values()
    yield from (r.rate for r in contents.reactions)


def _place_effect(t: _Translator, r: Reaction, e: Effect, s: Species, rate: Formula) -> None:
    """What one reaction does to a species whose count is a quantity, or that has a factor."""
    state = _state_of(t, e.species)
    factors: list[Formula] = [rate]
    if e.count != 1:
        factors.insert(0, Number(e.count) if isinstance(e.count, float) else Symbol(e.count))
    if s.conversion:
        factors.insert(0, Symbol(s.conversion))
    formula = _hourly(t, Call("times", tuple(factors)))
    law = t.names.new(f"{t.names.of(r.id)}_of_{state}")
    equation = f"{state} ->" if e.sign < 0 else f"-> {state}"
    t.reactions.append(Rule(law, formula, r.label, f"What {_doc(r)} does to {s.label}", equation))


def _state_of(t: _Translator, species: str) -> str:
    return t.in_formulas.get(f"{species} amount", t.in_formulas[species])


def _equation(t: _Translator, effects: list[Effect]) -> str:
    """'a + 2 b -> c'; what is taken a negative number of times is given."""
    sides: dict[int, dict[str, float]] = {-1: {}, 1: {}}
    for effect in effects:
        assert isinstance(effect.count, float)
        sign = effect.sign if effect.count > 0 else -effect.sign
        if effect.count:
            side, state = sides[sign], _state_of(t, effect.species)
            side[state] = side.get(state, 0.0) + abs(effect.count)
    if not any(sides.values()):
        return ""
    taken, given = (
        " + ".join(name if n == 1 else f"{_count(n)} {name}" for name, n in sides[sign].items())
        for sign in (-1, 1)
    )
    return f"{taken} -> {given}".strip()


def _count(number: float | str) -> str:
    if isinstance(number, str):
        return number
    return str(int(number)) if number.is_integer() else repr(number)


def _never_negative(t: _Translator) -> frozenset[str]:
    """Pools, sizes, and numbers above zero, whose range begins at zero."""
    found = {q.id for q in t.species if not q.signed}
    found |= {q.id for q in t.parameters if q.value > 0}
    return frozenset(found)
