"""Models that are handed over, and the toys of the grammar."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "network"))


@pytest.fixture(scope="session")
def toy():
    """Two cells and a fluid: every shape of law, and a state relative to healthy."""
    from toy_network import build_toy

    return build_toy()
