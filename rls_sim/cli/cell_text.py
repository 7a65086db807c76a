"""One cell as text: what differs from health, its outcomes, how far its day can be trusted."""

from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text, text_table

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench, Cell, CellResult

PATHS = {
    "harmonic_balance": "harmonic balance",
    "shooting": "shooting",
    "settling": "settling",
}
MULTIPLIERS_TOLD = 5
STATE = "state"


def cycle_text(result: "CellResult", bench: "Bench", stability: Any = None) -> str:
    """The outcomes of a cell's day with unit and words, then its certificate."""
    rows = []
    for name, value in result.outcomes.items():
        if name == STATE:
            continue
        measure = bench.measures.get(name)
        unit, label = (measure.unit, measure.label) if measure else ("", "")
        rows.append([name, value, "" if unit == "1" else unit, label])
    table = text_table([("outcome", ""), ("value", ""), ("unit", ""), ("meaning", "")], rows)
    head = cell_text(result.cell, bench)
    if STATE in result.outcomes:
        head += f"\nstate: {result.outcomes[STATE]}"
    parts = [head, table, certificate_text(result)]
    if stability is not None:
        parts.append(stability_text(stability))
    return "\n\n".join(parts)


def cell_text(cell: "Cell", bench: "Bench") -> str:
    """Lesions and parameters that differ from the healthy cell."""
    lines = [f"lesion {applied}: {applied.lesion.title}" for applied in cell.lesions]
    for name, (mine, healthy) in cell.parameters.differences(bench.healthy).items():
        lines.append(
            f"{name} = {mine.in_unit(mine.value)} "
            f"(healthy {number_text(healthy.value)}; set by {mine.reason})"
        )
    return "\n".join(lines) or "the healthy cell"


def certificate_text(result: "CellResult") -> str:
    """How the day was found and how well it closes."""
    path = PATHS.get(result.path, result.path)
    lines = [
        f"found by {path} on {result.nodes} nodes: residual {number_text(result.residual, 2)} 1/h",
        f"after one integrated day every species is back to {number_text(result.closure, 2)} "
        "of its size",
    ]
    certificate = result.cycle.certificate if result.cycle is not None else None
    error = getattr(certificate, "error_estimate", None)
    if error is not None:
        lines.append(f"estimated error {number_text(float(error), 2)} of each species' size")
    return "\n".join(lines)


def stability_text(multipliers: Any) -> str:
    """The largest Floquet multipliers, and whether the day is stable."""
    sizes = [abs(value) for value in multipliers]
    verdict = "stable: a push fades" if max(sizes) < 1 else "not stable: a push grows"
    told = ", ".join(number_text(float(size)) for size in sizes[:MULTIPLIERS_TOLD])
    return f"{verdict}; largest Floquet multipliers {told}"
