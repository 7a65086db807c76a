"""How each question is put to the studies, from a cell and options in texts."""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from weakref import finalize

from rls_sim.api.branch import Branch
from rls_sim.api.cells import Asked
from rls_sim.api.computing import computing
from rls_sim.api.course import Course
from rls_sim.api.day import PeriodicDay
from rls_sim.api.progress import Progress
from rls_sim.api.sweep import Sweep
from rls_sim.api.treatment import Treatment
from rls_sim.clinic.augmentation import augmenting
from rls_sim.clinic.members import draw_members
from rls_sim.clinic.readings import SHOWN
from rls_sim.clinic.regimen import LONGEST_COURSE, Regimen, read_regimen
from rls_sim.clinic.settle import settle
from rls_sim.clinic.treat import TreatedCourse, treat, treat_settled
from rls_sim.clinic.treatments import shipped_treatments
from rls_sim.errors import BatchError, InputError, SolveError
from rls_sim.numerics.cycle import CycleMethod
from rls_sim.report.drawn import draw_branch_into, draw_sweep_into
from rls_sim.study.branch_kept import follow_into
from rls_sim.study.branch_plan import plan_branch
from rls_sim.study.branch_result import require_complete
from rls_sim.study.branch_store import reusable
from rls_sim.study.cell import Bench, Cell, solve_cell
from rls_sim.study.config import Request
from rls_sim.study.provenance import cores
from rls_sim.study.sweeps.asked import Keeping, read_task
from rls_sim.study.sweeps.result import SMALL
from rls_sim.study.sweeps.run import Run
from rls_sim.study.sweeps.sweep import Done, Task, begin, carry_on, put_aside
from rls_sim.study.sweeps.tally import check_failures
from rls_sim.study.transient import follow, plan_transient, shown_names

PER_CENT = 100


def day_of(asked: Asked, method: CycleMethod, call: str) -> PeriodicDay:
    """The periodic day; raises what `rls_sim.cycle` does."""
    bench = asked.bench()
    with computing(call):
        return PeriodicDay(solve_cell(asked.cell(bench), bench, method=method), bench, call)


def course_of(asked: Asked, outputs: tuple[str, ...], call: str, options: dict[str, Any]) -> Course:
    """The run; raises what `rls_sim.run` does."""
    bench = asked.bench()
    with computing(call):
        transient = plan_transient(bench, asked.request, **options)
        shown = shown_names(bench.model, outputs)
        return Course(follow(transient, bench), transient, bench, shown, call)


@dataclass(frozen=True)
class SweepAsked:
    """What a sweep is asked for, beside its base cell."""

    request: Request
    keeping: Keeping
    out: Path | None = None
    new: bool = False
    jobs: int = 0
    progress: bool = True


def sweep_of(asked: Asked, wanted: SweepAsked, call: str) -> Sweep:
    """The sweep; raises what `rls_sim.sweep` does."""
    bench = asked.bench()
    with ExitStack() as folders:
        place = wanted.out
        if place is None:
            place = Path(folders.enter_context(TemporaryDirectory(prefix="rls-sim-"))) / "sweep"
        with computing(call):
            task = read_task(bench, asked.config, wanted.request, wanted.keeping)
            done = _carried_on(task, place, wanted)
        if done.result is None:
            check_failures(done.tally, task.allowed, "")
            raise BatchError(f"{done.missing} parts of the sweep were not solved.")
        found = Sweep(done.result, task, wanted.out, call)
        if wanted.out is None and done.result.size > SMALL:  # which is read when it is asked for
            finalize(found, folders.pop_all().close)
    try:
        check_failures(done.tally, task.allowed, "")
    except BatchError as trouble:
        trouble.add_note("The result of all cells is the attribute `result` of this error.")
        trouble.result = found
        raise
    return found


def _carried_on(task: Task, place: Path, wanted: SweepAsked) -> Done:
    """The task done in its folder, with progress."""
    if wanted.new:
        put_aside(place)
    with Progress("cells", wanted.progress) as progress:

        def announce(run: Run, _: int) -> Any:
            progress.tell(run.tally.cells, run.total)
            return progress.tell

        threads = wanted.jobs or cores()
        return carry_on(task, begin(task, place), threads, announce, draw_sweep_into)


def branch_of(
    asked: Asked,
    followed: str,
    thresholds: tuple[str, ...],
    outcomes: tuple[str, ...],
    out: Path | None,
    progress: bool,
    call: str,
) -> Branch:
    """The branch; raises what `rls_sim.branch` does."""
    bench = asked.bench()
    request = Request(asked.assignments, asked.lesions, outcomes=outcomes)
    with computing(call), Progress("per cent of the range", progress) as shown:
        plan = plan_branch(bench, followed, request, thresholds)
        kept = reusable(out, plan, bench) if out else None

        def watch(_: float, share: float) -> None:
            shown.tell(int(PER_CENT * share), PER_CENT)

        result = kept or follow_into(plan, bench, out, watch, draw_branch_into)
    found = Branch(result, plan, bench, out, call)
    try:
        require_complete(result)
    except SolveError as trouble:
        trouble.add_note("The points that were found are the attribute `result` of this error.")
        trouble.result = found
        raise
    return found


@dataclass(frozen=True)
class TreatmentAsked:
    """What a treatment is asked for, beside the patient."""

    doses: tuple[str, ...]
    days: int
    settle: bool = False
    outcomes: tuple[str, ...] = ()
    members: int = 0
    ensemble: Path | None = None
    seed: int = 1
    jobs: int = 0
    augments_like: float = 0.0
    progress: bool = True


def treatment_of(asked: Asked, wanted: TreatmentAsked, call: str) -> Treatment:
    """The treated course; raises what `rls_sim.treat` does."""
    bench = asked.bench(treated=True)
    with computing(call):
        cell = asked.cell(bench)
        if wanted.augments_like:
            cell = augmenting(cell, wanted.augments_like)
        if wanted.settle and wanted.members:
            raise InputError("members follow a course; settle finds the state of one cell.")
        until = LONGEST_COURSE if wanted.settle else wanted.days
        regimen = read_regimen(wanted.doses, shipped_treatments(bench.model), until)
        outcomes = wanted.outcomes or SHOWN
        if wanted.settle:
            found = settle(bench, cell, regimen)
            course = treat_settled(bench, cell, regimen, found, outcomes)
            return Treatment(course, bench, {}, call)
        return _followed(bench, cell, regimen, outcomes, wanted, call)


def _followed(
    bench: Bench,
    cell: Cell,
    regimen: Regimen,
    outcomes: tuple[str, ...],
    wanted: TreatmentAsked,
    call: str,
) -> Treatment:
    """A course with the members of the ensemble that are followed too."""
    drawn = draw_members(bench, Asked().bench(), wanted.members, wanted.seed, wanted.ensemble)
    with Progress("days", wanted.progress) as progress:
        progress.total = 2 * wanted.days * (1 + wanted.members)
        course: TreatedCourse = treat(
            *(bench, cell, regimen, wanted.days, outcomes),
            table=drawn.table,
            members=drawn.numbers,
            threads=wanted.jobs,
            progress=progress.add,
        )
    return Treatment(course, bench, drawn.facts, call)
