"""
Write docs/evidence.md: every published observation, its disputes and its sources, from their files.

Run `python tools/write_evidence_docs.py`; with --check it only says whether the page is stale,
which a test of tests/house asks. The introduction, above the mark, is written by hand and kept.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from engine_page.markdown import table
from write_model_docs import address

from rls_sim.cli.show_evidence import seen_text
from rls_sim.hypotheses.observations import CONTRASTS, USES, Observation, load_observations
from rls_sim.quantities.sources import load_sources

PAGE = Path(__file__).parents[1] / "docs" / "evidence.md"
MARK = (
    "<!-- What follows is written by tools/write_evidence_docs.py: change the data, not this. -->\n"
)
HEADS = ("observation", "seen", "by, in whom", "n", "the model's", "use", "against it; note")
READ = {  # how a source was read, from the surest
    "full": "in full",
    "model file": "as a model file",
    "abstract": "as an abstract",
    "secondary": "in what others say of it",
    "recall": "not at all: recalled, a prior and no finding",
}


def main() -> None:
    """Write the page, or with --check leave with 1 where it is stale."""
    written = PAGE.read_text("utf-8")
    fresh = written.partition(MARK)[0] + MARK + "\n" + "\n".join(page()).strip() + "\n"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(fresh, "utf-8")
    elif fresh != written:
        sys.exit(f"{PAGE.name} is stale: run python tools/write_evidence_docs.py")


def page() -> Iterator[str]:
    """Everything below the introduction, line by line."""
    rows = load_observations()
    yield from counts(rows)
    for contrast, words in CONTRASTS.items():
        those = [row for row in rows if row.contrast == contrast]
        if those:
            yield from ("", f"## {words}", "", f"`rls-sim show evidence --contrast {contrast}`", "")
            yield from table(HEADS, [cells(row) for row in those])
    yield from sources({row.source for row in rows})


def counts(rows: list[Observation]) -> Iterator[str]:
    """How many observations there are, of which use, and how their sources were read."""
    uses, read = Counter(row.use for row in rows), Counter(row.read for row in rows)
    disputed = sum(bool(row.conflicts_with) for row in rows)
    yield from ("## What there is", "")
    many = len({row.source for row in rows})
    yield f"{len(rows)} observations from {many} sources; {disputed} are contradicted by another."
    yield ""
    yield from table(("use", "observations"), [[word(use), str(uses[use])] for use in USES])
    yield ""
    told = [[READ[how], str(read[how])] for how in READ if read[how]]
    yield from table(("its source was read", "observations"), told)


def cells(row: Observation) -> list[str]:
    """One observation's cells."""
    unit = "" if row.is_clock or row.unit == "1" else f" {row.unit}"
    where = f"{row.where}, " if row.where else ""
    against = ", ".join(f"`{name}`" for name in row.conflicts_with)
    return [
        f"`{row.id}`: {row.what} ([{row.source}](#source-{row.source}))",
        f"{seen_text(row)}{unit}",
        f"{row.method}; {where}{row.species}",
        " v ".join(map(str, row.n)),
        f"`{row.outcome}`" if row.outcome else f"nothing: {row.absent}",
        word(row.use),
        "; ".join(filter(None, [against, row.note])),
    ]


def word(use: str) -> str:
    """A use as it is written in a sentence."""
    return use.replace("_", " ")


def sources(keys: set[str]) -> Iterator[str]:
    """Every source of an observation, with how it was read and its faults."""
    yield from ("", "## Sources", "")
    yield "A title in square brackets is ours, not the published one."
    yield ""
    known = load_sources()
    rows = []
    for key in sorted(keys):
        source = known[key]
        places = [source.where, *map(address, source.identifier.split("; "))]
        mark = f'<a id="source-{key}"></a>{key}'
        where = "; ".join(filter(None, places))
        rows.append([mark, source.title, where, str(source.read), source.known_faults])
    yield from table(("key", "title", "where", "read", "known faults"), rows)


if __name__ == "__main__":
    main()
