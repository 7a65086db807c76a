"""A sweep: many cells and the values at which their state changes, as a notebook has it."""

from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rls_sim.api.cells import cell_words, table
from rls_sim.api.drawn import Drawn, file_of, saved
from rls_sim.api.texts import Names, names
from rls_sim.report.drawn import figure_of_sweep
from rls_sim.report.labels import number_words
from rls_sim.report.web.markup import Html, joined, tag
from rls_sim.study.critical import Boundary
from rls_sim.study.datasets import dataset_of, frame_of
from rls_sim.study.documents import sweep_document
from rls_sim.study.provenance import asked_by
from rls_sim.study.sweeps.result import SweepResult
from rls_sim.study.sweeps.sweep import Task

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import xarray as xr

    from rls_sim.report.style import Figure

CRITICAL = ("parameter", "value", "below_state", "above_state", "relative_width")


class Sweep(Drawn):
    """
    Many cells, one row each, and the values at which their state changes.

    `sweep` makes one, `read` finds one in its folder. In a notebook it draws itself.
    """

    def __init__(self, result: SweepResult, task: Task, folder: Path | None, call: str) -> None:
        """A complete sweep, and the folder that it is kept in."""
        self._result, self._task = result, task
        self.folder, self.call = folder, call

    def __len__(self) -> int:
        """How many cells there are."""
        return self._result.size

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """
        One row a cell by its number, one column a quantity; failed cells are rows too.

        ``frame.attrs`` has the ``units`` and ``labels`` of the columns.
        """
        return frame_of(self._result)

    @cached_property
    def dataset(self) -> "xr.Dataset":
        """
        One dimension for each axis of the design, with the courses through the day that were kept.

        Every variable has ``units`` and ``long_name``; the attributes say what made it.
        """
        return dataset_of(self._result)

    @property
    def critical(self) -> "pd.DataFrame":
        """
        Where the state changes, along one parameter: ``value``, the states below and above it.

        ``relative_width`` is that of the bracket around it. Empty where several parameters vary.
        """
        import pandas as pd

        rows = [vars(boundary) for boundary in self._result.boundaries]
        return pd.DataFrame(rows, columns=list(CRITICAL))

    @property
    def statuses(self) -> dict[str, int]:
        """How many cells ended how: ``converged`` and others."""
        return dict(self._result.tally.statuses)

    @property
    def model_hash(self) -> str:
        """What the model is known by."""
        return self._result.model_hash

    def document(self) -> dict[str, Any]:
        """What ``rls-sim sweep --json`` prints; of more than 10,000 cells without their rows."""
        with asked_by(self.call):
            return sweep_document(self._result, self._task, self.folder)

    def plot(
        self, kind: str = "", outcomes: Names = (), save: str | PathLike[str] | None = None
    ) -> "Figure":
        """
        A figure of all cells: ``kind`` lines, states or tornado, of some outcomes where it has any.

        Without a kind, that which the design is made for; into a file too where one is named.
        Raises UnknownNameError, and InputError for a figure that this sweep does not give.
        """
        path = file_of(save)
        return saved(figure_of_sweep(self._result, kind, names(outcomes)), path)

    def _figure(self) -> "Figure":
        return figure_of_sweep(self._result)

    def _heading(self) -> str:
        varied = " and ".join(quantity.name for quantity in self._result.varied)
        return self._result.title or f"{len(self)} cells over {varied}"

    def _counts(self) -> str:
        failed = self._result.tally.failed
        told = ", ".join(f"{count} {name}" for name, count in self.statuses.items())
        kept = f" Kept in {self.folder}." if self.folder else ""
        return f"{len(self)} cells: {told}{' (some failed)' if failed else ''}.{kept}"

    def _words(self) -> Html:
        found = self._result.boundaries
        rows = [_critical_row(one) for one in found]
        heads = ["state below", "state above", f"at {found[0].parameter}"] if found else []
        return joined(
            [
                tag("p", self._counts()),
                table(heads, rows) if found else "",
                cell_words(self._task.plan.base, self._task.bench),
            ]
        )

    def __repr__(self) -> str:
        lines = [
            f"{one.parameter} = {one.value:.7g}: {one.below_state} below, {one.above_state} above"
            for one in self._result.boundaries
        ]
        return "\n".join([self._heading(), self._counts(), *lines])


def _critical_row(one: Boundary) -> list[str]:
    width = number_words(one.value * one.relative_width / 2)
    return [one.below_state, one.above_state, f"{one.value:.7g} ± {width}"]
