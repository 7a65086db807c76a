"""Which states of an SBML model may be driven below zero: tried out, since laws do not say."""

import math
import random
from collections.abc import Collection

from rls_sim.exchange.sbml_contents import Contents
from rls_sim.exchange.sbml_formula import Evaluator
from rls_sim.exchange.sbml_start import CircleError, Start

TRIALS = 24  # states at which every law is tried
DECADES = 1.5  # how far a trial goes from the start, up and down
LONGEST = 100.0  # units of time


def may_fall_below_zero(contents: Contents, start: Start) -> frozenset[str]:
    """
    Ids of states that begin below zero, or that fall although there is none of them.

    Each is tried with the others at random values: above zero, and below as well of those found
    before, until no more are found. A pool that only loses what it has needs no sign, and a search
    for a cycle may rely on that.
    """
    states = [s.id for s in contents.species if s.moved] + list(contents.changing)
    found: set[str] = set()
    try:
        for _ in states:
            more = {
                name
                for name in states
                if name not in found and _falls(name, contents, start, found)
            }
            if not more:
                break
            found |= more
    except CircleError:
        pass  # told where values are asked for
    return frozenset(found)


def _falls(name: str, contents: Contents, start: Start, signed: Collection[str]) -> bool:
    if start(name) < 0:
        return True
    draw = random.Random(name)
    for _ in range(TRIALS):
        terms = _Trial(contents, start, name, draw, signed).terms(name)
        terms = [term for term in terms if math.isfinite(term)]
        if sum(terms) < -1e-9 * sum(map(abs, terms)):
            return True
    return False


class _Trial:
    """Values of ids at some moment in which one state is zero."""

    def __init__(
        self,
        contents: Contents,
        start: Start,
        absent: str,
        draw: random.Random,
        signed: Collection[str],
    ) -> None:
        self.contents, self.start = contents, start
        self._draw, self._signed = draw, signed
        self._formulas = {**contents.assigned, **{r.id: r.rate for r in contents.reactions}}
        moving = {s.id for s in contents.species} | set(contents.changing)
        self._moving = moving - set(contents.assigned)
        self._known = {absent: 0.0}
        self._evaluate = Evaluator(self, contents.functions, draw.uniform(0.0, LONGEST))

    def terms(self, name: str) -> list[float]:
        """What makes a state change here."""
        if name in self.contents.changing:
            return [self._evaluate(self.contents.changing[name])]
        return [
            e.sign * (e.count if isinstance(e.count, float) else self(e.count)) * self(r.id)
            for r in self.contents.reactions
            for e in r.effects
            if e.species == name
        ]

    def __call__(self, name: str) -> float:
        """The value of an id at this moment."""
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def _found(self, name: str) -> float:
        if name in self._formulas:
            return self._evaluate(self._formulas[name])
        value = self.start(name)
        if name in self._moving:
            value = (abs(value) or 1.0) * 10 ** self._draw.uniform(-DECADES, DECADES)
            if name in self._signed and self._draw.random() < 0.5:
                value = -value
        return value
