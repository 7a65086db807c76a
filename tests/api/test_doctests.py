"""The examples of the interface's docstrings give what they say."""

import doctest
from importlib import import_module
from pkgutil import iter_modules

import pytest

import rls_sim.api

MODULES = [f"rls_sim.api.{module.name}" for module in iter_modules(rls_sim.api.__path__)]
SHOWN = {"cycle", "run", "sweep", "branch", "treat", "model", "show", "parameters", "cite", "log"}


def examples():
    """Each docstring with examples, by its name."""
    finder = doctest.DocTestFinder()
    found = [test for name in MODULES for test in finder.find(import_module(name)) if test.examples]
    return {test.name: test for test in found}


EXAMPLES = examples()


def test_what_is_asked_most_has_an_example():
    assert {name.rpartition(".")[2] for name in EXAMPLES} >= SHOWN


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_gives_what_it_says(name):
    told = []
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(EXAMPLES[name], out=told.append)
    assert not runner.failures, "".join(told)
