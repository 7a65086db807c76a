"""What every report ends with: what differs, the evidence used, what made it, what to cite."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rls_sim.quantities.parameter import Parameter
from rls_sim.quantities.sources import Source, load_sources
from rls_sim.report.web.markup import Html, facts, joined, tag
from rls_sim.report.web.page import Section
from rls_sim.report.web.table import Column, number_text, table
from rls_sim.study.cell import Bench, brain_bench
from rls_sim.study.citations import citations_of, sources_kept

PLAIN_FACTS = {  # of a manifest, and what a page calls them
    "command": "command",
    "rls_sim": "version of rls_sim",
    "code": "code that decides",
    "model_hash": "model",
    "seed": "seed",
    "made": "made",
    "times": "times",
    "python": "Python",
    "platform": "platform",
}
PARAMETER_COLUMNS = (
    Column("name", "parameter"),
    Column("role", "why here"),
    Column("value", "value"),
    Column("default", "default"),
    Column("unit", "unit"),
    Column("meaning", "meaning"),
    Column("set_by", "set by"),
    Column("evidence", "evidence"),
    Column("source", "source"),
    Column("range", "range that is accepted"),
    Column("note", "note"),
)
SOURCE_COLUMNS = (
    Column("key", "key"),
    Column("title", "title"),
    Column("where", "where"),
    Column("read", "read as"),
    Column("known_faults", "known faults"),
)


@dataclass(frozen=True)
class Background:
    """
    A manifest beside the model of this rls_sim, which says what the manifest does not.

    A folder's own Python is never run for a report: a parameter of an extension stands without its
    evidence.
    """

    kept: Mapping[str, Any]
    bench: Bench

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Background":
        """Of a manifest."""
        return cls(kept, brain_bench())

    @property
    def model_hash(self) -> str:
        """Of the model that made the results."""
        experiment = self.kept.get("experiment")
        inner = experiment.get("model_hash") if isinstance(experiment, Mapping) else ""
        return str(self.kept.get("model_hash") or inner or "")

    @property
    def same_model(self) -> bool:
        """Whether this rls_sim has the model that made the results."""
        return self.model_hash == self.bench.model.hash()

    def parameter(self, name: str) -> Parameter | None:
        """A parameter of the present model, if it has one of that name."""
        return self.bench.healthy.get(name)

    def sources(self, more: Iterable[str] = ()) -> tuple[str, ...]:
        """Keys of what the results rest on: as the manifest says, else those of the model."""
        return tuple(sorted({*sources_kept(self.kept), *map(str, more)}))


def about_sections(
    background: Background, roles: Mapping[str, str], more_sources: Iterable[str] = ()
) -> list[Section]:
    """The last sections of a report; ``roles``: parameters that matter here, and why."""
    return [
        _parameters(background, roles),
        _evidence(background, more_sources),
        _provenance(background),
        _cited(background, more_sources),
    ]


def _parameters(background: Background, roles: Mapping[str, str]) -> Section:
    differ = background.kept.get("parameters_that_differ")
    changed = dict(differ) if isinstance(differ, Mapping) else {}
    names = [*changed, *(name for name in roles if name not in changed)]
    rows = [_parameter(background, name, changed.get(name), roles.get(name, "")) for name in names]
    said = (
        f"{len(changed)} of the parameters differ from the healthy default; "
        if changed
        else "Every parameter that is not varied has its healthy default; "
    )
    body = joined(
        [
            tag("p", said + "what was varied, or decides a boundary, stands here too."),
            _model_note(background),
            table("parameters", "Parameters of this result", PARAMETER_COLUMNS, rows),
            _lesions(background),
        ]
    )
    return Section("parameters", "Parameters that differ", body)


def _parameter(
    background: Background, name: str, changed: Mapping[str, Any] | None, role: str
) -> dict[str, Any]:
    known = background.parameter(name)
    row: dict[str, Any] = {"name": name, "role": role or "differs"}
    if known is None:
        row["note"] = "of an extension, or of another model: its evidence is not known here"
    else:
        row |= {
            "default": known.value,
            "unit": known.unit,
            "meaning": known.meaning,
            "evidence": str(known.evidence),
            "source": ", ".join(known.sources) or "none",
            "range": f"{known.range[0]:g} to {known.range[1]:g}",
            "note": known.note,
        }
    if changed is not None:
        row |= {key: changed.get(key) for key in ("value", "default", "unit", "set_by")}
    return row


def _lesions(background: Background) -> Html:
    told = [one for one in background.kept.get("lesions", ()) if isinstance(one, str)]
    experiment = background.kept.get("experiment")
    if isinstance(experiment, Mapping) and isinstance(experiment.get("lesions"), list):
        told += [str(one) for one in experiment["lesions"]]
    return tag("p", f"Lesions: {'; '.join(told)}.") if told else Html("")


def _model_note(background: Background) -> Html:
    if background.same_model or not background.model_hash:
        return Html("")
    return tag(
        "p",
        f"These results are of model {background.model_hash[:12]}; evidence and sources below are "
        f"those of {background.bench.model.hash()[:12]}, the model of the rls_sim that wrote this.",
        class_="under",
    )


def _evidence(background: Background, more: Iterable[str]) -> Section:
    grades = Counter(str(p.evidence) for p in background.bench.healthy.values())
    order = [grade for grade in ("measured", "derived", "fitted", "assumed") if grades[grade]]
    told = ", ".join(f"{grades[grade]} {grade}" for grade in order)
    keys = background.sources(more)
    known = load_sources()
    rows = [_source(known[key]) for key in keys if key in known]
    missing = [key for key in keys if key not in known]
    body = [
        tag(
            "p",
            f"The model has {sum(grades.values())} parameters: {told}. They, its laws and what was "
            f"asked rest on {len(rows)} sources. How each was read, and what is wrong with it, "
            "stands beside it.",
        ),
        table("sources", "Sources", SOURCE_COLUMNS, rows),
    ]
    if missing:
        body.append(tag("p", f"Not known to this rls_sim: {', '.join(missing)}."))
    return Section("evidence", "Evidence used", joined(body))


def _source(source: Source) -> dict[str, object]:
    where = joined([source.where, " ", tag("small", source.identifier)])
    return {**vars(source), "where": where, "read": str(source.read)}


def _provenance(background: Background) -> Section:
    kept = background.kept
    rows: list[tuple[object, object]] = []
    for key, words in PLAIN_FACTS.items():
        value = background.model_hash if key == "model_hash" else kept.get(key)
        if key == "seed" and value is None:
            value = "none: nothing is drawn at random" if "seed" in kept else None
        if value not in (None, ""):
            rows.append((words, tag("code", plain_text(value))))
    git = kept.get("git")
    if isinstance(git, Mapping):
        edited = ", files edited since" if git.get("edited") else ""
        rows.append(("commit", tag("code", f"{git.get('commit')}{edited}")))
    for key in ("packages", "packages_that_decide", "ensemble", "tolerances"):
        if kept.get(key):
            rows.append((key.replace("_", " "), plain_text(kept[key])))
    for one in kept.get("extensions") or ():
        if isinstance(one, Mapping):
            rows.append(("extension", f"{one.get('file')} (SHA-256 {one.get('sha256')})"))
    files = kept.get("files")
    sums = [{"file": name, "sha256": value} for name, value in sorted(dict(files or {}).items())]
    experiment = json.dumps(kept.get("experiment") or {}, indent=1, ensure_ascii=False)
    body = [facts(rows)]
    if sums:
        body.append(
            table(
                "files",
                "Files of the folder",
                [Column("file", "file"), Column("sha256", "SHA-256")],
                sums,
            )
        )
    if kept.get("experiment"):
        shown = (
            experiment
            if len(experiment) < LONGEST_CONFIGURATION
            else (experiment[:LONGEST_CONFIGURATION] + "\n... the rest stands in manifest.json")
        )
        body.append(
            tag("details", tag("summary", "The configuration, resolved"), tag("pre", shown))
        )
    return Section("provenance", "What made this", joined(body))


LONGEST_CONFIGURATION = 60_000  # letters


def _cited(background: Background, more: Iterable[str]) -> Section:
    version = str(background.kept.get("rls_sim", ""))
    entries = citations_of(background.sources(more), version)
    body = [
        tag(
            "p",
            "Cite the package with its version, and those of the sources above that carry what you "
            "say. The BibTeX of all of them:",
        ),
        tag("pre", entries[0].bibtex),
        tag(
            "details",
            tag("summary", f"BibTeX of {len(entries) - 1} sources"),
            tag("pre", "\n\n".join(entry.bibtex for entry in entries[1:])),
        ),
    ]
    return Section("cite", "What to cite", joined(body))


def plain_text(value: Any) -> str:
    """A value of a manifest in a line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {plain_text(one)}" for key, one in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(plain_text, value))
    return number_text(value) if isinstance(value, float) else str(value)
