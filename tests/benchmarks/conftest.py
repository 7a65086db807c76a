"""The benchmarks stand beside the package, and are not installed with it."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))  # behind what is installed: the wheel is tested


@pytest.fixture(scope="session")
def model():
    """The model of the brain."""
    from rls_sim.biology.brain import healthy_model

    return healthy_model()


@pytest.fixture(scope="session")
def kernel(model):
    """Its kernel."""
    from rls_sim.network.kernel import Kernel

    return Kernel.of(model)
