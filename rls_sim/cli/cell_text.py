"""One cell as text: what differs from health, its outcomes, how far its day can be trusted."""

from math import isfinite
from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import clock_text, number_text, text_table

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench, Cell, CellResult
    from rls_sim.study.extension import Extension

PATHS = {
    "harmonic_balance": "harmonic balance",
    "shooting": "shooting",
    "settling": "settling",
}
MULTIPLIERS_TOLD = 5
STATE = "state"


def cycle_text(result: "CellResult", bench: "Bench", stability: Any = None) -> str:
    """The outcomes of a cell's day beside those of the healthy cell, then its certificate."""
    head = cell_text(result.cell, bench)
    if STATE in result.outcomes:
        head += f"\nstate: {result.outcomes[STATE]}"
    parts = [head, outcome_table(result, bench), certificate_text(result)]
    if stability is not None:
        parts.append(stability_text(stability))
    return "\n\n".join(parts)


def outcome_table(result: "CellResult", bench: "Bench") -> str:
    """Name, value, the healthy value where the cell is changed, unit and words."""
    changed = bool(result.cell.parameters.differences(bench.healthy))
    rows = []
    for name, value in result.outcomes.items():
        if name == STATE:
            continue
        measure = bench.measures.get(name)
        unit, label = (measure.unit, measure.label) if measure else ("", "")
        if is_clock_time(unit, label) and isinstance(value, float) and isfinite(value):
            label += f" ({clock_text(value)})"
        healthy = [bench.healthy_outcomes[name]] if changed else []
        rows.append([name, value, *healthy, "" if unit == "1" else unit, label])
    heads = ["outcome", "value", *([bench.usual] if changed else []), "unit", "meaning"]
    return text_table([(head, "") for head in heads], rows)


def is_clock_time(unit: str, label: str) -> bool:
    """Whether an outcome is a time of day, not a duration."""
    return unit == "h" and label.startswith(("Hour of ", "Onset "))


def cell_text(cell: "Cell", bench: "Bench") -> str:
    """What extends the model, then lesions and parameters that differ from the healthy cell."""
    extended = [f"{_role(e)} {e.file} (SHA-256 {e.sha256[:12]})" for e in bench.extensions]
    lines = [f"lesion {applied}: {applied.lesion.title}" for applied in cell.lesions]
    for name, (mine, healthy) in cell.parameters.differences(bench.healthy).items():
        lines.append(
            f"{name} = {mine.in_unit(mine.value)} "
            f"({bench.usual} {number_text(healthy.value)}; set by {mine.reason})"
        )
    return "\n".join([*extended, *(lines or [bench.unchanged])])


def _role(extension: "Extension") -> str:
    """What a file of the user's is to the model."""
    from rls_sim.study.extension_file import whole_name

    return "model" if whole_name(extension) else "extended by"


def certificate_text(result: "CellResult") -> str:
    """How the day was found and how well it closes."""
    path = PATHS.get(result.path, result.path)
    if result.method == "reference":
        path += ", without machine code,"
    lines = [
        f"found by {path} on {result.nodes} nodes: residual {number_text(result.residual, 2)} 1/h",
        f"after one integrated day every species is back to {number_text(result.closure, 2)} "
        "of its size",
    ]
    error = result.require()[0].certificate.error_estimate
    lines.append(f"estimated error {number_text(error, 2)} of each species' size")
    return "\n".join(lines)


def stability_text(multipliers: Any) -> str:
    """The largest Floquet multipliers, and whether the day is stable."""
    sizes = [abs(value) for value in multipliers]
    verdict = "stable: a push fades" if max(sizes) < 1 else "not stable: a push grows"
    told = ", ".join(number_text(float(size)) for size in sizes[:MULTIPLIERS_TOLD])
    return f"{verdict}; largest Floquet multipliers {told}"
