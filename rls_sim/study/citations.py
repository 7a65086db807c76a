"""What a result rests on: the package itself and every source of its numbers and laws."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rls_sim import __version__
from rls_sim.quantities.sources import escaped, load_sources
from rls_sim.study.cell import brain_bench
from rls_sim.study.folder import kind_of, read_any
from rls_sim.study.provenance import sources_of

PACKAGE_KEY = "rls_sim"
AUTHORS, LICENSE = "The rls_sim authors", "MIT"
NOTHING: Mapping[str, Callable[[], Iterable[str]]] = {}


@dataclass(frozen=True)
class Citation:
    """One entry of a bibliography."""

    key: str
    bibtex: str


def citations(
    folder: Path | None = None, beside: Mapping[str, Callable[[], Iterable[str]]] = NOTHING
) -> tuple[Citation, ...]:
    """
    The package and every source of the model, or of the result that a folder holds.

    ``beside``: by kind of folder, what gives the keys of sources that its manifest does not name.
    Raises OutputFolderError for a folder that rls-sim did not write.
    """
    if folder is None:
        return citations_of(sources_of(brain_bench().model))
    kept = read_any(folder)
    more = beside.get(kind_of(kept), tuple)()
    keys = sorted({*sources_kept(kept), *more})
    return citations_of(keys, str(kept.get("rls_sim", __version__)))


def sources_kept(kept: Mapping[str, Any]) -> tuple[str, ...]:
    """
    Keys of what a result rests on, in order of the alphabet, as its manifest says.

    These are the sources of its numbers and laws (those of the model, where it lists none) and
    those of every finding, observation and published figure in it.
    """
    listed, known = kept.get("sources"), load_sources()
    own = listed if isinstance(listed, list) else sources_of(brain_bench().model)
    return tuple(sorted({*map(str, own), *(key for key in _named(kept) if key in known)}))


def _named(value: Any) -> Iterator[str]:
    """Every text under a key ``source`` or ``sources``, at any depth."""
    if isinstance(value, list):
        for one in value:
            yield from _named(one)
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key in ("source", "sources"):
                yield from (one for one in _as_list(inner) if isinstance(one, str))
            yield from _named(inner)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


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
            f"  author = {{{{{escaped(AUTHORS)}}}}},",
            "  title = {{rls\\_sim: iron, dopamine and the night in one nigral neuron}},",
            f"  version = {{{version}}},",
            f"  license = {{{LICENSE}}},",
            "}",
        ]
    )
