"""What made a result: versions, command, configuration, model, tolerances, times."""

import json
import math
import os
import platform
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rls_sim import __version__
from rls_sim.network.model import Model
from rls_sim.quantities.parameter import Parameter, ParameterSet
from rls_sim.study.cell import Bench, Cell

PACKAGE = Path(__file__).parents[1]  # rls_sim/
PACKAGES = ("numpy", "scipy", "llvmlite", "numba", "matplotlib", "click")
PACKAGES_THAT_DECIDE = ("numpy", "scipy", "llvmlite", "numba")  # these make the machine code
ROOMS_OF_NUMBERS = ("quantities", "network", "numerics", "biology", "outcomes", "study")
LONGEST_CONFIG = 50_000  # letters of an attribute
ROOMS_THAT_DECIDE = (*ROOMS_OF_NUMBERS, "report")

_asked: ContextVar[str] = ContextVar("rls_sim_asked", default="")


def document(kind: str, bench: Bench, cell: Cell, content: Mapping[str, Any]) -> dict[str, Any]:
    """A result for programs: what it is, what made it, then the content; NaN becomes None."""
    head = {
        "schema": f"rls-sim/{kind}/1",
        "rls_sim": __version__,
        "model_hash": bench.model.hash(),
        "extensions": [{"file": e.file, "sha256": e.sha256} for e in bench.extensions],
        "command": command_line(),
        "lesions": [str(lesion) for lesion in cell.lesions],
        "parameters_that_differ": differences(cell.parameters, bench.healthy),
    }
    return {**head, **clean(content)}


def manifest(kind: str, bench: Bench, cell: Cell, experiment: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in manifest.json beside the results, save their columns and checksums."""
    return {
        "schema": f"rls-sim/{kind}/1",
        "rls_sim": __version__,
        "code": code_fingerprint(),
        "git": git_state(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": package_versions(),
        "command": command_line(),
        "extensions": [
            {"file": e.file, "sha256": e.sha256, "text": e.text} for e in bench.extensions
        ],
        "experiment": dict(experiment),
        "parameters_that_differ": differences(cell.parameters, bench.healthy),
        "sources": list(sources_of(bench.model, cell)),
        "seed": None,  # nothing is drawn at random
        "tolerances": tolerances(),
    }


def told(kept: Mapping[str, Any]) -> dict[str, str]:
    """
    What made a result, as attributes of files in other formats hold it: texts by name.

    ``source`` and ``history`` are words of the climate and forecast conventions for netCDF; the
    rest is called as in the manifest, of which ``config`` is the experiment, as JSON; a long table
    of cells is left out of it.
    """
    experiment, seed = kept.get("experiment", {}), kept.get("seed")
    config = json.dumps(clean(experiment), ensure_ascii=False)
    if len(config) > LONGEST_CONFIG:
        short = {**experiment, "design": "too long: it is in the columns of what varies"}
        config = json.dumps(clean(short), ensure_ascii=False)
    made, command = kept.get("made", ""), kept.get("command", "")
    facts = {
        "source": f"rls_sim {kept['rls_sim']}",
        "history": f"{made} {command}".strip(),
        "command": command,
        "version": kept["rls_sim"],
        "code": kept.get("code", ""),
        "model_hash": experiment.get("model_hash", ""),
        "seed": "none: nothing is drawn at random" if seed is None else str(seed),
        "config": config,
    }
    return {name: str(text) for name, text in facts.items() if text}


def differences(mine: ParameterSet, other: ParameterSet) -> dict[str, Any]:
    """The parameters of ``mine`` that differ, with both values and who set them."""
    return {
        name: {
            "value": parameter.value,
            "default": healthy.value,
            "unit": parameter.unit,
            "set_by": parameter.reason,
        }
        for name, (parameter, healthy) in mine.differences(other).items()
    }


def sources_of(model: Model, cell: Cell | None = None) -> tuple[str, ...]:
    """The keys of every source that parameters, laws and the cell's lesions rest on, sorted."""
    keys = {key for parameter in model.parameters.values() for key in parameter.sources}
    for law in (*model.reactions, *model.derived):
        keys |= set(as_keys(law.source))
    for applied in () if cell is None else cell.lesions:
        keys |= set(applied.lesion.sources)
    return tuple(sorted(keys))


def as_keys(source: str | Iterable[str]) -> tuple[str, ...]:
    """One key, several, or none, as a tuple."""
    return tuple(key for key in ((source,) if isinstance(source, str) else source) if key)


def tolerances() -> dict[str, Any]:
    """The numbers that decide how exactly a day is solved and a boundary bracketed."""
    import inspect

    from rls_sim.numerics import branch, certificate, search, shooting, system
    from rls_sim.numerics.cycle import find_cycle
    from rls_sim.study.critical import NARROW_ENOUGH

    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(find_cycle).parameters.items()
        if isinstance(parameter.default, int | float | bool)
    }
    decisive = {
        "resolved": search.RESOLVED,
        "closed": certificate.CLOSED,
        "closure_rtol": certificate.CLOSURE_RTOL,
        "shooting_arrived": shooting.ARRIVED,
        "shooting_rtol": shooting.SHOOTING_RTOL,
        "shooting_sampled": shooting.SAMPLED,
        "negligible": system.NEGLIGIBLE,
    }
    return {
        "cycle": defaults | decisive,
        "branch": {"fold_width": branch.FOLD_WIDTH, "shortest_step": branch.SHORTEST_STEP},
        "boundary_relative_width": NARROW_ENOUGH,
    }


@contextmanager
def asked_by(call: str) -> Iterator[None]:
    """What is made in the block was asked for by this call in Python, not by a command line."""
    token = _asked.set(call)
    try:
        yield
    finally:
        _asked.reset(token)


def command_line() -> str:
    """The command as it was typed, without the path of the program; or the call in Python."""
    import shlex

    if call := _asked.get():
        return call
    return shlex.join(["rls-sim", *sys.argv[1:]])


def package_versions(names: Sequence[str] = PACKAGES) -> dict[str, str | None]:
    """The version of each package, None where it is missing."""
    found: dict[str, str | None] = {}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


@cache
def code_fingerprint(rooms: tuple[str, ...] = ROOMS_THAT_DECIDE) -> str:
    """A hash of the files that decide a result; it differs where the code has been edited."""
    root = PACKAGE
    digest = sha256()
    for room in rooms:
        for path in sorted((root / room).rglob("*")):
            if path.suffix in {".py", ".toml"}:
                digest.update(str(path.relative_to(root)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def git_state() -> dict[str, Any] | None:
    """Commit and whether files were edited since; None where the package is not in a checkout."""
    root = PACKAGE.parent
    if not (root / ".git").exists():
        return None
    try:
        commit, status = (
            subprocess.run(
                ["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=10
            ).stdout.strip()
            for words in (["rev-parse", "HEAD"], ["status", "--porcelain", "-uno"])
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit, "edited": bool(status)}


def now() -> str:
    """The time in UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def cores() -> int:
    """How many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def document_text(content: Any) -> str:
    """A document as JSON; not-a-number becomes null."""
    return json.dumps(clean(content), indent=2, ensure_ascii=False, allow_nan=False)


def clean(value: Any) -> Any:
    """The same content with what JSON can hold: NaN and infinities become None."""
    if isinstance(value, Mapping):
        return {str(key): clean(item) for key, item in value.items()}
    if isinstance(value, str) or value is None or isinstance(value, bool):
        return str(value) if isinstance(value, str) else value
    if hasattr(value, "tolist"):
        return clean(value.tolist())
    if isinstance(value, complex):
        return {"real": clean(value.real), "imaginary": clean(value.imag)}
    if isinstance(value, Iterable):
        return [clean(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def parameter_facts(parameter: Parameter) -> dict[str, Any]:
    """Everything a parameter says of itself."""
    return {
        "name": parameter.name,
        "value": parameter.value,
        "unit": parameter.unit,
        "meaning": parameter.meaning,
        "range": list(parameter.range),
        "distribution": parameter.distribution,
        "evidence": str(parameter.evidence),
        "sources": list(parameter.sources),
        "note": parameter.note,
        "set_by": parameter.reason,
    }
