"""Which broken step explains the evidence, as a notebook has it."""

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rls_sim.api.cells import table
from rls_sim.api.drawn import Drawn, file_of, saved
from rls_sim.report.agreement_figure import draw_agreement
from rls_sim.report.labels import number_words
from rls_sim.report.web.markup import Html, joined, tag

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]

    from rls_sim.report.style import Figure

MOST_TOLD = 8  # hypotheses below a picture
UNLISTED = ("agreement", "what")


class Verdict(Drawn):
    """
    Lesions, singly and in pairs, ranked by how well they explain the published observations.

    `lesions` makes one, `read` finds one in its folder. In a notebook it draws itself.
    """

    def __init__(
        self, findings: Any, content: Mapping[str, Any], document: Callable[[], dict[str, Any]]
    ) -> None:
        """
        ``findings`` are what a figure reads; ``content`` what a document holds of them.

        ``document`` makes the whole document.
        """
        self._findings, self._content, self._made = findings, content, document

    @property
    def ranking(self) -> "pd.DataFrame":
        """
        One row a hypothesis, the most probable first: ``weight`` (its probability) and others.

        ``log_evidence`` with its standard ``error``, ``effective_draws`` that carry it, the share
        of ``patients``, how many ``rows`` it ``explains`` and ``fails``.
        """
        rows = [
            {key: value for key, value in row.items() if key not in UNLISTED}
            for row in self._content["ranking"]
        ]
        return _frame(rows).set_index("hypothesis")

    @property
    def weights(self) -> "pd.Series":
        """By lesion: the probability of all hypotheses that it is part of."""
        import pandas as pd

        return pd.Series(self._content["lesion_weights"], name="weight", dtype=float)

    @property
    def agreement(self) -> "pd.DataFrame":
        """How well each hypothesis (columns) goes with each observation (rows), from 0 to 1."""
        import pandas as pd

        found = {row["hypothesis"]: row["agreement"] for row in self._content["ranking"]}
        return pd.DataFrame(found)

    @property
    def measurements(self) -> "pd.DataFrame":
        """What would best split the leaders: ``bits`` that each measurement would tell."""
        return _frame(self._content["measurements"])

    @property
    def variants(self) -> "pd.DataFrame":
        """Who leads if assumed numbers, rows or errors were others."""
        return _frame(self._content["variants"])

    @property
    def groups(self) -> list[list[str]]:
        """Hypotheses that the evidence cannot tell apart: Bayes factors below 3."""
        return [list(group) for group in self._content["groups"]]

    @property
    def leader(self) -> str:
        """The most probable hypothesis."""
        return str(self._content["leader"]["name"])

    @property
    def chance(self) -> float:
        """The log evidence of guessing every row."""
        return float(self._content["chance"])

    @property
    def has_winner(self) -> bool:
        """Whether the leader beats guessing by more than one of so many may by luck."""
        return bool(self._content["has_winner"])

    def document(self) -> dict[str, Any]:
        """What ``rls-sim lesions --json`` prints, or what a folder keeps of it."""
        return self._made()

    def plot(self, save: str | PathLike[str] | None = None) -> "Figure":
        """
        Hypotheses against observations; written into a file too where one is named.

        Raises InputError for a file that is not .png, .svg or .pdf, OutputFolderError where it
        cannot be written.
        """
        path = file_of(save)
        return saved(self._figure(), path)

    def _figure(self) -> "Figure":
        return draw_agreement(self._findings)

    def _heading(self) -> str:
        return f"Which broken step explains the evidence: {self.leader} leads"

    def _sure(self) -> str:
        if self.has_winner:
            return f"{self.leader} leads."
        return f"{self.leader} leads, and does not beat guessing by more than luck may."

    def _words(self) -> Html:
        rows = [
            [one["hypothesis"], _number(one["weight"]), _number(one["log_evidence"])]
            for one in self._content["ranking"][:MOST_TOLD]
        ]
        heads = ["hypothesis", "weight", "log evidence"]
        return joined([tag("p", self._sure()), table(heads, rows)])

    def __repr__(self) -> str:
        ranking = self.ranking[["weight", "log_evidence", "error", "explains", "fails"]]
        return f"{self._sure()}\n{ranking.head(MOST_TOLD).to_string()}"


def _number(value: float | None) -> str:
    return "none" if value is None else number_words(value)


def _frame(rows: Any) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(list(rows))


def path_of(folder: str | PathLike[str] | None) -> Path | None:
    """A folder that may be named."""
    return None if folder is None else Path(folder)
