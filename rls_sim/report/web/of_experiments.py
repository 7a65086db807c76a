"""Reports of experiments: of one, or of a whole study with every verdict on one page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rls_sim.errors import OutputFolderError
from rls_sim.hypotheses.experiments.verdicts import Word
from rls_sim.quantities.sources import Source, load_sources
from rls_sim.report.labels import axis_label
from rls_sim.report.style import BLUE, GREY, VERMILLION, LineLook
from rls_sim.report.web.about import Background, about_sections
from rls_sim.report.web.chart import Chart, Series, chart_figure
from rls_sim.report.web.kept import Kept, folder_read, kept_manifest
from rls_sim.report.web.markup import Html, joined, listed, tag
from rls_sim.report.web.page import Section, page_text
from rls_sim.report.web.pictures import Album
from rls_sim.report.web.scale import Axis
from rls_sim.report.web.table import Column, plain, table
from rls_sim.study.folder import SUMMARY, intact_manifest, read_any, read_table

KIND, STUDY = "experiment", "experiments"
VERDICTS, NUMBERS = "verdicts.csv", "numbers.csv"
LOOKS = {
    "holds": LineLook(BLUE, "-", "o"),
    "does not hold": LineLook(VERMILLION, "-", "s"),
    "not decidable": LineLook(GREY, "-", "D"),
}
CLASSES = {Word.HOLDS: "holds", Word.FAILS: "fails", Word.OPEN: "open"}
SIGNS = {Word.HOLDS: "●", Word.FAILS: "○", Word.OPEN: "◐"}  # told apart in grey too
INTRODUCTION = (
    "Each experiment asks a question that somebody has answered, says before it is run what is "
    "expected and why, and judges its claims. A claim holds where the whole interval of 95 % of "
    "the share of the calibrated ensemble in which its condition is so lies at or above 0.9, and "
    "does not hold where it lies at or below 0.1 (if the claim names no other shares). Between, "
    "nothing can be decided with the numbers that there are. A member without the number counts "
    "against either verdict. A claim that fails is a result."
)
CLAIM_COLUMNS = (
    Column("sentence", "claim"),
    Column("verdict", "verdict"),
    Column("share", "share in which it is so"),
    Column("interval", "95 % interval"),
    Column("of", "of", more=True),
    Column("what", "number"),
    Column("median", "median"),
    Column("spread", "5 to 95 %"),
    Column("basis", "rests on"),
    Column("condition", "condition", more=True),
    Column("note", "note", more=True),
)


def experiment_report(folder: Path) -> str:
    """The page of the experiment in a folder; raises OutputFolderError where it is not whole."""
    kept = _manifest(folder)
    background = Background.of(kept)
    with folder_read(folder):
        text = (folder / "experiment.toml").read_text("utf-8")
    sections = [
        Section("verdict", "What was found", _verdicts(kept)),
        Section("figures", "Figures", joined([_picture(folder, kept, Album()), _shares([kept])])),
        Section("before", "Published, and predicted before", _before(kept)),
        Section("numbers", "Numbers over the ensemble", _numbers(folder)),
        Section("run", "What was run", tag("pre", text)),
        *about_sections(background, _roles([kept]), _sources([kept])),
    ]
    return page_text(KIND, kept["title"], kept["question"], sections)


def study_report(folder: Path) -> str:
    """
    The page of a folder of experiments: verdicts.json, and what each experiment's folder holds.

    Raises OutputFolderError where one of them is not whole, or is of another run.
    """
    document = Kept(read_any(folder), folder / SUMMARY).require(experiments=list)
    experiments = document["experiments"]
    manifests = []
    for one in experiments:
        kept = _manifest(folder / one["name"])
        if kept["claims"] != one["claims"]:
            raise OutputFolderError(
                f"{folder / one['name']} holds other verdicts than {folder / SUMMARY}: it "
                "is of another run. Run the experiments again."
            )
        manifests.append(kept)
    made = {key: value for key, value in document.items() if key != "experiments"}
    first = manifests[0] if manifests else {}
    about = {key: first[key] for key in ("git", "packages", "command") if key in first} | made
    background = Background.of(about)
    counts = Counter(claim["verdict"] for one in experiments for claim in one["claims"])
    told = ", ".join(f"{counts[word]} {word}" for word in LOOKS if counts[word])
    question = f"{len(experiments)} experiments, {counts.total()} claims: {told}."
    album = Album()
    sections = [
        Section("verdict", "What was found", _overview(experiments)),
        Section("shares", "Every claim", _shares(experiments)),
        *(_chapter(folder / one["name"], one, album) for one in experiments),
        *about_sections(background, _roles(experiments), _sources(experiments)),
    ]
    return page_text(STUDY, "The study as experiments", question, sections)


def _manifest(folder: Path) -> Kept:
    content = intact_manifest(folder, KIND, VERDICTS)
    return kept_manifest(folder, content, claims=list, findings=list, title=str)


def _overview(experiments: Sequence[Mapping[str, Any]]) -> Html:
    rows = [
        {
            "title": tag("a", one["title"], href=f"#{one['name']}"),
            "question": one["question"],
            **{word: sum(c["verdict"] == word for c in one["claims"]) for word in LOOKS},
        }
        for one in experiments
    ]
    columns = (
        Column("title", "experiment"),
        Column("question", "question"),
        *(Column(word, word) for word in LOOKS),
    )
    return joined([tag("p", INTRODUCTION), table("experiments", "Experiments", columns, rows)])


def _chapter(folder: Path, one: Mapping[str, Any], album: Album) -> Section:
    body = [
        tag("p", one["question"], class_="lead"),
        _verdicts(one),
        _picture(folder, one, album),
        _before(one),
    ]
    return Section(one["name"], one["title"], joined(body))


def _picture(folder: Path, one: Mapping[str, Any], album: Album) -> Html:
    return album.kept(folder / "figure.png", f"Figure of the experiment {one['title']}.")


def _verdicts(one: Mapping[str, Any]) -> Html:
    rows = [_claim(claim) for claim in one["claims"]]
    return table(
        f"{one['name']}_verdicts", f"Claims and verdicts: {one['title']}", CLAIM_COLUMNS, rows
    )


def _claim(claim: Mapping[str, Any]) -> dict[str, Any]:
    word = str(claim["verdict"])
    kinds = {str(one): (CLASSES[one], SIGNS[one]) for one in CLASSES}
    kind, sign = kinds.get(word, ("open", ""))
    basis = claim["rests_on"] or {"by_evidence": {}, "strongest": []}
    shares = [f"{grade} {100 * s:.0f} %" for grade, s in basis["by_evidence"].items() if s >= 0.005]
    names = [f"{s['parameter']} {s['rank_correlation']:+.2f}" for s in basis["strongest"][:3]]
    return {
        **claim,
        "verdict": tag("span", f"{sign} {word}", class_=kind),
        "interval": _range(claim["share_low"], claim["share_high"]),
        "of": f"{claim['members']} {claim['of']}" if claim["members"] else claim["of"],
        "spread": _range(claim["low_5"], claim["high_95"]),
        "what": axis_label(claim["what"], claim["unit"]) if claim["what"] else "",
        "basis": "; ".join([*([", ".join(shares)] if shares else []), *names]),
        "condition": " · among: ".join(filter(None, (claim["condition"], claim["among"]))),
    }


def _range(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{low:.3g} to {high:.3g}"


def _shares(experiments: Sequence[Mapping[str, Any]]) -> Html:
    """A forest of the shares that decide, with their intervals, a row a claim."""
    claims = [claim for one in experiments for claim in one["claims"] if claim["share"] is not None]
    if not claims:
        return Html("")
    names = tuple(claim["id"].replace("_", " ") for claim in claims)
    series = []
    for word, look in LOOKS.items():
        found = [(n, claim) for n, claim in enumerate(claims) if claim["verdict"] == word]
        if found:
            series.append(
                Series(
                    word,
                    [claim["share"] for _, claim in found],
                    [n for n, _ in found],
                    look,
                    points=True,
                    low=[_end(claim, "share_low") for _, claim in found],
                    high=[_end(claim, "share_high") for _, claim in found],
                    texts=[claim["sentence"] for _, claim in found],
                )
            )
    return chart_figure(
        Chart(
            title="In which share of the ensemble each claim is so, with its 95 % interval",
            x=Axis("Share of the ensemble", "", -0.02, 1.02),
            y=Axis("", "", -0.6, len(names) - 0.4, names=names),
            series=series,
            height=70.0 + 18.0 * len(names),
            note="Most claims hold from a share of 0.9 on, and do not hold up to 0.1.",
        )
    )


def _end(claim: Mapping[str, Any], key: str) -> float:
    """An end of the interval; the default cell has none, it is so or it is not."""
    own = claim["of"] != "default cell" and claim[key] is not None
    return float(claim[key] if own else claim["share"])


def _before(one: Mapping[str, Any]) -> Html:
    known = load_sources()
    points = []
    for finding in one["findings"]:
        words = f"“{finding['words']}”" if finding["quoted"] else finding["words"]
        source = known.get(finding["source"])
        where = finding["source"] if source is None else _source_words(source)
        points.append(joined([words, " ", tag("small", where)]))
    body = [
        tag("h3", "What was found by others"),
        listed(points),
        tag("h3", "Predicted before"),
        tag("p", one["prediction"]),
    ]
    if one["doubts"]:
        body += [tag("h3", "Doubts"), listed(one["doubts"])]
    return joined(body)


def _source_words(source: Source) -> str:
    """Its key, its title, and where it was published or else stands, as far as either is known."""
    place = source.where or source.identifier
    return f"{source.key}: {source.title}" + (f" ({place})" if place else "")


def _numbers(folder: Path) -> Html:
    with folder_read(folder):
        counts = ("point", "known", "of")
        rows = read_table(folder / NUMBERS, words=("number", "counts"), counts=counts)
    columns = plain(("number", "point", "known", "of", "median", "low_5", "high_95", "counts"))
    return table("numbers", "Numbers that the claims and the figure read", columns, rows)


def _roles(experiments: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The parameters that a claim's number goes with most."""
    roles: dict[str, str] = {}
    for one in experiments:
        for claim in one["claims"]:
            for strong in (claim["rests_on"] or {"strongest": []})["strongest"][:3]:
                roles.setdefault(strong["parameter"], f"{one['name']}: {claim['id']} goes with it")
    return roles


def _sources(experiments: Sequence[Mapping[str, Any]]) -> set[str]:
    return {str(finding["source"]) for one in experiments for finding in one["findings"]}
