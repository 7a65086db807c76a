"""What generation hands to the kernel. Apart from it, so that a kernel can travel without SymPy."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Block:
    """One generated pair of functions and what the kernel must know of its answer."""

    name: str
    text: str
    size: int


@dataclass(frozen=True)
class Generated:
    """The generated module, and where each entry of the Jacobian's answer belongs."""

    text: str
    fluxes: Block
    derived: Block
    slopes: Block  # d rate / d concentration, only those that are not zero
    slope_reactions: tuple[int, ...]  # per slope: whose rate
    slope_species: tuple[int, ...]  # per slope: along which concentration
