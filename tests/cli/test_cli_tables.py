"""Tables on a screen: aligned, units under names, numbers to the right."""

import subprocess
import sys
from itertools import pairwise

import pytest

from rls_sim.cli.critical_text import value_text
from rls_sim.cli.run_text import picked_times
from rls_sim.cli.tables import aligned, cell_text, clock_text, number_text, text_table


def test_numbers_stand_to_the_right_under_their_unit():
    table = text_table([("density", "1"), ("iron", "umol/L")], [[0.5, 12.0], [10, 3.25]])

    assert table.splitlines() == [
        "density      iron",
        "    [1]  [umol/L]",
        "    0.5        12",
        "     10      3.25",
    ]


PROSE = [["name", "meaning"], ["iron", "what is bound by nothing and so can react at once"]]


def test_prose_that_is_wider_than_the_terminal_is_wrapped():
    assert aligned(PROSE, [False, False], width=32).splitlines() == [
        "name  meaning",
        "iron  what is bound by nothing",
        "        and so can react at once",
    ]


@pytest.mark.parametrize("width", [0, 10, 100])
def test_without_a_terminal_or_without_room_prose_stays_whole(width):
    assert len(aligned(PROSE, [False, False], width=width).splitlines()) == 2


def test_a_terminal_is_asked_for_its_width():
    code = (
        "import os, pty, sys\n"
        "def child(): os.execvp(sys.executable, [sys.executable, '-m', 'rls_sim', "
        "'show', 'outcomes'])\n"
        "os.environ['COLUMNS'] = '90'\n"
        "pid, fd = pty.fork()\n"
        "if pid == 0: child()\n"
        "while True:\n"
        "    try: part = os.read(fd, 4096)\n"
        "    except OSError: break\n"
        "    if not part: break\n"
        "    os.write(1, part)\n"
        "os.waitpid(pid, 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert "labile_iron" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 90


def test_words_stand_to_the_left():
    table = text_table([("state", ""), ("n", "")], [["dying", 1], ["functional", 20]])
    assert table.splitlines() == ["state        n", "dying        1", "functional  20"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1"),
        (0.43264, "0.4326"),
        (123456.0, "123456"),
        (1.5e-7, "1.5e-07"),
        (2.5e9, "2.5e+09"),
        (-0.00123456, "-0.001235"),
        (float("nan"), "-"),
    ],
)
def test_numbers_have_four_digits(value, text):
    assert number_text(value) == text


def test_what_is_missing_is_a_dash_and_an_empty_word_is_empty():
    assert cell_text(None) == "-"
    assert cell_text("") == ""


@pytest.mark.parametrize(("hour", "text"), [(0, "00:00"), (22.5, "22:30"), (23.9999, "00:00")])
def test_an_hour_is_a_clock_time(hour, text):
    assert clock_text(hour) == text


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [(0.07312, 1e-4, "0.073120 ± 0.000004"), (12.5, 1e-4, "12.5000 ± 0.0007"), (2.0, 0.0, "2")],
)
def test_a_critical_value_stands_with_its_error_to_the_same_place(value, width, text):
    assert value_text(value, width) == text


@pytest.mark.parametrize("value", [0.0736241851, 0.30935836, 0.68243073, 3.14159265, 12345.678])
@pytest.mark.parametrize("width", [4e-7, 1e-6, 3.3e-5])
def test_a_critical_value_as_printed_holds_its_whole_bracket(value, width):
    middle, half = map(float, value_text(value, width).split(" ± "))

    assert middle - half <= value * (1 - width / 2)
    assert middle + half >= value * (1 + width / 2)


@pytest.mark.parametrize(
    ("count", "every", "hours"),
    [(49, 1.0, 1.0), (337, 1.0, 8.0), (1441, 1.0, 48.0), (289, 0.25, 1.5), (30, 7.0, 7.0)],
)
def test_a_long_run_is_printed_at_times_of_day_that_return(count, every, hours):
    picked = picked_times(count, every)

    assert len(picked) <= 51
    assert picked[-1] == count - 1
    assert {b - a for a, b in pairwise(picked[:-1])} == {hours / every}
