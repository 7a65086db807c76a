"""
A command line as Python: which call of the interface asks the same, and what is done with it.

Where no call does, the script has the command itself run.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rls_sim.api.texts import call_text, literal, method_text, number, pairs
from rls_sim.cli.options import split_names
from rls_sim.cli.terminal import TERMINAL

Asked = Mapping[str, Any]
Lines = list[str]
ITSELF = "# no call of rls_sim does all of this: the command itself is run"
WRITTEN = "    file.write(text)"

WITHOUT = {  # options of a sweep that no call has, and what they leave as it is
    "checked": None,
    "dry_run": False,
    "executor": "threads",
    "scheduler": "",
    "cluster": None,
    "shard": "1/1",
}
LISTED = ("species", "laws", "outcomes", "lesions", "sources", "targets")
FILTERS = ("contrast", "method", "species", "source", "use", "conflicting")


class NoCallError(Exception):
    """Nothing in the interface does this."""


def script_of(names: Sequence[str], asked: Asked, typed: Sequence[str]) -> str:
    """The script of the command ``names`` with its options, which were ``typed`` behind it."""
    write = SCRIPTS.get(" ".join(names))
    if write is not None:
        try:
            return "\n".join(["import rls_sim as rls", "", *write(asked)])
        except NoCallError:
            pass
    return "\n".join(_command([*names, *typed], asked))


def _command(words: Sequence[str], asked: Asked) -> Lines:
    """The command itself, run by the Python that runs the script."""
    line = ", ".join(["sys.executable", *(literal(word) for word in ("-m", "rls_sim", *words))])
    lines = ["import subprocess", "import sys", "", ITSELF, f"command = [{line}]"]
    if words[0] == "explore":  # it answers for as long as it runs
        return [*lines, "subprocess.run(command, check=True)"]
    run = "subprocess.run(command, stdout=subprocess.PIPE, text=True)"
    lines += [f"done = {run}", 'print(done.stdout, end="")', "done.check_returncode()"]
    if not asked.get("as_json"):
        return lines
    return ["import json", *lines, "document = json.loads(done.stdout)"]


def _cell(asked: Asked) -> list[tuple[str, Any]]:
    """What makes the cell, as arguments."""
    return [
        ("set", pairs(asked.get("assignments", ()))),
        ("lesions", asked.get("lesions", ())),
        ("extend", asked.get("extensions", ())),
        ("model", asked.get("model")),
        ("config", asked.get("config")),
    ]


def _unless(asked: Asked, name: str, usual: Any) -> Any:
    """The value of an option, None where it is the usual one."""
    return None if asked[name] == usual else asked[name]


def _ending(name: str, asked: Asked, csv: Path | None, json: str = "") -> Lines:
    """Files, and what is printed."""
    lines = [f"{name}.to_csv({literal(str(csv))})"] if csv else []
    figure = asked.get("figure_file")
    if figure == TERMINAL:
        lines.append(f"# --plot draws into a terminal; {name}.plot() gives a figure")
    elif figure:
        lines.append(f"{name}.plot(save={literal(str(figure))})")
    told = f"{name}.json({json})" if asked["as_json"] else name
    return [*lines, f"print({told})"]


def _quiet(asked: Asked) -> tuple[str, bool | None]:
    # Unlike what is empty, False must stand there.
    return ("progress", False if asked.get("progress") == "none" else None)


def _cycle(asked: Asked) -> Lines:
    call = call_text("cycle", [*_cell(asked), ("method", _unless(asked, "method", "engine"))])
    json = "multipliers=True" if asked["multipliers"] else ""
    lines = [f"day = {call}"]
    if asked["multipliers"] and not asked["as_json"]:
        lines.append("print(day.multipliers)")
    return lines + _ending("day", asked, asked["csv_file"], json)


def _run(asked: Asked) -> Lines:
    own = [
        ("days", _unless(asked, "days", 3.0)),
        ("at", _unless(asked, "clock", "00:00")),
        ("origin", asked["origin"]),
        ("doses", asked["doses"]),
        ("every", _unless(asked, "every", "1h")),
        ("outputs", split_names(asked["outputs"])),
        ("method", asked["method"]),
    ]
    return [
        f"course = {call_text('run', [*_cell(asked), *own])}",
        *_ending("course", asked, asked["out"]),
    ]


def _sweep(asked: Asked) -> Lines:
    _only_with(asked, WITHOUT)
    config = asked["config"]
    own = [
        ("zip", [group.split(",") for group in asked["zips"]]),
        ("samples", number(asked["samples"])),
        ("design", asked["method"]),
        ("seed", _given(asked["seed"])),
        ("outcomes", split_names(asked["outcomes"])),
        ("keep", split_names(asked["keep"])),
        ("traces", asked["traces"]),
        ("follow", split_names(asked["follow"])),
        ("chunk", asked["chunk"]),
        ("out", asked["out"] or (Path("results") / config.stem if config else None)),
        ("new", asked["new"] or None),
        ("jobs", asked["jobs"] or None),
        ("on_fail", _unless(asked, "on_fail", "continue")),
        ("max_failed", number(asked["max_failed"]) if asked["max_failed"] != "0" else None),
        _quiet(asked),
    ]
    call = call_text("sweep", [("", pairs(asked["variations"])), *_cell(asked), *own])
    return [f"table = {call}", *_ending("table", asked, None)]


def _given(text: str) -> float | int | str | None:
    """A number where one is typed; None where nothing is."""
    return number(text) if text else None


def _branch(asked: Asked) -> Lines:
    name, _, ends = asked["followed"].partition("=")
    low, _, high = ends.partition(":")
    own = [
        ("thresholds", pairs(asked["thresholds"])),
        ("outcomes", split_names(asked["outcomes"])),
        ("out", asked["out"]),
        _quiet(asked),
    ]
    first = [("", name), ("", number(low)), ("", number(high))]
    call = call_text("branch", [*first, *_cell(asked), *own])
    lines = [f"found = {call}"]
    if asked["csv_file"]:
        lines.append(f"found.to_csv({literal(str(asked['csv_file']))})")
    return lines + _ending("found", asked, None)


def _treat(asked: Asked) -> Lines:
    own = [
        ("days", _unless(asked, "days", 180)),
        ("settle", asked["settle"] or None),
        ("outcomes", split_names(asked["outcomes"])),
        ("members", asked["members"] or None),
        ("ensemble", asked["ensemble"]),
        ("seed", _unless(asked, "seed", 1)),
        ("jobs", asked["jobs"] or None),
        ("augments_like", asked["pace"] or None),
        _quiet(asked),
    ]
    call = call_text("treat", [("", list(asked["doses"])), *_cell(asked), *own])
    return [f"course = {call}", *_ending("course", asked, asked["out"])]


def _lesions(asked: Asked) -> Lines:
    usual = {"draws": 1024, "error": 0.25, "wrong": 0.05, "noise": 1.0, "pairs_share": 0.2}
    flags = ("singly", "put_in", "anyone")
    own = [("extend", asked["extensions"])]
    own += [(name, True) for name in flags if asked[name]]
    own += [(name, _unless(asked, name, value)) for name, value in usual.items()]
    own += [("ensemble", asked["ensemble"]), ("seed", _unless(asked, "seed", 20261128))]
    own += [("jobs", asked["jobs"] or None), ("out", asked["out"]), _quiet(asked)]
    call = call_text("lesions", [("", asked["names"]), *own])
    return [f"verdict = {call}", *_ending("verdict", asked, None)]


def _sbml(asked: Asked) -> Lines:
    _only_with(asked, {"treated": False, "antimony_file": None})
    options = [("at", _unless(asked, "clock", "00:00")), ("origin", asked["origin"])]
    text = method_text(call_text("model", _cell(asked)), "sbml", options)
    if asked["out"] is None:
        return [f'print({text}, end="")']
    file = literal(str(asked["out"]))
    return [f"text = {text}", f'with open({file}, "w", encoding="utf-8") as file:', WRITTEN]


def _cite(asked: Asked) -> Lines:
    _only_with(asked, {"as_json": False})
    return [f"print({call_text('cite', [('', asked['folder'])])})"]


def _show(asked: Asked) -> Lines:
    """Lists are tables in Python; what stands behind one name is told by the command alone."""
    name = asked["name"]
    cell = [("extend", asked["extensions"]), ("model", asked["model"])]
    if name == "evidence":
        own = [(key, asked[key] or None) for key in FILTERS]
        call, taken = call_text(name, own), {*FILTERS, "model"}
    elif name == "parameters":
        own = [("uncited", asked["uncited"] or None)]
        call, taken = call_text(name, [*own, *cell]), {"uncited", "extensions", "model"}
    elif name == "treatments":
        call, taken = call_text("show", [("", name)]), set()
    elif name in LISTED:
        call, taken = call_text("show", [("", name), *cell]), {"extensions", "model"}
    else:
        raise NoCallError
    if any(value for key, value in asked.items() if key not in {"name", *taken}):
        raise NoCallError
    return [f"print({call}.to_string())"]


def _only_with(asked: Asked, usual: Mapping[str, Any]) -> None:
    """Raise NoCallError where an option that no call has is not as it is usually."""
    if any(asked[name] != value for name, value in usual.items()):
        raise NoCallError


SCRIPTS: Mapping[str, Callable[[Asked], Lines]] = {
    "cycle": _cycle,
    "run": _run,
    "sweep": _sweep,
    "branch": _branch,
    "treat": _treat,
    "lesions": _lesions,
    "export sbml": _sbml,
    "show": _show,
    "cite": _cite,
}
