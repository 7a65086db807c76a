"""The engine that a page carries: the model's kernels as WebAssembly, and what its solver needs.

What the solver is told (tolerances, limits, first guesses) is what the machine code of this package
is told, read from there; outcomes are written down by calling them once. The loops are JavaScript.
"""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rls_sim.network.assembly import Assembly, assemble
from rls_sim.network.programs import Program, Staged, stage
from rls_sim.network.web_assembly import module_of, packed
from rls_sim.numerics import fourier_programs, marching, newton
from rls_sim.numerics.batch import TOLERANCE
from rls_sim.numerics.compiled import cells, start, workspace
from rls_sim.numerics.compiled import newton as machine_newton
from rls_sim.numerics.machine_balance import into_blocks
from rls_sim.numerics.machine_batch import shape_of
from rls_sim.numerics.search import RESOLVED
from rls_sim.outcomes.day import POINTS_AN_HOUR, AnyDay, Day
from rls_sim.outcomes.legs import urge
from rls_sim.outcomes.measures import MEASURES
from rls_sim.outcomes.recorded import record
from rls_sim.outcomes.states import WORDS, state_margins, state_numbers
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.report.traces import URGE
from rls_sim.study.cell import STATE, Bench
from rls_sim.study.lesion import Lesion, change_form

LEVELS = (8, 32, 64, 128)  # nodes, ever finer: to get near, to get there, where that is too few
READING_NODES = 24 * POINTS_AN_HOUR
MOST_ERROR = 1e-6  # relative; a day that is not known as well is not shown
PAGES = 128  # of 64 kB, of memory: twice what 85 species need

_LEFT_OUT = ("moving_drives", "time_slopes")  # programs that integrate a day


def engine_document(bench: Bench) -> dict[str, Any]:
    """
    What the page's solver is made from, as JSON holds it; some seconds the first time.

    Raises ValueError where WebAssembly cannot be written, ModelError for an outcome that cannot be
    written down.
    """
    kernel, cycle = bench.kernel, bench.healthy_cycle
    formulas = kernel.formulas.apart()
    assembled = assemble(formulas)
    roots = {"derived": tuple(formulas.derived.values()), "fluxes": formulas.fluxes}
    readings = stage(formulas, {"readings": roots})
    module = module_of(_programs(assembled, readings))
    names = ("species", "parameters", "constants", "drives", "slopes", "factors")
    return {
        "wasm": base64.b64encode(packed(module)).decode("ascii"),
        "memory_pages": PAGES,
        "period": cycle.period,
        "levels": list(LEVELS),
        "reading_nodes": READING_NODES,
        "dims": {
            **dict(zip(names, map(int, assembled.dims), strict=True)),
            "derived": len(formulas.derived),
            "fluxes": len(formulas.fluxes),
            "readingConstants": readings.constant_count,
            "readingDrives": readings.drive_count,
        },
        "settings": SETTINGS,
        "places": {name: list(place) for name, place in kernel.places.items()},
        "parameters": list(kernel.parameter_names),
        "factors": [bench.healthy[name].canonical_factor for name in kernel.parameter_names],
        "floor": cycle.floor.tolist(),
        "start": cycle.state.mean(axis=1).tolist(),
        "shapes": [
            _rounded(into_blocks(shape_of(cycle.state, cycle.floor, nodes))) for nodes in LEVELS
        ],
        "states": list(WORDS),
        "urge": URGE,
        "outcomes": _outcomes(bench),
        "changes": {
            name: _changes(lesion, bench.healthy) for name, lesion in bench.lesions.items()
        },
    }


SETTINGS: Mapping[str, float] = {
    "most_products": workspace.MOST_PRODUCTS,
    "most_steps": machine_newton.MOST_STEPS,
    "trusted": machine_newton.TRUSTED,
    "fresh": machine_newton.FRESH,
    "enough": machine_newton.ENOUGH,
    "least_left": machine_newton.LEAST_LEFT,
    "shortest_share": machine_newton.SHORTEST_SHARE,
    "forcing": newton.FORCING,
    "finest_forcing": newton.FINEST_FORCING,
    "last_step": newton.LAST_STEP,
    "rounding_room": newton.ROUNDING_ROOM,
    "coarse_tolerance": cells.COARSE_TOLERANCES[0],
    "tolerance": TOLERANCE,
    "tail_factor": cells.TAIL_FACTOR,
    "resolved": RESOLVED,
    "most_error": MOST_ERROR,
    "still_times": cells.STILL_TIMES,
    "most_march_steps": start.MOST_STEPS,
    "near_rest": start.NEAR_REST,
    "first_march_step": marching.FIRST_STEP,
    "shortest_march_step": marching.SHORTEST_STEP,
    "longest_march_step": marching.LONGEST_STEP,
    "rest_step": marching.REST_STEP,
    "largest_rise": marching.LARGEST_RISE,
    "largest_fall": marching.LARGEST_FALL,
    "horizon": marching.HORIZON,
    "year": marching.YEAR,
    "outgrown": marching.OUTGROWN,
    "still_growing": marching.STILL_GROWING,
}


def _programs(assembled: Assembly, readings: Staged) -> Sequence[Program]:
    """All that the page calls: of the solver, of readings, and the transforms of its grids."""
    transforms = [
        program
        for nodes in LEVELS
        for program in (fourier_programs.analysis(nodes), fourier_programs.synthesis(nodes))
    ]
    return [
        *(program for program in assembled.programs if program.name not in _LEFT_OUT),
        replace(readings.constants, name="reading_constants"),
        replace(readings.drives, name="reading_drives"),
        readings.programs["readings"],
        *transforms,
        fourier_programs.synthesis(READING_NODES),
    ]


def _rounded(values: Any) -> list[float]:
    """A first guess needs no more than five digits."""
    return [float(f"{value:.5g}") for value in values]


def _outcomes(bench: Bench) -> dict[str, Any]:
    """All outcomes, the urge and the number of the state (-1 where it cannot be told)."""

    def state(day: AnyDay) -> Any:
        margins = state_margins(day)
        number: Any = state_numbers(margins)
        for margin in margins.values():
            number = np.where(np.isnan(margin), -1, number)
        return number

    functions: dict[str, Any] = {name: one.function for name, one in MEASURES.items()}
    day = Day.from_orbit(bench.model, bench.healthy_cycle.at, bench.healthy_day, bench.kernel)
    return record({**functions, STATE: state, URGE: urge}, day).as_document()


def _changes(lesion: Lesion, parameters: ParameterSet) -> list[dict[str, Any]]:
    """What a lesion does to each parameter, as the page computes it."""
    forms = {name: change_form(parameters[name], how) for name, how in lesion.changes.items()}
    return [{"parameter": name, "form": form, "number": n} for name, (form, n) in forms.items()]
