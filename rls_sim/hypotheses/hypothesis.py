"""A hypothesis: one lesion, or two at once, of unknown size."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.quantities.parameter import ParameterSet
from rls_sim.study.lesion import Lesion, changed_values

Array = NDArray[np.float64]

JOIN = "+"  # between the lesions of a pair


@dataclass(frozen=True)
class Hypothesis:
    """The lesions that it takes together; none of them is the healthy cell."""

    lesions: tuple[Lesion, ...]

    @property
    def name(self) -> str:
        """The names of its lesions."""
        return JOIN.join(lesion.name for lesion in self.lesions) or "no_lesion"

    @property
    def title(self) -> str:
        """What breaks, in words."""
        return "; ".join(lesion.title for lesion in self.lesions) or "No lesion"

    def sizes(self, shares: Array) -> Array:
        """Sizes (n, lesions) below which such shares (n, lesions) of their distributions lie."""
        found = np.empty((len(shares), len(self.lesions)))
        for column, lesion in enumerate(self.lesions):
            found[:, column] = [lesion.size_at(float(share)) for share in shares[:, column]]
        return found

    def applied(
        self, table: Array, sizes: Array, parameter_names: Sequence[str], parameters: ParameterSet
    ) -> Array:
        """
        The parameters (n, np) of cells (n, np) with lesions of these sizes (n, lesions).

        Canonical units. A value that would leave its parameter's range stays at the range's end.
        """
        found = table.copy()
        for column, lesion in enumerate(self.lesions):
            for name, change in lesion.changes.items():
                place, parameter = parameter_names.index(name), parameters[name]
                values = found[:, place] / parameter.canonical_factor
                changed = changed_values(parameter, change, values, sizes[:, column])
                found[:, place] = np.clip(changed, *parameter.range) * parameter.canonical_factor
        return found


def singles(lesions: Mapping[str, Lesion], names: Iterable[str]) -> list[Hypothesis]:
    """Each lesion by itself."""
    return [Hypothesis((lesions[name],)) for name in names]


def pairs(lesions: Mapping[str, Lesion], names: Iterable[str]) -> list[Hypothesis]:
    """Every two lesions that change nothing in common."""
    chosen = [lesions[name] for name in names]
    return [
        Hypothesis((one, other))
        for one, other in combinations(chosen, 2)
        if not set(one.changes) & set(other.changes)
    ]


def as_facts(hypothesis: Hypothesis) -> dict[str, Any]:
    """The hypothesis as a document holds it."""
    return {
        "name": hypothesis.name,
        "title": hypothesis.title,
        "genes": [gene for lesion in hypothesis.lesions for gene in lesion.genes],
        "lesions": [lesion.name for lesion in hypothesis.lesions],
    }
