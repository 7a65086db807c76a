"""Imports run downward, and what draws or talks stays in its room."""

import ast

import pytest
from checkout import MODULES, PACKAGE, dotted, imported_modules, imports, room, short, tree

FLOORS = {
    "errors": 1,
    "quantities": 2,
    "network": 3,
    "biology": 4,  # side by side with numerics and exchange; none knows another
    "exchange": 4,
    "numerics": 4,
    "outcomes": 5,
    "study": 6,
    "inference": 7,
    "hypotheses": 8,
    "clinic": 9,
    "verification": 10,
    "report": 11,
    "api": 12,
    "explorer": 13,
    "cli": 14,
    "__main__": 15,
}
ROOMS_OF = {  # a dependency, and the only rooms that may know it
    "matplotlib": {"report"},
    "click": {"cli"},
    "starlette": {"explorer"},
    "uvicorn": {"explorer"},
    "h11": {"explorer"},
    "libsbml": {"exchange"},
    "threadpoolctl": {"numerics"},
    "roadrunner": {"verification"},
    "basico": {"verification"},
    "pandas": {"study", "api"},
    "xarray": {"study", "api"},
    "scipy": {  # sparse matrices, integrators, samples, files
        "network",
        "numerics",
        "study",
        "inference",
        "hypotheses",
        "clinic",
        "verification",
    },
    "llvmlite": {"network", "numerics"},  # machine code, made and called by its address
    "numba": {"network", "numerics"},
    "numpy": {
        "quantities",
        "network",
        "numerics",
        "outcomes",
        "study",
        "inference",
        "hypotheses",
        "clinic",
        "exchange",
        "verification",
        "report",
        "api",
        "explorer",
    },
}
MODULES_OF = {  # what takes long to load: the only modules that may know it
    "llvmlite": ("network/machine.py", "network/web_assembly.py", "numerics/compiled/"),
    "numba": ("network/machine.py", "numerics/compiled/"),
}
FACE = PACKAGE / "__init__.py"


def arrows():
    """(module, room, imported room) for every import of the package by itself, save its face."""
    for path in (path for path in MODULES if path != FACE):
        for name in imports(path):
            if name.startswith("rls_sim."):
                yield short(path), room(path), name.split(".")[1]


def test_every_room_has_a_floor():
    assert {room(path) for path in MODULES if path != FACE} == set(FLOORS)


def test_imports_run_downward():
    upward = [
        f"{module} imports {there}"
        for module, here, there in arrows()
        if here != there and FLOORS[there] >= FLOORS[here]
    ]
    assert not upward


def test_nobody_imports_through_the_root_of_the_package():
    # `from rls_sim import __version__` is allowed: the version lives there, and nothing else.
    through_root = [
        f"{short(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and node.level)
        or (isinstance(node, ast.Import) and any(name.name == "rls_sim" for name in node.names))
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "rls_sim"
            and [name.name for name in node.names] != ["__version__"]
        )
    ]
    assert not through_root


def test_the_root_of_the_package_imports_nothing_but_for_types():
    for_types = [
        node
        for block in tree(FACE).body
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in block.body
    ]
    assert all(isinstance(node, ast.ImportFrom) for node in for_types)
    assert {node.module.split(".")[1] for node in for_types} == {"api", "errors"}
    at_once = [
        node for node in ast.walk(tree(FACE)) if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    others = {node.module for node in at_once if node not in for_types}
    assert others == {"typing", "importlib"}


@pytest.mark.parametrize("dependency", ROOMS_OF)
def test_a_dependency_stays_in_its_rooms(dependency):
    users = {
        short(path): room(path)
        for path in MODULES
        if any(name.split(".")[0] == dependency for name in imports(path))
    }
    assert users, f"nothing uses {dependency}: drop it"
    assert set(users.values()) <= ROOMS_OF[dependency], users


@pytest.mark.parametrize("dependency", MODULES_OF)
def test_machine_code_is_made_and_called_in_few_modules(dependency):
    users = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if any(name.split(".")[0] == dependency for name in imports(path))
    }
    assert users, f"nothing uses {dependency}: drop it"
    assert not [user for user in users if not user.startswith(MODULES_OF[dependency])]


def circles(arrows_from):
    """Every circle of modules: those that a module reaches and that reach it."""

    def reached(start):
        seen, due = set(), [start]
        while due:
            for there in arrows_from.get(due.pop(), ()):
                if there not in seen:
                    seen.add(there)
                    due.append(there)
        return seen

    reach = {module: reached(module) for module in arrows_from}
    found = {
        frozenset({module, *(there for there in reach[module] if module in reach.get(there, ()))})
        for module in arrows_from
        if module in reach[module]
    }
    return sorted(sorted(circle) for circle in found)


def test_no_modules_import_one_another_in_a_circle():
    # Wherever an import stands: one for types alone, or inside a function, ties as tightly.
    # The face imports from the rooms for types alone, and they import its version.
    arrows_from = {dotted(path): imported_modules(path) for path in MODULES if path != FACE}
    assert circles(arrows_from) == []


def test_a_circle_is_seen():
    assert circles({"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": []}) == [["a", "b", "c"]]
