"""One derivative taken apart: which flux moves a species, and by how much, at one moment."""

from dataclasses import dataclass

from rls_sim.network.reaction import Species
from rls_sim.study.catalogue import changed_by
from rls_sim.study.cell import Bench, CellResult


@dataclass(frozen=True)
class FluxShare:
    """What one flux does to a species; ``share`` is of all gains, or of all losses."""

    name: str
    equation: str
    contribution: float  # in the species' unit per hour
    share: float


@dataclass(frozen=True)
class Explanation:
    """A species at one hour of the day, with every flux that changes it, largest first."""

    name: str
    label: str
    unit: str
    hour: float
    value: float
    derivative: float
    fluxes: tuple[FluxShare, ...]


def explain_species(result: CellResult, bench: Bench, species: Species, hour: float) -> Explanation:
    """Take d(species)/dt apart at an hour of the cell's day; raises SolveError without a day."""
    cycle, _ = result.require()
    model, kernel = bench.model, bench.kernel
    p = kernel.parameter_vector(result.cell.parameters)
    state = cycle.at(hour)
    flux = dict(zip(kernel.reaction_names, kernel.fluxes(hour, state, p), strict=True))
    index = model.species_names.index(species.name)
    volume = float(model.with_parameters(result.cell.parameters).volumes()[index])
    parts = [
        (law, count * float(flux[law.name]) / volume)
        for law, count in changed_by(model, species.name)
    ]
    gain = sum(part for _, part in parts if part > 0)
    loss = -sum(part for _, part in parts if part < 0)
    shares = [
        FluxShare(law.name, law.equation, part, abs(part) / (gain if part > 0 else loss or 1.0))
        for law, part in sorted(parts, key=lambda item: -abs(item[1]))
    ]
    return Explanation(
        species.name,
        species.label,
        species.unit,
        hour,
        float(state[index]),
        gain - loss,
        tuple(shares),
    )
