"""Every problem of a file or a command, gathered, so that they are told all at once."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from rls_sim.errors import ConfigError, InputError, RlsSimError


def toml_text(value: object) -> str:
    """A value as it is written in TOML; what TOML cannot hold as Python would print it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml_text, value))}]"
    if isinstance(value, Mapping):
        pairs = (f"{key} = {toml_text(entry)}" for key, entry in value.items())
        return f"{{{', '.join(pairs)}}}"
    return str(value)


def flat(
    table: Mapping[str, Any], leaf_keys: Iterable[str] = (), place: str = ""
) -> Iterator[tuple[str, Any]]:
    """Each dotted name of a table with its entry.

    To TOML ``neuron.x = 1`` without quotes is a table in a table; one that has a key of
    ``leaf_keys`` is an entry.
    """
    for key, entry in table.items():
        name = f"{place}.{key}" if place else key
        if isinstance(entry, dict) and entry and not set(entry) & set(leaf_keys):
            yield from flat(entry, leaf_keys, name)
        else:
            yield name, entry


class Problems:
    """Collects what is wrong with one file (or with the command line) by key and value."""

    def __init__(self, place: str) -> None:
        """``place`` is the file's path, or ``the command line``."""
        self.place = place
        self.lines: list[str] = []

    def add(self, key: str, value: object, trouble: str) -> None:
        """Note one problem: ``file: key = value: trouble``."""
        self.lines.append(f"{self.place}: {key} = {toml_text(value)}: {trouble}")

    @contextmanager
    def at(self, key: str, value: object) -> Iterator[None]:
        """Note any error of ours that the block raises, with this key and value."""
        try:
            yield
        except RlsSimError as trouble:
            self.add(key, value, str(trouble))

    @contextmanager
    def on(self, words: str) -> Iterator[None]:
        """Note any error of ours that the block raises, after these words."""
        try:
            yield
        except RlsSimError as trouble:
            self.lines.append(f"{words}: {trouble}")

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Note every line of a ConfigError that the block raises, as it is."""
        try:
            yield
        except ConfigError as trouble:
            self.lines += trouble.problems

    @contextmanager
    def told(self) -> Iterator[None]:
        """Note every line of what the block cannot do as it was asked to, as it is."""
        try:
            yield
        except InputError as trouble:
            self.lines += str(trouble).splitlines()

    def raise_if_any(self) -> None:
        """Raise one ConfigError with every line gathered so far."""
        if self.lines:
            raise ConfigError(self.lines)

    def unknown_keys(self, prefix: str, table: Mapping[str, Any], known: Iterable[str]) -> None:
        """Note each key that is not among ``known``, with the nearest that is."""
        known = list(known)
        for key in table:
            if key not in known:
                close = get_close_matches(key, known, n=1)
                hint = f"did you mean {prefix}{close[0]}?" if close else ""
                self.lines.append(
                    f"{self.place}: unknown key {prefix}{key}; "
                    + (hint or f"known are {', '.join(known)}.")
                )

    def table(self, key: str, value: object) -> dict[str, Any]:
        """The value as a table; an empty one if it is missing or something else (noted)."""
        if isinstance(value, dict):
            return value
        if value is not None:
            self.add(key, value, f"is not a table; write [{key}].")
        return {}

    def sentence(self, key: str, value: object, *, needed: bool = True) -> str:
        """The value as text."""
        if isinstance(value, str) and (value.strip() or not needed):
            return value.strip()
        if value is None and not needed:
            return ""
        if value is None:
            self.lines.append(f"{self.place}: {key} is missing.")
        else:
            self.add(key, value, "is not a text.")
        return ""

    def words(self, key: str, value: object) -> tuple[str, ...]:
        """The value as a list of texts; one text alone is a list of one."""
        if isinstance(value, str):
            return (value,)
        if isinstance(value, list) and all(isinstance(word, str) for word in value):
            return tuple(value)
        self.add(key, value, "is not a list of texts.")
        return ()

    def number(
        self,
        key: str,
        value: object,
        low: float = float("-inf"),
        high: float = float("inf"),
    ) -> float:
        """The value as a number from ``low`` to ``high``; not-a-number (and noted) otherwise."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            if low <= value <= high:
                return float(value)
            self.add(key, value, f"lies outside {low:g} to {high:g}.")
        elif value is None:
            self.lines.append(f"{self.place}: {key} is missing.")
        else:
            self.add(key, value, "is not a number.")
        return float("nan")
