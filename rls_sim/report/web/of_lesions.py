"""The report of a verdict on lesions: ranking, agreement with each observation, how sure it is."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rls_sim.hypotheses.ranking import EXPLAINED, FAILED
from rls_sim.hypotheses.verdict_store import KIND, RANKING
from rls_sim.report.labels import number_words, unit_words
from rls_sim.report.style import BLUE, LineLook
from rls_sim.report.web.about import Background, about_sections, plain_text
from rls_sim.report.web.chart import Chart, Series, chart_figure
from rls_sim.report.web.grid import SHADES, Map, map_figure
from rls_sim.report.web.kept import kept_manifest
from rls_sim.report.web.markup import Html, joined, listed, tag
from rls_sim.report.web.page import Section, page_text
from rls_sim.report.web.pictures import Album
from rls_sim.report.web.regions import Kind
from rls_sim.report.web.scale import Axis, axis_over
from rls_sim.report.web.table import Column, table
from rls_sim.study.folder import intact_manifest

MOST_MAPPED = 24  # hypotheses on the map; the table has all
MOST_ROWS = 1_500
GROUPS_TOLD = 3
APART = "The evidence cannot tell apart: "
SIGNS = {"up": "higher", "down": "lower", "same": "unchanged"}
LEAST_SHARE = 0.005  # that is told
AGREEMENT = (0.0, 0.1, FAILED, 0.35, EXPLAINED, 0.65, 0.8, 1.0)  # ends of the classes of the map
OBSERVATION_COLUMNS = (
    Column("id", "id"),
    Column("what", "what"),
    Column("contrast", "contrast", more=True),
    Column("outcome", "outcome of the model", more=True),
    Column("sign", "found"),
    Column("value", "value"),
    Column("low", "low"),
    Column("high", "high"),
    Column("unit", "unit"),
    Column("method", "method", more=True),
    Column("species", "species", more=True),
    Column("source", "source"),
    Column("read", "read as"),
    Column("shared_weight", "weight"),
    Column("conflicts", "conflicts with"),
    Column("note", "note"),
)


def lesions_report(folder: Path) -> str:
    """The page of the verdict in a folder; raises OutputFolderError where it is not whole."""
    content = intact_manifest(folder, KIND, RANKING)
    kept = kept_manifest(
        folder, content, rows=list, ranking=list, groups=list, leader=dict, question=dict
    )
    background = Background.of(kept)
    words = "Heat map of the verdict: hypotheses against observations."
    figures = [Album().kept(folder / "agreement.png", words), _weights(kept), _agreement(kept)]
    rows = kept["rows"]
    sections = [
        Section("verdict", "What was found", _found(kept)),
        Section("figures", "Figures", joined(figures)),
        Section("tables", "Tables", joined([_ranking(kept), _worths(kept), _variants(kept)])),
        Section("observations", "Observations that were scored", _observations(rows)),
        *about_sections(background, _roles(kept), {str(row["source"]) for row in rows}),
    ]
    names = kept["question"]["lesions"]
    titles = {one["hypothesis"]: one["what"]["title"] for one in kept["ranking"]}
    told = (f"{titles[name]} ({name})" if name in titles else name for name in names)
    about = "; ".join(told) if names else "all shipped lesions"
    return page_text(
        KIND, "Which broken step explains the evidence", f"Screened: {about}", sections
    )


def _roles(kept: Mapping[str, Any]) -> dict[str, str]:
    """The parameters that the lesions break."""
    roles: dict[str, str] = {}
    for lesion, facts in kept["experiment"]["lesions"].items():
        for name, change in facts["change"].items():
            roles[name] = "; ".join(filter(None, (roles.get(name), f"{lesion}: {change}")))
    return roles


def _found(kept: Mapping[str, Any]) -> Html:
    leader, first = kept["leader"], kept["ranking"][0]
    named = {one["hypothesis"]: _named(one) for one in kept["ranking"]}
    told: list[str] = [
        joined([_named(first), f" leads with {100 * first['weight']:.1f} % of the probability."]),
        f"Of {first['rows']} published observations it explains {first['explains']}: a study like "
        "the published one would more often than not find the same. It contradicts "
        f"{first['fails']}: such a study would find the same in fewer than {100 * FAILED:.0f} of "
        "100 repeats. The rest it leaves open.",
        f"Guessing every observation would score {kept['chance']:.1f}; the leader scores "
        f"{_number(first['log_evidence'])}. "
        + ("It wins beyond luck." if kept["has_winner"] else "It is no winner beyond luck."),
    ]
    told += [
        joined(
            [
                "The evidence cannot tell apart: ",
                joined(map(named.__getitem__, group), "; or "),
                ".",
            ]
        )
        for group in kept["groups"][:GROUPS_TOLD]
        if len(group) > 1
    ]
    basis = leader["rests_on"]
    if basis:
        known = {"the lesion's size": basis["sizes"], **basis["by_evidence"]}
        known["no single number"] = basis["left"]
        shares = ", ".join(
            f"{what} {100 * share:.0f} %" for what, share in known.items() if share >= LEAST_SHARE
        )
        told.append(f"Of how well the leader fits, by what it goes with: {shares}.")
    return joined(
        [
            listed(told, "found"),
            _told_rows("What it explains", leader["explains"], kept["rows"]),
            _told_rows("What it contradicts", leader["fails"], kept["rows"]),
        ]
    )


def _named(one: Mapping[str, Any]) -> Html:
    """A hypothesis in words, its identifier beside."""
    words = one["what"]["title"].replace("; ", "” together with “")
    return joined([f"“{words}” ", tag("small", one["hypothesis"])])


def _told_rows(heading: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> Html:
    """Observations in words, the identifier of each beside."""
    known = {row["id"]: row for row in rows}
    points = [
        joined([_row_words(known[name]) if name in known else name, " ", tag("small", name)])
        for name in names
    ]
    told = listed(points) if points else tag("p", "Nothing.")
    return joined([tag("h3", f"{heading}: {len(points)} observations"), told])


def _weights(kept: Mapping[str, Any]) -> Html:
    """Log evidence with its error, a row a hypothesis."""
    ranked = [one for one in kept["ranking"] if one["log_evidence"] is not None][:MOST_MAPPED]
    values = [one["log_evidence"] for one in ranked]
    errors = [one["error"] or 0.0 for one in ranked]
    low = [v - 2 * e for v, e in zip(values, errors, strict=True)]
    high = [v + 2 * e for v, e in zip(values, errors, strict=True)]
    texts = [f"{one['hypothesis']}, weight {one['weight']:.3g}" for one in ranked]
    look = LineLook(BLUE, "-", "o")
    names = tuple(one["what"]["title"] for one in ranked)
    return chart_figure(
        Chart(
            title="How well each hypothesis does on average, with two standard errors",
            x=axis_over([*low, *high, kept["chance"]], "Log evidence", ""),
            y=Axis("", "", -0.6, len(names) - 0.4, names=names),
            series=[
                Series(
                    "log evidence",
                    values,
                    list(range(len(names))),
                    look,
                    points=True,
                    low=low,
                    high=high,
                    texts=texts,
                )
            ],
            marks=[(kept["chance"], "guessing")],
            height=70.0 + 18.0 * len(names),
        )
    )


def _agreement(kept: Mapping[str, Any]) -> Html:
    ranked = kept["ranking"][:MOST_MAPPED]
    rows = kept["rows"]
    kinds = [
        Kind(f"{low:g} to {high:g}", colour)
        for low, high, colour in zip(AGREEMENT, AGREEMENT[1:], SHADES, strict=False)
    ]
    kinds.append(Kind("no number", "#FFFFFF"))
    values = [[one["agreement"].get(row["id"]) for one in ranked] for row in rows]
    left = len(kept["ranking"]) - len(ranked)
    note = (
        "Agreement: the probability that a study like the published one finds the same. Below "
        f"{FAILED:g} a hypothesis contradicts the observation, from {EXPLAINED:g} on it explains "
        "it."
    )
    return map_figure(
        Map(
            "How well each hypothesis agrees with each observation",
            [one["hypothesis"] for one in ranked],
            [_row_words(row) for row in rows],
            "hypothesis",
            "observation",
            kinds,
            [[_class_of(value) for value in row] for row in values],
            [["" if value is None else number_words(value) for value in row] for row in values],
            column_tells=[f"{one['what']['title']} ({one['hypothesis']})" for one in ranked],
            named=True,
            note=note + (f" {left} more hypotheses stand in the table." if left else ""),
        )
    )


def _row_words(row: Mapping[str, Any]) -> str:
    """What was observed, and what was found: ``iron stain of the nigra: lower in patients``."""
    if row["sign"]:
        return f"{row['what']}: {SIGNS.get(row['sign'], row['sign'])}"
    found = "" if row["value"] is None else f": {row['value']:g} {unit_words(row['unit'])}"
    return f"{row['what']}{found}"


def _class_of(value: float | None) -> int:
    if value is None:
        return len(AGREEMENT) - 1
    return max(n for n, low in enumerate(AGREEMENT[:-1]) if value >= low)


def _ranking(kept: Mapping[str, Any]) -> Html:
    rows = [
        {
            **{
                key: one[key]
                for key in (
                    "hypothesis",
                    "weight",
                    "log_evidence",
                    "error",
                    "patients",
                    "explains",
                    "fails",
                    "prior",
                )
            },
            "draws": one["effective_draws"],
            "sizes": "; ".join(_sizes(size) for size in one["sizes"]),
            "title": one["what"]["title"],
        }
        for one in kept["ranking"][:MOST_ROWS]
    ]
    columns = (
        Column("title", "what breaks"),
        Column("hypothesis", "hypothesis"),
        Column("weight", "weight (probability after the evidence)"),
        Column("log_evidence", "log evidence"),
        Column("error", "its standard error"),
        Column("draws", "effective draws"),
        Column("patients", "share of draws with the syndrome"),
        Column("sizes", "size, median (5 to 95 %)"),
        Column("explains", "observations it explains"),
        Column("fails", "observations it contradicts"),
        Column("prior", "prior"),
    )
    return table("ranking", f"All {len(kept['ranking'])} hypotheses", columns, rows)


def _worths(kept: Mapping[str, Any]) -> Html:
    rows = [{**one, "expected": plain_text(one["expected"])} for one in kept["measurements"]]
    columns = (
        Column("outcome", "outcome"),
        Column("method", "method"),
        Column("in_the_living", "patients survive it"),
        Column("error", "standard error"),
        Column("bits", "information", "bit"),
        Column("at_most", "of at most", "bit"),
        Column("expected", "expected by hypothesis"),
    )
    return table(
        "measurements", "Which measurement would best tell the leaders apart", columns, rows
    )


def _variants(kept: Mapping[str, Any]) -> Html:
    columns = (
        Column("what", "if"),
        Column("leader", "leader"),
        Column("leader_weight", "its weight"),
        Column("effective", "effective draws"),
        Column("weight", "weight of the first leader"),
        Column("place", "its place"),
    )
    return table(
        "variants", "How the ranking moves under other assumptions", columns, kept["variants"]
    )


def _observations(rows: Sequence[Mapping[str, Any]]) -> Html:
    told = [{**row, "conflicts": ", ".join(row["conflicts_with"])} for row in rows]
    said = f"{len(rows)} published observations; those that contradict one another share a weight."
    return joined(
        [tag("p", said), table("observations", "Observations", OBSERVATION_COLUMNS, told)]
    )


def _number(value: float | None) -> str:
    return "nothing: no patient" if value is None else f"{value:.1f}"


def _share(weight: float | None) -> str:
    return "nothing" if weight is None else f"{weight:.3f}"


def _sizes(size: Sequence[float | None]) -> str:
    known = [number for number in size if number is not None]
    if len(known) < len(size) or not known:
        return "unknown"
    return f"{known[1]:.3g} ({known[0]:.3g} to {known[-1]:.3g})"
