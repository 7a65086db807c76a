"""rls-sim model: check it, read its equations, take one derivative apart, compare two cells."""

from pathlib import Path

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseGroup
from rls_sim.cli.console import print_json


@click.group(
    "model",
    short_help="Checks, equations, one derivative, a comparison.",
    cls=HouseGroup,
    examples=("rls-sim model explain labile_iron --at 22:00",),
)
def model() -> None:
    """Look into the model: its checks, equations, one derivative, two cells compared."""


@model.command(
    "check",
    short_help="Check dimensions, users and sources.",
    examples=("rls-sim model check", "rls-sim model check --extend configs/second_sink.py"),
)
@options.extend_option
@options.json_option
@options.quiet_option
def check(extensions: tuple[Path, ...], as_json: bool) -> None:
    """Check dimensions, balance, sources, and that every parameter has a user."""
    from rls_sim.cli.tables import aligned
    from rls_sim.errors import CheckError
    from rls_sim.study.model_check import check_model

    checks = check_model(options.bench_of(extensions))
    if as_json:
        print_json({"schema": "rls-sim/model-check/1", "checks": [vars(c) for c in checks]})
    else:
        lines = [[c.name, "FAILED" if c.problems else "ok", c.detail] for c in checks]
        click.echo(aligned(lines, [False, False, False]))
    if failed := [problem for item in checks for problem in item.problems]:
        raise CheckError("\n".join(failed))


@model.command(
    "equations",
    short_help="Print every equation.",
    examples=("rls-sim model equations", "rls-sim model equations --latex > equations.tex"),
)
@click.option("--latex", is_flag=True, help="As LaTeX.")
@options.extend_option
@options.quiet_option
def equations(latex: bool, extensions: tuple[Path, ...]) -> None:
    """Print every equation: derived quantities, rates, then each species' balance."""
    from rls_sim.cli.model_text import equations_text

    click.echo(equations_text(options.bench_of(extensions).model, latex))


@model.command(
    "explain",
    short_help="Take one derivative apart.",
    examples=(
        "rls-sim model explain labile_iron --at 22:00",
        "rls-sim model explain extracellular_dopamine -s receptor_density=0.3x",
    ),
)
@click.argument("state")
@click.option("--at", "clock", default="00:00", show_default=True, help="Clock time, HH:MM.")
@options.cell_options
@options.extend_option
@options.json_option
@options.quiet_option
def explain(
    state: str,
    clock: str,
    assignments: tuple[str, ...],
    lesions: tuple[str, ...],
    extensions: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Take one species' derivative apart, at one moment of a cell's periodic day."""
    from rls_sim.cli.model_text import explanation_text
    from rls_sim.study.catalogue import find_species
    from rls_sim.study.cell import solve_cell
    from rls_sim.study.clock import read_clock
    from rls_sim.study.config import Request, make_cell
    from rls_sim.study.explanation import explain_species
    from rls_sim.study.provenance import document

    bench = options.bench_of(extensions)
    species = find_species(bench.model, state)
    hour = read_clock(clock)
    result = solve_cell(make_cell(bench, Request(assignments, lesions)), bench)
    explanation = explain_species(result, bench, species, hour)
    if as_json:
        content = vars(explanation) | {"fluxes": [vars(flux) for flux in explanation.fluxes]}
        print_json(document("explain", bench, result.cell, content))
    else:
        click.echo(explanation_text(explanation))


@model.command(
    "diff",
    short_help="Parameters that differ between cells.",
    examples=(
        "rls-sim model diff healthy receptor_synthesis:0.3",
        "rls-sim model diff healthy configs/receptor_density.toml",
    ),
)
@click.argument("one", metavar="A")
@click.argument("other", metavar="B")
@options.extend_option
@options.json_option
@options.quiet_option
def diff(one: str, other: str, extensions: tuple[Path, ...], as_json: bool) -> None:
    """List the parameters that differ between two cells.

    A and B are each: healthy, a lesion NAME[:SIZE], or a configuration (its lesions and [set]).
    """
    from rls_sim.cli.model_text import diff_text
    from rls_sim.study.comparison import read_cell

    bench = options.bench_of(extensions)
    first, second = read_cell(bench, one), read_cell(bench, other)
    found = first.parameters.differences(second.parameters)
    if as_json:
        rows = [
            {"name": name, "unit": a.unit, "a": a.value, "b": b.value}
            for name, (a, b) in found.items()
        ]
        print_json({"schema": "rls-sim/model-diff/1", "a": one, "b": other, "differ": rows})
    else:
        click.echo(diff_text(one, other, found))
