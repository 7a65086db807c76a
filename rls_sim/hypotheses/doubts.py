"""
How sure the ranking is: what the leader's weight rests on, and how it moves with what was assumed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.hypotheses.basis import Basis, rests_on
from rls_sim.hypotheses.hypothesis import Hypothesis
from rls_sim.hypotheses.ranking import Ranking, Verdict, rank
from rls_sim.hypotheses.scoring import SCANS, Doubt, ScoredRow
from rls_sim.hypotheses.screen import Screen, Screener
from rls_sim.inference.ensemble import Ensemble
from rls_sim.quantities.parameter import Evidence, ParameterSet

Array = NDArray[np.float64]

LEADERS = 5


@dataclass(frozen=True)
class Variant:
    """The ranking under another assumption: who leads, and the weight of the first leader.

    ``effective``: how many draws carry the evidence of who leads there.
    """

    what: str
    leader: str
    leader_weight: float
    effective: float
    weight: float
    place: int


def basis(verdict: Verdict, ensemble: Ensemble, parameters: ParameterSet) -> Basis | None:
    """
    What a verdict's score varies with, over all its patients alike; rank correlations, so what acts
    only together with others is not seen. None where its patients are too few.
    """
    scores = np.where(np.isfinite(verdict.scores), verdict.scores, np.nan)
    return rests_on(scores, verdict.trial.members, ensemble, parameters, verdict.trial.sizes)


def variants(
    found: Screen,
    ranking: Ranking,
    put_in: Sequence[ScoredRow],
    scans: Sequence[ScoredRow],
    prior_of_pairs: float,
    anyone: bool = False,
) -> list[Variant]:
    """The leader's weight if rows, errors and rules were others; nothing is solved again."""
    rows, doubt = ranking.rows, ranking.doubt
    read = [row for row in rows if row.observation.read != "recall"]
    plans: list[tuple[str, Sequence[ScoredRow], Doubt, bool]] = [
        ("as ranked", rows, doubt, anyone),
        ("errors of rows doubled", rows, replace(doubt, noise=2 * doubt.noise), anyone),
        ("errors of rows halved", rows, replace(doubt, noise=0.5 * doubt.noise), anyone),
        ("error of the model doubled", rows, replace(doubt, model=2 * doubt.model), anyone),
        ("a fifth of rows wrong", rows, replace(doubt, wrong=0.2), anyone),
        ("only rows whose source was read", read, doubt, anyone),
        ("with rows that went into the model", [*rows, *put_in], doubt, anyone),
        ("without the autopsies of 2011", _without(rows, "connor2011"), doubt, anyone),
        ("without spinal fluid", [r for r in rows if r.observation.method != "csf"], doubt, anyone),
        ("without scans", [r for r in rows if r.observation.method not in SCANS], doubt, anyone),
        ("with the dossier's size of nigral iron", [*rows, *scans], doubt, anyone),
        ("scans see the neuron alone", rows, replace(doubt, tissue=0.0), anyone),
        ("draws without the syndrome counted", rows, doubt, True),
    ]
    return [
        _variant(what, rank(found, chosen, by, anyone=all_, prior_of_pairs=prior_of_pairs), ranking)
        for what, chosen, by, all_ in plans
        if chosen
    ]


def _without(rows: Sequence[ScoredRow], source: str) -> list[ScoredRow]:
    return [row for row in rows if row.observation.source != source]


def _variant(what: str, other: Ranking, ranking: Ranking) -> Variant:
    name = ranking.leader.hypothesis.name
    place = 1 + [v.hypothesis.name for v in other.verdicts].index(name)
    first = other.leader
    return Variant(
        what, first.hypothesis.name, first.weight, first.effective, other.of(name).weight, place
    )


def held(
    screener: Screener,
    found: Screen,
    ranking: Ranking,
    parameters: ParameterSet,
    draws: int,
    told_cells: Callable[[int], None] | None = None,
    **rules: Any,
) -> list[Variant]:
    """
    The leading hypotheses among themselves, and again with groups of numbers held as declared.

    Solves ``draws`` of each leader again, with all its assumed numbers held at their declared
    values, and with all others held. What changes the weights is what they rest on.
    ``told_cells``: how many cells that takes.
    """
    leaders = [verdict.hypothesis for verdict in ranking.verdicts[:LEADERS] if verdict.effective]
    names = {hypothesis.name for hypothesis in leaders}
    trials = tuple(trial for trial in found.trials if trial.hypothesis.name in names)
    alone = rank(replace(found, trials=trials), ranking.rows, ranking.doubt, **rules)
    assumed = [n for n in screener.ensemble.prior.names if is_assumed(parameters, n)]
    others = [n for n in screener.ensemble.prior.names if not is_assumed(parameters, n)]
    if told_cells is not None:
        told_cells(2 * (len(leaders) * draws + min(draws, len(screener.ensemble))))
    told = [_variant(f"the first {len(leaders)} alone", alone, ranking)]
    for what, kept in (("assumed", assumed), ("all other", others)):
        again = replace(screener, held=tuple(kept)).screen(leaders, lambda _: draws)
        other = rank(again, ranking.rows, ranking.doubt, **rules)
        told.append(_variant(f"these, {what} numbers held as declared", other, ranking))
    return told


def is_assumed(parameters: ParameterSet, name: str) -> bool:
    """Whether nobody has measured a parameter, or what it was computed from or fitted to."""
    return parameters[name].evidence == Evidence.ASSUMED


def weight_of_lesions(ranking: Ranking) -> dict[str, float]:
    """By lesion: the weight of all hypotheses that it is part of."""
    found: dict[str, float] = {}
    for verdict in ranking.verdicts:
        for name in _names(verdict.hypothesis):
            found[name] = found.get(name, 0.0) + verdict.weight
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def _names(hypothesis: Hypothesis) -> list[str]:
    return [lesion.name for lesion in hypothesis.lesions] or [hypothesis.name]
