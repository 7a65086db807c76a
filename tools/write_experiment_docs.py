"""
Write docs/experiments.md from a run of all experiments, or keep their reduced verdicts.

    python tools/write_experiment_docs.py [results/experiments/verdicts.json]
    python tools/write_experiment_docs.py --reduced   run few members; keep the words for the tests
    python tools/write_experiment_docs.py --check     is the page of these files and this model?

What stands above the mark in the page is written by hand and stays.
"""

import argparse
import json
import os
import sys
from hashlib import sha256
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = (
        "1"  # before NumPy is loaded: with more, small matrices take ten times as long
    )

from rls_sim.biology.treated import treated_model  # noqa: E402 - the settings above come first
from rls_sim.hypotheses.experiments.load import (  # noqa: E402
    FILE,
    shipped_folder,
    shipped_names,
)
from rls_sim.hypotheses.experiments.verdicts import counted  # noqa: E402

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "experiments.md"
KEPT = ROOT / "tests" / "hypotheses" / "verdicts_reduced.json"
RUN = ROOT / "results" / "experiments" / "verdicts.json"
MARK = "<!-- Below: written by tools/write_experiment_docs.py from verdicts.json -->"


def main() -> int:
    """Do what the command line asks; 1 where the page is stale."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("verdicts", nargs="?", type=Path, default=RUN)
    asked.add_argument("--reduced", action="store_true")
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    if options.reduced:
        return keep_reduced()
    if options.check:
        return check()
    document = json.loads(options.verdicts.read_text("utf-8"))
    head = PAGE.read_text("utf-8").partition(MARK)[0] if PAGE.exists() else "# The study\n\n"
    PAGE.write_text(head + MARK + "\n\n" + page(document), "utf-8")
    return 0


def keep_reduced() -> int:
    """Run few members and keep their verdicts."""
    from rls_sim.clinic.study.kinds import KINDS
    from rls_sim.hypotheses.experiments.reduced import changes, read_kept, reduced_verdicts
    from rls_sim.inference.ensemble import load_ensemble
    from rls_sim.study.cell import brain_bench

    bench = brain_bench()
    found = reduced_verdicts(bench, load_ensemble(bench), kinds=KINDS)
    if KEPT.exists():
        print("\n".join(changes(read_kept(KEPT), found)) or "nothing moved")
    KEPT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0


def check() -> int:
    """Whether the page was written from the experiments and the model that are here."""
    from rls_sim.hypotheses.experiments.store import members_digest
    from rls_sim.inference.ensemble import load_ensemble
    from rls_sim.study.cell import brain_bench

    bench = brain_bench()
    members = members_digest(load_ensemble(bench))
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    if identity(digests(), bench.model.hash(), members) in text:
        return 0
    print("stale: experiments.md; rls-sim experiment run --all, then this tool", file=sys.stderr)
    return 1


def digests() -> dict[str, str]:
    """The digest of every shipped experiment's file."""
    files = {name: shipped_folder() / name / FILE for name in shipped_names()}
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in files.items()}


def identity(files: dict[str, str], model_hash: str, members: str) -> str:
    """A line that says which files, which model and which members a page is of."""
    digest = sha256("".join(f"{name} {files[name]}\n" for name in sorted(files)).encode())
    medicines = treated_model().hash()  # courses rest on these too
    told = {
        "Model": model_hash,
        "treated": medicines,
        "experiments": digest.hexdigest(),
        "members": members,
    }
    return ", ".join(f"{name} `{text[:12]}`" for name, text in told.items())


def page(document: dict) -> str:
    """All verdicts as Markdown."""
    experiments = document["experiments"]
    claims = [claim for one in experiments for claim in one["claims"]]
    counts = counted(claim["verdict"] for claim in claims)
    files = {one["name"]: one["file_sha256"] for one in experiments}
    ensemble = document["ensemble"]
    parts = [
        f"{len(experiments)} experiments, {len(claims)} claims: {counts}.",
        f"{identity(files, document['model_hash'], ensemble['sha256'])}, {document['members']} of "
        f"{ensemble['members']} members of the ensemble, seed {document['seed']}.",
    ]
    for one in experiments:
        parts += section(one)
    return "\n\n".join(parts) + "\n"


def section(one: dict) -> list[str]:
    """One experiment: question, findings, prediction, verdicts."""
    findings = "\n".join(f"- {found['words']} (`{found['source']}`)" for found in one["findings"])
    heads = "| claim | verdict | share of the ensemble (95 %) | number (5 to 95 %) | rests on |"
    rows = [heads, "| --- | --- | --- | --- | --- |", *map(row, one["claims"])]
    return [
        f"## {one['title']} (`{one['name']}`)",
        f"**{one['question']}**",
        findings,
        f"Predicted before: {one['prediction']}",
        "\n".join(rows),
        "Doubts: " + " ".join(one["doubts"]),
    ]


def row(claim: dict) -> str:
    """A claim as a row of the table."""
    note = f" *{claim['note']}*" if claim["note"] else ""
    share = number(claim["share"])
    if claim["of"] == "default cell":
        share = "default cell"
    else:
        ends = f"{number(claim['share_low'])} to {number(claim['share_high'])}"
        of = f" of {claim['members']}" if claim["of"] == "members" else ", a probability"
        unknown = f", {claim['unknown']} without" if claim["unknown"] else ""
        share = f"{share} ({ends}){of}{unknown}"
    unit = "" if claim["unit"] == "1" else f" {claim['unit']}"
    value = f"{number(claim['median'])}{unit}"
    if claim["of"] != "default cell":
        value += f" ({number(claim['low_5'])} to {number(claim['high_95'])})"
    basis = claim["rests_on"]
    rests = ""
    if basis:
        assumed = basis["by_evidence"].get("assumed", 0.0)
        names = ", ".join(f"`{one['parameter']}`" for one in basis["strongest"][:2])
        rests = f"assumed {100 * assumed:.0f} %, no single parameter {100 * basis['left']:.0f} %"
        rests += f"; {names}" if names else ""
    told = f"{claim['what']}: {value}"
    cells = [claim["sentence"] + note, f"**{claim['verdict']}**", share, told, rests]
    return f"| {' | '.join(cells)} |"


def number(value: float | None) -> str:
    """A number to three digits."""
    return "none" if value is None else f"{value:.3g}"


if __name__ == "__main__":
    sys.exit(main())
