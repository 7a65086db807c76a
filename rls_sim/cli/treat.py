"""rls-sim treat: one patient over months of treatment, beside the same patient untreated."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.clinic.regimen import Regimen
    from rls_sim.clinic.treat import TreatedCourse
    from rls_sim.study.cell import Bench, Cell

DAYS = 180


@click.command(
    "treat",
    short_help="Follow a patient through months of treatment.",
    cls=HouseCommand,
    examples=(
        "rls-sim treat --lesion receptor_synthesis:0.43 --dose iv_iron=1000mg@d0 --days 84",
        "rls-sim treat --lesion receptor_synthesis:0.43 --dose pramipexole=0.25mg@20:00/daily..d60 "
        "--days 90 --plot treat.png",
        "rls-sim treat --lesion body_iron_deficiency --dose oral_iron=65mg@08:00/2d --settle",
    ),
)
@options.cell_options
@options.extend_option
@click.option(
    "--dose",
    "doses",
    multiple=True,
    metavar="NAME=AMOUNT@WHEN",
    help="Give a treatment (rls-sim show treatments lists them; NAME may be a TOML file): WHEN is "
    "d7 (day 7), 20:00, or d7T20:00; /daily, /2d or /36h repeats it, ..d60 ends it. What lasts, "
    "such as a diet, goes from d0 to ..d90. Repeatable.",
)
@click.option("--days", default=DAYS, show_default=True, help="How long to follow, in days.")
@click.option(
    "--settle",
    is_flag=True,
    help="Find the state that repeats under the doses instead of following its approach.",
)
@click.option(
    "--outcome",
    "outcomes",
    multiple=True,
    metavar="NAME,...",
    help="What to read of each day; any outcome of rls-sim show outcomes.",
)
@click.option(
    "--members",
    type=click.IntRange(0, 10_000),
    default=0,
    show_default=True,
    help="Follow so many members of the calibrated ensemble too, to see how sure it is.",
)
@options.ensemble_option
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the members drawn."
)
@options.jobs_option
@click.option(
    "--augments-like",
    "pace",
    type=click.FloatRange(0.0, 0.999),
    default=0.0,
    metavar="SHARE",
    help="Follow a person whose drive rises faster under dopaminergic medicine than that of such "
    "a share of people: 0.95. Unless given, one in whom it does not.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Write every reading of every day, treated and untreated.",
)
@click.option(
    "--plot",
    "figure_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the courses; the file ends in .png, .svg or .pdf.",
)
@options.json_option
@options.progress_option
@options.quiet_option
def treat(
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    extensions: tuple[Path, ...],
    doses: tuple[str, ...],
    days: int,
    **asked: Any,
) -> None:
    """Follow one patient day by day, with the untreated course beside it.

    The patient begins on the periodic day of a cell (--set, --lesion). Told are serum ferritin,
    transferrin saturation, spinal fluid, iron and dopamine of the neuron, the urge and a score like
    the IRLS; when relief begins, how far it goes, how long it lasts, when it ends; and where iron
    crosses a threshold of safety. A model for research, not medical advice.
    """
    from rls_sim.clinic.regimen import LONGEST_COURSE, read_regimen
    from rls_sim.clinic.treatments import shipped_treatments
    from rls_sim.report.figure_file import require_figure_file
    from rls_sim.study.config import Request, make_cell
    from rls_sim.study.files import require_file

    require_file(asked["out"], "-o/--out")
    require_figure_file(asked["figure_file"], "--plot")
    bench = options.bench_of(extensions, treated=True)
    cell = make_cell(bench, Request(assignments, lesions))
    if asked["pace"]:
        from rls_sim.clinic.augmentation import augmenting

        cell = augmenting(cell, asked["pace"])
    if asked["settle"] and asked["members"]:
        raise click.UsageError("--members follows a course; --settle finds the state of one cell.")
    until = LONGEST_COURSE if asked["settle"] else days
    regimen = read_regimen(doses, shipped_treatments(bench.model), until)
    if asked["settle"]:
        _settled(bench, cell, regimen, asked)
    else:
        _show(_followed(bench, cell, regimen, days, asked), bench, asked)


def _followed(
    bench: "Bench", cell: "Cell", regimen: "Regimen", days: int, asked: dict[str, Any]
) -> "TreatedCourse":
    from rls_sim.clinic.members import Members, draw_members
    from rls_sim.clinic.readings import SHOWN
    from rls_sim.clinic.treat import treat as follow

    drawn = Members()
    if asked["members"]:
        calibrated = options.bench_of()
        drawn = draw_members(bench, calibrated, asked["members"], asked["seed"], asked["ensemble"])
        asked["drawn"] = drawn.facts
    total = 2 * days * (1 + asked["members"])
    done = [0]
    with shown_progress(asked["progress"], "days", total) as report:

        def told(count: int) -> None:
            done[0] += count
            if report is not None:
                report(done[0], total, 0)

        return follow(
            *(bench, cell, regimen, days, options.split_names(asked["outcomes"]) or SHOWN),
            table=drawn.table,
            members=drawn.numbers,
            threads=asked["jobs"],
            progress=told,
        )


def _settled(bench: "Bench", cell: "Cell", regimen: "Regimen", asked: dict[str, Any]) -> None:
    """The repeating state: found, then followed through one period."""
    from rls_sim.clinic.readings import SHOWN
    from rls_sim.clinic.regimen import period_words
    from rls_sim.clinic.settle import settle
    from rls_sim.clinic.treat import treat_settled

    found = settle(bench, cell, regimen)
    course = treat_settled(
        bench, cell, regimen, found, options.split_names(asked["outcomes"]) or SHOWN
    )
    note(
        f"repeats every {period_words(found.period)}: {found.rounds} steps of Newton's method, "
        f"the last {found.step:.1g} of a species"
    )
    _show(course, bench, asked)


def _show(course: "TreatedCourse", bench: "Bench", asked: dict[str, Any]) -> None:
    if asked["out"] is not None:
        from rls_sim.clinic.course_files import write_course_csv

        write_course_csv(asked["out"], course)
        note(f"wrote {asked['out']}")
    if asked["figure_file"]:
        from rls_sim.report.drawn import origin_of
        from rls_sim.report.figure_file import save_into
        from rls_sim.report.treat_figure import draw_course

        save_into(asked["figure_file"], draw_course(course, origin_of(course.cell, bench)))
        note(f"wrote {asked['figure_file']}")
    if asked["as_json"]:
        from rls_sim.clinic.course_files import course_facts
        from rls_sim.study.provenance import document

        print_json(
            document("treat", bench, course.cell, course_facts(course, asked.get("drawn", {})))
        )
    else:
        from rls_sim.cli.treat_text import treat_text

        click.echo(treat_text(course, bench))
