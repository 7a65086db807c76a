"""rls-sim diagnose: what tests tell in a cohort, and of one person."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.clinic.diagnosis.candidates import Person
    from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest
    from rls_sim.clinic.diagnosis.posterior import Candidates
    from rls_sim.inference.ensemble import Ensemble
    from rls_sim.study.cell import Bench

FEWEST_CELLS = 500


@click.command(
    "diagnose",
    short_help="What tests tell, of a cohort or of one person.",
    cls=HouseCommand,
    examples=(
        "rls-sim diagnose --list",
        "rls-sim diagnose out/people --plot tests.png",
        "rls-sim diagnose --lab ferritin=25ug/L --lab saturation=12pct --sex f --age 34 "
        "--cells 1000 --members 0",
    ),
)
@click.argument("cohort", required=False, type=click.Path(path_type=Path), metavar="[COHORT_DIR]")
@click.option(
    "--lab",
    "labs",
    multiple=True,
    metavar="TEST=VALUE",
    help="What a test found in one person: ferritin=25ug/L, saturation=12pct. Repeatable.",
)
@click.option("--sex", type=click.Choice(["f", "m"]), default=None, help="Of the person.")
@click.option(
    "--age", type=click.FloatRange(18, 89), callback=options.a_number, help="Of the person, years."
)
@click.option(
    "--symptoms/--no-symptoms",
    default=None,
    help="Whether the person has an urge to move, ill or not: of a cohort any symptoms in a year, "
    "of a cell an urge at some hour of its day.",
)
@click.option(
    "--lesion",
    "lesions",
    multiple=True,
    metavar="NAME",
    help="A lesion to be thought of; all shipped ones unless given. Repeatable.",
)
@click.option(
    "--none",
    type=click.FloatRange(0.0, 1.0, min_open=True, max_open=True),
    callback=options.a_number,
    default=0.5,
    show_default=True,
    help="Prior probability of no lesion; the rest is even over the lesions.",
)
@click.option(
    "--cells",
    type=click.IntRange(FEWEST_CELLS, 1_000_000),
    default=10_000,
    show_default=True,
    help="Cells to be solved for one person.",
)
@click.option(
    "--members",
    type=click.IntRange(min=0),
    metavar="N",
    help="Members of the ensemble among which cells are drawn; all unless given. 0: the declared "
    "values alone.",
)
@click.option(
    "--member",
    type=click.IntRange(min=0),
    metavar="N",
    help="Take the people of COHORT_DIR as they are in that member of the ensemble, if rls-sim "
    "cohort run solved them there.",
)
@options.ensemble_option
@click.option(
    "--tests",
    "tests_file",
    type=click.Path(path_type=Path),
    metavar="FILE.toml",
    help="Tests in place of the shipped ones, written as docs/diagnosis.md says.",
)
@click.option("--list", "listed", is_flag=True, help="List the tests, their units and errors.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=20261128, show_default=True, help="Of readings."
)
@options.jobs_option
@options.out_option
@click.option(
    "--plot",
    "figure_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw it: curves and predictive values of a cohort, or what one person may have.",
)
@options.json_option
@options.progress_option
@options.quiet_option
def diagnose(cohort: Path | None, **asked: Any) -> None:
    """Say what tests tell: COHORT_DIR, of rls-sim cohort run; --lab, of one person; or both.

    Of a cohort: ROC curves, sensitivity, specificity and predictive values for symptoms and for
    lesions, the best pair, whom each test misses, and how all that compares with published figures.
    Of one person: the probability of each lesion after the tests, and the test to do next. With
    both, the people of the cohort are whom the person may be like; else cells are solved for it.

    A model for research, not medical advice.
    """
    from rls_sim.clinic.diagnosis.catalogue import load_tests, shipped_tests
    from rls_sim.report.figure_file import require_figure_file

    _require_question(cohort, asked)
    require_figure_file(asked["figure_file"], "--plot")
    file = asked["tests_file"]
    tests = load_tests(file) if file else shipped_tests()
    if asked["listed"]:
        _list(tests, asked)
    elif asked["labs"] or cohort is None:
        _one_person(cohort, tests, asked)
    else:
        _whole_cohort(cohort, tests, asked)


def _require_question(cohort: Path | None, asked: dict[str, Any]) -> None:
    """Refuse what asks nothing, or more than is answered."""
    if asked["listed"]:
        return
    if cohort is None and not asked["labs"]:
        raise click.UsageError("Give COHORT_DIR, --lab TEST=VALUE, or both; or --list the tests.")
    person = any(asked[name] is not None for name in ("sex", "age", "symptoms"))
    if not asked["labs"] and (person or asked["lesions"]):
        raise click.UsageError("--sex, --age, --symptoms and --lesion go with --lab.")
    if cohort is not None and asked["lesions"]:
        raise click.UsageError("--lesion goes without COHORT_DIR, which has its own lesions.")
    if cohort is None and asked["member"] is not None:
        raise click.UsageError("--member goes with COHORT_DIR.")
    if asked["labs"] and asked["out"]:
        raise click.UsageError("-o goes with COHORT_DIR alone; of one person take --json.")


def _list(tests: "dict[str, DiagnosticTest]", asked: dict[str, Any]) -> None:
    from rls_sim.cli.diagnose_text import tests_text
    from rls_sim.clinic.diagnosis.facts import facts_of
    from rls_sim.clinic.notice import NOTICE

    if asked["as_json"]:
        head = {"notice": NOTICE, "schema": "rls-sim/diagnose-list/1"}
        print_json({**head, "tests": [facts_of(test) for test in tests.values()]})
    else:
        click.echo(tests_text(tests))


def _whole_cohort(folder: Path, tests: "dict[str, DiagnosticTest]", asked: dict[str, Any]) -> None:
    """Tests over a cohort."""
    from rls_sim.cli.diagnose_text import assessment_text
    from rls_sim.clinic.diagnosis import facts, store
    from rls_sim.clinic.diagnosis.assessment import assess, total_steps
    from rls_sim.clinic.population.cohort import load_cohort
    from rls_sim.study.cell import Cell
    from rls_sim.study.provenance import document

    people = load_cohort(folder, asked["member"])
    experiment = store.experiment_of(folder, asked["seed"], asked["tests_file"], asked["member"])
    if asked["out"]:
        store.require_free(asked["out"], experiment)
    with shown_progress(asked["progress"], "tests", total_steps(len(tests)), paced=False) as report:
        found = assess(people, tests, asked["seed"], _counted(report, total_steps(len(tests))))
    bench = options.bench_of()
    if asked["as_json"]:
        content = facts.content_of(found) | {"experiment": experiment}
        print_json(document(store.KIND, bench, Cell(bench.healthy), content))
    else:
        click.echo(assessment_text(found))

    def draw(place: Path) -> None:
        from rls_sim.report.diagnosis_figure import draw_assessment
        from rls_sim.report.style import save_figure

        save_figure(draw_assessment(found), place / "tests", ("png", "svg"))

    if asked["figure_file"]:
        from rls_sim.report.diagnosis_figure import draw_assessment
        from rls_sim.report.figure_file import save_into

        save_into(asked["figure_file"], draw_assessment(found))
        note(f"wrote {asked['figure_file']}")
    if asked["out"]:
        store.write_assessment(asked["out"], found, bench, experiment, draw)
        note(f"saved tables and figures to {asked['out']}/")


def _one_person(
    folder: Path | None, tests: "dict[str, DiagnosticTest]", asked: dict[str, Any]
) -> None:
    """The posterior over lesions, and the next test."""
    from rls_sim.cli.diagnose_text import belief_text
    from rls_sim.clinic.diagnosis.candidates import Person
    from rls_sim.clinic.diagnosis.facts import belief_content
    from rls_sim.clinic.diagnosis.labs import read_labs
    from rls_sim.clinic.diagnosis.next_test import worths
    from rls_sim.clinic.diagnosis.posterior import require_possible, weigh
    from rls_sim.study.cell import Cell
    from rls_sim.study.provenance import document

    labs = read_labs(asked["labs"], tests)
    person = Person(asked["sex"] or "", asked["age"], asked["symptoms"])
    bench = options.bench_of()
    candidates, experiment = _candidates(bench, folder, tests, person, asked)
    posterior = weigh(candidates, labs, asked["seed"])
    require_possible(posterior)
    told = worths(posterior, tests, asked["seed"])
    if asked["as_json"]:
        content = belief_content(posterior, told, person)
        content |= {"seed": asked["seed"], "experiment": experiment}
        print_json(document("diagnose-person", bench, Cell(bench.healthy), content))
    else:
        click.echo(belief_text(posterior, told, person))
    if asked["figure_file"]:
        from rls_sim.report.belief_figure import draw_beliefs
        from rls_sim.report.figure_file import save_into

        save_into(asked["figure_file"], draw_beliefs(posterior, told, person.words()))
        note(f"wrote {asked['figure_file']}")


def _candidates(
    bench: "Bench",
    folder: Path | None,
    tests: "dict[str, DiagnosticTest]",
    person: "Person",
    asked: dict[str, Any],
) -> "tuple[Candidates, dict[str, Any]]":
    """Whom the person may be like, and what makes them these and no others."""
    from rls_sim.clinic.diagnosis.candidates import Draws, from_cohort, made, total_cells
    from rls_sim.clinic.diagnosis.store import draws_of, experiment_of
    from rls_sim.clinic.population.cohort import load_cohort

    seed, file = asked["seed"], asked["tests_file"]
    if folder is not None:
        people = from_cohort(load_cohort(folder, asked["member"]), tests, person)
        return people, experiment_of(folder, seed, file, asked["member"])
    draws = Draws(asked["cells"], asked["none"], asked["seed"], asked["jobs"])
    ensemble = _members(bench, asked)
    total = total_cells(bench, asked["lesions"], draws)
    with shown_progress(asked["progress"], "cells", total) as report:
        told = _counted(report, total)
        cells = made(bench, ensemble, asked["lesions"], tests, person, draws, told)
    return cells, draws_of(ensemble, file, seed, draws.cells, draws.none)


def _members(bench: "Bench", asked: dict[str, Any]) -> "Ensemble | None":
    """The ensemble, or the first so many of its members; None for the declared values."""
    from rls_sim.inference.ensemble import Ensemble, load_ensemble

    if asked["members"] == 0:
        return None
    ensemble = load_ensemble(bench, asked["ensemble"])
    if asked["members"] is None:
        return ensemble
    return Ensemble(ensemble.prior, ensemble.points[: asked["members"]], ensemble.about)


def _counted(report: Any, total: int) -> Any:
    """A function that adds up what was done and shows it; None where nothing is shown."""
    done = 0

    def progress(more: int) -> None:
        nonlocal done
        done += more
        report(done, total, 0)

    return None if report is None else progress
