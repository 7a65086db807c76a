"""A cohort's folder: who the people are, as `rls-sim cohort make` leaves it.

DIR/manifest.json    what made them: population, seed, count, model; the sum of people.parquet
DIR/people.parquet   a row a person: traits, and the parameters of the model that they have
DIR/days/            the day of each person, a sweep's folder (study/sweeps/store.py)
DIR/expecting/       women whom a child has on its way, or had: parts as of a sweep's table
DIR/days-0007/       the same people in member 7 of the ensemble, if asked for
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.population.bodies import parameter_names, parameters_of
from rls_sim.clinic.population.drawing import WORDS, Columns, draw_people
from rls_sim.clinic.population.population import Array, Population, read_population
from rls_sim.errors import FolderMismatchError, OutputFolderError
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.files import system_errors_told
from rls_sim.study.folder import (
    MANIFEST,
    intact_manifest,
    reusable_manifest,
    write_folder,
)
from rls_sim.study.provenance import manifest, now
from rls_sim.study.sweeps.parts import DamagedPartError, Part, decode, encode

KIND, PEOPLE = "cohort", "people.parquet"
MOST_PEOPLE = 10_000_000  # whose traits and parameters are held in memory


@dataclass(frozen=True, eq=False)
class People:
    """
    The people of a folder, n of them.

    ``traits`` (n,) by name; ``names`` of the k parameters in which they differ, and their
    ``values`` (n, k) in each parameter's unit; ``held`` (k,) the share of people whose value was
    held at the end of its range.
    """

    folder: Path
    kept: Mapping[str, Any]  # the manifest
    traits: Columns
    names: tuple[str, ...]
    values: Array

    def __len__(self) -> int:
        """Number of people."""
        return len(self.values)

    @property
    def identity(self) -> str:
        """The sum of the file that holds them."""
        return str(self.kept["files"][PEOPLE])

    @property
    def seed(self) -> int:
        """What they were drawn from."""
        return int(self.kept["experiment"]["seed"])

    @cached_property
    def population(self) -> Population:
        """The distributions that they were drawn from."""
        return read_population(self.kept["experiment"]["population"], f"{self.folder}/{MANIFEST}")


def make_people(
    folder: Path, population: Population, count: int, seed: int, bench: Bench
) -> tuple[People, bool]:
    """
    Draw people into a folder; False where they were there already.

    Raises FolderMismatchError where it holds anything else, OutputFolderError where it cannot be
    written.
    """
    experiment = {
        "population": population.content,
        "people": count,
        "seed": seed,
        "model_hash": bench.model.hash(),
    }
    words = {"traits": list(WORDS)}
    if reusable_manifest(folder, KIND, experiment, words, PEOPLE) is not None:
        return open_people(folder), False
    people = draw_people(population, count, seed)
    names = parameter_names(population, bench)
    values, held = parameters_of(people, population, bench)
    labels = dict(WORDS) | {
        name: (bench.healthy[name].meaning, bench.healthy[name].unit) for name in names
    }
    columns = {**people, **dict(zip(names, np.ascontiguousarray(values.T), strict=True))}

    def write(draft: Path) -> None:
        (draft / PEOPLE).write_bytes(encode(Part(KIND, 0, columns), labels))

    made = manifest(KIND, bench, Cell(bench.healthy), experiment)
    content = (
        {"notice": NOTICE}
        | made
        | {
            "made": now(),
            "seed": seed,
            "words": words,
            "parameters": list(names),
            "held": dict(zip(names, held.mean(axis=0).tolist(), strict=True)),
        }
    )
    write_folder(folder, {}, content, write)
    return open_people(folder), True


def open_people(folder: Path) -> People:
    """The people of a folder; raises OutputFolderError where there are none to believe."""
    kept = intact_manifest(folder, KIND, PEOPLE)
    with system_errors_told(f"Cannot read {folder / PEOPLE}"):
        data = (folder / PEOPLE).read_bytes()
    try:
        columns = decode(data).columns
        names = tuple(kept["parameters"])
        traits = {name: columns[name] for name in WORDS}
        values = np.stack([columns[name] for name in names], axis=1)
    except (DamagedPartError, KeyError, TypeError) as trouble:
        raise OutputFolderError(f"{folder / PEOPLE} cannot be read: {trouble}.") from None
    return People(folder, kept, traits, names, values)


def require_model(people: People, bench: Bench) -> None:
    """Raise FolderMismatchError where people have parameters of another model."""
    made = people.kept["experiment"]["model_hash"]
    if made != bench.model.hash():
        raise FolderMismatchError(
            f"{people.folder}: its people were made for model {made[:12]}, and this rls-sim has "
            f"{bench.model.hash()[:12]}; make them anew, or use the version that made them."
        )
