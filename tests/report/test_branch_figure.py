"""The figure of a branch: solid where stable, dashed where not, folds and thresholds marked."""

from types import SimpleNamespace

import numpy as np
import pytest

from rls_sim.report.branch_figure import LOOKS, draw_branch
from rls_sim.report.style import figure_bytes

NAME = "neuron.receptor_density"
COLUMNS = {
    "point": ("Number", "1"),
    NAME: ("synthesis", "1"),
    "labile_iron": ("Labile iron", "umol/L"),
    "urge_hours": ("Hours with an urge", "h"),
    "function_reserve_night": ("Function reserve by night, least", "1"),
    "state": ("State", ""),
}


def row(value, iron, state, stability, stretch, fold=0):
    return {
        NAME: value,
        "labile_iron": iron,
        "urge_hours": 24 * (iron < 1),
        "function_reserve_night": 2 * iron,
        "state": state,
        "stability": stability,
        "stretch": stretch,
        "fold": fold,
        "error": "",
    }


def branch(stretches, *, criticals=(), folds=(), ends=(), **more):
    return SimpleNamespace(
        parameter=SimpleNamespace(name=NAME, meaning="synthesis of TfR1", unit="1", value=1.0),
        low=0.02,
        high=2.0,
        stretches=stretches,
        columns=COLUMNS,
        criticals=criticals,
        folds=[SimpleNamespace(value=value) for value in folds],
        ends=[SimpleNamespace(ending=e, value=v, words=w) for e, v, w in ends],
        **{"table": (), "levels": (), "differences": {}, "model_hash": "0123456789", **more},
    )


def critical(value, below, above, stretch=0, cause="night_reserve"):
    return SimpleNamespace(
        value=value, below_state=below, above_state=above, stretch=stretch, cause=cause
    )


def plain(**more):
    values = np.geomspace(0.02, 2.0, 9)
    rows = [row(v, v, "dying" if v < 0.3 else "functional", "stable", 0) for v in values]
    return branch([rows], criticals=[critical(0.3, "dying", "functional")], **more)


def folded():
    first = [row(v, v, "dying", "stable", 0) for v in (0.02, 0.1, 0.5)]
    upper = row(0.9, 0.95, "dying", "stable", 0, fold=1)
    second = [row(v, 1.9 - v, "functional", "unstable", 1) for v in (0.7, 0.4)]
    lower = row(0.3, 1.6, "functional", "unstable", 1, fold=1)
    third = [row(v, 1.3 + v, "functional", "stable", 2) for v in (0.5, 2.0)]
    return branch(
        [[*first, upper], [upper, *second, lower], [lower, *third]],
        criticals=[
            critical(0.8, "functional", "dying", stretch=1),
            critical(0.6, "functional", "functional", 2, cause="labile_iron=1.9"),
        ],
        folds=(0.9, 0.3),
        levels=(("labile_iron", 1.9),),
        table=("labile_iron",),
    )


def lines(axes):
    return [line for line in axes.lines if len(line.get_xdata()) > 2 and line.get_clip_on()]


def marks(axes):
    return [
        (line.get_marker(), line.get_xdata()[0], line.get_ydata()[0])
        for line in axes.lines
        if len(line.get_xdata()) == 1
    ]


def words(figure):
    return " ".join(
        t.get_text().replace("\n", " ") for t in figure.findobj(lambda o: hasattr(o, "get_text"))
    )


def test_a_branch_without_folds_has_one_strip_and_a_panel_an_outcome():
    figure = draw_branch(plain())

    assert len(figure.axes) == 4  # the strip; iron, reserve and urge
    assert [a.get_ylabel().replace("\n", " ") for a in figure.axes[1:]] == [
        "Labile iron [µmol/L]",
        "Function reserve by night, least [ratio]",
        "Hours with an urge [h]",
    ]
    (line,) = lines(figure.axes[1])
    assert line.get_linestyle() == LOOKS["stable"].dashes
    assert figure.axes[1].get_xscale() == "log"
    assert figure.axes[1].get_xlim() == (0.02, 2.0)
    assert "dying" in words(figure)
    assert "well" in words(figure)


def test_a_critical_value_is_a_circle_on_the_curve():
    figure = draw_branch(plain())

    ((marker, place, height),) = marks(figure.axes[1])
    assert (marker, place) == ("o", 0.3)
    assert height == pytest.approx(0.3, rel=0.05)  # the curve has iron = density
    assert "0.3" in words(figure)


def test_every_stretch_has_its_strip_and_its_kind_of_line():
    figure = draw_branch(folded())

    assert len(figure.axes) == 4
    panel = figure.axes[3]
    kinds = [line.get_linestyle() for line in lines(panel)]
    assert kinds == ["-", "--", "-"]
    colours = [line.get_color() for line in lines(panel)]
    assert colours == [LOOKS[kind].colour for kind in ("stable", "unstable", "stable")]
    text = words(figure)
    assert "Stretch 2, unstable" in text
    assert "unstable: a push grows" in text


def test_folds_are_diamonds_and_what_was_sought_is_a_triangle():
    figure = draw_branch(folded())

    found = marks(figure.axes[3])
    assert sorted(m for m in found if m[0] == "D") == [("D", 0.3, 1.6), ("D", 0.9, 0.95)]
    (triangle,) = [m for m in found if m[0] == "^"]
    assert triangle[1] == 0.6
    assert triangle[2] == pytest.approx(1.9, abs=0.3)
    assert "turns back, at 0.9 and 0.3" in words(figure)
    assert "labile_iron=1.9 at 0.6" in words(figure)


def test_a_stretch_is_drawn_as_stable_as_each_part_of_it_is():
    """Stability may be lost without a fold; what lies between two verdicts is not known."""
    kinds = ["stable", "stable", "unstable", "unstable", "unstable"]
    values = (0.02, 0.1, 0.3, 1.0, 2.0)
    rows = [row(v, v, "dying", kind, 0) for v, kind in zip(values, kinds, strict=True)]
    figure = draw_branch(branch([rows], table=("labile_iron",)))

    panel = figure.axes[1]
    drawn = [
        (line.get_color(), list(line.get_xdata()))
        for line in panel.lines
        if len(line.get_xdata()) > 1 and line.get_clip_on() and line.get_zorder() == 3
    ]
    assert drawn == [
        (LOOKS["stable"].colour, [0.02, 0.1]),
        (LOOKS["unsure"].colour, [0.1, 0.3]),
        (LOOKS["unstable"].colour, [0.3, 1.0, 2.0]),
    ]
    assert "stability not known" in words(figure)


def test_the_looks_differ_without_colour():
    assert len({str(look.dashes) for look in LOOKS.values()}) == len(LOOKS)


def test_an_end_short_of_the_range_is_told_in_the_caption():
    ends = (("reached_low", 0.02, "the low end"), ("runs_away", 1.5, "iron grows"))
    text = words(draw_branch(plain(ends=ends)))

    assert "ends at 1.5: iron grows" in text
    assert "the low end" not in text


def test_only_the_outcomes_that_were_asked_for_are_drawn():
    figure = draw_branch(plain(table=("urge_hours", "state")))

    (panel,) = figure.axes[1:]
    assert panel.get_ylabel().split() == ["Hours", "with", "an", "urge", "[h]"]


def test_a_branch_without_numbers_is_refused():
    with pytest.raises(ValueError, match="no outcome"):
        draw_branch(plain(table=("state",)))


def test_the_same_branch_gives_the_same_bytes():
    assert figure_bytes(draw_branch(folded()), "svg") == figure_bytes(draw_branch(folded()), "svg")
