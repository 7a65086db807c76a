"""Days solved once: the next reading of the same person needs no second minute."""

import io
from collections.abc import Callable, Mapping
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from rls_sim.inference.worlds import solve_worlds
from rls_sim.network.code_cache import cached
from rls_sim.outcomes.measures import find_measure
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import (
    PACKAGES_THAT_DECIDE,
    ROOMS_OF_NUMBERS,
    code_fingerprint,
    package_versions,
)

Array = NDArray[np.float64]


def solved_days(
    bench: Bench,
    table: Array,
    outcomes: tuple[str, ...],
    threads: int = 0,
    progress: Callable[[int], None] | None = None,
) -> tuple[NDArray[np.bool_], Mapping[str, Array]]:
    """
    Which of cells (n, np), canonical units, have a day, (n,), and outcomes (n,) by name.

    Kept where machine code is kept, under everything that decides them; then they cost nothing.
    """

    def make() -> tuple[Mapping[str, object], bytes]:
        readers = {name: find_measure(name).function for name in outcomes}
        worlds = solve_worlds(
            bench, table, readers, certify=False, threads=threads, progress=progress
        )
        columns = np.stack([worlds.found[name] for name in outcomes])
        content = io.BytesIO()
        np.savez_compressed(content, solved=worlds.solved, columns=columns)
        return {}, content.getvalue()

    versions = package_versions(PACKAGES_THAT_DECIDE)
    key = {
        "what": "days of candidates",
        "model": bench.model.hash(),
        "code": code_fingerprint((*ROOMS_OF_NUMBERS, "inference")),
        "packages": " ".join(f"{name} {versions[name]}" for name in PACKAGES_THAT_DECIDE),
        "outcomes": " ".join(outcomes),
        "cells": sha256(np.ascontiguousarray(table).tobytes()).hexdigest(),
    }
    with np.load(io.BytesIO(cached(key, make).payload), allow_pickle=False) as kept:
        solved, columns = kept["solved"], kept["columns"]
    return solved, dict(zip(outcomes, columns, strict=True))
