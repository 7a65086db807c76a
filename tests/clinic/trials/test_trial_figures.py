"""Figures of trials: every row is drawn and named, and the same trial gives the same bytes."""

from types import SimpleNamespace

from rls_sim.report.style import figure_bytes
from rls_sim.report.trial_figure import draw_trial, draw_trials


def row(what="difference", agrees=True, use="held out"):
    told = {"low": -6.0, "value": -4.0, "high": -2.0, "what": what, "use": use}
    words = SimpleNamespace(**told, words=lambda: f"{what}, iron")
    return SimpleNamespace(row=words, model=SimpleNamespace(value=-1.0), agrees=agrees)


class Result:
    """A trial of two arms and two visits."""

    people = (1, 2, 3)
    trial = SimpleNamespace(
        title="Iron or nothing",
        question="Which?",
        visits=(1.0, 2.0),
        arms=(
            SimpleNamespace(name="placebo", title="placebo", doses=()),
            SimpleNamespace(name="iron", title="iron 65 mg", doses=("x",)),
        ),
    )

    def change(self, name, visit=None):
        value = -2.0 - (name == "iron") * 3.0
        return SimpleNamespace(value=value, low=value - 1, high=value + 1)


def test_a_trial_is_drawn_with_its_arms_rows_and_notice():
    rows = [row(), row(agrees=False), row("responders")]
    text = figure_bytes(draw_trial(Result(), rows), "svg").decode()
    for words in ("Iron or nothing", "iron 65 mg", "not supported", "Share of people"):
        assert words in text, words
    assert "not medical advice" in text
    assert figure_bytes(draw_trial(Result(), rows), "svg").decode() == text


def test_a_trial_without_published_rows_has_one_panel():
    figure = draw_trial(Result(), [])
    assert len(figure.axes) == 1


def test_groups_of_trials_stand_under_one_another():
    groups = [
        ("Medicine", [row(), row()], ["one", "two"]),
        ("Iron", [row(agrees=False)], ["three"]),
    ]
    figure = draw_trials(groups)
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["Medicine", "Iron"]
    labels = [label.get_text() for axes in figure.axes for label in axes.get_yticklabels()]
    assert labels == ["two", "one", "three"]
