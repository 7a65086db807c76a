"""Runs of kind "screen": each lesion by itself against the published observations, and ranked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rls_sim.hypotheses.experiments.setting import MEMBERS, Array, Numbers, Setting
from rls_sim.hypotheses.hypothesis import Hypothesis, singles
from rls_sim.hypotheses.observations import load_observations
from rls_sim.hypotheses.race import Effort, race
from rls_sim.hypotheses.ranking import ALIKE, Ranking, rank
from rls_sim.hypotheses.scoring import Doubt, outcomes_read, scored_rows
from rls_sim.hypotheses.screen import Screener
from rls_sim.inference.ensemble import Ensemble
from rls_sim.study.cell import Bench
from rls_sim.study.problems import Problems

KEYS = ("kind", "name", "uses", "draws", "most", "error")
RESAMPLES = 400
NO_LESION = "no_lesion"
BESIDE = "elsewhere"  # parameters of no place: the clock, the terminal, the legs


@dataclass(frozen=True)
class ScreenRun:
    """
    The screen; rows of its numbers are resamples within the error of each log evidence.

    ``weight.LESION``; ``touching.PLACE``: weight of all lesions that change a parameter there;
    ``leads.LESION``: 1 where it is within a Bayes factor of 3 of the best.
    """

    name: str
    uses: tuple[str, ...]
    effort: Effort
    resamples: bool = True

    def offers(self, bench: Bench) -> Iterable[str]:
        """Of lesions and places what the class says."""
        lesions = [f"{kind}.{name}" for kind in ("weight", "leads") for name in _names(bench)]
        return [*lesions, *(f"touching.{place}" for place in _places(bench))]

    def cells(self, members: int) -> int:
        """The first draws and, about, twice as many again where it decides."""
        return 3 * 28 * max(round(self.effort.draws * members / MEMBERS), 1)

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Race, rank and weigh again within the errors."""
        draws = max(round(self.effort.draws * setting.share), 16)
        effort = Effort(draws, draws, round(self.effort.most * setting.share), self.effort.error)
        rows = scored_rows(load_observations(), self.uses)
        bench, doubt = setting.bench, Doubt()
        few = setting.ensemble.draw(min(len(setting.ensemble), effort.most), setting.seed)
        members = Ensemble(
            setting.ensemble.prior, setting.ensemble.points[few], setting.ensemble.about
        )
        screener = Screener(
            *(bench, members, outcomes_read(rows), setting.seed, setting.threads),
            progress=setting.progress,
        )
        hypotheses = [Hypothesis(()), *singles(bench.lesions, bench.lesions)]
        ranking = rank(race(screener, hypotheses, rows, doubt, effort), rows, doubt)
        return weighed(ranking, bench, setting.chance(self.name))


def weighed(ranking: Ranking, bench: Bench, chance: np.random.Generator) -> dict[str, Array]:
    """Numbers (resamples, 1) of a ranking by name."""
    verdicts = ranking.verdicts
    logs = np.array([v.log_evidence + np.log(v.prior) for v in verdicts])
    errors = np.nan_to_num([v.error for v in verdicts])
    drawn = logs + errors * chance.standard_normal((RESAMPLES, len(verdicts)))
    best = drawn.max(axis=1, keepdims=True)
    if not np.isfinite(best).all():
        weights = np.full_like(drawn, np.nan)
    else:
        weights = np.exp(drawn - best)
        weights /= weights.sum(axis=1, keepdims=True)
    numbers: dict[str, Array] = {}
    touching = {place: np.zeros((RESAMPLES, 1)) for place in _places(bench)}
    for column, verdict in enumerate(verdicts):
        name = verdict.hypothesis.name
        weight = weights[:, [column]]
        numbers[f"weight.{name}"] = weight
        with np.errstate(invalid="ignore"):
            leads = drawn[:, [column]] > best - np.log(ALIKE)
        numbers[f"leads.{name}"] = leads.astype(float)
        for place in _touched(verdict.hypothesis):
            touching[place] = touching[place] + weight
    return numbers | {f"touching.{place}": values for place, values in touching.items()}


def _touched(hypothesis: Hypothesis) -> set[str]:
    return {_place(name) for lesion in hypothesis.lesions for name in lesion.changes}


def _place(parameter: str) -> str:
    return parameter.rpartition(".")[0] or BESIDE


def _places(bench: Bench) -> list[str]:
    names = [name for lesion in bench.lesions.values() for name in lesion.changes]
    return list(dict.fromkeys(map(_place, names)))


def _names(bench: Bench) -> list[str]:
    return [NO_LESION, *bench.lesions]


def read_screen(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> ScreenRun | None:
    """A run of this kind; None where it has a problem (noted)."""
    before = len(problems.lines)
    problems.unknown_keys(f"{place}.", entry, KEYS)
    uses = problems.words(f"{place}.uses", entry.get("uses", ["scored"]))
    draws = problems.number(f"{place}.draws", entry.get("draws", 512), 16, 1e6)
    most = problems.number(f"{place}.most", entry.get("most", 4096), 16, 1e6)
    error = problems.number(f"{place}.error", entry.get("error", 0.3), 0.01, 10)
    if len(problems.lines) > before:
        return None
    return ScreenRun(str(entry["name"]), uses, Effort(int(draws), int(draws), int(most), error))
