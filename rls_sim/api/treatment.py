"""A patient under treatment, beside the same one untreated, as a notebook has it."""

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rls_sim.api.cells import cell_words
from rls_sim.api.drawn import Drawn, file_of, saved
from rls_sim.clinic.course_files import course_facts, write_course_csv
from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.relief import Relief
from rls_sim.clinic.treat import TreatedCourse
from rls_sim.report.drawn import origin_of
from rls_sim.report.treat_figure import draw_course
from rls_sim.report.web.markup import Html, joined, tag
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import asked_by, document

if TYPE_CHECKING:
    import xarray as xr

    from rls_sim.report.style import Figure

ARMS = ("treated", "untreated")


class Treatment(Drawn):
    """
    One patient day by day under treatment, beside the untreated course; no medical advice.

    `treat` makes one. In a notebook it draws itself.
    """

    def __init__(
        self, course: TreatedCourse, bench: Bench, drawn: Mapping[str, Any], call: str
    ) -> None:
        """A course of a treated bench; ``drawn``: from where its members are."""
        self._course, self._bench, self._drawn, self.call = course, bench, drawn, call

    @property
    def dataset(self) -> "xr.Dataset":
        """
        Each reading, (arm, person, day): arms treated and untreated, a number for each day.

        Person 0 is the declared cell, the others are members of the ensemble, whose number is in
        ``member`` (-1 for the declared cell). Each has ``units`` and ``long_name``.
        """
        import xarray as xr

        course = self._course
        variables = {
            one.name: (
                ("arm", "person", "day"),
                np.stack([np.asarray(getattr(course, arm)[one.name]) for arm in ARMS]),
                {"long_name": one.label, "units": one.unit},
            )
            for one in course.readings
        }
        coordinates = {
            "arm": list(ARMS),
            "day": ("day", np.arange(course.days), {"units": "d", "long_name": "day"}),
            "member": ("person", np.concatenate([[-1], course.members])),
        }
        facts = {"history": self.call, "model_hash": self._bench.model.hash(), "notice": NOTICE}
        return xr.Dataset(variables, coordinates, attrs=facts)

    def __getitem__(self, name: str) -> "xr.DataArray":
        """A reading, (arm, person, day); raises KeyError for one that is not read."""
        return self.dataset[name]

    @property
    def relief(self) -> Relief:
        """When relief begins, how far it goes, how long it lasts; of the declared cell."""
        return self._course.relief

    def document(self) -> dict[str, Any]:
        """What ``rls-sim treat --json`` prints."""
        with asked_by(self.call):
            facts = course_facts(self._course, self._drawn)
            return document("treat", self._bench, self._course.cell, facts)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write every reading of every day; raises OutputFolderError."""
        write_course_csv(Path(path), self._course)

    def plot(self, save: str | PathLike[str] | None = None) -> "Figure":
        """
        The figure of the course; written into a file too where one is named.

        Raises InputError for a file that is not .png, .svg or .pdf, OutputFolderError where it
        cannot be written.
        """
        path = file_of(save)
        return saved(self._figure(), path)

    def _figure(self) -> "Figure":
        return draw_course(self._course, origin_of(self._course.cell, self._bench))

    def _heading(self) -> str:
        given = "; ".join(one.words for one in self._course.regimen.given) or "nothing"
        return f"{self._course.days} days with {given}"

    def _told(self) -> str:
        if self._course.settled:
            return f"The state that repeats every {self._course.days} days."
        words = self._course.relief.words(self._course.days)
        return f"{words[:1].upper()}{words[1:]}."

    def _words(self) -> Html:
        return joined(
            [
                tag("p", tag("b", f"{self._heading()}. "), self._told()),
                cell_words(self._course.cell, self._bench),
                tag("p", tag("small", NOTICE)),
            ]
        )

    def __repr__(self) -> str:
        return f"{self._heading()}\n{self._told()}\n{NOTICE}"
