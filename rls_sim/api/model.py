"""A cell to ask: the model with what is changed in it, and every question about one cell."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from rls_sim.api import tables
from rls_sim.api.asking import (
    SweepAsked,
    TreatmentAsked,
    branch_of,
    course_of,
    day_of,
    sweep_of,
    treatment_of,
)
from rls_sim.api.branch import Branch
from rls_sim.api.cells import Asked, cell_text, cell_words
from rls_sim.api.computing import computing
from rls_sim.api.course import Course
from rls_sim.api.day import PeriodicDay
from rls_sim.api.sweep import Sweep
from rls_sim.api.texts import (
    Names,
    Range,
    Value,
    assignments,
    call_text,
    method_text,
    names,
    pairs,
    value_text,
)
from rls_sim.api.texts import variations as range_texts
from rls_sim.api.treatment import Treatment
from rls_sim.numerics.cycle import CycleMethod
from rls_sim.numerics.run import Method
from rls_sim.study.cell import Origin
from rls_sim.study.clock import read_clock
from rls_sim.study.config import Request
from rls_sim.study.sbml import cell_sbml
from rls_sim.study.sweeps.asked import Keeping

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

T = TypeVar("T")
Folder = str | PathLike[str]
Vary = Mapping[str, Range] | Iterable[str] | str


class Model:
    """
    A cell: the model of the brain, or another, with lesions and values set in it.

    `rls_sim.model` makes one. In a notebook it shows what is changed, and the model's hash.
    """

    def __init__(self, asked: Asked) -> None:
        """Raises ConfigError with every problem of what is asked."""
        self._asked, self._bench = asked, asked.bench()
        self._cell = asked.cell(self._bench)

    @property
    def hash(self) -> str:
        """What the model is known by; settings and lesions do not change it."""
        return self._bench.model.hash()

    @cached_property
    def changes(self) -> "pd.DataFrame":
        """The parameters that differ: ``value``, ``healthy``, ``unit``, who ``set_by``."""
        return tables.changes(self._cell, self._bench)

    @cached_property
    def parameters(self) -> "pd.DataFrame":
        """Every parameter of this cell; as `rls_sim.parameters` gives those of the brain."""
        return tables.parameters(self._cell.parameters)

    @cached_property
    def species(self) -> "pd.DataFrame":
        """Every species; as `rls_sim.species` gives those of the brain."""
        return tables.species(self._bench)

    def cycle(self, *, method: CycleMethod = "engine") -> PeriodicDay:
        """The day that the cell repeats; see `rls_sim.cycle`."""
        return day_of(self._asked, method, self._call("cycle", method=_unless(method, "engine")))

    def run(
        self,
        *,
        days: float = 3.0,
        at: str = "00:00",
        origin: Origin | None = None,
        doses: Names = (),
        every: str = "1h",
        outputs: Names = (),
        method: Method | None = None,
    ) -> Course:
        """The cell over days; see `rls_sim.run`."""
        given, shown = names(doses), names(outputs)
        call = self._call(
            "run",
            days=_unless(days, 3.0),
            at=_unless(at, "00:00"),
            origin=origin,
            doses=given,
            every=_unless(every, "1h"),
            outputs=shown,
            method=method,
        )
        options = {"days": days, "clock": at, "every": every, "origin": origin}
        return course_of(self._asked, shown, call, {**options, "doses": given, "method": method})

    def sweep(
        self,
        vary: Vary = (),
        *,
        zip: Iterable[Names] = (),
        samples: int | None = None,
        design: str = "",
        seed: int | None = None,
        outcomes: Names = (),
        keep: Names = (),
        traces: Literal["", "none", "night", "all"] = "",
        follow: Names = (),
        chunk: int = 0,
        out: Folder | None = None,
        new: bool = False,
        jobs: int = 0,
        on_fail: Literal["continue", "stop"] = "continue",
        max_failed: int | str = 0,
        progress: bool = True,
    ) -> Sweep:
        """Many cells; see `rls_sim.sweep`."""
        ranges, together = range_texts(vary), tuple(",".join(names(pair)) for pair in zip)
        request = Request(
            *(self._asked.assignments, self._asked.lesions, ranges, names(outcomes), together),
            samples="" if samples is None else value_text(samples),
            method=design,
            seed="" if seed is None else value_text(seed),
        )
        keeping = Keeping(
            *(names(keep), traces, names(follow), chunk),
            on_fail=on_fail,
            max_failed=value_text(max_failed),
        )
        call = self._call(
            "sweep",
            vary=pairs(ranges),
            zip=[names(pair) for pair in zip],
            samples=samples,
            design=design,
            seed=seed,
            outcomes=names(outcomes),
            keep=names(keep),
            traces=traces,
            follow=names(follow),
            chunk=chunk or None,
            out=out,
            max_failed=_unless(keeping.max_failed, "0"),
        )
        place = None if out is None else Path(out)
        return sweep_of(self._asked, SweepAsked(request, keeping, place, new, jobs, progress), call)

    def branch(
        self,
        name: str,
        low: Value,
        high: Value,
        *,
        thresholds: Mapping[str, float] | None = None,
        outcomes: Names = (),
        out: Folder | None = None,
        progress: bool = True,
    ) -> Branch:
        """The day followed along a parameter; see `rls_sim.branch`."""
        followed = f"{name}={value_text(low)}:{value_text(high)}"
        sought = assignments(thresholds or {})
        call = self._call(
            "branch",
            [("", name), ("", low), ("", high)],
            thresholds=thresholds,
            outcomes=names(outcomes),
            out=out,
        )
        place = None if out is None else Path(out)
        return branch_of(self._asked, followed, sought, names(outcomes), place, progress, call)

    def treat(
        self,
        doses: Names = (),
        *,
        days: int = 180,
        settle: bool = False,
        outcomes: Names = (),
        members: int = 0,
        ensemble: Folder | None = None,
        seed: int = 1,
        jobs: int = 0,
        augments_like: float = 0.0,
        progress: bool = True,
    ) -> Treatment:
        """The cell's person under treatment; see `rls_sim.treat`."""
        given, read = names(doses), names(outcomes)
        file = None if ensemble is None else Path(ensemble)
        wanted = TreatmentAsked(
            *(given, days, settle, read, members, file, seed, jobs, augments_like, progress)
        )
        call = self._call(
            "treat",
            [("", given)],
            days=_unless(days, 180),
            settle=settle or None,
            outcomes=read,
            members=members or None,
            ensemble=ensemble,
            seed=_unless(seed, 1),
            augments_like=augments_like or None,
        )
        return treatment_of(self._asked, wanted, call)

    def sbml(self, *, at: str = "00:00", origin: Origin | None = None) -> str:
        """
        The cell as an SBML document (level 3, version 2), as ``rls-sim export sbml`` writes it.

        ``at``: the clock time (HH:MM) at which it begins; ``origin``: on the cell's own periodic
        day ("cycle", unless given), on the healthy one ("healthy"), or as the model declares
        ("initial", unless given where others wrote the model). Raises InputError for what is no
        time, SolveError where there is no such day, ModelError for what SBML cannot hold.
        """
        options = [("at", _unless(at, "00:00")), ("origin", origin)]
        call = method_text(self._call("model"), "sbml", options)
        with computing(call):
            return cell_sbml(self._cell, self._bench, at=read_clock(at), origin=origin)

    def _call(self, verb: str, first: Iterable[tuple[str, object]] = (), **options: object) -> str:
        """The question as Python, as documents and manifests tell it."""
        return call_text(verb, [*first, *self._asked.told(), *options.items()])

    def _repr_html_(self) -> str:
        return str(cell_words(self._cell, self._bench))

    def __repr__(self) -> str:
        return cell_text(self._cell, self._bench)


def _unless(value: T, usual: T) -> T | None:
    return None if value == usual else value
