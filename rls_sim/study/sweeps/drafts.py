"""Files that appear whole or not at all, and the tidying of what killed processes left of them."""

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

WRITING = ".writing-"  # how a draft's name begins; no reader of tables looks at it
FOLDER = r"\.({}|summary)\.[a-z0-9_]{{8}}"  # drafts of many files, as `study.files` names them


def write_whole(path: Path, data: bytes, label: str) -> None:
    """Write a file in one step, in place of the one that is there; ``label``: who writes."""
    with _draft(path, data, label) as draft:
        draft.replace(path)
    _sync_folder(path.parent)


def write_first(path: Path, data: bytes, label: str) -> None:
    """Write a file in one step, unless there is one: of two processes only one can be first."""
    others = (FileExistsError, FileNotFoundError)  # another was first, and may have tidied up too
    with suppress(*others), _draft(path, data, label) as draft:
        try:
            os.link(draft, path)
        except others:
            raise
        except OSError:  # this file system has no links
            draft.replace(path)
    _sync_folder(path.parent)


@contextmanager
def _draft(path: Path, data: bytes, label: str) -> Iterator[Path]:
    """A file beside ``path`` with ``data`` on disk; it goes away unless it is renamed."""
    number, name = tempfile.mkstemp(prefix=f"{WRITING}{label}-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        yield Path(name)
    finally:
        with suppress(OSError):
            Path(name).unlink()


def is_draft(name: str) -> bool:
    """Whether a file of this name is one that is being written, or never was to its end."""
    return name.startswith(WRITING)


def tidy(folder: Path, names: Iterable[str], busy: Callable[[], Collection[str]]) -> None:
    """
    Remove the drafts in a folder and in those of ``names`` below it that nobody is writing.

    ``busy`` says which labels are at work. It is asked after drafts are looked for: a process holds
    the folder before it writes the first.
    """
    found = [entry for name in ("", *names) for entry in entries(folder / name)]
    of_many = re.compile(FOLDER.format(re.escape(folder.name)))
    labels = busy()
    for entry in found:
        if is_draft(entry.name) and entry.name[len(WRITING) :].rpartition("-")[0] not in labels:
            entry.unlink(missing_ok=True)
        elif not labels and of_many.fullmatch(entry.name):
            shutil.rmtree(entry, ignore_errors=True)


def entries(folder: Path) -> list[Path]:
    """What is in a folder; nothing where there is none."""
    try:
        return list(folder.iterdir())
    except FileNotFoundError:
        return []


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
