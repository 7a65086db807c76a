"""Files that are written whole or not at all, and TOML that says where it is wrong."""

import os
import shlex
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from rls_sim.errors import ConfigError, OutputFolderError

LARGEST_TOML = 10_000_000  # bytes; what is larger is no configuration


def read_toml(path: Path) -> dict[str, Any]:
    """The content of a TOML file; a ConfigError names the file, and the line of a syntax error."""
    try:
        if path.stat().st_size > LARGEST_TOML:
            size = f"{path.stat().st_size / 1e6:.0f} MB; {LARGEST_TOML / 1e6:.0f} are allowed"
            raise ConfigError([f"{path}: is too large for a configuration: {size}."])
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        raise ConfigError([f"{path}: its lists or tables are nested too deeply."]) from None
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file.{_nearest_file(path)}"]) from None
    except IsADirectoryError:
        raise ConfigError([f"{path}: is a folder; a TOML file is needed."]) from None
    except OSError as trouble:
        raise ConfigError([f"{path}: cannot be read: {trouble.strerror}."]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path}: is not UTF-8 text."]) from None
    except tomllib.TOMLDecodeError as trouble:
        raise ConfigError([f"{path}: is not TOML: {trouble}."]) from None


def _nearest_file(path: Path) -> str:
    """`` Did you mean ...?`` with the file of the most similar name beside it, if there is one."""
    if not path.parent.is_dir():
        return ""
    names = [entry.name for entry in path.parent.iterdir() if entry.suffix == ".toml"]
    close = get_close_matches(path.name, names, n=1, cutoff=0.5)
    return f" Did you mean {path.parent / close[0]}?" if close else ""


def as_typed(path: Path) -> str:
    """A path as a shell reads it, and no option of a command: printed commands can be pasted."""
    text = str(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def require_writable(folder: Path, option: str = "") -> None:
    """Refuse, before anything is computed, a folder in which no file can be made.

    The folder itself need not exist; then its nearest existing parent is tried, in which it will
    be made. ``option`` is what chooses the folder on the command line.
    """
    place = folder
    try:
        while not place.exists() and place != place.parent:
            place = place.parent
        if place.is_dir():
            with tempfile.TemporaryFile(dir=place):
                return
        trouble = "is a file, not a folder"
    except OSError as failure:
        trouble = _reason(failure)
    elsewhere = f" Choose another place with {option}." if option else ""
    raise OutputFolderError(f"Cannot write into {folder}: {place}: {trouble}.{elsewhere}")


def require_file(path: Path | None, option: str = "") -> None:
    """Refuse, before anything is computed, a file that cannot be written."""
    if path is None:
        return
    if path.is_dir():
        raise OutputFolderError(f"Cannot write {path}: it is a folder.")
    require_writable(path.parent, option)


@contextmanager
def system_errors_told(doing: str) -> Iterator[None]:
    """Turn what the system refuses in the block (a full disk, say) into an OutputFolderError."""
    try:
        yield
    except OSError as failure:
        raise OutputFolderError(f"{doing}: {_reason(failure)}.") from failure


def _reason(failure: OSError) -> str:
    return failure.strerror or " ".join(str(failure).split())


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path``; it takes the name of ``path`` only if the block succeeds.

    The temporary file has the same suffix, because writers of figures go by it. Raises
    OutputFolderError where the system refuses to write.
    """
    require_writable(path.parent)
    with system_errors_told(f"Cannot write {path}"):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.stem}.") as folder:
            draft = Path(folder) / path.name
            yield draft
            draft.replace(path)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` whole or not at all."""
    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def whole_folder(folder: Path, last: str) -> Iterator[Path]:
    """A temporary folder whose files become those of ``folder`` if the block succeeds.

    A folder that does not exist appears in one step, made beside its place. In one that does,
    the temporary folder is hidden, each file is replaced in one step and the file named ``last``
    comes last, so that whoever reads it can tell from its checksums whether the others belong to
    it; files of other names are left alone. Raises OutputFolderError where the system refuses.
    """
    require_writable(folder)
    with system_errors_told(f"Cannot write into {folder}"):
        there = folder.is_dir()
        place = folder if there else folder.parent
        place.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=place, prefix=f".{folder.name}."))
        try:
            yield draft
            if there or not _became(draft, folder):
                for name in sorted((entry.name for entry in draft.iterdir()), key=last.__eq__):
                    (draft / name).replace(folder / name)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _became(draft: Path, folder: Path) -> bool:
    """Give the draft its name; False where such a folder has appeared meanwhile."""
    draft.chmod(0o777 & ~_umask())
    try:
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
        return False
    return True


def _umask() -> int:
    """The permissions that this process takes away from new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
