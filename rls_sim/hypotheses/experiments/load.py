"""Read experiments from their files; every problem is told at once, with the nearest names."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

from rls_sim.errors import UnknownNameError
from rls_sim.hypotheses.experiments.autopsy import read_autopsy
from rls_sim.hypotheses.experiments.branch_run import read_branch
from rls_sim.hypotheses.experiments.cells import Arm, Cells, read_cells
from rls_sim.hypotheses.experiments.clock_steps import read_clock_steps, read_clock_weights
from rls_sim.hypotheses.experiments.experiment import (
    PANELS,
    STATES,
    Claim,
    Experiment,
    Finding,
    Panel,
    Series,
)
from rls_sim.hypotheses.experiments.formula import Formula, read_formula
from rls_sim.hypotheses.experiments.rest_test import read_rest_test
from rls_sim.hypotheses.experiments.screen_run import read_screen
from rls_sim.hypotheses.experiments.setting import HEALTHY, Run
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import Bench
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

Reader = Callable[[Mapping[str, Any], Bench, Problems, str], Run | None]
Kinds = Mapping[str, Reader]

KINDS: Kinds = {
    "cells": read_cells,
    "branch": read_branch,
    "autopsy": read_autopsy,
    "rest_test": read_rest_test,
    "clock_steps": read_clock_steps,
    "clock_weights": read_clock_weights,
    "screen": read_screen,
}
FILE = "experiment.toml"
KEYS = ("title", "question", "prediction", "doubts", "finding", "run", "claim", "panel")
CLAIM_TEXTS = ("id", "sentence", "what", "number")
CLAIM_KEYS = (*CLAIM_TEXTS, "unit", "holds", "probability", "among", "least", "most", "note")
PANEL_KEYS = ("title", "kind", "series", "y", "x", "x_label", "log", "marks", "span", "ordered")
LEAST, MOST = 0.9, 0.1


def shipped_folder() -> Path:
    """The folder of the experiments that come with the package, one folder each."""
    return Path(str(resources.files("rls_sim") / "experiments"))


def shipped_names() -> list[str]:
    """Names of the shipped experiments, in order."""
    return sorted(path.parent.name for path in shipped_folder().glob(f"*/{FILE}"))


def find_experiment(bench: Bench, name: str, kinds: Kinds = KINDS) -> Experiment:
    """
    A shipped experiment by name, or that of a file or of the folder that holds it.

    ``kinds`` are the kinds of runs that it may have.

    Raises UnknownNameError, or ConfigError with every problem of the file.
    """
    path = Path(name)
    if path.suffix == ".toml" or "/" in name:
        return load_experiment(bench, path / FILE if path.is_dir() else path, kinds)
    if name not in shipped_names():
        raise UnknownNameError("experiment", name, shipped_names())
    return load_experiment(bench, shipped_folder() / name / FILE, kinds)


def find_experiments(bench: Bench, names: list[str], kinds: Kinds = KINDS) -> list[Experiment]:
    """Several; raises one ConfigError with every problem of all files."""
    problems = Problems("experiments")
    found = []
    for name in names:
        with problems.gathered():
            found.append(find_experiment(bench, name, kinds))
    problems.raise_if_any()
    return found


def load_experiment(bench: Bench, path: Path, kinds: Kinds = KINDS) -> Experiment:
    """An experiment from its file; raises one ConfigError with every problem."""
    content = read_toml(path)
    return _Loading(bench, Problems(str(path)), path, kinds).experiment(content)


class _Loading:
    """One file on its way to an experiment."""

    def __init__(self, bench: Bench, problems: Problems, path: Path, kinds: Kinds) -> None:
        self._bench, self._problems, self._path, self._kinds = bench, problems, path, kinds
        self._known: dict[str, None] = {}  # full names of numbers
        self._lost = False  # whether a run could not be read, so that its names are not known

    def experiment(self, content: Mapping[str, Any]) -> Experiment:
        """All of it."""
        problems = self._problems
        problems.unknown_keys("", content, KEYS)
        texts = {
            key: problems.sentence(key, content.get(key))
            for key in ("title", "question", "prediction")
        }
        if texts["question"] and not texts["question"].endswith("?"):
            problems.add("question", texts["question"], "is no question.")
        doubts = problems.words("doubts", content.get("doubts", []))
        findings = [self._finding(*one) for one in self._entries(content, "finding")]
        runs = self._runs(content)
        claims = [self._claim(*one) for one in self._entries(content, "claim")]
        panels = [self._panel(*one) for one in self._entries(content, "panel", needed=False)]
        ids = [claim.id for claim in claims if claim]
        for twice in sorted({one for one in ids if ids.count(one) > 1}):
            problems.add("claim.id", twice, "is there twice.")
        problems.raise_if_any()
        return Experiment(
            name=self._path.parent.name if self._path.name == FILE else self._path.stem,
            **texts,
            findings=tuple(one for one in findings if one),
            runs=tuple(runs),
            claims=tuple(one for one in claims if one),
            panels=tuple(one for one in panels if one),
            doubts=doubts,
            text=self._path.read_text("utf-8"),
        )

    def _entries(
        self, content: Mapping[str, Any], key: str, *, needed: bool = True
    ) -> list[tuple[str, Mapping[str, Any]]]:
        """Tables of a list with their places, as messages name them."""
        entries = content.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            self._problems.add(key, entries, f"is not a list of tables; write [[{key}]].")
            return []
        if needed and not entries:
            self._problems.lines.append(f"{self._problems.place}: [[{key}]] is missing.")
        return [
            (f"{key} {one.get('id', one.get('name', i + 1))}", one) for i, one in enumerate(entries)
        ]

    def _finding(self, place: str, entry: Mapping[str, Any]) -> Finding | None:
        problems = self._problems
        problems.unknown_keys(f"{place}.", entry, ("quote", "words", "source"))
        quoted = "quote" in entry
        words = problems.sentence(f"{place}.words", entry.get("quote", entry.get("words")))
        source = problems.sentence(f"{place}.source", entry.get("source"))
        if source:
            with problems.at(f"{place}.source", source):
                if source not in load_sources():
                    raise UnknownNameError("source", source, load_sources())
        return Finding(words, source, quoted) if words and source else None

    def _runs(self, content: Mapping[str, Any]) -> list[Run]:
        healthy = Cells(HEALTHY, Arm(None, ()))
        runs: list[Run] = [healthy]
        names = {HEALTHY}
        for place, entry in self._entries(content, "run"):
            name = self._problems.sentence(f"{place}.name", entry.get("name"))
            if name and not name.isidentifier():
                self._problems.add(f"{place}.name", name, "is no word of letters, digits and _.")
            elif name in names:
                told = "is there already (every experiment has a run of healthy members)"
                self._problems.add(f"{place}.name", name, f"{told}; take another name.")
            names.add(name)
            run = self._run(place, entry) if name else None
            self._lost = self._lost or run is None
            runs += [run] if run else []
        for run in runs:
            self._known |= {f"{run.name}.{one}": None for one in run.offers(self._bench)}
        return runs

    def _run(self, place: str, entry: Mapping[str, Any]) -> Run | None:
        kind = self._problems.sentence(f"{place}.kind", entry.get("kind"))
        if not kind:
            return None
        with self._problems.at(f"{place}.kind", kind):
            if kind not in self._kinds:
                raise UnknownNameError("kind of run", kind, self._kinds)
            return self._kinds[kind](entry, self._bench, self._problems, place)
        return None

    def _formula(self, place: str, text: Any, *, needed: bool = True) -> Formula | None:
        line = self._problems.sentence(place, text, needed=needed)
        if not line:
            return None
        with self._problems.at(place, line):
            formula = read_formula(line)
            for name in formula.names:
                if name not in self._known and not self._lost:
                    raise UnknownNameError("number", name, self._known)
            return formula
        return None

    def _claim(self, place: str, entry: Mapping[str, Any]) -> Claim | None:
        problems = self._problems
        problems.unknown_keys(f"{place}.", entry, CLAIM_KEYS)
        texts = {
            key: problems.sentence(f"{place}.{key}", entry.get(key))
            for key in ("id", "sentence", "what")
        }
        formulas = {
            key: self._formula(f"{place}.{key}", entry.get(key), needed=key == "number")
            for key in ("number", "holds", "probability", "among")
        }
        if ("holds" in entry) == ("probability" in entry):
            problems.lines.append(f"{problems.place}: {place}: give one of holds and probability.")
        least = problems.number(f"{place}.least", entry.get("least", LEAST), 0.0, 1.0)
        most = problems.number(f"{place}.most", entry.get("most", MOST), 0.0, 1.0)
        if least <= most:
            problems.add(f"{place}.least", least, f"must lie above most, {most:g}.")
        unit = problems.sentence(f"{place}.unit", entry.get("unit", "1"))
        note = problems.sentence(f"{place}.note", entry.get("note"), needed=False)
        number = formulas.pop("number")
        if number is None:
            return None
        return Claim(
            *(texts["id"], texts["sentence"], texts["what"], unit, number),
            *(formulas["holds"], formulas["probability"], formulas["among"]),
            *(least, most, note),
        )

    def _panel(self, place: str, entry: Mapping[str, Any]) -> Panel | None:
        problems = self._problems
        problems.unknown_keys(f"{place}.", entry, PANEL_KEYS)
        title = problems.sentence(f"{place}.title", entry.get("title"))
        kind = problems.sentence(f"{place}.kind", entry.get("kind"))
        with problems.at(f"{place}.kind", kind):
            if kind not in PANELS:
                raise UnknownNameError("kind of panel", kind, PANELS)
        series = []
        table = problems.table(f"{place}.series", entry.get("series"))
        for label, text in table.items():
            formula = self._formula(f"{place}.series.{label}", text)
            series += [Series(label, formula)] if formula else []
        if not table:
            problems.lines.append(f"{problems.place}: {place}.series is missing.")
        along = kind != "rows"
        x = self._formula(f"{place}.x", entry.get("x"), needed=along)
        if kind == STATES and len(series) > 1:
            problems.add(f"{place}.series", list(table), "of states is one.")
        number = partial(problems.number, f"{place}.marks")
        marks = entry.get("marks", {})
        span = entry.get("span")
        if span is not None and not (isinstance(span, list) and len(span) == 2):
            problems.add(f"{place}.span", span, "is not two numbers.")
            span = None
        return Panel(
            title=title,
            kind=kind,
            series=tuple(series),
            y_label=problems.sentence(f"{place}.y", entry.get("y")),
            x=x,
            x_label=problems.sentence(f"{place}.x_label", entry.get("x_label"), needed=along),
            logarithmic=bool(entry.get("log", False)),
            ordered=bool(entry.get("ordered", False)),
            marks=tuple((number(at), told) for told, at in problems.table("marks", marks).items()),
            span=(float(span[0]), float(span[1])) if span else None,
        )
