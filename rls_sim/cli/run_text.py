"""A run as text: what was done to the cell, and what it went through."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rls_sim.cli.cell_text import cell_text
from rls_sim.cli.tables import clock_text, number_text, text_table

if TYPE_CHECKING:
    from rls_sim.numerics.trajectory import Trajectory
    from rls_sim.study.cell import Bench
    from rls_sim.study.transient import Trace, Transient

DAY = 24.0  # h
START_WORDS = {
    "healthy": "on the healthy periodic day",
    "cycle": "on the healthy periodic day",
    "initial": "with the initial state that is declared",
}
MOST_LINES = 50  # on the screen; a file has every output time


def run_text(
    trajectory: "Trajectory",
    transient: "Transient",
    bench: "Bench",
    traces: Sequence["Trace"],
) -> str:
    """What the cell is, then the quantities at times evenly spread over the run."""
    picked = picked_times(len(trajectory.time), transient.every)
    shown = [_readable(trace) for trace in traces]
    rows = []
    for i in picked:
        since = float(trajectory.time[i]) - transient.start
        when = [f"{since / DAY:.2f}", clock_text(float(trajectory.time[i]) % DAY)]
        rows.append([*when, *(factor * float(trace.values[i]) for trace, factor, _ in shown)])
    heads = [("day", ""), ("clock", "")]
    heads += [(trace.name.rpartition(".")[2], unit) for trace, _, unit in shown]
    parts = [head_text(transient, bench), text_table(heads, rows)]
    if len(picked) < len(trajectory.time):
        parts.append(
            f"({len(picked)} of {len(trajectory.time)} output times; -o FILE.csv has them all)"
        )
    return "\n\n".join(parts)


def _readable(trace: "Trace") -> tuple["Trace", float, str]:
    """A quantity with the factor and the unit in which its column reads as plain numbers."""
    from rls_sim.quantities.display import readable_scale

    factor, unit = readable_scale(trace.unit, max(map(abs, trace.values), default=0.0))
    return trace, float(factor), unit


def picked_times(count: int, every: float) -> list[int]:
    """At most so many output times and the last; spaced so that the same clock times return."""
    least = -(-count // MOST_LINES)
    returning = (step for step in range(least, 3 * least) if _returns(step * every))
    step = next(returning, least)
    picked = list(range(0, count, step))
    return picked if picked[-1] == count - 1 else [*picked, count - 1]


def _returns(hours: float) -> bool:
    """Whether steps of so many hours meet the same clock times every day, or are whole days."""
    steps_a_day, days_a_step = DAY / hours, hours / DAY
    return any(abs(n - round(n)) < 1e-9 for n in (steps_a_day, days_a_step) if n >= 1 - 1e-9)


def head_text(transient: "Transient", bench: "Bench") -> str:
    """From which day, what changed, which doses."""
    from_own = transient.origin == "cycle" and transient.cell.parameters is not bench.healthy
    start = "on its own periodic day" if from_own else START_WORDS[transient.origin]
    days = number_text((transient.end - transient.start) / DAY)
    lines = [
        cell_text(transient.cell, bench),
        f"{days} days from {clock_text(transient.start)} {start}",
    ]
    for dose in transient.doses:
        day, clock = (dose.time - transient.start) / DAY, clock_text(dose.time % DAY)
        amount = f"{number_text(dose.amount_umol)} umol"
        lines.append(f"dose of {amount} into {dose.species} on day {day:.2f} at {clock}")
    return "\n".join(lines)
