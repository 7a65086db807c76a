"""How wide the arrows of a network map are, and in which units its numbers stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from rls_sim.report.network_flows import OUTSIDE, Flow, FlowMap, Node
from rls_sim.report.network_places import SCALES, region_of

_PREFIXES = (("mmol", 1e-3), ("µmol", 1.0), ("nmol", 1e3), ("pmol", 1e6), ("fmol", 1e9))


@dataclass(frozen=True)
class Scale:
    """The largest flux (umol/h) of all maps, and the unit in which its fluxes are written."""

    largest: float
    unit: str
    factor: float

    def share(self, amount: float) -> float:
        """Of the width of the widest: the square root, so that half the width is a quarter."""
        return sqrt(amount / self.largest) if self.largest else 0.0


def scales_of(maps: Sequence[FlowMap]) -> dict[str, Scale]:
    """Of each scale its largest flux over all maps, and a unit in which that reads well."""
    found = {}
    for name in SCALES:
        amounts = [f.amount for m in maps for f in m.flows if scale_name(f, m.nodes) == name]
        largest = max(amounts, default=0.0)
        unit, factor = readable_amount(largest)
        found[name] = Scale(largest, f"{unit}/h", factor)
    return found


def scale_name(flow: Flow, nodes: Mapping[str, Node]) -> str:
    """The scale of a flow: the finer one of its two ends."""
    ends = [region_of(nodes[key]).scale for key in (flow.source, flow.target) if key != OUTSIDE]
    return max(ends, key=SCALES.index)


def readable_amount(amount: float) -> tuple[str, float]:
    """The prefix that makes an amount in umol a number of 1 to 1000, and its factor."""
    for unit, factor in _PREFIXES:
        if amount * factor >= 1.0:
            return unit, factor
    return _PREFIXES[-1] if amount else _PREFIXES[1]
