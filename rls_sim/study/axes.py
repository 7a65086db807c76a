"""How what varies is combined: product, pairs and samples, and the axes that come of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.quantities.scatter import Scatter
from rls_sim.study.design import Axis, Listed
from rls_sim.study.problems import Problems
from rls_sim.study.samples import METHODS, Sampled
from rls_sim.study.variations import TABLE, Varied, names_of

DESIGN_KEYS = ("samples", "method", "seed", "zip", "table")
DEFAULT_METHOD = "sobol"
DEFAULT_SEED = 0
MOST_SAMPLES = 10**12
LARGEST_SEED = 2**63 - 1  # of TOML's whole numbers
OPTIONS = {"samples": "--samples", "method": "--design", "seed": "--seed"}  # by key of [design]
HOW_TO_SAMPLE = "give a parameter a distribution, such as -p NAME=lognormal:1x:1.5"


@dataclass(frozen=True)
class Word:
    """One thing that was asked of the design, and where what is wrong with it is told."""

    value: Any
    told: Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Wishes:
    """How what varies is to be combined and sampled."""

    words: Mapping[str, Word] = field(default_factory=dict)  # samples, method, seed
    zips: tuple[Word, ...] = ()  # each of a tuple of names
    lower: tuple[Word, ...] = ()  # pairs that stand unless one of ``zips`` has a name of theirs

    def over(self, other: "Wishes") -> "Wishes":
        """These wishes, and the other's where these say nothing."""
        return Wishes({**other.words, **self.words}, self.zips, other.zips)

    def read(self) -> dict[str, Any]:
        """Count, method and seed as far as they are given and can be read; the rest is noted."""
        values: dict[str, Any] = {}
        for key, word in self.words.items():
            with word.told():
                values[key] = _read_word(key, word.value)
        return values

    def groups(self, parameters: ParameterSet) -> list[tuple[Word, tuple[str, ...]]]:
        """The full names of each group of pairs; what cannot be one is noted and left out."""
        groups: list[tuple[Word, tuple[str, ...]]] = []
        for words in (self.zips, self.lower):
            typed = {name for _, names in groups for name in names}
            for word in words:
                with word.told():
                    names = tuple(parameters.resolve(name) for name in word.value)
                    if not typed.intersection(names):
                        _require_pair(names, groups)
                        groups.append((word, names))
        return groups


def _require_pair(names: tuple[str, ...], groups: list[tuple[Word, tuple[str, ...]]]) -> None:
    """Raise InputError where these names are no pair, or one of them is in another."""
    if len(names) < 2 or len(set(names)) < len(names):
        raise InputError("a pair is two different names or more, such as A,B.")
    taken = {name for _, others in groups for name in others}
    if twice := sorted(taken.intersection(names)):
        raise InputError(f"{twice[0]} is paired twice; write all its names in one.")


def config_wishes(content: Mapping[str, Any], problems: Problems) -> Wishes:
    """What a configuration's ``[design]`` says of pairs and samples."""
    table = problems.table("design", content.get("design"))
    words = {
        key: Word(table[key], partial(problems.at, f"design.{key}", table[key]))
        for key in OPTIONS
        if key in table
    }
    groups = table.get("zip", [])
    if not (isinstance(groups, list) and all(map(_is_group, groups))):
        problems.add("design.zip", groups, 'is not a list of lists of names; write [["a", "b"]].')
        groups = []
    told = partial(problems.at, "design.zip")
    return Wishes(words, tuple(Word(tuple(group), partial(told, group)) for group in groups))


def _is_group(group: object) -> bool:
    return isinstance(group, list) and all(isinstance(name, str) for name in group)


def typed_wishes(
    zips: Iterable[str], samples: str, method: str, seed: str, problems: Problems
) -> Wishes:
    """What the command line says of pairs and samples; an empty text says nothing."""
    texts = {"samples": samples, "method": method, "seed": seed}
    words = {
        key: Word(text.strip(), partial(problems.on, f"{OPTIONS[key]} {text}"))
        for key, text in texts.items()
        if text
    }
    pairs = [
        Word(tuple(map(str.strip, text.split(","))), partial(problems.on, f"--zip {text}"))
        for text in zips
    ]
    return Wishes(words, tuple(pairs))


def make_axes(
    varied: Varied,
    groups: Iterable[tuple[Word, tuple[str, ...]]],
    words: Mapping[str, Word],
    values: Mapping[str, Any],
) -> tuple[Axis, ...]:
    """The axes of what varies, in its order; pairs and samples stand where their first does.

    ``values`` are the ``words`` as read. Notes what cannot be paired or sampled where it was
    asked for. Raises InputError where something is sampled and nobody says how often.
    """
    pairs: dict[str, Listed] = {}
    for word, names in groups:
        with word.told():
            pairs |= dict.fromkeys(names, _paired(names, varied))
    scatters = {name: entry for name, entry in varied.items() if isinstance(entry, Scatter)}
    sampled = _sampled(scatters, words, values)
    axes: list[Axis] = []
    for key, entry in varied.items():
        axis = sampled if isinstance(entry, Scatter) else pairs.get(key, entry)
        if axis is not None and not any(axis is other for other in axes):
            axes.append(axis)
    return tuple(axes)


def _paired(names: Sequence[str], varied: Varied) -> Listed:
    """Lists as one axis, in the order in which they vary; raises InputError where they are not."""
    ordered = sorted(names, key=[*varied, *names].index)
    lists = [_list(name, varied) for name in ordered]
    if len({listed.size for listed in lists}) > 1:
        told = ", ".join(f"{listed.names[0]} has {listed.size}" for listed in lists)
        raise InputError(f"pairs need equally many values, and {told}.")
    paired = Listed(tuple(ordered), np.hstack([listed.values for listed in lists]))
    if len(set(map(tuple, paired.values.tolist()))) < paired.size:
        raise InputError(f"the same values of {', '.join(ordered)} stand there twice.")
    return paired


def _list(name: str, varied: Varied) -> Listed:
    """The list of one parameter; raises InputError saying why there is none."""
    entry = varied.get(name)
    if isinstance(entry, Listed):
        return entry
    if entry is not None:
        raise InputError(f"{name} is sampled, and only lists are paired: write {name}=V1,V2,V3.")
    for key, other in varied.items():
        if name in names_of(key, other):
            table = key.removeprefix(TABLE)
            raise InputError(f"{name} is a column of {table}, whose columns are paired already.")
    raise InputError(f"{name} does not vary; give it values by -p {name}=V1,V2,V3.")


def _sampled(
    scatters: Mapping[str, Scatter], words: Mapping[str, Word], values: Mapping[str, Any]
) -> Sampled | None:
    """The axis of all that is sampled; None where there is none, or where it was noted why."""
    if not scatters:
        for word in words.values():
            with word.told():
                raise InputError(f"nothing is sampled; {HOW_TO_SAMPLE}, or leave it out.")
        return None
    if "samples" not in words:
        are = "are" if len(scatters) > 1 else "is"
        raise InputError(
            f"{', '.join(scatters)} {are} sampled; give -N 1024, or write samples = 1024 below "
            "[design]."
        )
    if "samples" in values:
        method, seed = values.get("method", DEFAULT_METHOD), values.get("seed", DEFAULT_SEED)
        with words["samples"].told():
            drawn = tuple(scatters.values())
            return Sampled(tuple(scatters), drawn, values["samples"], method, seed)
    return None


def read_seed(text: str) -> int:
    """Read what was typed after --seed; raises InputError for anything but a whole number."""
    try:
        return int(str(_read_word("seed", text)))
    except InputError as trouble:
        raise InputError(f"--seed {text}: {trouble}") from None


def _read_word(key: str, value: object) -> object:
    if key == "method":
        text = str(value)
        if text not in METHODS:
            raise UnknownNameError("design", text, METHODS)
        return text
    low, high = (0, LARGEST_SEED) if key == "seed" else (1, MOST_SAMPLES)
    text = value if isinstance(value, str) else repr(value)
    if not (text.isascii() and text.isdigit() and len(text) < 30 and low <= int(text) <= high):
        raise InputError(f"is not a whole number from {low} to {high}.")
    return int(text)
