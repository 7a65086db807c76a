"""Machine code on disk: sealed files, each either exactly what was asked for or not there at all.

A file holds its whole key, a description and the code, behind a checksum of all three. Whatever is
wrong with a file, its folder or the disk, the answer is "not there": code is made anew. Nothing in
this module raises because of the cache.

A key is a mapping that names everything the code depends on. A part that is None could not be told:
then nothing is looked up or kept.
"""

import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

Key = Mapping[str, str | None]

FOLDER_SETTING = "RLS_SIM_CACHE"
SUFFIX = ".sealed"

_MAGIC = b"rls_sim sealed 1\n"
_DIGEST = hashlib.sha256().digest_size
_START = len(_MAGIC) + _DIGEST
_LENGTH = 8  # bytes that say how long the head is

_DAY = 24 * 3600.0  # s
_UNUSED_FOR = 90 * _DAY
_ABANDONED_AFTER = _DAY  # a file that a killed process did not finish
_KEPT_AT_MOST = 500_000_000  # bytes; the code of one model is about one million


class Sealed(NamedTuple):
    """What a file holds: a description that JSON can write, and bytes."""

    metadata: dict[str, Any]
    payload: bytes


def cache_folder() -> Path | None:
    """
    Where code is kept: ``$RLS_SIM_CACHE``, else ``rls_sim`` where this system keeps caches.

    None where no such place is known, as for a user without a home. Nothing is created.
    """
    if named := os.environ.get(FOLDER_SETTING):
        return Path(named).absolute()
    if sys.platform == "win32":
        places = [os.environ.get("LOCALAPPDATA"), "~/AppData/Local"]
    elif sys.platform == "darwin":
        places = ["~/Library/Caches"]
    else:
        places = [os.environ.get("XDG_CACHE_HOME"), "~/.cache"]
    for place in filter(None, places):
        with suppress(RuntimeError):  # no home
            if (folder := Path(place).expanduser()).is_absolute():
                return folder / "rls_sim"
    return None


def cached(key: Key, make: Callable[[], tuple[Mapping[str, Any], bytes]]) -> Sealed:
    """
    What is kept under this key, else what ``make`` gives, which is then kept if it can be.

    Metadata comes back as JSON keeps it (tuples as lists), whether it was made or found. Raises
    what ``make`` raises, and TypeError or ValueError where JSON cannot write the metadata.
    """
    return fetch(key) or keep(key, *make())


def fetch(key: Key) -> Sealed | None:
    """What is kept under exactly this key, or None."""
    folder = cache_folder()
    if folder is None or None in key.values():
        return None
    path = folder / _file_name(key)
    try:
        found = _unseal(path.read_bytes(), key)
    except (OSError, ValueError, LookupError, TypeError):  # not there, or somebody else's
        return None
    if found:
        _mark_used(path)
    return found


def keep(key: Key, metadata: Mapping[str, Any], payload: bytes) -> Sealed:
    """
    Keep something under this key for later processes, if that is possible; give it as kept.

    Raises TypeError or ValueError where JSON cannot write ``metadata``.
    """
    data = _seal(key, metadata, payload)
    folder = cache_folder()
    if folder is not None and None not in key.values():
        with suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_whole(folder / _file_name(key), data)
            _clear_out(folder)
    return Sealed(json.loads(_canonical(dict(metadata))), payload)


def _file_name(key: Key) -> str:
    return hashlib.sha256(_canonical(dict(key))).hexdigest() + SUFFIX


def _canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, allow_nan=False).encode()


def _seal(key: Key, metadata: Mapping[str, Any], payload: bytes) -> bytes:
    head = _canonical({"key": dict(key), "metadata": dict(metadata)})
    body = len(head).to_bytes(_LENGTH, "little") + head + payload
    return _MAGIC + hashlib.sha256(body).digest() + body


def _unseal(data: bytes, key: Key) -> Sealed | None:
    """What a file's bytes hold, if they are whole and of this key."""
    body = data[_START:]
    if data[:_START] != _MAGIC + hashlib.sha256(body).digest():
        return None
    ends = _LENGTH + int.from_bytes(body[:_LENGTH], "little")
    head = json.loads(body[_LENGTH:ends])
    if head["key"] != dict(key):
        return None
    return Sealed(head["metadata"], body[ends:])


def _mark_used(path: Path) -> None:
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)


def _write_whole(path: Path, data: bytes) -> None:
    """All of it under its name or nothing: another process may look at any moment."""
    number, draft = tempfile.mkstemp(prefix="draft-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
        Path(draft).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(draft).unlink()
        raise


def _clear_out(folder: Path) -> None:
    """Remove what was not used for long, and the least recently used where there is too much."""
    now, total = time.time(), 0
    for used, size, path in sorted(_files(folder), reverse=True):
        total += size
        is_draft = path.suffix != SUFFIX
        if total > _KEPT_AT_MOST or now - used > (_ABANDONED_AFTER if is_draft else _UNUSED_FOR):
            with suppress(OSError):
                path.unlink()


def _files(folder: Path) -> Iterable[tuple[float, int, Path]]:
    """When each of our files was last used, how many bytes it has, and where it is."""
    for path in folder.iterdir():
        if path.suffix == SUFFIX or path.name.startswith("draft-"):
            with suppress(OSError):  # removed by another process
                found = path.stat()
                yield found.st_mtime, found.st_size, path
