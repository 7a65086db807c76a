"""What a folder keeps, as a report reads it: what lacks there is told as the folder's, by name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from rls_sim.errors import OutputFolderError, RlsSimError
from rls_sim.study.folder import MANIFEST


class Kept(dict[str, Any]):
    """A table of a kept file; to ask for a key that it lacks raises OutputFolderError."""

    def __init__(self, content: Mapping[str, Any], path: Path) -> None:
        """``path`` is that of the file."""
        super().__init__((key, _kept(value, path)) for key, value in content.items())
        self.path = path

    def __missing__(self, key: str) -> NoReturn:
        """Raise OutputFolderError."""
        raise OutputFolderError(f"{self.path} has no '{key}': {_WRITTEN}.")

    def require(self, **kinds: type) -> "Kept":
        """Itself; raises OutputFolderError where the value of a key is not of its kind."""
        for key, kind in kinds.items():
            if not isinstance(self[key], kind):
                raise OutputFolderError(f"{self.path}: '{key}' is no {_KINDS[kind]}: {_WRITTEN}.")
        return self


_WRITTEN = "it was not written by this version of rls-sim, or it was edited"
_KINDS: dict[type, str] = {list: "list", dict: "table", str: "text"}


def kept_manifest(folder: Path, content: Mapping[str, Any], **kinds: type) -> Kept:
    """The manifest of a folder; raises OutputFolderError where a key is not of its kind."""
    return Kept(content, folder / MANIFEST).require(**kinds)


@contextmanager
def folder_read(folder: Path) -> Iterator[None]:
    """
    What fails while the files of a folder are read is told as the folder's: OutputFolderError.

    Nothing but reading stands in the block: elsewhere such an error is a bug of ours.
    """
    try:
        yield
    except RlsSimError:
        raise
    except (KeyError, TypeError, OSError) as trouble:
        raise OutputFolderError(
            f"{folder}: what it holds was not written by this version of rls-sim ({trouble!r})."
        ) from trouble


def _kept(value: Any, path: Path) -> Any:
    if isinstance(value, Mapping):
        return Kept(value, path)
    return [_kept(one, path) for one in value] if isinstance(value, list) else value
