"""The whole verdict on broken steps: screened, ranked, doubted, and what to measure next."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rls_sim.errors import InputError
from rls_sim.hypotheses import doubts, information
from rls_sim.hypotheses.basis import Basis
from rls_sim.hypotheses.hypothesis import Hypothesis, pairs, singles
from rls_sim.hypotheses.observations import Observation, load_observations
from rls_sim.hypotheses.race import Effort, race
from rls_sim.hypotheses.ranking import PRIOR_OF_PAIRS, Ranking, rank
from rls_sim.hypotheses.scoring import Doubt, ScoredRow, scored_rows
from rls_sim.hypotheses.screen import SEED, Screen, Screener, outcomes_needed
from rls_sim.inference.ensemble import Ensemble
from rls_sim.study.cell import Bench
from rls_sim.study.lesion import Lesion, load_lesion

SCORED, PUT_IN = ("scored", "sized"), ("put_in",)  # uses of observations
SCANS_TOGETHER = "scans_nigral_iron"  # the dossier's reading of all scans: no row of its own


@dataclass(frozen=True)
class Question:
    """
    What is asked: which lesions, singly and in pairs, by which rows and rules.

    ``lesions``: names, and paths of TOML files; none means all that are shipped. ``put_in``: score
    rows that went into the model too.
    """

    lesions: tuple[str, ...] = ()
    in_pairs: bool = True
    put_in: bool = False
    anyone: bool = False
    prior_of_pairs: float = PRIOR_OF_PAIRS
    doubt: Doubt = field(default_factory=Doubt)
    effort: Effort = field(default_factory=Effort)
    seed: int = SEED

    def as_facts(self) -> dict[str, Any]:
        """The question as a document holds it."""
        return {**vars(self), "doubt": vars(self.doubt), "effort": vars(self.effort)}


@dataclass(frozen=True, eq=False)
class Findings:
    """
    What came of a question.

    ``weights``: by lesion, of all hypotheses that it is part of; ``worths``: what each measurement
    would tell, in bits, the best first; ``cells``: how many were solved.
    """

    question: Question
    lesions: Mapping[str, Lesion]
    ranking: Ranking
    screen: Screen
    worths: Sequence[information.Worth]
    basis: Basis | None
    variants: Sequence[doubts.Variant]
    cells: int

    @cached_property
    def weights(self) -> dict[str, float]:
        """By lesion: the weight of all hypotheses that it is part of."""
        return doubts.weight_of_lesions(self.ranking)

    @property
    def leading(self) -> Sequence[str]:
        """The hypotheses that hold 95 % of the weight, two at least."""
        return [verdict.hypothesis.name for verdict in information.leading(self.ranking)]


def lesions_of(bench: Bench, names: Sequence[str]) -> dict[str, Lesion]:
    """Lesions by name: shipped ones, and those of TOML files; all shipped ones where none is named.

    Raises UnknownNameError, ConfigError; InputError for two of one name.
    """
    if not names:
        return dict(bench.lesions)
    found: dict[str, Lesion] = {}
    for name in names:
        file = name.endswith(".toml")
        lesion = load_lesion(Path(name), bench.healthy) if file else bench.lesions[name]
        if lesion.name in found:
            raise InputError(f"the lesion {lesion.name} is named twice.")
        found[lesion.name] = lesion
    return found


def hypotheses_of(lesions: Mapping[str, Lesion], in_pairs: bool) -> list[Hypothesis]:
    """No lesion, each lesion, and every two that change nothing in common."""
    found = [Hypothesis(()), *singles(lesions, lesions)]
    return [*found, *pairs(lesions, lesions)] if in_pairs else found


def investigate(
    bench: Bench,
    ensemble: Ensemble,
    question: Question,
    *,
    observations: Sequence[Observation] | None = None,
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
    told: Callable[[int], None] | None = None,
) -> Findings:
    """
    Answer a question; ``told`` before each round how many cells it takes, ``progress`` as they go.

    Raises UnknownNameError and ConfigError for lesions, InputError where no row scores.
    """
    lesions = lesions_of(bench, question.lesions)
    seen = load_observations() if observations is None else observations
    rows = scored_rows(seen, (*SCORED, *PUT_IN) if question.put_in else SCORED)
    if not rows:
        raise InputError("none of the observations is scored: nothing can be ranked.")
    put_in = [] if question.put_in else scored_rows(seen, PUT_IN)
    scans = [ScoredRow(row, 1.0) for row in seen if row.id == SCANS_TOGETHER]
    measurements = information.measurements_of(seen)
    outcomes = outcomes_needed([*rows, *put_in], [m.outcome for m in measurements])
    done = [0]

    def count(cells: int) -> None:
        done[0] += cells
        if progress is not None:
            progress(cells)

    screener = Screener(bench, ensemble, outcomes, question.seed, threads, count)
    hypotheses = hypotheses_of(lesions, question.in_pairs)
    rules: dict[str, Any] = {"anyone": question.anyone, "prior_of_pairs": question.prior_of_pairs}
    found = race(screener, hypotheses, rows, question.doubt, question.effort, **rules, told=told)
    ranking = rank(found, rows, question.doubt, **rules)
    return Findings(
        question,
        lesions,
        ranking,
        found,
        information.worths(found, ranking, measurements),
        doubts.basis(ranking.leader, ensemble, bench.healthy),
        [
            *doubts.variants(found, ranking, put_in, scans, **rules),
            *doubts.held(
                *(screener, found, ranking, bench.healthy, question.effort.draws_held, told),
                **rules,
            ),
        ],
        done[0],
    )
