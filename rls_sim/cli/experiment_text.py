"""Experiments and verdicts as text."""

from collections.abc import Sequence
from textwrap import fill

from rls_sim.cli.tables import aligned, number_text
from rls_sim.hypotheses.experiments.conduct import Result
from rls_sim.hypotheses.experiments.experiment import Claim, Experiment
from rls_sim.hypotheses.experiments.verdicts import Verdict, counted

WIDTH = 100
DIGITS = 3
HEADS = ("claim", "verdict", "share of members (95 %)", "number (5 to 95 %)", "assumed")


def list_text(experiments: Sequence[Experiment]) -> str:
    """A line an experiment."""
    lines = [(one.name, f"{len(one.claims)} claims", one.question) for one in experiments]
    return "\n".join(
        [
            aligned(lines, [False] * 3),
            "",
            "more of one: rls-sim experiment show NAME; all of them: rls-sim experiment run --all",
        ]
    )


def experiment_text(experiment: Experiment) -> str:
    """All that was written before it is run."""
    parts = [f"{experiment.name}: {experiment.title}", experiment.question, ""]
    for finding in experiment.findings:
        words = f"“{finding.words}”" if finding.quoted else finding.words
        parts.append(_paragraph("found", f"{words} ({finding.source})"))
    parts += ["", _paragraph("predicted before", experiment.prediction), ""]
    parts += [_paragraph("doubt", doubt) for doubt in experiment.doubts]
    for claim in experiment.claims:
        parts += ["", *_claim_lines(claim)]
    return "\n".join(parts)


def _claim_lines(claim: Claim) -> list[str]:
    condition = claim.holds or claim.probability or claim.number
    among = f", among members with {claim.among.text}" if claim.among else ""
    told = (
        f"holds from a share of {claim.least:g} on, does not up to {claim.most:g}: "
        f"{condition.text}{among}"
    )
    lines = [_paragraph(claim.id, claim.sentence), _indented(told)]
    return lines + ([_indented(claim.note)] if claim.note else [])


def _indented(words: str) -> str:
    return fill(
        words, WIDTH, initial_indent="    ", subsequent_indent="    ", break_long_words=False
    )


def _paragraph(head: str, words: str) -> str:
    return fill(f"{head}: {words}", WIDTH, subsequent_indent="    ", break_long_words=False)


def verdicts_text(results: Sequence[Result]) -> str:
    """A table of verdicts for each experiment."""
    parts = []
    for result in results:
        lines: list[tuple[str, ...]] = [HEADS]
        for claim, verdict in zip(result.experiment.claims, result.verdicts, strict=True):
            lines.append(_verdict_line(claim, verdict))
        parts += [
            f"{result.experiment.name}: {result.experiment.question}",
            aligned(lines, [False] * len(HEADS)),
            "",
        ]
    words = [verdict.word for result in results for verdict in result.verdicts]
    return "\n".join([*parts, f"{len(words)} claims: {counted(words)}"])


def _verdict_line(claim: Claim, verdict: Verdict) -> tuple[str, ...]:
    unit = "" if claim.unit == "1" else f" {claim.unit}"
    number = number_text(verdict.median, DIGITS)
    if verdict.single:
        share = "default cell"
    else:
        low, high = (number_text(end, 2) for end in (verdict.share.low, verdict.share.high))
        kind = "p " if claim.probability else ""
        share = f"{kind}{number_text(verdict.share.share, 2)} ({low} to {high})"
        ends = [number_text(end, DIGITS) for end in (verdict.low, verdict.high)]
        number += f" ({ends[0]} to {ends[1]})"
        share += f" of {verdict.count}" if not claim.probability else ""
    basis = f"{100 * verdict.basis.assumed:.0f} %" if verdict.basis else ""
    return (f"  {claim.id}", str(verdict.word), share, number + unit, basis)
