"""All experiments on one page of HTML that needs nothing else: questions, figures, verdicts."""

import base64
from collections.abc import Mapping, Sequence
from html import escape
from math import isnan

from rls_sim.hypotheses.experiments.conduct import Result
from rls_sim.hypotheses.experiments.experiment import Claim, Finding
from rls_sim.hypotheses.experiments.setting import Setting
from rls_sim.hypotheses.experiments.store import made_by
from rls_sim.hypotheses.experiments.verdicts import Verdict, Word
from rls_sim.quantities.sources import load_sources
from rls_sim.report.labels import number_words
from rls_sim.report.page_style import STYLE
from rls_sim.study.provenance import command_line, git_state, package_versions

CLASSES = {Word.HOLDS: "holds", Word.FAILS: "fails", Word.OPEN: "open"}
SIGNS = {Word.HOLDS: "●", Word.FAILS: "○", Word.OPEN: "◐"}  # told apart in grey too
MOST_NAMED = 3  # parameters that a number rests on
INTRODUCTION = (
    "Each experiment asks a question that somebody has answered, says before it is run what is "
    "expected and why, and judges its claims. A claim holds where the whole interval of 95 % of "
    "the share of the calibrated ensemble in which its condition is so lies at or above 0.9, and "
    "does not hold where it lies at or below 0.1 (if the claim names no other shares). Between, "
    "nothing can be decided with the numbers that there are. A member without the number counts "
    "against either verdict. A claim that fails is a result."
)


def experiments_page(
    results: Sequence[Result],
    setting: Setting,
    pictures: Mapping[str, bytes],
    seconds: float,
) -> str:
    """The page, which loads nothing; ``pictures``: PNG by experiment, so no font is missing."""
    parts = [
        "<h1>The study as experiments</h1>",
        f'<p class="lead">{escape(_counted(results))}</p>',
        f"<p>{escape(INTRODUCTION)}</p>",
        _summary(results),
        *(_section(result, pictures[result.experiment.name]) for result in results),
        _provenance(setting, seconds),
    ]
    body = "\n".join(parts)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>rls_sim: the study as experiments</title>\n<style>{STYLE}</style>\n"
        f"</head>\n<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _counted(results: Sequence[Result]) -> str:
    words = [verdict.word for result in results for verdict in result.verdicts]
    told = [f"{words.count(word)} {_plural(word)}" for word in Word if word in words]
    return f"{len(results)} experiments, {len(words)} claims: {', '.join(told)}."


def _plural(word: Word) -> str:
    return {Word.HOLDS: "hold", Word.FAILS: "do not", Word.OPEN: "cannot be decided"}[word]


def _summary(results: Sequence[Result]) -> str:
    rows = []
    for result in results:
        experiment = result.experiment
        marks = " ".join(
            f'<a class="{CLASSES[one.word]}" href="#{experiment.name}.{one.claim}" '
            f'title="{escape(claim.sentence)}">{SIGNS[one.word]}</a>'
            for claim, one in zip(experiment.claims, result.verdicts, strict=True)
        )
        rows.append(
            f'<tr><td><a href="#{experiment.name}">{escape(experiment.title)}</a></td>'
            f"<td>{escape(experiment.question)}</td><td class=marks>{marks}</td></tr>"
        )
    key = ", ".join(f'<span class="{CLASSES[w]}">{SIGNS[w]}</span> {w}' for w in Word)
    return (
        "<table class=summary><thead><tr><th>Experiment</th><th>Question</th><th>Claims</th></tr>"
        f"</thead><tbody>{''.join(rows)}</tbody></table><p class=key>{key}</p>"
    )


def _section(result: Result, picture: bytes) -> str:
    experiment = result.experiment
    claims = zip(experiment.claims, result.verdicts, strict=True)
    rows = "\n".join(_row(experiment.name, claim, one) for claim, one in claims)
    doubts = "".join(f"<li>{escape(doubt)}</li>" for doubt in experiment.doubts)
    image = base64.b64encode(picture).decode("ascii")
    return f"""
<section id="{experiment.name}">
<h2>{escape(experiment.title)}</h2>
<p class="question">{escape(experiment.question)}</p>
<h3>What was found</h3>
<ul>{"".join(map(_finding, experiment.findings))}</ul>
<h3>Predicted before</h3>
<p>{escape(experiment.prediction)}</p>
<figure><img alt="{escape(_alternative(result))}" src="data:image/png;base64,{image}"></figure>
<h3>Verdicts</h3>
<table class="verdicts">
<thead><tr><th>Claim</th><th>Verdict</th><th>Share of the ensemble</th>
<th>Number</th><th>Rests on</th></tr></thead>
<tbody>{rows}</tbody></table>
{f"<h3>Doubts</h3><ul>{doubts}</ul>" if doubts else ""}
<details><summary>What was run</summary><pre>{escape(experiment.text)}</pre></details>
</section>"""


def _alternative(result: Result) -> str:
    panels = "; ".join(panel.title for panel in result.experiment.panels)
    return f"Figure of the experiment {result.experiment.title}: {panels}."


def _finding(finding: Finding) -> str:
    source = load_sources()[finding.source]
    words = f"“{escape(finding.words)}”" if finding.quoted else escape(finding.words)
    told = f"{source.title} read as: {source.read}. {source.known_faults}"
    return f'<li>{words} <span class="source" title="{escape(told)}">{finding.source}</span></li>'


def _row(name: str, claim: Claim, verdict: Verdict) -> str:
    note = f'<div class="note">{escape(claim.note)}</div>' if claim.note else ""
    condition = (claim.holds or claim.probability or claim.number).text
    among = f" · among: {claim.among.text}" if claim.among else ""
    return (
        f'<tr id="{name}.{claim.id}"><td>{escape(claim.sentence)}'
        f'<div class="condition">{escape(condition + among)}</div>{note}</td>'
        f'<td class="{CLASSES[verdict.word]}">{SIGNS[verdict.word]} {verdict.word}</td>'
        f"<td>{_share(claim, verdict)}</td><td>{_number(claim, verdict)}</td>"
        f"<td>{_basis(verdict)}</td></tr>"
    )


def _share(claim: Claim, verdict: Verdict) -> str:
    if verdict.single:
        return "default cell"
    share = verdict.share
    if isnan(share.share):
        return "no member has it"
    ends = f"{share.share:.3f}<br><small>95 %: {share.low:.3f} to {share.high:.3f}"
    if claim.probability:
        return f"{ends}<br>a probability</small>{_bar(verdict)}"
    unknown = f", {verdict.unknown} without" if verdict.unknown else ""
    return f"{ends}<br>{verdict.count} members{unknown}</small>{_bar(verdict)}"


def _bar(verdict: Verdict) -> str:
    """A small bar of the share with its interval."""
    share = verdict.share
    width = max(100 * (share.high - share.low), 1.0)
    return (
        f'<div class="bar"><i style="left:{100 * share.low:.1f}%;width:{width:.1f}%"></i>'
        f'<b style="left:{100 * share.share:.1f}%"></b></div>'
    )


def _number(claim: Claim, verdict: Verdict) -> str:
    unit = "" if claim.unit == "1" else f" {claim.unit}"
    middle = "none" if isnan(verdict.median) else number_words(verdict.median) + unit
    ends = ""
    if not verdict.single and not isnan(verdict.low):
        low, high = number_words(verdict.low), number_words(verdict.high)
        ends = f"<br><small>5 to 95 %: {low} to {high}</small>"
    return f"{middle}{ends}<div class=what>{escape(claim.what)}</div>"


def _basis(verdict: Verdict) -> str:
    if verdict.basis is None:
        return "<small>-</small>"
    shares = [
        f"{grade} {100 * share:.0f} %"
        for grade, share in verdict.basis.by_evidence.items()
        if share >= 0.005
    ]
    left = f"no single parameter {100 * verdict.basis.left:.0f} %"
    strongest = "<br>".join(
        f"{escape(name)} ({grade}) {r:+.2f}"
        for name, grade, r in verdict.basis.strongest[:MOST_NAMED]
    )
    return f"<small>{', '.join([*shares, left])}<br>{strongest}</small>"


def _provenance(setting: Setting, seconds: float) -> str:
    made = made_by(setting)
    git = git_state()
    facts = {
        "command": command_line(),
        "rls_sim": f"{made['rls_sim']}, code {made['code']}",
        "git": "no checkout" if git is None else f"{git['commit']}{', edited' * git['edited']}",
        "model": made["model_hash"],
        "ensemble": ", ".join(f"{key} {value}" for key, value in made["ensemble"].items()),
        "members": f"{made['members']} of the ensemble, drawn with seed {made['seed']}",
        "packages": ", ".join(f"{name} {number}" for name, number in package_versions().items()),
        "time": f"{seconds:.0f} s",
    }
    rows = "".join(f"<tr><th>{key}</th><td>{escape(str(v))}</td></tr>" for key, v in facts.items())
    return (
        '<section id="provenance"><h2>What made this</h2>'
        "<p>Rests on: shares of the variance of a number's ranks over the ensemble that go with "
        "single parameters, by how those are known, and the parameters that it goes with most. "
        "Nothing here is about a person, a test or a treatment.</p>"
        f'<table class="facts">{rows}</table></section>'
    )
