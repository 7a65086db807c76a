"""The figure of tests over a cohort: ROC curves, predictive values, and whom each test misses."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter

from rls_sim.clinic.diagnosis.assessment import Assessment, Finding
from rls_sim.clinic.diagnosis.roc import Estimate, predictive_values
from rls_sim.clinic.notice import NOTICE
from rls_sim.report.caption import Origin, caption_words
from rls_sim.report.labels import number_words, sentence, unit_words
from rls_sim.report.page import write_around
from rls_sim.report.style import (
    BLACK,
    BLUE,
    GREY,
    LINE_LOOKS,
    PAGE_WIDTH,
    SMALL_TEXT_SIZE,
    VERMILLION,
    house_look,
    new_figure,
)

COLUMNS = 5
EDGE, SIDE, STEP_ACROSS, STEP_DOWN = 12.0, 25.5, 33.5, 38.0  # mm: of the small panels
LARGE, LARGE_ROW, GAP = 70.0, 72.0, 22.0  # mm: of the two panels below
HEAD, FOOT, KEY = 12.0, 17.0, 14.0
KEY_WORDS = "Left: at the cut-off that is told; right: as it moves, large marks at those in use"
SHOWN = 6  # tests with curves of their own below
FEWEST_ALARMS = 0.03  # of the axis: below, a cut-off hardly ever errs
PREVALENCES = (0.002, 0.6)
TICKS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)


def draw_assessment(found: Assessment) -> Figure:
    """
    One page: a small ROC curve a test, then predictive values by prevalence and the ill missed.

    Solid lines are the population, dashed ones a case-control sample of the same readings; hollow
    squares are published sensitivity and specificity.
    """
    rows = -(-(len(found.findings) + 1) // COLUMNS)
    tall = HEAD + rows * STEP_DOWN + LARGE_ROW + KEY + FOOT
    with house_look():
        figure = new_figure(PAGE_WIDTH, tall)
        figure.set_layout_engine("none")
        _write_frame(figure, found)
        for number, finding in enumerate(found.findings):
            row, column = divmod(number, COLUMNS)
            top = HEAD + row * STEP_DOWN + 5.0
            axes = _axes(figure, EDGE + column * STEP_ACROSS, top, SIDE, SIDE, tall)
            _draw_curve(axes, finding, column == 0, number >= len(found.findings) - COLUMNS)
        row, column = divmod(len(found.findings), COLUMNS)
        left, top = EDGE + column * STEP_ACROSS, HEAD + row * STEP_DOWN + 5.0
        _draw_key(_axes(figure, left, top, SIDE, SIDE, tall))
        below = HEAD + rows * STEP_DOWN + 6.0
        chosen = _chosen(found)
        values = _axes(figure, EDGE + 2.0, below, LARGE, LARGE - 15.0, tall)
        _draw_values(values, found, chosen)
        missed = _axes(figure, EDGE + 2.0 + LARGE + GAP, below, LARGE, LARGE - 15.0, tall)
        _draw_missed(missed, chosen)
        lines, words = values.get_legend_handles_labels()
        place = (0.5, (FOOT + 1.0) / tall)
        figure.legend(
            lines, words, loc="lower center", bbox_to_anchor=place, ncols=3, title=KEY_WORDS
        )
    return figure


def _chosen(found: Assessment) -> list[Finding]:
    """The best test of each kind, then the best of the others with a cut-off in use."""
    best: dict[str, Finding] = {}
    for finding in found.findings:
        best.setdefault(finding.test.kind, finding)
    others = [f for f in found.findings if f not in best.values() and f.test.cut_offs]
    others.sort(key=lambda finding: finding.test.of_symptoms)
    return [*best.values(), *others][:SHOWN]


def _axes(
    figure: Figure, left: float, top: float, width: float, height: float, tall: float
) -> Axes:
    """Axes placed in mm from the left and upper edges."""
    place = (left / PAGE_WIDTH, 1 - (top + height) / tall, width / PAGE_WIDTH, height / tall)
    return figure.add_axes(place)


def _write_frame(figure: Figure, found: Assessment) -> None:
    """Title, the sentence that all carry, caption."""
    spectrum = (
        f"Dashed: {found.cases} severe cases (score {number_words(found.severe)} of 40 or more) "
        f"against {found.controls} people without an urge or a lesion, nobody pregnant, anaemic, "
        "with empty stores or kidney disease"
    )
    if not any(finding.case_control for finding in found.findings):
        spectrum = "No case-control sample: too few severe cases or healthy controls"
    caption = caption_words(
        Origin(),
        f"{found.people} people of a virtual population, {found.ill} ill; "
        f"by weights {100 * found.prevalence.value:.2g} % are ill",
        spectrum,
        "Hollow squares: published, with 95 % intervals of studies of their size",
        "Predictive values: at each test's best cut-off (cross-fitted). Missed: ill people not "
        "found, those without a reading counted",
        differences_known=False,
    )
    write_around(figure, "What tests tell: ill or not", NOTICE, "", caption)


def _draw_curve(axes: Axes, finding: Finding, first: bool, last: bool) -> None:
    """One test: both curves, published points, areas in words."""
    axes.plot([0, 1], [0, 1], color=GREY, linewidth=0.5, linestyle=(0, (1, 2)))
    if finding.case_control is not None:
        curve = finding.case_control.curve
        axes.plot(curve.false_alarms, curve.sensitivity, color=VERMILLION, linestyle=(0, (4, 1.5)))
    curve = finding.population.curve
    axes.plot(curve.false_alarms, curve.sensitivity, color=BLUE)
    _draw_published(axes, finding)
    _write_areas(axes, finding)
    axes.set_title(_name(finding), size=SMALL_TEXT_SIZE, pad=2.0)
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.02, 1.02)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(FixedLocator([0, 0.5, 1]))
        axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    if first:
        axes.set_ylabel("Sensitivity [ratio]")
    if last:
        axes.set_xlabel("1 - specificity [ratio]")


def _write_areas(axes: Axes, finding: Finding) -> None:
    """The area in the population, and below it that of the case-control sample."""
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.6}
    size = SMALL_TEXT_SIZE - 0.8
    words = f"AUC {_area(finding.population.area)}"
    axes.text(1.02, 0.11, words, bbox=box, ha="right", va="bottom", size=size, color=BLUE)
    if finding.case_control is not None:
        words = _area(finding.case_control.area)
        axes.text(1.02, 0.0, words, bbox=box, ha="right", va="bottom", size=size, color=VERMILLION)


def _draw_published(axes: Axes, finding: Finding) -> None:
    """Pairs of published sensitivity and specificity of one study at one cut-off."""
    seen: dict[tuple[object, ...], dict[str, Estimate]] = {}
    for row in finding.comparisons:
        key = (row.published.cut_off, row.published.basis.sources, row.published.cases)
        seen.setdefault(key, {})[row.published.of] = row.seen
    for figures in seen.values():
        if {"sensitivity", "specificity"} <= set(figures):
            there, spared = figures["sensitivity"], figures["specificity"]
            across = [[spared.high - spared.value], [spared.value - spared.low]]
            along = [[there.value - there.low], [there.high - there.value]]
            axes.errorbar(
                [1 - spared.value],
                [there.value],
                xerr=across,
                yerr=along,
                fmt="s",
                color=BLACK,
                markerfacecolor="white",
                markersize=3.2,
                elinewidth=0.6,
            )


def _draw_key(axes: Axes) -> None:
    """What lines and marks are, in the place of the panel after the last."""
    axes.set_axis_off()
    axes.plot([], [], color=BLUE, label="population")
    words = "case-control sample\n(its AUC is the lower one)"
    axes.plot([], [], color=VERMILLION, linestyle=(0, (4, 1.5)), label=words)
    axes.plot(
        [], [], marker="s", linestyle="", color=BLACK, markerfacecolor="white", label="published"
    )
    axes.legend(loc="center left", bbox_to_anchor=(-0.15, 0.5), handlelength=2.2)


def _draw_values(axes: Axes, found: Assessment, chosen: Sequence[Finding]) -> None:
    """Share of the positive who are ill, by how common illness is."""
    prevalence = np.geomspace(*PREVALENCES, 200)
    for finding, look in zip(chosen, LINE_LOOKS, strict=False):
        best = finding.population.best
        positive, _ = predictive_values(best.sensitivity.value, best.specificity.value, prevalence)
        axes.plot(
            prevalence,
            positive,
            color=look.colour,
            linestyle=look.dashes,
            marker=look.marker,
            markevery=33,
            label=f"{_name(finding)} {_cut_words(finding)}",
        )
    _mark_samples(axes, found)
    axes.set_xscale("log")
    axes.set_xlim(*PREVALENCES)
    axes.set_ylim(0, 1)
    axes.xaxis.set_major_locator(FixedLocator(TICKS))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:g}"))
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel("Share of those tested who are ill [%]")
    axes.set_ylabel("Positive who are ill [ratio]")
    axes.set_title("Predictive value of a positive test, by prevalence")


def _mark_samples(axes: Axes, found: Assessment) -> None:
    """Where the population lies."""
    here = found.prevalence.value
    axes.axvline(here, color=GREY, linewidth=0.7)
    size = SMALL_TEXT_SIZE - 0.5
    axes.text(here * 0.95, 0.98, "this population", rotation=90, ha="right", va="top", size=size)


def _draw_missed(axes: Axes, chosen: Sequence[Finding]) -> None:
    """What it costs to miss fewer: well people who are positive for each ill person found."""
    for finding, look in zip(chosen, LINE_LOOKS, strict=False):
        rows = [row for row in finding.screening if np.isfinite(row.alarms)]
        axes.plot(
            [row.missed.value for row in rows],
            [row.alarms for row in rows],
            color=look.colour,
            linestyle=look.dashes,
        )
        for row in finding.screenings:
            if np.isfinite(row.alarms):
                axes.plot(
                    row.missed.value,
                    row.alarms,
                    marker=look.marker,
                    color=look.colour,
                    markersize=4.0,
                    markeredgecolor=BLACK,
                    markeredgewidth=0.5,
                )
    axes.set_xlim(0, 1)
    axes.set_yscale("log")
    axes.set_ylim(bottom=FEWEST_ALARMS)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number_words(value)))
    axes.set_xlabel("Ill people missed [ratio]")
    axes.set_ylabel("False alarms for each ill person found [ratio]")
    axes.set_title("Whom a cut-off misses, and its false alarms")


def _name(finding: Finding) -> str:
    """The name of a test in words."""
    words = finding.test.name.replace("_", " ")
    for small, large in (
        ("csf", "CSF"),
        ("mri", "MRI"),
        ("d2 pet", "D2 PET"),
        ("spect", "SPECT"),
        ("r2star", "R2*"),
    ):
        words = words.replace(small, large)
    return sentence(words)


def _cut_words(finding: Finding) -> str:
    unit = finding.test.unit
    sign = "<" if finding.test.ill == "low" else "≥"
    words = "" if unit == "1" else f" {unit_words(unit)}"
    return f"{sign} {number_words(finding.population.best.cut_off)}{words}"


def _area(estimate: Estimate) -> str:
    if not np.isfinite(estimate.value):
        return "not told"
    return f"{estimate.value:.2f} ({estimate.low:.2f}-{estimate.high:.2f})"
