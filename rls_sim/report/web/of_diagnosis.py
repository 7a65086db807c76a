"""The report of what tests tell of a cohort: areas, curves, cut-offs, published figures, pairs."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rls_sim.clinic.diagnosis.store import (
    CUT_OFFS,
    KIND,
    LESIONS,
    PAIRS,
    PUBLISHED,
    TESTS,
)
from rls_sim.report.style import BLUE, LINE_LOOKS, ORANGE, LineLook
from rls_sim.report.web.about import Background, about_sections
from rls_sim.report.web.chart import Chart, Series, chart_figure
from rls_sim.report.web.kept import folder_read, kept_manifest
from rls_sim.report.web.markup import Html, joined, listed, tag
from rls_sim.report.web.page import Section, page_text
from rls_sim.report.web.pictures import Album
from rls_sim.report.web.scale import Axis
from rls_sim.report.web.table import Column, plain, table
from rls_sim.study.folder import intact_manifest, read_table

WORD_COLUMNS = (
    "test",
    "unit",
    "lesion",
    "of",
    "sample",
    "verdict",
    "sources",
    "one",
    "other",
    "better_alone",
    "notice",
)
CURVES = 6  # tests whose curves are drawn
TABLES = (
    (TESTS, "Every test, at its best cut-off"),
    (CUT_OFFS, "Every test at the cut-offs in use"),
    (PUBLISHED, "Published figures beside the model's"),
    (PAIRS, "Pairs of tests"),
    (LESIONS, "Tests by lesion: area under the curve"),
)


def diagnosis_report(folder: Path) -> str:
    """The page of the assessment in a folder; raises OutputFolderError where it is not whole."""
    content = intact_manifest(folder, KIND, TESTS)
    kept = kept_manifest(folder, content, tests=list, prevalence=dict, left_out=list, methods=list)
    words = "Figure of the tests: curves and predictive values."
    figures = [Album().kept(folder / "tests.png", words), _areas(kept), _curves(kept)]
    sources = {
        str(s) for test in kept["tests"] for row in test["published"] for s in row["sources"]
    }
    for test in kept["tests"]:
        for basis in (test["error_rests_on"], test["other_rests_on"]):
            sources |= set(basis["sources"]) if basis else set()
    sections = [
        Section("verdict", "What was found", _found(kept)),
        Section("figures", "Figures", joined(figures)),
        Section("tables", "Tables", joined(_table(folder / name, said) for name, said in TABLES)),
        Section("methods", "How it was computed", joined([listed(kept["methods"]), _tests(kept)])),
        *about_sections(Background.of(kept), {}, sources),
    ]
    question = f"{kept['people']} people, {kept['ill']} of them ill: which tests tell?"
    return page_text(KIND, "What tests tell of a virtual population", question, sections)


def _ranked(kept: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    known = [one for one in kept["tests"] if one["population"]["auc"]["value"] is not None]
    return sorted(known, key=lambda one: -one["population"]["auc"]["value"])


def _found(kept: Mapping[str, Any]) -> Html:
    share = kept["prevalence"]
    told = [
        f"{100 * share['value']:.1f} % are ill (95 %: {100 * share['low']:.1f} to "
        f"{100 * share['high']:.1f} %)."
    ]
    for one in [test for test in _ranked(kept) if not test["reads_symptoms"]][:3]:
        area = one["population"]["auc"]
        told.append(
            f"Of tests that do not read symptoms, {one['title']} has an area under the curve of "
            f"{area['value']:.3f} ({area['low']:.3f} to {area['high']:.3f})."
        )
    words = [row["verdict"] for test in kept["tests"] for row in test["published"]]
    counts = ", ".join(f"{words.count(word)} {word}" for word in sorted(set(words)))
    told.append(f"Of {len(words)} published figures: {counts}.")
    if kept["left_out"]:
        told.append(f"Left out: {', '.join(map(str, kept['left_out']))}.")
    return listed(told, "found")


def _areas(kept: Mapping[str, Any]) -> Html:
    """A forest of areas, a row a test; those that read symptoms apart."""
    ranked = _ranked(kept)
    names = tuple(one["title"] for one in ranked)
    series = []
    for reads, said, look in (
        (False, "does not read symptoms", LineLook(BLUE, "-", "o")),
        (True, "reads the urge by which people are called ill", LineLook(ORANGE, "-", "s")),
    ):
        inside = [(n, one) for n, one in enumerate(ranked) if one["reads_symptoms"] == reads]
        areas = [one["population"]["auc"] for _, one in inside]
        if areas:
            series.append(
                Series(
                    said,
                    [a["value"] for a in areas],
                    [n for n, _ in inside],
                    look,
                    points=True,
                    low=[_or(a["low"], a["value"]) for a in areas],
                    high=[_or(a["high"], a["value"]) for a in areas],
                )
            )
    ends = [value for one in series for value in one.low]
    return chart_figure(
        Chart(
            title="Area under the curve of every test, with its 95 % interval",
            x=Axis("Area under the curve", "", min([*ends, 0.45]) - 0.02, 1.02),
            y=Axis("", "", -0.6, len(names) - 0.4, names=names),
            series=series,
            marks=[(0.5, "no better than chance")],
            height=70.0 + 18.0 * len(names),
        )
    )


def _curves(kept: Mapping[str, Any]) -> Html:
    chosen = [one for one in _ranked(kept) if not one["reads_symptoms"]][:CURVES]
    series = [
        Series(
            one["title"],
            one["population"]["curve"]["false_alarms"],
            one["population"]["curve"]["sensitivity"],
            look,
        )
        for one, look in zip(chosen, LINE_LOOKS, strict=False)
    ]
    if not series:
        return Html("")
    chart = chart_figure(
        Chart(
            title="ROC curves of the best tests that do not read symptoms",
            x=Axis("Well people called ill, share", "", 0.0, 1.0),
            y=Axis("Ill people found, share", "", 0.0, 1.02),
            series=series,
            height=360.0,
        )
    )
    return tag("div", chart, class_="charts")


def _table(path: Path, caption: str) -> Html:
    with folder_read(path.parent):
        rows = read_table(path, WORD_COLUMNS, ())
    names = [name for name in (rows[0] if rows else ()) if name != "notice"]
    ends = [name for name in names if name.endswith(("_low", "_high"))]
    return table(path.stem, caption, plain(names, ends), rows)


def _tests(kept: Mapping[str, Any]) -> Html:
    columns = (
        Column("title", "test"),
        Column("sees", "what it sees"),
        Column("reads", "formula"),
        Column("unit", "unit"),
        Column("side_of_the_ill", "side of the ill"),
        Column("analytic_cv", "scatter of the assay"),
        Column("person_cv", "within a person"),
        Column("sd", "constant error"),
        Column("share_measured", "share measured"),
    )
    return table("readings", "What each test reads", columns, kept["tests"])


def _or(value: float | None, other: float) -> float:
    return other if value is None else value
