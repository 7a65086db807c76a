"""Where everything stands on the map of the model: regions, nodes, and room for what is new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rls_sim.report.network_flows import Node

Place = tuple[float, float]

WIDTH, LOWEST, HIGHEST = 100.0, -4.0, 224.0  # of the map, in its own units
NODE = (17.0, 9.0)  # width and height of a node


@dataclass(frozen=True)
class Region:
    """
    A box of the map.

    ``places``: first parts of the compartments that lie in it; ``scale``: regions of one word share
    the scale of their arrows, and the later scale counts for what goes from one to another.
    """

    title: str
    places: tuple[str, ...]
    box: tuple[float, float, float, float]  # left, bottom, right, top
    scale: str
    at_right: bool = False  # where its heading stands, clear of the arrows


SCALES = ("body", "brain", "neuron", "terminal")  # from the coarsest flows to the finest
REGIONS = (
    Region("Body", ("plasma", "red_cells", "macrophages", "liver"), (0, 172, 100, 224), "body"),
    Region("Barrier: endothelium", ("endothelium",), (0, 129, 57, 167), "brain"),
    Region("Choroid plexus", ("choroid_plexus",), (60, 129, 100, 167), "brain", True),
    Region("Interstitial fluid", ("interstitial",), (0, 97, 57, 124), "brain", True),
    Region("Spinal fluid", ("cerebrospinal",), (60, 94, 100, 124), "brain", True),
    Region("Other brain cells", ("brain_cells",), (66, 66, 100, 89), "brain", True),
    Region("Elsewhere", (), (66, 46, 100, 60), "brain"),
    Region("Dopamine neuron", ("neuron",), (0, 45, 63, 92), "neuron"),
    Region("Dopamine terminal", ("terminal", "synaptic_fluid"), (0, -4, 100, 41), "terminal"),
)
ELSEWHERE = REGIONS[6]

KNOWN: Mapping[str, Place] = {
    "plasma.transferrin": (46, 180),
    "plasma.nontransferrin_iron": (62, 207),
    "red_cell_iron": (12, 188),
    "macrophage_iron": (24, 207),
    "liver_iron": (88, 191),
    "endothelium.receptors": (44, 157),
    "endothelium.labile_iron": (34, 136),
    "endothelium.stores": (11, 149),
    "choroid_plexus.receptors": (72, 156.5),
    "choroid_plexus.labile_iron": (72, 135.5),
    "choroid_plexus.stores": (90.5, 146),
    "interstitial.nontransferrin_iron": (14, 108),
    "interstitial.transferrin": (45, 108),
    "cerebrospinal.nontransferrin_iron": (75, 115),
    "cerebrospinal.transferrin": (75, 100.5),
    "brain_cell_iron": (81, 76),
    "neuron.receptors": (51, 82),
    "neuron.labile_iron": (32, 72.5),
    "neuron.ferritin_iron": (10.5, 75),
    "neuron.mitochondria": (32, 51.5),
    "neuron.iron_sulfur": (52, 61),
    "neuron.neuromelanin_iron": (10.5, 55),
    "tyrosine": (20, 27),
    "tyrosine_pool": (20, 9.5),
    "levodopa": (42, 27),
    "cytosolic_dopamine": (65, 27),
    "homovanillic_acid": (88, 27),
    "vesicular_dopamine": (86, 9.5),
    "extracellular_dopamine": (63, 9.5),
    "methyldopa": (42, 9.5),
}
WORDS: Mapping[str, str] = {
    "transferrin": "on transferrin",
    "nontransferrin_iron": "unbound iron",
    "receptors": "on TfR1, in endosomes",
    "stores": "ferritin, Fe-S, mitochondria",
    "labile_iron": "labile iron",
    "ferritin_iron": "ferritin",
    "mitochondria": "mitochondria",
    "iron_sulfur": "Fe-S and haem",
    "neuromelanin_iron": "neuromelanin",
    "red_cell_iron": "marrow, red cells",
    "macrophage_iron": "macrophages",
    "liver_iron": "liver",
    "brain_cell_iron": "iron of the rest",
    "tyrosine_pool": "exchange pool",
    "cytosolic_dopamine": "dopamine, cytosol",
    "vesicular_dopamine": "dopamine, vesicles",
    "extracellular_dopamine": "dopamine, outside",
    "homovanillic_acid": "HVA",
    "levodopa": "L-DOPA",
    "methyldopa": "3-O-methyl DOPA",
}
# Which way a node's short arrows point that leave the map; DOWN where nothing else is said.
DOWN: Place = (0.0, -1.0)
LEAVING: Mapping[str, Place] = {
    "cerebrospinal.transferrin": (1.0, 0.0),
    "cerebrospinal.nontransferrin_iron": (1.0, 0.0),
    "interstitial.nontransferrin_iron": (-0.6, -1.0),
    "tyrosine": (0.7, -1.0),
    "homovanillic_acid": (0.0, 1.0),
}
# From where those come that enter it.
ENTERING: Mapping[str, Place] = {
    "plasma.nontransferrin_iron": (0.0, 1.0),
    "tyrosine": (-1.0, 0.0),
    "levodopa": (0.0, 1.0),
}
# How much a flow bows out of its straight way, to pass a node; to the right where positive.
BOWS: Mapping[tuple[str, str], float] = {
    ("interstitial.nontransferrin_iron", "cerebrospinal.nontransferrin_iron"): -0.11,
}
_STEP = 4.0  # between the places that are tried for a new node


def region_of(node: Node) -> Region:
    """The region in which a node lies; one of a new place lies elsewhere."""
    return next((region for region in REGIONS if node.place in region.places), ELSEWHERE)


def places_of(nodes: Iterable[Node]) -> dict[str, Place]:
    """
    The middle of every node.

    A node that the map does not know stands in its region, as far from all others as it can.
    """
    nodes = list(nodes)
    found = {node.key: KNOWN[node.key] for node in nodes if node.key in KNOWN}
    for node in sorted(nodes, key=lambda node: node.key):
        if node.key not in found:
            found[node.key] = _free_place(region_of(node), found.values())
    return found


def _free_place(region: Region, taken: Iterable[Place]) -> Place:
    left, bottom, right, top = region.box
    others = list(taken)
    across = _steps(left + NODE[0] / 2 + 1, right - NODE[0] / 2 - 1)
    up = _steps(bottom + NODE[1] / 2 + 1, top - NODE[1] / 2 - 4)

    def room(place: Place) -> float:
        gaps = [max(abs(place[0] - x) / NODE[0], abs(place[1] - y) / NODE[1]) for x, y in others]
        return min(gaps, default=0.0)

    return max(((x, y) for y in up for x in across), key=lambda place: (room(place), place))


def _steps(low: float, high: float) -> list[float]:
    count = max(int((high - low) / _STEP), 0)
    return [low + _STEP * step for step in range(count + 1)]


def words_of(node: Node, labels: Mapping[str, str]) -> str:
    """What a node is called: its short words, or the label of its pool before the place."""
    rest = node.key.rpartition(".")[2]
    if rest in WORDS:
        return WORDS[rest]
    return labels.get(node.key, rest.replace("_", " ")).rpartition(",")[0] or rest.replace("_", " ")
