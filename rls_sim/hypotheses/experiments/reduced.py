"""A reduced run of all experiments, quick enough for every test run: no verdict moves unseen."""

import json
from collections.abc import Mapping
from math import isnan
from pathlib import Path
from typing import Any

from rls_sim.hypotheses.experiments.conduct import conduct
from rls_sim.hypotheses.experiments.load import KINDS, Kinds, find_experiments, shipped_names
from rls_sim.hypotheses.experiments.setting import Setting
from rls_sim.inference.ensemble import Ensemble
from rls_sim.study.cell import Bench

MEMBERS = 48
SHARE_MOVED = 0.1  # of the ensemble: a smaller move is told by no word
REFRESH = "python tools/write_experiment_docs.py --reduced"
HEADING = "Numbers that moved"

Kept = Mapping[str, Mapping[str, Mapping[str, Any]]]


def reduced_verdicts(
    bench: Bench, ensemble: Ensemble, threads: int = 0, kinds: Kinds = KINDS
) -> Kept:
    """By experiment and claim the verdict and the share, of few members."""
    setting = Setting(bench, ensemble, MEMBERS, threads=threads)
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for experiment in find_experiments(bench, shipped_names(), kinds):
        result = conduct(experiment, setting)
        found[experiment.name] = {
            one.claim: {"verdict": str(one.word), "share": _kept(one.share.share)}
            for one in result.verdicts
        }
    return found


def _kept(share: float) -> float | None:
    return None if isnan(share) else round(share, 3)


def changes(kept: Kept, found: Kept) -> list[str]:
    """What differs: a line for each verdict or share that moved, each claim that came or went."""
    lines = []
    for name in sorted({*kept, *found}):
        before, after = kept.get(name, {}), found.get(name, {})
        for claim in sorted({*before, *after}):
            old, new = before.get(claim), after.get(claim)
            if old is None or new is None:
                lines.append(f"{name}: {claim} is {'new' if old is None else 'gone'}")
            elif old["verdict"] != new["verdict"]:
                lines.append(f"{name}: {claim}: {old['verdict']} became {new['verdict']}")
            elif _moved(old["share"], new["share"]):
                lines.append(f"{name}: {claim}: share {old['share']} became {new['share']}")
    return lines


def _moved(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(old - new) > SHARE_MOVED


def read_kept(path: Path) -> Kept:
    """The verdicts of a kept file."""
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]
