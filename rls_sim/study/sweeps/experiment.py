"""What makes a sweep this one and no other, as a manifest keeps it; the plan made of it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

from rls_sim.errors import FolderMismatchError, UnknownNameError
from rls_sim.study.cell import STATE, Bench, Cell
from rls_sim.study.config import SweepPlan
from rls_sim.study.design import Design
from rls_sim.study.extension_file import sums
from rls_sim.study.folder import canonical
from rls_sim.study.lesion import AppliedLesion
from rls_sim.study.problems import Problems
from rls_sim.study.provenance import differences

SPANS = ("none", "night", "all")
SMALLEST_CHUNK, USUAL_CHUNK, LARGEST_CHUNK = 32, 1024, 8192  # cells
MOST_PARTS = 4096
SHARES = 16  # of a small sweep, so that every core has some
TRACED_BY_ITSELF = 1000  # cells along one line, whose days a figure shows


@dataclass(frozen=True)
class Layout:
    """How a sweep is kept: outcomes and courses that stay, and how many cells a part holds."""

    outcomes: tuple[str, ...]
    traces: str  # of SPANS: which hours of the day
    follow: tuple[str, ...]  # quantities whose courses are kept
    chunk: int


def layout_of(
    plan: SweepPlan,
    bench: Bench,
    *,
    keep: tuple[str, ...] = (),
    traces: str = "",
    follow: tuple[str, ...] = (),
    chunk: int = 0,
) -> Layout:
    """
    The layout that was asked for; what is empty is chosen.

    All outcomes are kept unless some are named; the whole day where few cells lie on one line.
    Raises one ConfigError with every problem.
    """
    outcomes, followed = read_names(bench, keep, follow)
    chosen = traces or ("all" if plan.line and plan.size <= TRACED_BY_ITSELF else "none")
    problems = Problems("")
    if chosen == "none" and follow:
        problems.lines.append(
            "--follow says whose courses are kept; give --traces night or all too."
        )
    if unkept := [name for name in plan.outcomes if name not in outcomes]:
        problems.lines.append(
            f"{', '.join(unkept)}: to be printed (--outcome, or outcomes below [output]), and "
            "--keep leaves it out; name it there too."
        )
    problems.raise_if_any()
    return Layout(
        outcomes, chosen, () if chosen == "none" else followed, chunk or usual_chunk(plan.size)
    )


def read_names(
    bench: Bench, keep: tuple[str, ...], follow: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    The outcomes to keep, and the full names of the quantities to follow.

    Raises one ConfigError with every name that is none.
    """
    problems, followed = Problems(""), []
    for name in keep:
        if name not in bench.measures:
            unknown = UnknownNameError("outcome", name, bench.measures, where="--keep")
            problems.lines.append(str(unknown))
    for name in follow or bench.followed:
        try:
            followed.append(_full_name(name, bench))
        except UnknownNameError as unknown:
            problems.lines.append(str(unknown))
    problems.raise_if_any()
    outcomes = tuple(name for name in bench.measures if not keep or name in (*keep, STATE))
    return outcomes, tuple(dict.fromkeys(followed))


def quantity_words(bench: Bench) -> dict[str, tuple[str, str]]:
    """Label and unit of every quantity that has a course through the day."""
    words = {s.name: (s.label, s.unit) for s in bench.model.species}
    return words | {law.name: (law.label, law.unit) for law in bench.model.derived}


def _full_name(name: str, bench: Bench) -> str:
    known = quantity_words(bench)
    for candidate in (name, f"{bench.model.home}.{name}"):
        if candidate in known:
            return candidate
    raise UnknownNameError("quantity", name, known, where="--follow", home=bench.model.home)


def usual_chunk(cells: int) -> int:
    """Cells in a part: many in a long sweep, and in a short one so few that all cores have some."""
    share = -(-cells // SHARES)
    chunk = max(SMALLEST_CHUNK, min(USUAL_CHUNK, share), -(-cells // MOST_PARTS))
    return min(LARGEST_CHUNK, -(-chunk // SMALLEST_CHUNK) * SMALLEST_CHUNK)


def experiment_of(plan: SweepPlan, bench: Bench, layout: Layout) -> dict[str, Any]:
    """What makes a sweep this one; titles and printed outcomes do not."""
    return {
        "extensions": sums(bench.extensions),
        "model_hash": bench.model.hash(),
        "lesions": [str(lesion) for lesion in plan.base.lesions],
        "set": {
            name: facts["value"]
            for name, facts in differences(plan.base.parameters, bench.healthy).items()
        },
        "design": plan.design.spec(),
        "cells": plan.size,
        **{name: list(v) if isinstance(v, tuple) else v for name, v in asdict(layout).items()},
    }


def words_of(plan: SweepPlan) -> dict[str, Any]:
    """What a sweep says of itself, and which outcomes it prints."""
    return {"title": plan.title, "question": plan.question, "outcomes": list(plan.outcomes)}


def identity_of(experiment: Mapping[str, Any], maker: Mapping[str, Any]) -> str:
    """One word for an experiment and what computed it; parts of another sweep have another."""
    return sha256(canonical({"experiment": experiment, "maker": maker})).hexdigest()[:32]


def read_experiment(
    experiment: Mapping[str, Any],
    words: Mapping[str, Any],
    bench: Bench,
    lesions: tuple[AppliedLesion, ...] = (),
) -> tuple[SweepPlan, Layout]:
    """
    The plan and the layout that an experiment was made of.

    What ``lesions`` did is in its parameters; they are who did it, for whoever tells of them.

    Raises FolderMismatchError where it was made of another model, or its rows are people.
    """
    if experiment["model_hash"] != bench.model.hash():
        raise FolderMismatchError(
            f"the sweep was made of model {experiment['model_hash'][:12]}, and this rls-sim has "
            f"{bench.model.hash()[:12]}; use the version that made it."
        )
    if "axes" not in experiment["design"]:
        raise FolderMismatchError(
            "its rows are people of a virtual population, kept in the folder around it: give that "
            "to rls-sim cohort run or rls-sim cohort show."
        )
    parameters = bench.healthy
    for name, value in experiment["set"].items():
        parameters = parameters.override(name, value, reason="the sweep's manifest")
    plan = SweepPlan(
        words["title"],
        words["question"],
        Cell(parameters, lesions),
        Design.from_spec(experiment["design"]),
        tuple(words["outcomes"]),
    )
    layout = Layout(
        tuple(experiment["outcomes"]),
        experiment["traces"],
        tuple(experiment["follow"]),
        int(experiment["chunk"]),
    )
    return plan, layout
