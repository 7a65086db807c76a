"""Around every computation: one thread of linear algebra, and the call that asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from rls_sim.numerics.algebra import one_thread
from rls_sim.study.provenance import asked_by


@contextmanager
def computing(call: str) -> Iterator[None]:
    """Compute in the block, for what documents and manifests tell as this call."""
    with one_thread(), asked_by(call):
        yield
