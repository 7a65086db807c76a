"""How many threads the linear algebra of NumPy and SciPy takes: one, as long as we compute."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def one_thread() -> Iterator[None]:
    """
    One thread of linear algebra in the block; after it as many as before.

    Our matrices have some hundred rows: threads of the linear algebra wait for one another longer
    than they work, and with one the sums have one order. The command line asks for one before
    NumPy is loaded; in a process that has it already this must do.
    """
    import scipy.linalg  # noqa: F401 (has a library of its own, which is limited once it is loaded)
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with threadpool_limits(limits=1, user_api="blas"):
        yield
