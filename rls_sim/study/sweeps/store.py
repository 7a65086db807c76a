"""The folder of a sweep, from its first chunk to its last: what is there, sound, or missing.

    DIR/manifest.json    what makes the sweep this one; written first, never changed
    DIR/cells/           the table, one Parquet part a chunk (parts.py)
    DIR/traces/          courses through the day, one netCDF file a chunk, if wanted (traces.py)
    DIR/summary.json     counts and critical values, once it is complete; figures and cells.csv too
    DIR/damaged/         parts that were set aside because they could not be believed
    DIR/running/         who works on it now (holding.py)

A part's name says which rows it holds and its content says whether it is whole, so nothing else
needs to remember what is done.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rls_sim.errors import FolderMismatchError, OutputFolderError
from rls_sim.study.files import require_writable, system_errors_told, write_text
from rls_sim.study.folder import MANIFEST, json_text, read_manifest, require_same
from rls_sim.study.sweeps import traces
from rls_sim.study.sweeps.experiment import identity_of
from rls_sim.study.sweeps.parts import DamagedPartError, Part, decode, first_row, part_name
from rls_sim.study.sweeps.tally import Tally

KIND = "sweep"
CELLS, TRACES, DAMAGED, SUMMARY = "cells", "traces", "damaged", "summary.json"
MAKER = ("rls_sim", "code", "packages_that_decide")
WRITING = ".writing-"  # what a killed process leaves; no reader of tables looks at it


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
        with suppress(FileNotFoundError):
            for entry in os.scandir(self.path / CELLS):
                first = first_row(Path(entry.name))
                if first is not None and first % self.chunk == 0 and first < self.cells:
                    index = first // self.chunk
                    if not self.traced or self.traces_part(index).exists():
                        found.append(index)
        return sorted(found)

    def read(self, index: int) -> Part:
        """The part of a chunk; raises DamagedPartError where it is not what was written."""
        rows, path = self.rows(index), self.part(index)
        part = decode(path.read_bytes())
        if part.sweep != self.identity:
            raise DamagedPartError("it belongs to another sweep")
        if (part.first, part.count) != (rows.start, len(rows)):
            raise DamagedPartError(f"it does not hold the rows {rows.start} to {rows.stop - 1}")
        if self.traced:
            sweep, first, _, courses = traces.read(self.traces_part(index))
            counts = {len(values) for values in courses.values()}
            if (sweep, first, counts) != (self.identity, rows.start, {len(rows)}):
                raise DamagedPartError("its courses are not those of its rows")
        return part

    def examine(self) -> tuple[dict[int, Tally], list[Damage]]:
        """
        What each chunk on disk comes to; a file that cannot be believed is set aside.

        Raises OutputFolderError where the system refuses.
        """
        tallies, damages = {}, []
        with system_errors_told(f"Cannot read {self.path}"):
            for index in self.present():
                try:
                    tallies[index] = Tally.of(self.read(index).columns)
                except DamagedPartError as fault:
                    damages.append(self._set_aside(self.part(index), str(fault)))
                    if self.traced:
                        self.traces_part(index).unlink(missing_ok=True)
        return tallies, damages

    def _set_aside(self, path: Path, reason: str) -> Damage:
        folder = self.path / DAMAGED
        folder.mkdir(exist_ok=True)
        number = 1
        while (target := folder / f"{path.name}.{number}").exists():
            number += 1
        path.replace(target)
        return Damage(target, reason)

    def write(self, index: int, cells: bytes, courses: bytes | None, label: str) -> None:
        """
        Keep a chunk: each file whole or not at all, its courses first.

        Raises OutputFolderError where the disk is full, or the folder went away.
        """
        doing = f"Cannot write into {self.path}"
        with system_errors_told(doing):
            if courses is not None:
                self._write(self.traces_part(index), courses, label)
            self._write(self.part(index), cells, label)

    def _write(self, path: Path, data: bytes, label: str) -> None:
        number, draft = tempfile.mkstemp(prefix=f"{WRITING}{label}-", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).chmod(0o666 & ~_umask())
            Path(draft).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise
        _sync_folder(path.parent)

    def prepare(self, label: str) -> None:
        """Make the folders, and remove what a killed process of this label left half written."""
        with system_errors_told(f"Cannot write into {self.path}"):
            for name in (CELLS, TRACES) if self.traced else (CELLS,):
                (self.path / name).mkdir(exist_ok=True)
                for draft in (self.path / name).glob(f"{WRITING}{label}-*"):
                    draft.unlink(missing_ok=True)

    def parts(self) -> Iterator[Part]:
        """Every part in order; raises DamagedPartError, and OSError for one that is not there."""
        for index in range(self.chunks):
            yield self.read(index)

    def summary(self) -> dict[str, Any] | None:
        """What was written when the sweep was complete; None where there is none to read."""
        try:
            content = json.loads((self.path / SUMMARY).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        mine = isinstance(content, dict) and content.get("identity") == self.identity
        return content if mine else None

    def write_summary(self, content: Mapping[str, Any]) -> None:
        """Write what a complete sweep comes to."""
        write_text(self.path / SUMMARY, json_text({"identity": self.identity, **content}))


def open_store(path: Path) -> SweepStore:
    """The sweep in a folder; raises OutputFolderError where there is none."""
    manifest = read_manifest(path, KIND)
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
    require_writable(path, "-o/--out")
    with system_errors_told(f"Cannot read {path}"):
        strangers = path.exists() and any(
            entry.name not in (CELLS, TRACES, "running") for entry in path.iterdir()
        )
    if not strangers:
        write_text(path / MANIFEST, json_text(manifest))
        return open_store(path)
    try:
        kept = open_store(path)
    except OutputFolderError as trouble:
        raise FolderMismatchError(f"{trouble} Choose another folder with -o/--out.") from None
    require_same(path, kept.experiment, manifest["experiment"])
    if told := _made_otherwise(kept.manifest, manifest):
        raise FolderMismatchError(
            f"{path} was made by {told}; its rows and new ones would not belong together. Choose "
            "another folder with -o/--out, or start it anew with --new."
        )
    return kept


def _made_otherwise(kept: Mapping[str, Any], asked: Mapping[str, Any]) -> str:
    """In what the maker of a folder differs from who would go on with it; empty if in nothing."""
    there, here = dict(kept["packages_that_decide"]), dict(asked["packages_that_decide"])
    told = [f"{name} {there.get(name)}" for name in here if there.get(name) != here[name]]
    if kept["rls_sim"] != asked["rls_sim"]:
        told.insert(0, f"rls-sim {kept['rls_sim']}")
    elif kept["code"] != asked["code"]:
        told.insert(0, "rls-sim with other code (it was edited since)")
    return ", ".join(told)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(folder: Path) -> None:
    """Make a new name survive a power cut, where the system can."""
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
