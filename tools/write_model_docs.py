"""
Write docs/model.md: what is claimed, file by file of rls_sim/biology, from the code itself.

Run `python tools/write_model_docs.py`; with --check it only says whether the page is stale, which
a test of tests/house asks. The introduction, above the mark, is written by hand and kept.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from model_shelf import CHAPTERS, MODEL, File, Shelf, Written

from rls_sim.network.as_written import as_written
from rls_sim.network.reaction import Derived, Law, Reaction
from rls_sim.network.typeset import in_words, latex_lines
from rls_sim.quantities.parameter import Evidence, Parameter
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import brain_bench

PAGE = Path(__file__).parents[1] / "docs" / "model.md"
EXAMPLE = PAGE.parents[1] / "configs" / "second_sink.py"
EXTENSIONS = """
## Extensions

A flux of your own needs no change to the package: write it as the package writes its own, in a
file of Python, and give the file with `--extend`. This is `configs/second_sink.py`:

```python
{example}
```

`rls-sim cycle --extend configs/second_sink.py -s axonal_loss=0.01` solves the day with it. A
law may ask for any species, parameter or derived quantity; a name without a place is the
neuron's, and the place may stand before it (`plasma_diferric_transferrin`). Names, units,
moieties, sources, ranges and notes are checked as the model's own are, and a fault is told with
its line. The example is 0 in health, so that what is healthy stays what it was; an extension
may change that too, and then outcomes are relative to its own default cell. The file runs as
any program does: give only what you trust.

Results record the file's name and SHA-256, and a manifest keeps its text. A sweep goes on only
with the same text: `rls-sim resume DIR --extend DIR` runs the copy that DIR keeps. Nothing is
run that was not given on the command line.
"""
MARK = "<!-- What follows is written by tools/write_model_docs.py: change the code, not this. -->\n"
FORMULA_WIDTH = 84  # letters that fit beside each other on the page
TEXT_WIDTH = 100

Change = tuple[str, str, int]

SHELF = Shelf()
SOURCES = load_sources()
HOSTS = {"doi": "https://doi.org/", "pmid": "https://pubmed.ncbi.nlm.nih.gov/"}


def main() -> None:
    """Write the page, or with --check leave with 1 where it is stale."""
    written = PAGE.read_text("utf-8")
    introduction = written.partition(MARK)[0]
    fresh = introduction + MARK + "\n" + "\n".join(page()).rstrip() + "\n"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(fresh, "utf-8")
    elif fresh != written:
        sys.exit(f"{PAGE.name} is stale: run python tools/write_model_docs.py")


def page() -> Iterator[str]:
    """Everything below the introduction, line by line."""
    yield from contents()
    for title, names in CHAPTERS.items():
        yield from ("", f"## {title}")
        for name in names:
            yield from section(SHELF.files[name])
    yield from outcomes()
    yield from lesions()
    yield from extensions()
    yield from sources()


def contents() -> Iterator[str]:
    """How much there is, and where."""
    grades = [p.evidence for p in MODEL.parameters.values()]
    counted = ", ".join(f"{grades.count(grade)} {grade}" for grade in Evidence)
    laws = len({law.function for law in MODEL.laws})
    yield from (
        "## What is in it",
        "",
        f"{len(MODEL.species)} species, {len(MODEL.reactions)} reactions and "
        f"{len(MODEL.derived)} derived quantities, from {laws} laws written once; "
        f"{len(MODEL.parameters)} parameters: {counted}.",
        "",
    )
    for title, names in CHAPTERS.items():
        links = ", ".join(
            f"[{heading(n).lower()}](#{heading(n).lower().replace(' ', '-')})" for n in names
        )
        yield f"- **{title}**: {links}"
    yield "- [Outcomes](#outcomes), [Lesions](#lesions), [Sources](#sources)"
    yield "- [Extensions](#extensions) of your own"


def heading(name: str) -> str:
    """A file's name in words."""
    return name.replace("_", " ").capitalize()


def section(file: File) -> Iterator[str]:
    """One file: what it says, its species, laws, balances and parameters."""
    yield from ("", f"### {heading(file.name)}", "", f"`rls_sim/biology/{file.name}.py`", "")
    yield (file.module.__doc__ or "").strip()
    yield from placing(file)
    if file.species:
        yield from species_table(file)
    for law in file.laws:
        yield from law_text(law, file)
    if file.species:
        yield from balances(file)
    if file.parameters:
        yield from parameters_table(file)


def placing(file: File) -> Iterator[str]:
    """Where a process is placed, and what its local names mean there."""
    if not file.places:
        return
    places = ", ".join(f"`{place}`" for place in file.places)
    yield from (
        "",
        f"Written once and placed {len(file.places)} times: {places}. The names below are local: "
        "the model puts the place before species, laws and each place's own parameters, as in "
        f"`{file.places[0]}.{file.laws[0].name}`; constants that all places share have none.",
    )
    rows = [[f"`{name}`", *(f"`{n}`" for n in there)] for name, there in connected(file).items()]
    if rows:
        yield from (
            "",
            "What a law of this file calls by one name differs from place to place:",
            "",
        )
        yield from table(["local name", *file.places], rows)


def connected(file: File) -> dict[str, list[str]]:
    """Local names that stand for something else at each place."""
    found: dict[str, list[str]] = {}
    for written in file.laws:
        if len(written.instances) < 2:
            continue
        local = declared_law(written, file)
        here = [names_of(local), *(names_of(i.thing) for i in written.instances)]
        for name, *there in zip(*here, strict=True):
            usual = [{name, f"{place}.{name}"} for place in written.places]
            if any(n not in u for n, u in zip(there, usual, strict=True)):
                found[name] = there
    return dict(sorted(found.items()))


def names_of(law: Law) -> list[str]:
    """Every name that a law mentions, in a fixed order."""
    moved = [*law.takes, *law.gives] if isinstance(law, Reaction) else []
    return [*law.needs, *moved]


def declared_law(written: Written, file: File) -> Reaction | Derived:
    """The law under its local names where it is placed several times, else as the model has it."""
    first: Reaction | Derived = written.instances[0].thing
    if len(written.instances) == 1:
        return first
    law: Reaction | Derived = vars(file.module)[first.function.__name__]
    return law


def species_table(file: File) -> Iterator[str]:
    """Each species with its label, unit, place and what it carries."""
    yield from ("", "**Species**", "")
    rows = []
    for written in file.species:
        species = written.instances[0].thing
        place = written.instances[0].place
        several = len(written.instances) > 1
        label = species.label.rpartition(", ")[0] if several else species.label
        where = species.compartment.removeprefix(f"{place}.") if several else species.compartment
        carries = ", ".join(f"{n} {moiety}" for moiety, n in species.carries.items())
        rows.append([f"`{written.name}`", label, species.unit, where, carries])
    yield from table(["species", "what it is", "unit", "compartment", "carries"], rows)


def law_text(written: Written, file: File) -> Iterator[str]:
    """What moves, why, after whom, and the formula."""
    law = declared_law(written, file)
    yield from ("", f"#### `{written.name}`", "")
    said = " ".join(law.doc.split())
    if isinstance(law, Reaction):
        edge = " (crosses the edge of the model)" if law.boundary else ""
        yield f"`{law.equation}`{edge}. {said}{cited(law.source)}"
    else:
        unit = "" if law.unit == "1" else f" [{law.unit}]"
        yield f"Derived: {law.label}{unit}. {said}{cited(law.source)}"
    yield from ("", "```math", *formula(in_words(written.name), law), "```")


def formula(name: str, law: Law) -> list[str]:
    """'name = formula' in LaTeX, broken where it would leave the page."""
    first, *others = latex_lines(as_written(law), in_words, FORMULA_WIDTH)
    if not others:
        return [f"{name} = {first}"]
    lines = [f"{name} &= {first}", *(rf"&\quad {line}" for line in others)]
    return [
        r"\begin{aligned}",
        *(rf"{line} \\" for line in lines[:-1]),
        lines[-1],
        r"\end{aligned}",
    ]


def cited(source: Any) -> str:
    """' Form after: ...' with the title of each source."""
    keys = [source] if isinstance(source, str) else list(source)
    said = "; ".join(f"{SOURCES[key].title} ({link(key)})" for key in keys if key)
    return f" *Form after:* {said}." if said else ""


def link(key: str) -> str:
    """A source's key, leading to its row at the end."""
    return f"[{key}](#source-{key})"


def balances(file: File) -> Iterator[str]:
    """The differential equation of each species, in the names of the reactions."""
    yield from ("", "**Balances**", "", "```text")
    for written in file.species:
        per_place = {i.place: changes(i.thing.name, i.place) for i in written.instances}
        shared = set.intersection(*({(here, n) for here, _, n in c} for c in per_place.values()))
        first = next(iter(per_place.values()))
        everywhere = [(here, n) for here, _, n in first if (here, n) in shared]
        others = {
            place: [(full, n) for here, full, n in terms if (here, n) not in shared]
            for place, terms in per_place.items()
        }
        more = " ..." if any(others.values()) else ""
        volume = local_volume(written)
        yield from folded(f"d({written.name})/dt = ({signed(everywhere) or '0'}{more})/{volume}")
        for place, own in others.items():
            if own:
                said = signed(own)
                yield from folded(f"    {place}: ... {said if said[0] == '-' else f'+ {said}'}")
    yield "```"


def local_volume(written: Written) -> str:
    """The parameter that holds the volume in which a species is dissolved."""
    first = written.instances[0]
    volume = MODEL.volume_names()[MODEL.species_names.index(first.thing.name)]
    return volume.removeprefix(f"{first.place}.") if len(written.instances) > 1 else volume


def changes(species: str, place: str) -> list[Change]:
    """Each reaction that changes a species: its name there, its name in the model, how many."""
    found = []
    for r in MODEL.reactions:
        if species in r.net:
            written = SHELF.written[r.name]
            here = len(written.instances) > 1 and r.name == f"{place}.{written.name}"
            found.append((written.name if here else r.name, r.name, r.net[species]))
    return found


def signed(terms: list[tuple[str, int]]) -> str:
    """'a - 2 b + c'."""
    said = " ".join(
        f"{'-' if n < 0 else '+'} {'' if abs(n) == 1 else f'{abs(n)} '}{name}" for name, n in terms
    )
    return said.removeprefix("+ ")


def folded(text: str) -> list[str]:
    """A long line in several."""
    indent = " " * (len(text) - len(text.lstrip()))
    return wrap(text.strip(), TEXT_WIDTH, initial_indent=indent, subsequent_indent=indent + "    ")


def parameters_table(file: File) -> Iterator[str]:
    """Each parameter; where places differ, one row for each."""
    yield from ("", "**Parameters**", "")
    rows = []
    for written in file.parameters:
        parameters: list[Parameter] = [instance.thing for instance in written.instances]
        same = len({(p.value, p.range, p.evidence, p.sources, p.note) for p in parameters}) == 1
        if same:
            rows.append(parameter_row(written.name, parameters[0]))
        else:
            rows += [parameter_row(p.name, p) for p in parameters]
    heads = ["parameter", "value", "range", "distribution", "grade", "source", "what it is; note"]
    yield from table(heads, rows)


def parameter_row(name: str, p: Parameter) -> list[str]:
    """One parameter's cells."""
    note = f"; *{p.note}*" if p.note else ""
    keys = ", ".join(map(link, p.sources))
    value = p.in_unit(p.value)
    return [
        f"`{name}`",
        value,
        p.range_text,
        p.distribution,
        str(p.evidence),
        keys,
        p.meaning + note,
    ]


def outcomes() -> Iterator[str]:
    """What is measured on a day."""
    yield from ("", "## Outcomes", "", "Read off the finished day; `rls_sim/outcomes/`.", "")
    rows = []
    for name, measure in brain_bench().measures.items():
        needs = ", ".join(f"`{n}`" for n in getattr(measure, "needs", ()))
        reads = f" Reads {needs}." if needs else ""
        rows.append([f"`{name}`", measure.unit, f"{measure.label}. {measure.doc}{reads}"])
    yield from table(["outcome", "unit", "what it is"], rows)


def lesions() -> Iterator[str]:
    """What can be broken."""
    yield from (
        "",
        "## Lesions",
        "",
        "Each is a short file in `rls_sim/biology/lesions/`; `--lesion my.toml` takes one of "
        "yours, written alike. *size x* multiplies the parameter by the size, *size* replaces it, "
        "*+size* adds to it, *0.001 (size - 1)* is a value that grows with the size; *0x* and the "
        "like do not heed it. Some beside the published signs: [stories](stories.md).",
    )
    yield ""
    library = brain_bench().lesions
    rows = []
    for name in library:
        lesion = library[name]
        low, high = lesion.range
        size = f"{low:g} to {high:g} ({lesion.distribution}); {lesion.default:g} by default, "
        size += "none is healthy" if lesion.healthy is None else f"{lesion.healthy:g} in health"
        changed = ", ".join(f"`{n}` becomes {how}" for n, how in lesion.changes.items())
        known = ", ".join([lesion.evidence, *map(cited, lesion.sources)])
        broken = f"{lesion.title}. {lesion.biology}"
        genes = ", ".join(lesion.genes)
        rows.append([f"`{name}`", broken, genes, f"{lesion.size_meaning}: {size}", changed, known])
    heads = ["lesion", "what is broken", "genes", "size", "what it changes", "known from"]
    yield from table(heads, rows)


def extensions() -> Iterator[str]:
    """How a user adds a flux; the example is the file itself."""
    example = EXAMPLE.read_text("utf-8").rstrip()
    yield from EXTENSIONS.format(example=example).rstrip().splitlines()


def sources() -> Iterator[str]:
    """Every source that the model cites, with how it was read and its faults."""
    yield from ("", "## Sources", "")
    yield (
        "How each was read, and what is wrong with it or limits it. A title in square brackets "
        "is ours, not the published one. *recall*: nobody looked it up; a prior, not a finding."
    )
    yield ""
    cited_keys = {key for p in MODEL.parameters.values() for key in p.sources}
    for law in MODEL.laws:
        cited_keys |= {law.source} if isinstance(law.source, str) else set(law.source)
    cited_keys |= {key for lesion in brain_bench().lesions.values() for key in lesion.sources}
    rows = []
    for key in sorted(cited_keys - {""}):
        source = SOURCES[key]
        where = "; ".join(
            filter(None, [source.where, *map(address, source.identifier.split("; "))])
        )
        rows.append(
            [
                f'<a id="source-{key}"></a>{key}',
                source.title,
                where,
                str(source.read),
                source.known_faults,
            ]
        )
    yield from table(["key", "title", "where", "read", "known faults"], rows)


def address(identifier: str) -> str:
    """An identifier, as a link where it can be one."""
    kind, _, rest = identifier.partition(":")
    return f"[{identifier}]({HOSTS[kind]}{rest})" if kind in HOSTS else identifier


def table(heads: list[str], rows: list[list[str]]) -> Iterator[str]:
    """A table as Markdown writes it."""
    yield "| " + " | ".join(heads) + " |"
    yield "| " + " | ".join("---" for _ in heads) + " |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", r"\|") for cell in row) + " |"


if __name__ == "__main__":
    main()
