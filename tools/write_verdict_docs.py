"""
Write docs/verdict.md and its picture: how lesions are judged, and what came of it.

Run `python tools/write_verdict_docs.py`; it takes minutes. tests/hypotheses/test_verdict_page.py
fails while the page is of another model, ensemble, evidence or question (`--check`).
"""

import argparse
import json
import os
import sys
from hashlib import sha256
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

from small_picture import save_small  # noqa: E402

from rls_sim.hypotheses.verdict import Findings, Question, investigate, lesions_of  # noqa: E402
from rls_sim.hypotheses.verdict_store import experiment_of, published  # noqa: E402
from rls_sim.inference.ensemble import Ensemble, load_ensemble  # noqa: E402
from rls_sim.inference.healthy import load_healthy  # noqa: E402
from rls_sim.study.cell import Bench, brain_bench  # noqa: E402

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "verdict.md", DOCS / "verdict.png"
TEXT = Path(__file__).parent / "verdict_page.md"
MOST_RANKED, MOST_MEASURES, MOST_LESIONS, MOST_ALIKE = 15, 8, 10, 8


def identity(bench: Bench, ensemble: Ensemble, question: Question) -> str:
    """What the page is of: model, ensemble, question, lesions and evidence."""
    told = experiment_of(bench, ensemble, question, lesions_of(bench, question.lesions))
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def share(weight: float) -> str:
    """A weight as it is read."""
    return "< 0.001" if weight < 0.001 else f"{weight:.3f}"


def ensemble_text(ensemble: Ensemble) -> str:
    """How the shipped ensemble was drawn."""
    about = ensemble.about
    sampler, mixing = about["sampler"], about["drawn_well"]
    evidence = ", ".join(f"{value:.2f}" for value in sampler["log_evidence"])
    founders = ", ".join(map(str, sampler["founders"]))
    return (
        f"The shipped ensemble: {len(ensemble)} members of {len(ensemble.prior.names)} parameters "
        f"in {about['islands']} islands, {sampler['cells_solved']:,} cells solved. Log evidence by "
        f"island: {evidence}. R-hat between islands: {mixing['r_hat_worst']:.3f} in the worst "
        f"direction; by what islands differ, as good as {mixing['effective_size']:,.0f} "
        f"independent draws. First particles with descendants among the last, by island: "
        f"{founders}. Functional were {100 * about['functional_share']:.1f} % of those drawn. "
        f"`rls-sim ensemble show` prints all {len(load_healthy())} numbers of health beside what "
        "members have."
    )


def ranking_text(findings: Findings) -> str:
    """The ranking, the lesions' weights, and what cannot be told apart."""
    found = findings.ranking
    ranked = [
        [
            f"`{v.hypothesis.name}`",
            share(v.weight),
            f"{v.log_evidence:.1f} ± {v.error:.2f}",
            f"{v.effective:.0f}",
            "; ".join(f"{m:.2g} ({a:.2g} to {b:.2g})" for a, m, b in v.sizes.tolist()),
            f"{100 * v.patients:.0f} %",
            f"{len(v.explained)}",
            f"{len(v.failed)}",
        ]
        for v in found.verdicts[:MOST_RANKED]
    ]
    heads = ["hypothesis", "weight", "log evidence", "draws", "size, 5 to 95 %", "patients"]
    heads += ["explains"]
    gain = found.leader.log_evidence - found.chance
    weights = list(findings.weights.items())[:MOST_LESIONS]
    groups = [group[:MOST_ALIKE] for group in found.groups[:3] if len(group) > 1]
    return "\n\n".join(
        [
            f"{len(found.verdicts)} hypotheses, {findings.cells:,} cells, {len(found.rows)} rows "
            f"({sum(row.weight < 1 for row in found.rows)} of them disputed).",
            table([*heads, "fails"], ranked),
            f"Guessing every row scores {found.chance:.1f}; the leader is {abs(gain):.1f} "
            + ("above that." if gain > 0 else "**below that: no hypothesis explains it all.**"),
            "Weight of each lesion, alone or with another:",
            table(
                ["lesion", "weight", "what breaks"],
                [[f"`{n}`", share(w), _title(findings, n)] for n, w in weights],
            ),
            "The evidence cannot tell apart (Bayes factors below 3; the first of each group): "
            + ("; ".join(", ".join(f"`{n}`" for n in group) for group in groups) or "none")
            + ".",
        ]
    )


def _title(findings: Findings, name: str) -> str:
    return findings.lesions[name].title if name in findings.lesions else "No lesion"


def leader_text(findings: Findings) -> str:
    """What the leader explains and fails to explain, by row."""
    leader = findings.ranking.leader
    rows = {row.name: row.observation for row in findings.ranking.rows}

    def told(names: list[str]) -> str:
        words = (f"{rows[n].what}, {published(rows[n])} ({rows[n].source})" for n in names)
        return "; ".join(words) or "nothing"

    return (
        f"`{leader.hypothesis.name}` explains {told(leader.explained)}.\n\n"
        f"It fails to explain {told(leader.failed)}."
    )


def measurements_text(findings: Findings) -> str:
    """What to measure next, at all and in the living."""
    living = [w for w in findings.worths if w.measurement.in_the_living][:3]
    chosen = [*findings.worths[:MOST_MEASURES]]
    chosen += [worth for worth in living if worth not in chosen]
    rows = [
        [
            f"`{worth.measurement.outcome}`",
            worth.measurement.method,
            f"{worth.bits:.2f}",
            ", ".join(f"{n} {x:.2g}" for n, x in list(worth.expected.items())[:4]),
        ]
        for worth in chosen
    ]
    heads = ["measurement", "by", "bits", "expected ratio (or hour)"]
    at_most = findings.worths[0].at_most
    return f"There are {at_most:.2f} bits to learn.\n\n{table(heads, rows)}"


def doubts_text(findings: Findings) -> str:
    """What the leader's weight rests on, and how it moves."""
    basis = findings.basis
    assert basis is not None  # the default question's leader has patients in plenty
    graded = ", ".join(
        f"{100 * s:.0f} % with {grade} numbers" for grade, s in basis.by_evidence.items()
    )
    strongest = ", ".join(f"`{n}` ({grade}, {r:+.2f})" for n, grade, r in basis.strongest)
    rows = [
        [
            v.what,
            f"`{v.leader}`",
            share(v.leader_weight),
            f"{v.effective:.0f}",
            share(v.weight),
            str(v.place),
        ]
        for v in findings.variants
    ]
    heads = ["if", "then leads", "weight", "draws", "weight of the leader above", "its place"]
    return (
        f"How well the leader does varies over its draws: {100 * basis.sizes:.0f} % with the size "
        f"of what breaks, {graded}; {100 * basis.left:.0f} % cannot be laid to one number."
        + (f" The strongest: {strongest}." if strongest else "")
        + f"\n\n{table(heads, rows)}"
    )


def page(findings: Findings, ensemble: Ensemble, mark: str) -> str:
    """The page: the text of verdict_page.md with what was found put in."""
    parts = {
        "ENSEMBLE": ensemble_text(ensemble),
        "RANKING": ranking_text(findings),
        "LEADER": leader_text(findings),
        "MEASUREMENTS": measurements_text(findings),
        "DOUBTS": doubts_text(findings),
    }
    text = TEXT.read_text(encoding="utf-8")
    for name, words in parts.items():
        text = text.replace(f"{{{name}}}", words)
    return f"{text.rstrip()}\n\n<!-- {mark} -->\n"


def main() -> None:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is stale")
    check = parser.parse_args().check
    bench, question = brain_bench(), Question()
    ensemble = load_ensemble(bench)
    mark = identity(bench, ensemble, question)
    if check:
        sys.exit(0 if PAGE.exists() and mark in PAGE.read_text(encoding="utf-8") else 1)
    from rls_sim.report.agreement_figure import draw_agreement
    from rls_sim.report.style import figure_bytes

    findings = investigate(
        bench, ensemble, question, told=lambda n: print(f"{n} cells", flush=True)
    )
    PAGE.write_text(page(findings, ensemble, mark), encoding="utf-8")
    save_small(figure_bytes(draw_agreement(findings), "png"), PICTURE)


if __name__ == "__main__":
    main()
