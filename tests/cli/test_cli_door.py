"""The door: help, versions, exit codes, streams."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from rls_sim.cli.main import commands

HEAVY = ("numpy", "scipy", "numba", "llvmlite", "matplotlib")


def all_commands(group=commands, path=()):
    for name, entry in group.commands.items():
        if isinstance(entry, click.Group):
            yield from all_commands(entry, (*path, name))
        else:
            yield (*path, name), entry


@pytest.mark.parametrize("words", [["--help"], ["sweep", "--help"], ["model", "-h"]])
def test_help_imports_nothing_heavy(words):
    code = (
        "import sys\nfrom rls_sim.cli.main import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"print([n for n in {HEAVY!r} if n in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stderr.strip() == "[]"
    assert done.stdout.startswith("Example")


@pytest.mark.parametrize(("path", "entry"), list(all_commands()))
def test_every_help_begins_with_an_example_that_can_be_read(path, entry):
    assert entry.examples
    for line in entry.examples:
        words = re.split(r" [>|] ", line)[0].split()
        assert words[: len(path) + 1] == ["rls-sim", *path]
        entry.make_context(words[len(path)], words[len(path) + 1 :])


def test_the_version_is_told(command):
    import rls_sim

    assert rls_sim.__version__ in command("--version").stdout


@pytest.mark.parametrize("words", [["no-such-command"], ["cycle", "--no-such-option"], ["plot"]])
def test_wrong_usage_has_exit_code_2(command, words):
    done = command(*words)

    assert done.returncode == 2
    assert "Usage: " in done.stderr
    assert done.stdout == ""


def test_a_bug_is_one_line_and_a_file(tmp_path):
    code = (
        "import sys, rls_sim.cli.main as door\n"
        "import rls_sim.study.cell as cell\n"
        "def broken(*_, **__):\n    raise KeyError('oh\\nno')\n"
        "cell.brain_bench = broken\n"
        "door.main(['show', 'model'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
    )

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: this is a bug of rls-sim: KeyError")
    (report,) = tmp_path.glob("*.traceback.txt")
    assert str(report) in line
    assert "in broken" in report.read_text()


def test_a_closed_pipe_is_quiet():
    with subprocess.Popen(
        f"{sys.executable} -m rls_sim show parameters | head -1",
        shell=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as pipe:
        out, err = pipe.communicate(timeout=60)

    assert out.startswith("name")
    assert err == ""


def test_commands_import_heavy_rooms_only_when_they_run():
    """At the top of a file in cli/ stand only click, errors, the standard library and cli/."""
    light = {"rls_sim.errors", "rls_sim"}
    for path in Path(commands.callback.__code__.co_filename).parent.glob("*.py"):
        if path.stem.endswith(("_text", "_lists", "_evidence")):
            continue  # imported by a command that runs
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("rls_sim"):
                allowed = node.module in light or node.module.startswith("rls_sim.cli")
                assert allowed, f"{path.name} imports {node.module} at its top"
