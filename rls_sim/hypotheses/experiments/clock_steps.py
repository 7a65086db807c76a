"""
Runs about which step carries the clock, one step moved at a time and the others still.

"clock_steps": size and hour of each step's rhythm are set, for each member, so that dopamine
swings as wide and peaks at the same hour as it is due; then cells are read. A member in which a
step cannot do that has no number. "clock_weights": size and hour are drawn instead, and each step
is weighed by how probable it makes published numbers of health.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rls_sim.errors import UnknownNameError
from rls_sim.hypotheses.experiments.cells import (
    SIZE,
    SOLVED,
    Arm,
    read_arm,
    readable,
    reader_of,
)
from rls_sim.hypotheses.experiments.formula import hours_after
from rls_sim.hypotheses.experiments.setting import Array, Numbers, Setting
from rls_sim.inference.healthy import HealthyNumber, load_healthy
from rls_sim.study.cell import Bench
from rls_sim.study.problems import Problems

STEPS = ("tyrosine_hydroxylase", "release", "dopamine_transporter", "monoamine_oxidase")
AGAINST = ("dopamine_transporter", "monoamine_oxidase")  # dopamine is low where these are high
KEYS = ("kind", "name", "steps", "lesion", "change", "sizes", "dopamine_hour", "active_rest")
KEYS_OF_WEIGHTS = ("kind", "name", "steps", "health", "draws")
SWING, HOUR = "extracellular_dopamine_active_rest", "extracellular_dopamine_acrophase"
FITS = 6  # rounds of setting size and hour
SWING_OFF, HOUR_OFF = 0.05, 0.5  # of the swing, and hours: what counts as matched
RESAMPLES = 400
WIDEST = 0.9  # of a rhythm


def with_clock(setting: Setting, table: Array, step: str, amplitude: Any, hour: Any) -> Array:
    """Cells (n, np) in which this step of dopamine alone has a rhythm."""
    found = table.copy()
    for other in STEPS:
        setting.put(found, f"{other}_clock_amplitude", 0.0)
    setting.put(found, f"{step}_clock_amplitude", amplitude)
    setting.put(found, f"{step}_clock_acrophase", np.mod(hour, 24.0))
    return found


def fitted(setting: Setting, step: str, swing: Array, hour: Array) -> tuple[Array, Array, Array]:
    """
    Size and hour of a step's rhythm with which dopamine does what is due, and where it does, (n,).

    ``swing``: mean of its better half day over the other; ``hour``: its acrophase.
    """
    count = len(setting.table)
    amplitude = np.full(count, 0.25)
    peak = np.asarray(hour + (12.0 if step in AGAINST else 0.0))
    readers = {name: reader_of(name) for name in (SWING, HOUR)}
    matched = np.zeros(count, dtype=bool)
    for turn in range(FITS + 1):
        table = with_clock(setting, setting.table, step, amplitude, peak)
        read = setting.solve(table, readers, sure=False).found
        late = hours_after(read[HOUR], hour)
        wide = (read[SWING] - 1) / (swing - 1)
        matched = (np.abs(late) < HOUR_OFF) & (np.abs(wide - 1) < SWING_OFF)
        if turn < FITS:
            factor = np.clip(np.nan_to_num(1 / wide, nan=1.0, posinf=4.0), 0.25, 4.0)
            amplitude = np.minimum(amplitude * factor, WIDEST)
            peak = peak - np.nan_to_num(late)
    return amplitude, peak % 24.0, matched


@dataclass(frozen=True)
class ClockSteps:
    """Cells whose clock moves one step; NaN for ``due`` takes what the member itself does."""

    name: str
    steps: tuple[str, ...]
    arm: Arm
    due_hour: float
    due_swing: float
    resamples: bool = False

    def offers(self, bench: Bench) -> Iterable[str]:
        """Of each step outcomes, its size and hour, and whether it could be matched."""
        own = (*readable(), "amplitude", "acrophase", "matched", SOLVED)
        return [SIZE, *(f"{step}.{one}" for step in self.steps for one in own)]

    def cells(self, members: int) -> int:
        """Those of the fits, then of the sizes, for each step."""
        return members * (1 + len(self.steps) * (FITS + 1 + self.arm.points))

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Fit each step, then solve and read the cells."""
        own = setting.solve(setting.table, {name: reader_of(name) for name in (SWING, HOUR)}).found
        hour = own[HOUR] if np.isnan(self.due_hour) else np.full(len(own[HOUR]), self.due_hour)
        swing = own[SWING] if np.isnan(self.due_swing) else np.full(len(hour), self.due_swing)
        numbers: dict[str, Any] = {SIZE: self.arm.axis()}
        for step in self.steps:
            amplitude, peak, matched = fitted(setting, step, swing, hour)
            asked = {name.partition(".")[2] for name in wanted if name.startswith(f"{step}.")}
            readers = {name: reader_of(name) for name in sorted(asked) if name in readable()}
            table = with_clock(setting, setting.table, step, amplitude, peak)
            read = self.arm.read(setting, table, readers)
            for name, values in read.items():
                if values.dtype.kind == "f":
                    values = np.where(matched[:, None], values, np.nan)
                numbers[f"{step}.{name}"] = values
            numbers[f"{step}.matched"] = matched.astype(float)[:, None]
            numbers[f"{step}.amplitude"] = np.where(matched, amplitude, np.nan)[:, None]
            numbers[f"{step}.acrophase"] = np.where(matched, peak, np.nan)[:, None]
        return numbers


@dataclass(frozen=True)
class ClockWeights:
    """Weights of rival steps by how probable each makes numbers of health; rows are resamples."""

    name: str
    steps: tuple[str, ...]
    health: tuple[HealthyNumber, ...]
    draws: int
    resamples: bool = True

    def offers(self, bench: Bench) -> Iterable[str]:
        """Of each step its weight, and the draws that carry its evidence."""
        return [f"{step}.{one}" for step in self.steps for one in ("weight", "effective_draws")]

    def cells(self, members: int) -> int:
        """The draws of each step."""
        from rls_sim.hypotheses.experiments.setting import MEMBERS

        return len(self.steps) * max(round(self.draws * members / MEMBERS), 1)

    def numbers(self, setting: Setting, wanted: Sequence[str], found: Numbers) -> Numbers:
        """Draw members with sizes up to the widest and any hour, the same for each step."""
        count = self.cells(setting.count) // len(self.steps)
        chance = setting.chance(self.name)
        table = setting.ensemble.table(
            setting.bench, setting.ensemble.draw(count, setting.seed + 1)
        )
        amplitude, hour = WIDEST * chance.random(count), 24.0 * chance.random(count)
        readers = {one.name: one.read for one in self.health}
        likelihood = []
        for step in self.steps:
            cells = with_clock(setting, table, step, amplitude, hour)
            read = setting.solve(
                cells, readers, sure=False
            ).found  # the wildest swings count little
            logs = [one.log_likelihood(one.response(read[one.name])) for one in self.health]
            likelihood.append(np.exp(np.nan_to_num(np.sum(logs, axis=0), nan=-np.inf)))
        numbers: dict[str, Array] = {}
        again = chance.integers(count, size=(RESAMPLES, count))
        evidence = np.array([one[again].mean(axis=1) for one in likelihood])
        with np.errstate(all="ignore"):
            weights = evidence / evidence.sum(axis=0)
        for place, step in enumerate(self.steps):
            one = likelihood[place]
            numbers[f"{step}.weight"] = weights[place][:, None]
            numbers[f"{step}.effective_draws"] = np.array([[one.sum() ** 2 / (one @ one)]])
        return numbers


def read_clock_steps(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> ClockSteps | None:
    """A run of this kind; None where it has a problem (noted)."""
    before = len(problems.lines)
    problems.unknown_keys(f"{place}.", entry, KEYS)
    steps = _steps(entry, problems, place)
    arm = read_arm(entry, bench, problems, place)
    due = {"dopamine_hour": (0.0, 24.0), "active_rest": (1.001, 10.0)}
    hour, swing = (
        problems.number(f"{place}.{key}", entry[key], *ends) if key in entry else float("nan")
        for key, ends in due.items()
    )
    if len(problems.lines) > before or arm is None:
        return None
    return ClockSteps(str(entry["name"]), steps, arm, hour, swing)


def read_clock_weights(
    entry: Mapping[str, Any], bench: Bench, problems: Problems, place: str
) -> ClockWeights | None:
    """A run of this kind; None where it has a problem (noted)."""
    before = len(problems.lines)
    problems.unknown_keys(f"{place}.", entry, KEYS_OF_WEIGHTS)
    steps = _steps(entry, problems, place)
    known = {one.name: one for one in load_healthy()}
    chosen: list[HealthyNumber] = []
    for name in problems.words(f"{place}.health", entry.get("health", [])):
        with problems.at(f"{place}.health", name):
            if name not in known:
                raise UnknownNameError("number of health", name, known)
            chosen.append(known[name])
    if not chosen:
        problems.lines.append(f"{problems.place}: {place}.health is missing.")
    draws = problems.number(f"{place}.draws", entry.get("draws", 4096), 1, 1e6)
    if len(problems.lines) > before:
        return None
    return ClockWeights(str(entry["name"]), steps, tuple(chosen), int(draws))


def _steps(entry: Mapping[str, Any], problems: Problems, place: str) -> tuple[str, ...]:
    steps = problems.words(f"{place}.steps", entry.get("steps", list(STEPS)))
    for step in steps:
        with problems.at(f"{place}.steps", step):
            if step not in STEPS:
                raise UnknownNameError("step with a clock", step, STEPS)
    return steps
