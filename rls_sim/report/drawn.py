"""The figure of each result as studies give it, for the command line and notebooks alike."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from matplotlib.figure import Figure

from rls_sim.errors import InputError, UnknownNameError, nearest_names
from rls_sim.numerics.trajectory import Trajectory
from rls_sim.report.branch_figure import draw_branch
from rls_sim.report.caption import Origin
from rls_sim.report.day_figure import PANELS, draw_day
from rls_sim.report.ensemble_bands import line_of
from rls_sim.report.lines_figure import draw_lines
from rls_sim.report.run_figure import draw_run
from rls_sim.report.state_grid import grid_of
from rls_sim.report.state_map import draw_state_map
from rls_sim.report.style import save_figure
from rls_sim.report.sweep_figure import draw_sweep
from rls_sim.report.tornado_figure import draw_tornado, require_tornado
from rls_sim.report.traces import find_trace
from rls_sim.study.branch_result import BranchResult
from rls_sim.study.cell import Bench, Cell, CellResult
from rls_sim.study.sweeps.result import SMALL, SweepResult
from rls_sim.study.transient import Transient, read_traces, smooth

Draw = Callable[[], Figure]
KINDS = ("lines", "states", "tornado")  # of all cells of a sweep

STARTS = {  # as a figure says where a run starts
    "healthy": "the healthy day",
    "cycle": "its own day",
    "initial": "its initial state",
}


def origin_of(cell: Cell, bench: Bench) -> Origin:
    """What a caption says of a cell: what differs in it, its lesions, its model."""
    differences = cell.parameters.differences(bench.healthy)
    return Origin(differences, bench.model.hash(), tuple(map(str, cell.lesions)))


def figure_of_day(result: CellResult, bench: Bench) -> Figure:
    """A cell's day; of a model that is not the brain the quantities that a sweep follows.

    Raises SolveError for a cell without a day.
    """
    _, day = result.require()
    if any(find_trace(day, name) for panel in PANELS for name in panel.quantities):
        return draw_day(day, lesions=tuple(map(str, result.cell.lesions)))
    traces = [trace for name in bench.followed if (trace := find_trace(day, name))]
    return draw_run(day.time, traces, origin_of(result.cell, bench), start=STARTS["cycle"])


def figure_of_run(
    trajectory: Trajectory, transient: Transient, bench: Bench, names: Sequence[str]
) -> Figure:
    """The quantities of these full names through a run, with its doses."""
    fine = smooth(trajectory)
    return draw_run(
        fine.time,
        read_traces(bench.model, names, fine),
        origin_of(transient.cell, bench),
        start=STARTS[transient.origin],
        doses=transient.doses,
    )


def figure_of_sweep(
    result: SweepResult, kind: str = "", outcomes: Sequence[str] = (), what: str = "this"
) -> Figure:
    """The figure of all cells of a sweep: of a kind, or the first that its design allows.

    ``what`` is how a message names the sweep. Raises UnknownNameError for a kind that is none,
    InputError for one that the design does not give, with the reason.
    """
    if kind and kind not in KINDS:
        raise UnknownNameError("kind of figure", kind, KINDS)
    due = overviews(result, outcomes)
    given = [name for name, drawing in due.items() if not isinstance(drawing, str)]
    if not given:
        raise InputError(f"{what} has no figure: {'; '.join(map(str, due.values()))}")
    why = due[kind or given[0]]
    if isinstance(why, str):
        raise not_given(kind, f"{what} is a sweep of {result.size} cells", given, why)
    return why()


def require_given(kind: str, what: str, given: Sequence[str], why: str = "") -> None:
    """Raise InputError where a kind of figure is asked for that is not among those given."""
    if kind and kind not in given:
        raise not_given(kind, what, given, why)


def not_given(kind: str, what: str, given: Sequence[str], why: str) -> InputError:
    """Which kinds of figure there are where one is not given, and the nearest of them."""
    near = nearest_names(kind, given)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return InputError(
        f"--kind {kind}: {what}{f' ({why})' if why else ''}, which gives {', '.join(given)}.{meant}"
    )


def overviews(result: SweepResult, outcomes: Sequence[str]) -> Mapping[str, Draw | str]:
    """Each figure of all cells, or why this sweep does not give it; the natural one first."""

    def lines() -> Figure:
        if result.line and not outcomes:
            _require_small(result)
            return draw_sweep(result)
        return draw_lines(result, outcomes)

    def states() -> Figure:
        if len(outcomes) > 1:
            raise InputError("a state map has contours of one --outcome.")
        return draw_state_map(result, *outcomes)

    return {
        "lines": _or_why(lambda: line_of(result), lines),
        "states": _or_why(lambda: grid_of(result), states),
        "tornado": _or_why(lambda: require_tornado(result), lambda: draw_tornado(result, outcomes)),
    }


def _or_why(check: Callable[[], object], draw: Draw) -> Draw | str:
    try:
        check()
    except InputError as trouble:
        return str(trouble)
    return draw


def _require_small(result: SweepResult) -> None:
    if not result.drawable:
        raise InputError(
            f"it has {result.size} cells; the figure of all its outcomes shows up to {SMALL}. Name "
            "some with --outcome."
        )


def draw_sweep_into(result: SweepResult, folder: Path) -> None:
    """The figure of a sweep along one line; a sweep of another kind, or a long one, has none."""
    if result.drawable and "state" in result.data:
        save_figure(draw_sweep(result), folder / "figure", ("png", "svg"))


def draw_branch_into(result: BranchResult, folder: Path) -> None:
    """The figure of a branch."""
    save_figure(draw_branch(result), folder / "figure", ("png", "svg"))
