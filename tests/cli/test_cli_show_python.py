"""``--show-python``: the script that is printed gives what the command gives, to the last digit."""

import json
import subprocess
import sys

import pytest

from rls_sim.cli.main import commands
from rls_sim.cli.python_script import SCRIPTS
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


def test_every_command_that_offers_it_has_a_script():
    offering = {name for name, one in commands.commands.items() if isinstance(one, PythonCommand)}
    assert offering == set(SCRIPTS)
