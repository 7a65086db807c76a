"""Which figures a folder or a cell can give, and each of them drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rls_sim.cli.console import note
from rls_sim.errors import InputError, UnknownNameError

if TYPE_CHECKING:
    from rls_sim.study.cell import Bench, CellResult
    from rls_sim.study.config import Request
    from rls_sim.study.sweeps.result import SweepResult

KINDS = ("lines", "states", "tornado", "day", "network", "branch", "heat", "forest")
OF_A_CELL = ("day", "network")
WITHOUT_FOLDER = ("day", "network", "tornado", "forest")
WITH_OUTCOMES = ("lines", "states", "tornado")
SLOPES = ("labile_iron", "function_reserve_night", "extracellular_dopamine")
USUAL_CONTRAST, EVERY = "rls/control", "all"  # of a forest plot: what fits a page, and all
MOST_TOLD = 2  # varied values that name a cell


@dataclass(frozen=True)
class Wish:
    """What the command line asks for; ``kind`` is "" where the natural one is meant."""

    kind: str
    cells: tuple[int, ...]
    outcomes: tuple[str, ...]
    request: "Request"
    extensions: tuple[Path, ...]
    contrasts: tuple[str, ...] = ()

    def require_fitting(self, kind: str) -> None:
        """Raise InputError for options that a figure of this kind does not read."""
        if self.cells and kind not in OF_A_CELL:
            raise InputError(f"--cell goes with --kind day and network, not with {kind}.")
        if self.outcomes and kind not in WITH_OUTCOMES:
            raise InputError(f"--outcome goes with --kind lines, states and tornado, not {kind}.")
        if self.contrasts and kind != "forest":
            raise InputError(f"--contrast goes with --kind forest, not with {kind}.")


def drawn_from(folder: Path, wish: Wish) -> Any:
    """The figure of a folder.

    Raises InputError for a kind that it does not give, saying which it gives.
    """
    from rls_sim.report.drawn import require_given
    from rls_sim.study.folder import kind_of, read_manifest

    if wish.kind and wish.kind not in KINDS:
        raise UnknownNameError("kind of figure", wish.kind, KINDS, "--kind")
    held = kind_of(read_manifest(folder, "sweep", "branch", "lesions"))
    if held != "sweep":
        natural = {"branch": "branch", "lesions": "heat"}[held]
        require_given(wish.kind, f"{folder} holds {_WHAT[held]}", (natural,))
        wish.require_fitting(natural)
        return _branch(folder) if held == "branch" else _heat(folder)
    return _of_sweep(folder, wish)


_WHAT = {"branch": "a branch", "lesions": "a verdict on lesions"}


def _of_sweep(folder: Path, wish: Wish) -> Any:
    from rls_sim.report.drawn import overviews, require_given
    from rls_sim.study.sweeps.sweep import read_sweep

    result = read_sweep(folder)
    due = overviews(result, wish.outcomes)
    trouble = {kind: why for kind, why in due.items() if isinstance(why, str)}
    given = (*(kind for kind in due if kind not in trouble), *OF_A_CELL)
    kind = wish.kind or given[0]
    what = f"{folder} holds a sweep of {result.size} cells"
    require_given(wish.kind, what, given, trouble.get(kind, ""))
    wish.require_fitting(kind)
    drawing = due.get(kind)
    if drawing is not None and not isinstance(drawing, str):
        return drawing()
    return _cells_of_sweep(folder, result, wish, kind)


def _cells_of_sweep(folder: Path, result: "SweepResult", wish: Wish, kind: str) -> Any:
    """The days of some of its cells, solved again."""
    from rls_sim.cli import options
    from rls_sim.report.caption import Origin
    from rls_sim.report.days_figure import one_of_each_state
    from rls_sim.report.labels import sentence
    from rls_sim.study.sweeps.again import replay
    from rls_sim.study.sweeps.store import open_store
    from rls_sim.study.sweeps.sweep import task_of

    natural = one_of_each_state(result) if kind == "day" else ()
    cells = tuple(dict.fromkeys(wish.cells)) or natural
    _require_cells(cells, result.size, folder, kind)
    bench = options.bench_of(wish.extensions)
    plan = task_of(open_store(folder), bench).plan
    found = [replay(plan, bench, cell) for cell in cells]
    origin = Origin(
        result.differences, result.model_hash, result.lesions, result.version, result.varied
    )
    settings = [_setting_words(cell, plan.setting(cell), bench) for cell in cells]
    if kind == "day":
        names = [_name_of(cell, one) for cell, one in zip(cells, found, strict=True)]
        return _days(list(zip(names, found, strict=True)), origin, sentence("; ".join(settings)))
    if len(found) == 1:
        return _beside_health(settings[0], found[0], bench)
    days = [one.require()[1] for one in found]
    return _network(list(zip(settings, days, strict=True)), origin)


def _require_cells(cells: Sequence[int], size: int, folder: Path, kind: str) -> None:
    from rls_sim.report.days_figure import MOST_DAYS

    for cell in cells:
        if cell >= size:
            raise InputError(f"--cell {cell}: the cells of {folder} are 0 to {size - 1}.")
    most = {"day": MOST_DAYS, "network": 2}[kind]
    if not 0 < len(cells) <= most:
        raise InputError(
            f"--kind {kind} draws 1 to {most} cells, and {len(cells)} are given: name them with "
            f"--cell N, 0 to {size - 1}."
        )


def _name_of(cell: int, result: "CellResult") -> str:
    """``cell 3: fails only at night``."""
    from rls_sim.report.style import state_look

    state = result.outcomes.get("state")
    return f"cell {cell}: {state_look(str(state)).words}" if state else f"cell {cell}"


def _setting_words(cell: int, setting: Mapping[str, float], bench: "Bench") -> str:
    """``cell 3: receptor_density 0.4``."""
    from rls_sim.report.labels import number_words

    home = f"{bench.model.home}."
    told = [
        f"{name.removeprefix(home)} {number_words(value)}"
        for name, value in list(setting.items())[:MOST_TOLD]
    ]
    told += ["..."] if len(setting) > MOST_TOLD else []
    return f"cell {cell}: {', '.join(told)}"


def _days(found: Sequence[tuple[str, "CellResult"]], origin: Any, remark: str = "") -> Any:
    from rls_sim.report.day_figure import draw_day
    from rls_sim.report.days_figure import draw_days

    if len(found) == 1:
        result = found[0][1]
        return draw_day(result.require()[1], lesions=tuple(map(str, result.cell.lesions)))
    return draw_days([(words, result.require()[1]) for words, result in found], origin, remark)


def _network(cells: Sequence[tuple[str, Any]], origin: Any) -> Any:
    from rls_sim.report.network_figure import draw_network

    return draw_network(cells, origin)


def _beside_health(words: str, result: "CellResult", bench: "Bench") -> Any:
    """The network of a cell beside that of the healthy one; of the healthy cell alone."""
    from rls_sim.report.drawn import origin_of

    origin = origin_of(result.cell, bench)
    cells = [("the healthy cell", bench.healthy_day)]
    if origin.differences:
        cells.append((words, result.require()[1]))
    return _network(cells, origin)


def _branch(folder: Path) -> Any:
    from rls_sim.report.branch_figure import draw_branch
    from rls_sim.study.branch_store import read_branch

    return draw_branch(read_branch(folder))


def _heat(folder: Path) -> Any:
    from rls_sim.hypotheses.verdict_read import read_verdict
    from rls_sim.report.agreement_figure import draw_agreement

    return draw_agreement(read_verdict(folder))


def drawn_without(wish: Wish) -> Any:
    """The figure of one cell, or the pages of the evidence; raises InputError for another kind."""
    from rls_sim.cli import options
    from rls_sim.study.cell import solve_cell
    from rls_sim.study.config import make_cell

    if wish.kind not in KINDS:
        raise UnknownNameError("kind of figure", wish.kind, KINDS, "--kind")
    if wish.kind not in WITHOUT_FOLDER:
        raise InputError(
            f"--kind {wish.kind} draws what a folder holds: give DIR. Without it there are "
            f"{', '.join(WITHOUT_FOLDER)}."
        )
    wish.require_fitting(wish.kind)
    bench = options.bench_of(wish.extensions)
    if wish.kind == "forest":
        return _forest(wish, bench)
    cell = make_cell(bench, wish.request)
    if wish.kind == "tornado":
        return _slopes(cell, bench, wish.outcomes or SLOPES)
    result = solve_cell(cell, bench)
    result.require()
    if wish.kind == "day":
        return _days([("", result)], None)
    return _beside_health(_asked_words(wish.request), result, bench)


def _asked_words(request: "Request") -> str:
    words = [*request.assignments, *request.lesions]
    return ", ".join(words[:MOST_TOLD]) + (", ..." if len(words) > MOST_TOLD else "")


def _slopes(cell: Any, bench: "Bench", outcomes: Sequence[str]) -> Any:
    from rls_sim.report.drawn import origin_of
    from rls_sim.report.tornado_figure import MOST_PANELS, draw_slopes, slopes_of
    from rls_sim.study.gradients import outcome_gradients

    if len(outcomes) > MOST_PANELS:
        raise InputError(f"a tornado shows up to {MOST_PANELS} outcomes, not {len(outcomes)}.")
    moved = [name for name, parameter in cell.parameters.items() if parameter.value]
    batch = outcome_gradients(bench, [cell], outcomes, moved)
    if not batch.solved[0]:
        raise InputError(f"{cell.words()} has no day, so it has no slopes: {batch.errors[0]}")
    panels = [slopes_of(batch, 0, name, bench.measures[name].label) for name in batch.outcomes]
    if not any(panel.found for panel in panels):
        raise InputError(f"none of {', '.join(outcomes)} has a slope other than 0 at this cell.")
    model = bench.model.with_parameters(cell.parameters)
    return draw_slopes(panels, model, origin_of(cell, bench))


def _forest(wish: Wish, bench: "Bench") -> Any:
    """The pages of the evidence."""
    from rls_sim.cli.evidence_figure import forest_of
    from rls_sim.hypotheses.observations import CONTRASTS, load_observations

    if wish.request.assignments or len(wish.request.lesions) > 1:
        raise InputError("a forest plot takes the patients of one --lesion, and no -s/--set.")
    for name in wish.contrasts:
        if name not in (*CONTRASTS, EVERY):
            raise UnknownNameError("contrast", name, (*CONTRASTS, EVERY), "--contrast")
    asked = wish.contrasts or (USUAL_CONTRAST,)
    observed = load_observations()
    rows = [row for row in observed if EVERY in asked or row.contrast in asked]
    if not wish.contrasts:
        note(
            f"of {len(observed)} observations the {len(rows)} of {USUAL_CONTRAST}; --contrast "
            f"{EVERY} draws every one"
        )
    return forest_of(rows, bench, "".join(wish.request.lesions), None)
