"""Documents of --json: each has a schema that describes it, and a page that tells of it."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from json_documents import require_valid
from jsonschema import Draft202012Validator

import rls_sim
from rls_sim.cli.command import HouseGroup
from rls_sim.cli.main import commands as command_line
from rls_sim.cli.schema_files import schema_names, schema_of

ROOT = Path(__file__).parents[2]
PACKAGE = Path(rls_sim.__file__).parent
LITERAL = re.compile(r"rls-sim/([a-z-]+)/(\d+)")

PRINTED = {  # here, in this order, in one folder
    "sweep": "sweep -p receptor_density=0.5,1 -o sweep",
    "check": "sweep --check sweep",
    "explain": "model explain labile_iron --at 22:00",
    "model-check": "model check",
    "model-diff": "model diff healthy receptor_synthesis:0.3",
    "cite": "cite",
    "cohort-make": "cohort make -N 4 -o people",
    "cohort-run": "cohort run people",
    "trial-list": "trial --list",
    "verify": "doctor --verify --quick",
    "experiment-show": "experiment show clock_step",
    "regimen": "regimen --lesion receptor_synthesis:0.43 --days 8 --tries 24 "
    "--may pramipexole=0..0.5mg@20:00/daily",
    **{
        f"show-{topic}": f"show {topic}"
        for topic in (
            *("model", "parameters", "species", "laws", "outcomes", "lesions", "sources"),
            *("targets", "evidence", "treatments", "schemas"),
        )
    },
}
THINGS = ("receptor_density", "labile_iron", "function_reserve", "irls_score", "best2009")
ELSEWHERE = {  # by commands of other tests, whose documents conftest.py tries
    "cycle": ("cli/conftest.py", "cycle"),
    "run": ("cli/test_cli_cells.py", "run"),
    "branch": ("cli/test_cli_branch.py", "branch"),
    "plan": ("cli/test_cli_sweep.py", "sweep"),
    "status": ("cli/test_cli_sweep.py", "status"),
    "replay": ("cli/test_cli_sweep.py", "replay"),
    "lesions": ("cli/test_cli_lesions.py", "lesions"),
    "ensemble": ("cli/test_cli_lesions.py", "ensemble"),
    "experiment-list": ("cli/test_cli_experiment.py", "experiment"),
    "experiments": ("cli/test_cli_experiment.py", "experiment"),
    "doctor": ("cli/test_cli_look.py", "doctor"),
    "treat": ("cli/test_cli_treat.py", "treat"),
    "trial": ("clinic/trials/test_cli_trial.py", "trial"),
    "cohort": ("clinic/population/test_cohort_command.py", "cohort"),
    "person": ("clinic/population/test_cohort_command.py", "cohort"),
    "diagnose": ("clinic/diagnosis/test_cli_diagnose.py", "diagnose"),
    "diagnose-person": ("clinic/diagnosis/test_cli_diagnose.py", "diagnose"),
    "diagnose-list": ("clinic/diagnosis/test_cli_diagnose.py", "diagnose"),
}
OF_FILES = {  # of what stands in files, and is printed by no command
    "experiment": "manifest.json of an experiment's folder",
    "explorer": "what the explorer's page keeps",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("documents")


@pytest.mark.parametrize("name", PRINTED)
def test_a_command_prints_what_its_schema_says(command, folder, name):
    done = command(*PRINTED[name].split(), "--json", "-q", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["schema"] == f"rls-sim/{name}/1"


@pytest.mark.parametrize("name", [*THINGS, "receptor_synthesis", "iv_iron", "connor2003_cells"])
def test_whatever_stands_behind_a_name_has_a_schema(command, name):
    done = command("show", name, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["found"]


def test_every_schema_is_tried():
    tried = {"show", *PRINTED, *ELSEWHERE}
    assert {f"rls-sim/{name}/1" for name in tried} == set(schema_names())
    for name, (file, word) in ELSEWHERE.items():
        text = (ROOT / "tests" / file).read_text("utf-8")
        assert f'"{word}' in text, name
        assert "--json" in text, name
    for conftest in ("cli/conftest.py", "clinic/conftest.py"):
        assert "checked(words, done)" in (ROOT / "tests" / conftest).read_text("utf-8")


def with_json(group, path):
    """Every command with --json, as it is typed."""
    for name, entry in group.commands.items():
        if isinstance(entry, HouseGroup):
            yield from with_json(entry, f"{path} {name}")
        elif any("--json" in parameter.opts for parameter in entry.params):
            yield f"{path} {name}"


def test_every_command_with_json_is_told_of():
    told = [one.strip() for name in schema_names() for one in said(name)]
    every = list(with_json(command_line, "rls-sim"))
    assert len(every) > 25
    assert [path for path in every if not any(one.startswith(path) for one in told)] == []


def said(name):
    """The commands that print a document."""
    return schema_of(name)["description"].split(";")


def written():
    """Every name of a schema in the package: as a literal, or as what `document` is given."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {name for name, _ in LITERAL.findall(node.value)}
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "document":
                word = node.args[0] if node.args else None
                if isinstance(word, ast.Constant) and isinstance(word.value, str):
                    found.add(word.value)
                elif isinstance(word, ast.Name) and word.id in constants:
                    found.add(constants[word.id])
    return found


def test_every_name_in_the_package_has_its_schema():
    names = {name.split("/")[1] for name in schema_names()}
    assert written() - names - set(OF_FILES) == set()
    assert not names & set(OF_FILES)


@pytest.mark.parametrize("name", schema_names())
def test_a_schema_is_sound_and_leaves_nothing_unsaid(name):
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["schema"]["const"] == name
    assert schema["additionalProperties"] is False
    assert "common.json" not in json.dumps(schema)
    silent = [
        place
        for place, part in parts("", schema)
        if "$ref" not in part and not part.get("description", "").strip()
    ]
    assert silent == []
    bare = [
        place
        for place, part in parts("", schema)
        if "number" in as_list(part.get("type")) and len(as_list(part["type"])) < 3
        if "unit" not in part and "items" not in part and "string" not in part["type"]
    ]
    assert [place for place in bare if "[]" not in place] == []


def as_list(value):
    return value if isinstance(value, list) else [value]


def parts(place, schema):
    """Every field of a schema with its place."""
    for name, one in {**schema.get("properties", {}), **schema.get("$defs", {})}.items():
        yield f"{place}.{name}", one
        yield from parts(f"{place}.{name}", one)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield f"{place}[]", schema[key]
            yield from parts(f"{place}[]", schema[key])


def test_a_field_that_no_schema_has_is_seen():
    document = {"schema": "rls-sim/model-check/1", "checks": []}
    require_valid(json.dumps(document))
    with pytest.raises(AssertionError, match="'more' was unexpected"):
        require_valid(json.dumps({**document, "more": 1}))
    with pytest.raises(AssertionError, match="is not of type 'array'"):
        require_valid(json.dumps({**document, "checks": None}))


def test_show_prints_a_schema_that_stands_alone(command):
    done = command("show", "rls-sim/treat/1")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == schema_of("rls-sim/treat/1")
    refused = command("show", "rls-sim/treats/1")
    assert refused.returncode == 3
    assert "Did you mean rls-sim/treat/1" in refused.stderr


def test_the_page_of_documents_is_fresh():
    tool = ROOT / "tools" / "write_json_docs.py"
    asked = [sys.executable, str(tool), "--check"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
