"""
Write what docs/engine.md shows, between its marks, and docs/engine_day.png, from the running code.

Run `python tools/write_engine_docs.py`; with --check it only says whether they are stale, which a
test of tests/house asks. What stands outside of the marks is written by hand and kept.
"""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from engine_page import code, day
from engine_page.figure import PICTURE, is_stale, write_figure
from engine_page.files import files

PAGE = Path(__file__).parents[1] / "docs" / "engine.md"
BEGIN = "<!-- {}: written by tools/write_engine_docs.py -->"
END = "<!-- until here -->"
SECTION = re.compile(BEGIN.format(r"(\w+)") + r"\n.*?" + END, re.DOTALL)

LISTINGS: Mapping[str, Callable[[], list[str]]] = {
    function.__name__: function
    for function in (
        *(code.toy, code.nodes, code.slopes, code.stages, code.elimination),
        *(code.in_numpy, code.in_llvm),
        *(day.waiting, day.averaged, day.balance, day.spectrum, day.grids, day.certificate),
        *(day.statuses, day.multipliers, day.dosed, day.branch, day.sensitivities),
        files,
    )
}


def main() -> None:
    """Write the page and its figure, or with --check leave with 1 where one of them is stale."""
    written = PAGE.read_text("utf-8")
    marks = SECTION.findall(written)
    if sorted(marks) != sorted(LISTINGS):
        odd = sorted(set(LISTINGS) ^ set(marks)) or marks
        sys.exit(f"{PAGE.name} must have one mark for each listing; look at {', '.join(odd)}")
    fresh = SECTION.sub(lambda mark: filled(mark[1]), written)
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(fresh, "utf-8")
        write_figure()
        return
    stale = [PAGE.name] * (fresh != written) + [PICTURE.name] * is_stale()
    if stale:
        sys.exit(f"stale: {' and '.join(stale)}; run python tools/write_engine_docs.py")


def filled(name: str) -> str:
    """One section with its marks."""
    return "\n".join([BEGIN.format(name), *LISTINGS[name](), END])


if __name__ == "__main__":
    main()
