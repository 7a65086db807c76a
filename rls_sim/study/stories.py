"""Rival stories beside the published signs: which lesion moves what the way tissue shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path

from rls_sim.study.cell import Bench, Cell, CellResult, solve_cell
from rls_sim.study.files import read_toml
from rls_sim.study.problems import Problems

STORIES = ("receptor_synthesis", "irp1_loss", "messenger_stability", "naive_chain")
UNCHANGED = 0.05  # a change below 5 % would not be seen in tissue of a few brains
LOSS_UNSEEN = 0.05  # cell loss in ten years below what ageing takes is not seen at autopsy
KEYS = ("outcome", "sign", "where", "source", "against", "conflict", "put_in")


class Sign(StrEnum):
    """Which way something moves against control."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True)
class PublishedSign:
    """One published direction, and what is said against it."""

    outcome: str
    sign: Sign
    where: str
    source: str
    against: str = ""
    conflict: str = ""
    put_in: bool = False  # the sign, or a number that decides it, went into the model


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

    def agreements(self, put_in: bool) -> int:
        """How many published signs it meets, of those put into the model or of the others."""
        chosen = [answer for answer in self.answers if answer.published.put_in == put_in]
        return sum(answer.agrees for answer in chosen)


def load_signs(path: Path | None = None) -> list[PublishedSign]:
    """Every published sign; raises one ConfigError that lists every problem of the file."""
    if path is None:
        path = Path(str(resources.files("rls_sim.biology") / "evidence" / "signs.toml"))
    problems = Problems(str(path))
    signs = []
    for entry in read_toml(path).get("sign", []):
        name = str(entry.get("outcome", "a sign without outcome"))
        problems.unknown_keys(f"{name}: ", entry, KEYS)
        if entry.get("sign") not in list(Sign):
            problems.add(f"{name}: sign", entry.get("sign", ""), "is not one of up, down, same.")
            continue
        words = {key: str(v) for key, v in entry.items() if key not in ("sign", "put_in")}
        put_in = bool(entry.get("put_in", False))
        signs.append(PublishedSign(sign=Sign(entry["sign"]), put_in=put_in, **words))
    problems.raise_if_any()
    return signs


def tell_stories(bench: Bench, lesions: Sequence[str] = STORIES) -> list[Story]:
    """
    Each lesion (NAME or NAME:SIZE) solved and held against every published sign.

    Raises SolveError if a lesion leaves its cell without a periodic day.
    """
    healthy = solve_cell(Cell(bench.healthy), bench)
    return [_tell(lesion, bench, healthy) for lesion in lesions]


def _tell(lesion: str, bench: Bench, healthy: CellResult) -> Story:
    applied = bench.lesions.read_applied(lesion)
    cell = Cell(applied.lesion.apply(bench.healthy, applied.size), (applied,))
    result = solve_cell(cell, bench)
    result.require()
    answers = tuple(_answer(sign, result, healthy) for sign in load_signs())
    return Story(str(applied), result, answers)


def _answer(sign: PublishedSign, result: CellResult, healthy: CellResult) -> Answer:
    value = float(result.outcomes[sign.outcome])
    if sign.outcome == "cell_loss_per_decade":
        return Answer(sign, value, Sign.UP if value > LOSS_UNSEEN else Sign.SAME)
    ratio = value / float(healthy.outcomes[sign.outcome])
    if abs(ratio - 1) < UNCHANGED:
        return Answer(sign, ratio, Sign.SAME)
    return Answer(sign, ratio, Sign.UP if ratio > 1 else Sign.DOWN)
