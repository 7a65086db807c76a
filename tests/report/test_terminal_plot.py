"""Courses as text: lines where the values are, nights as dots, in no more than 24 lines."""

import numpy as np
import pytest

from rls_sim.report.terminal_plot import Screen, Strip, day_plot, strip_of, terminal_plot

NIGHT = (22.0, 30.0)
HOURS = np.linspace(12.0, 36.0, 289)


def wave(label="Labile iron", unit="umol/L", low=1.0, high=3.0):
    """Highest at midnight, lowest at noon."""
    values = (low + high) / 2 - (high - low) / 2 * np.cos((HOURS - 12.0) / 24.0 * 2 * np.pi)
    return Strip(label, unit, HOURS, values)


def rows_of(text):
    """What stands right of the axis, from the top, of the first panel."""
    return [line.split("|", 1)[1] for line in text.splitlines() if "|" in line[:11]]


def test_a_line_is_where_its_values_are():
    text = terminal_plot([wave()], [], Screen(80, unicode=False))
    rows = rows_of(text)

    highest = [column for column, letter in enumerate(rows[0]) if letter != " "]
    assert np.mean(highest) == pytest.approx(Screen(80).columns / 2, abs=1.0)  # at midnight
    assert rows[-1].strip() != ""
    assert {rows[-1][0], rows[-1][-1]} <= set("_.-'")  # lowest at both noons
    for column in range(Screen(80).columns):  # one unbroken line
        assert any(len(row) > column and row[column] != " " for row in rows)


def test_the_ends_of_the_axis_are_those_of_the_values():
    lines = terminal_plot([wave(low=1.0, high=3.0)], [], Screen(80)).splitlines()

    assert lines[0].strip() == "Labile iron [µmol/L]"
    assert lines[1].split("│")[0].strip() == "3"
    assert lines[5].split("│")[0].strip() == "1"


def test_the_night_is_dotted_and_nothing_else():
    text = terminal_plot([wave()], [NIGHT], Screen(80, unicode=False))
    columns = Screen(80).columns

    def hour(column):
        return 12.0 + 24.0 * (column + 0.5) / columns

    dotted = {c for row in rows_of(text) for c, letter in enumerate(row) if letter == ":"}
    assert dotted == {c for c in range(columns) if 22.0 <= hour(c) < 30.0}
    assert text.splitlines()[-1].strip() == "::: night"


def test_braille_dots_are_where_the_values_are():
    text = terminal_plot([wave()], [], Screen(80))
    rows = [line.split("│", 1)[1] for line in text.splitlines() if "│" in line]
    dots = {}
    for i, row in enumerate(rows):
        for j, letter in enumerate(row):
            bits = ord(letter) - 0x2800 if letter != " " else 0
            for y, pair in enumerate(((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))):
                for x, bit in enumerate(pair):
                    if bits & bit:
                        dots.setdefault(2 * j + x, []).append(4 * (len(rows) - i) - 1 - y)
    columns = 2 * Screen(80).columns
    assert set(dots) == set(range(columns))
    steps = 4 * len(rows) - 1
    for column, reached in dots.items():
        hour = 12.0 + 24.0 * (column + 0.5) / columns
        expected = (1 - np.cos((hour - 12.0) / 24.0 * 2 * np.pi)) / 2 * steps
        assert min(abs(step - expected) for step in reached) <= 1.0


@pytest.mark.parametrize("count", [1, 2, 4, 7, 9])
@pytest.mark.parametrize("width", [20, 80, 300])
def test_it_fits_a_small_terminal(count, width):
    text = terminal_plot([wave()] * count, [NIGHT], Screen(width))

    assert len(text.splitlines()) <= 24
    assert max(map(len, text.splitlines())) <= min(max(width, 40), 110)
    assert ("2 more: --plot FILE" in text) == (count == 9)


def test_plain_letters_are_ascii_and_there_is_no_colour_unless_asked_for():
    plain = terminal_plot([wave()] * 3, [NIGHT], Screen(80, unicode=False))
    coloured = terminal_plot([wave()] * 3, [NIGHT], Screen(80, colour=True))

    assert plain.isascii()
    assert "\x1b" not in plain
    assert "\x1b[34m" in coloured
    assert coloured.count("\x1b[0m") == coloured.count("\x1b[3")


def test_a_level_is_drawn_at_its_height():
    strip = strip_of("neuron.function_reserve", "function reserve", "1", HOURS, wave().values - 1.0)
    text = terminal_plot([strip], [], Screen(80, unicode=False))

    assert "fails below 1" in text.splitlines()[0]
    dashed = [row.count("-") for row in rows_of(text)]
    assert dashed.index(max(dashed)) == len(dashed) // 2  # of values from 0 to 2


def test_a_small_amount_is_told_in_a_small_unit():
    strip = strip_of("dopamine", "dopamine", "umol/L", HOURS, wave().values / 1000)

    assert strip.unit == "nmol/L"
    assert strip.values.max() == pytest.approx(3.0)


def test_gaps_and_constants_are_drawn_too():
    gap = wave()
    values = gap.values.copy()
    values[100:150] = np.nan
    flat = Strip("flat", "1", HOURS, np.full(len(HOURS), 2.0))
    text = terminal_plot([Strip("gap", "1", HOURS, values)], [], Screen(80, unicode=False))
    rows = [row.ljust(Screen(80).columns) for row in rows_of(text)]
    drawn = {c for row in rows for c, letter in enumerate(row) if letter != " "}
    lost = {c for c in range(len(rows[0])) if c not in drawn}
    first, last = (int(n / 288 * len(rows[0])) for n in (100, 150))
    assert lost
    assert abs(min(lost) - first) <= 1
    assert abs(max(lost) - last) <= 1

    level = rows_of(terminal_plot([flat], [], Screen(80, unicode=False)))
    assert sum(row.strip() != "" for row in level) == 1
    assert "nan" not in text


def test_a_long_run_counts_days():
    hours = np.linspace(0.0, 24.0 * 30, 2000)
    values = np.sin(hours / 24 * 2 * np.pi)
    text = terminal_plot([Strip("x", "1", hours, values)], [NIGHT], Screen(80))

    assert text.splitlines()[-1].split() == ["day", "0", "5", "10", "15", "20", "25", "30"]


def test_of_nothing_there_is_no_plot():
    assert terminal_plot([], [NIGHT], Screen(80)) == ""


def test_a_day_without_the_quantities_has_no_plot():
    from types import SimpleNamespace

    day = SimpleNamespace(
        time=np.linspace(0.0, 24.0, 25),
        model=SimpleNamespace(species=(), derived=(), parameters={}),
    )
    assert day_plot(day, Screen(80)) == ""


def test_an_urge_that_never_comes_is_drawn_below_the_level_from_which_it_is_noticed():
    from types import SimpleNamespace

    parameters = {"urge_noticed": SimpleNamespace(value=0.3)}
    tiny = np.where(HOURS > 12, 2.5e-32, -2.5e-32)
    strip = strip_of("urge", "urge at rest", "1", HOURS, tiny, parameters)
    lines = terminal_plot([strip], [], Screen(80)).splitlines()

    assert lines[0].strip() == "Urge at rest; noticed from 0.3"
    assert lines[1].split("│")[0].strip() == "0.3"
    assert lines[5].split("│")[0].strip() == "0"
    assert "╌" in lines[1]
    assert "e-32" not in "".join(lines)


def test_what_is_zero_throughout_has_zero_at_the_bottom_of_its_axis():
    flat = Strip("flat", "1", HOURS, np.zeros(len(HOURS)))
    rows = terminal_plot([flat], [], Screen(80)).splitlines()[1:6]
    assert [rows[i].split("│")[0].strip() for i in (0, 4)] == ["1", "0"]
