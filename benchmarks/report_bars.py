"""What the engine was built to reach, each with what was measured, met or not."""

import statistics
from collections.abc import Iterable
from typing import Any

from benchmarks import report_sweeps
from benchmarks.report_tables import amount, seconds_text, table

Facts = dict[str, Any]
Bar = list[str]

ROADRUNNER = "roadrunner"


def section(engine: Facts, robust: Facts, sweeps: Facts) -> Iterable[str]:
    """The bars as a table; one that was not measured says so."""
    yield "## Bars\n"
    bars = [*_orbits(engine), *_threads(engine), *_floor(engine), *_cold(engine), *_robust(robust)]
    bars += report_sweeps.bars(sweeps)
    yield table(["what is asked", "measured", "bar"], bars)


def _bar(what: str, measured: str, met: bool) -> Bar:
    return [what, measured, "met" if met else "**not met**"]


def _unknown(what: str) -> Bar:
    return [what, "not measured", ""]


def _orbits(engine: Facts) -> Iterable[Bar]:
    settle = "a periodic day at least 300 times as fast as libRoadRunner settling, one thread"
    shoot = "at least 200 times as fast as its shooting with finite differences"
    day = "a simulated day, in lanes, at least 15 times as fast as libRoadRunner"
    part = engine.get("orbits", {})
    peer = part.get("rows", {}).get(ROADRUNNER)
    if peer is None:
        yield from map(_unknown, (settle, shoot))
    else:
        for what, seconds, least in (
            (settle, _settling(peer), 300),
            (shoot, peer["time"]["median"], 200),
        ):
            plain = seconds / part["ours"]["days, not closed"]["median"]
            closed = seconds / part["ours"]["days"]["median"]
            words = f"{amount(plain)} times, closed {amount(closed)}"
            yield _bar(what, words, min(plain, closed) >= least)
    rows = engine.get("days", {}).get("rows", {})
    if ROADRUNNER in rows:
        ratio = rows[ROADRUNNER]["time"]["median"] / rows["rls-sim lanes"]["time"]["median"]
        yield _bar(day, f"{amount(ratio)} times", ratio >= 15)
    else:
        yield _unknown(day)


def _settling(peer: Facts) -> float:
    whole = [entry["seconds"] for entry in peer["settling"]["whole"]]
    return statistics.median(whole) if whole else float(peer["settling"]["projected"])


def _threads(engine: Facts) -> Iterable[Bar]:
    part = engine.get("threads", {})
    what = "at least 8,000 periodic days a second on two threads"
    if part.get("threads") != 2:
        yield _unknown(what)
        return
    plain, closed = (
        1 / part["rows"][key]["time"]["median"] for key in ("days, not closed", "days")
    )
    words = f"{plain:,.0f}; with one integrated day each to close them {closed:,.0f}"
    yield _bar(what, words, plain >= 8000)


def _floor(engine: Facts) -> Iterable[Bar]:
    part = engine.get("floor")
    what = "within 4 times the arithmetic floor"
    yield (_bar(what, f"{part['ratio']:.1f} times", part["ratio"] <= 4) if part else _unknown(what))


def _cold(engine: Facts) -> Iterable[Bar]:
    part = engine.get("cold")
    bars = (
        ("first `rls-sim cycle` after an installation under 20 s", "first", 20.0),
        ("every later one under 2 s", "later", 2.0),
        ("`rls-sim --help` under 0.3 s", "help", 0.3),
    )
    for what, key, most in bars:
        if not part:
            yield _unknown(what)
            continue
        value = part[key] if isinstance(part[key], float) else part[key]["median"]
        yield _bar(what, seconds_text(value), value < most)


def _robust(robust: Facts) -> Iterable[Bar]:
    wide, checked = robust.get("wide"), robust.get("errors")
    share = "99.9 % of 20,000 cells of every kind solved, or shown to have no periodic day"
    error = "true error below 1e-6 in every species of 2,000 cells"
    estimate = "the error estimate never below a third of the true error"
    if wide:
        answered = 100 * (1 - len(wide["left"]) / wide["cells"])
        yield _bar(share, f"{answered:.3f} % of {wide['cells']}", answered >= 99.9)
    else:
        yield _unknown(share)
    if not checked:
        yield from map(_unknown, (error, estimate))
        return
    sets = checked["sets"].values()
    largest = max(entry["largest"] for entry in sets)
    yield _bar(error, f"{largest:.1e} at most", largest < 1e-6)
    ratios = [entry["least_ratio"] for entry in sets if entry["least_ratio"] is not None]
    if ratios:
        yield _bar(estimate, f"{min(ratios):.2f} of it at least", min(ratios) >= 1 / 3)
