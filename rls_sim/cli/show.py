"""rls-sim show: what stands behind a name, and lists of names."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import print_json
from rls_sim.errors import UnknownNameError

if TYPE_CHECKING:
    from rls_sim.study.catalogue import Catalogue

TOPICS = (
    "model",
    "parameters",
    "species",
    "laws",
    "outcomes",
    "lesions",
    "sources",
    "targets",
    "evidence",
    "treatments",
    "schemas",
)
FILTERS = {
    "contrast": "what was compared: rls/control, deficient/replete, healthy and others.",
    "method": "how it was seen: mri, csf, 'autopsy stain' and others.",
    "species": "in whom: human, rat, mouse and others.",
    "source": "where it was published: a key of rls-sim show sources.",
    "use": "what it is for: scored, sized, put_in, calibration or context.",
}


def evidence_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The filters of the list of observations."""
    for name, words in reversed(FILTERS.items()):
        option = click.option(
            f"--{name}", default="", metavar="TEXT", help=f"With evidence: only {words}"
        )
        command = option(command)
    return command


@click.command(
    "show",
    short_help="What stands behind a name; lists of names.",
    cls=HouseCommand,
    examples=(
        "rls-sim show receptor_density",
        "rls-sim show parameters --uncited",
        "rls-sim show lesions",
        "rls-sim show treatments",
        "rls-sim show evidence --contrast rls/control --conflicting --plot disputes.png",
        "rls-sim show evidence --method csf --plot csf.png --beside excess_transferrin:3",
        "rls-sim show rls-sim/cycle/1 > cycle.schema.json",
    ),
)
@click.argument("name", required=False, default="model")
@click.option("--uncited", is_flag=True, help="With parameters: only those that are assumed.")
@click.option("--search", default="", metavar="TEXT", help="Only rows that hold this text.")
@evidence_options
@click.option("--conflicting", is_flag=True, help="With evidence: only what is contradicted.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="With evidence: draw it as a forest plot; .png, .svg or .pdf.",
)
@click.option(
    "--beside",
    default="",
    metavar="LESION[:SIZE]",
    help="With --plot: draw the ensemble's interval beside each row, patients made by this lesion.",
)
@options.ensemble_option
@options.extend_option
@options.json_option
@options.quiet_option
def show(
    name: str,
    uncited: bool,
    search: str,
    conflicting: bool,
    plot: Path | None,
    beside: str,
    ensemble: Path | None,
    extensions: tuple[Path, ...],
    as_json: bool,
    **filters: str,
) -> None:
    """Show what NAME is: its value, unit, evidence, source, and who uses it.

    NAME is a parameter, species, law, outcome, lesion, treatment, source or observation; or one of
    the lists model, parameters, species, laws, outcomes, lesions, treatments, sources, targets
    (calibration, met and missed), evidence (published observations and their disputes) and
    schemas (of what --json prints); what stands there under schema is such a NAME too.
    """
    if name == "evidence" and extensions:
        raise click.UsageError("--extend changes no evidence; leave it out.")
    if name == "evidence" and not uncited:
        from rls_sim.cli.show_evidence import show_evidence

        if (beside or ensemble) and not plot:
            raise click.UsageError("--beside and --ensemble go with --plot FILE")
        show_evidence(filters, conflicting, search, plot, beside, ensemble, as_json)
        return
    given = {"conflicting": conflicting, "plot": plot, "beside": beside, "ensemble": ensemble}
    if option := next((key for key, value in {**given, **filters}.items() if value), ""):
        raise click.UsageError(f"--{option} goes with: rls-sim show evidence")
    from rls_sim.study.catalogue import Catalogue

    if uncited and name != "parameters":
        raise click.UsageError("--uncited goes with: rls-sim show parameters --uncited")
    if search and (name not in TOPICS or name == "model"):
        raise click.UsageError("--search goes with a list, such as: rls-sim show parameters")
    if name == "schemas" or name.startswith("rls-sim/"):
        from rls_sim.cli.show_schemas import show_schema, show_schemas

        show_schemas(search, as_json) if name == "schemas" else show_schema(name)
        return
    if name == "treatments":
        from rls_sim.cli.treatments_text import show_treatments

        show_treatments(search, as_json)
        return
    catalogue = Catalogue(options.bench_of(extensions))
    if name in TOPICS:
        _show_topic(catalogue, name, uncited, search, as_json)
    else:
        _show_entries(catalogue, name, as_json)


def _show_topic(
    catalogue: "Catalogue", topic: str, uncited: bool, search: str, as_json: bool
) -> None:
    from rls_sim.cli.show_lists import model_text, targets_text, topic_rows
    from rls_sim.cli.tables import text_table

    if topic == "model" and not as_json:
        click.echo(model_text(catalogue.bench))
        return
    heads, rows = topic_rows(catalogue, topic, uncited)
    rows = [row for row in rows if search.lower() in " ".join(map(str, row)).lower()]
    if as_json:
        items = [dict(zip(heads, row, strict=True)) for row in rows]
        print_json({"schema": f"rls-sim/show-{topic}/1", topic: items})
    elif rows and topic == "targets":
        click.echo(targets_text(heads, rows))
    elif rows:
        click.echo(text_table([(head, "") for head in heads], rows))
    else:
        click.echo(f"none of the {topic} holds '{search}'" if search else f"there are no {topic}")


def _show_entries(catalogue: "Catalogue", name: str, as_json: bool) -> None:
    from rls_sim.cli.show_evidence import observation_text
    from rls_sim.cli.show_text import entry_facts, entry_text
    from rls_sim.cli.treatments_text import show_treatment
    from rls_sim.hypotheses.observations import load_observations

    for row in load_observations():
        if row.id == name:
            if as_json:
                print_json({"schema": "rls-sim/show/1", "found": [row.as_row()]})
            else:
                click.echo(observation_text(row))
            return
    try:
        entries = catalogue.find(name)
    except UnknownNameError:
        if show_treatment(name, as_json):
            return
        # A medicine's own, or nobody's.
        catalogue = replace(catalogue, bench=options.bench_of(treated=True))
        entries = catalogue.find(name)
    if as_json:
        found: list[dict[str, Any]] = [entry_facts(catalogue, entry) for entry in entries]
        print_json({"schema": "rls-sim/show/1", "found": found})
    else:
        click.echo("\n\n".join(entry_text(catalogue, entry) for entry in entries))
