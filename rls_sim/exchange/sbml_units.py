"""Units in SBML: every dimension of a model as a unit definition in umol, ug, L and h."""

from dataclasses import dataclass
from fractions import Fraction

from rls_sim.exchange.sbml_xml import Element, add
from rls_sim.network.model import Model
from rls_sim.network.reaction import Species
from rls_sim.quantities.units import CANONICAL, PURE_NUMBER, Dimension, Unit

AMOUNT = Unit.parse("umol").dimension
HOUR = Unit.parse("h").dimension
LITRE = Unit.parse("L").dimension

PURE = "dimensionless"
LENGTH, AREA = "dm", "dm2"  # nothing is measured in them, but programs ask; dm^3 is the litre
KINDS: dict[str, dict[str, str | float | int]] = {  # the base units of SBML, by what is measured
    "amount": {"kind": "mole", "scale": -6, "multiplier": 1.0},
    "mass": {"kind": "gram", "scale": -6, "multiplier": 1.0},
    "volume": {"kind": "litre", "scale": 0, "multiplier": 1.0},
    "time": {"kind": "second", "scale": 0, "multiplier": 3600.0},
}


@dataclass(frozen=True)
class Measures:
    """What amounts, times and volumes are counted in: nothing, in a model that has no units."""

    amount: Dimension = AMOUNT
    time: Dimension = HOUR
    volume: Dimension = LITRE

    @classmethod
    def of(cls, model: Model) -> "Measures":
        """Those of a model; it has no units where nothing in it has one."""
        said = [*(p.dimension for p in model.parameters.values())]
        said += [Unit.parse(s.unit).dimension for s in model.species]
        has_none = all(dimension.is_pure_number for dimension in said)
        return cls(PURE_NUMBER, PURE_NUMBER, PURE_NUMBER) if has_none else cls()

    def count_amount(self, species: Species) -> bool:
        """Whether a species counts an amount in its space, and so becomes a species of SBML."""
        return Unit.parse(species.unit).dimension == self.amount / self.volume


class UnitList:
    """The units that a document has asked for so far."""

    def __init__(self) -> None:
        self._asked: dict[str, Dimension] = {}

    def of(self, dimension: Dimension) -> str:
        """What the document calls it: ``umol_per_L_per_h``, ``per_h``, ``dimensionless``."""
        if dimension == PURE_NUMBER:
            return PURE
        if dimension == LITRE:
            return "litre"
        called = unit_identifier(dimension)
        self._asked[called] = dimension
        return called

    def definitions(self) -> Element:
        """The list of unit definitions, in order of first use; then those of length and area."""
        group = Element("listOfUnitDefinitions")
        for called, dimension in self._asked.items():
            definition = add(group, "unitDefinition", id=called, name=str(dimension))
            units = add(definition, "listOfUnits")
            for measured, power in dimension.powers:
                add(units, "unit", **KINDS[measured], exponent=_plain(power))
        for called, exponent in ((LENGTH, 1), (AREA, 2)):
            definition = add(group, "unitDefinition", id=called, name=called)
            units = add(definition, "listOfUnits")
            add(units, "unit", kind="metre", scale=-1, multiplier=1.0, exponent=exponent)
        return group


def unit_identifier(dimension: Dimension) -> str:
    """``umol*L/ug`` as ``umol_L_per_ug``; a power is written behind its unit: ``h2``."""
    above = [CANONICAL[name] + _suffix(power) for name, power in dimension.powers if power > 0]
    below = [CANONICAL[name] + _suffix(-power) for name, power in dimension.powers if power < 0]
    return "_".join([*above, *(f"per_{unit}" for unit in below)])


def _suffix(power: Fraction) -> str:
    return "" if power == 1 else str(power).replace("/", "_over_")


def _plain(power: Fraction) -> int | float:
    return int(power) if power.denominator == 1 else float(power)
