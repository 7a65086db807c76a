"""What takes long says so on stderr; what is quick, or shall be quiet, says nothing."""

import threading
import time

import click
import pytest
from click.testing import CliRunner

from rls_sim.cli import options, progress


@click.command()
@options.quiet_option
@click.option("--sleep", type=float)
@click.option("--fail", is_flag=True)
def work(sleep, fail):
    with progress.told_if_long("drawing the map"):
        time.sleep(sleep)
        if fail:
            raise ValueError("no map")
    click.echo("done")


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(progress, "SECONDS_OF_SILENCE", 0.1)
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.2)
    return lambda *words: CliRunner().invoke(work, words)


def test_what_takes_long_says_so_and_for_how_long(run):
    done = run("--sleep", "0.8")
    assert done.stdout == "done\n"
    lines = done.stderr.splitlines()
    assert lines[0] == "drawing the map ..."
    assert len(lines) >= 2
    assert all(line.startswith("drawing the map ... ") for line in lines[1:])


@pytest.mark.parametrize("words", [("--sleep", "0"), ("-q", "--sleep", "0.5")])
def test_what_is_quick_or_quiet_says_nothing(run, words):
    assert run(*words).stderr == ""


def test_an_error_ends_the_watch(run):
    before = threading.active_count()
    done = run("--sleep", "0.3", "--fail")
    assert isinstance(done.exception, ValueError)
    assert threading.active_count() == before
