"""The model as it is shipped, made once."""

import pytest

from rls_sim.study.cell import brain_bench


@pytest.fixture(scope="session")
def bench():
    """The model, its lesions and what is measured."""
    return brain_bench()
