"""One cell over days, as a notebook has it."""

from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rls_sim.api.cells import cell_text, cell_words
from rls_sim.api.drawn import Drawn, file_of, saved
from rls_sim.api.texts import Names, names
from rls_sim.numerics.trajectory import Trajectory
from rls_sim.report.drawn import STARTS, figure_of_run
from rls_sim.report.web.markup import Html, joined, tag
from rls_sim.study.cell import Bench
from rls_sim.study.clock import DAY
from rls_sim.study.course_datasets import dataset_of_run, full_name
from rls_sim.study.documents import run_document
from rls_sim.study.provenance import asked_by
from rls_sim.study.series import write_run_csv
from rls_sim.study.transient import Transient, read_traces, shown_names

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import xarray as xr

    from rls_sim.report.style import Figure


class Course(Drawn):
    """
    One cell over days, with doses, from the healthy day or another start.

    `run` makes one. In a notebook it draws itself.
    """

    def __init__(
        self,
        trajectory: Trajectory,
        transient: Transient,
        bench: Bench,
        outputs: tuple[str, ...],
        call: str,
    ) -> None:
        """A finished run; ``outputs`` are the full names of what is drawn and told."""
        self._trajectory, self._transient, self._bench = trajectory, transient, bench
        self.outputs, self.call = outputs, call

    @cached_property
    def dataset(self) -> "xr.Dataset":
        """
        Every species, derived quantity and flux, (time,), at the output times.

        ``time`` is since the start and ``clock`` the time of day, both in h; the time of a dose has
        what holds after it. Each variable has ``units``, ``long_name`` and ``kind``.
        """
        with asked_by(self.call):
            return dataset_of_run(self._trajectory, self._transient, self._bench)

    def __getitem__(self, name: str) -> "xr.DataArray":
        """
        A species, a derived quantity or a flux, (time,); without its place, that of the neuron.

        Raises UnknownNameError with the nearest names.
        """
        return self.dataset[full_name(self._bench.model, name)]

    @property
    def doses(self) -> "pd.DataFrame":
        """What was given: ``time`` since the start in h, ``species``, ``amount`` in umol."""
        import pandas as pd

        start = self._transient.start
        rows = [(one.time - start, one.species, one.amount_umol) for one in self._transient.doses]
        return pd.DataFrame(rows, columns=["time", "species", "amount"])

    def document(self) -> dict[str, Any]:
        """What ``rls-sim run --json`` prints: the ``outputs`` at every output time."""
        traces = read_traces(self._bench.model, self.outputs, self._trajectory)
        with asked_by(self.call):
            return run_document(self._trajectory, self._transient, self._bench, traces)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write every species, derived quantity and flux; raises OutputFolderError."""
        write_run_csv(Path(path), self._trajectory, self._transient.start, self._bench.model)

    def plot(self, outputs: Names = (), save: str | PathLike[str] | None = None) -> "Figure":
        """
        The figure of some quantities, or of the ``outputs``; into a file too where one is named.

        Raises ConfigError for unknown names, InputError for a file that is not .png, .svg or .pdf,
        OutputFolderError where it cannot be written.
        """
        path = file_of(save)
        shown = shown_names(self._bench.model, names(outputs)) if outputs else self.outputs
        figure = figure_of_run(self._trajectory, self._transient, self._bench, shown)
        return saved(figure, path)

    def _figure(self) -> "Figure":
        return figure_of_run(self._trajectory, self._transient, self._bench, self.outputs)

    def _heading(self) -> str:
        return f"{self._transient.cell.words()}: {self._span()}"

    def _span(self) -> str:
        days = (self._transient.end - self._transient.start) / DAY
        return f"{days:g} days from {STARTS[self._transient.origin]}"

    def _words(self) -> Html:
        told = f"{self._span()}, by {self._trajectory.method}; {self._trajectory.time.size} times."
        return joined([tag("p", told), cell_words(self._transient.cell, self._bench)])

    def __repr__(self) -> str:
        return f"{cell_text(self._transient.cell, self._bench)}\n{self._span()}"
