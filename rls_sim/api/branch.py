"""A day followed along a parameter, as a notebook has it."""

from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rls_sim.api.cells import cell_words, table
from rls_sim.api.drawn import Drawn, file_of, saved
from rls_sim.report.branch_figure import draw_branch
from rls_sim.report.web.markup import Html, joined, tag
from rls_sim.study.branch_plan import BranchPlan
from rls_sim.study.branch_result import BranchResult, Critical
from rls_sim.study.branch_store import write_branch_csv
from rls_sim.study.cell import Bench
from rls_sim.study.course_datasets import frame_of_branch
from rls_sim.study.documents import branch_document
from rls_sim.study.provenance import asked_by

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

    from rls_sim.report.style import Figure

HEADS = ("value", "cause", "below_state", "above_state", "relative_width", "jumps", "stretch")


class Branch(Drawn):
    """
    The day of one cell followed along a parameter round every fold, and where it changes.

    `branch` makes one. In a notebook it draws itself.
    """

    def __init__(
        self, result: BranchResult, plan: BranchPlan, bench: Bench, folder: Path | None, call: str
    ) -> None:
        """A branch that was followed, or found in its folder."""
        self._result, self._plan, self._bench = result, plan, bench
        self.folder, self.call = folder, call

    def __len__(self) -> int:
        """How many points there are."""
        return len(self._result.rows)

    @cached_property
    def frame(self) -> "pd.DataFrame":
        """
        One row a point, in order along the branch, with every outcome and the stability.

        ``frame.attrs`` has the ``units`` and ``labels`` of the columns.
        """
        return frame_of_branch(self._result)

    @property
    def critical(self) -> "pd.DataFrame":
        """
        Where the state changes, or an outcome takes a value that was sought (``cause``).

        ``value`` of what is followed, ``relative_width`` of the bracket; ``multiplier`` and
        ``closure`` of the day there.
        """
        import pandas as pd

        rows = [
            {
                **{head: getattr(one, head) for head in HEADS},
                "multiplier": one.proof.multiplier,
                "closure": one.proof.closure,
            }
            for one in self._result.criticals
        ]
        return pd.DataFrame(rows, columns=[*HEADS, "multiplier", "closure"])

    @property
    def folds(self) -> list[float]:
        """The values at which the branch turns back."""
        return [fold.value for fold in self._result.folds]

    @property
    def ends(self) -> list[str]:
        """Why the branch ends, on either side."""
        return [f"{end.value:.6g}: {end.words}" for end in self._result.ends]

    @property
    def model_hash(self) -> str:
        """What the model is known by."""
        return self._result.model_hash

    def document(self) -> dict[str, Any]:
        """What ``rls-sim branch --json`` prints."""
        with asked_by(self.call):
            return branch_document(self._result, self._plan, self._bench, self.folder)

    def to_csv(self, path: str | PathLike[str]) -> None:
        """Write every point, with every outcome; raises OutputFolderError."""
        write_branch_csv(Path(path), self._result)

    def plot(self, save: str | PathLike[str] | None = None) -> "Figure":
        """
        The figure of the branch; written into a file too where one is named.

        Raises InputError for a file that is not .png, .svg or .pdf, OutputFolderError where it
        cannot be written.
        """
        path = file_of(save)
        return saved(self._figure(), path)

    def _figure(self) -> "Figure":
        return draw_branch(self._result)

    def _heading(self) -> str:
        followed, low, high = self._result.followed, self._result.low, self._result.high
        return f"The day along {followed.name} from {low:g} to {high:g}"

    def _words(self) -> Html:
        followed = self._result.followed.name
        rows = [_row(one) for one in self._result.criticals]
        return joined(
            [
                table([followed, "what", "below", "above"], rows) if rows else "",
                tag(
                    "p",
                    f"{len(self)} days. Folds: {len(self.folds)}. Ends: {'; '.join(self.ends)}.",
                ),
                cell_words(self._plan.base, self._bench),
            ]
        )

    def __repr__(self) -> str:
        lines = [
            f"{one.parameter} = {one.value:.7g}: {one.cause}, {one.below_state} below, "
            f"{one.above_state} above"
            for one in self._result.criticals
        ]
        return "\n".join([self._heading(), f"{len(self)} days", *lines, *self.ends])


def _row(one: Critical) -> list[str]:
    return [f"{one.value:.7g}", one.cause, one.below_state, one.above_state]
