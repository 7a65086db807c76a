"""rls-sim regimen: of what may be given, the regimen with the longest relief."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.clinic.search.optimise import Found
    from rls_sim.clinic.search.space import Space
    from rls_sim.study.cell import Bench, Cell


@click.command(
    "regimen",
    short_help="Search for the regimen with the longest relief.",
    cls=HouseCommand,
    examples=(
        "rls-sim regimen --lesion receptor_synthesis:0.43 --days 21 --tries 24 "
        "--may pramipexole=0..0.5mg@18:00-23:00/daily --may pregabalin=0..300mg@20:00/daily",
        "rls-sim regimen --lesion blood_loss:7 --days 42 --tries 24 --may-cross 60 "
        "--may iv_iron=0..1000mg@d0 --may oral_iron=0..130mg@08:00/daily --plot regimen.png",
    ),
)
@options.cell_options
@options.extend_option
@click.option(
    "--may",
    "texts",
    multiple=True,
    metavar="NAME=LO..HI@WHEN",
    help="What may be given: an amount between two ends, at an hour or between two "
    "(18:00-23:00), /daily or /2d. Repeatable.",
)
@click.option(
    "--days",
    type=click.IntRange(7, 1000),
    default=180,
    show_default=True,
    help="How long relief is counted.",
)
@click.option(
    "--may-cross",
    "allowed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Days on which a limit of safety may be crossed.",
)
@click.option(
    "--tries",
    type=click.IntRange(12, 100_000),
    default=240,
    show_default=True,
    help="About how many regimens are followed; never fewer than fill two generations.",
)
@click.option(
    "--members",
    type=click.IntRange(0, 1000),
    default=0,
    show_default=True,
    help="Search for so many members of the ensemble with the syndrome together, not for the "
    "declared cell.",
)
@options.ensemble_option
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the search."
)
@options.jobs_option
@click.option(
    "--plot",
    "figure_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw the trade-off; the file ends in .png, .svg or .pdf.",
)
@options.json_option
@options.progress_option
@options.quiet_option
def regimen(
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    extensions: tuple[Path, ...],
    texts: tuple[str, ...],
    days: int,
    **asked: Any,
) -> None:
    """Search what may be given for the longest relief, and what less of a burden costs of it.

    Relief is counted in days on which the weekly score is lower by three points. Burden is doses a
    week, a swallowed one as 1 and one by vein as 30 (assumed). Regimens that cross a limit of
    safety for longer than allowed are no answer. A model for research, not medical advice.
    """
    from rls_sim.clinic.search.optimise import fewest, search
    from rls_sim.clinic.search.space import read_space
    from rls_sim.clinic.treatments import shipped_treatments
    from rls_sim.report.figure_file import require_figure_file
    from rls_sim.study.config import Request, make_cell

    require_figure_file(asked["figure_file"], "--plot")
    bench = options.bench_of(extensions, treated=True)
    cell = make_cell(bench, Request(assignments, lesions))
    space = read_space(texts, shipped_treatments(bench.model), days)
    table = _patients(bench, cell, asked)
    done, total = [0], max(asked["tries"], fewest(space))
    with shown_progress(asked["progress"], "regimens, about", total) as report:

        def told(count: int) -> None:
            done[0] += count
            if report is not None:
                report(min(done[0], total - 1), total, 0)

        found = search(
            *(bench, table, space, cell.parameters),
            allowed=asked["allowed"],
            tries=total,
            seed=asked["seed"],
            threads=asked["jobs"],
            progress=told,
        )
        if report is not None:
            report(total, total, 0)
    typed = [f"--set {one}" for one in assignments] + [f"--lesion {one}" for one in lesions]
    typed += [f"--extend {one}" for one in extensions]
    _show(found, space, bench, cell, {**asked, "typed": " ".join(typed)})


def _patients(bench: "Bench", cell: "Cell", asked: dict[str, Any]) -> Any:
    """The declared cell, or members with the syndrome."""
    if not asked["members"]:
        return bench.kernel.parameter_vector(cell.parameters)[None]
    from rls_sim.clinic.treat import members_with_the_syndrome
    from rls_sim.hypotheses.experiments.store import members_digest
    from rls_sim.inference.ensemble import load_ensemble

    ensemble = load_ensemble(options.bench_of(), asked["ensemble"])
    asked["ensemble_digest"] = members_digest(ensemble)
    return members_with_the_syndrome(bench, cell, ensemble, asked["members"], asked["seed"])


def _show(
    found: "Found", space: "Space", bench: "Bench", cell: "Cell", asked: dict[str, Any]
) -> None:
    if asked["figure_file"]:
        from rls_sim.report.caption import Origin
        from rls_sim.report.figure_file import save_into
        from rls_sim.report.regimen_figure import draw_tradeoff

        differences = cell.parameters.differences(bench.healthy)
        origin = Origin(differences, bench.model.hash(), tuple(map(str, cell.lesions)))
        save_into(asked["figure_file"], draw_tradeoff(found, space.days, origin))
        note(f"wrote {asked['figure_file']}")
    from rls_sim.cli.regimen_text import regimen_facts, regimen_text

    if asked["as_json"]:
        from rls_sim.study.provenance import document

        print_json(document("regimen", bench, cell, regimen_facts(found, space, asked)))
    else:
        click.echo(regimen_text(found, space, asked))
