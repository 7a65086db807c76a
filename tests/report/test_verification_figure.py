"""The figure of a verification: every error with its bound, what failed, what was not run."""

import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from rls_sim.report.style import VERMILLION, figure_bytes
from rls_sim.report.verification_figure import draw_verification

KEPT = json.loads((Path(__file__).parents[2] / "tools" / "verification.json").read_text("utf-8"))


def panel(figure, words):
    return next(axes for axes in figure.axes if words in axes.get_title("left"))


def test_every_error_stands_beside_its_bound():
    axes = panel(draw_verification(KEPT), "Errors and differences")
    names = axes.get_yticklabels()
    shown = {label.get_text(): y for label, y in zip(names, axes.get_yticks(), strict=True)}
    assert {"closed_logistic", "libroadrunner_month", "moieties"} <= set(shown)
    assert not {"order", "no_debt", "best2009_slopes"} & set(shown)
    dots = {line.get_ydata()[0]: line.get_xdata()[0] for line in axes.lines if _is_dot(line)}
    for check in KEPT["checks"]:
        if check["name"] in shown:
            drawn = dots[shown[check["name"]]]
            assert drawn == pytest.approx(max(check["number"], 1e-16))
            assert drawn < check["bound"]["high"]


def _is_dot(line):
    return line.get_marker() in ("o", "X") and len(line.get_xdata()) == 1


def test_curves_are_drawn_as_they_were_measured():
    figure = draw_verification(KEPT)
    day = next(c for check in KEPT["checks"] for c in check["curves"] if c["label"] == "sharp pool")
    lines = {line.get_label(): line for line in panel(figure, "periodic day").lines}
    np.testing.assert_allclose(lines["sharp pool: factor 0.5"].get_ydata(), day["y"])
    labels = [line.get_label() for line in panel(figure, "integrator").lines]
    assert "logistic growth: order 5" in labels


def test_what_failed_and_what_was_not_run_is_seen():
    found = deepcopy(KEPT)
    by_name = {check["name"]: check for check in found["checks"]}
    by_name["moieties"] |= {"status": "failed", "number": 1e-9}
    by_name["copasi_day"] |= {"status": "not_run", "number": None}
    found |= {"passed": 47, "failed": 1, "not_run": 1}

    figure = draw_verification(found)

    axes = panel(figure, "Errors and differences")
    crosses = [line for line in axes.lines if line.get_marker() == "X"]
    assert [line.get_xdata()[0] for line in crosses] == [1e-9]
    assert crosses[0].get_color() == VERMILLION
    assert "not run" in [text.get_text() for text in axes.texts]
    assert "47 of 49 hold, 1 failed, 1 not run" in figure.get_suptitle()


def test_the_same_verification_gives_the_same_file():
    assert figure_bytes(draw_verification(KEPT), "svg") == figure_bytes(
        draw_verification(KEPT), "svg"
    )


def test_a_quick_verification_without_curves_can_be_drawn():
    few = KEPT | {"checks": [c for c in KEPT["checks"] if not c["curves"]]}
    assert figure_bytes(draw_verification(few), "png")[:4] == b"\x89PNG"
