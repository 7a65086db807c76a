"""
Write docs/stories.md: rival lesions beside the published signs, and the calibration targets.

Run `python tools/write_story_docs.py`; tests/hypotheses/test_stories.py fails while it is stale.
"""

from collections.abc import Callable
from dataclasses import replace
from math import isfinite
from pathlib import Path

from scipy.optimize import brentq

from rls_sim.hypotheses.stories import Answer, PublishedSign, Story, tell_stories
from rls_sim.outcomes.measures import MEASURES
from rls_sim.quantities.sources import load_sources
from rls_sim.study.cell import Bench, Cell, CellResult, brain_bench, solve_cell
from rls_sim.study.evidence import Comparison, compare_targets

PAGE = Path(__file__).parents[1] / "docs" / "stories.md"
SHARE_OUTCOMES = (
    "labile_iron",
    "receptor_relative",
    "ferritin_relative",
    "dopamine_transporter",
    "d2_receptor",
    "extracellular_dopamine",
)
COHORT_HOURS = 8.0  # of urge a day, 20:00 to 04:00 (clinic_cohort)
UNPUBLISHED = ("labile_iron_relative", "state", "urge_hours")
COUNTED: dict[str, Callable[[PublishedSign], bool]] = {
    "independent rows": lambda sign: not sign.put_in and not sign.disputed,
    "independent but disputed": lambda sign: not sign.put_in and sign.disputed,
    "put in": lambda sign: sign.put_in,
}
ARROWS = {"up": "↑", "down": "↓", "same": "="}

OPENING = """# Stories: what each broken step does, beside what tissue shows

This page is computed: `python tools/write_story_docs.py` writes it, a test fails when it is stale.

Each column is one lesion at its default size, solved as a periodic day; the number is the outcome
over healthy (for cell loss: the share of cells lost in ten years; ∞: none in health). ↑ and ↓ are
changes of 5 % and more, = is less. **Bold** agrees with the published sign.

Each row is one direction that restless legs show against control, with every observation that shows
it (`rls-sim show evidence` lists them, with their sources) and every one that contradicts it: a
disputed outcome has a row for each side, and no story can have both. Rows marked *put in* are no
test: their sign, or a number that decides it, went into the model (how enzyme, DAT, D2 and release
answer to iron was set by these very papers or by what animals show, the loss of cells by these very
autopsies, the lesions of receptor by this very loss, the urge by patients' hours). Agreement is
counted apart.
"""

DEFICIENT = """
## Body iron deficiency, beside iron-deficient animals

The same for a diet of a tenth of its iron, beside what animals and cells without enough iron show
against those with it. Nearly all that is of dopamine is put in. Of the rest the model has the
direction of the nigra's iron and ferritin and of the receptor's message; it raises the uptake into
brain too little, lowers the iron of the whole brain too much, and brings on no leg movements: this
lesion leaves the neuron most of its labile iron.
"""

MIDDLE = """
## What this says

- **Loss of receptor synthesis** in the neuron gives the neuron's pattern where it is not put in:
  ferritin and ferroportin down. It says nothing of the barrier, the choroid plexus and the spinal
  fluid, and it gives DMT1 the wrong sign: in a cell whose sensors work, DMT1 rises as iron falls.
- **Loss of IRP1** in neuron and endothelium has the signs of the sensor itself right in both cells.
  It moves the receptor less than autopsy suggests, and does not bring ferritin down: the messages
  that IRP1 lets go of are ferritin's too. IRP2 rises only because iron falls.
- **Receptor message that does not last**, in neuron and endothelium, starves the whole brain a
  little (spinal ferritin falls). Like the first story it leaves DMT1 up, and the sensor of the
  endothelium is more active, not less.
- **The naive chain** (iron limits tyrosine hydroxylase, nothing answers) has the wrong sign of
  dopamine, moves neither enzyme nor transporter nor D2, and brings on no urge at this size. Why it
  brings on none is not its dopamine: see the next table.
- No story here raises the transferrin of spinal fluid, moves the choroid plexus as published, or
  raises mitochondrial ferritin, 3-O-methyldopa or tetrahydrobiopterin.
"""

URGE = """
### What carries the urge

Iron's own day plays no part: in health serum iron swings by half of its mean, the labile iron of
the neuron by {swing:.2g} of its own. And the D2 signal of the two rivals is nearly the same: D2
lost and dopamine gained almost cancel. What tells them apart is the assumed loss of adenosine A1
receptors, which leaves glutamate unbraked (`rls-sim show adenosine_gain`), and the assumed spinal
arm.

| cell | state | D2 signal | dopamine outside | hours with an urge | highest urge |
| --- | --- | --- | --- | --- | --- |
"""

BORDER = """
### How far the borders move

The urge threshold is set so that a neuron at 0.6 of healthy labile iron has the eight hours of urge
of a clinic cohort. That 0.6 is assumed. Set at another level of iron, or with the evening beginning
at another hour, the borders of receptor density are:

| assumed | urge threshold | fails by day too below | well above |
| --- | --- | --- | --- |
"""

SHARE = """
### How much of the verdict on IRP1 rests on an assumed number

How much of the message-holding IRP1 does in a nigral neuron is not known; a third of it is assumed
here, IRP2 doing the rest. The same lesion at other shares, the healthy cell kept as it is:

| IRP1's share in health | state | labile iron | TfR1 | ferritin | DAT | D2 | dopamine outside |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""

AFTER_SHARE = """
A larger share makes the lesion bite harder, and ferritin rises further. What is supported at every
share is only this: loss of IRP1 does not bring ferritin down as restless legs has it.
"""

TARGETS = """
## Calibration targets

Every target of both dossiers; a miss stays listed, with what was tried. *fitted*: a parameter was
fitted to it; *input*: the number itself went in; *tuned*: a parameter was set by the same paper at
another level of iron, so the row is no test; *checked*: nothing was done to meet it.
`rls-sim show targets` prints the same.

| target | cell | published | model | unit | met? | use |
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
            DEFICIENT,
            signs_table(tell_stories(bench, ("body_iron_deficiency",), "deficient/replete")),
            MIDDLE,
            SHARE,
            *_share_rows(bench),
            AFTER_SHARE,
            *_urge_rows(bench),
            BORDER,
            *_border_rows(bench),
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


def _solve(bench: Bench, lesion: str = "", **changed: float) -> CellResult:
    """A cell with some parameters changed and then, where one is named, a lesion."""
    parameters = bench.healthy
    applied = bench.lesions.read_applied(lesion) if lesion else None
    if applied:
        parameters = applied.lesion.apply(parameters, applied.size)
    for name, value in changed.items():
        parameters = parameters.override(name, value, reason="the page of stories")
    result = solve_cell(Cell(parameters), bench, certify=False)
    result.require()
    return result


def _urge_rows(bench: Bench) -> list[str]:
    """The rivals, and what is left of each without one assumed arm."""
    iron = bench.healthy_day["labile_iron"]
    rows = [URGE.format(swing=float((iron.max() - iron.min()) / iron.mean()))]
    answer = bench.healthy["a1_adaptation"].value
    cells = {
        "receptor_synthesis": _solve(bench, "receptor_synthesis"),
        "the same without adenosine gain": _solve(bench, "receptor_synthesis", adenosine_gain=0.0),
        "the same without spinal arm": _solve(bench, "receptor_synthesis", spinal_gain=0.0),
        "naive_chain": _solve(bench, "naive_chain"),
        "the same with A1 receptors lost": _solve(bench, "naive_chain", a1_adaptation=answer),
    }
    names = ("d2_signal", "extracellular_dopamine_relative", "urge_hours", "urge_peak")
    for words, result in cells.items():
        values = [f"{float(result.outcomes[name]):.3g}" for name in names]
        rows.append(_row(words, str(result.outcomes["state"]), values) + "\n")
    return rows


def _border_rows(bench: Bench) -> list[str]:
    rows = []
    for iron in (0.5, 0.6, 0.7):
        threshold = _threshold_at(bench, iron)
        rows.append(_borders(bench, f"{iron} of healthy labile iron", urge_threshold=threshold))
    for hour in (15.0, 18.0, 20.0):
        rows.append(_borders(bench, f"evening from {hour:g}:00", night_begins=hour))
    return rows


def _threshold_at(bench: Bench, iron: float) -> float:
    """The urge threshold that gives eight hours of urge at a level of labile iron."""

    def excess(density: float) -> float:
        return (
            float(_solve(bench, receptor_density=density).outcomes["labile_iron_relative"]) - iron
        )

    result = _solve(bench, receptor_density=brentq(excess, 0.2, 0.95, xtol=1e-4))
    day = result.require()[1]

    def hours(threshold: float) -> float:
        changed = day.model.parameters.override("urge_threshold", threshold, reason="page")
        model = day.model.with_parameters(changed)
        return float(MEASURES["urge_hours"].function(replace(day, model=model))) - COHORT_HOURS

    return brentq(hours, 0.4, 1.5, xtol=1e-5)


def _borders(bench: Bench, words: str, **changed: float) -> str:
    def reserve(name: str) -> float:
        def above(density: float) -> float:
            result = _solve(bench, receptor_density=density, **changed)
            return float(result.outcomes[name]) - 1

        return brentq(above, 0.12, 1.5, xtol=1e-4)

    threshold = changed.get("urge_threshold", bench.healthy["urge_threshold"].value)
    borders = [reserve("function_reserve_day"), reserve("function_reserve_night")]
    return _row(words, f"{threshold:.3g}", [f"{border:.2f}" for border in borders]) + "\n"


def signs_table(stories: list[Story]) -> str:
    """One row a published sign, one column a story; below, what has no published sign."""
    lines = ["", "| outcome | published | " + " | ".join(f"`{s.lesion}`" for s in stories) + " |"]
    lines.append("| --- " * (len(stories) + 2) + "|")
    signs = [answer.published for answer in stories[0].answers]
    for row, sign in enumerate(signs):
        name = f"{sign.outcome} *(put in)*" if sign.put_in else sign.outcome
        lines.append(_row(name, _said(sign), [_answer_text(s.answers[row]) for s in stories]))
    for words, chosen in COUNTED.items():
        counts = [_agreement(story, chosen) for story in stories]
        lines.append(_row(f"agreement, {words}", "", counts))
    for name in UNPUBLISHED:
        values = [s.result.outcomes[name] for s in stories]
        lines.append(_row(name, "", [v if isinstance(v, str) else f"{v:.3g}" for v in values]))
    return "\n".join(lines) + "\n"


def _said(sign: PublishedSign) -> str:
    said = f"{ARROWS[sign.sign]} {', '.join(row.id for row in sign.shown_by)}"
    if not sign.against:
        return said
    return f"{said}; against: {', '.join(row.id for row in sign.against)}"


def _agreement(story: Story, chosen: Callable[[PublishedSign], bool]) -> str:
    agrees = [answer.agrees for answer in story.answers if chosen(answer.published)]
    return f"{sum(agrees)} of {len(agrees)}"


def _row(name: str, said: str, cells: list[str]) -> str:
    return f"| {name} | {said} | " + " | ".join(cells) + " |"


def _answer_text(answer: Answer) -> str:
    value = f"{answer.value:.2f}" if isfinite(answer.value) else "∞"
    text = f"{value} {ARROWS[answer.sign]}"
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
    """Each target that is not met, with what was tried; then what must be known of the others."""
    sources = load_sources()
    lines = ["", "### Missed, and what was tried", ""]
    for comparison in comparisons:
        if not comparison.met:
            row = comparison.as_row()
            where = sources[row["source"]].where or row["source"]
            lines.append(
                f"- **{row['id']}** ({row['what']}, {row['cell']}; {where}): {row['tried']}."
            )
    lines += ["", "### To be known", ""]
    for comparison in comparisons:
        if comparison.target.note:
            target = comparison.target
            lines.append(f"- **{target.id}** ({target.what}): {target.note}.")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
