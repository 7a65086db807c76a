"""What SBML in makes of names: readable ones where it can, and never code."""

import ast
import builtins

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sbml_builder import sbml

from rls_sim.errors import ConfigError
from rls_sim.exchange.sbml_as_python import comment, quoted
from rls_sim.exchange.sbml_import import python_of_sbml
from rls_sim.exchange.sbml_python_names import RESERVED, PythonNames
from rls_sim.network.reaction import NAME
from rls_sim.study.extension import Extension, read_whole

HOSTILE = (
    "'); import os; os.system('touch stolen') #",
    '"""\nraise SystemExit("stolen")\n"""',
    "name\nraise SystemExit('stolen')",
    "\r\nraise SystemExit('stolen')",
    "-*- coding: utf-7 -*- +AGk-mport os",
    "back\\slash \\",
    "{k!r} {FILE} %s",
    "\u2028raise SystemExit",
)


def model_named(name, **more):
    """A model in which everything has this name in words."""
    told = {"r": name, "A": name, "k": name, "c": name, **more}
    return sbml(
        name=name,
        species={"A": 2.0},
        parameters={"k": 0.3},
        reactions={"r": ("A ->", "k * A * c")},
        named=told,
    )


def declared(python):
    """The model that a text declares."""
    return read_whole(Extension("model.py", python, "model.py"), "model")


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_becomes_code(name):
    for file in ("model.xml", name):
        python = python_of_sbml(model_named(name), file=file)
        kinds = {type(node) for node in ast.parse(python).body}
        assert kinds <= {ast.Expr, ast.ImportFrom, ast.Assign, ast.FunctionDef}
        assert (
            sum(isinstance(node, ast.Expr) for node in ast.parse(python).body) == 1
        )  # its docstring
        model = declared(python)
        assert model.species[0].label == " ".join(name.split())
        assert "coding" not in "".join(python.splitlines()[:2])


@settings(max_examples=200)
@given(st.text())
def test_a_text_is_quoted_as_it_is(text):
    assert ast.literal_eval(quoted(text)) == text


@settings(max_examples=200)
@given(st.text())
def test_a_comment_holds_nothing_but_comments(text):
    lines = "\n".join(comment(text))
    assert not ast.parse(lines).body
    assert all(line.startswith("#") for line in lines.splitlines())


identifiers = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,6}", fullmatch=True)


@given(st.lists(identifiers | st.sampled_from(sorted(RESERVED)), unique=True, max_size=30))
def test_ids_get_names_of_their_own(ids):
    names = PythonNames()
    given_names = [names.of(identifier) for identifier in ids]
    assert len(set(given_names)) == len(ids)
    assert not RESERVED & set(given_names)
    assert all(NAME.fullmatch(name) and name.isidentifier() for name in given_names)
    assert [names.of(identifier) for identifier in ids] == given_names


def test_an_id_stays_what_it_is_where_it_can():
    names = PythonNames()
    assert [names.of(i) for i in ("k1", "lambda", "__class__", "_1", "time")] == [
        "k1", "lambda_", "class__", "n1", "time_",
    ]  # fmt: skip


def test_every_builtin_keeps_its_meaning():
    assert set(dir(builtins)) <= RESERVED


def test_an_id_that_is_none_is_refused():
    text = model_named("A").replace('id="k"', 'id="k; import os"').replace("<ci> k </ci>", "")
    with pytest.raises(ConfigError):
        python_of_sbml(text, file="model.xml")


def test_a_renamed_id_is_told():
    text = sbml(
        species={"lambda": 2.0},
        parameters={"import": 0.3},
        reactions={"def": ("lambda ->", "import * lambda * c")},
    )
    model = declared(python_of_sbml(text, file="model.xml"))
    assert model.species[0].label == "lambda (lambda in the file)"
    assert model.parameters["import_"].note == "as in model.xml, id import"


def test_numbers_say_where_they_are_from():
    model = declared(python_of_sbml(model_named("decay"), file="model.xml"))
    parameter = model.parameters["k"]
    assert (parameter.evidence, parameter.note) == ("assumed", "as in model.xml, id k")
