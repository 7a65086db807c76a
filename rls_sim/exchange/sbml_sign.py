"""Which species of an SBML model may be driven below zero: tried out, since laws do not say."""

import math
import random

from rls_sim.exchange.sbml_contents import Contents, Species
from rls_sim.exchange.sbml_formula import Evaluator
from rls_sim.exchange.sbml_start import CircleError, Start

TRIALS = 24  # states at which every law is tried
DECADES = 1.5  # how far a trial goes from the start, up and down
LONGEST = 100.0  # units of time


def may_fall_below_zero(contents: Contents, start: Start) -> frozenset[str]:
    """
    Species that begin below zero, or that reactions take although there is none of them.

    A pool that only loses what it has needs no sign, and a search for a cycle may rely on that.
    """
    try:
        return frozenset(s.id for s in contents.species if s.moved and _falls(s, contents, start))
    except CircleError:
        return frozenset()  # told where values are asked for


def _falls(species: Species, contents: Contents, start: Start) -> bool:
    if start(species.id) < 0:
        return True
    effects = [(r, e) for r in contents.reactions for e in r.effects if e.species == species.id]
    draw = random.Random(species.id)
    for _ in range(TRIALS if effects else 0):
        trial = _Trial(contents, start, species.id, draw)
        terms = [
            effect.sign * trial.count(effect.count) * trial(reaction.id)
            for reaction, effect in effects
        ]
        terms = [term for term in terms if math.isfinite(term)]
        if sum(terms) < -1e-9 * sum(map(abs, terms)):
            return True
    return False


class _Trial:
    """Values of ids at some state in which one species is absent."""

    def __init__(self, contents: Contents, start: Start, absent: str, draw: random.Random) -> None:
        self.start, self._draw = start, draw
        self._formulas = {**contents.assigned, **{r.id: r.rate for r in contents.reactions}}
        self._moving = {s.id for s in contents.species if s.id not in contents.assigned}
        self._moving |= set(contents.changing)
        self._known = {absent: 0.0}
        self._evaluate = Evaluator(self, contents.functions, draw.uniform(0.0, LONGEST))

    def count(self, count: float | str) -> float:
        """A count, or the value of what holds it."""
        return count if isinstance(count, float) else self(count)

    def __call__(self, name: str) -> float:
        """The value of an id in this state."""
        if name not in self._known:
            if name in self._formulas:
                self._known[name] = self._evaluate(self._formulas[name])
            else:
                value = self.start(name)
                if name in self._moving:
                    value = (value or 1.0) * 10 ** self._draw.uniform(-DECADES, DECADES)
                self._known[name] = value
        return self._known[name]
