"""The report of a virtual population: how many are ill, beside what was published."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rls_sim.clinic.population.population import Population
from rls_sim.clinic.population.solving import days_folder, solved_members
from rls_sim.clinic.population.storing import KIND, open_people
from rls_sim.clinic.population.summary import AGES, Summary, sources_beside, summarise
from rls_sim.errors import CheckError
from rls_sim.report.cohort_figure import VERDICTS, draw_cohort
from rls_sim.report.style import LINE_LOOKS, LineLook, figure_bytes
from rls_sim.report.web.about import Background, about_sections
from rls_sim.report.web.chart import Chart, Series, chart_figure
from rls_sim.report.web.kept import folder_read
from rls_sim.report.web.markup import Html, joined, listed, tag
from rls_sim.report.web.page import Section, page_text
from rls_sim.report.web.pictures import Album
from rls_sim.report.web.scale import Axis, axis_over
from rls_sim.report.web.table import Column, number_text, plain, table
from rls_sim.study.files import as_typed

PER_CENT = 100.0
SYMPTOMS = ("any_symptom", "weekly", "ill")
PUBLISHED = plain(
    (
        *("what", "verdict", "value", "low", "high"),
        *("model_value", "model_low", "model_high", "model_people"),
        *("kind", "of", "among", "against", "source", "note"),
    ),
    more=("of", "among", "against"),
)
TARGETS = plain(("measure", "below", "unit", "sex", "ages", "share", "before", "after", "source"))
WORDS = {"any_symptom": "any symptom", "weekly": "weekly symptoms", "ill": "ill"}


def cohort_report(folder: Path) -> str:
    """The page of the cohort in a folder; raises CheckError where days are still to be solved."""
    with folder_read(folder):
        people = open_people(folder)
    if not days_folder(folder).is_dir():
        raise CheckError(
            f"{folder}: nobody's day is solved yet; rls-sim cohort run {as_typed(folder)} does it."
        )
    with folder_read(folder):
        members = solved_members(folder)
    found = summarise(people, members)
    told = found.told()
    background = Background.of(people.kept)
    drawn = Album().drawn(
        figure_bytes(draw_cohort(found), "png"),
        "Figure of the cohort: published numbers beside the model's, blood, symptoms.",
        "of the cohort",
    )
    sections = [
        Section("verdict", "What was found", _found(found, told)),
        Section("figures", "Figures", joined([drawn, _published(told), _by_age(told)])),
        Section("tables", "Tables", _tables(told)),
        Section("population", "How people were drawn", _population(people.population)),
        *about_sections(
            background, dict.fromkeys(people.names, "differs between people"), sources_beside()
        ),
    ]
    title = f"A virtual population of {len(people)} people"
    return page_text(
        KIND,
        title,
        "How many of them have symptoms, and does that agree with what was published?",
        sections,
    )


def _found(found: Summary, told: Mapping[str, Any]) -> Html:
    everybody = next(
        f
        for s, f in found.by_scatter.items()
        if s == found.people.population["symptoms.nightly_scatter"].value
    )
    words = [one["verdict"] for one in told["compared"]]
    counts = [f"{words.count(word)} {word}" for word in VERDICTS if word in words]
    return listed(
        [
            f"{PER_CENT * everybody.any_symptom:.1f} % have any symptom, "
            f"{PER_CENT * everybody.weekly:.1f} % weekly symptoms, and "
            f"{PER_CENT * everybody.ill:.1f} % are ill (weighted).",
            f"Of {len(words)} published numbers: {', '.join(counts)}.",
            f"{told['people']} people, as many as {told['effective_size']:.0f} of equal weight; "
            f"{told['without_a_day']} have no day that repeats, {told['expecting']} are expecting "
            "or after a delivery.",
            f"Weighted shares differ from their targets by {found.worst_miss:.2g} at most.",
        ],
        "found",
    )


def _published(told: Mapping[str, Any]) -> Html:
    """Each published number over the model's, as ratio: one where they agree."""
    rows = [
        one
        for one in told["compared"]
        if one["model"]["value"]
        and one["value"]
        and one["model"]["value"] > 0 < one["value"]
        and one["model"]["low"] > 0
    ]
    if not rows:
        return Html("")
    names = tuple(one["what"] for one in rows)
    series = []
    for word, (colour, marker, said) in VERDICTS.items():
        inside = [(n, one) for n, one in enumerate(rows) if one["verdict"] == word]
        if inside:
            series.append(
                Series(
                    said,
                    [one["model"]["value"] / one["value"] for _, one in inside],
                    [n for n, _ in inside],
                    LineLook(colour, "-", marker.replace("X", "P")),
                    points=True,
                    low=[one["model"]["low"] / one["value"] for _, one in inside],
                    high=[one["model"]["high"] / one["value"] for _, one in inside],
                    texts=[
                        f"published {number_text(one['value'])}, model "
                        f"{number_text(one['model']['value'])}"
                        for _, one in inside
                    ],
                )
            )
    ends = [value for one in series for value in (*one.low, *one.high, 1.0)]
    return chart_figure(
        Chart(
            title="The model's number over the published one, with the model's 95 % interval",
            x=axis_over(ends, "Model over published", "", logarithmic=True),
            y=Axis("", "", -0.6, len(names) - 0.4, names=names),
            series=series,
            marks=[(1.0, "the same")],
            height=70.0 + 18.0 * len(names),
        )
    )


def _by_age(told: Mapping[str, Any]) -> Html:
    middles = [(low + high) / 2 for low, high in AGES]
    charts = []
    for symptom in SYMPTOMS:
        series = []
        for look, sex in zip(LINE_LOOKS, ("men", "women"), strict=False):
            rows = [one for one in told["by_age"] if one["group"].split()[0] == sex]
            series.append(
                Series(
                    sex,
                    middles,
                    [PER_CENT * one[symptom] for one in rows],
                    look,
                    texts=[f"{one['people']} people" for one in rows],
                )
            )
        values = [value for one in series for value in one.y]
        charts.append(
            chart_figure(
                Chart(
                    title=f"By age: {WORDS[symptom]}",
                    x=axis_over([AGES[0][0], AGES[-1][1]], "Age", "y", snug=True),
                    y=axis_over(values, "Share of the group", "%", from_zero=True),
                    series=series,
                )
            )
        )
    return tag("div", *charts, class_="charts")


def _tables(told: Mapping[str, Any]) -> Html:
    groups = plain(("group", *SYMPTOMS, "people"))
    scatter = list(told["nightly_scatter"].values())
    return joined(
        [
            table("published", "Published numbers beside the model's", PUBLISHED, _compared(told)),
            table("by_age", "Shares by sex and age", groups, told["by_age"]),
            table("by_lesion", "Shares by what is broken", groups, told["by_lesion"]),
            table("scatter", "Shares by the assumed scatter of nights", groups, scatter),
            table("targets", "What people are weighted to", TARGETS, _targets(told)),
        ]
    )


def _compared(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {**one, **{f"model_{key}": value for key, value in one["model"].items()}}
        for one in told["compared"]
    ]


def _targets(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            **{key: one[key] for key in ("measure", "unit", "share", "before", "after", "source")},
            "below": one["value"],
            "sex": "women" if one["women"] else "men",
            "ages": " to ".join(f"{age:g}" for age in one["ages"]),
        }
        for one in told["targets"]
    ]


def _population(population: Population) -> Html:
    rows = []
    for key, entry in sorted(population.content.items()):
        for name, facts in sorted(entry.items()) if isinstance(entry, dict) else ():
            rows.append({"entry": f"{key}.{name}", "says": _words(facts)})
    return table(
        "population",
        "Every distribution and number, as its file says it",
        [Column("entry", "entry"), Column("says", "says")],
        rows,
    )


def _words(facts: Any) -> str:
    if isinstance(facts, Mapping):
        return "; ".join(f"{key} {_words(value)}" for key, value in facts.items())
    return ", ".join(map(_words, facts)) if isinstance(facts, list | tuple) else str(facts)
