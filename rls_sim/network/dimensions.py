"""Check the dimension of every law by running it once on numbers that carry theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from rls_sim.errors import UnitError
from rls_sim.network.model import TIME, Model
from rls_sim.network.probe import Probe, probe_of
from rls_sim.network.reaction import Law, Reaction
from rls_sim.quantities.units import Dimension, Unit

HOUR = Unit.parse("h").dimension
LITRE = Unit.parse("L").dimension


@dataclass(frozen=True)
class DimensionRow:
    """What the dry run found of one law, or of one volume."""

    law: str
    dimension: Dimension | None  # what it returns; None where it could not be run
    due: Dimension | None  # what it should return; None where its species disagree
    problem: str = ""  # a sentence, or nothing


def check_dimensions(model: Model) -> None:
    """
    Run every law once on dimensions. Rates are due in amount per time, in the unit of what moves.

    A species in umol/L moves in umol/h; a species in 1 (relative to a healthy cell) moves in L/h,
    its amount being a pure number times a volume.
    Raises UnitError naming the first law at fault and both dimensions.
    """
    problems = [row.problem for row in dimension_report(model) if row.problem]
    if problems:
        more = f" (And {len(problems) - 1} more.)" if len(problems) > 1 else ""
        raise UnitError(problems[0] + more)


def dimension_report(model: Model) -> list[DimensionRow]:
    """One row a volume, a derived quantity and a reaction, in this order; nothing is raised."""
    kinds = {name: Probe(p.dimension) for name, p in model.parameters.items()}
    rows = [_volume_row(c.name, c.volume, kinds[c.volume].dimension) for c in model.compartments]
    kinds |= {s.name: Probe(Unit.parse(s.unit).dimension) for s in model.species}
    kinds[TIME] = Probe(HOUR)
    for law in model.derived_in_order():
        due = Unit.parse(law.unit).dimension
        rows.append(_law_row(law, kinds, due))
        kinds[law.name] = Probe(due)  # a fault is told once, where it is
    moved = _rate_by_species(model, kinds)
    rows.extend(_reaction_row(law, kinds, moved) for law in model.reactions)
    return rows


def _rate_by_species(model: Model, kinds: Mapping[str, Probe]) -> dict[str, Dimension]:
    """The dimension of a rate that moves each species: its unit times its volume, per hour."""
    volumes = zip(model.species_names, model.volume_names(), strict=True)
    return {
        name: kinds[name].dimension * kinds[volume].dimension / HOUR for name, volume in volumes
    }


def _volume_row(compartment: str, volume: str, found: Dimension) -> DimensionRow:
    problem = f"The volume {volume} of {compartment} is in {found}; due is {LITRE}."
    return DimensionRow(compartment, found, LITRE, "" if found == LITRE else problem)


def _reaction_row(
    law: Reaction, kinds: Mapping[str, Probe], moved: Mapping[str, Dimension]
) -> DimensionRow:
    by_dimension = {moved[name]: name for name in (*law.takes, *law.gives)}
    if len(by_dimension) == 1:
        return _law_row(law, kinds, next(iter(by_dimension)))
    each = " and ".join(f"{name} in {dimension}" for dimension, name in by_dimension.items())
    return DimensionRow(law.name, None, None, f"{law.name} moves things of two kinds: {each}.")


def _law_row(law: Law, kinds: Mapping[str, Probe], due: Dimension) -> DimensionRow:
    try:
        returned = law.function(*(kinds[name] for name in law.needs))
        zero = not isinstance(returned, Probe) and returned == 0
        found = due if zero else probe_of(returned).dimension
    except (UnitError, TypeError, AttributeError) as fault:
        return DimensionRow(law.name, None, due, f"In the law of {law.name}: {fault}.")
    problem = f"{law.name} returns {found}; due is {due}."
    return DimensionRow(law.name, found, due, "" if found == due else problem)
