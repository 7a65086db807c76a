"""rls-sim cohort: a virtual population, from the draw to how many are ill."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options, sweep_options
from rls_sim.cli.command import HouseCommand, HouseGroup
from rls_sim.cli.console import last_words, note, print_json
from rls_sim.cli.progress import Report, shown_progress
from rls_sim.clinic.notice import NOTICE

if TYPE_CHECKING:
    from rls_sim.clinic.population.storing import People
    from rls_sim.clinic.population.work import Progress, Solved

MEMBERS_SEED = 6  # of which members of an ensemble are taken; the same ones for every cohort


@click.group(
    "cohort",
    cls=HouseGroup,
    short_help="A virtual population, and how many of it are ill.",
    examples=(
        "rls-sim cohort make -N 2000 --seed 1 -o out/people",
        "rls-sim cohort run out/people",
        "rls-sim cohort summary out/people --plot people.png",
    ),
)
def cohort() -> None:
    """People drawn from stated distributions, each with a day of their own; research only."""


@cohort.command(
    "make",
    cls=HouseCommand,
    short_help="Draw people.",
    examples=("rls-sim cohort make -N 2000 --seed 1 -o out/people",),
)
@click.option(
    "-N",
    "--people",
    "count",
    type=click.IntRange(1, 10_000_000),
    default=10_000,
    show_default=True,
    help="How many.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed draws the same people; the first of many are those of few.",
)
@click.option(
    "--population",
    "population_file",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Distributions of your own; the shipped ones unless given.",
)
@click.option("-o", "--out", type=click.Path(path_type=Path), metavar="DIR", required=True)
@options.json_option
@options.quiet_option
def make(count: int, seed: int, population_file: Path | None, out: Path, as_json: bool) -> None:
    """Draw people with traits and parameters into DIR: one Parquet file and its manifest."""
    from rls_sim.clinic.population.population import load_population
    from rls_sim.clinic.population.storing import PEOPLE, make_people
    from rls_sim.study.files import as_typed

    population = load_population(population_file)
    people, new = make_people(out, population, count, seed, options.bench_of())
    if as_json:
        head = {"notice": NOTICE, "schema": "rls-sim/cohort-make/1", "folder": str(out)}
        print_json({**head, "people": len(people), "new": new, "manifest": people.kept})
    note(
        f"{'saved' if new else 'there are already'} {len(people)} people in {out / PEOPLE}; "
        f"next: rls-sim cohort run {as_typed(out)}"
    )


@cohort.command(
    "run",
    cls=HouseCommand,
    short_help="Solve everybody's day.",
    examples=("rls-sim cohort run out/people", "rls-sim cohort run out/people --members 2"),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@options.jobs_option
@click.option(
    "--members",
    type=click.IntRange(0, 10_000),
    default=0,
    metavar="N",
    help="Solve the same people in so many members of the calibrated ensemble too.",
)
@options.ensemble_option
@sweep_options.budget_option
@options.json_option
@options.progress_option
@options.quiet_option
def run(
    folder: Path,
    jobs: int,
    members: int,
    ensemble: Path | None,
    max_failed: str,
    as_json: bool,
    progress: str,
) -> None:
    """Solve the day of every person in DIR, and follow pregnancies week by week.

    The same command goes on where it was stopped.
    """
    from rls_sim.clinic.population.storing import open_people
    from rls_sim.clinic.population.work import run_cohort
    from rls_sim.study.files import as_typed
    from rls_sim.study.sweeps.tally import allowed_failures, check_failures

    people, bench = open_people(folder), options.bench_of()
    allowed = allowed_failures(max_failed, len(people))
    again = f"rls-sim cohort run {as_typed(folder)}" + (f" --members {members}" if members else "")
    chosen: list[int | None] = [None]
    drawn = None
    if members:
        from rls_sim.inference.ensemble import load_ensemble

        drawn = load_ensemble(bench, ensemble)
        chosen += drawn.draw(members, MEMBERS_SEED).tolist()
    done = []
    with last_words(lambda: f"interrupted; what is solved is kept. Go on with:\n{again}"):
        for member in chosen:
            with _shown(progress) as report:
                solved = run_cohort(
                    *(people, bench), ensemble=drawn, member=member, threads=jobs, progress=report
                )
            done.append(solved)
            _tell(solved, people)
    if as_json:
        runs = [_document(solved) for solved in done]
        head = {"notice": NOTICE, "schema": "rls-sim/cohort-run/1", "folder": str(folder)}
        print_json({**head, "runs": runs})
    for solved in done:
        check_failures(solved.tally, allowed, "")
    note(f"next: rls-sim cohort summary {as_typed(folder)}")


@contextmanager
def _shown(kind: str) -> Iterator["Progress"]:
    """What is told of each step: a bar, or lines, for people, and then for women expecting."""
    with ExitStack() as shown:
        reports: dict[str, Report | None] = {}

        def told(what: str, done: int, total: int, failed: int) -> None:
            if what not in reports:
                begun = shown_progress(kind, what, total, paced=what == "people")
                reports[what] = shown.enter_context(begun)
            if (report := reports[what]) is not None:
                report(done, total, failed)

        yield told


def _tell(solved: "Solved", people: "People") -> None:
    where = "" if solved.member is None else f" in member {solved.member}"
    if not solved.computed:
        note(f"all {len(people)} people are solved{where} already; nothing was computed")
        return
    note(
        f"solved {solved.tally.cells} people{where}: {solved.tally.failed} failed, "
        f"{solved.tally.without_a_day} have no day that repeats (iron that fills them for life); "
        f"{solved.women} women expecting or after a delivery, {solved.women_without} not followed"
    )


def _document(solved: "Solved") -> dict[str, Any]:
    return {
        "member": solved.member,
        **solved.tally.told(),
        "expecting": solved.women,
        "expecting_not_followed": solved.women_without,
    }


@cohort.command(
    "summary",
    cls=HouseCommand,
    short_help="How many are ill, beside what was published.",
    examples=("rls-sim cohort summary out/people --plot people.png",),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--plot",
    "figure_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the comparison; the file ends in .png, .svg or .pdf.",
)
@options.json_option
@options.quiet_option
def summary(folder: Path, figure_file: Path | None, as_json: bool) -> None:
    """Print the weights, how many have symptoms, and each published number beside the model's."""
    from rls_sim.cli.cohort_text import summary_text
    from rls_sim.clinic.population.solving import solved_members
    from rls_sim.clinic.population.storing import open_people
    from rls_sim.clinic.population.summary import summarise
    from rls_sim.report.figure_file import require_figure_file, save_into

    require_figure_file(figure_file, "--plot")
    people = open_people(folder)
    found = summarise(people, solved_members(folder))
    if figure_file is not None:
        from rls_sim.report.cohort_figure import draw_cohort

        save_into(figure_file, draw_cohort(found))
        note(f"wrote {figure_file}")
    if as_json:
        from rls_sim.study.provenance import command_line

        head = {"notice": NOTICE, "schema": "rls-sim/cohort/1", "command": command_line()}
        print_json({**head, **found.told()})
    else:
        click.echo(summary_text(found))


@cohort.command(
    "show",
    cls=HouseCommand,
    short_help="One person, and the command that solves that day again.",
    examples=("rls-sim cohort show out/people 12",),
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("number", type=int, metavar="PERSON")
@options.json_option
@options.quiet_option
def show(folder: Path, number: int, as_json: bool) -> None:
    """Print the traits and outcomes of one person of DIR."""
    from dataclasses import asdict

    from rls_sim.cli.cohort_text import person_text
    from rls_sim.clinic.population.cohort import weighted_cohort
    from rls_sim.clinic.population.person import person_of, require_person
    from rls_sim.clinic.population.storing import open_people

    people, bench = open_people(folder), options.bench_of()
    require_person(people, number)
    person = person_of(people, weighted_cohort(people)[0], number, bench)
    if as_json:
        print_json({"notice": NOTICE, "schema": "rls-sim/person/1", **asdict(person)})
    else:
        click.echo(person_text(person, bench))
