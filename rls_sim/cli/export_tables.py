"""rls-sim export csv, parquet, netcdf: the table in a folder of results, for other programs."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rls_sim.cli import options
from rls_sim.cli.command import HouseCommand
from rls_sim.cli.console import note
from rls_sim.cli.progress import shown_progress, told_if_long

if TYPE_CHECKING:
    from rls_sim.study.tables_out.table import Report, Table

KINDS = ("sweep", "branch", "cohort")
ENDINGS = {"csv": (".csv",), "Parquet": (".parquet", ".pq"), "netCDF": (".nc", ".nc3", ".cdf")}

folder_argument = click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
courses_option = click.option(
    "--courses", is_flag=True, help="The courses through the day instead: a row a cell and hour."
)


def out_option(what: str, *, required: bool = True) -> Callable[[Any], Any]:
    """``-o FILE``."""
    return click.option(
        *("-o", "--out"),
        required=required,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help=what,
    )


@click.command(
    "csv",
    short_help="The table of a folder as CSV.",
    cls=HouseCommand,
    examples=(
        "rls-sim export csv results/receptor_density -o out/density.csv",
        "rls-sim export csv results/receptor_density --courses --units -o out/courses.csv",
        "rls-sim export csv results/receptor_density -q | head -3",
    ),
)
@folder_argument
@out_option("The file to write; without it the table goes to stdout.", required=False)
@courses_option
@click.option("--units", is_flag=True, help="Write heads as NAME [UNIT].")
@options.progress_option
@options.quiet_option
def export_csv(folder: Path, out: Path | None, courses: bool, units: bool, progress: str) -> None:
    """Write the rows of DIR as CSV, with one line of names above them.

    DIR is of sweep, branch or cohort make. Beside FILE stands FILE-metadata.json, which says in the
    words of CSV on the Web what each column means, its unit, and what made the table. Numbers have
    as many digits as bring them back exactly; where there is none, there is nothing.
    """
    from rls_sim.study.tables_out.as_csv import write_csv, write_rows

    _require_place(out, "csv")
    table = _table(folder, courses=courses)
    with shown_progress(progress, f"rows of {table.name}", table.size) as report:
        late = _after(report)
        if out is None:
            write_rows(table, sys.stdout.buffer, late, units=units)
            return
        sidecar = write_csv(table, out, late, units=units)
    note(f"wrote {out}, {table.size} rows, and {sidecar.name}")


@click.command(
    "parquet",
    short_help="The table of a folder as one Parquet file.",
    cls=HouseCommand,
    examples=("rls-sim export parquet results/receptor_density -o out/density.parquet",),
)
@folder_argument
@out_option("The file to write.")
@courses_option
@options.progress_option
@options.quiet_option
def export_parquet(folder: Path, out: Path, courses: bool, progress: str) -> None:
    """Write the rows of DIR as one Parquet file.

    DIR is of sweep, branch or cohort make. Each field says its label and unit, the schema what made
    the table. -p @FILE.parquet takes columns of parameters back, with these units.
    """
    from rls_sim.study.tables_out.as_parquet import write_parquet

    _require_place(out, "Parquet")
    table = _table(folder, courses=courses)
    with shown_progress(progress, f"rows of {table.name}", table.size) as report:
        write_parquet(table, out, _after(report))
    note(f"wrote {out}, {table.size} rows")


@click.command(
    "netcdf",
    short_help="A folder as a netCDF file with coordinates.",
    cls=HouseCommand,
    examples=(
        "rls-sim export netcdf results/receptor_density -o out/density.nc",
        "rls-sim export netcdf out/pair -o out/pair.nc",
    ),
)
@folder_argument
@out_option("The file to write.")
@options.quiet_option
def export_netcdf(folder: Path, out: Path) -> None:
    """Write DIR as one netCDF file, which xarray.open_dataset reads back.

    DIR is of sweep, branch or cohort make. Parameters of which every listed value was combined with
    all others are dimensions and coordinates; other sweeps have the dimension cell. Courses through
    the day are NAME_course, along hour. Variables have units and long_name, and the file says what
    made it. It is made in memory; csv and parquet are written piece by piece.
    """
    from rls_sim.study.tables_out.as_netcdf import sweep_dataset, table_dataset, write_netcdf

    _require_place(out, "netCDF")
    sweep = _kind(folder) == "sweep"
    with told_if_long(f"reading {folder} and writing {out}"):
        dataset = sweep_dataset(folder) if sweep else table_dataset(_table(folder))
        write_netcdf(dataset, out)
    sizes = ", ".join(f"{name} {size}" for name, size in dataset.sizes.items())
    note(f"wrote {out}: {len(dataset.data_vars)} variables along {sizes}")


def _require_place(out: Path | None, what: str) -> None:
    """Refuse, before anything is read, a file that cannot be written or is called otherwise."""
    from rls_sim.errors import InputError
    from rls_sim.study.files import require_file

    known = ENDINGS[what]
    if out is not None and out.suffix.lower() not in known:
        ending = f"'{out.suffix}'" if out.suffix else "nothing"
        raise InputError(f"{out} ends in {ending}; a {what} file is {' or '.join(known)}.")
    require_file(out, "-o/--out")


def _kind(folder: Path) -> str:
    """What a folder holds; raises InputError where that is no table."""
    from rls_sim.errors import InputError
    from rls_sim.study.folder import kind_of, read_any

    kind = kind_of(read_any(folder))
    if kind not in KINDS:
        raise InputError(
            f"{folder} is of rls-sim {kind}, and what is exported is of {', '.join(KINDS[:-1])} or "
            f"{KINDS[-1]}; its tables are the CSV files in it."
        )
    return kind


def _table(folder: Path, *, courses: bool = False) -> "Table":
    from rls_sim.clinic.population.table_out import people_table
    from rls_sim.errors import InputError
    from rls_sim.study.tables_out.table import branch_table, courses_table, sweep_table

    kind = _kind(folder)
    if courses and kind != "sweep":
        raise InputError(f"--courses: {folder} is of {kind}, and only a sweep keeps them.")
    makers = {"sweep": sweep_table, "branch": branch_table, "cohort": people_table}
    return courses_table(folder) if courses else makers[kind](folder)


PATIENCE = 2.0  # s, for which nothing is said


def _after(report: "Report | None", patience: float = PATIENCE) -> "Report | None":
    """The same, silent where all is done within some seconds."""
    import time

    if report is None:
        return None
    begun = time.monotonic()
    return partial(_late, report, begun + patience)


def _late(report: "Report", due: float, done: int, total: int, failed: int) -> None:
    import time

    if time.monotonic() >= due:
        report(done, total, failed)
