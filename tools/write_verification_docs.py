"""
Write docs/verification.md and its picture from what `rls-sim doctor --verify` found.

Run `python tools/write_verification_docs.py`: it verifies anew, keeps what was found in
tools/verification.json and writes the page from there; `--kept` takes what was kept, so that words
can be changed. With `--check` it says whether the page is of what was kept, and of these checks.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

from small_picture import save_small  # noqa: E402

from rls_sim.report.style import figure_bytes  # noqa: E402
from rls_sim.report.verification_figure import draw_verification  # noqa: E402
from rls_sim.study.provenance import clean  # noqa: E402
from rls_sim.verification.brain import healthy  # noqa: E402
from rls_sim.verification.check import conduct  # noqa: E402
from rls_sim.verification.suite import all_checks, document, said_of  # noqa: E402

ROOT = Path(__file__).parents[1]
PAGE, PICTURE = ROOT / "docs" / "verification.md", ROOT / "docs" / "verification.png"
TEXT, KEPT = (
    Path(__file__).with_name("verification_page.md"),
    Path(__file__).with_name("verification.json"),
)
MARKS = {"passed": "holds", "failed": "**fails**", "not_run": "not run"}
HEADS = ("check", "what is claimed", "found", "bound", "verdict")
DECIMALS = 1e-3  # numbers from here on are written without an exponent

Facts = dict[str, Any]


def main() -> None:
    """Verify and write, write from what was kept, or check."""
    if "--check" in sys.argv[1:]:
        problems = stale()
        sys.exit("; ".join(problems) if problems else 0)
    if "--kept" not in sys.argv[1:]:
        found = document(conduct(all_checks(), _tell), quick=False)
        del found["command"]
        KEPT.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    kept = json.loads(KEPT.read_text("utf-8"))
    PAGE.write_text(page(kept), "utf-8")
    save_small(figure_bytes(draw_verification(kept), "png"), PICTURE)


def _tell(done: int, total: int, failed: int) -> None:
    print(f"\r{done} of {total}, {failed} failed", end="\n" if done == total else "", flush=True)


def stale() -> list[str]:
    """Why the page is not of these checks, this model and what was kept; empty if it is."""
    kept = json.loads(KEPT.read_text("utf-8"))
    now = [clean(said_of(check)) for check in all_checks()]
    then = [{key: check[key] for key in now[0]} for check in kept["checks"]]
    reasons = {
        f"{PAGE.name} is not what {KEPT.name} gives": page(kept) != PAGE.read_text("utf-8"),
        f"{KEPT.name} is of other checks": now != then,
        f"{KEPT.name} is of another model": kept["model_hash"] != healthy().hash(),
    }
    return [reason for reason, holds in reasons.items() if holds]


def page(kept: Facts) -> str:
    """The page, from the document of a verification."""
    text = TEXT.read_text("utf-8")
    parts = {"FACTS": facts(kept), "TABLES": tables(kept), "UNSETTLED": unsettled(kept)}
    for name, words in parts.items():
        text = text.replace(f"{{{name}}}", words)
    return text.rstrip() + "\n"


def facts(kept: Facts) -> str:
    """How many hold, and of what."""
    words = [f"{kept['passed']} of {len(kept['checks'])} checks hold"]
    others = (("failed", "failed"), ("not_run", "not run"))
    words += [f"{kept[status]} {told}" for status, told in others if kept[status]]
    packages = ", ".join(f"{name} {version}" for name, version in kept["packages"].items())
    where = f"rls_sim {kept['rls_sim']}, Python {kept['python']}, {packages}"
    return f"{', '.join(words)}, in {kept['seconds']:.0f} s on one core ({where})"


def tables(kept: Facts) -> str:
    """Of each group of checks a table of what was found, and how."""
    groups = dict.fromkeys(check["group"] for check in kept["checks"])
    parts = []
    for group in groups:
        here = [check for check in kept["checks"] if check["group"] == group]
        head = ["| " + " | ".join(HEADS) + " |", "| --- | --- | ---: | ---: | --- |"]
        title = group[0].upper() + group[1:]
        parts.append("\n".join([f"## {title}", "", *head, *map(row, here)]))
        parts.append("\n".join(map(remark, here)))
    return "\n\n".join(parts)


def row(check: Facts) -> str:
    """One check: what is claimed and what was found."""
    number = "" if check["number"] is None else number_text(check["number"])
    bound = check["bound"]["words"]
    cells = (f"`{check['name']}`", check["claim"], number, bound, MARKS[check["status"]])
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def remark(check: Facts) -> str:
    """How it was measured, why the bound is there, and what else was seen."""
    words = f"- `{check['name']}`, {check['quantity']}. {check['method']}"
    words += f" *Bound:* {check['bound']['reason']}."
    return words + (f" *Seen:* {check['told']}." if check["told"] else "")


def number_text(number: float) -> str:
    """Two digits of what is small, three of what is not."""
    return f"{number:.1e}" if 0 < abs(number) < DECIMALS else f"{number:.3g}"


def unsettled(kept: Facts) -> str:
    """What the check of the published rest says of the two that are not at rest."""
    told = next(c["told"] for c in kept["checks"] if c["name"] == "best2009_rest")
    words = told.partition("not at rest there: ")[2].split(", ")
    return f"{' and '.join(words)}, in umol/L. They are not at rest in the file itself."


if __name__ == "__main__":
    main()
