"""Write docs/agreement.md: every construct of SBML taken over, beside libRoadRunner and COPASI."""

import math
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "exchange"))

from beside_copasi import OTHERWISE, copasi_differences  # noqa: E402
from beside_roadrunner import POINTS, RTOL, differences  # noqa: E402
from packaged_models import PACKAGED, packaged  # noqa: E402
from published_models import PUBLISHED  # noqa: E402
from sbml_models import EXAMPLES, Example  # noqa: E402

from rls_sim.exchange.sbml_refusals import CORE, PACKAGES  # noqa: E402

PAGE = ROOT / "docs" / "agreement.md"
LEAST = 1e-12  # smaller differences are rounding, and different on each processor

HEAD = f"""# Agreement with other simulators

Models in SBML are read by `rls-sim import sbml`, or by `--model FILE.xml` wherever a cell is
solved. Here every construct that is taken over stands with a model that has it, followed by our
engine, by libRoadRunner and by COPASI at {POINTS} moments. The difference is the largest of any
quantity over its largest value, rounded up to a power of ten. All integrators keep {RTOL:g} or
better on each step; a millionth is allowed in the end, which a law that jumps needs, and nearly
all else is far below it. COPASI reads {len(OTHERWISE)} of the models otherwise: it leaves out
conversion factors and counts by rules or formulas, and differs from both others where a rule
moves a concentration in a space that grows.

```sh
rls-sim import sbml configs/dopamine_best2009.xml -o terminal.py
rls-sim cycle --model terminal.py
```

The tests follow the same models again and hold each to its row
(`tests/exchange/test_sbml_in.py`); the published ones and every function also run in machine code.
`tools/write_agreement_docs.py` writes this page.
"""

READ = """
The first two are written from the numbers that the evidence of this project rests on; of the other
three the papers were not read: they are written as they are quoted everywhere, which is enough to
compare programs with, and no claim that they are the published ones to the last digit.
"""

REFUSED = """
## What is refused

A model that holds one of these is not read at all. What is in the way is listed at once, each with
its line and id.

| construct | what it would take |
| --- | --- |
"""

DIFFERENT = """
Packages that a file marks as required are refused by name. Among them are
{packages}.
Those that a file says can be left out are left out.

## What is done otherwise

- Times become hours. A declared unit of time is converted: rates are multiplied, and the time in
  laws is scaled. Where a file declares none, one unit counts as an hour, which `--time-unit`
  changes. All other numbers stand as they are, without units.
- The day of `rls-sim cycle` is 24 hours, whatever the model is about; a model without a clock
  rests, and one with a rhythm of its own has no such day.
- An initial assignment that rests on constant parameters alone stays a formula, so that it follows
  when they are set. Any other is computed once, at the start.
- Local parameters get their reaction's name before their own: `k` of `r` is `r_k`.
- A logarithm of what is not above zero counts as that of 1e-100, a square root of what lies below
  zero as zero, and an exponent of e stays within 690; a power of a base below zero is right where
  its exponent is whole.
- A choice (`piecewise`), a minimum or a floor may make a law jump. It is followed step by step, as
  no events are; the slopes beside the jump are used.
- A state is held to be zero or more unless reactions or its rate rule would take it below, which
  is tried out; the file in Python says of which (`signed=True`).
"""


def rows(examples: tuple[Example, ...]) -> str:
    """The table of some models."""
    lines = [
        "| model | what it covers | to libRoadRunner | to COPASI |",
        "| --- | --- | --- | --- |",
    ]
    for one in examples:
        first = decade(differences(one.text, one.end))
        second = "otherwise"
        if one.name not in OTHERWISE:
            second = decade(copasi_differences(one.text, one.end))
        lines.append(f"| `{one.name}` | {one.covers} | {first} | {second} |")
    return "\n".join(lines) + "\n"


def decade(found: dict[str, float]) -> str:
    """The largest difference, rounded up to a power of ten."""
    return f"{10.0 ** math.ceil(math.log10(max(*found.values(), LEAST))):.0e}"


def come_with_basico() -> tuple[Example, ...]:
    """Models that a package carries."""
    return tuple(Example(n, words, packaged(n), end) for n, (words, end) in PACKAGED.items())


def page() -> str:
    """The whole page."""
    refused = "".join(f"| {construct} | {words} |\n" for construct, words in CORE.items())
    return (
        f"{HEAD}\n## Published models\n{READ}\n{rows(PUBLISHED)}"
        f"\nThese come with the package BasiCO:\n\n{rows(come_with_basico())}"
        f"\n## Constructs\n\n{rows(EXAMPLES)}{REFUSED}{refused}"
        f"{DIFFERENT.format(packages=', '.join(PACKAGES))}"
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
