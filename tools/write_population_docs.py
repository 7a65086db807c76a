"""
Write docs/population.md and its picture: a hundred thousand people, and how many of them are ill.

Run `python tools/write_population_docs.py --members 8`; it takes minutes. A test in
tests/clinic/population fails while the page is of another model, or of other numbers about people
(`--check`). `--members N` solves the same people in members of the calibrated ensemble too.
"""

import argparse
import os
import sys
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

import numpy as np  # noqa: E402
from small_picture import save_small  # noqa: E402

from rls_sim.clinic.population import expecting as women  # noqa: E402
from rls_sim.clinic.population.cohort import weighted_cohort  # noqa: E402
from rls_sim.clinic.population.comparing import Compared, compare, load_published  # noqa: E402
from rls_sim.clinic.population.population import (  # noqa: E402
    Population,
    load_population,
    read_population,
    shipped_path,
)
from rls_sim.clinic.population.solving import task_of_people  # noqa: E402
from rls_sim.clinic.population.storing import People, make_people  # noqa: E402
from rls_sim.clinic.population.summary import Summary, summarise  # noqa: E402
from rls_sim.clinic.population.symptoms import symptoms_of  # noqa: E402
from rls_sim.clinic.population.work import run_cohort  # noqa: E402
from rls_sim.inference.ensemble import load_ensemble  # noqa: E402
from rls_sim.numerics.batch import solve_days  # noqa: E402
from rls_sim.outcomes.days import DayBatch  # noqa: E402
from rls_sim.report.cohort_figure import draw_cohort  # noqa: E402
from rls_sim.report.style import figure_bytes  # noqa: E402
from rls_sim.study.cell import Bench, brain_bench  # noqa: E402
from rls_sim.study.provenance import cores  # noqa: E402

DOCS = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "population.md", DOCS / "population.png"
TEXT = Path(__file__).parent / "population_page.md"
PEOPLE, SEED = 100_000, 1
SPREADS, SPREAD_PEOPLE = (0.06, 0.15, 0.20, 0.25, 0.30), 8000
FOLLOWED = 200  # women whose pregnancy is compared with a day that repeats
MEMBERS_SEED = 6
FEW = 20_000  # people who are solved in members of the ensemble too
ANY = 7.2  # per cent with any symptoms, which broken steps are fitted to
READ = ("serum_ferritin", "haemoglobin", "transferrin_saturation")


@dataclass(frozen=True)
class Timed:
    """Seconds that parts of a run took."""

    drawn: float
    solved: float
    summed: float


def mark(bench: Bench) -> str:
    """What the page is of: the model, and every number about people."""
    digest = sha256(bench.model.hash().encode())
    for name in ("population.toml", "targets.toml", "prevalences.toml"):
        digest.update((shipped_path().parent / name).read_bytes())
    return digest.hexdigest()


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def number(value: float, digits: int = 3) -> str:
    """A number as it is read."""
    if np.isnan(value):
        return "-"
    return f"{value:.{digits}g}" if abs(value) < 1000 else f"{value:,.0f}"


def per_cent(share: float) -> str:
    """A share as it is read."""
    return f"{100 * share:.1f}"


def weights_text(summary: Summary) -> str:
    """How weights meet their targets."""
    met = summary.weighted.met
    worst = max(met, key=lambda m: abs(m.after - m.target.share))
    before = float(np.mean([abs(m.before - m.target.share) for m in met]))
    after = float(np.mean([abs(m.after - m.target.share) for m in met]))
    return (
        f"{len(met)} percentiles are targets; the people as drawn miss them by "
        f"{per_cent(before)} % of "
        f"people in the mean, with weights by {per_cent(after)} %. The worst is left at "
        f"{per_cent(worst.after)} % for {per_cent(worst.target.share)} % "
        f"({worst.target.measure.replace('_', ' ')} below {number(worst.target.value)} "
        f"{'' if worst.target.unit == '1' else worst.target.unit}, "
        f"{'women' if worst.target.women else 'men'} from {worst.target.ages[0]:g}). "
        f"{len(summary.cohort):,} people then tell as much as "
        f"{summary.cohort.effective_size:,.0f} of equal weight. Women who are expecting are no "
        "part of "
        "those surveys and keep the weight 1."
    )


def fitted_text(summary: Summary) -> str:
    """What is fitted to symptoms, what to blood, what is assumed."""
    entries = list(summary.people.population.entries.values())
    counts = {
        kind: sum(e.evidence == kind for e in entries)
        for kind in ("measured", "derived", "fitted", "assumed")
    }
    share = summary.people.population["lesions.share"].value
    return (
        f"Of {len(entries)} numbers about people "
        + ", ".join(f"{count} are {kind}" for kind, count in counts.items())
        + f". **One is fitted to symptoms**: the share of people in whom a step is broken, "
        f"{share:g}, to "
        f"7.2 % with any symptoms (here "
        f"{per_cent(summary.cohort.share(summary.cohort.any_symptom))} %; "
        f"{summary.share_that_fits:.4f} would meet it exactly). The others that are fitted are "
        "fitted "
        "to blood, pregnancy and saturation by genotype. That a few people have a broken step, "
        "which "
        "steps, how far, and how people differ besides is assumed; no spread of any nigral step "
        "among "
        "people is known."
    )


def run_text(summary: Summary, timed: Timed) -> str:
    """How long it took."""
    count = len(summary.cohort)
    followed = len(women.expecting(summary.people))
    return (
        f"{count:,} people, seed {summary.people.seed}: drawn in {timed.drawn:.0f} s, solved in "
        f"{timed.solved:.0f} s on {cores()} cores that others used too ({followed:,} women "
        "followed "
        f"through pregnancy among them), weighed and compared in {timed.summed:.0f} s. Without a "
        "day "
        f"that repeats: {summary.without_a_day}."
    )


def frequencies_text(summary: Summary) -> str:
    """Shares with symptoms, by nightly scatter, age and sex, and broken step."""
    groups = [*summary.by_scatter.values(), *summary.by_age, *summary.by_lesion]
    rows = [
        [g.group, per_cent(g.any_symptom), per_cent(g.weekly), per_cent(g.ill), f"{g.people:,}"]
        for g in groups
    ]
    return table(["group", "any, %", "weekly, %", "twice, distressing, %", "people"], rows)


def compared_text(summary: Summary) -> str:
    """Every published number."""
    rows = []
    for c in summary.compared:
        row, model = c.published, c.model
        given = number(row.value)
        if not np.isnan(row.low):
            given += f" ({number(row.low)} to {number(row.high)})"
        line = [row.what, "%" if row.kind == "share" else row.kind, given, number(model.value)]
        line += [f"{number(model.low)} to {number(model.high)}"]
        if summary.members:
            line.append(" to ".join(map(number, c.spread)))
        rows.append([*line, f"**{c.verdict}**", f"`{row.source}`", row.note])
    heads = ["published", "unit", "value", "model", "95 %"]
    heads += ["members, 5 to 95 %"] if summary.members else []
    return table([*heads, "verdict", "source", "note"], rows)


def fails_text(summary: Summary) -> str:
    """What is not met, gathered by verdict; and what is left out of the model."""
    said = {
        "not supported": "Not supported: effects that studies find and the model has not",
        "too high": "Too high in the model",
        "too low": "Too low in the model",
    }
    lines = []
    for verdict, words in said.items():
        rows = [c for c in summary.compared if c.verdict == verdict]
        told = "; ".join(
            f"{c.published.what} ({number(c.model.value)} for {number(c.published.value)})"
            for c in rows
        )
        lines.append(f"- **{words}**: {told or 'none'}.")
    lines.append(
        "- **Left out**: inflammation, which raises ferritin and hepcidin and explains a third "
        "of the "
        "anaemia of old age; iron tablets, erythropoietin and the iron given on dialysis; ageing "
        "of the "
        "brain; family history beyond one broken step; memory: a birth, a menopause or a gift "
        "acts on "
        "the day that repeats as if it had lasted. Mimics, which a survey's questionnaire counts "
        "and a "
        "model does not. Parity acts by a small yearly loss of iron alone."
    )
    return "\n".join(lines)


def pregnancy_text(people: People, bench: Bench) -> str:
    """What following women costs, and what a day that repeats would say in its place."""
    task, late = task_of_people(people, bench), women.expecting(people)
    week = women.weeks_of(people, late)
    late = late[(week >= 26) & (week < 40)][:FOLLOWED]
    began = time.monotonic()
    found = women.follow_women(people, task, late)
    each = (time.monotonic() - began) / len(late)
    fine = women.follow_women(people, task, late[:40], rtol=women.RTOL / 100)
    names = (*READ, "function_reserve_night", "irls_score")
    off = max(
        float(np.nanmax(np.abs(found.outcomes[n][:40] / fine.outcomes[n] - 1))) for n in names[:4]
    )
    weeks = women.weeks_of(people, late)
    own = women.table_of(people, task, late)
    here = np.stack(
        [
            women._in_week(people, task, late[i : i + 1], own[i : i + 1], int(weeks[i]))[0]
            for i in range(len(late))
        ]
    )
    days = solve_days(bench.kernel, here, bench.healthy_cycle)
    orbits = np.where(days.converged[:, None, None], days.state, np.nan)
    batch = DayBatch.of_orbits(bench.model, bench.kernel, here, orbits, bench.healthy_day)
    assert bench.evaluate_many is not None
    still = bench.evaluate_many(batch, names)

    def any_of(outcomes: Any) -> float:
        return float(
            symptoms_of(
                outcomes["function_reserve_night"], outcomes["irls_score"], people.population
            ).any_symptom.mean()
        )

    pairs = ", ".join(
        f"{name.replace('_', ' ')} {number(float(np.nanmedian(found.outcomes[name])))} against "
        f"{number(float(np.nanmedian(still[name])))}"
        for name in READ
    )
    return (
        f"A woman in the third trimester costs {1000 * each:.0f} ms; a hundredth of the "
        "tolerance moves "
        f"none of her outcomes that are compared by more than {off:.1e} of itself. A day that "
        "repeats at "
        f"the same parameters, as if she were pregnant for years, would say instead (medians of "
        f"{len(late)} women): {pairs}; any symptoms {per_cent(any_of(found.outcomes))} % against "
        f"{per_cent(any_of(still))} %. What this misses: transferrin rises in pregnancy and does "
        "not "
        "here, so the placenta gets less than the 190 mg that it takes in the third trimester."
    )


def spread_text(bench: Bench, folder: Path) -> str:
    """Symptoms of people of whom none has a broken step, by the spread of receptor."""
    rows = []
    for spread in SPREADS:
        people, _ = make_people(
            folder / f"spread-{spread}", _with_spread(spread), SPREAD_PEOPLE, SEED, bench
        )
        run_cohort(people, bench)
        cohort, _ = weighted_cohort(people)
        shares = [cohort.share(s) for s in (cohort.any_symptom, cohort.weekly, cohort.ill)]
        compared = compare(cohort, [r for r in load_published() if r.id == "women_men"])
        rows.append([f"{spread:g}", *map(per_cent, shares), number(compared[0].model.value)])
    heads = ["spread of its logarithm", "any, %", "weekly, %", "twice, distressing, %"]
    columns = np.array([row[1:] for row in rows], dtype=float).T
    if not columns[0].min() < ANY < columns[0].max():
        return table([*heads, "women over men, any"], rows)
    ill, ratio = (float(np.interp(ANY, columns[0], column)) for column in columns[2:])
    return (
        f"{table([*heads, 'women over men, any'], rows)}\n\n"
        f"Between the rows, at {ANY} % with any symptoms, {ill:.1f} % would be distressed twice a "
        f"week (2.7 % published), and women would have symptoms {ratio:.1f} times as often as men "
        "(1.9 published)."
    )


def _with_spread(spread: float) -> Population:
    content = {s: {n: dict(e) for n, e in t.items()} for s, t in load_population().content.items()}
    content["lesions"]["share"]["value"] = 0.0
    content["nigra"]["receptor"]["spread"] = spread
    return read_population(content, "a spread alone")


def numbers_text(population: Population) -> str:
    """Every entry."""
    rows = []
    for e in population.entries.values():
        values = ", ".join(f"{v:g}" for v in e.values)
        places = f" (from {', '.join(f'{s:g}' for s in e.starts)})" if e.starts else ""
        sizes = "" if np.isnan(e.sizes[0]) else f"sizes {e.sizes[0]:g} to {e.sizes[1]:g}"
        spread = f"{e.spread:g}" if e.spread else sizes
        sources = ", ".join(f"`{s}`" for s in e.sources)
        unit = "" if e.unit == "1" else f" {e.unit}"
        rows.append([f"`{e.key}`", f"{values}{unit}{places}", spread, e.evidence, sources, e.note])
    return table(["number", "value", "spread", "evidence", "source", "note"], rows)


def members_text(people: int, compared: tuple[Compared, ...]) -> str:
    """What the column of members is of, or how to have one."""
    fitted = next(c for c in compared if c.published.fitted)
    members = len(fitted.members)
    if not members:
        return "; in members of the ensemble: `rls-sim cohort run --members`"
    met = sum(abs(value - fitted.published.value) < 0.1 for value in fitted.members)
    return (
        f'; "members" is the same of {people:,} people in {members} members of the calibrated '
        "ensemble, the share of broken steps fitted anew in each; "
        f"{met} of them can be fitted so, and in the others too many are ill without a broken step "
        "or too few with one"
    )


def build(bench: Bench, folder: Path, count: int, members: int) -> str:
    """The page; its picture is written on the way."""
    began = time.monotonic()
    people, _ = make_people(folder / "people", load_population(), count, SEED, bench)
    drawn = time.monotonic()
    run_cohort(people, bench)
    solved = time.monotonic()
    summary = summarise(people)
    summed = time.monotonic()
    if members:
        ensemble = load_ensemble(bench)
        chosen = ensemble.draw(members, MEMBERS_SEED).tolist()
        few, _ = make_people(folder / "few", load_population(), min(count, FEW), SEED, bench)
        run_cohort(few, bench)
        for member in chosen:
            run_cohort(few, bench, ensemble=ensemble, member=member)
        beside = summarise(few, chosen)
        found = {c.published.id: c.members for c in beside.compared}
        summary = Summary(
            **{**vars(summary), "members": tuple(chosen)}
            | {
                "compared": tuple(
                    type(c)(c.published, c.model, c.verdict, found[c.published.id])
                    for c in summary.compared
                )
            }
        )
    save_small(figure_bytes(draw_cohort(summary), "png"), PICTURE)
    parts = {
        "PREGNANCY": pregnancy_text(people, bench),
        "WEIGHTS": weights_text(summary),
        "FITTED": fitted_text(summary),
        "RUN": run_text(summary, Timed(drawn - began, solved - drawn, summed - solved)),
        "FREQUENCIES": frequencies_text(summary),
        "MEMBERS": members_text(min(count, FEW), summary.compared),
        "COMPARED": compared_text(summary),
        "FAILS": fails_text(summary),
        "SPREAD": spread_text(bench, folder),
        "NUMBERS": numbers_text(people.population),
    }
    text = TEXT.read_text(encoding="utf-8")
    for name, words in parts.items():
        text = text.replace(f"{{{name}}}", words)
    return f"{text.rstrip()}\n\n<!-- {mark(bench)} -->\n"


def main() -> None:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is stale")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--members", type=int, default=0, help="of the calibrated ensemble")
    asked = parser.parse_args()
    bench = brain_bench()
    if asked.check:
        kept = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        sys.exit(0 if mark(bench) in kept else f"{PAGE} is stale: run {Path(__file__).name}")
    with TemporaryDirectory() as place:
        PAGE.write_text(build(bench, Path(place), asked.people, asked.members), encoding="utf-8")


if __name__ == "__main__":
    main()
