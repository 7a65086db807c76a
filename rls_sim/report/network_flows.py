"""The model as a map: pools gathered into nodes, fluxes between them as averages of a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

OUTSIDE = ""  # the node beyond the edge of the model
IRON = "iron"
_RELATIVE = "1"  # unit of what is counted relative to a healthy cell: no amount that flows

# Pools that share a node, by the ends of their names; of other pools each is its own node.
GATHERED: Mapping[str, tuple[str, ...]] = {
    "transferrin": ("monoferric_transferrin", "diferric_transferrin"),
    "receptors": (
        "surface_receptor_monoferric",
        "surface_receptor_diferric",
        "endosomal_iron",
    ),
    "mitochondria": ("mitochondrial_iron", "mitochondrial_ferritin_iron"),
}
_STORES = ("ferritin_iron", "iron_sulfur", "mitochondrial_iron", "mitochondrial_ferritin_iron")
COARSE = ("endothelium", "choroid_plexus")  # cells of the barriers, whose stores are one node
COFACTORS = ("tetrahydrobiopterin", "dihydrobiopterin")  # turned over beside the chain


@dataclass(frozen=True)
class Node:
    """
    Pools drawn as one.

    ``key``: its place and what it gathers, such as ``neuron.transferrin``, or the pool's own name.
    ``amount``: umol of iron, or of the substance, on average over the day; ``place``: the first
    part of the name of its compartment.
    """

    key: str
    place: str
    pools: tuple[str, ...]
    amount: float
    has_iron: bool


@dataclass(frozen=True)
class Flow:
    """What moves from node to node, umol/h on average over the day; of iron, its iron."""

    source: str
    target: str
    amount: float
    reactions: tuple[str, ...]


@dataclass(frozen=True)
class FlowMap:
    """Nodes by key, and the flows between them."""

    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]

    def flow(self, source: str, target: str) -> float:
        """From one node to another, umol/h; 0 where nothing does."""
        return sum(f.amount for f in self.flows if (f.source, f.target) == (source, target))


def flow_map(day: Any) -> FlowMap:
    """
    The flows of a solved day: iron through the model, and what carries no iron along its chain.

    Left out is what has no amount (relative pools), carriers without iron, and cofactors. A
    reaction of several pools moves iron as it is conserved; without iron, the first pool that it
    takes becomes the first that it gives, and so on.
    """
    home: dict[str, str] = {}
    nodes = dict(_nodes(day, home))
    moved: dict[tuple[str, str], list[tuple[str, float]]] = {}
    iron = {s.name: s.carries.get(IRON, 0) for s in day.model.species}
    for law in day.model.reactions:
        rate = day.mean(law.name)
        for source, target, share in _moves(law, home, iron):
            moved.setdefault((source, target), []).append((law.name, share * rate))
    flows = [
        Flow(source, target, sum(a for _, a in parts), tuple(name for name, _ in parts))
        for (source, target), parts in moved.items()
    ]
    return FlowMap(nodes, tuple(sorted(flows, key=lambda f: (f.source, f.target))))


def _nodes(day: Any, home: dict[str, str]) -> Iterable[tuple[str, Node]]:
    """The nodes by key; notes in ``home`` which node each pool is of."""
    members: dict[str, list[Any]] = {}
    for pool in day.model.species:
        drawn = pool.carries.get(IRON) or (not pool.carries and pool.unit != _RELATIVE)
        if drawn and not _is_signal(pool.name, day.model):
            home[pool.name] = _key(pool)
            members.setdefault(_key(pool), []).append(pool)
    volume = dict(zip(day.model.species_names, day.model.volumes(), strict=True))
    for key, pools in members.items():
        amount = sum(day.mean(p.name) * volume[p.name] * p.carries.get(IRON, 1) for p in pools)
        names = tuple(p.name for p in pools)
        yield key, Node(key, place_of(pools[0]), names, amount, bool(pools[0].carries.get(IRON)))


def place_of(pool: Any) -> str:
    """The place of a pool: ``neuron`` for ``neuron.cytosol``."""
    return str(pool.compartment).partition(".")[0]


def _key(pool: Any) -> str:
    place, _, rest = pool.name.rpartition(".")
    if place in COARSE and rest in _STORES:
        return f"{place}.stores"
    for word, ends in GATHERED.items():
        if rest in ends:
            return f"{place}.{word}"
    return str(pool.name)


def _is_signal(name: str, model: Any) -> bool:
    """Made and lost without a trace, as ferritin cages and hormones are; or a cofactor."""
    if name in COFACTORS:
        return True
    turned = [law for law in model.reactions if name in law.net]
    return all(set(law.net) == {name} for law in turned)


def _moves(
    law: Any, home: Mapping[str, str], iron: Mapping[str, int]
) -> Iterable[tuple[str, str, float]]:
    """From which node to which a turn of the reaction moves how much."""
    if any(iron[name] for name in law.net):
        yield from _shared(_net_iron(law, home, iron))
        return
    taken = [home[name] for name in law.takes if name in home and name in law.net]
    given = [home[name] for name in law.gives if name in home and name in law.net]
    for place in range(max(len(taken), len(given))):
        source = taken[place] if place < len(taken) else OUTSIDE
        target = given[place] if place < len(given) else OUTSIDE
        if source != target:
            yield source, target, 1.0


def _net_iron(law: Any, home: Mapping[str, str], iron: Mapping[str, int]) -> dict[str, int]:
    """What each node gains of iron in one turn; the rest went outside, or came from there."""
    change: dict[str, int] = {}
    for name, count in law.net.items():
        if iron[name]:
            node = home.get(name, OUTSIDE)
            change[node] = change.get(node, 0) + count * iron[name]
    change[OUTSIDE] = change.get(OUTSIDE, 0) - sum(change.values())
    return change


def _shared(change: Mapping[str, int]) -> Iterable[tuple[str, str, float]]:
    """What is lost, shared between those that gain."""
    gains = {node: count for node, count in change.items() if count > 0}
    total = sum(gains.values())
    for source, lost in change.items():
        if lost < 0:
            for target, gained in gains.items():
                yield source, target, -lost * gained / total
