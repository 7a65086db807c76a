"""docs/performance.md: what was measured, as tables, ratios, and bars that are met or not."""

import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import report_bars, report_sweeps, results
from benchmarks.report_tables import amount, seconds_text, table, times

Facts = dict[str, Any]

HEAD = """# How fast, and how right

Written by `python -m benchmarks.engine` (speed), `python -m benchmarks.robustness` (errors, and
cells of every kind) and `python -m benchmarks.sweeps` (whole sweeps) from what they measured last;
not by hand. Other simulators come with
`python -m pip install -e '.[bench]'`; one that is missing is named as such. No test asserts a time.

Every time is the median of rounds in which all engines take turns, with the least and the most in
brackets. Every engine starts from the same state (where the rates, averaged over the day, are
zero) and is set to the loosest tolerance at which its true error is at most {target:g} in the
worst of all species, relative to the species' maximum of the day. Errors are taken against
days found by code that shares nothing with the engine (`benchmarks/reference.py`). Peers are told
the true day and stop as soon as they are near it: in practice they would need longer.
"""


def write(folder: Path, page: Path) -> None:
    """Write the page from what is kept in ``folder``."""
    engine = results.fetch(folder, results.ENGINE)
    robust = results.fetch(folder, results.ROBUSTNESS)
    sweeps = results.fetch(folder, results.SWEEPS)
    orbits = engine.get("orbits", {})
    parts = [
        HEAD.format(target=orbits.get("target", 1e-6)),
        *_machine(engine),
        *report_bars.section(engine, robust, sweeps),
        *_orbits(orbits),
        *_days(engine.get("days", {})),
        *_threads(engine),
        *_cells(engine.get("cells", {})),
        *_states(engine.get("states", {})),
        *_floor(engine.get("floor", {})),
        *_cold(engine.get("cold", {})),
        *_robustness(robust),
        *report_sweeps.section(sweeps),
    ]
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("\n".join(parts).rstrip() + "\n", "utf-8")


def _machine(engine: Facts) -> Iterable[str]:
    facts = engine.get("machine")
    if not facts:
        return
    packages = ", ".join(f"{name} {version}" for name, version in facts["packages"].items())
    yield (
        f"Machine: {facts['processor']}, {facts['cores']} cores, {facts['system']}, "
        f"Python {facts['python']}, {packages}.\n"
    )


def _measured(part: Facts) -> str:
    """When, and how busy the machine was: a load of 1 is this benchmark itself."""
    first, last = part["load"]
    quick = " With --quick: a look, not a measurement." if part["quick"] else ""
    return (
        f"Measured {part['when']}, load average {first:.1f} before and {last:.1f} after.{quick}\n"
    )


def _missing(part: Facts) -> Iterable[str]:
    for key, why in part.get("missing", {}).items():
        yield f"{key}: {why}.\n"


def _orbits(part: Facts) -> Iterable[str]:
    if not part:
        return
    own = part["ours"]
    ours = own["days, not closed"]["median"]
    yield "## One periodic day, one thread: engine and algorithm together\n"
    yield _measured(part)
    yield (
        f"Ours: {part['own_cells']} cells in a batch, from the averaged start (its cost included), "
        f"{own['iterations']:.1f} Newton steps a cell, "
        f"nodes {_nodes(own['nodes'])}; {_statuses(own['statuses'])}. "
        "'Closed' adds one integrated day a cell as an independent check. Peers: "
        f"{part['cells']} of these cells in turn, one at a time.\n"
    )
    rows = [
        ["rls-sim", "", times(own["days, not closed"]), "1", *_errors(own)],
        [
            "rls-sim, closed",
            "",
            times(own["days"]),
            _ratio(own["days"]["median"], ours),
            *_errors(own),
        ],
    ]
    for row in part["rows"].values():
        days = f"{row['days']:.0f}"
        shot = _ratio(row["time"]["median"], ours)
        rows.append([f"{row['name']}, shooting", days, times(row["time"]), shot, *_errors(row)])
    for row in part["rows"].values():
        rows.append(_settled(row, part, ours))
    head = ["engine", "days integrated", "time a cell", "ratio", "error, median", "error, largest"]
    yield table(head, rows)
    yield (
        "Shooting: three days, then Newton's method on the map of one day, its matrix by finite "
        "differences (a day a species), kept as long as it helps. Settling: day after day; "
        "~ marks a product of the days needed (from the monodromy of the true day, "
        f"{statistics.median(part['days_to_settle']):.0f} in the median) and the measured cost of "
        "a further day; without ~ whole runs were made.\n"
    )
    yield from _missing(part)


def _settled(row: Facts, part: Facts, ours: float) -> list[str]:
    settling, name = row["settling"], f"{row['name']}, settling"
    whole = settling["whole"]
    if not whole:
        days = f"~{statistics.median(part['days_to_settle']):.0f}"
        seconds = settling["projected"]
        return [name, days, f"~{seconds_text(seconds)}", "~" + _ratio(seconds, ours), "", ""]
    seconds = statistics.median(entry["seconds"] for entry in whole)
    days = f"{statistics.median(entry['days'] for entry in whole):.0f}"
    errors = [entry["error"] for entry in whole]
    time = f"{seconds_text(seconds)} ({len(whole)} runs)"
    middle, largest = statistics.median(errors), max(errors)
    return [name, days, time, _ratio(seconds, ours), f"{middle:.1e}", f"{largest:.1e}"]


def _nodes(counts: dict[str, int]) -> str:
    return ", ".join(f"{nodes} ({count})" for nodes, count in counts.items())


def _statuses(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {status}" for status, count in counts.items())


def _errors(row: Facts) -> list[str]:
    return [f"{row['error_median']:.1e}", f"{row['error_largest']:.1e}"]


def _ratio(value: float, one: float) -> str:
    return amount(value / one)


def _days(part: Facts) -> Iterable[str]:
    if not part:
        return
    yield "## One simulated day, one thread: the engine alone\n"
    yield _measured(part)
    yield (
        "From the averaged start, whose first hours are steep, every day begun anew; "
        f"{part['cells']} cells. 'Loading' is the model into the engine and a first day.\n"
    )
    one = part["rows"]["rls-sim lanes"]["time"]["median"]
    rows = [
        [
            row["name"],
            row["version"],
            times(row["time"]),
            _ratio(row["time"]["median"], one),
            *_errors(row),
            f"{row['setting']['tolerance']:.0e}",
            seconds_text(row["opening"]) if row["opening"] else "",
        ]
        for row in part["rows"].values()
    ]
    head = ["engine", "version", "time a day", "ratio", "error, median", "error, largest"]
    yield table([*head, "tolerance", "loading"], rows)
    yield "How each is driven:\n"
    yield "\n".join(f"* {row['name']}: {row['words']}" for row in part["rows"].values()) + "\n"


def _threads(engine: Facts) -> Iterable[str]:
    part = engine.get("threads", {})
    if not part:
        return
    rows = part["rows"]
    count = part["threads"]
    yield f"## On {count} threads\n"
    yield _measured(part)
    yield "Ours in threads; what Python drives in as many processes, each with its own model.\n"
    ours, lanes = rows["days, not closed"]["time"], rows["rls-sim lanes"]["time"]
    closed = rows["days"]["time"]
    lines = [
        ["rls-sim", times(ours), "1", times(lanes), "1"],
        ["rls-sim, closed", times(closed), _ratio(closed["median"], ours["median"]), "", ""],
    ]
    for row in rows.values():
        if "orbits" in row:
            lines.append(
                [
                    f"{row['name']}, shooting",
                    times(row["orbits"]),
                    _ratio(row["orbits"]["median"], ours["median"]),
                    times(row["days"]),
                    _ratio(row["days"]["median"], lanes["median"]),
                ]
            )
    yield table(["engine", "time a periodic day", "ratio", "time a simulated day", "ratio"], lines)
    yield (
        f"Periodic days a second: {1 / ours['median']:,.0f}, closed {1 / closed['median']:,.0f}."
        f"{_speed_up(engine)}\n"
    )


def _speed_up(engine: Facts) -> str:
    one = engine.get("orbits", {}).get("ours")
    if not one:
        return ""
    two = engine["threads"]["rows"]
    gains = (
        one[key]["median"] / two[key]["time"]["median"] for key in ("days, not closed", "days")
    )
    return " Against one thread: {:.2f} times, closed {:.2f} times as many.".format(*gains)


def _cells(part: Facts) -> Iterable[str]:
    if not part:
        return
    yield "## Against the number of cells\n"
    yield _measured(part)
    rows = []
    for count in part["counts"]:
        spans = [part["time"][f"{count} {threads}"] for threads in part["threads"]]
        rows.append(
            [
                str(count),
                *(seconds_text(span["median"]) for span in spans),
                *(seconds_text(span["median"] / count) for span in spans),
            ]
        )
    threads = [_threads_text(count) for count in part["threads"]]
    head = ["cells", *(f"whole, {t}" for t in threads), *(f"a cell, {t}" for t in threads)]
    yield table(head, rows)


def _threads_text(count: int) -> str:
    return "1 thread" if count == 1 else f"{count} threads"


def _states(part: Facts) -> Iterable[str]:
    if not part:
        return
    yield "## Against the number of states\n"
    yield _measured(part)
    yield (
        f"Chains of pools (`benchmarks/chains.py`), {part['cells']} cells each; libRoadRunner "
        "shoots for one. 'Compiling' is from the model to machine code with nothing kept.\n"
    )
    rows = []
    for row in part["rows"]:
        own, peer = row["time"]["ours"], row["time"].get("peer")
        states = row["states"]
        rows.append(
            [
                str(states),
                times(own),
                seconds_text(own["median"] / states),
                f"{row['error']:.1e}",
                seconds_text(row["compiling"]),
                times(peer) if peer else row.get("missing", ""),
                _ratio(peer["median"], own["median"]) if peer else "",
                seconds_text(row["peer_compiling"]) if peer else "",
            ]
        )
    head = ["states", "a cell", "a cell and state", "error", "compiling"]
    yield table([*head, "libRoadRunner, shooting", "ratio", "loading"], rows)


def _floor(part: Facts) -> Iterable[str]:
    if not part:
        return
    yield "## Distance to the arithmetic floor\n"
    yield _measured(part)
    yield (
        "Vector instructions of four numbers that a cell takes, from the calls of every kernel "
        "(counted) and the operations in its program; six in ten are taken to multiply and add at "
        f"once. Best of this core, measured: {part['rate'] / 1e9:.2f} of them a nanosecond, and "
        f"{part['division_rate'] / 1e9:.2f} divisions. A cell takes {part['issued']:,.0f} and "
        f"{part['divisions']:,.0f} divisions, at least {seconds_text(part['least'])}; it took "
        f"{times(part['time'])}: {part['ratio']:.1f} times the floor.\n"
    )
    rows = [
        [
            name.replace("_", " "),
            f"{kernel['calls']:.1f}",
            f"{kernel['issued']:,.0f}",
            f"{100 * kernel['calls'] * kernel['issued'] / part['issued']:.0f} %",
        ]
        for name, kernel in part["kernels"].items()
    ]
    rows.append(["Krylov vectors", "", "", f"{100 * part['vectors'] / part['issued']:.0f} %"])
    yield table(["kernel", "calls a cell", "instructions a call", "share"], rows)


def _cold(part: Facts) -> Iterable[str]:
    if not part:
        return
    yield "## What a user waits for\n"
    yield _measured(part)
    rows = [
        ["`rls-sim cycle`, first after an installation", seconds_text(part["first"])],
        ["`rls-sim cycle`, later", times(part["later"])],
        ["`rls-sim cycle` of another cell", seconds_text(part["another_cell"])],
        ["`rls-sim --help`", times(part["help"])],
    ]
    yield table(["command", "time"], rows)


def _robustness(robust: Facts) -> Iterable[str]:
    wide, checked = robust.get("wide"), robust.get("errors")
    if wide:
        yield "## Cells of every kind\n"
        yield (
            f"{wide['cells']} cells, every uncertain parameter anywhere in its declared range "
            "(evenly in the logarithm; evenly where the range begins at or below 0), seed "
            f"{wide['seed']}; {wide['seconds']:.0f} s on {wide['threads']} threads.\n"
        )
        rows = [
            [status, str(count), f"{100 * count / wide['cells']:.3f} %"]
            for status, count in wide["statuses"].items()
        ]
        yield table(["status", "cells", "share"], rows)
        yield from _left(wide["left"])
    if checked:
        yield "## True errors\n"
        yield (
            "Against Newton shooting by other code (SciPy's LSODA at a relative tolerance of "
            f"{checked['tolerance']:g}), at {checked['nodes']} times of the day, in the worst "
            "species relative to its maximum of the day.\n"
        )
        yield table(
            [
                "cells",
                "number",
                "median",
                "99 %",
                "largest",
                "least estimate / error",
                "no reference",
            ],
            [_checked(name, entry) for name, entry in checked["sets"].items()],
        )


def _left(left: Sequence[Facts]) -> Iterable[str]:
    if not left:
        yield "No cell is left without an answer.\n"
        return
    yield "Neither solved nor shown to have no periodic day:\n"
    rows = [[str(entry["cell"]), entry["status"], entry["error"]] for entry in left]
    yield table(["cell", "status", "cause"], rows)


def _checked(name: str, entry: Facts) -> list[str]:
    return [
        name,
        str(entry["cells"]),
        *(f"{entry[key]:.1e}" for key in ("median", "percentile", "largest")),
        f"{entry['least_ratio']:.2f}" if entry["least_ratio"] is not None else "",
        str(entry["without"]),
    ]
