"""
Write docs/json.md: every document that --json prints, field by field, from its schema.

Run `python tools/write_json_docs.py`; with --check it only says whether the page is stale, which a
test asks. What stands above the mark is written by hand and kept.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from rls_sim.cli.schema_files import schema_names, schema_of

PAGE = Path(__file__).parents[1] / "docs" / "json.md"
MARK = (
    "<!-- What follows is written by tools/write_json_docs.py: change the schemas, not this. -->\n"
)
HEAD = ("rls_sim", "model_hash", "extensions", "command", "lesions", "parameters_that_differ")
PARTS = "#part-"  # how an anchor of what is common begins
ROW = "| field | type | unit | meaning |\n| --- | --- | --- | --- |"

Part = Mapping[str, Any]


def main() -> None:
    """Write the page, or with --check leave with 1 where it is stale."""
    written = PAGE.read_text("utf-8")
    fresh = written.partition(MARK)[0] + MARK + "\n" + "\n".join(page()).rstrip() + "\n"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(fresh, "utf-8")
    elif fresh != written:
        sys.exit(f"{PAGE.name} is stale: run python tools/write_json_docs.py")


def page() -> Iterator[str]:
    """A list of all, what several have in common, then each."""
    documents = {name: schema_of(name) for name in schema_names()}
    yield "| schema | what it is | printed by |\n| --- | --- | --- |"
    for name, schema in documents.items():
        yield f"| [`{name}`](#{anchor(name)}) | {schema['title']} | `{schema['description']}` |"
    common = {word: p for s in documents.values() for word, p in s.get("$defs", {}).items()}
    yield "\n## What every result says of itself\n\n" + ROW
    for field in HEAD:
        word = documents["rls-sim/cycle/1"]["properties"][field]["$ref"].rpartition("/")[2]
        yield from rows(field, common[word], common)
    yield "\n## Parts of several documents"
    for word in sorted(word for word, part in common.items() if is_part(part)):
        if word not in ("extensions", "differences"):
            yield f'\n<a id="part-{word}"></a>**{word}**: {common[word]["description"]}\n\n{ROW}'
            yield from inner("", common[word], common)
    for name, schema in documents.items():
        yield f'\n<a id="{anchor(name)}"></a>\n\n## {name}\n'
        yield f"{schema['title']}: `{schema['description']}`.\n\n{ROW}"
        yield f"| `schema` | text |  | `{name}` |"
        given = [field for field in HEAD if field in schema["properties"]]
        if len(given) == len(HEAD):
            yield "| … |  |  | [what every result says](#what-every-result-says-of-itself) |"
        for field, part in schema["properties"].items():
            if field != "schema" and not (len(given) == len(HEAD) and field in HEAD):
                must = field in schema["required"]
                yield from rows(field, part, schema.get("$defs", {}), must)


def anchor(name: str) -> str:
    """Where the section of a document is."""
    return name.replace("/", "-")


def is_part(part: Part) -> bool:
    """Whether it has fields of its own, so that it gets a table."""
    return bool(part.get("properties")) or isinstance(part.get("additionalProperties"), dict)


def rows(field: str, part: Part, known: Mapping[str, Part], must: bool = True) -> Iterator[str]:
    """The row of a field, and those of the fields in it."""
    word = str(part.get("$ref", "")).rpartition("/")[2]
    whole = {**known[word], **part} if word else part
    linked = bool(word) and is_part(known[word]) and word not in ("extensions", "differences")
    kind = f"[{word}]({PARTS}{word})" if linked else kind_of(whole)
    meaning = whole["description"]
    if "enum" in whole and len(whole["enum"]) > 1:
        meaning += " One of " + ", ".join(f"`{one}`" for one in whole["enum"]) + "."
    may = "" if must else " Not always there."
    unit = unit_of(whole, known)
    yield f"| `{field}` | {kind} | {cell(unit)} | {cell(meaning + may)} |"
    if not linked:
        yield from inner(field, whole, known)


def inner(field: str, part: Part, known: Mapping[str, Part]) -> Iterator[str]:
    """The rows of what is in a field."""
    before = f"{field}." if field else ""
    for name, one in part.get("properties", {}).items():
        yield from rows(f"{before}{name}", one, known, name in part.get("required", ()))
    for place, one in (("NAME", part.get("additionalProperties")), ("[]", part.get("items"))):
        if isinstance(one, dict):
            path = f"{field}[]" if place == "[]" else f"{before}NAME"
            if "$ref" in one or kind_of(one) in ("object", "object or null", "list"):
                yield from below(path, one, known)
            elif "anyOf" in one:
                for each in one["anyOf"]:
                    yield from rows(path, each, known)


def below(path: str, part: Part, known: Mapping[str, Part]) -> Iterator[str]:
    """What is in each entry of a list or a mapping: its fields, without a row for the entry."""
    if "$ref" in part:
        yield from rows(path, part, known)
    else:
        yield from inner(path, part, known)


def kind_of(part: Part) -> str:
    """Its type in words."""
    words = {
        "string": "text",
        "integer": "whole number",
        "array": "list",
        "boolean": "true or false",
    }
    kinds = part.get("type", "any")
    named = [words.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)]
    inside = part.get("items")
    if named[0] == "list" and isinstance(inside, dict) and isinstance(inside.get("type"), str):
        return "list" if inside["type"] in ("object", "array") else f"list of {kind_of(inside)}s"
    return " or ".join(named)


def unit_of(part: Part, known: Mapping[str, Part]) -> str:
    """Its unit, or that of what is in it."""
    for one in (part, part.get("items"), part.get("additionalProperties")):
        if isinstance(one, dict) and "unit" in one:
            return str(one["unit"])
    return ""


def cell(text: str) -> str:
    """Text that does not end a cell of a table."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
