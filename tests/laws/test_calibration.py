"""The values written into the biology are those that tools/calibrate.py finds."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from rls_sim.study.cell import brain_bench

ROOT = Path(__file__).parents[2]


def _calibration():
    spec = importlib.util.spec_from_file_location("calibrate", ROOT / "tools" / "calibrate.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["calibrate"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


CALIBRATION = _calibration()


@pytest.fixture(scope="module")
def healthy_day():
    return brain_bench().healthy_day


@pytest.mark.parametrize("number", CALIBRATION.FITTED, ids=lambda number: number.fits)
def test_each_fitted_value_meets_its_target(number, healthy_day):
    # Values are written with five digits; the day answers at most a few times more strongly.
    assert abs(np.log(number.read(healthy_day) / number.value)) < 1e-4


def test_no_fitted_value_is_called_measured(healthy_day):
    parameters = healthy_day.model.parameters
    for number in CALIBRATION.FITTED:  # assumed where the target itself is recalled or assumed
        assert parameters[number.fits].evidence in ("fitted", "assumed"), number.fits
