"""A sweep as text: its plan, its table, its critical values."""

from pathlib import Path
from typing import TYPE_CHECKING

from rls_sim.cli.critical_text import head_text, short_name, states_text
from rls_sim.cli.tables import number_text, text_table

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench
    from rls_sim.study.config import SweepPlan
    from rls_sim.study.sweep import SweepResult

DEFAULT_OUTCOMES = (
    "labile_iron",
    "iron_sulfur_capacity",
    "extracellular_dopamine_trough",
    "urge_hours",
    "cell_loss_per_decade",
    "state",
)
FAILED = "failed"


def sweep_table(result: "SweepResult") -> str:
    """One line a cell: what was varied, then the outcomes asked for."""
    outcomes = [n for n in result.table or DEFAULT_OUTCOMES if n in result.columns]
    names = [quantity.name for quantity in result.varied]
    names += [name for name in outcomes if name not in names]
    heads = [(short_name(name), result.columns[name][1]) for name in names]
    rows = [[row[name] for name in names] for row in result.rows]
    if result.failures:
        heads.append(("status", ""))
        for line, row in zip(rows, result.rows, strict=True):
            line.append(f"{FAILED}: {row['status']}" if row["error"] else "solved")
    return text_table(heads, rows)


def boundary_text(result: "SweepResult") -> str:
    """The stretches of the varied parameter over which the cell keeps one state."""
    if len(result.varied) != 1:
        return ""
    if not result.boundaries:
        states = sorted({str(row["state"]) for row in result.rows if not row["error"]})
        return f"No change of state: {', '.join(states)} throughout." if len(states) == 1 else ""
    quantity = result.parameter
    head = head_text(quantity.name, quantity.meaning, quantity.unit)
    return f"{head}\n{states_text(result.boundaries)}"


def plan_text(plan: "SweepPlan", bench: "Bench", folder: Path | None) -> str:
    """What would be solved and where it would be written."""
    lines = [plan.title or "Untitled sweep"]
    lines += [plan.question] if plan.question else []
    lines.append(f"  cells    {plan.size}")
    for variation in plan.varied:
        parameter = bench.healthy[variation.name]
        lines.append(
            f"  vary     {parameter.name}: {len(variation.values)} values, "
            f"{number_text(min(variation.values))} to "
            f"{parameter.in_unit(max(variation.values))} ({parameter.meaning})"
        )
    lines += [f"  lesion   {applied}: {applied.lesion.title}" for applied in plan.base.lesions]
    for name, (mine, healthy) in plan.base.parameters.differences(bench.healthy).items():
        lines.append(
            f"  set      {name} = {mine.in_unit(mine.value)} "
            f"(healthy {number_text(healthy.value)}; {mine.reason})"
        )
    lines.append(f"  folder   {folder if folder else 'none (give -o DIR to keep the results)'}")
    return "\n".join(lines)
