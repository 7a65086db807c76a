"""The folder of a sweep, from its first chunk to its last: what is there, sound, or missing.

    DIR/manifest.json    what makes the sweep this one; sealed, written first, never changed
    DIR/cells/           the table, one Parquet part a chunk (parts.py)
    DIR/traces/          courses through the day, one netCDF file a chunk, if wanted (traces.py)
    DIR/summary.json     counts and critical values, once it is complete; figures and cells.csv too
    DIR/damaged/         files that were set aside because they could not be believed
    DIR/running/         who works on it now (holding.py)

A part's name says which rows it holds and its content says whether it is whole, so nothing else
needs to remember what is done.
"""

import json
from collections.abc import Container, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rls_sim.errors import FolderMismatchError, OutputFolderError
from rls_sim.study.files import require_writable, system_errors_told, write_text
from rls_sim.study.folder import MANIFEST, json_text, read_manifest, require_same
from rls_sim.study.sweeps import traces
from rls_sim.study.sweeps.drafts import (
    entries,
    is_draft,
    tidy,
    write_first,
    write_whole,
)
from rls_sim.study.sweeps.experiment import identity_of
from rls_sim.study.sweeps.holding import RUNNING, at_work
from rls_sim.study.sweeps.parts import DamagedPartError, Part, decode, first_row, part_name
from rls_sim.study.sweeps.seal import is_sealed_document, seal_document
from rls_sim.study.sweeps.tally import Tally

KIND = "sweep"
SCHEMA = f"rls-sim/{KIND}/1"
CELLS, TRACES, DAMAGED, SUMMARY = "cells", "traces", "damaged", "summary.json"
MAKER = ("rls_sim", "code", "packages_that_decide")


@dataclass(frozen=True)
class Damage:
    """A file that was set aside, and why."""

    path: Path
    reason: str


class SweepStore:
    """A sweep's folder with its manifest."""

    def __init__(self, path: Path, manifest: Mapping[str, Any]) -> None:
        """Use `open_store` or `make_store`."""
        self.path, self.manifest = path, manifest
        self.experiment: Mapping[str, Any] = manifest["experiment"]
        self.cells, self.chunk = int(self.experiment["cells"]), int(self.experiment["chunk"])
        self.identity = identity_of(self.experiment, {name: manifest[name] for name in MAKER})

    @property
    def chunks(self) -> int:
        """How many chunks the sweep has."""
        return -(-self.cells // self.chunk)

    @property
    def traced(self) -> bool:
        """Whether courses are kept."""
        return bool(self.experiment["traces"] != "none")

    def rows(self, index: int) -> range:
        """The rows of a chunk."""
        first = index * self.chunk
        return range(first, min(first + self.chunk, self.cells))

    def part(self, index: int) -> Path:
        """Where the part of a chunk is kept."""
        return self.path / CELLS / part_name(self.rows(index).start)

    def traces_part(self, index: int) -> Path:
        """Where the courses of a chunk are kept."""
        return self.path / TRACES / traces.traces_name(self.rows(index).start)

    def present(self) -> list[int]:
        """The chunks whose files are there, believed by their names."""
        found = []
        for entry in entries(self.path / CELLS):
            first = first_row(entry)
            if first is not None and self._is_ours(first):
                index = first // self.chunk
                if not self.traced or self.traces_part(index).exists():
                    found.append(index)
        return sorted(found)

    def cells_present(self) -> int:
        """How many cells they hold."""
        return sum(len(self.rows(index)) for index in self.present())

    def _is_ours(self, first: int) -> bool:
        """Whether a chunk begins with this row."""
        return first % self.chunk == 0 and first < self.cells

    def read(self, index: int) -> Part:
        """
        The part of a chunk, its courses looked through too.

        Raises DamagedPartError where they are not what was written, and OSError.
        """
        rows, path = self.rows(index), self.part(index)
        part = decode(path.read_bytes())
        if part.sweep != self.identity:
            raise DamagedPartError("it belongs to another sweep")
        if (part.first, part.count) != (rows.start, len(rows)):
            raise DamagedPartError(f"it does not hold the rows {rows.start} to {rows.stop - 1}")
        if self.traced:
            self._read_courses(index)
        return part

    def _read_courses(self, index: int) -> None:
        rows, path = self.rows(index), self.traces_part(index)
        try:
            sweep, first, _, courses = traces.read(path)
            counts = {len(values) for values in courses.values()}
            if (sweep, first, counts) != (self.identity, rows.start, {len(rows)}):
                raise DamagedPartError("it does not hold the courses of its rows")
        except DamagedPartError as fault:
            fault.path = path
            raise

    def examine(self, mine: Container[int] | None = None) -> tuple[dict[int, Tally], list[Damage]]:
        """
        What each chunk on disk comes to; a file that cannot be believed is set aside.

        Of other chunks than ``mine`` it is left: another process may be writing it anew. Raises
        OutputFolderError where the system refuses.
        """
        tallies = {}
        with system_errors_told(f"Cannot read {self.path}"):
            damages = [self._set_aside(path, "no part has this name") for path in self._misnamed()]
            for index in self.present():
                try:
                    tallies[index] = Tally.of(self.read(index).columns)
                except FileNotFoundError:  # another process set it aside just now
                    continue
                except DamagedPartError as fault:
                    if mine is None or index in mine:
                        damages.append(self._set_aside(fault.path or self.part(index), str(fault)))
        return tallies, damages

    def _misnamed(self) -> list[Path]:
        """Files with the name of a part where no chunk begins; who reads all would read them."""
        return [
            entry
            for folder, row in ((CELLS, first_row), (TRACES, traces.first_row))
            for entry in entries(self.path / folder)
            if (first := row(entry)) is not None and not self._is_ours(first)
        ]

    def _set_aside(self, path: Path, reason: str) -> Damage:
        folder = self.path / DAMAGED
        folder.mkdir(exist_ok=True)
        number = 1
        while (target := folder / f"{path.name}.{number}").exists():
            number += 1
        with suppress(FileNotFoundError):  # another process was first
            path.replace(target)
        return Damage(target, reason)

    def write(self, index: int, cells: bytes, courses: bytes | None, label: str) -> None:
        """
        Keep a chunk: each file whole or not at all, its courses first.

        Raises OutputFolderError where the disk is full, or the folder went away.
        """
        with system_errors_told(f"Cannot write into {self.path}"):
            if courses is not None:
                write_whole(self.traces_part(index), courses, label)
            write_whole(self.part(index), cells, label)

    def prepare(self, label: str) -> None:
        """Make the folders, and remove what killed processes left half written."""
        with system_errors_told(f"Cannot write into {self.path}"):
            for name in (CELLS, TRACES) if self.traced else (CELLS,):
                (self.path / name).mkdir(exist_ok=True)
            tidy(self.path, (CELLS, TRACES), lambda: at_work(self.path) - {label})

    def summary(self) -> dict[str, Any] | None:
        """What was written when the sweep was complete; None where there is none to read."""
        try:
            content = json.loads((self.path / SUMMARY).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        mine = isinstance(content, dict) and content.get("identity") == self.identity
        return content if mine and is_sealed_document(content) else None

    def write_summary(self, content: Mapping[str, Any]) -> None:
        """Write what a complete sweep comes to."""
        sealed = seal_document({"identity": self.identity, **content})
        write_text(self.path / SUMMARY, json_text(sealed))

    def require_unchanged(self) -> None:
        """Raise OutputFolderError where the manifest does not say what it said when written."""
        if not is_sealed_document(self.manifest):
            raise OutputFolderError(
                f"{self.path / MANIFEST} does not say what it said when it was written: it was "
                "edited or damaged, and what the parts hold is told by it alone. Put it back as it "
                "was, or move the folder away."
            )


def open_store(path: Path) -> SweepStore:
    """The sweep in a folder; raises OutputFolderError where there is none that can be believed."""
    store = _found(path)
    store.require_unchanged()
    return store


def _found(path: Path) -> SweepStore:
    manifest = read_manifest(path, KIND)
    if manifest["schema"] != SCHEMA:
        raise OutputFolderError(
            f"{path}: {MANIFEST} was written by another version of rls-sim: it is "
            f"{manifest['schema']}, and this version reads {SCHEMA}."
        )
    try:
        return SweepStore(path, manifest)
    except (KeyError, TypeError, ValueError) as trouble:
        raise OutputFolderError(
            f"{path}: {MANIFEST} was not written by this version of rls-sim ({trouble!r})."
        ) from None


def make_store(path: Path, manifest: Mapping[str, Any]) -> SweepStore:
    """
    The folder of the sweep that a manifest describes: made, or found as it was left.

    Raises FolderMismatchError where it holds another experiment, or one that other code or other
    packages made; OutputFolderError where it cannot be written.
    """
    _require_place(path)
    with system_errors_told(f"Cannot write into {path}"):
        if _may_begin(path):
            path.mkdir(parents=True, exist_ok=True)
            # What is no text, as in the name of a folder, becomes an escape that JSON reads back.
            data = json_text(seal_document(manifest)).encode(errors="backslashreplace")
            write_first(path / MANIFEST, data, MANIFEST)
    return _kept(path, manifest)  # also if it is new: another may have been first, with another


def look_into(path: Path, manifest: Mapping[str, Any]) -> SweepStore | None:
    """
    The folder that `make_store` would find, None where it would make one; nothing is made.

    Raises what `make_store` does.
    """
    _require_place(path)
    return None if _may_begin(path) else _kept(path, manifest)


def _kept(path: Path, manifest: Mapping[str, Any]) -> SweepStore:
    """The sweep in a folder, which must be that of the manifest."""
    try:
        kept = _found(path)
        require_same(path, kept.experiment, manifest["experiment"])
        if told := made_otherwise(kept.manifest, manifest):
            raise FolderMismatchError(
                f"{path} was made by {told}; its rows and new ones would not belong together. "
                "Choose another folder with -o/--out, or start it anew with --new."
            )
        kept.require_unchanged()
    except OutputFolderError as trouble:
        raise FolderMismatchError(f"{trouble} Choose another folder with -o/--out.") from None
    return kept


def require_my_make(store: SweepStore, maker: Mapping[str, Any]) -> None:
    """
    Raise FolderMismatchError where other code or packages made a sweep than would go on with it.

    OutputFolderError where its folder cannot be written.
    """
    _require_place(store.path)
    if told := made_otherwise(store.manifest, maker):
        raise FolderMismatchError(
            f"{store.path} was made by {told}; its rows and new ones would not belong together. "
            "Go on with what made it, or give the sweep's own command with another -o/--out."
        )


def _require_place(path: Path) -> None:
    require_writable(path, "-o/--out")
    try:
        str(path.absolute()).encode()
    except UnicodeEncodeError:
        raise OutputFolderError(
            f"{path}: its name is no UTF-8, so that other programs could not read the table in it. "
            "Choose another place with -o/--out."
        ) from None


def _may_begin(path: Path) -> bool:
    """Whether a sweep may begin here: nothing is there but what comes before its manifest."""
    return not path.exists() or not any(map(_is_strange, path.iterdir()))


def _is_strange(entry: Path) -> bool:
    """Whether it is none of what is there before a sweep begins."""
    return entry.name not in (CELLS, TRACES, RUNNING) and not is_draft(entry.name)


def made_otherwise(kept: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """In what the maker of a folder differs from who would go on with it; empty if in nothing."""
    there, here = kept["packages_that_decide"], asked["packages_that_decide"]
    if not isinstance(there, dict):
        there = {}
    told = [f"{name} {there.get(name)}" for name in here if there.get(name) != here[name]]
    if kept["rls_sim"] != asked["rls_sim"]:
        told.insert(0, f"rls-sim {kept['rls_sim']}")
    elif kept["code"] != asked["code"]:
        told.insert(0, "rls-sim with other code (it was edited since)")
    return ", ".join(told)
