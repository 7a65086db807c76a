"""A folder of results: tables, figures, and the manifest that says what made them.

A folder appears whole or not at all, is read only if its files are those that the manifest lists,
and is never overwritten by another experiment.
"""

import csv
import io
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from rls_sim.errors import FolderMismatchError, OutputFolderError
from rls_sim.study.difference import differences_told
from rls_sim.study.files import require_writable, system_errors_told, whole_folder
from rls_sim.study.provenance import (
    PACKAGES_THAT_DECIDE,
    clean,
    code_fingerprint,
    package_versions,
)

MANIFEST = "manifest.json"
SUMMARY = "verdicts.json"  # of a folder of folders, which has no manifest
KINDS = ("sweep", "branch")
MOST_NAMED = 4  # files of a stranger that a message lists

Draw = Callable[[Path], None]  # puts figures into the folder it is given
Row = Mapping[str, Any]


def write_folder(
    folder: Path, tables: Mapping[str, str], content: Mapping[str, Any], draw: Draw | None
) -> None:
    """Write the tables (name to text), the figures, and the manifest with all their checksums."""
    with whole_folder(folder, last=MANIFEST) as draft:
        for name, text in tables.items():
            (draft / name).write_text(text, encoding="utf-8", newline="")
        if draw is not None:
            draw(draft)
        files = {path.name: checksum(path) for path in sorted(draft.iterdir())}
        text = json_text({**content, "files": files})
        (draft / MANIFEST).write_text(text, encoding="utf-8")


def reusable_manifest(
    folder: Path, kind: str, experiment: Mapping[str, Any], words: Mapping[str, Any], table: str
) -> dict[str, Any] | None:
    """The manifest of this very experiment in ``folder``; None if it has to be computed.

    Called before anything is computed. Raises FolderMismatchError where the folder holds another
    experiment, OutputFolderError where it cannot be written.
    """
    require_writable(folder, "-o/--out")
    with system_errors_told(f"Cannot read {folder}"):
        if not folder.exists() or not any(folder.iterdir()):
            return None
    try:
        kept = read_manifest(folder, kind)
    except OutputFolderError as trouble:
        raise FolderMismatchError(f"{trouble} Choose another folder with -o/--out.") from None
    require_same(folder, kept.get("experiment", {}), experiment)
    as_now = kept.get("words") == clean(words) and _made_as_now(kept)
    return kept if as_now and is_intact(folder, kept, table) else None


def _made_as_now(kept: Mapping[str, Any]) -> bool:
    """Whether code and packages that decide a result are those it was made with."""
    packages = kept.get("packages")
    return kept.get("code") == code_fingerprint() and all(
        isinstance(packages, dict) and packages.get(name) == found
        for name, found in package_versions(PACKAGES_THAT_DECIDE).items()
    )


def intact_manifest(folder: Path, kind: str, table: str) -> dict[str, Any]:
    """The manifest of a folder whose files are as it lists them.

    Raises OutputFolderError where they are not, or there is none.
    """
    kept = read_manifest(folder, kind)
    if not is_intact(folder, kept, table):
        raise OutputFolderError(
            f"{folder}: its files are not those that {MANIFEST} lists (changed or missing); "
            f"run the {kind} again to restore them."
        )
    return kept


def read_manifest(folder: Path, *kinds: str) -> dict[str, Any]:
    """What made the results in a folder; of any kind unless ``kinds`` are named.

    Raises OutputFolderError where there is no such folder, or rls-sim did not write it.
    """
    wanted = kinds or KINDS
    words = " or ".join(wanted)
    if not folder.is_dir():
        raise OutputFolderError(f"{folder}: there is no such folder.")
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        names = sorted(entry.name for entry in folder.iterdir())
        listed = ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")
        raise OutputFolderError(
            f"{folder} holds no {words} of rls-sim: there is no {MANIFEST} in it"
            + (f", but {listed}." if names else ".")
        ) from None
    except (OSError, ValueError) as trouble:
        raise OutputFolderError(f"{folder / MANIFEST} cannot be read: {trouble}.") from None
    if not isinstance(content, dict) or kind_of(content) not in wanted:
        raise OutputFolderError(f"{folder / MANIFEST} is not the manifest of a {words} of rls-sim.")
    return content


def read_any(folder: Path) -> dict[str, Any]:
    """What a folder of results says of itself, of whichever kind: its manifest, or its verdicts.

    Raises OutputFolderError where there is no such folder, or rls-sim did not write it.
    """
    if not folder.is_dir():
        raise OutputFolderError(f"{folder}: there is no such folder.")
    path = next((folder / name for name in (MANIFEST, SUMMARY) if (folder / name).is_file()), None)
    if path is None:
        raise OutputFolderError(f"{folder} holds no results of rls-sim: no {MANIFEST}.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as trouble:
        raise OutputFolderError(f"{path} cannot be read: {trouble}.") from None
    if not isinstance(content, dict) or not kind_of(content):
        raise OutputFolderError(f"{path} is not the manifest of results of rls-sim.")
    return content


def kind_of(kept: Mapping[str, Any]) -> str:
    """The kind of results that a manifest is of; "" where it is none of ours."""
    maker, _, rest = str(kept.get("schema")).partition("/")
    return rest.partition("/")[0] if maker == "rls-sim" else ""


def require_same(folder: Path, kept: Mapping[str, Any], asked: Mapping[str, Any]) -> None:
    """Refuse a folder with another experiment, naming what differs."""
    if told := differences_told(kept, clean(asked)):
        raise FolderMismatchError(
            f"{folder} holds a different experiment and is left as it was "
            f"({told}). Choose another folder with -o/--out, or remove that one."
        )


def is_intact(folder: Path, kept: Mapping[str, Any], table: str) -> bool:
    """Whether every file that the manifest lists is there as it was written, ``table`` too."""
    files = kept.get("files")
    if not isinstance(files, dict) or table not in files:
        return False
    return all(
        (folder / name).is_file() and checksum(folder / name) == wanted
        for name, wanted in files.items()
    )


def checksum(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return sha256(path.read_bytes()).hexdigest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """A JSON document as bytes that are the same for the same content."""
    return json.dumps(clean(content), sort_keys=True, allow_nan=False).encode()


def json_text(content: Mapping[str, Any]) -> str:
    """A JSON document as a person can read it."""
    return json.dumps(clean(content), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def table_text(columns: Iterable[str], rows: Sequence[Row]) -> str:
    """Rows as CSV: one line of names, full precision, nothing where there is no number."""
    text = io.StringIO()
    names, table = tuple(columns), csv.writer(text, lineterminator="\n")
    table.writerow(names)
    for row in rows:
        table.writerow([csv_cell(row[name]) for name in names])
    return text.getvalue()


def csv_cell(value: Any) -> str:
    """A value as it stands in a table."""
    cleaned = clean(value)
    if cleaned is None:
        return ""
    return repr(cleaned) if isinstance(cleaned, float) else str(cleaned)


def read_table(path: Path, words: Collection[str], counts: Collection[str]) -> list[dict[str, Any]]:
    """The rows of a table; columns of ``words`` hold texts, ``counts`` whole numbers."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {name: _read_cell(name, text, words, counts) for name, text in row.items()}
            for row in csv.DictReader(file)
        ]


def _read_cell(name: str, text: str, words: Collection[str], counts: Collection[str]) -> Any:
    """A number where it is one; in columns of words, the words."""
    if name in words:
        return text
    if name in counts:
        return int(text)
    try:
        return float(text) if text else float("nan")
    except ValueError:
        return text
