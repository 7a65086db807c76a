"""Parameters: a number with its unit, its meaning, its range, and the evidence for it.

A parameter stands in the file of the process that uses it. A parameter without evidence, with
a value outside its own range or with a unit that cannot be read cannot be made.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import ModelError, OutOfRangeError, UnitError, UnknownNameError
from rls_sim.quantities.units import Dimension, Unit, as_amount

DECLARED = "default"  # the reason of a value nobody has changed
DISTRIBUTIONS = "fixed, uniform, loguniform, normal:SD, lognormal:GSD"


class Evidence(StrEnum):
    """How we came by a value, from firmest to softest."""

    MEASURED = "measured"  # read off the cited source
    DERIVED = "derived"  # computed from cited values; the note says how
    FITTED = "fitted"  # chosen so that a cited observation is met
    ASSUMED = "assumed"  # not looked up: the note says why, a source says where it is recalled from


@dataclass(frozen=True)
class Distribution:
    """How uncertain a value is; it is centred on the value and cut off at the range."""

    kind: str  # "fixed", "uniform", "loguniform", "normal" or "lognormal"
    spread: float = 0.0  # normal: standard deviation in the value's unit; lognormal: its GSD

    @classmethod
    def parse(cls, text: str) -> "Distribution":
        """Read ``"lognormal:1.5"``; raises ModelError saying what can be written."""
        kind, colon, number = text.partition(":")
        try:
            spread = float(number) if colon else 0.0
        except ValueError:
            spread = math.nan
        above = {"normal": 0.0, "lognormal": 1.0}.get(kind)
        if kind in {"fixed", "uniform", "loguniform"} and not colon:
            return cls(kind)
        if above is not None and colon and math.isfinite(spread) and spread > above:
            return cls(kind, spread)
        raise ModelError(
            f"The distribution '{text}' cannot be read. Write one of {DISTRIBUTIONS} "
            "(SD above 0, GSD above 1)."
        )


@dataclass(frozen=True)
class Parameter:
    """One number of the model and everything a reader needs in order to doubt it.

    ``value`` and ``range`` are in ``unit``. ``molar_mass`` in g/mol lets users give an amount
    as a mass. Raises ModelError, naming the parameter, if it is not fit for use.
    """

    name: str
    value: float
    unit: str
    meaning: str
    evidence: Evidence
    source: str | tuple[str, ...] = ()  # keys of sources.toml; empty only where assumed
    range: tuple[float, float] = (0.0, math.inf)
    distribution: str = "lognormal:1.5"
    note: str = ""  # how it was derived, to what it was fitted, why it was assumed
    molar_mass: float | None = None
    reason: str = DECLARED  # who set this value: default, a file, the command line

    def __post_init__(self) -> None:
        """Refuse what cannot be true."""
        object.__setattr__(self, "value", float(self.value))
        object.__setattr__(self, "range", (float(self.range[0]), float(self.range[1])))
        try:
            Unit.parse(self.unit).factor_as_amount(
                1.0 if self.molar_mass is None else self.molar_mass
            )
            Evidence(self.evidence)
            self._check_range()
            self._check_distribution()
        except (UnitError, ModelError, ValueError) as fault:
            raise ModelError(f"Parameter {self.name}: {fault}") from fault
        if self.evidence != Evidence.ASSUMED and not self.sources:
            raise ModelError(
                f"Parameter {self.name}: evidence '{self.evidence}' needs a source; "
                "name a key of sources.toml, or say Evidence.ASSUMED."
            )

    def _check_range(self) -> None:
        low, high = self.range
        if math.isnan(low) or math.isnan(high) or low > high:
            raise ModelError(f"the range {low:g} to {high:g} is not a range.")
        if not (math.isfinite(self.value) and low <= self.value <= high):
            raise ModelError(
                f"{self.in_unit(self.value)} lies outside its own range {self.range_text}."
            )

    def _check_distribution(self) -> None:
        kind, (low, high) = Distribution.parse(self.distribution).kind, self.range
        if kind in {"uniform", "loguniform"} and not (math.isfinite(low) and math.isfinite(high)):
            raise ModelError(f"'{kind}' needs a finite range, not {self.range_text}.")
        if kind == "loguniform" and low <= 0:
            raise ModelError(f"'loguniform' needs a range above 0, not {self.range_text}.")
        # An override may set a positive quantity to 0 (a knock-out); a declaration may not.
        if kind == "lognormal" and (low < 0 or (self.value == 0 and self.reason == DECLARED)):
            raise ModelError(
                f"'lognormal' needs a value above 0 and a range from 0 or above, "
                f"not {self.in_unit(self.value)} in {self.range_text}."
            )

    @property
    def sources(self) -> tuple[str, ...]:
        """The keys of sources.toml that it rests on; empty if there are none."""
        keys = (self.source,) if isinstance(self.source, str) else tuple(self.source)
        return tuple(key for key in keys if key)

    @property
    def dimension(self) -> Dimension:
        """What it measures in the model: a mass with a known molar mass counts as an amount."""
        dimension = Unit.parse(self.unit).dimension
        return dimension if self.molar_mass is None else as_amount(dimension)

    @property
    def canonical_value(self) -> float:
        """The value in umol, L and h (and ug where no molar mass is known)."""
        return self.value * self.canonical_factor

    @property
    def canonical_factor(self) -> float:
        """What one of its unit is in umol, L and h."""
        unit = Unit.parse(self.unit)
        return unit.factor if self.molar_mass is None else unit.factor_as_amount(self.molar_mass)

    @property
    def range_text(self) -> str:
        """The range as a person writes it: ``0.1 to 3 umol/L``."""
        return f"{self.range[0]:g} to {self.in_unit(self.range[1])}"

    def in_unit(self, value: float, form: str = "g") -> str:
        """``value`` with this parameter's unit, as a person writes it: ``8 uM``, ``2 /h``."""
        return f"{value:{form}} {self.unit.removeprefix('1')}".rstrip()

    def with_value(self, value: float, reason: str) -> "Parameter":
        """The same parameter at another value in its own unit; ``reason`` says who set it.

        Raises OutOfRangeError with value, unit, range, who set it, and whose range that is.
        """
        low, high = self.range
        if not math.isfinite(value):
            raise OutOfRangeError(
                f"{self.name} = {value:g} (set by {reason}) is not a finite number; "
                f"allowed is {self.range_text}."
            )
        if not low <= value <= high:
            rounds_to_inside = low <= float(f"{value:g}") <= high
            shown = self.in_unit(value, "" if rounds_to_inside else "g")
            raise OutOfRangeError(
                f"{self.name} = {shown} lies outside {self.range_text} (set by {reason}). "
                f"The range is from: {', '.join(self.sources) or self.note or 'an assumption'}."
            )
        return replace(self, value=value, reason=reason)


class ParameterSet(Mapping[str, Parameter]):
    """The parameters of one model, by name, in order of declaration. Immutable.

    A name that stands nowhere is looked for under ``home``: with home ``"neuron"``,
    ``receptor_density`` finds ``neuron.receptor_density``. ``in`` and ``get`` follow the same
    rule; iteration gives full names.
    """

    def __init__(self, parameters: Iterable[Parameter], home: str = "") -> None:
        self.home = home
        self._parameters: dict[str, Parameter] = {}
        for parameter in parameters:
            if parameter.name in self._parameters:
                raise ModelError(f"The parameter '{parameter.name}' is declared twice.")
            self._parameters[parameter.name] = parameter

    def resolve(self, name: str) -> str:
        """The full name; raises UnknownNameError offering the nearest names."""
        for candidate in (name, f"{self.home}.{name}"):
            if candidate in self._parameters:
                return candidate
        raise UnknownNameError("parameter", name, self._parameters, home=self.home)

    def __getitem__(self, name: str) -> Parameter:
        """The parameter; raises UnknownNameError offering the nearest names."""
        return self._parameters[self.resolve(name)]

    def __iter__(self) -> Iterator[str]:
        """Full names, in order of declaration."""
        return iter(self._parameters)

    def __len__(self) -> int:
        """How many parameters there are."""
        return len(self._parameters)

    def __repr__(self) -> str:
        """Short: how many, and where their home is."""
        return f"ParameterSet({len(self)} parameters, home={self.home!r})"

    def override(self, name: str, value: float, *, reason: str) -> "ParameterSet":
        """A new set in which ``name`` has another value, given in the parameter's own unit."""
        changed = self[name].with_value(value, reason)
        return ParameterSet((self._parameters | {changed.name: changed}).values(), self.home)

    def differences(self, other: "ParameterSet") -> dict[str, tuple[Parameter, Parameter]]:
        """The parameters whose values differ, as ``{name: (mine, other's)}``."""
        return {n: (p, other[n]) for n, p in self.items() if p.value != other[n].value}

    def values_canonical(self) -> NDArray[np.float64]:
        """All values in umol, L and h, in order of declaration; shape (number of parameters,)."""
        return np.array([p.canonical_value for p in self._parameters.values()], dtype=np.float64)
