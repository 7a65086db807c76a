"""What `import rls_sim` offers: every name from its module, and nothing loaded beforehand."""

import ast
import subprocess
import sys
from importlib import import_module
from inspect import signature
from pathlib import Path

import pytest

import rls_sim as rls
from rls_sim.cli.main import commands

FACE = Path(rls.__file__)
NAMES = [name for name in rls.__all__ if name != "__version__"]
HEAVY = ("numpy", "pandas", "xarray", "matplotlib", "scipy", "click", "threadpoolctl")


def for_types():
    """Name to module of what editors see."""
    blocks = [node for node in ast.parse(FACE.read_text("utf-8")).body if isinstance(node, ast.If)]
    return {name.name: node.module for node in blocks[0].body for name in node.names}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_what_editors_take_it_for(name):
    assert getattr(rls, name) is getattr(import_module(for_types()[name]), name)
    assert getattr(rls, name).__doc__


def test_editors_see_the_names_that_there_are():
    assert set(for_types()) == set(NAMES) <= set(dir(rls))


def test_no_name_is_hidden_by_a_room():
    rooms = {path.stem for path in FACE.parent.iterdir()}
    assert not rooms & set(NAMES)


def test_another_name_is_refused():
    with pytest.raises(AttributeError, match="has no attribute 'cycles'"):
        rls.cycles  # noqa: B018


def test_to_import_it_loads_nothing():
    ask = "import rls_sim, sys; dir(rls_sim); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & set(HEAVY)
    assert {name for name in loaded if name.startswith("rls_sim")} == {"rls_sim"}


@pytest.mark.parametrize("verb", ["cycle", "run", "sweep", "treat", "lesions"])
def test_options_are_called_as_on_the_command_line(verb):
    # Python has no room for --from, and takes several where the command line repeats an option.
    called = {"origin": "from", "design": "design", "zip": "zip", "lesions": "lesion"}
    called |= {"doses": "dose", "outcomes": "outcome", "max_failed": "max-failed"}
    own = {"config", "progress", "vary"}
    typed = {o for p in commands.commands[verb].params for o in p.opts} | {"--lesion"}
    for name in set(signature(getattr(rls, verb)).parameters) - own:
        assert f"--{called.get(name, name).replace('_', '-')}" in typed


def test_what_a_question_takes_the_cell_takes_too():
    for verb in ("cycle", "run", "sweep", "branch", "treat"):
        asked = signature(getattr(rls, verb)).parameters
        own = {name: one for name, one in asked.items() if name not in rls_cell()}
        mine = dict(signature(getattr(rls.Model, verb)).parameters)
        del mine["self"]
        assert {n: (p.default, p.kind) for n, p in own.items()} == {
            n: (p.default, p.kind) for n, p in mine.items()
        }


def rls_cell():
    """The arguments that make the cell."""
    return signature(rls.model).parameters
