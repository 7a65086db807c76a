"""rls-sim ensemble: draw the calibrated sets of parameters, and see how well they were drawn."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand, HouseGroup
from rls_sim.cli.console import note, print_json
from rls_sim.cli.progress import shown_progress

if TYPE_CHECKING:
    from rls_sim.inference.ensemble import Ensemble

PER_CENT = 100
PARTS = 1000  # of the way from prior to posterior, for a bar


@click.group(
    "ensemble",
    cls=HouseGroup,
    short_help="Sets of parameters that health makes probable.",
    examples=("rls-sim ensemble show",),
)
def ensemble() -> None:
    """The calibrated ensemble: drawn from the declared distributions, weighed by health alone."""


@ensemble.command(
    "show",
    cls=HouseCommand,
    short_help="How an ensemble was drawn, and how it meets health.",
    examples=("rls-sim ensemble show",),
)
@options.ensemble_option
@options.json_option
@options.quiet_option
def show(ensemble: Path | None, as_json: bool) -> None:
    """Print members, sampler, mixing, and each number of health beside what members have."""
    from rls_sim.inference.ensemble import load_ensemble
    from rls_sim.study.cell import brain_bench

    _print(load_ensemble(brain_bench(), ensemble), as_json)


@ensemble.command(
    "build",
    cls=HouseCommand,
    short_help="Draw an ensemble.",
    examples=("rls-sim ensemble build -o out/ensemble.npz --members 64 --islands 2",),
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="Where to write it; name it with --ensemble FILE.",
)
@click.option("--members", type=click.IntRange(8, 1_000_000), default=10_000, show_default=True)
@click.option(
    "--islands",
    type=click.IntRange(2, 100),
    default=5,
    show_default=True,
    help="Drawn apart, so that they can be compared.",
)
@click.option("--seed", type=click.IntRange(min=0), default=20261128, show_default=True)
@options.extend_option
@options.json_option
@options.progress_option
@options.quiet_option
def build(
    out: Path,
    members: int,
    islands: int,
    seed: int,
    extensions: tuple[Path, ...],
    as_json: bool,
    progress: str,
) -> None:
    """Draw members by tempering from the declared distributions to what health makes probable.

    Minutes for ten thousand on two cores. The same seed draws the same members.
    """
    from rls_sim.inference.ensemble import build_ensemble, require_brain, save_ensemble
    from rls_sim.study.files import require_file

    require_file(out, "-o/--out")
    bench = options.bench_of(extensions)
    require_brain(bench)
    with shown_progress(progress, "parts", PARTS * islands, paced=False) as report:

        def told(island: int, temperature: float, _: int) -> None:
            if report is not None:
                # Temperatures rise by factors: the root tells better how far it is.
                report(round(PARTS * (island + temperature**0.5)), PARTS * islands, 0)

        drawn = build_ensemble(bench, members, islands, seed, told)
    save_ensemble(drawn, out)
    _print(drawn, as_json)
    note(f"wrote {out}")


def _print(drawn: "Ensemble", as_json: bool) -> None:
    if as_json:
        print_json(dict(drawn.about))
    else:
        click.echo(_text(drawn))


def _text(drawn: "Ensemble") -> str:
    from rls_sim.cli.tables import number_text, text_table
    from rls_sim.inference.healthy import load_healthy

    about: dict[str, Any] = dict(drawn.about)
    sampler, mixing, health = about["sampler"], about["drawn_well"], about["health"]
    evidence = ", ".join(f"{value:.2f}" for value in sampler["log_evidence"])
    states = ", ".join(f"{count} {state}" for state, count in health["states"].items())
    lines = [
        f"{len(drawn)} members of {len(drawn.prior.names)} parameters, in {about['islands']} "
        f"islands, seed {about['seed']}",
        f"solved for it: {sampler['cells_solved']} cells in "
        f"{sum(map(len, sampler['stages']))} stages",
        f"log evidence by island: {evidence}",
        f"R-hat between islands: {mixing['r_hat_worst']:.3f} at worst, "
        f"{mixing['r_hat_median']:.3f} in the middle; effective size about "
        f"{mixing['effective_size']:.0f}",
        f"with a periodic day: {health['solved']}; {states}; of all drawn "
        f"{PER_CENT * about['functional_share']:.1f} % were functional, and only those are kept",
        "",
    ]
    heads = [("number of health", ""), ("target", ""), ("error", ""), ("5 %", ""), ("median", "")]
    heads += [("95 %", ""), ("unit", ""), ("source", "")]
    rows = []
    for number in load_healthy():
        low, middle, high = health["quantiles"][number.name]
        error = f"{number_text(number.error)} ({number.kind})"
        rows.append(
            [number.what, number.value, error, low, middle, high, number.unit, number.source]
        )
    return "\n".join(lines) + "\n" + text_table(heads, rows)
