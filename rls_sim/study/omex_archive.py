"""A cell and a sweep about it as a COMBINE archive: what others run to see the same days."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from rls_sim import __version__
from rls_sim.errors import ConfigError, FolderMismatchError, InputError
from rls_sim.exchange.names import identifier
from rls_sim.exchange.omex import METADATA, About, Member, omex_bytes
from rls_sim.exchange.sbml_notes import published
from rls_sim.exchange.sedml import Quantity, Shown, Uniform, course_sedml, kinds_of, sweep_sedml
from rls_sim.network.model import Model
from rls_sim.outcomes.day import POINTS_AN_HOUR
from rls_sim.study.cell import Bench, Cell, find_day, solve_cell
from rls_sim.study.citations import AUTHORS
from rls_sim.study.clock import DAY
from rls_sim.study.config import SweepPlan
from rls_sim.study.provenance import command_line, sources_of
from rls_sim.study.sbml import NO_ADVICE, cell_sbml

MODEL_FILE, DAY_FILE, SWEEP_FILE = "model.xml", "day.sedml", "sweep.sedml"
LICENCE = "https://spdx.org/licenses/MIT.html"
CREATED = "2026-11-28"  # of this version, not of the file: its bytes may not depend on the clock
EPOCH = "SOURCE_DATE_EPOCH"  # seconds since 1970: how builds that can be repeated are dated
MOST_CELLS = 500  # each of which puts its whole settled state into the archive
MOST_PLOTS = 3
# A day of every species then agrees with ours to 1e-8, in CVODE and in LSODA.
A_DAY = Uniform(DAY, round(DAY * POINTS_AN_HOUR), relative=1e-10, absolute=1e-15, most_steps=10**6)

Progress = Callable[[int, int], None]


def cell_archive(
    cell: Cell, bench: Bench, plan: SweepPlan | None, progress: Progress = lambda done, total: None
) -> tuple[bytes, str]:
    """
    The archive, and the SBML in it: a day of the cell and, of each cell of a plan, a day too.

    ``progress`` is told how many cells of all are solved. Raises SolveError where a cell has no
    periodic day, InputError for a plan of more than `MOST_CELLS` cells.
    """
    if plan is not None and plan.size > MOST_CELLS:
        raise InputError(
            f"the sweep has {plan.size} cells, and an archive holds at most {MOST_CELLS}: each "
            "puts its settled state into it. Vary less with -p."
        )
    sbml = cell_sbml(cell, bench)
    document = _Document(bench.model, kinds_of(sbml))
    species = [document.quantity(name) for name in bench.model.species_names]
    followed = [document.quantity(name) for name in _followed(bench)]
    reported = list(dict.fromkeys([*species, *followed]))
    title = f"The 24 h that {bench.model.name} repeats"
    members = [
        Member(MODEL_FILE, "sbml", sbml, bench.model.name),
        Member(
            DAY_FILE,
            "sedml",
            course_sedml(MODEL_FILE, A_DAY, Shown(title, reported, followed)),
            title,
            is_master=True,
        ),
    ]
    if plan is not None:
        values = _cells(cell, bench, document, plan, progress)
        varied = [document.quantity(name) for name in plan.names]
        title = plan.title or f"A day at each value of {', '.join(plan.names)}"
        shown = Shown(title, [*varied, *followed], followed)
        text = sweep_sedml(MODEL_FILE, A_DAY, shown, values)
        members.append(Member(SWEEP_FILE, "sedml", text, title))
    return omex_bytes(members, _about(cell, bench)), sbml


def require_own(path: Path) -> None:
    """Refuse to overwrite a file that is no archive of ours; raises FolderMismatchError."""
    import zipfile

    if not path.is_file():
        return
    try:
        with zipfile.ZipFile(path) as kept:
            if b"rls_sim" in kept.read(METADATA):
                return
    except (zipfile.BadZipFile, KeyError, OSError):
        pass
    raise FolderMismatchError(
        f"{path} is no archive that rls-sim wrote, and is left as it was. Choose another file "
        "with -o/--out, or remove that one."
    )


def _followed(bench: Bench) -> tuple[str, ...]:
    """What is plotted."""
    return bench.followed or bench.model.species_names[:MOST_PLOTS]


@dataclass(frozen=True)
class _Document:
    """A model with what its names are in its SBML."""

    model: Model
    kinds: Mapping[str, str]

    def quantity(self, name: str) -> Quantity:
        """A species, derived quantity or parameter (a volume is a compartment there)."""
        told = {s.name: (s.label, s.unit) for s in self.model.species}
        told |= {d.name: (d.label, d.unit) for d in self.model.derived}
        full = next((n for n in (name, f"{self.model.home}.{name}") if n in told), "")
        full = full or self.model.parameters.resolve(name)
        label, unit = told.get(full, ("", ""))
        return Quantity(identifier(full), label or full, unit, self.kinds[identifier(full)])


def _cells(
    cell: Cell, bench: Bench, document: _Document, plan: SweepPlan, progress: Progress
) -> Mapping[Quantity, list[float]]:
    """Of every cell what makes it differ from the model of the archive, and its settled state."""
    cells = [plan.cell(setting) for setting in plan.settings()]
    chosen = dict.fromkeys(bench.healthy.resolve(name) for name in plan.names)
    chosen |= dict.fromkeys(n for one in cells for n in one.parameters.differences(cell.parameters))
    values = {
        document.quantity(name): [one.parameters[name].canonical_value for one in cells]
        for name in chosen
    }
    states = np.array(list(_settled(cells, bench, progress)))
    for name, column in zip(bench.model.species_names, states.T.tolist(), strict=True):
        values[document.quantity(name)] = column
    return values


def _settled(cells: list[Cell], bench: Bench, progress: Progress) -> Iterator[list[float]]:
    """The state of each cell at 0 h of its periodic day; the last one's day is the next's guess."""
    guess = None
    for done, cell in enumerate(cells, 1):
        guess = find_day(cell, bench, guess)
        if not guess.converged:
            solve_cell(cell, bench, guess).require()  # raises SolveError with the reason
        yield guess.at(0.0).tolist()
        progress(done, len(cells))


def _about(cell: Cell, bench: Bench) -> About:
    words = cell.words() if cell.parameters is not bench.healthy else bench.unchanged
    advice = "" if bench.foreign else f" {NO_ADVICE}"
    return About(
        title=f"{bench.model.name}: {words}",
        description=f"Written by rls_sim {__version__}: {command_line()}. Model "
        f"{bench.model.with_parameters(cell.parameters).hash()}. {DAY_FILE} simulates the day that "
        f"the cell repeats, from its settled state; {SWEEP_FILE}, where there is one, that of "
        f"each cell of a sweep, each from its own.{advice}",
        creator=AUTHORS,
        created=_created(),
        licence=LICENCE,
        described_by=published(sources_of(bench.model, cell)),
    )


def _created() -> str:
    """The date in the metadata; raises ConfigError for a SOURCE_DATE_EPOCH that is no time."""
    seconds = os.environ.get(EPOCH, "")
    if not seconds:
        return CREATED
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        told = f"{EPOCH}: '{seconds}' is no whole number of seconds since 1970."
        raise ConfigError([told]) from None
