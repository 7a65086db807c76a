"""A verdict read back from its folder, as much of it as a figure or a page needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import Any

from rls_sim.errors import OutputFolderError
from rls_sim.hypotheses.verdict_store import KIND, RANKING
from rls_sim.study.folder import MANIFEST, intact_manifest


@dataclass(frozen=True)
class KeptHypothesis:
    """What broke: its name, its words, the names of its lesions."""

    name: str
    title: str
    lesions: tuple[str, ...]


@dataclass(frozen=True)
class KeptVerdict:
    """One hypothesis after the evidence: weight, how well it goes with each row (0 to 1)."""

    hypothesis: KeptHypothesis
    weight: float
    agreement: Mapping[str, float]
    effective: float  # draws that carry the evidence
    trial: tuple[()] = ()  # the draws themselves are not kept


@dataclass(frozen=True)
class KeptObservation:
    """What was published: a sign, or a value in a unit."""

    what: str
    source: str
    sign: str | None
    value: float
    unit: str


@dataclass(frozen=True)
class KeptRow:
    """An observation that was scored, by its name and the weight that it had."""

    name: str
    observation: KeptObservation
    weight: float


@dataclass(frozen=True)
class KeptRanking:
    """The hypotheses, the most probable first, and the rows that they were scored on."""

    verdicts: tuple[KeptVerdict, ...]
    rows: tuple[KeptRow, ...]


@dataclass(frozen=True)
class KeptFindings:
    """A verdict as its folder has it; see `rls_sim/hypotheses/verdict.py` for what it means."""

    ranking: KeptRanking
    model_hash: str
    version: str


def read_verdict(folder: Path) -> KeptFindings:
    """The verdict that was written into a folder; raises OutputFolderError where there is none."""
    kept = intact_manifest(folder, KIND, RANKING)
    try:
        verdicts = tuple(map(_verdict, kept["ranking"]))
        ranking = KeptRanking(verdicts, tuple(map(_row, kept["rows"])))
        return KeptFindings(ranking, kept["experiment"]["model_hash"], kept["rls_sim"])
    except (KeyError, TypeError, ValueError) as trouble:
        raise OutputFolderError(
            f"{folder}: {MANIFEST} was not written by this version of rls-sim ({trouble!r})."
        ) from None


def _verdict(facts: Mapping[str, Any]) -> KeptVerdict:
    what = facts["what"]
    hypothesis = KeptHypothesis(what["name"], what["title"], tuple(what["lesions"]))
    agreement = {name: nan if v is None else float(v) for name, v in facts["agreement"].items()}
    return KeptVerdict(
        hypothesis, facts["weight"] or 0.0, agreement, facts["effective_draws"] or 0.0
    )


def _row(facts: Mapping[str, Any]) -> KeptRow:
    value = nan if facts["value"] is None else float(facts["value"])
    sign = facts["sign"] if facts["value"] is None else None  # of a value it is read off the value
    seen = KeptObservation(facts["what"], facts["source"], sign, value, facts["unit"])
    return KeptRow(facts["id"], seen, float(facts["shared_weight"]))
