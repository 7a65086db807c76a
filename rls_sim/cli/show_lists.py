"""Lists of what a model has, as rows."""

import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text, text_table
from rls_sim.quantities.parameter import Evidence
from rls_sim.study.catalogue import Catalogue, Kind, citers_of

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench

TEXT_WIDTH = 110
Rows = tuple[list[str], list[list[Any]]]


def topic_rows(catalogue: Catalogue, topic: str, uncited: bool = False) -> Rows:
    """The heads and rows of a list."""
    if topic == "parameters":
        return _parameters(catalogue, uncited)
    writers = {
        "model": _model,
        "species": _species,
        "laws": _laws,
        "outcomes": _outcomes,
        "lesions": _lesions,
        "sources": _sources,
        "targets": _targets,
    }
    return writers[topic](catalogue)


def _parameters(catalogue: Catalogue, uncited: bool) -> Rows:
    heads = ["name", "value", "unit", "range", "evidence", "source", "meaning"]
    rows = [
        [
            p.name,
            p.value,
            p.unit,
            p.range_text.removesuffix(p.unit).strip() if p.unit != "1" else p.range_text,
            str(p.evidence),
            ", ".join(p.sources),
            p.meaning,
        ]
        for p in catalogue.bench.model.parameters.values()
        if not uncited or p.evidence == Evidence.ASSUMED
    ]
    return heads, rows


def _species(catalogue: Catalogue) -> Rows:
    rows = [
        [s.name, s.label, s.unit, s.compartment, " ".join(f"{n} {m}" for m, n in s.carries.items())]
        for s in catalogue.bench.model.species
    ]
    return ["name", "label", "unit", "where", "carries"], rows


def _laws(catalogue: Catalogue) -> Rows:
    model = catalogue.bench.model
    rows = [[law.name, law.equation, model.flux_unit, law.meaning] for law in model.reactions]
    rows += [[law.name, "", law.unit, law.meaning] for law in model.derived]
    return ["name", "equation", "unit", "meaning"], rows


def _outcomes(catalogue: Catalogue) -> Rows:
    rows = [[m.name, m.unit, m.label] for m in catalogue.bench.measures.values()]
    return ["name", "unit", "label"], rows


def _lesions(catalogue: Catalogue) -> Rows:
    rows = [
        [
            lesion.name,
            f"{lesion.range[0]:g} to {lesion.range[1]:g}",
            lesion.default,
            ", ".join(lesion.genes),
            lesion.title,
        ]
        for lesion in catalogue.bench.lesions.values()
    ]
    return ["name", "sizes", "default", "genes", "title"], rows


def _sources(catalogue: Catalogue) -> Rows:
    model = catalogue.bench.model
    rows = [
        [key, str(source.read), len(citers_of(model, key)), source.where, source.title]
        for key, source in catalogue.entries[Kind.SOURCE].items()
    ]
    return ["key", "read", "cited by", "where", "title"], rows


def _targets(catalogue: Catalogue) -> Rows:
    from rls_sim.study.evidence import calibration_table

    rows = [dict(row) for row in calibration_table(catalogue.bench)]
    heads = list(rows[0]) if rows else []
    return heads, [[row[head] for head in heads] for row in rows]


def targets_text(heads: list[str], rows: list[list[Any]]) -> str:
    """Targets beside the model, then what was tried for each that is missed."""
    tried, met = heads.index("tried"), heads.index("met")
    names = [head for head in heads if head != "tried"]
    table = text_table(
        [(name, "") for name in names], [[row[heads.index(name)] for name in names] for row in rows]
    )
    counts = Counter(str(row[met]) for row in rows)
    told = ", ".join(f"{count} {words}" for words, count in counts.items())
    lines = [table, "", f"{len(rows)} targets: {told}"]
    for row in rows:
        if row[tried]:
            name, cell = row[heads.index("id")], row[heads.index("cell")]
            text = f"{name} ({cell}), {row[met]}: {row[tried]}"
            lines.append(textwrap.fill(text, TEXT_WIDTH, subsequent_indent="  "))
    return "\n".join(lines)


def _model(catalogue: Catalogue) -> Rows:
    return ["what", "value"], [list(row) for row in model_facts(catalogue.bench)]


def model_facts(bench: "Bench") -> list[tuple[str, Any]]:
    """How large the model is and how its numbers are known."""
    model = bench.model
    grades = [p.evidence for p in model.parameters.values()]
    facts: list[tuple[str, Any]] = [
        ("name", model.name),
        ("processes", len(model.processes)),
        ("species", len(model.species)),
        ("reactions", len(model.reactions)),
        ("derived quantities", len(model.derived)),
        ("parameters", len(model.parameters)),
    ]
    facts += [(f"parameters {grade}", grades.count(grade)) for grade in Evidence]
    facts += [("outcomes", len(bench.measures)), ("lesions", len(bench.lesions))]
    facts += [("model hash", model.hash())]
    return facts


def model_text(bench: "Bench") -> str:
    """The model in one screen: its size, then every process with what it declares."""
    model = bench.model
    lines = [f"{what:<22}{_plain(value)}" for what, value in model_facts(bench)]
    lines.append("")
    for process in model.processes:
        counts = [
            (len(process.species), "species"),
            (len(process.reactions), "reactions"),
            (len(process.derived), "derived"),
            (len(process.parameters), "parameters"),
        ]
        told = ", ".join(f"{count} {words}" for count, words in counts if count)
        lines.append(f"  {process.name.removesuffix(' at'):<40} {told}")
    lines += [
        "",
        "more: rls-sim show parameters|species|laws|outcomes|lesions|sources|targets|evidence",
    ]
    return "\n".join(lines)


def _plain(value: Any) -> str:
    return str(value) if isinstance(value, str) else number_text(float(value), 6)
