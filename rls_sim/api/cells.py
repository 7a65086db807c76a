"""The cell that is asked about: a model, what is changed in it, and how a notebook shows both."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from rls_sim.api.texts import pairs
from rls_sim.quantities.values import COMMAND_LINE
from rls_sim.report.labels import number_words, unit_words
from rls_sim.report.web.markup import Html, joined, tag
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.config import Request, make_cell
from rls_sim.study.extension import Extension
from rls_sim.study.extension_file import load_extensions, load_model, whole_name
from rls_sim.study.whole_model import bench_with

HASH = 12  # characters of a sum that tell one model from another
KEPT = 8  # benches; each keeps its compiled model and its healthy day


@dataclass(frozen=True)
class Asked:
    """What makes a cell, in texts: a model, extensions, a configuration, lesions and settings."""

    assignments: tuple[str, ...] = ()
    lesions: tuple[str, ...] = ()
    extend: tuple[Path, ...] = ()
    model: Path | None = None
    config: Path | None = None

    def bench(self, *, treated: bool = False) -> Bench:
        """The model; raises ConfigError by file and line."""
        whole = load_model(self.model) if self.model is not None else ()
        return _bench((*whole, *load_extensions(self.extend)), treated)

    @property
    def request(self) -> Request:
        """The changes as studies read them."""
        return Request(self.assignments, self.lesions)

    def cell(self, bench: Bench) -> Cell:
        """The cell; raises one ConfigError with every problem."""
        return make_cell(bench, self.request, self.config)

    def told(self) -> list[tuple[str, Any]]:
        """As arguments of a call."""
        return [
            ("set", pairs(self.assignments)),
            ("lesions", self.lesions),
            ("extend", self.extend),
            ("model", self.model),
            ("config", self.config),
        ]


@lru_cache(maxsize=KEPT)
def _bench(extensions: tuple[Extension, ...], treated: bool) -> Bench:
    return bench_with(extensions, treated=treated)


def changes(cell: Cell, bench: Bench) -> Iterator[tuple[str, str, str, str, str]]:
    """Of each parameter that differs: name, value and unit, healthy value, grade, who set it."""
    for name, (mine, healthy) in cell.parameters.differences(bench.healthy).items():
        unit = "" if mine.unit == "1" else f" {unit_words(mine.unit)}"
        yield (
            name,
            f"{number_words(mine.value)}{unit}",
            f"{number_words(healthy.value)}{unit}",
            str(mine.evidence),
            "this call" if mine.reason == COMMAND_LINE else mine.reason,
        )


def cell_words(cell: Cell, bench: Bench) -> Html:
    """The cell as HTML: lesions, a table of what is changed, extensions, the model's hash."""
    parts = [_told("Lesion", f"{one}: {one.lesion.title}") for one in cell.lesions]
    rows = list(changes(cell, bench))
    if rows:
        parts.append(table(["changed", "value", bench.usual, "evidence", "set by"], rows))
    elif not cell.lesions:
        parts.append(tag("p", bench.unchanged[:1].upper() + bench.unchanged[1:]))
    for one in bench.extensions:
        role = "Model" if whole_name(one) else "Extended by"
        parts.append(_told(role, f"{one.file} (SHA-256 {one.sha256[:HASH]})"))
    parts.append(tag("p", tag("small", f"model {bench.model.hash()[:HASH]}")))
    return joined(parts)


def cell_text(cell: Cell, bench: Bench) -> str:
    """The cell in a few lines."""
    lines = [f"lesion {one}: {one.lesion.title}" for one in cell.lesions]
    lines += [
        f"{name} = {value} ({bench.usual} {healthy}; set by {reason})"
        for name, value, healthy, _, reason in changes(cell, bench)
    ]
    lines += [f"{one.file} (SHA-256 {one.sha256[:HASH]})" for one in bench.extensions]
    return "\n".join([*(lines or [bench.unchanged]), f"model {bench.model.hash()[:HASH]}"])


def _told(what: str, words: str) -> Html:
    return tag("p", tag("b", f"{what} "), words)


def table(heads: list[str], rows: list[Any]) -> Html:
    """A table whose every cell is escaped."""
    left = "text-align:left;padding-right:1em"
    head = tag("tr", *(tag("th", one, style=left) for one in heads))
    body = [tag("tr", *(tag("td", one, style=left) for one in row)) for row in rows]
    return tag("table", tag("thead", head), tag("tbody", *body))
