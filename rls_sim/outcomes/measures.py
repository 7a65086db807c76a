"""Every outcome: a named number read off a solved day, with its label and unit."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from rls_sim.errors import UnknownNameError
from rls_sim.outcomes.day import Day, lagged
from rls_sim.outcomes.legs import cell_loss, deficit_hours, urge
from rls_sim.outcomes.states import NIGHT, CellState, cell_state

NANOMOLAR = 1e3  # nmol/L in umol/L


@dataclass(frozen=True)
class Measure:
    """A named number of a day: label and unit for axes, doc for readers, what it reads."""

    name: str
    label: str
    unit: str
    doc: str
    function: Callable[[Day], float]
    needs: tuple[str, ...] = ()  # parameters read beside the model's laws


MEASURES: dict[str, Measure] = {}


def measure(
    label: str, unit: str, needs: tuple[str, ...] = ()
) -> Callable[[Callable[[Day], float]], Callable[[Day], float]]:
    """Enter a function of a day among the outcomes, under its own name."""

    def enter(function: Callable[[Day], float]) -> Callable[[Day], float]:
        doc = " ".join((function.__doc__ or "").split())
        MEASURES[function.__name__] = Measure(function.__name__, label, unit, doc, function, needs)
        return function

    return enter


def find_measure(name: str) -> Measure:
    """The outcome of that name; raises UnknownNameError with the nearest names."""
    if name not in MEASURES:
        raise UnknownNameError("outcome", name, [*MEASURES, "state"])
    return MEASURES[name]


def evaluate(day: Day) -> dict[str, float | str]:
    """Every outcome of a day by name, and its state."""
    outcomes: dict[str, float | str] = {
        name: float(entry.function(day)) for name, entry in MEASURES.items()
    }
    return outcomes | {"state": state(day).value}


def state(day: Day) -> CellState:
    """The state of the cell; its thresholds are parameters."""
    return cell_state(day)


def _relative(name: str, quantity: str, label: str, doc: str) -> None:
    def function(day: Day) -> float:
        return day.relative(quantity)

    function.__name__, function.__doc__ = name, doc
    measure(f"{label}, relative to healthy", "1")(function)


# Iron


@measure("Labile iron", "umol/L")
def labile_iron(day: Day) -> float:
    """Day average of the neuron's labile iron."""
    return day.mean("labile_iron")


@measure("Ferritin iron", "umol/L")
def ferritin_iron(day: Day) -> float:
    """Day average of the iron in the neuron's ferritin."""
    return day.mean("ferritin_iron")


@measure("TfR1 on the surface", "nmol/L")
def surface_receptor(day: Day) -> float:
    """Day average of the receptor on the neuron's surface, per cell volume."""
    return NANOMOLAR * day.mean("surface_receptor")


@measure("Fe-S capacity", "1")
def iron_sulfur_capacity(day: Day) -> float:
    """Day average of iron at work in clusters and haem, against the healthy reference."""
    return day.mean("iron_sulfur_supply")


@measure("Total iron of the cell body", "umol/L")
def total_iron(day: Day) -> float:
    """Day average of all iron of the neuron's body."""
    return day.mean("neuron.total_iron")


_relative("labile_iron_relative", "labile_iron", "Labile iron", "Labile iron over healthy.")
_relative("ferritin_relative", "ferritin", "Ferritin", "Ferritin cages over healthy.")
_relative("ferritin_iron_relative", "ferritin_iron", "Ferritin iron", "Ferritin iron over healthy.")
_relative("iron_sulfur_relative", "iron_sulfur", "Fe-S capacity", "Working iron over healthy.")
_relative("total_iron_relative", "neuron.total_iron", "Total iron", "All iron over healthy.")
_relative("surface_receptor_relative", "surface_receptor", "TfR1 on the surface", "Over healthy.")
_relative("receptor_relative", "total_receptor", "TfR1", "All receptor of the neuron over healthy.")
_relative("divalent_transporter_relative", "divalent_transporter", "DMT1", "DMT1 over healthy.")
_relative("ferroportin_relative", "ferroportin", "Ferroportin", "Ferroportin over healthy.")


@measure("Serum iron", "umol/L")
def serum_iron(day: Day) -> float:
    """Day average of the iron of plasma."""
    return day.mean("plasma.total_iron")


@measure("Hour of highest serum iron", "h")
def serum_iron_acrophase(day: Day) -> float:
    """Clock time of the 24 h wave of serum iron."""
    return day.acrophase(day["plasma.total_iron"])


@measure("Transferrin saturation", "1")
def transferrin_saturation(day: Day) -> float:
    """Day average of the filled share of plasma transferrin."""
    return day.mean("plasma.transferrin_saturation")


@measure("Transferrin of spinal fluid", "nmol/L")
def spinal_transferrin(day: Day) -> float:
    """Day average of transferrin in cerebrospinal fluid."""
    return NANOMOLAR * day.mean("cerebrospinal.total_transferrin")


@measure("Ferritin of spinal fluid", "pmol/L")
def spinal_ferritin(day: Day) -> float:
    """Day average of ferritin in cerebrospinal fluid."""
    return 1e6 * day.mean("cerebrospinal.ferritin")


# Dopamine


@measure("Tyrosine hydroxylase with iron", "1")
def tyrosine_hydroxylase_occupancy(day: Day) -> float:
    """Day average of the share of enzyme that carries iron."""
    return day.mean("tyrosine_hydroxylase_occupancy")


@measure("Tyrosine hydroxylase, relative to healthy", "1")
def tyrosine_hydroxylase(day: Day) -> float:
    """Day average of the amount of enzyme."""
    return day.mean("tyrosine_hydroxylase")


@measure("Phosphorylated tyrosine hydroxylase, relative to healthy", "1")
def phosphorylated_hydroxylase(day: Day) -> float:
    """Amount of enzyme times the share that is phosphorylated."""
    return day.mean("tyrosine_hydroxylase") * day.mean("tyrosine_hydroxylase_phosphorylation")


@measure("DAT, relative to healthy", "1")
def dopamine_transporter(day: Day) -> float:
    """Day average of the dopamine transporter."""
    return day.mean("dopamine_transporter")


@measure("D2 receptor, relative to healthy", "1")
def d2_receptor(day: Day) -> float:
    """Day average of the D2 receptor."""
    return day.mean("d2_receptor")


@measure("Dopamine synthesis", "umol/L/h")
def dopamine_synthesis(day: Day) -> float:
    """Day average of the hydroxylation of tyrosine, per terminal volume."""
    return day.mean("tyrosine_hydroxylation") / day.parameter("terminal_volume")


@measure("Extracellular dopamine, day average", "nmol/L")
def extracellular_dopamine(day: Day) -> float:
    """Day average of dopamine outside the terminal."""
    return NANOMOLAR * day.mean("extracellular_dopamine")


@measure("Extracellular dopamine, trough", "nmol/L")
def extracellular_dopamine_trough(day: Day) -> float:
    """Lowest dopamine of the day."""
    return NANOMOLAR * float(day["extracellular_dopamine"].min())


@measure("Extracellular dopamine, peak", "nmol/L")
def extracellular_dopamine_peak(day: Day) -> float:
    """Highest dopamine of the day."""
    return NANOMOLAR * float(day["extracellular_dopamine"].max())


@measure("Hour of highest extracellular dopamine", "h")
def extracellular_dopamine_acrophase(day: Day) -> float:
    """Clock time of the 24 h wave of dopamine."""
    return day.acrophase(day["extracellular_dopamine"])


_relative(
    "extracellular_dopamine_relative",
    "extracellular_dopamine",
    "Extracellular dopamine",
    "Day average over healthy.",
)
_relative(
    "vesicular_dopamine_relative", "vesicular_dopamine", "Tissue dopamine", "Stored, over healthy."
)


@measure("Hour of highest homovanillic acid in spinal fluid", "h")
def spinal_homovanillic_acrophase(day: Day) -> float:
    """Clock time of homovanillic acid after the pool of spinal fluid that it fills."""
    turnover = day.parameter("cerebrospinal.volume") / day.parameter("cerebrospinal_flow")
    step = float(day.time[1] - day.time[0])
    return day.acrophase(lagged(day["homovanillic_acid"], turnover, step))


@measure("D2 signal, day average", "1")
def d2_signal(day: Day) -> float:
    """Day average of receptors times occupancy, relative to the reference."""
    return day.mean("d2_signal")


# Legs


@measure("Function reserve by day, least", "1")
def function_reserve_day(day: Day) -> float:
    """Least reserve between 06 and 18 h; below 1, rest provokes an urge."""
    return float(day["function_reserve"][day.during(NIGHT[1], NIGHT[0])].min())


@measure("Function reserve by night, least", "1")
def function_reserve_night(day: Day) -> float:
    """Least reserve between 18 and 06 h; below 1, rest provokes an urge."""
    return float(day["function_reserve"][day.during(*NIGHT)].min())


@measure("Hours in which rest provokes an urge", "h")
def deficit_hours_a_day(day: Day) -> float:
    """Hours of the day with the gate above the urge threshold."""
    return deficit_hours(day)


@measure("Urge at rest, highest", "1", ("urge_build", "urge_decay"))
def urge_peak(day: Day) -> float:
    """Highest urge of someone who lies still."""
    return float(urge(day).max())


@measure("Hour of the strongest urge", "h")
def urge_peak_hour(day: Day) -> float:
    """Clock time of the strongest urge; not a number where there is none."""
    course = urge(day)[:-1]
    return float(day.time[int(course.argmax())]) if course.max() > 0 else float("nan")


@measure("Hours with an urge", "h", ("urge_noticed",))
def urge_hours(day: Day) -> float:
    """Hours of the day in which someone who lies still notices an urge."""
    return day.hours(urge(day) - day.parameter("urge_noticed"))


@measure("Onset of the urge", "h")
def urge_onset(day: Day) -> float:
    """Clock time at which the urge is first noticed after noon; not a number where it is not."""
    noticed = urge(day)[:-1] > day.parameter("urge_noticed")
    rising = np.flatnonzero(noticed & ~np.roll(noticed, 1))
    if not rising.size:
        return float("nan")
    hours = day.time[rising]
    return float(min(hours, key=lambda hour: (hour - 12) % 24))


@measure("Periodic leg movements", "1/h", ("leg_movements_maximal", "leg_movements_half_urge"))
def leg_movements_per_hour(day: Day) -> float:
    """Mean pace of leg movements between 22 and 06 h."""
    squared = urge(day)[day.during(22.0, 6.0)] ** 2
    half = day.parameter("leg_movements_half_urge") ** 2
    return float(np.mean(day.parameter("leg_movements_maximal") * squared / (half + squared)))


@measure("IRLS-like score, of 40", "1", ("irls_half_urge", "irls_steepness"))
def irls_score(day: Day) -> float:
    """Severity from the mean urge between 18 and 06 h."""
    steepness = day.parameter("irls_steepness")
    strength = float(urge(day)[day.during(*NIGHT)].mean()) ** steepness
    return 40 * strength / (day.parameter("irls_half_urge") ** steepness + strength)


# Life


@measure("Cell loss in ten years", "1", ("dying_threshold", "overload_threshold"))
def cell_loss_per_decade(day: Day) -> float:
    """Share of such cells lost in ten years, to want of iron and to its excess."""
    kept = (1 - cell_loss(day, "deficiency_hazard")) * (1 - cell_loss(day, "overload_hazard"))
    return 1 - kept
