"""A cell as SBML: its values, the state it starts from, what made it, and what its names are."""

from collections.abc import Iterator

from rls_sim import __version__
from rls_sim.biology.annotations import identities
from rls_sim.biology.brain import healthy_model
from rls_sim.exchange.sbml_notes import Annotation, published
from rls_sim.exchange.sbml_writer import sbml_text
from rls_sim.network.model import Model
from rls_sim.study.cell import Bench, Cell, Origin, first_state
from rls_sim.study.clock import DAY
from rls_sim.study.provenance import command_line

DERIVED_FROM = "bqmodel:isDerivedFrom"  # whose entries are keys of sources.toml
STATES = {
    "cycle": "The initial state is that of the periodic day of this cell",
    "healthy": "The initial state is that of the periodic day of the unchanged cell",
    "initial": "The initial state is the one that the model declares, which is on no periodic day",
}
NO_ADVICE = "A model for research; it gives no medical advice."


def cell_sbml(cell: Cell, bench: Bench, *, at: float = 0.0, origin: Origin | None = None) -> str:
    """
    The cell as an SBML document that begins at the hour ``at`` of the model's clock.

    ``origin``: it begins on the cell's own periodic day ("cycle"), on that of the unchanged cell
    ("healthy"), so that what was changed unfolds, or as the model declares ("initial"); unless
    given on its own day, and as declared where others wrote the model.
    Raises SolveError where there is no such day, ModelError for what SBML cannot hold.
    """
    model = bench.model.with_parameters(cell.parameters)
    origin = origin or ("initial" if bench.foreign else "cycle")
    return sbml_text(
        model,
        initial=[float(value) for value in first_state(cell, bench, at, origin)],
        start=at,
        annotations=annotations_of(model),
        notes=tuple(_made_by(cell, bench, at, origin)),
    )


def annotations_of(model: Model) -> dict[str, Annotation]:
    """What the names of the brain's model are; nothing of a model that others wrote."""
    if not set(healthy_model().species_names) <= set(model.species_names):
        return {}
    found = {}
    for name, identity in identities(model).items():
        links = dict(identity.links)
        if DERIVED_FROM in links:
            links[DERIVED_FROM] = published(links[DERIVED_FROM])
        found[name] = Annotation(identity.sbo, links)
    return found


def _made_by(cell: Cell, bench: Bench, at: float, origin: Origin) -> Iterator[str]:
    """What made the document, a paragraph each."""
    model = bench.model.with_parameters(cell.parameters)
    yield f"{bench.model.name}, written by rls_sim {__version__}: {command_line()}"
    yield f"Model {model.hash()}; its equations {model.structure_hash()}."
    if cell.lesions:
        yield f"Lesions: {', '.join(map(str, cell.lesions))}."
    changed = cell.parameters.differences(bench.healthy).items()
    told = [f"{name} = {p.in_unit(p.value)} (not {q.in_unit(q.value)})" for name, (p, q) in changed]
    if told:
        yield f"Changed: {'; '.join(told)}."
    for extension in bench.extensions:
        yield f"With what {extension.file} adds (SHA-256 {extension.sha256})."
    hour, minute = divmod(round(at % DAY * 60), 60)
    yield f"{STATES[origin]}, at {hour:02d}:{minute:02d}; time 0 of a simulation is that moment."
    if not bench.foreign:
        yield NO_ADVICE
