"""One process at a time: who works on a folder now, told to whoever else would like to.

The lock is the operating system's, so it ends with the process that holds it, however that ends.
"""

import json
import os
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import time
from types import TracebackType

from filelock import FileLock, Timeout

from rls_sim.errors import FolderInUseError
from rls_sim.study.files import system_errors_told
from rls_sim.study.provenance import command_line, now

RUNNING = "running"  # the folder of locks, inside of the sweep's
PATIENCE = 0.2  # s; whoever only looks whether a lock is held, holds it for less


@dataclass(frozen=True)
class Owner:
    """The process that works on a folder, or on one shard of it."""

    label: str
    process: int
    host: str
    command: str
    since: str  # UTC
    began: float  # seconds since the epoch
    cells_before: int  # cells that were there when it began


class Holding:
    """
    Hold a folder while the block runs.

    Raises FolderInUseError, naming who does, where another process holds it under this label;
    OutputFolderError where the system refuses.
    """

    def __init__(self, folder: Path, label: str) -> None:
        self._folder, self.label = folder / RUNNING, label
        self._lock = FileLock(self._folder / f"{label}.lock", timeout=PATIENCE)
        self._note = self._folder / f"{label}.json"

    def __enter__(self) -> "Holding":
        with system_errors_told(f"Cannot write into {self._folder}"):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire()
            except Timeout:
                raise _in_use(self._folder.parent, [self._note]) from None
            self._note.unlink(missing_ok=True)  # of a process that was killed
        return self

    def tell(self, cells_before: int) -> None:
        """Leave a note of who is at work, for others to read."""
        owner = Owner(
            label=self.label,
            process=os.getpid(),
            host=socket.gethostname(),
            command=command_line(),
            since=now(),
            began=time(),
            cells_before=cells_before,
        )
        with system_errors_told(f"Cannot write {self._note}"):
            self._note.write_text(json.dumps(asdict(owner)), encoding="utf-8")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # the folder may be gone
            self._note.unlink(missing_ok=True)
        with suppress(OSError):
            self._lock.release()


def read_owner(note: Path) -> Owner | None:
    """Who left this note; None where there is none that can be read."""
    try:
        return Owner(**json.loads(note.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def owners(folder: Path) -> list[Owner]:
    """All living processes that work on a folder and have said so."""
    notes = sorted((folder / RUNNING).glob("*.json"))
    return [owner for note in notes if _held(note) and (owner := read_owner(note))]


def at_work(folder: Path) -> set[str]:
    """The labels under which processes hold a folder."""
    return {note.stem for note in _notes_of_held(folder)}


def require_nobody(folder: Path) -> None:
    """Raise FolderInUseError where a process works on a folder, on whatever shard of it."""
    if held := _notes_of_held(folder):
        raise _in_use(folder, held)


def _notes_of_held(folder: Path) -> list[Path]:
    locks = sorted((folder / RUNNING).glob("*.lock"))
    return [note for lock in locks if _held(note := lock.with_suffix(".json"))]


def _in_use(folder: Path, notes: list[Path]) -> FolderInUseError:
    told = next(((note, owner) for note in notes if (owner := read_owner(note))), None)
    who, cure = "", "Wait for it, or end it first."
    if told:
        note, owner = told
        who = f" by process {owner.process} on {owner.host} since {owner.since} ({owner.command})"
        if owner.host != socket.gethostname():
            cure += f" If it is there no more, as after a crash, remove {note}."
    return FolderInUseError(f"{folder} is being worked on{who}. {cure}")


def _held(note: Path) -> bool:
    """Whether the lock beside a note is held, as far as can be told from this machine."""
    owner, lock = read_owner(note), FileLock(note.with_suffix(".lock"), timeout=0)
    if owner is not None and owner.host != socket.gethostname():
        return True  # not every file system tells other machines of its locks
    try:
        with lock:
            return False
    except Timeout:
        return True
    except OSError:  # a folder that only others may write into
        return owner is not None and _is_there(owner.process)


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
