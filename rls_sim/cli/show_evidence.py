"""Published observations as a list that fits a screen, one of them in full, or a forest plot."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from rls_sim.cli.console import print_json
from rls_sim.cli.show_text import lines_text
from rls_sim.cli.tables import aligned, clock_text, number_text
from rls_sim.hypotheses.observations import CONTRASTS, Observation, load_observations, select

WIDTH = 120
DIGITS = 3
HEADS = ("id", "seen", "use", "read", "what, and what of the model answers")


def show_evidence(
    chosen: Mapping[str, str],
    conflicting: bool,
    search: str,
    plot: Path | None,
    beside: str,
    ensemble: Path | None,
    as_json: bool,
) -> None:
    """List the observations that agree with every filter; draw them too if ``plot`` is given.

    ``beside``: the lesion that makes patients, whose model then stands beside what was seen.
    """
    from rls_sim.cli.evidence_figure import forest_of, save_pages
    from rls_sim.report.figure_file import require_figure_file

    require_figure_file(plot, "--plot")
    rows = [
        row
        for row in select(load_observations(), chosen, conflicting)
        if search.lower() in " ".join(map(str, row.as_row().values())).lower()
    ]
    if as_json:
        items = [row.as_row() for row in rows]
        print_json({"schema": "rls-sim/show-evidence/1", "evidence": items})
    elif rows:
        click.echo(evidence_text(rows))
    else:
        click.echo("none of the observations is so")
    if plot is not None:
        save_pages(plot, forest_of(rows, None, beside, ensemble))


def evidence_text(rows: Sequence[Observation]) -> str:
    """A line an observation, contrast by contrast, and how many there are of each use."""
    lines: list[tuple[str, ...]] = [HEADS]
    for contrast in CONTRASTS:
        those = [_line(row) for row in rows if row.contrast == contrast]
        if those:
            lines += [("",) * len(HEADS), (contrast, *("",) * (len(HEADS) - 1)), *those]
    counts = Counter(row.use.replace("_", " ") for row in rows)
    told = ", ".join(f"{count} {use}" for use, count in counts.items())
    disputed = sum(bool(row.conflicts_with) for row in rows)
    return "\n".join(
        [
            aligned(lines, [False] * len(HEADS), WIDTH),
            "",
            f"{len(rows)} observations: {told}; {disputed} contradicted (*)",
            "more of one: rls-sim show ID",
        ]
    )


def _line(row: Observation) -> tuple[str, ...]:
    answer = row.outcome or "nothing"
    star = " *" if row.conflicts_with else ""
    use = row.use.replace("_", " ")
    return (f"  {row.id}", seen_text(row) + star, use, row.read, f"{row.what}: {answer}")


def seen_text(row: Observation) -> str:
    """The sign, or the value with its ends."""
    if not row.has_value:
        return str(row.direction)
    value, low, high = (number_text(n, DIGITS) for n in (row.value, row.low, row.high))
    if row.is_clock:
        value, low, high = map(clock_text, (row.value, row.low, row.high))
    return f"{value} ({low} to {high})"


def observation_text(row: Observation) -> str:
    """One observation with all that is known of it."""
    width = "" if math.isnan(row.log_standard_error) else number_text(row.log_standard_error, 2)
    unit = "" if row.is_clock or row.unit == "1" else f" {row.unit}"
    own = row.error or f"{row.variation.evidence}, from n and {row.variation.cv:g} of the mean"
    return lines_text(
        f"{row.id}   (observation)",
        [
            ("seen", f"{row.what}: {seen_text(row)}{unit}"),
            ("contrast", f"{row.contrast}: {CONTRASTS[row.contrast]}"),
            ("where", f"{row.where} ({row.species})" if row.where else row.species),
            ("method", row.method),
            ("n", " v ".join(map(str, row.n)) or "not known"),
            ("log s.e.", f"{width} ({own})" if width else ""),
            ("outcome", row.outcome),
            ("no outcome", row.absent),
            ("use", row.use.replace("_", " ")),
            ("against it", ", ".join(row.conflicts_with)),
            ("source", f"{row.source}, read: {row.read}"),
            ("note", row.note),
        ],
    )
