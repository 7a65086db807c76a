"""What sweeps took, as a section of docs/performance.md, and the bars that they were built for."""

import statistics
from collections.abc import Iterable
from typing import Any

from benchmarks.report_tables import amount, seconds_text, table, three_digits

Facts = dict[str, Any]
MB = 1e6


def section(sweeps: Facts) -> Iterable[str]:
    """Cells a second, memory and disk; what store and executor cost; threads against Dask."""
    if not sweeps:
        return
    yield "## Sweeps\n"
    if part := sweeps.get("scale"):
        yield _measured(part)
        yield (
            f"Whole commands (`rls-sim sweep -N ... -o DIR`, five parameters drawn, all outcomes "
            f"unless said otherwise) on {part['threads']} threads; what is compiled once on a "
            "machine is there. 'Reading a column' is pandas taking one column's mean in a new "
            "Python, after its imports.\n"
        )
        bare = _bare(sweeps)
        head = ["cells", "cells/s", "wall", "peak memory", "on disk", "reading a column"]
        head += ["memory by thirds of the time", *(["against the solver"] if bare else [])]
        rows = [[*_row(row), _thirds(row), *_ratio(row, bare)] for row in part["rows"]]
        yield table(head, rows)
        if bare:
            yield (
                "'Against the solver' is the time of a cell, with all that a command does from its "
                "start to its end, as a multiple of that of solver and outcomes alone (below); "
                "fewer outcomes take less.\n"
            )
    if part := sweeps.get("overhead"):
        yield _measured(part)
        bare, whole = (statistics.median(part[name]) for name in ("bare", "whole"))
        yield (
            f"{part['cells']} cells by solver and outcomes alone take {seconds_text(bare)}, the "
            f"whole sweep (designs, tables, checksums, files flushed to disk, progress, reading "
            f"back) {seconds_text(whole)}: {100 * (whole / bare - 1):.1f} % more (medians of "
            f"{part['rounds']} rounds in turn).\n"
        )
    if part := sweeps.get("dask"):
        yield _measured(part)
        by_threads = part["rows"]["threads"]
        rows = [
            [
                name,
                *(_row(row)[i] for i in (0, 1, 2, 3)),
                _pace(row["cells"], row["solving"]),
                amount(row["wall"] / by_threads["wall"]),
                amount(row["solving"] / by_threads["solving"]),
            ]
            for name, row in part["rows"].items()
        ]
        head = ["by", "cells", "cells/s", "wall", "peak memory", "cells/s while solving"]
        head += ["wall, ratio", "solving, ratio"]
        yield table(head, rows)
        yield "Memory is that of the command itself, without its workers.\n"


def bars(sweeps: Facts) -> Iterable[list[str]]:
    """What was asked of sweeps, what was measured, and whether it was met."""
    scale, overhead = sweeps.get("scale"), sweeps.get("overhead")
    if scale:
        largest = scale["rows"][-1]
        size, read = largest["bytes"] / MB, largest["read_a_column"]
        what = f"{largest['cells']:,} rows of {largest['outcomes']} outcomes under 400 MB"
        yield [what, f"{size:.0f} MB", _met(size < 400)]
        what = "a column of them aggregated in under 1 s"
        yield [what, seconds_text(read), _met(read < 1)]
        first, _, last = (held / MB for held in largest["held_bytes"])
        what = f"memory flat: the last third of {largest['cells']:,} cells holds what the first did"
        yield [what, f"{first:.0f} MB, then {last:.0f} MB", _met(last < 1.05 * first)]
    if overhead:
        bare, whole = (statistics.median(overhead[name]) for name in ("bare", "whole"))
        share = 100 * (whole / bare - 1)
        what = f"store and executor below 15 % of the bare solver at {overhead['cells']:,} cells"
        yield [what, f"{share:.1f} %", _met(share < 15)]


def _met(met: bool) -> str:
    return "met" if met else "**not met**"


def _row(row: Facts) -> list[str]:
    kept = f" ({row['outcomes']} outcomes)" if row.get("outcomes") else ""
    read = row.get("read_a_column")
    return [
        f"{row['cells']:,}{kept}",
        _pace(row["cells"], row["wall"]),
        seconds_text(row["wall"]),
        f"{row['peak_bytes'] / MB:.0f} MB",
        f"{row['bytes'] / MB:.1f} MB" if "bytes" in row else "",
        seconds_text(read) if read else "",
    ]


def _thirds(row: Facts) -> str:
    return ", ".join(f"{held / MB:.0f}" for held in row["held_bytes"]) + " MB"


def _bare(sweeps: Facts) -> float:
    """Seconds that solver and outcomes alone take for a cell; 0 where that was not measured."""
    part = sweeps.get("overhead")
    return statistics.median(part["bare"]) / part["cells"] if part else 0.0


def _ratio(row: Facts, bare: float) -> list[str]:
    return [amount(row["wall"] / row["cells"] / bare)] if bare else []


def _pace(cells: int, seconds: float) -> str:
    return three_digits(cells / seconds)


def _measured(part: Facts) -> str:
    first, last = part["load"]
    quick = " With --quick: a look, not a measurement." if part["quick"] else ""
    return (
        f"Measured {part['when']}, load average {first:.1f} before and {last:.1f} after.{quick}\n"
    )
