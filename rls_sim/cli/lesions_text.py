"""A verdict on lesions as text."""

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text, text_table

if TYPE_CHECKING:
    from rls_sim.hypotheses.ranking import Verdict
    from rls_sim.hypotheses.verdict import Findings

WIDTH = 100
MOST_RANKED, MOST_LESIONS, MOST_MEASURES, MOST_EXPECTED = 15, 8, 5, 3
PER_CENT = 100
GLOSS = (
    "weight: probability after the evidence. log evidence: how well it does on average over\n"
    "members and sizes, +- its standard error; draws: how many carry that (below 20 it is not yet\n"
    "known). patients: draws with an urge whose cells live. explains, fails: rows that it brings\n"
    "about more often than not, hardly ever."
)


def findings_text(findings: "Findings") -> str:
    """The ranking, what cannot be told apart, the leader, what to measure, how sure it is."""
    parts = [
        _head(findings),
        _ranking(findings),
        _lesions(findings),
        _groups(findings),
        _leader(findings),
        _measurements(findings),
        _sureness(findings),
    ]
    return "\n\n".join(part for part in parts if part)


def _head(findings: "Findings") -> str:
    rows = findings.ranking.rows
    disputed = sum(row.weight < 1 for row in rows)
    text = (
        f"{len(findings.ranking.verdicts)} hypotheses, {findings.cells} cells, {len(rows)} "
        f"observations ({disputed} of them disputed, which share the weight of one a dispute)."
    )
    return textwrap.fill(text, WIDTH)


def _ranking(findings: "Findings") -> str:
    verdicts = findings.ranking.verdicts
    shown = verdicts[:MOST_RANKED]
    heads = [("hypothesis", ""), ("weight", ""), ("log evidence", ""), ("+-", ""), ("draws", "")]
    heads += [("size", ""), ("patients", "%"), ("explains", ""), ("fails", "")]
    rows: list[list[Any]] = [
        [
            verdict.hypothesis.name,
            _share(verdict.weight),
            f"{verdict.log_evidence:.1f}" if verdict.effective else "no patient",
            f"{verdict.error:.2f}" if verdict.effective else "",
            round(verdict.effective),
            _sizes(verdict),
            round(PER_CENT * verdict.patients),
            len(verdict.explained),
            len(verdict.failed),
        ]
        for verdict in shown
    ]
    table = text_table(heads, rows)
    rest = verdicts[MOST_RANKED:]
    table += f"\n{GLOSS}\n{_against_chance(findings)}"
    if rest:
        weight = _share(sum(verdict.weight for verdict in rest))
        table += f"\n{len(rest)} more share {weight} of the weight (all of them with -o or --json)"
    return table


def _against_chance(findings: "Findings") -> str:
    """Whether the best of them is any good at all."""
    ranking = findings.ranking
    gain = ranking.leader.log_evidence - ranking.chance
    guess = f"Guessing every row would score {ranking.chance:.1f}"
    if gain <= 0:
        return f"{guess}: not one of them explains the evidence as a whole."
    if not ranking.has_winner:
        return f"{guess}: the leader beats that by {gain:.1f}, as one of so many may by luck."
    return f"{guess}: the leader beats that by {gain:.1f}."


def _share(weight: float) -> str:
    return "< 0.001" if 0 < weight < 0.001 else f"{weight:.3f}"


def _sizes(verdict: "Verdict") -> str:
    return "; ".join(
        f"{number_text(middle, 2)} ({number_text(low, 2)} to {number_text(high, 2)})"
        for low, middle, high in verdict.sizes.tolist()
    )


def _lesions(findings: "Findings") -> str:
    weights = list(findings.weights.items())[:MOST_LESIONS]
    titles = findings.lesions
    rows = [
        [name, _share(weight), titles[name].title if name in titles else "No lesion"]
        for name, weight in weights
    ]
    heads = [("lesion, alone or with another", ""), ("weight", ""), ("what breaks", "")]
    return text_table(heads, rows)


def _groups(findings: "Findings") -> str:
    """The first groups whose evidence differs by less than a Bayes factor of three."""
    told = [group for group in findings.ranking.groups[:3] if len(group) > 1]
    if not told:
        if not findings.ranking.leader.is_known:
            return "Which of the leaders is first is not yet known: too few draws carry them."
        return "The evidence tells the leaders apart: none comes within a Bayes factor of 3."
    lines = ["The evidence cannot tell apart (Bayes factors below 3):"]
    for group in told:
        names = ", ".join(group[:MOST_RANKED]) + (
            f" and {len(group) - MOST_RANKED} more" if len(group) > MOST_RANKED else ""
        )
        lines.append(textwrap.fill(names, WIDTH, initial_indent="  ", subsequent_indent="    "))
    return "\n".join(lines)


def _leader(findings: "Findings") -> str:
    leader = findings.ranking.leader
    from rls_sim.hypotheses.verdict_store import published

    what = {row.name: row.observation for row in findings.ranking.rows}

    def told(names: list[str]) -> str:
        told_rows = (f"{what[n].what} {published(what[n])} ({what[n].source})" for n in names)
        return ", ".join(told_rows) or "nothing"

    lines = [f"{leader.hypothesis.name}: {leader.hypothesis.title}"]
    for word, names in (("explains", leader.explained), ("fails", leader.failed)):
        text = f"{word} {len(names)} of {len(what)}: {told(names)}"
        lines.append(textwrap.fill(text, WIDTH, initial_indent="  ", subsequent_indent="    "))
    return "\n".join(lines)


def _measurements(findings: "Findings") -> str:
    worths = findings.worths
    living = [worth for worth in worths if worth.measurement.in_the_living]
    chosen = [*worths[:MOST_MEASURES]]
    chosen += [worth for worth in living[:3] if worth not in chosen]
    heads = [
        ("to measure", ""),
        ("by", ""),
        ("bits", ""),
        ("expected: patients over control, or hour", ""),
    ]
    rows = [
        [
            worth.measurement.outcome,
            worth.measurement.method,
            f"{worth.bits:.2f}",
            _expected(worth.expected),
        ]
        for worth in chosen
    ]
    at_most = f"{worths[0].at_most:.2f}" if worths else "0"
    head = (
        f"What would best split the leaders ({at_most} bits are open; 20 patients against 20 "
        "controls):"
    )
    return f"{head}\n{text_table(heads, rows)}"


def _expected(results: Mapping[str, float]) -> str:
    """What the first hypotheses expect."""
    told = list(results.items())[:MOST_EXPECTED]
    return ", ".join(f"{name} {number_text(value, 2)}" for name, value in told)


def _sureness(findings: "Findings") -> str:
    return f"{_rests_on(findings)}\n\n{_variants(findings)}"


def _rests_on(findings: "Findings") -> str:
    basis, leader = findings.basis, findings.ranking.leader.hypothesis.name
    if basis is None:
        return f"{leader} has too few patients to say what its score rests on."
    graded = ", ".join(
        f"{PER_CENT * share:.0f} % with {grade} numbers"
        for grade, share in basis.by_evidence.items()
        if share >= 0.005
    )
    text = (
        f"How well {leader} does varies over its draws: {PER_CENT * basis.sizes:.0f} % "
        f"with the size of what breaks, {graded or 'with no number that stands out'}; "
        f"{PER_CENT * basis.left:.0f} % cannot be laid to one number."
    )
    lines = [textwrap.fill(text, WIDTH)]
    if basis.strongest:
        told = ", ".join(f"{name} ({grade}, {r:+.2f})" for name, grade, r in basis.strongest)
        lines.append(textwrap.fill(f"The strongest: {told}.", WIDTH, subsequent_indent="  "))
    return "\n".join(lines)


def _variants(findings: "Findings") -> str:
    heads = [("if", ""), ("then leads", ""), ("weight", ""), ("draws", "")]
    heads += [("the leader above", ""), ("place", "")]
    rows = [
        [v.what, v.leader, _share(v.leader_weight), round(v.effective), _share(v.weight), v.place]
        for v in findings.variants
    ]
    return text_table(heads, rows)
