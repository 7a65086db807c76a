"""What every figure's test is given: a sweep and a day that nobody had to solve."""

import pytest
from synthetic import SyntheticDay, make_sweep


@pytest.fixture
def sweep():
    """Makes a sweep; see make_sweep."""
    return make_sweep


@pytest.fixture
def day():
    """Makes a day; see SyntheticDay."""
    return SyntheticDay
