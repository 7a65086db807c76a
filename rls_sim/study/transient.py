"""One cell over time: where it starts, what changes, which doses fall when."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import ConfigError, InputError, UnknownNameError
from rls_sim.network.model import Model
from rls_sim.network.reaction import Species
from rls_sim.numerics.run import Dose, Method, run
from rls_sim.numerics.trajectory import Trajectory
from rls_sim.quantities.units import Unit
from rls_sim.quantities.values import COMMAND_LINE
from rls_sim.study.catalogue import find_species
from rls_sim.study.cell import Bench, Cell, Origin, first_state
from rls_sim.study.clock import DAY, read_clock, read_duration
from rls_sim.study.config import Request, make_cell
from rls_sim.study.problems import Problems

MOLAR_MASSES = {"iron": 55.845, "dopamine": 153.18}  # g/mol, by what a species carries
MOST_OUTPUTS = 1_000_000  # a mistyped unit must not fill the memory
FIGURE_POINTS = 2001
SHOWN = (  # of a run, unless others are asked for
    "neuron.surface_receptor",
    "neuron.labile_iron",
    "neuron.ferritin_iron",
    "neuron.iron_sulfur",
    "extracellular_dopamine",
    "tyrosine_hydroxylase",
    "dopamine_transporter",
    "d2_receptor",
    "function_reserve",
)
DOSE_FORM = "NAME=AMOUNT@d1 or NAME=AMOUNT@HH:MM, optionally /daily"
_DOSE = re.compile(r"([^=@]+)=([0-9.eE+-]+)([^@0-9][^@]*)?@([^@/]+)(/daily)?")


@dataclass(frozen=True)
class Transient:
    """What a run starts from and goes through.

    ``start`` and ``end`` are hours on the model's clock, whose midnight is 0; ``cell`` is what
    the cell becomes at the start; ``origin`` says from which state, as `plan_transient` has it.
    Without a ``method`` it is the run's own choice; the trajectory says which it was.
    """

    cell: Cell
    origin: Origin
    start: float
    end: float
    every: float
    doses: tuple[Dose, ...] = ()
    method: Method | None = None

    def output_times(self) -> NDArray[np.float64]:
        """Hours at which the run is read: the start, every so often, and the end."""
        steps = ceil((self.end - self.start) / self.every - 1e-9)
        times = self.start + self.every * np.arange(steps + 1)
        times[-1] = self.end
        return np.asarray(times, dtype=np.float64)


def plan_transient(
    bench: Bench,
    request: Request,
    *,
    days: float,
    clock: str,
    every: str,
    origin: Origin | None = None,
    doses: Sequence[str] = (),
    method: Method | None = None,
) -> Transient:
    """What the command line asks for; raises one ConfigError with every problem.

    ``origin``: from the periodic day of the unchanged cell ("healthy") or of the changed one
    ("cycle"), or from the declared initial state ("initial"); the bench's usual one unless given.
    """
    problems = Problems(COMMAND_LINE)
    cell, start, spacing = Cell(bench.healthy), 0.0, 1.0
    with problems.gathered():
        cell = make_cell(bench, request)
    with problems.on(f"--at {clock}"):
        start = read_clock(clock)
    with problems.on(f"--every {every}"):
        spacing = read_duration(every)
    if not (0 < days < inf):
        problems.lines.append(f"--days {days:g}: a run lasts longer than 0 days.")
        days = 1.0
    end = start + days * DAY
    if (end - start) / spacing > MOST_OUTPUTS:
        problems.lines.append(f"--every {every}: at most {MOST_OUTPUTS} output times in one run.")
    with problems.gathered():
        given = read_doses(doses, bench.model, start, end)
    problems.raise_if_any()
    return Transient(cell, origin or bench.origin, start, end, spacing, given, method)


def follow(transient: Transient, bench: Bench) -> Trajectory:
    """Run it. Raises SolveError where there is no day to start from, or the run gets stuck."""
    return run(
        bench.kernel,
        bench.kernel.parameter_vector(transient.cell.parameters),
        first_state(transient.cell, bench, transient.start, transient.origin),
        (transient.start, transient.end),
        output_times=transient.output_times(),
        doses=transient.doses,
        method=transient.method,
        setting=transient.cell.words(),
    )


def read_doses(texts: Sequence[str], model: Model, start: float, end: float) -> tuple[Dose, ...]:
    """Read every dose; raises one ConfigError with every problem."""
    problems = Problems(COMMAND_LINE)
    doses: list[Dose] = []
    for text in texts:
        with problems.on(f"--dose {text}"):
            doses += read_dose(text, model, start, end)
    problems.raise_if_any()
    return tuple(sorted(doses, key=lambda dose: dose.time))


def read_dose(text: str, model: Model, start: float, end: float) -> list[Dose]:
    """Read ``NAME=AMOUNT[unit]@WHEN``: into which species, how much, at which hours.

    WHEN is ``dN`` (N days after the start) or ``HH:MM`` (the first such time of day), and with
    ``/daily`` every day from then on. Amounts are umol unless a unit is given; a mass needs a
    species that carries something of known molar mass.
    """
    match = _DOSE.fullmatch(text.strip())
    if match is None:
        raise InputError(f"is not of the form {DOSE_FORM}.")
    species = find_species(model, match[1].strip())
    unit = (match[3] or "").strip()
    if model.flux_unit == "1/h":  # numbers of a model of others stand as they do in its file
        if unit:
            raise InputError(f"this model has no units; write {match[2]} without '{unit}'.")
        amount = _number(match[2], "")
    else:
        amount = _amount(match[2], unit or "umol", species)
    times = list(_times(match[4].strip(), bool(match[5]), start, end))
    if not times:
        raise InputError(f"'{match[4]}' is not within the {(end - start) / DAY:g} days of the run.")
    return [Dose(time, species.name, amount) for time in times]


def _amount(number: str, unit_text: str, species: Species) -> float:
    """How many umol of the species an amount or a mass is."""
    if species.unit == "1":
        raise InputError(f"{species.name} is a relative quantity; it takes no dose.")
    carried = [(moiety, n) for moiety, n in species.carries.items() if moiety in MOLAR_MASSES]
    molar_mass = MOLAR_MASSES[carried[0][0]] * carried[0][1] if len(carried) == 1 else None
    amount = _number(number, unit_text)
    umol = Unit.parse("umol")
    if molar_mass is None:
        return Unit.parse(unit_text).convert(amount, umol)
    return Unit.parse(unit_text).convert(amount, umol, molar_mass=molar_mass)


def _number(text: str, unit: str) -> float:
    """How much is given, not below zero."""
    try:
        amount = float(text)
    except ValueError:
        raise InputError(f"'{text}' is not a number.") from None
    if amount < 0:
        raise InputError(f"{text} {unit}".rstrip() + " is less than nothing.")
    return amount


def _times(when: str, daily: bool, start: float, end: float) -> Iterator[float]:
    """The hours on the model's clock at which a dose falls."""
    day = re.fullmatch(r"d(\d+(?:\.\d+)?)", when)
    first = start + float(day[1]) * DAY if day else start + (read_clock(when) - start) % DAY
    while first < end:
        yield first
        if not daily:
            return
        first += DAY


@dataclass(frozen=True)
class Trace:
    """One quantity through time, with its words."""

    name: str
    label: str
    unit: str
    values: NDArray[np.float64]


def trace_words(model: Model) -> dict[str, tuple[str, str]]:
    """Label and unit of everything that can be followed: species and derived quantities."""
    words = {s.name: (s.label, s.unit) for s in model.species}
    return words | {d.name: (d.label, d.unit) for d in model.derived}


def shown_names(model: Model, asked: Sequence[str] = ()) -> tuple[str, ...]:
    """Full names of what is asked for, or else of the usual quantities those that the model has.

    Raises one ConfigError with every name that is unknown.
    """
    words = trace_words(model)
    usual = tuple(name for name in SHOWN if name in words)
    return find_names(model, asked or usual or model.species_names[: len(SHOWN)])


def find_names(model: Model, names: Sequence[str]) -> tuple[str, ...]:
    """Full names of species and derived quantities.

    Raises one ConfigError with every name that is unknown.
    """
    words = trace_words(model)
    found = [next((n for n in (name, f"{model.home}.{name}") if n in words), "") for name in names]
    kind = "species or derived quantity"
    unknown = [
        str(UnknownNameError(kind, name, words, home=model.home))
        for name, full in zip(names, found, strict=True)
        if not full
    ]
    if unknown:
        raise ConfigError(unknown)
    return tuple(found)


def smooth(trajectory: Trajectory) -> Trajectory:
    """The same run, read at as many even times as a figure can show."""
    time = np.linspace(trajectory.time[0], trajectory.time[-1], FIGURE_POINTS)
    return trajectory.resampled(time)


def read_traces(model: Model, names: Sequence[str], trajectory: Trajectory) -> tuple[Trace, ...]:
    """The quantities of these full names through the run."""
    words = trace_words(model)
    return tuple(Trace(n, *words[n], np.asarray(_values(model, trajectory, n))) for n in names)


def _values(model: Model, trajectory: Trajectory, name: str) -> NDArray[np.float64]:
    if name in model.species_names:
        return np.asarray(trajectory[name])
    return np.asarray(trajectory.derived(name))
