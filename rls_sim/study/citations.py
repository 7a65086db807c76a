"""What a result rests on: the package itself and every source of its numbers and laws."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rls_sim import __version__
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import brain_bench
from rls_sim.study.folder import read_manifest
from rls_sim.study.provenance import sources_of

PACKAGE_KEY = "rls_sim"


@dataclass(frozen=True)
class Citation:
    """One entry of a bibliography."""

    key: str
    bibtex: str


def citations(folder: Path | None = None) -> tuple[Citation, ...]:
    """The package and every source of the model, or of the result that a folder holds."""
    kept = None if folder is None else read_manifest(folder)
    version = __version__ if kept is None else str(kept.get("rls_sim", __version__))
    keys = sources_of(brain_bench().model) if kept is None else tuple(kept.get("sources", ()))
    return citations_of(keys, version)


def citations_of(keys: Iterable[str], version: str = __version__) -> tuple[Citation, ...]:
    """The package in a version, and those of the sources by key that are known."""
    sources = load_sources()
    found = [Citation(key, sources[key].bibtex().strip()) for key in keys if key in sources]
    return (Citation(PACKAGE_KEY, package_bibtex(version)), *found)


def package_bibtex(version: str) -> str:
    """The package as software."""
    return "\n".join(
        [
            f"@software{{{PACKAGE_KEY},",
            "  title = {rls\\_sim: iron, dopamine and the night in one nigral neuron},",
            f"  version = {{{version}}},",
            "}",
        ]
    )
