"""Schemas of what --json prints: JSON Schema (2020-12), a file for each document.

A document says in ``schema`` what it is: ``rls-sim/NAME/NUMBER``, which is the file
``schemas/NAME-NUMBER.json``. What several have in common stands in ``schemas/common.json``.
"""

import json
from functools import cache
from importlib import resources
from typing import Any

from rls_sim.errors import UnknownNameError

MAKER = "rls-sim"
COMMON = "common.json"
POINTER = "#/$defs/"


def schema_names() -> tuple[str, ...]:
    """What documents say in ``schema``, in order of the alphabet."""
    found = (entry.name for entry in _folder().iterdir() if entry.name.endswith(".json"))
    stems = (name.removesuffix(".json") for name in found if name != COMMON)
    return tuple(sorted(f"{MAKER}/{'/'.join(stem.rsplit('-', 1))}" for stem in stems))


def schema_of(name: str) -> dict[str, Any]:
    """
    The schema of the documents that say ``name``, with all that it needs of what is common.

    Raises UnknownNameError where there are none such.
    """
    if name not in schema_names():
        raise UnknownNameError("schema", name, schema_names())
    content = _read(f"{name.removeprefix(f'{MAKER}/').replace('/', '-')}.json")
    common, needed = _read(COMMON)["$defs"], dict[str, Any]()
    due = _wanted(content)
    while due:
        word = due.pop()
        needed[word] = common[word]
        due += [one for one in _wanted(common[word]) if one not in needed]
    defined = {word: needed[word] for word in common if word in needed}
    return dict(_inside({**content, **({"$defs": defined} if defined else {})}))


def schemas_listed() -> list[dict[str, str]]:
    """Every schema by its name, with its title and the commands that print such documents."""
    return [
        {"schema": name, "title": content["title"], "printed_by": content["description"]}
        for name, content in ((name, schema_of(name)) for name in schema_names())
    ]


def _folder() -> Any:
    return resources.files("rls_sim.cli") / "schemas"


@cache
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_folder() / name).read_text("utf-8"))
    return content


def _wanted(part: Any) -> list[str]:
    """What of the common definitions a part of a schema refers to."""
    if isinstance(part, list):
        return [word for one in part for word in _wanted(one)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"].partition(POINTER)[2]] if isinstance(part.get("$ref"), str) else []
    return own + [word for inner in part.values() for word in _wanted(inner)]


def _inside(part: Any) -> Any:
    """The same with references into the document itself."""
    if isinstance(part, list):
        return [_inside(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: inner.removeprefix(COMMON) if key == "$ref" else _inside(inner)
        for key, inner in part.items()
    }
