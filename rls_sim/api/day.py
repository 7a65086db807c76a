"""The periodic day of one cell, as a notebook has it."""

from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.api.cells import cell_text, cell_words, table
from rls_sim.api.computing import computing
from rls_sim.api.drawn import Drawn, file_of, saved
from rls_sim.numerics.certificate import Certificate
from rls_sim.numerics.multipliers import floquet_multipliers
from rls_sim.report.drawn import figure_of_day
from rls_sim.report.labels import number_words
from rls_sim.report.web.markup import Html, joined, tag
from rls_sim.study.cell import STATE, Bench, CellResult
from rls_sim.study.course_datasets import dataset_of_day, full_name
from rls_sim.study.documents import cycle_document, outcome_rows
from rls_sim.study.provenance import asked_by, document_text
from rls_sim.study.quantity import PRINTED
from rls_sim.study.series import write_day_csv

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]
    import xarray as xr

    from rls_sim.report.style import Figure

MOST_TOLD = 8  # outcomes below a picture


class PeriodicDay(Drawn):
    """
    The 24 hours that a cell repeats, with what they mean and how far they can be trusted.

    `cycle` makes one. In a notebook it draws itself.
    """

    def __init__(self, result: CellResult, bench: Bench, call: str) -> None:
        """Of a solved cell of a bench, made by this call; raises SolveError if it has no day."""
        result.require()
        self._result, self._bench, self.call = result, bench, call

    @property
    def state(self) -> str:
        """What the day comes to in a word: functional, night_deficient, dying and others."""
        return str(self._result.outcomes.get(STATE, ""))

    @cached_property
    def outcomes(self) -> "pd.DataFrame":
        """
        Every outcome by name: ``value``, ``healthy`` (of the unchanged cell), ``unit``, ``label``.

        Values are numbers but for the state, which is a word; the unit "1" is a ratio.
        """
        import pandas as pd

        with computing(self.call):
            healthy = self._bench.healthy_outcomes
        rows = [
            (name, value, healthy.get(name), unit, label)
            for name, value, unit, label in outcome_rows(self._result, self._bench)
        ]
        heads = ["outcome", "value", self._bench.usual.replace(" ", "_"), "unit", "label"]
        return pd.DataFrame(rows, columns=heads).set_index("outcome")

    @cached_property
    def dataset(self) -> "xr.Dataset":
        """
        Every species, derived quantity and flux, (time,), every five minutes of the clock, in h.

        Each has ``units``, ``long_name`` and ``kind``; the attributes say what made it.
        """
        with asked_by(self.call):
            return dataset_of_day(self._result, self._bench)

    def __getitem__(self, name: str) -> "xr.DataArray":
        """
        A species, a derived quantity or a flux, (time,); without its place, that of the neuron.

        Raises UnknownNameError with the nearest names.
        """
        return self.dataset[full_name(self._bench.model, name)]

    @property
    def certificate(self) -> Certificate:
        """
        How the day was found and how well it closes.

        ``residual`` in 1/h; ``closure``, ``error_estimate`` and ``tail`` relative to each species.
        """
        return self._result.require()[0].certificate

    @cached_property
    def multipliers(self) -> NDArray[np.complex128]:
        """The Floquet multipliers, (species,), the largest first: below 1 in size, a push fades."""
        with computing(self.call):
            return floquet_multipliers(self._result.require()[0])

    @property
    def stable(self) -> bool:
        """Whether every push fades."""
        return bool(np.abs(self.multipliers).max() < 1)

    @property
    def model_hash(self) -> str:
        """What the model is known by."""
        return self._bench.model.hash()

    def document(self, *, multipliers: bool = False) -> dict[str, Any]:
        """What ``rls-sim cycle --json`` prints; with the Floquet multipliers where asked for."""
        found = self.multipliers if multipliers else None
        with asked_by(self.call):
            return cycle_document(self._result, self._bench, found)

    def json(self, *, multipliers: bool = False) -> str:
        """The document as JSON; not-a-number is null."""
        return document_text(self.document(multipliers=multipliers))

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write every species, derived quantity and flux; raises OutputFolderError."""
        write_day_csv(Path(path), self._result.require()[1], self._bench.model)

    def plot(self, save: str | PathLike[str] | None = None) -> "Figure":
        """
        The figure of the day, from noon to noon; written into a file too where one is named.

        Raises InputError for a file that is not .png, .svg or .pdf, OutputFolderError where it
        cannot be written.
        """
        path = file_of(save)
        return saved(self._figure(), path)

    def _figure(self) -> "Figure":
        return figure_of_day(self._result, self._bench)

    def _heading(self) -> str:
        return f"The day of {self._result.cell.words()}"

    def _told(self) -> list[tuple[str, str, str, str]]:
        """Name, value, unit and label of the outcomes that a glance wants."""
        usual = self._bench.printed or PRINTED
        rows = [row for row in outcome_rows(self._result, self._bench) if row[0] in usual]
        return [
            (name, _words(value), "" if unit == "1" else unit, label)
            for name, value, unit, label in rows[:MOST_TOLD]
        ]

    def _words(self) -> Html:
        head = tag("p", tag("b", f"State: {self.state.replace('_', ' ')}")) if self.state else ""
        told = table(["outcome", "value", "unit", "meaning"], self._told())
        return joined(
            [head, told, tag("p", self._trust()), cell_words(self._result.cell, self._bench)]
        )

    def _trust(self) -> str:
        found = self.certificate
        way = str(found.path).replace("_", " ")
        return (
            f"Found by {way} on {found.nodes} nodes; after one integrated day every species is "
            f"back to {number_words(found.closure)} of its size; estimated error "
            f"{number_words(found.error_estimate)}."
        )

    def __repr__(self) -> str:
        lines = [
            f"{name:<32} {value:>12} {unit:<10} {label}"
            for name, value, unit, label in self._told()
        ]
        return "\n".join(
            [cell_text(self._result.cell, self._bench), *map(str.rstrip, lines), self._trust()]
        )


def _words(value: float | str) -> str:
    return value.replace("_", " ") if isinstance(value, str) else number_words(value)
