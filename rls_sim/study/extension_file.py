"""Extensions from where they are kept: a file of the user's, or the manifest of a result."""

import ast
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rls_sim.errors import ConfigError, FolderMismatchError
from rls_sim.study.extension import Extension
from rls_sim.study.files import as_typed
from rls_sim.study.folder import MANIFEST, read_manifest

LARGEST = 5_000_000  # bytes; what is larger is no extension
SBML = (".xml", ".sbml")  # how the names of its files end
MARK = "WHOLE_MODEL"  # the constant by which a file of Python names the model that it is


def load_extensions(paths: Iterable[Path]) -> tuple[Extension, ...]:
    """
    Read each file of Python, or what a folder of results keeps; nothing is run.

    Raises ConfigError where one cannot be read, OutputFolderError for a folder without results.
    """
    found: list[Extension] = []
    for path in paths:
        found += kept_extensions(path) if path.is_dir() else [_read(path)]
    return tuple(found)


def load_model(path: Path) -> tuple[Extension, ...]:
    """
    Read a whole model: a file of Python, of SBML (which becomes Python), or what a folder keeps.

    Nothing is run. Raises ConfigError where it cannot be read, is no whole model, or is SBML of
    which something is not supported.
    """
    if path.is_dir():
        found = kept_extensions(path)
    elif path.suffix in SBML:
        from rls_sim.exchange.sbml_import import python_of_sbml, sbml_text

        text = python_of_sbml(sbml_text(path), file=path.name)
        found = (Extension(f"{path.stem}.py", text, str(path)),)
    else:
        found = (_read(path),)
    if not any(whole_name(extension) for extension in found):
        raise ConfigError(
            [
                f"{path}: is no whole model; it would say {MARK} = 'its name'. What adds to the "
                "brain is given with --extend."
            ]
        )
    return found


def _read(path: Path) -> Extension:
    try:
        if path.suffix != ".py":
            raise ConfigError([f"{path}: an extension is a file of Python, NAME.py."])
        if path.stat().st_size > LARGEST:
            raise ConfigError([f"{path}: is too large for an extension."])
        return Extension(path.name, path.read_text(encoding="utf-8"), str(path))
    except FileNotFoundError:
        raise ConfigError([f"{path}: there is no such file."]) from None
    except OSError as trouble:
        raise ConfigError([f"{path}: cannot be read: {trouble.strerror}."]) from None
    except UnicodeDecodeError:
        raise ConfigError([f"{path}: is not UTF-8 text."]) from None


def kept_extensions(folder: Path) -> tuple[Extension, ...]:
    """
    The extensions that a result was made with, as its manifest keeps them.

    Raises ConfigError where there is none, or a text is not the one that was run.
    """
    kept = read_manifest(folder)
    entries = kept.get("extensions") or []
    if not entries:
        raise ConfigError([f"{folder}: was made without an extension."])
    found = []
    for entry in entries:
        name, text = str(entry["file"]), str(entry["text"])
        extension = Extension(name, text, f"{folder / MANIFEST}, {name}")
        if extension.sha256 != entry["sha256"]:
            raise ConfigError(
                [f"{extension.path}: is not the text that was run (its sum differs)."]
            )
        found.append(extension)
    return tuple(found)


def whole_name(extension: Extension) -> str:
    """The name of the whole model that a file declares; "" where it declares none. Runs nothing."""
    try:
        tree = ast.parse(extension.text)
    except (SyntaxError, ValueError):
        return ""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if MARK in names:
                return str(node.value.value)
    return ""


def sums(extensions: Iterable[Extension]) -> dict[str, str]:
    """File name -> SHA-256, as results record what they were made with."""
    return {extension.file: extension.sha256 for extension in extensions}


def require_same_extensions(
    folder: Path, experiment: Mapping[str, Any], extensions: Iterable[Extension]
) -> None:
    """Raises FolderMismatchError where a result was made with other extensions than these."""
    kept, given = experiment.get("extensions") or {}, sums(extensions)
    if kept == given:
        return
    if not kept:
        raise FolderMismatchError(
            f"{folder} was made without an extension; leave out --extend {', '.join(given)}."
        )
    told = ", ".join(f"{name} (SHA-256 {total[:12]})" for name, total in kept.items())
    other = ", ".join(f"{name} (SHA-256 {total[:12]})" for name, total in given.items())
    raise FolderMismatchError(
        f"{folder} was made with {told}, and {other or 'none'} is given; add --extend "
        f"{as_typed(folder)}, which runs the copy that it keeps, or --extend FILE.py with the same "
        "content."
    )
