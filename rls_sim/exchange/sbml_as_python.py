"""A translated SBML model as the text of a file of Python, to be read, changed and kept."""

import re
import textwrap
from collections.abc import Collection, Iterator
from types import ModuleType

from rls_sim.exchange.sbml_formula import (
    needs_time,
    symbols_in,
)
from rls_sim.exchange.sbml_python_formula import PythonFormulas
from rls_sim.exchange.sbml_python_names import RESERVED, PythonNames
from rls_sim.exchange.sbml_translate import Quantity, Rule, Translation
from rls_sim.network import mathematics, rate_laws

WIDTH = 96
PLAIN = re.compile(r"[\w ,.;:()/+\-\[\]=<>|%&'*^~#@!?]*")  # what a docstring can hold as it stands
OPERATOR = re.compile(r" (\*\*|[-+*/]) ")
NUMBER = '''
def number(name, value, meaning, identifier=""):
    """A number as it stands in the file; its evidence is that of who wrote it."""
    low = 0.0 if value > 0 else -inf
    return Parameter(name, value, "1", meaning, Evidence.ASSUMED, range=(low, inf),
                     distribution="fixed", note=f"as in {FILE}, id {identifier or name}")


def species(name, value, meaning, compartment, signed=False):
    """A pool with its initial value; what is signed may lie below zero."""
    return Species(name, meaning, compartment, value, unit="1", signed=signed)
'''


def written(translation: Translation, *, file: str) -> str:
    """The whole file."""
    t = translation
    formulas = PythonFormulas(
        t.names,
        t.functions,
        t.never_negative,
        "PER_HOUR" if t.contents.turns_per_hour != 1 else "",
    )
    functions = [part for name in t.functions for part in _function(name, t, formulas)]
    derived = [line for rule in t.derived for line in _law(rule, t, formulas)]
    reactions = [line for rule in t.reactions for line in _law(rule, t, formulas)]
    lines = [
        *_head(t, file),
        *_imports(formulas.used),
        "",
        *_constants(t, file),
        *NUMBER.splitlines(),
        "",
        "",
        *_quantities(t),
        *functions,
        *derived,
        *reactions,
    ]
    return "\n".join(lines).rstrip() + "\n"


def comment(text: str) -> list[str]:
    """A text as comments: whatever it holds, no line of it is code."""
    words = "".join(letter if letter.isprintable() else " " for letter in text)
    return [f"# {line}" for line in textwrap.wrap(words, WIDTH)]


def quoted(text: str) -> str:
    """A text as a literal of Python, whatever it holds; in double quotes where it may be."""
    written = repr(text)
    return f'"{written[1:-1]}"' if written[0] == "'" and '"' not in text else written


def _head(t: Translation, file: str) -> Iterator[str]:
    yield '"""A whole model, taken over from SBML; read it, change it, keep it."""'
    yield ""
    yield from comment(f"From {file}: {t.contents.name}.")
    if t.contents.notes:
        yield from comment(t.contents.notes)
    unit = t.contents.time_unit
    told = f"one {unit}" if unit else "not given, and taken as one hour"
    yield from comment(
        f"Its unit of time: {told}. All other numbers are in its own units, which are not checked."
    )
    for assumption in t.contents.assumptions:
        yield from comment(f"Assumed: {assumption}.")
    yield ""


def _imports(used: Collection[str]) -> Iterator[str]:
    constants = ["inf", *(name for name in ("nan", "pi") if name in used)]
    yield f"from math import {', '.join(constants)}"
    yield ""
    for module, place in ((mathematics, "mathematics"), (rate_laws, "rate_laws")):
        names = [
            n
            for n in sorted(used)
            if getattr(vars(module).get(n), "__module__", "") == module.__name__
        ]
        if names:
            yield from _wrapped(f"from rls_sim.network.{place} import ", names)
    yield "from rls_sim.network.reaction import Compartment, Species, derived, reaction"
    yield "from rls_sim.quantities.parameter import Evidence, Parameter"


def _lives_in(name: str, module: ModuleType) -> bool:
    return getattr(vars(module).get(name), "__module__", "") == module.__name__


def _wrapped(before: str, names: list[str]) -> list[str]:
    line = before + ", ".join(names)
    if len(line) <= WIDTH:
        return [line]
    inner = textwrap.wrap(", ".join(names) + ",", WIDTH - 4)
    return [f"{before}(", *(f"    {part}" for part in inner), ")"]


def _constants(t: Translation, file: str) -> Iterator[str]:
    yield f"WHOLE_MODEL = {quoted(t.contents.id)}"
    yield f"FILE = {quoted(file)}"
    if t.contents.turns_per_hour != 1:
        yield f"PER_HOUR = {t.contents.turns_per_hour!r}  # of its units of time"
    yield ""


def _quantities(t: Translation) -> Iterator[str]:
    yield "COMPARTMENTS = ("
    for name, label in t.compartments:
        yield f"    Compartment({quoted(name)}, {quoted(name)}, {quoted(label)}),"
    yield ")"
    yield "SPECIES = ("
    for q in t.species:
        where = quoted(q.compartment) + (", signed=True" if q.signed else "")
        yield f"    species({quoted(q.name)}, {q.value!r}, {quoted(_meaning(q))}, {where}),"
    yield ")"
    yield "PARAMETERS = ("
    for q in t.parameters:
        renamed = f", {quoted(q.id)}" if q.id != q.name else ""
        yield f"    number({quoted(q.name)}, {q.value!r}, {quoted(q.label)}{renamed}),"
    yield ")"


def _meaning(q: Quantity) -> str:
    return q.label if q.id == q.name else f"{q.label} ({q.id} in the file)"


def _function(name: str, t: Translation, formulas: PythonFormulas) -> Iterator[str]:
    arguments, body = t.contents.functions[name]
    local = PythonNames({*RESERVED, *t.functions.values()})
    inner = PythonFormulas({a: local.of(a) for a in arguments}, t.functions, (), "")
    yield ""
    yield ""
    yield from _signature(t.functions[name], list(inner.names.values()))
    yield from _returned(inner.text(body))
    formulas.used |= inner.used


def _law(rule: Rule, t: Translation, formulas: PythonFormulas) -> Iterator[str]:
    needs = [t.names[symbol] for symbol in symbols_in(rule.formula)]
    if needs_time(rule.formula):
        needs.append("time")
    yield ""
    yield ""
    if rule.equation:
        yield f"@reaction({quoted(rule.equation)})"
    else:
        yield f'@derived("1", label={quoted(rule.label)})'
    yield from _signature(rule.name, needs)
    yield f"    {_docstring(rule.doc)}"
    yield from _returned(formulas.text(rule.formula))


def _signature(name: str, arguments: list[str]) -> list[str]:
    line = f"def {name}({', '.join(arguments)}):"
    if len(line) <= WIDTH:
        return [line]
    inner = textwrap.wrap(", ".join(arguments) + ",", WIDTH - 4)
    return [f"def {name}(", *(f"    {part}" for part in inner), "):"]


def _returned(text: str) -> list[str]:
    line = f"    return {text}"
    if len(line) <= WIDTH:
        return [line]
    kept = OPERATOR.sub(r" \1\0", text)  # a line begins with its operator
    inner = textwrap.wrap(kept, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    return ["    return (", *(f"        {part}".replace("\0", " ") for part in inner), "    )"]


def _docstring(text: str) -> str:
    sentence = text if text.endswith((".", "!", "?")) else f"{text}."
    return f'"""{sentence}"""' if PLAIN.fullmatch(sentence) else repr(sentence)
