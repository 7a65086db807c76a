"""The heat map of a verdict: every row and column named, the colours those of the numbers."""

from types import SimpleNamespace

import numpy as np
import pytest

from rls_sim.report.agreement_figure import MOST_PAIRS, MOST_SINGLE, draw_agreement
from rls_sim.report.style import figure_bytes


def a_row(i, source, sign="down", value=float("nan")):
    observation = SimpleNamespace(what=f"thing {i}", source=source, sign=sign, value=value)
    return SimpleNamespace(name=f"row{i}", observation=observation)


def a_verdict(name, weight, agreement, effective=10.0):
    lesions = tuple(name.split("+"))
    hypothesis = SimpleNamespace(name=name, lesions=lesions)
    return SimpleNamespace(
        hypothesis=hypothesis,
        weight=weight,
        agreement=agreement,
        effective=effective,
        trial=range(512),
    )


@pytest.fixture
def findings():
    rows = [a_row(0, "one1999"), a_row(1, "two2001", sign="up"), a_row(2, "one1999", None, 0.32)]
    verdicts = [
        a_verdict("release", 0.7, {"row0": 0.9, "row1": 0.1, "row2": 0.5}),
        a_verdict("receptor_loss+release", 0.3, {"row0": 0.2, "row1": 0.3, "row2": 0.4}),
        a_verdict("well", 0.0, {"row0": 0.0, "row1": 0.0, "row2": 0.0}, effective=0.0),
    ]
    return SimpleNamespace(ranking=SimpleNamespace(verdicts=verdicts, rows=rows))


def words_of(figure):
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    for axes in figure.axes:
        texts += [tick.get_text() for tick in (*axes.get_xticklabels(), *axes.get_yticklabels())]
        texts.append(axes.get_xlabel())
    return texts + [text.get_text() for text in figure.texts]


def test_rows_of_one_source_stand_together_and_singles_before_pairs(findings):
    table = draw_agreement(findings).axes[0]
    rows = [tick.get_text() for tick in table.get_yticklabels()]
    columns = [tick.get_text() for tick in table.get_xticklabels()]
    assert rows == ["thing 0 ↓", "thing 2 0.32", "thing 1 ↑"]
    assert columns == ["release", "well", "receptor loss + release"]


def test_the_colours_are_the_agreements(findings):
    image = draw_agreement(findings).axes[0].images[0]
    np.testing.assert_array_equal(
        image.get_array(), [[0.9, 0.0, 0.2], [0.5, 0.0, 0.4], [0.1, 0.0, 0.3]]
    )
    assert image.get_clim() == (0, 1)


def test_the_bars_are_the_weights_and_what_has_no_patient_says_so(findings):
    figure = draw_agreement(findings)
    heights = [bar.get_height() for bar in figure.axes[1].patches]
    assert heights == pytest.approx([0.7, 1e-4, 0.3])
    words = words_of(figure)
    assert "no patient in 512 draws" in words
    assert "one1999" in words
    assert any("how likely a study reports the sign" in word for word in words)


def test_only_the_first_columns_fit_on_a_page(findings):
    agreement = dict.fromkeys(("row0", "row1", "row2"), 0.5)
    many = [a_verdict(f"lesion{i}", 0.01, agreement) for i in range(40)]
    many += [a_verdict(f"a{i}+b{i}", 0.01, agreement) for i in range(40)]
    findings.ranking.verdicts = many
    assert len(draw_agreement(findings).axes[0].get_xticks()) == MOST_SINGLE + MOST_PAIRS


def test_the_file_repeats_by_the_byte(findings):
    one, other = (figure_bytes(draw_agreement(findings), "svg") for _ in range(2))
    assert one == other
