"""A run as text: what was done to the cell, and what it went through."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rls_sim.cli.cell_text import cell_text
from rls_sim.cli.tables import clock_text, number_text, text_table

if TYPE_CHECKING:
    from rls_sim.numerics.run import Trajectory
    from rls_sim.study.cell import Bench
    from rls_sim.study.transient import Trace, Transient

MOST_LINES = 50  # on the screen; a file has every output time


def run_text(
    trajectory: "Trajectory",
    transient: "Transient",
    bench: "Bench",
    traces: Sequence["Trace"],
) -> str:
    """What the cell is, then the quantities at times evenly spread over the run."""
    picked = picked_times(len(trajectory.time))
    rows = []
    for i in picked:
        since = float(trajectory.time[i]) - transient.start
        when = [f"{number_text(since / 24)}", clock_text(float(trajectory.time[i]) % 24)]
        rows.append([*when, *(float(trace.values[i]) for trace in traces)])
    heads = [("day", ""), ("clock", "")]
    heads += [(trace.name.rpartition(".")[2], trace.unit) for trace in traces]
    parts = [head_text(transient, bench), text_table(heads, rows)]
    if len(picked) < len(trajectory.time):
        parts.append(
            f"({len(picked)} of {len(trajectory.time)} output times; -o FILE.csv has them all)"
        )
    return "\n\n".join(parts)


def picked_times(count: int) -> list[int]:
    """At most so many output times, every k-th of them, with the last."""
    step = -(-count // MOST_LINES)
    picked = list(range(0, count, step))
    return picked if picked[-1] == count - 1 else [*picked, count - 1]


def head_text(transient: "Transient", bench: "Bench") -> str:
    """From which day, what changed, which doses."""
    same = transient.before.parameters is transient.cell.parameters
    own = "its own" if same and transient.cell.parameters is not bench.healthy else "the healthy"
    days = number_text((transient.end - transient.start) / 24)
    lines = [
        cell_text(transient.cell, bench),
        f"{days} days from {clock_text(transient.start)} on {own} periodic day",
    ]
    lines += [
        f"dose of {number_text(dose.amount_umol)} umol into {dose.species} "
        f"on day {number_text((dose.time - transient.start) / 24)} at {clock_text(dose.time % 24)}"
        for dose in transient.doses
    ]
    return "\n".join(lines)
