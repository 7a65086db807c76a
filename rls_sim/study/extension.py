"""Extensions: a user's file of Python that adds to a model, checked as the model itself is."""

import ast
import linecache
import math
import re
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain
from types import ModuleType, TracebackType
from typing import Any

from rls_sim.errors import ConfigError, RlsSimError, UnknownNameError
from rls_sim.network.arithmetic import Kind
from rls_sim.network.dimensions import check_dimensions
from rls_sim.network.expression import Graph, Traced
from rls_sim.network.model import TIME, Model
from rls_sim.network.process import Process, join, place
from rls_sim.network.reaction import Compartment, Derived, Reaction, Species
from rls_sim.quantities.parameter import Evidence, Parameter
from rls_sim.quantities.sources import load_sources

KINDS: Mapping[type, str] = {
    Species: "species",
    Parameter: "parameters",
    Reaction: "reactions",
    Derived: "derived",
    Compartment: "compartments",
}


@dataclass(frozen=True)
class Extension:
    """A file of Python as it was read; nothing in it has been run."""

    file: str  # its name, as results tell it
    text: str
    path: str  # where it was read, as messages tell it

    @cached_property
    def sha256(self) -> str:
        """What its content is known by."""
        return sha256(self.text.encode()).hexdigest()


def extend(model: Model, extensions: Sequence[Extension], *, with_units: bool = True) -> Model:
    """
    The model with what the extensions declare; runs their Python, in the order of their names.

    ``with_units``: the dimensions of laws are checked too, which needs a model that has some.
    Raises one ConfigError that names the file and, where it can be told, the line.
    """
    for extension in in_order(extensions):
        model = _extended(model, extension, with_units)
    return model


def read_whole(extension: Extension, name: str) -> Model:
    """
    The model that a file declares by itself; runs its Python.

    Others wrote it, so no units are asked for and no evidence. Raises ConfigError as `extend`.
    """
    tree, namespace = _run(extension)
    declared = _declared(tree, namespace, extension)
    with _told(extension, tree, declared):
        model = Model([declared], name=name)
    _require_formulas(extension, tree, declared)
    _refuse(extension, tree, _unknown_sources(declared))
    return model


def in_order(extensions: Sequence[Extension]) -> tuple[Extension, ...]:
    """Sorted by name, so that the order in which they are given changes nothing.

    Raises ConfigError where two have one name.
    """
    ordered = tuple(sorted(extensions, key=lambda extension: extension.file))
    names = [extension.file for extension in ordered]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError([f"--extend: two files are called {name}; give one another name."])
    return ordered


def _extended(model: Model, extension: Extension, with_units: bool) -> Model:
    tree, namespace = _run(extension)
    declared = _declared(tree, namespace, extension)
    with _told(extension, tree, declared):
        process = _resolved(declared, model)
        longer = Model((*model.processes, process), home=model.home, name=model.name)
        if with_units:
            check_dimensions(longer)
    _require_formulas(extension, tree, process)
    _refuse(extension, tree, chain(_unknown_sources(process), _doubts(process, longer)))
    return longer


def _require_formulas(extension: Extension, tree: ast.Module, process: Process) -> None:
    """Every law can be traced: it decides nothing on what it is given."""
    for law in process.laws:
        with _told(extension, tree, process, f"In the law of {law.name}: "):
            graph = Graph()
            law.function(*(Traced(graph, graph.symbol(name, Kind.STATE)) for name in law.needs))


def _refuse(extension: Extension, tree: ast.Module, told: Iterable[tuple[str, str]]) -> None:
    """Raise one ConfigError with every fault, each at the line of what it is about."""
    problems = [_sentence(extension, _line_of(tree, name), words) for name, words in told]
    if problems:
        raise ConfigError(problems)


def _run(extension: Extension) -> tuple[ast.Module, dict[str, Any]]:
    """The syntax of the file, and the names that it holds once it has run."""
    path, text = extension.path, extension.text
    module = ModuleType(f"rls_sim_extension_{extension.sha256[:16]}")
    module.__file__ = path
    # So that the text of its functions is found, also where the file is a copy in a manifest.
    linecache.cache[path] = (len(text), None, text.splitlines(keepends=True), path)
    sys.modules[module.__name__] = module
    try:
        tree = ast.parse(text, path)
        exec(compile(tree, path, "exec", dont_inherit=True), module.__dict__)
    except SyntaxError as fault:
        told = f"cannot be read as Python: {fault.msg}"
        raise ConfigError([_sentence(extension, fault.lineno, told)]) from None
    except (Exception, SystemExit) as fault:
        line = _line_in(fault.__traceback__, path)
        raise ConfigError([_sentence(extension, line, _words(fault))]) from fault
    return tree, module.__dict__


def _declared(tree: ast.Module, namespace: Mapping[str, Any], extension: Extension) -> Process:
    """What the file makes itself: its processes, or else every species, parameter and law."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    imported = {name.asname or name.name.split(".")[0] for node in imports for name in node.names}
    items: list[Any] = []
    for name, value in namespace.items():
        if name not in imported and not name.startswith("__"):
            items += value if isinstance(value, tuple | list) else [value]
    items = list({id(item): item for item in items}.values())
    if processes := [item for item in items if isinstance(item, Process)]:
        return join(extension.file, *processes)
    found: dict[str, Any] = {
        field: [item for item in items if isinstance(item, kind)] for kind, field in KINDS.items()
    }
    if not any(found.values()):
        told = "declares nothing: write a @reaction, or a Process"
        raise ConfigError([_sentence(extension, None, told)])
    return Process(extension.file, **found)


def _resolved(process: Process, model: Model) -> Process:
    """The process with each name as the model knows it.

    What stands nowhere is looked for at home (``labile_iron`` is ``neuron.labile_iron``), then with
    its place written before it (``plasma_hepcidin``, since an argument cannot hold a dot).
    """
    groups: tuple[Sequence[Any], ...] = (
        *(model.species, tuple(model.parameters.values()), model.derived, model.compartments),
        *(process.species, process.parameters, process.derived, process.compartments),
    )
    known = {item.name for group in groups for item in group}
    by_words = {name.replace(".", "_"): name for name in known if "." in name}
    connect = {}
    for name in _mentioned(process) - known - {TIME}:
        at_home = f"{model.home}.{name}"
        if full := at_home if at_home in known else by_words.get(name):
            connect[name] = full
    return place(process, "", connect=connect)


def _mentioned(process: Process) -> set[str]:
    """Every name that the declarations of a process refer to."""
    names = {name for law in process.laws for name in law.needs}
    names |= {name for law in process.reactions for name in (*law.takes, *law.gives)}
    names |= {compartment.volume for compartment in process.compartments}
    return names | {species.compartment for species in process.species}


def _unknown_sources(process: Process) -> Iterator[tuple[str, str]]:
    """What rests on a source that is not there: (name, what is wrong with it)."""
    sources = load_sources()
    declared: tuple[Any, ...] = (*process.parameters, *process.laws)
    for item in declared:
        keys = (item.source,) if isinstance(item.source, str) else item.source
        for key in filter(None, keys):
            if key not in sources:
                yield item.name, str(UnknownNameError("source", key, sources, item.name))


def _doubts(process: Process, model: Model) -> Iterator[tuple[str, str]]:
    """What a reader could not doubt: (name, what is wrong with it)."""
    for parameter in process.parameters:
        if not parameter.meaning.strip():
            yield parameter.name, f"The parameter {parameter.name} does not say what it means"
        if parameter.evidence != Evidence.MEASURED and not parameter.note.strip():
            told = f"The parameter {parameter.name} is {parameter.evidence}: say in its note how"
            yield parameter.name, told
        if not all(map(math.isfinite, parameter.range)):
            yield parameter.name, f"The parameter {parameter.name} needs a range with two ends"
        if not model.users_of(parameter.name):
            yield parameter.name, f"Nothing uses the parameter {parameter.name}"
    for law in process.laws:
        if not law.doc.strip():
            yield law.name, f"{law.name} does not say in a docstring what happens"


@contextmanager
def _told(
    extension: Extension, tree: ast.Module, process: Process, before: str = ""
) -> Iterator[None]:
    """Say of any error which file it is in, and the line of the declaration at fault."""
    try:
        yield
    except RlsSimError as fault:
        line = _line_of_fault(tree, process, before + str(fault))
        raise ConfigError([_sentence(extension, line, before + str(fault))]) from fault
    except Exception as fault:
        line = _line_in(fault.__traceback__, extension.path)
        hint = ""
        if isinstance(fault, TypeError):
            hint = "; a law is a formula, without if, with exp, log and the like of rate_laws"
        raise ConfigError([_sentence(extension, line, f"{before}{_words(fault)}{hint}")]) from fault


def _line_of_fault(tree: ast.Module, process: Process, message: str) -> int | None:
    """The line of what the message names: a law before all else."""
    groups: tuple[Sequence[Any], ...] = (process.laws, process.species, process.parameters)
    for item in (*chain(*groups), *process.compartments):
        if re.search(rf"(?<![\w.]){re.escape(item.name)}(?!\w)", message):
            return _line_of(tree, item.name)
    return None


def _line_of(tree: ast.Module, name: str) -> int | None:
    """Where a name is declared: its function, or the first text that is the name."""
    last = name.rpartition(".")[2]
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and node.name == last:
            return node.lineno
    for node in nodes:
        if isinstance(node, ast.Constant) and node.value in (name, last):
            return node.lineno
    return None


def _line_in(trace: TracebackType | None, path: str) -> int | None:
    """The innermost line of the file through which an error went."""
    lines = [frame.lineno for frame in traceback.extract_tb(trace) if frame.filename == path]
    return lines[-1] if lines else None


def _words(fault: BaseException) -> str:
    return str(fault) if isinstance(fault, RlsSimError) else f"{type(fault).__name__}: {fault}"


def _sentence(extension: Extension, line: int | None, told: str) -> str:
    """One line: the file, the line, what is wrong."""
    where = extension.path if line is None else f"{extension.path}, line {line}"
    text = " ".join(told.split())
    return f"{where}: {text}" if text.endswith((".", "?")) else f"{where}: {text}."
