"""Every file says what it is for, stays readable, and names no machine."""

import ast
import re

import pytest
from checkout import MODULES, PACKAGE, ROOT, short, tracked_files, tree

LONGEST_MODULE = 400  # lines
LONGEST_FUNCTION = 60  # lines: a screen; aim for 40

ROOMS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
HOSTS = ("py" + "pi.org", "python" + "hosted.org", "ana" + "conda.org", "npm" + "js.com")
FOLDERS = ("work", "root", "home", "Users", "tmp/te" + "am")  # of somebody's machine
MACHINE_PATH = re.compile(rf"(?<![\w.~*/-])/(?:{'|'.join(FOLDERS)})/[\w.]")


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_module_says_what_it_is_for(path):
    text = ast.get_docstring(tree(path))
    assert text, f"{short(path)} has no docstring"
    assert text.split("\n\n")[0].rstrip().endswith("."), "its first paragraph is a sentence"


@pytest.mark.parametrize("path", MODULES, ids=short)
def test_a_module_is_short_enough_to_read(path):
    assert len(path.read_text("utf-8").splitlines()) < LONGEST_MODULE


def test_a_function_fits_a_screen():
    long = [
        f"{short(path)}: {node.name}, {node.end_lineno - node.lineno + 1} lines"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_a_room_says_what_lives_there_and_holds_nothing_else(room):
    body = tree(room / "__init__.py").body
    assert len(body) == 1, "the door of a room is its docstring alone"
    sentences = ast.get_docstring(tree(room / "__init__.py")).count(".")
    assert sentences >= 2, "what lives here, and what may not enter"


def test_public_functions_and_classes_say_what_they_give():
    silent = [
        f"{short(path)}: {node.name}"
        for path in MODULES
        for holder in (tree(path), *(n for n in tree(path).body if isinstance(n, ast.ClassDef)))
        for node in holder.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_nothing_is_left_for_later():
    words = re.compile(
        "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error"))
    )
    found = [short(path) for path in MODULES if words.search(path.read_text("utf-8"))]
    assert not found


def test_no_tracked_file_names_a_machine_or_a_registry():
    found = []
    for path in tracked_files():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{short(path)}: {host}" for host in HOSTS if host in text]
        found += [f"{short(path)}: {match[0]}" for match in MACHINE_PATH.finditer(text)]
    assert not found


def test_files_kept_in_git_are_small():
    allowed = {"rls_sim/biology/evidence/ensemble.npz": 4_000_000}  # ten thousand members
    large = [
        short(path)
        for path in tracked_files()
        if path.stat().st_size > allowed.get(short(path), 300_000)
    ]
    assert not large, f"over 300 kB in {ROOT.name}"
