"""Rival stories beside the published signs: which lesion moves what the way tissue shows."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rls_sim.hypotheses.observations import Observation, Sign, load_observations
from rls_sim.study.cell import Bench, Cell, CellResult, solve_cell

STORIES = ("receptor_synthesis", "irp1_loss", "messenger_stability", "naive_chain")
CONTRAST = "rls/control"
UNCHANGED = 0.05  # a change below 5 % would not be seen in tissue of a few brains
LOSS_UNSEEN = 0.05  # cell loss in ten years below what ageing takes is not seen at autopsy


@dataclass(frozen=True)
class PublishedSign:
    """One direction of one outcome, the observations that show it, and those that contradict."""

    outcome: str
    sign: Sign
    shown_by: tuple[Observation, ...]
    against: tuple[Observation, ...] = ()

    @property
    def put_in(self) -> bool:
        """Whether the model was made by such a paper, so that agreement is no test."""
        return any(observation.use in ("put_in", "sized") for observation in self.shown_by)

    @property
    def disputed(self) -> bool:
        """Whether something published contradicts it."""
        return bool(self.against)


@dataclass(frozen=True)
class Answer:
    """What one story gives for one published sign: value over healthy (a share for cell loss)."""

    published: PublishedSign
    value: float
    sign: Sign

    @property
    def agrees(self) -> bool:
        """Whether the story moves it as published."""
        return self.sign == self.published.sign


@dataclass(frozen=True)
class Story:
    """A lesion with its size, its solved cell, and its answers to the published signs."""

    lesion: str
    result: CellResult
    answers: tuple[Answer, ...]


def published_signs(
    observations: Iterable[Observation] | None = None, contrast: str = CONTRAST
) -> list[PublishedSign]:
    """Every outcome and direction that a contrast shows, in the order of the observations.

    Rows for context are left out, and those that nothing of the model answers.
    """
    known = list(load_observations() if observations is None else observations)
    by_id = {observation.id: observation for observation in known}
    groups: dict[tuple[str, Sign], list[Observation]] = {}
    for row in known:
        if row.contrast == contrast and row.outcome and row.use != "context" and row.direction:
            groups.setdefault((row.outcome, row.direction), []).append(row)
    return [
        PublishedSign(
            outcome,
            sign,
            tuple(rows),
            tuple(
                by_id[other]
                for other in dict.fromkeys(name for row in rows for name in row.conflicts_with)
            ),
        )
        for (outcome, sign), rows in groups.items()
    ]


def tell_stories(
    bench: Bench, lesions: Sequence[str] = STORIES, contrast: str = CONTRAST
) -> list[Story]:
    """
    Each lesion (NAME or NAME:SIZE) solved and held against every sign of a contrast.

    Raises SolveError if a lesion leaves its cell without a periodic day.
    """
    healthy = solve_cell(Cell(bench.healthy), bench)
    signs = published_signs(contrast=contrast)
    return [_tell(lesion, bench, healthy, signs) for lesion in lesions]


def _tell(lesion: str, bench: Bench, healthy: CellResult, signs: Sequence[PublishedSign]) -> Story:
    applied = bench.lesions.read_applied(lesion)
    cell = Cell(applied.lesion.apply(bench.healthy, applied.size), (applied,))
    result = solve_cell(cell, bench)
    result.require()
    return Story(str(applied), result, tuple(_answer(sign, result, healthy) for sign in signs))


def _answer(sign: PublishedSign, result: CellResult, healthy: CellResult) -> Answer:
    value = float(result.outcomes[sign.outcome])
    if sign.outcome == "cell_loss_per_decade":
        return Answer(sign, value, Sign.UP if value > LOSS_UNSEEN else Sign.SAME)
    ratio = _ratio(value, float(healthy.outcomes[sign.outcome]))
    if abs(ratio - 1) < UNCHANGED:
        return Answer(sign, ratio, Sign.SAME)
    return Answer(sign, ratio, Sign.UP if ratio > 1 else Sign.DOWN)


def _ratio(value: float, healthy: float) -> float:
    """Value over healthy; of what is zero in health, 1 where it stays so and infinite else."""
    if healthy:
        return value / healthy
    return math.inf if value > 0 else 1.0
