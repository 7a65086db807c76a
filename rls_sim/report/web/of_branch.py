"""The report of a branch: critical values with their proof, folds, ends, outcomes along it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rls_sim.report.labels import number_words, sentence
from rls_sim.report.style import LINE_LOOKS, state_look
from rls_sim.report.web.about import Background, about_sections
from rls_sim.report.web.chart import EACH, Chart, Series, chart_figure
from rls_sim.report.web.kept import folder_read
from rls_sim.report.web.markup import Html, joined, listed, tag
from rls_sim.report.web.page import Section, page_text
from rls_sim.report.web.pictures import Album
from rls_sim.report.web.scale import axis_over
from rls_sim.report.web.table import MOST_ROWS, Column, table, thinned
from rls_sim.study.branch_result import BranchResult, Critical, Fold
from rls_sim.study.branch_store import KIND, read_branch
from rls_sim.study.cell import STATE
from rls_sim.study.folder import read_manifest
from rls_sim.study.quantity import PRINTED

MOST_NUMBERS = 60_000  # cells of the table of points
STABILITY = ("stable", "unstable", "unsure")
PROOF = (
    Column("path", "found by"),
    Column("nodes", "nodes"),
    Column("residual", "residual", unit="1/h"),
    Column("error_estimate", "error estimate"),
    Column("closure", "closes to"),
    Column("multiplier", "largest multiplier"),
)


def branch_report(folder: Path) -> str:
    """The page of the branch in a folder; raises what read_branch does."""
    with folder_read(folder):
        result, background = read_branch(folder), Background.of(read_manifest(folder, KIND))
    name = result.followed.name
    roles = {name: "followed"}
    for threshold in result.thresholds:
        roles.setdefault(threshold, "decides a state or the night")
    words = f"Figure of the branch along {name}: outcomes, states, folds and critical values."
    sections = [
        Section("verdict", "What was found", _found(result)),
        Section(
            "figures",
            "Figures",
            joined([Album().kept(folder / "figure.png", words), _figures(result)]),
        ),
        Section("points", "Points of the branch", _points(result)),
        *about_sections(background, roles),
    ]
    title = f"The periodic day along {name}"
    low, high = number_words(result.low), number_words(result.high)
    question = (
        f"From {low} to {high}: where does the day turn back, and where does its state change?"
    )
    return page_text(KIND, title, question, sections)


def _found(result: BranchResult) -> Html:
    told = [_critical_words(one) for one in result.criticals]
    told += [f"The branch turns back at {number_words(fold.value)}." for fold in result.folds]
    told += [f"It ends at {number_words(end.value)}: {end.words}." for end in result.ends]
    if result.failures:
        told.append(f"Of {len(result.rows)} points, {len(result.failures)} have no outcomes.")
    rows = [*map(_with_proof, result.criticals), *map(_with_proof, result.folds)]
    columns = (
        Column("what", "what"),
        Column("value", "value"),
        Column("width", "relative width of the bracket"),
        Column("stretch", "stretch"),
        *PROOF,
    )
    return joined(
        [
            listed(told, "found"),
            table(
                "criticals",
                "Critical values and folds, with what their days show for themselves",
                columns,
                rows,
            ),
        ]
    )


def _critical_words(one: Critical) -> str:
    where = f"At {one.parameter} = {number_words(one.value)}"
    if one.changes_state:
        below, above = state_look(one.below_state).words, state_look(one.above_state).words
        return f"{where} the state changes from “{below}” to “{above}” ({one.cause})."
    return f"{where}: {one.cause}{', in a jump' if one.jumps else ''}."


def _with_proof(one: Critical | Fold) -> dict[str, Any]:
    proof = {column.key: getattr(one.proof, column.key) for column in PROOF}
    if isinstance(one, Fold):
        return {"what": "fold", "value": one.value, **proof}
    return {
        "what": one.cause,
        "value": one.value,
        "width": one.relative_width,
        "stretch": one.stretch,
        **proof,
    }


def _figures(result: BranchResult) -> Html:
    names = result.table or PRINTED
    charts = [
        _along(result, name)
        for name in dict.fromkeys([*names, "multiplier"])
        if name in result.columns and name != STATE
    ]
    return joined([tag("h3", EACH), tag("div", *charts, class_="charts")])


def _along(result: BranchResult, name: str) -> Html:
    """An outcome over the parameter, a series a stretch and stability."""
    key, (label, unit) = result.followed.name, result.columns[name]
    series = []
    for number, stretch in enumerate(result.stretches):
        for stability in STABILITY:
            rows = [row for row in stretch if row["stability"] == stability]
            if not rows:
                continue
            inside = [
                float(row[name]) if row["stability"] == stability else float("nan")
                for row in stretch
            ]
            words = stability if len(result.stretches) == 1 else f"stretch {number}, {stability}"
            look = LINE_LOOKS[(number + 3 * STABILITY.index(stability)) % len(LINE_LOOKS)]
            series.append(
                Series(
                    words,
                    [float(row[key]) for row in stretch],
                    inside,
                    look,
                    filled=stability == "stable",
                    texts=[_state_words(row) for row in stretch],
                )
            )
    places = [float(row[key]) for row in result.rows]
    values = [float(row[name]) for row in result.rows]
    wide = min(places) > 0 and max(places) >= 10 * min(places)
    return chart_figure(
        Chart(
            title=sentence(label),
            x=axis_over(
                places,
                sentence(result.followed.meaning),
                result.followed.unit,
                logarithmic=wide,
                snug=True,
            ),
            y=axis_over(values, sentence(label), unit, from_zero=True),
            series=series,
            marks=[(one.value, number_words(one.value)) for one in result.boundaries],
        )
    )


def _state_words(row: Mapping[str, Any]) -> str:
    state = str(row.get(STATE) or "")
    return state_look(state).words if state else ""


def _points(result: BranchResult) -> Html:
    chosen = thinned(len(result.rows), min(MOST_ROWS, MOST_NUMBERS // len(result.columns)))
    first = ["point", result.followed.name, *(result.table or PRINTED), "stability"]
    if result.failures:
        first.append("error")
    names = [name for name in dict.fromkeys(first) if name in result.columns]
    rest = [name for name in result.columns if name not in names]
    plain = {"point", result.followed.name}
    columns = [
        Column(n, "" if n in plain else result.columns[n][0], result.columns[n][1], more=n in rest)
        for n in (*names, *rest)
    ]
    told = (
        f"All {len(result.rows)} points"
        if len(chosen) == len(result.rows)
        else (f"{len(chosen)} of {len(result.rows)} points, evenly spread; branch.csv holds all")
    )
    return table("points", told, columns, [result.rows[n] for n in chosen])
