"""``--show-python``: the script that is printed gives what the command gives, to the last digit."""

import json
import os
import re
import shlex
import subprocess
import sys

import click
import pytest

from rls_sim.api.texts import literal
from rls_sim.cli.main import commands
from rls_sim.cli.python_text import SCRIPTS

COMMANDS = [
    "cycle -s receptor_density=0.40 -s brain_oxygen=0.9x --lesion receptor_synthesis:0.9 "
    "--multipliers --csv day.csv",
    "cycle configs/receptor_density.toml --method reference",
    "run --lesion receptor_synthesis:0.4 --days 2 --at 20:00 --every 90min --from cycle "
    "--dose plasma.nontransferrin_iron=1mg@d1 --outputs gate,neuron.labile_iron -o run.csv",
    "sweep -p receptor_density=log:0.2x:1x:3 --keep labile_iron,urge_hours -q",
    "sweep -p receptor_density=loguniform:0.3:1 -p brain_oxygen=declared -N 3 --seed 7 "
    "--design lhs --extend configs/second_sink.py --traces none -q",
    "branch receptor_density=0.6:0.8 --threshold urge_hours=1 --outcome labile_iron -q",
    "treat --lesion receptor_synthesis:0.43 --dose iv_iron=1000mg@d0 --days 3 --members 1 -q",
    "lesions receptor_synthesis --singly --draws 64 --error 0.9 -q",
]


def answer(words, folder):
    """What a process prints that is run in a folder that has the configurations."""
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path, pytestconfig):
    (tmp_path / "configs").symlink_to(pytestconfig.rootpath / "configs")
    return tmp_path


@pytest.mark.parametrize("line", COMMANDS, ids=lambda line: "_".join(line.split()[:2]))
def test_the_script_gives_what_the_command_gives(line, folder):
    command = [sys.executable, "-m", "rls_sim", *line.split(), "--json"]
    script = answer([*command, "--show-python"], folder)
    printed = json.loads(answer(command, folder))
    files = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    for name in files:
        (folder / name).unlink()
    found = json.loads(answer([sys.executable, "-c", script], folder))
    assert found.pop("command").startswith("rls.")
    assert printed.pop("command").startswith("rls-sim ")
    assert found == printed
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == files


def shown(line, capsys):
    """The script of a command line."""
    commands.main([*line.split(), "--show-python"], standalone_mode=False)
    return capsys.readouterr().out


def test_a_script_is_written_without_solving_anything(capsys):
    script = shown("cycle -s receptor_density=0.4x -s brain_oxygen=6.5 --plot day.svg", capsys)
    assert script.splitlines() == [
        "import rls_sim as rls",
        "",
        'day = rls.cycle(set={"receptor_density": "0.4x", "brain_oxygen": 6.5})',
        'day.plot(save="day.svg")',
        "print(day)",
    ]


def test_a_sweep_of_a_configuration_keeps_its_folder(capsys):
    script = shown("sweep configs/receptor_density.toml --max-failed 5pct", capsys)
    assert 'out="results/receptor_density"' in script
    assert 'max_failed="5pct"' in script


def test_what_is_said_twice_is_left_for_the_study_to_refuse(capsys):
    script = shown("cycle -s receptor_density=1 -s receptor_density=2", capsys)
    assert 'set=["receptor_density=1", "receptor_density=2"]' in script


@pytest.mark.parametrize("option", ["--shard 1/2", "--executor dask", "--dry-run", "--check out"])
def test_an_option_that_no_call_has_is_given_to_the_command_itself(option, capsys):
    script = shown(f"sweep -p receptor_density=1,2 {option}", capsys)
    assert "import rls_sim" not in script
    assert ", ".join(f'"{word}"' for word in option.split()) in script


def every(group, *above):
    """Every command below a group, by the words that call it."""
    for name, one in group.commands.items():
        words = (*above, name)
        yield from every(one, *words) if isinstance(one, click.Group) else [(words, one)]


EXAMPLES = {
    example: words
    for words, one in every(commands)
    for example in one.examples
    if "|" not in example
}


def test_every_command_has_an_example_and_every_call_is_of_a_command():
    assert set(EXAMPLES.values()) == {words for words, _ in every(commands)}
    assert set(SCRIPTS) <= {" ".join(words) for words, _ in every(commands)}


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_command_line_prints_itself_in_python(example, capsys, monkeypatch, pytestconfig):
    monkeypatch.chdir(pytestconfig.rootpath)  # some name files of configs/
    words = EXAMPLES[example]
    _, *typed = shlex.split(re.split(r" [>#] ", example)[0])
    commands.main([*typed, "--show-python"], standalone_mode=False)
    script = capsys.readouterr().out
    compile(script, example, "exec")
    if script.startswith("import rls_sim as rls\n"):
        assert " ".join(words) in SCRIPTS
    else:
        assert ", ".join(map(literal, ("-m", "rls_sim", *typed))) + "]" in script


@pytest.mark.parametrize(
    "line",
    [
        "doctor --json",
        "model diff healthy receptor_synthesis:0.3",
        "show receptor_density",
        "cite --json",
        "export sbml --treated -q",
        "import sbml cell.xml",
    ],
)
def test_a_script_without_a_call_prints_what_the_command_prints(line, folder):
    if line.endswith("cell.xml"):
        answer([sys.executable, "-m", "rls_sim", "export", "sbml", "-q", "-o", "cell.xml"], folder)
    command = [sys.executable, "-m", "rls_sim", *line.split()]
    script = answer([*command, "--show-python"], folder)
    assert "subprocess" in script
    assert without_times(answer([sys.executable, "-c", script], folder)) == without_times(
        answer(command, folder)
    )


def without_times(text):
    """A text without what takes how long."""
    return re.sub(r"\d+(\.\d+)?(?= ?(s|ms)\b)|(?<=seconds\": )[\d.e-]+", "", text)


def ended(words, folder, **more):
    """Output, last line of errors, and exit code."""
    env = {**os.environ, **more}
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, env=env)
    return done.stdout, done.stderr.strip().splitlines()[-1], done.returncode


def test_a_command_that_fails_fails_its_script_after_it_has_said_what(folder):
    command = [sys.executable, "-m", "rls_sim", "doctor"]
    script = answer([*command, "--show-python"], folder)
    told, _, code = ended(command, folder, MPLBACKEND="nonsense")
    assert (len(told.splitlines()) > 5, code) == (True, 6)
    printed, error, _ = ended([sys.executable, "-c", script], folder, MPLBACKEND="nonsense")
    assert without_times(printed) == without_times(told)
    assert error.endswith("returned non-zero exit status 6.")


@pytest.mark.parametrize(
    "asked",
    [
        "species --contrast healthy",
        "laws --uncited",
        "evidence --uncited",
        "evidence --beside x",
        "parameters --conflicting",
        "treatments --search iron",
    ],
)
def test_what_a_call_cannot_be_asked_is_left_to_the_command(asked, capsys):
    assert "subprocess" in shown(f"show {asked}", capsys)


def test_names_that_are_not_utf_8_and_words_behind_the_last_option_come_through(capsys):
    odd = b"\xff'\".xml".decode("utf-8", "surrogateescape")
    commands.main(["show", "--show-python", "--", odd], standalone_mode=False)
    script = capsys.readouterr().out
    script.encode("ascii")
    found = {}
    exec(script.split("done = ")[0], found)
    assert found["command"][3:] == ["show", "--", odd]
    commands.main(["status", "--show-python", "--", "--show-python"], standalone_mode=False)
    assert '"status", "--", "--show-python"]' in capsys.readouterr().out


@pytest.mark.parametrize("topic", ["laws", "parameters --uncited", "evidence --contrast healthy"])
def test_the_script_of_a_list_prints_every_row(topic, folder):
    command = [sys.executable, "-m", "rls_sim", "show", *topic.split()]
    script = answer([*command, "--show-python"], folder)
    assert "subprocess" not in script
    printed = json.loads(answer([*command, "--json"], folder))
    rows = next(value for value in printed.values() if isinstance(value, list))
    listed = answer([sys.executable, "-c", script], folder).splitlines()
    assert len(rows) > 3
    names = {line.split()[0] for line in listed if line}
    assert {row.get("name", row.get("id")) for row in rows} <= names


def test_the_script_of_a_document_writes_that_document(folder):
    line = "export sbml --lesion receptor_synthesis:0.5 --at 20:00 -q"
    command = [sys.executable, "-m", "rls_sim", *line.split()]
    script = answer([*command, "--show-python"], folder)
    theirs = answer([sys.executable, "-c", script], folder).splitlines()
    ours = answer(command, folder).splitlines()
    differing = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    assert len(differing) == 1  # who asked for it
    assert "rls-sim export sbml" in differing[0][0]
    assert 'rls.model(lesions=["receptor_synthesis:0.5"]).sbml(at="20:00")' in differing[0][1]


def test_the_script_of_a_file_writes_it(folder):
    line = "export sbml configs/receptor_density.toml --from healthy -o cell.xml -q"
    command = [sys.executable, "-m", "rls_sim", *line.split()]
    answer([sys.executable, "-c", answer([*command, "--show-python"], folder)], folder)
    assert '<parameter id="neuron_receptor_density"' in (folder / "cell.xml").read_text()


def test_the_script_of_cite_prints_the_same(folder):
    command = [sys.executable, "-m", "rls_sim", "cite"]
    script = answer([*command, "--show-python"], folder)
    assert answer([sys.executable, "-c", script], folder) == answer(command, folder)
