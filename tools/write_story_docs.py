"""
Write docs/stories.md: rival lesions beside the published signs, and the calibration targets.

Run `python tools/write_story_docs.py`; tests/study/test_stories.py fails while the page is stale.
"""

from pathlib import Path

from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import Bench, Cell, brain_bench, solve_cell
from rls_sim.study.evidence import Comparison, compare_targets
from rls_sim.study.stories import Answer, Story, load_signs, tell_stories

PAGE = Path(__file__).parents[1] / "docs" / "stories.md"
SHARE_OUTCOMES = (
    "labile_iron",
    "receptor_relative",
    "ferritin_relative",
    "dopamine_transporter",
    "d2_receptor",
    "extracellular_dopamine",
)
UNPUBLISHED = ("labile_iron_relative", "state", "urge_hours")
ARROWS = {"up": "↑", "down": "↓", "same": "="}

OPENING = """# Stories: what each broken step does, beside what tissue shows

This page is computed: `python tools/write_story_docs.py` writes it, a test fails when it is stale.

Each column is one lesion at its default size, solved as a periodic day; the number is the outcome
over healthy (for cell loss: the share of cells lost in ten years). ↑ and ↓ are changes of 5 % and
more, = is less. **Bold** agrees with the published sign. The model was calibrated to healthy and
control values; how strongly DAT, D2 and dopamine release follow labile iron was fitted to
iron-deficient animals and one autopsy series (see `rls-sim show d2_adaptation`), so those three
rows are no independent test of a story, except where a lesion moves too little iron to reach them.
"""

MIDDLE = """
## What this says

- **Loss of receptor synthesis** in the neuron gives the neuron's own pattern: receptor and ferritin
  down, enzyme and its phosphorylation up, transporter and D2 down, dopamine outside *up*, no cell
  loss. It says nothing of the barrier and the spinal fluid, and it gives DMT1 the wrong sign: in a
  cell whose iron sensors work, DMT1 rises when iron falls.
- **Loss of IRP1** in neuron and endothelium moves the receptor too little and ferritin the wrong
  way. IRP2 rises where IRP1 is gone and holds the same messages; what it does not hold is the
  message of ferritin, which restless legs has less of. The model does not support this story alone.
- **Receptor message that does not last**, in neuron and endothelium, agrees with most rows, the
  endothelium included. It too leaves DMT1 up.
- **The naive chain** (iron limits tyrosine hydroxylase, nothing answers) has the wrong sign of
  dopamine, moves neither enzyme nor transporter nor D2, and brings on no urge at this size.
- No story here reaches the spinal fluid or the choroid plexus: a lesion of neuron and endothelium
  leaves the fluid of the whole brain almost as it was.
"""

SHARE = """
### How much of the verdict on IRP1 rests on an assumed number

How much of the message-holding IRP1 does in a nigral neuron is not known; a third of it is assumed
here, IRP2 doing the rest. The same lesion at other shares, the healthy cell kept as it is:

| IRP1's share in health | state | labile iron | TfR1 | ferritin | DAT | D2 | dopamine outside |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

AFTER_SHARE = """
A larger share makes the lesion bite harder, and makes ferritin rise further, the wrong way.
The verdict on the size of the effect is therefore soft, the one on ferritin firm.
"""

TARGETS = """
## Calibration targets

Every target of both dossiers; a miss stays listed, with what was tried. *fitted*: a parameter was
fitted to it; *input*: the number itself went in; *checked*: nothing was done to meet it.
`rls-sim show evidence` prints the same.

| target | cell | published | model | unit | | use |
| --- | --- | --- | --- | --- | --- | --- |
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(brain_bench()), encoding="utf-8")


def page(bench: Bench) -> str:
    """The whole page."""
    stories = tell_stories(bench)
    comparisons = compare_targets(bench)
    return "".join(
        [
            OPENING,
            signs_table(stories),
            MIDDLE,
            SHARE,
            *_share_rows(bench),
            AFTER_SHARE,
            TARGETS,
            *map(_target_row, comparisons),
            misses(comparisons),
        ]
    )


def _share_rows(bench: Bench) -> list[str]:
    """IRP1 lost in cells in which it does a larger part; the share held in health is kept."""
    rows = []
    lesion = bench.lesions["irp1_loss"]
    active = 1.0  # protein that holds half of the messages in health
    sleeping = 0.25  # share of IRP1 that is active in health
    synthesis = bench.healthy["regulatory_protein_2_synthesis"].value
    for part in (0.3, 0.6, 0.8):
        parameters = bench.healthy.override(
            "regulatory_protein_1_total", part * active / sleeping, reason="share"
        ).override("regulatory_protein_2_synthesis", synthesis * (1 - part) / 0.7, reason="share")
        whole = solve_cell(Cell(parameters), bench)
        lost = solve_cell(Cell(lesion.apply(parameters, lesion.default)), bench)
        ratios = [float(lost.outcomes[n]) / float(whole.outcomes[n]) for n in SHARE_OUTCOMES]
        cells = [f"{part:.0%}", str(lost.outcomes["state"]), *(f"{ratio:.2f}" for ratio in ratios)]
        rows.append("| " + " | ".join(cells) + " |\n")
    return rows


def signs_table(stories: list[Story]) -> str:
    """One row a published sign, one column a story; below, what has no published sign."""
    lines = ["", "| outcome | published | " + " | ".join(f"`{s.lesion}`" for s in stories) + " |"]
    lines.append("| --- " * (len(stories) + 2) + "|")
    for row, sign in enumerate(load_signs()):
        said = f"{ARROWS[sign.sign]} {sign.where} ({sign.source})"
        if sign.against:
            said += f"; against: {sign.conflict} ({sign.against})"
        lines.append(_row(sign.outcome, said, [_answer_text(s.answers[row]) for s in stories]))
    total = len(load_signs())
    lines.append(_row("agreement", "", [f"{s.agreements} of {total}" for s in stories]))
    for name in UNPUBLISHED:
        values = [s.result.outcomes[name] for s in stories]
        lines.append(_row(name, "", [v if isinstance(v, str) else f"{v:.3g}" for v in values]))
    return "\n".join(lines) + "\n"


def _row(name: str, said: str, cells: list[str]) -> str:
    return f"| {name} | {said} | " + " | ".join(cells) + " |"


def _answer_text(answer: Answer) -> str:
    text = f"{answer.value:.2f} {ARROWS[answer.sign]}"
    return f"**{text}**" if answer.agrees else text


def _target_row(comparison: Comparison) -> str:
    row = comparison.as_row()
    model = "none" if row["met"] == "no answer" else f"{row['model']:.3g}"
    published = f"{row['target']:.3g} ({row['low']:.3g} to {row['high']:.3g}, {row['error']})"
    cells = [
        f"{row['id']}: {row['what']}",
        row["cell"],
        published,
        model,
        row["unit"],
        row["met"],
        row["use"],
    ]
    return "| " + " | ".join(cells) + " |\n"


def misses(comparisons: list[Comparison]) -> str:
    """Each target that is not met, with what was tried."""
    sources = load_sources()
    lines = ["", "### Missed, and what was tried", ""]
    for comparison in comparisons:
        if not comparison.met:
            row = comparison.as_row()
            where = sources[row["source"]].where or row["source"]
            lines.append(
                f"- **{row['id']}** ({row['what']}, {row['cell']}; {where}): {row['tried']}."
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
