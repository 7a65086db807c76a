"""Branches on disk: branch.csv, manifest.json and figures in one folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rls_sim.errors import OutputFolderError
from rls_sim.numerics.branch import End
from rls_sim.numerics.follower import Ending
from rls_sim.study.branch_plan import BranchPlan
from rls_sim.study.branch_result import (
    COUNT_COLUMNS,
    TEXT_COLUMNS,
    BranchResult,
    Critical,
    Fold,
    Proof,
)
from rls_sim.study.cell import Bench
from rls_sim.study.extension_file import sums
from rls_sim.study.files import write_text
from rls_sim.study.folder import (
    MANIFEST,
    Draw,
    intact_manifest,
    read_table,
    reusable_manifest,
    table_text,
    write_folder,
)
from rls_sim.study.provenance import differences, manifest
from rls_sim.study.quantity import Quantity
from rls_sim.study.sweeps.result import read_differences

KIND = "branch"
POINTS = "branch.csv"


def experiment_of(plan: BranchPlan, bench: Bench) -> dict[str, Any]:
    """What makes a branch this one and no other; the outcomes that are shown do not."""
    return {
        "extensions": sums(bench.extensions),
        "model_hash": bench.model.hash(),
        "lesions": [str(lesion) for lesion in plan.base.lesions],
        "set": {
            name: facts["value"]
            for name, facts in differences(plan.base.parameters, bench.healthy).items()
        },
        "follow": {plan.followed.name: [plan.low, plan.high]},
        "sought": [str(level) for level in plan.levels],
    }


def words_of(plan: BranchPlan) -> dict[str, Any]:
    """What a branch shows; it may be changed without another experiment."""
    return {"outcomes": list(plan.outcomes)}


def told(result: BranchResult) -> dict[str, Any]:
    """What a branch says beside its points, as JSON holds it."""
    return {
        "followed": vars(result.followed),
        "range": [result.low, result.high],
        "start": result.start,
        "criticals": [_with_proof(critical) for critical in result.criticals],
        "folds": [_with_proof(fold) for fold in result.folds],
        "ends": [{**vars(end), "complete": end.complete} for end in result.ends],
        "levels": [list(level) for level in result.levels],
    }


def _with_proof(found: Critical | Fold) -> dict[str, Any]:
    return {**vars(found), "proof": vars(found.proof)}


def reusable(folder: Path, plan: BranchPlan, bench: Bench) -> BranchResult | None:
    """The result that this very branch left in ``folder``, or None if it has to be computed.

    Raises FolderMismatchError where the folder holds another experiment, OutputFolderError where
    it cannot be written.
    """
    kept = reusable_manifest(folder, KIND, experiment_of(plan, bench), words_of(plan), POINTS)
    return None if kept is None else _told_result(folder, kept)


def write_branch(
    folder: Path,
    result: BranchResult,
    plan: BranchPlan,
    bench: Bench,
    times: Mapping[str, Any],
    draw: Draw | None = None,
) -> None:
    """Write the points, the figures that ``draw`` makes, and the manifest with their checksums."""
    content = manifest(KIND, bench, plan.base, experiment_of(plan, bench)) | told(result)
    content |= {
        "words": words_of(plan),
        "times": dict(times),
        "thresholds": {name: vars(kept) for name, kept in result.thresholds.items()},
        "columns": {
            name: {"label": label, "unit": unit} for name, (label, unit) in result.columns.items()
        },
        "differences": {
            name: [vars(mine), vars(healthy)]
            for name, (mine, healthy) in result.differences.items()
        },
    }
    write_folder(folder, {POINTS: table_text(result.columns, result.rows)}, content, draw)


def write_branch_csv(path: Path, result: BranchResult) -> None:
    """Write the points alone; the unit stands in each column's head."""
    heads = {
        name: f"{name} [{unit}]" if unit else name for name, (_, unit) in result.columns.items()
    }
    rows = [{heads[name]: row[name] for name in heads} for row in result.rows]
    write_text(path, table_text(heads.values(), rows))


def read_branch(folder: Path) -> BranchResult:
    """The branch that was written into ``folder``; raises OutputFolderError where there is none."""
    return _told_result(folder, intact_manifest(folder, KIND, POINTS))


def _told_result(folder: Path, kept: Mapping[str, Any]) -> BranchResult:
    try:
        return _result(folder, kept)
    except (KeyError, TypeError, ValueError) as trouble:
        raise OutputFolderError(
            f"{folder}: {MANIFEST} was not written by this version of rls-sim ({trouble!r})."
        ) from None


def _result(folder: Path, kept: Mapping[str, Any]) -> BranchResult:
    low, high = kept["range"]
    lower, upper = (
        End(Ending(end["ending"]), _number(end["value"]), end["words"]) for end in kept["ends"]
    )
    return BranchResult(
        followed=Quantity(**kept["followed"]),
        low=low,
        high=high,
        start=kept["start"],
        rows=read_table(folder / POINTS, TEXT_COLUMNS, COUNT_COLUMNS),
        columns={name: (words["label"], words["unit"]) for name, words in kept["columns"].items()},
        criticals=tuple(
            Critical(**{**facts, "proof": _proof(facts["proof"])}) for facts in kept["criticals"]
        ),
        folds=tuple(Fold(**{**facts, "proof": _proof(facts["proof"])}) for facts in kept["folds"]),
        ends=(lower, upper),
        table=tuple(kept["words"]["outcomes"]),
        levels=tuple((name, value) for name, value in kept["levels"]),
        lesions=tuple(kept["experiment"]["lesions"]),
        differences=read_differences(kept),
        thresholds={name: Quantity(**facts) for name, facts in kept["thresholds"].items()},
        model_hash=kept["experiment"]["model_hash"],
        version=kept["rls_sim"],
    )


def _proof(facts: Mapping[str, Any]) -> Proof:
    """A proof; JSON has no number for what is infinite or was not asked."""
    return Proof(**{name: _number(value) for name, value in facts.items()})


def _number(value: Any) -> Any:
    return float("nan") if value is None else value
