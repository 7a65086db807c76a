"""Lists of what a model has, as tables with a row for each name."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rls_sim.hypotheses.observations import Observation
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.quantities.sources import load_sources
from rls_sim.study.catalogue import citers_of
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.evidence import calibration_table

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

    from rls_sim.clinic.treatments import TreatmentLibrary

Rows = Iterable[tuple[Any, ...]]


def changes(cell: Cell, bench: Bench) -> "pd.DataFrame":
    """Of each parameter that differs from the unchanged cell's, both values and who set it."""
    found = cell.parameters.differences(bench.healthy).items()
    rows = ((name, p.value, h.value, p.unit, p.reason) for name, (p, h) in found)
    return _table(f"name value {bench.usual.replace(' ', '_')} unit set_by", rows)


def parameters(known: ParameterSet) -> "pd.DataFrame":
    """Of each parameter its value, unit, range, evidence and sources."""
    rows = (
        (
            *(p.name, p.value, p.unit, *p.range, p.distribution, str(p.evidence)),
            *(", ".join(p.sources), p.meaning, p.note, p.reason),
        )
        for p in known.values()
    )
    return _table("name value unit low high distribution evidence source meaning note set_by", rows)


def species(bench: Bench) -> "pd.DataFrame":
    """Of each species its unit, where it is, and what it carries."""
    rows = (
        (s.name, s.label, s.unit, s.compartment, " ".join(f"{n} {m}" for m, n in s.carries.items()))
        for s in bench.model.species
    )
    return _table("name label unit where carries", rows)


def laws(bench: Bench) -> "pd.DataFrame":
    """Of each flux and derived quantity its equation, unit and meaning."""
    model = bench.model
    rows = [(law.name, law.equation, model.flux_unit, law.meaning) for law in model.reactions]
    rows += [(law.name, "", law.unit, law.meaning) for law in model.derived]
    return _table("name equation unit meaning", rows)


def outcomes(bench: Bench) -> "pd.DataFrame":
    """Of each outcome its unit, label and meaning."""
    rows = ((m.name, m.unit, m.label, m.doc) for m in bench.measures.values())
    return _table("name unit label meaning", rows)


def lesions(bench: Bench) -> "pd.DataFrame":
    """Of each lesion its sizes, genes, title and sources."""
    rows = (
        (
            *(one.name, *one.range, one.default, one.size_meaning, ", ".join(one.genes)),
            *(one.title, ", ".join(one.sources)),
        )
        for one in bench.lesions.values()
    )
    return _table("name low high default size genes title source", rows)


def sources(bench: Bench) -> "pd.DataFrame":
    """Of each source its title, where it was published, and how far it was read."""
    rows = (
        (key, one.title, one.where, str(one.read), len(citers_of(bench.model, key)))
        for key, one in load_sources().items()
    )
    return _table("key title where read cited_by", rows)


def targets(bench: Bench) -> "pd.DataFrame":
    """Calibration targets beside the model, met and missed."""
    rows = [dict(row) for row in calibration_table(bench)]
    heads = " ".join(rows[0]) if rows else "id"
    return _table(heads, (tuple(row.values()) for row in rows))


def evidence(rows: Iterable[Observation]) -> "pd.DataFrame":
    """Published observations, one a row."""
    found = [row.as_row() for row in rows]
    heads = " ".join(found[0]) if found else "id"
    return _table(heads, (tuple(row.values()) for row in found))


def treatments(library: "TreatmentLibrary") -> "pd.DataFrame":
    """Of each treatment its route, amounts, how it is typed, and its sources."""
    rows = (
        (
            *(one.name, one.route, *one.range, one.unit, one.example(), one.title),
            ", ".join(one.sources),
        )
        for one in library.values()
    )
    return _table("name route low high unit typed title source", rows)


def _table(heads: str, rows: Rows) -> "pd.DataFrame":
    import pandas as pd

    columns = heads.split(" ")
    return pd.DataFrame(list(rows), columns=columns).set_index(columns[0])
