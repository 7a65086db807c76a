"""rls-sim import sbml: a model in SBML as a file of Python that every command takes."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note

if TYPE_CHECKING:
    from rls_sim.exchange.sbml_translate import Translation


@click.command(
    "sbml",
    short_help="A model in SBML, as Python to read and change.",
    cls=HouseCommand,
    examples=(
        "rls-sim import sbml configs/dopamine_best2009.xml -o terminal.py",
        "rls-sim import sbml configs/dopamine_best2009.xml --time-unit hour -q > terminal.py",
    ),
)
@click.argument("file", metavar="FILE.xml", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE.py",
    help="Where to write it; else it goes to stdout.",
)
@click.option(
    "--time-unit",
    type=click.Choice(["second", "minute", "hour", "day"]),
    show_default="hour",
    help="What one unit of time is, where the file does not say.",
)
@options.quiet_option
def import_sbml(file: Path, out: Path | None, time_unit: str | None) -> None:
    """Translate a model of rate equations from SBML, of any level and version.

    Reactions, rules, function definitions, initial assignments and several compartments are taken
    over, and times are counted in hours. What cannot be is refused by name, all of it at once:
    events, delays, algebraic rules, fast reactions, and packages that a file says it needs. All
    other numbers stay as they stand, without units.
    """
    from rls_sim.exchange.sbml_as_python import written
    from rls_sim.exchange.sbml_import import sbml_text, translation_of_sbml
    from rls_sim.study.files import require_file, write_text

    require_file(out, "-o/--out")
    text = sbml_text(file)
    translation = translation_of_sbml(text, file=file.name, time_unit=time_unit or "")
    python = written(translation, file=file.name)
    if out is None:
        click.echo(python, nl=False)
    else:
        write_text(out, python)
        note(f"wrote {out}")
    note("\n".join(_told(translation, out)))


def _told(t: "Translation", out: Path | None) -> list[str]:
    """What was read, what was assumed, and what to type next."""
    read = t.contents
    counts = {
        "state": len(t.species),
        "law of change": len(t.reactions),
        "derived quantity": len(t.derived),
        "parameter": len(t.parameters),
        "compartment": len(read.compartments),
    }
    lines = [f"{read.name}: {', '.join(_counted(n, word) for word, n in counts.items())}"]
    if read.time_unit:
        lines.append(f"its unit of time: {read.time_unit}; times are in hours now")
    else:
        lines.append("assumed: one unit of its time is an hour, since the file does not say")
    lines += [f"assumed: {assumption}" for assumption in read.assumptions]
    if signed := [q.name for q in t.species if q.signed]:
        lines.append(f"may lie below zero: {', '.join(signed)}")
    if out is not None:
        lines.append(f"next: rls-sim cycle --model {out}")
    return lines


def _counted(number: int, word: str) -> str:
    many = {"law of change": "laws of change", "derived quantity": "derived quantities"}
    return f"{number} {word if number == 1 else many.get(word, f'{word}s')}"
