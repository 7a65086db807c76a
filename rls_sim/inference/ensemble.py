"""
The calibrated ensemble: sets of parameters that are as probable as each other.

Drawn from the declared distributions and weighed by the numbers of health alone
(biology/evidence/healthy.toml) by `tempering`, in several islands that know nothing of each other,
so that their differences tell how well each is drawn. Kept as standard normal points in two bytes
each, beside the hash of the model that they belong to.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError
from rls_sim.inference.healthy import (
    HealthyNumber,
    load_healthy,
    log_likelihood,
    responses_of,
)
from rls_sim.inference.prior import Prior
from rls_sim.inference.tempering import Drawn, draw_posterior
from rls_sim.inference.worlds import solve_worlds
from rls_sim.outcomes.states import CellState, state_margins, states_of
from rls_sim.study.cell import STATE, Bench
from rls_sim.study.files import whole_file

Array = NDArray[np.float64]

SCHEMA = "rls-sim/ensemble/1"
ISLANDS, MEMBERS, SEED = 5, 10_000, 20261128
SPARE = 1.06  # drawn for each that is kept: some are not functional, which health is
STEP = 2.0**-12  # of a point: two bytes reach from -8 to 8
BUILD = "rls-sim ensemble build"

Progress = Callable[[int, float, int], None]  # island, temperature reached, cells solved


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Members of equal weight: ``points`` (n, k), standard normal under the prior."""

    prior: Prior
    points: Array
    about: Mapping[str, Any]

    def __len__(self) -> int:
        """Number of members."""
        return len(self.points)

    @cached_property
    def values(self) -> Array:
        """Values (n, k) of ``prior.names``, each in its parameter's unit."""
        return self.prior.values(self.points)

    def table(self, bench: Bench, members: NDArray[np.integer[Any]] | slice) -> Array:
        """Parameters (n, np) of some members in canonical units and the kernel's order."""
        return self.prior.table(self.points[members], bench.kernel, bench.healthy)

    def draw(self, count: int, seed: int) -> NDArray[np.int64]:
        """Numbers of so many members, none twice before all are used."""
        chance = np.random.default_rng(seed)
        rounds = -(-count // len(self))
        return np.concatenate([chance.permutation(len(self)) for _ in range(rounds)])[:count]


def build_ensemble(
    bench: Bench,
    members: int = MEMBERS,
    islands: int = ISLANDS,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Ensemble:
    """
    Draw an ensemble; the same seed gives the same members. Minutes.

    Kept are members with a certified periodic day and the state "functional": thresholds vary too,
    and no healthy cell lies beyond its own. Where those are fewer than asked for, it is said in
    ``about``. Raises InputError for fewer than two members an island.
    """
    each = members // islands
    if each < 2:
        raise InputError(f"{members} members in {islands} islands are fewer than two in each")
    prior, numbers = Prior.declared(bench.healthy), load_healthy()
    readers = {number.name: number.read for number in numbers}

    def responses(points: Array) -> Array:
        table = prior.table(points, bench.kernel, bench.healthy)
        worlds = solve_worlds(bench, table, readers, certify=False, patient=False)
        return responses_of(numbers, worlds.found)

    def told(island: int) -> Callable[[float, int], None] | None:
        return None if progress is None else partial(progress, island)

    drawn = [
        draw_posterior(
            responses,
            partial(log_likelihood, numbers),
            len(prior.names),
            round(SPARE * each),
            seed + island,
            told(island),
        )
        for island in range(islands)
    ]
    groups = [np.asarray(kept_points(d.points) * STEP, dtype=np.float64) for d in drawn]
    well = [_functional(bench, prior, group) for group in groups]
    groups = [group[kept][:each] for group, kept in zip(groups, well, strict=True)]
    points = np.concatenate(groups)
    about = {
        **identity_of(bench, prior),
        "members": len(points),
        "islands": islands,
        "seed": seed,
        "sampler": _sampler_facts(drawn),
        "functional_share": float(np.mean(np.concatenate(well))),
        "drawn_well": mixing(groups),
    }
    ensemble = Ensemble(prior, points, about)
    return Ensemble(prior, points, {**about, "health": check_members(bench, ensemble, numbers)})


def check_members(
    bench: Bench, ensemble: Ensemble, numbers: tuple[HealthyNumber, ...] | None = None
) -> dict[str, Any]:
    """How members meet the numbers of health: quantiles of each, and what they come to."""
    numbers = numbers or load_healthy()
    readers = {number.name: number.read for number in numbers}
    table = ensemble.table(bench, slice(None))
    worlds = solve_worlds(bench, table, {**readers, STATE: _word})
    words, counts = np.unique(worlds.found[STATE][worlds.solved], return_counts=True)
    return {
        "solved": int(worlds.solved.sum()),
        "states": dict(zip(map(str, words), map(int, counts), strict=True)),
        "quantiles": {
            number.name: np.nanquantile(worlds.found[number.name], (0.05, 0.5, 0.95)).tolist()
            for number in numbers
        },
    }


def _functional(bench: Bench, prior: Prior, points: Array) -> NDArray[np.bool_]:
    """Which points have a day, and are functional on it."""
    table = prior.table(points, bench.kernel, bench.healthy)
    worlds = solve_worlds(bench, table, {STATE: _word})
    return np.asarray(worlds.solved & (worlds.found[STATE] == CellState.FUNCTIONAL.value))


def _word(day: Any) -> Any:
    return states_of(state_margins(day))


def kept_points(points: Array) -> NDArray[np.int16]:
    """Points (n, k) in two bytes each."""
    return np.clip(np.rint(points / STEP), -32767, 32767).astype(np.int16)


def mixing(groups: Sequence[Array]) -> dict[str, float]:
    """
    How alike islands are: the worst and the median R-hat of a direction, and effective sizes.

    R-hat (Gelman and Rubin) is 1 where islands agree; the effective size of a direction is that of
    independent draws whose island means would differ as much.
    """
    means = np.array([group.mean(axis=0) for group in groups])
    within = np.mean([group.var(axis=0, ddof=1) for group in groups], axis=0)
    between = means.var(axis=0, ddof=1)
    total = sum(map(len, groups))
    each = total / len(groups)
    r_hat = np.sqrt((each - 1) / each + between / within)
    # The mean over directions of what islands differ by, which one direction cannot tell alone.
    effective = total / np.maximum(each * float(np.mean(between / within)), 1.0)
    return {
        "r_hat_worst": float(r_hat.max()),
        "r_hat_median": float(np.median(r_hat)),
        "effective_size": float(effective),
    }


def _sampler_facts(drawn: list[Drawn]) -> dict[str, Any]:
    evidence = np.array([island.log_evidence for island in drawn])
    return {
        "log_evidence": [float(value) for value in evidence],
        "founders": [island.founders for island in drawn],
        "cells_solved": sum(island.calls for island in drawn),
        "stages": [[vars(stage) for stage in island.stages] for island in drawn],
    }


def identity_of(bench: Bench, prior: Prior) -> dict[str, Any]:
    """What an ensemble belongs to: the model and its prior, and the numbers of health."""
    words = "\n".join(
        f"{name} {scatter}" for name, scatter in zip(prior.names, prior.scatters, strict=True)
    )
    numbers = "\n".join(f"{n.name} {n.value} {n.unit} {n.kind} {n.error}" for n in load_healthy())
    return {
        "schema": SCHEMA,
        "model_hash": bench.model.hash(),
        "prior": sha256(words.encode()).hexdigest(),
        "healthy_numbers": sha256(numbers.encode()).hexdigest(),
    }


def shipped_path() -> Path:
    """The file that comes with the package."""
    return Path(str(resources.files("rls_sim.biology") / "evidence" / "ensemble.npz"))


def save_ensemble(ensemble: Ensemble, path: Path) -> None:
    """Write an ensemble whole or not at all; raises OutputFolderError."""
    about = np.frombuffer(json.dumps(dict(ensemble.about)).encode(), dtype=np.uint8)
    with whole_file(path) as draft:
        np.savez_compressed(draft, points=kept_points(ensemble.points), about=about)


def require_brain(bench: Bench) -> None:
    """Raise InputError for a model of others, which nothing that was seen in people weighs."""
    if bench.foreign:
        raise InputError("--model: what was published on the brain is no evidence on this model.")


def load_ensemble(bench: Bench, path: Path | None = None) -> Ensemble:
    """
    The shipped ensemble, or that of a file.

    Raises InputError where it cannot be read or belongs to another model, prior or health.
    """
    require_brain(bench)
    place = path or shipped_path()
    try:
        with place.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            about, points = json.loads(bytes(kept["about"])), kept["points"] * STEP
    except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile) as trouble:
        what = "there is no such file" if isinstance(trouble, FileNotFoundError) else "not of ours"
        raise InputError(f"{place} holds no ensemble: {what}. Make one: {BUILD} -o FILE") from None
    prior = Prior.declared(bench.healthy)
    due = identity_of(bench, prior)
    off = [key for key, value in due.items() if about.get(key) != value]
    if off:
        told = ", ".join(key.replace("_", " ") for key in off)
        raise InputError(
            f"{place} belongs to another {told} than was asked for. Make one: {BUILD} -o FILE"
            f"{' --extend FILE.py' if bench.extensions else ''}, and name it with --ensemble FILE."
        )
    return Ensemble(prior, points, about)
