"""Where numbers come from: each source once, how it was read, and what is wrong with it.

The table is ``sources.toml`` beside this file. It is read when first asked for, because the
command line must answer before then.
"""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import Any, NoReturn

from rls_sim.errors import UnknownNameError

PLACE = re.compile(r"(?P<journal>.+?)(?: (?P<volume>\d[\d()]*):(?P<pages>\S+))?(?: \(\d{4}\))?")
ADDRESSES = {
    "pmid:": "https://pubmed.ncbi.nlm.nih.gov/",
    "pmc:": "https://pmc.ncbi.nlm.nih.gov/articles/",
    "github:": "https://github.com/",
}
ESCAPED = str.maketrans(
    {c: f"\\{c}" for c in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


class Reading(StrEnum):
    """How a source was read, from firmest to softest."""

    FULL = "full"
    MODEL_FILE = "model file"  # the modeller's own equations and constants
    ABSTRACT = "abstract"  # a page or abstract, not the full text
    SECONDARY = "secondary"  # another page quoting it
    RECALL = "recall"  # from memory, never looked up: a prior, not a finding


@dataclass(frozen=True)
class Source:
    """One paper, model file or page. A title in square brackets is ours, not the published one."""

    key: str
    title: str
    where: str  # journal, volume, page and year as far as known
    identifier: str  # doi:, pmid:, pmc:, a model's number or a URL; several are parted by "; "
    read: Reading
    known_faults: str  # what is wrong, contradicted or limiting about it
    year: int | None = None

    @property
    def was_looked_up(self) -> bool:
        """Whether anybody read it for this project, in whatever part."""
        return self.read != Reading.RECALL

    def bibtex(self) -> str:
        """A BibTeX entry, whose note says how the source was read and what is wrong with it."""
        fields = {"key": self.key, "title": f"{{{escaped(self.title)}}}"}
        place = PLACE.fullmatch(self.where)
        if place is not None:
            fields |= {name: escaped(text) for name, text in place.groupdict().items() if text}
        if self.year is not None:
            fields["year"] = str(self.year)
        fields |= self._identifiers()
        notes = [fields.pop("note", ""), f"Read as: {self.read}.", escaped(self.known_faults)]
        fields["note"] = " ".join(note for note in notes if note)
        kind = "misc" if place is None else "article"
        lines = [f"  {name} = {{{text}}}," for name, text in fields.items()]
        return "\n".join([f"@{kind}{{{self.key},", *lines, "}"])

    def _identifiers(self) -> dict[str, str]:
        """The fields doi and url; what is neither, or comes second, goes to the note."""
        fields: dict[str, str] = {}
        others: list[str] = []
        for identifier in filter(None, self.identifier.split("; ")):
            name, text = _address(identifier)
            if name == "note" or name in fields:
                others.append(escaped(identifier))
            else:
                fields[name] = text
        return fields | ({"note": f"{'; '.join(others)}."} if others else {})


class Sources(dict[str, Source]):
    """Sources by key; an unknown key is refused with the nearest ones."""

    def __missing__(self, key: str) -> NoReturn:
        """Raise UnknownNameError."""
        raise UnknownNameError("source", key, self)


@lru_cache(maxsize=1)
def load_sources() -> Sources:
    """Every source of ``sources.toml``, by key, in the order of the file."""
    text = resources.files("rls_sim.quantities").joinpath("sources.toml").read_text("utf-8")
    return Sources((key, _source(key, **fields)) for key, fields in tomllib.loads(text).items())


def _source(key: str, *, read: str, **fields: Any) -> Source:
    return Source(key=key, read=Reading(read), **fields)


def _address(identifier: str) -> tuple[str, str]:
    if identifier.startswith("doi:"):
        return "doi", identifier.removeprefix("doi:")
    for prefix, start in ADDRESSES.items():
        if identifier.startswith(prefix):
            return "url", start + identifier.removeprefix(prefix)
    if identifier.startswith(("http://", "https://")):
        return "url", identifier
    return "note", identifier


def escaped(text: str) -> str:
    """A text as TeX prints it."""
    return text.translate(ESCAPED)
