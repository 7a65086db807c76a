"""--plot without a file: a small figure below the result, on terminals alone."""

import json
import os
import subprocess
import sys

import pytest

ON_A_TERMINAL = """
import os, pty, sys
def child():
    os.execvp(sys.executable, [sys.executable, "-m", "rls_sim", *sys.argv[1:]])
pid, end = pty.fork()
if pid == 0:
    child()
while True:
    try:
        part = os.read(end, 4096)
    except OSError:
        break
    if not part:
        break
    os.write(1, part)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@pytest.fixture(scope="module")
def terminal():
    """Run ``rls-sim`` in a real terminal; gives exit code and all that it shows."""

    def run(*words, cwd=None, **settings):
        usual = {"COLUMNS": "80", "TERM": "xterm", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(
            [sys.executable, "-c", ON_A_TERMINAL, *words],
            cwd=cwd,
            env={**os.environ, **usual, **settings},
            capture_output=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout.decode("utf-8").replace("\r\n", "\n")

    return run


def plot_of(shown):
    """The lines of the plot, which is the last paragraph."""
    return shown.rstrip("\n").split("\n\n")[-1].splitlines()


def test_the_day_is_drawn_below_the_result(terminal):
    code, shown = terminal("cycle", "-s", "receptor_density=0.4x", "--plot")
    lines = plot_of(shown)

    assert code == 0, shown
    assert "urge_hours" in shown
    assert shown.index("estimated error") < shown.rindex("Urge at rest")
    heads = ("Labile iron", "Dopamine", "Function reserve; fails below 1", "Urge at rest")
    assert all(any(line.strip().startswith(head) for line in lines) for head in heads)
    assert any(0x2800 < ord(letter) < 0x2900 for letter in "".join(lines))
    assert "night" in lines[-1]
    assert lines[-2].split() == ["12:00", "18:00", "00:00", "06:00", "12:00"]
    assert len(lines) <= 24
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in "".join(lines)


def test_it_is_as_wide_as_the_terminal(terminal):
    _, narrow = terminal("cycle", "--plot", COLUMNS="50")
    _, wide = terminal("cycle", "--plot", COLUMNS="100")

    assert max(map(len, plot_of(narrow))) <= 50
    assert 80 < max(map(len, plot_of(wide))) <= 100


@pytest.mark.parametrize(
    "settings", [{"TERM": "dumb"}, {"PYTHONIOENCODING": "ascii"}], ids=["dumb", "ascii"]
)
def test_a_plain_terminal_gets_plain_letters(terminal, settings):
    code, shown = terminal("cycle", "--plot", **{"NO_COLOR": "", **settings})
    lines = plot_of(shown)

    assert code == 0, shown
    assert "".join(lines).isascii()
    assert "night" in lines[-1]
    assert any("umol/L" in line for line in lines)
    if "TERM" in settings:
        assert "\x1b" not in shown


def test_colours_come_unless_they_are_not_wanted(terminal):
    _, coloured = terminal("cycle", "--plot", NO_COLOR="")
    _, plain = terminal("cycle", "--plot", NO_COLOR="1")

    assert "\x1b[34m" in coloured
    assert "\x1b" not in plain


def test_a_run_is_drawn_over_its_days(terminal):
    code, shown = terminal("run", "--days", "6", "--every", "6h", "--plot")
    lines = plot_of(shown)

    assert code == 0, shown
    assert lines[-2].split() == ["day", "0", "1", "2", "3", "4", "5", "6"]
    assert any(line.strip().startswith("Dopamine") for line in lines)
    assert len(lines) <= 24


def test_a_run_draws_the_outputs_that_were_asked_for(terminal):
    _, shown = terminal("run", "--days", "1", "--outputs", "ferritin_iron", "--plot")
    lines = plot_of(shown)

    assert lines[0].strip().startswith("Ferritin iron")
    assert not any("Dopamine" in line for line in lines)


@pytest.mark.parametrize("words", [("cycle",), ("run", "--days", "1")], ids=["cycle", "run"])
def test_in_a_pipe_it_is_left_out_and_stderr_says_so(command, words):
    drawn, plain = command(*words, "--plot"), command(*words)

    assert drawn.returncode == 0
    assert drawn.stdout == plain.stdout
    assert drawn.stderr.strip() == (
        "--plot left out: stdout is no terminal; --plot FILE draws into a file"
    )
    assert command(*words, "--plot", "-q").stderr == ""


def test_json_holds_no_plot_even_on_a_terminal(terminal):
    code, shown = terminal("cycle", "--json", "--plot")
    end = shown.rindex("}") + 1

    assert code == 0
    assert json.loads(shown[:end])["schema"] == "rls-sim/cycle/1"
    assert "--plot left out: --json is for programs" in shown


def test_a_file_is_drawn_as_before(command, tmp_path):
    done = command("cycle", "--plot", "day.svg", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "wrote day.svg" in done.stderr
    assert (tmp_path / "day.svg").read_bytes().startswith(b"<?xml")


def test_a_file_of_another_kind_is_refused(command, tmp_path):
    done = command("cycle", "--plot", "day.txt", cwd=tmp_path)

    assert done.returncode == 3
    assert "day.txt ends in '.txt'; a figure is .png, .svg or .pdf." in done.stderr
