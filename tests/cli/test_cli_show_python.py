"""``--show-python``: the script that is printed gives what the command gives, to the last digit."""

import json
import subprocess
import sys

import click
import pytest

from rls_sim.cli.main import commands
from rls_sim.cli.python_text import SCRIPTS
from rls_sim.cli.show_python import PythonCommand

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
    command = [sys.executable, "-m", "rls_sim.cli.start", *line.split(), "--json"]
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
    command, *words = line.split()
    commands.commands[command].main([*words, "--show-python"], standalone_mode=False)
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
def test_an_option_without_an_equivalent_is_refused_by_name(option, capsys):
    from click import UsageError

    with pytest.raises(UsageError, match=option.split()[0]):
        shown(f"sweep -p receptor_density=1,2 {option}", capsys)


def every(group):
    """Every command below a group, by name."""
    for name, one in group.commands.items():
        yield from every(one) if isinstance(one, click.Group) else [(name, one)]


def test_every_command_that_offers_it_has_a_script():
    offering = [name for name, one in every(commands) if isinstance(one, PythonCommand)]
    assert sorted(offering) == sorted(SCRIPTS)


def test_the_script_of_a_document_writes_that_document(folder):
    line = "export sbml --lesion receptor_synthesis:0.5 --at 20:00 -q"
    command = [sys.executable, "-m", "rls_sim.cli.start", *line.split()]
    script = answer([*command, "--show-python"], folder)
    theirs = answer([sys.executable, "-c", script], folder).splitlines()
    ours = answer(command, folder).splitlines()
    differing = [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
    assert len(differing) == 1  # who asked for it
    assert "rls-sim export sbml" in differing[0][0]
    assert 'rls.model(lesions=["receptor_synthesis:0.5"]).sbml(at="20:00")' in differing[0][1]


def test_the_script_of_a_file_writes_it(folder):
    line = "export sbml configs/receptor_density.toml --from healthy -o cell.xml -q"
    command = [sys.executable, "-m", "rls_sim.cli.start", *line.split()]
    answer([sys.executable, "-c", answer([*command, "--show-python"], folder)], folder)
    assert '<parameter id="neuron_receptor_density"' in (folder / "cell.xml").read_text()


def test_the_script_of_cite_prints_the_same(folder):
    command = [sys.executable, "-m", "rls_sim.cli.start", "cite"]
    script = answer([*command, "--show-python"], folder)
    assert answer([sys.executable, "-c", script], folder) == answer(command, folder)


@pytest.mark.parametrize("line", ["cite --json", "export sbml --treated"])
def test_what_a_script_cannot_do_is_refused(line, folder):
    command = [sys.executable, "-m", "rls_sim.cli.start", *line.split(), "--show-python"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 2
    assert "has no equivalent in Python" in done.stderr
