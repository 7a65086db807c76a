"""Small amounts are shown in a unit in which they are plain numbers."""

import pytest

from rls_sim.quantities.display import readable_scale
from rls_sim.quantities.units import Unit


@pytest.mark.parametrize(
    ("unit", "largest", "shown"),
    [
        ("umol/L", 0.004, (1000.0, "nmol/L")),
        ("umol/L/h", 0.099, (1000.0, "nmol/L/h")),
        ("umol", -0.02, (1000.0, "nmol")),
        ("uM", 0.02, (1000.0, "nM")),
        ("umol/L", 4.0, (1.0, "umol/L")),
        ("umol/L", 0.0, (1.0, "umol/L")),
        ("1", 0.004, (1.0, "1")),
        ("nmol/L", 0.004, (1.0, "nmol/L")),
    ],
)
def test_a_small_amount_is_shown_in_a_smaller_unit(unit, largest, shown):
    assert readable_scale(unit, largest) == shown


@pytest.mark.parametrize("unit", ["umol/L", "umol/L/h", "uM"])
def test_the_factor_is_that_of_the_two_units(unit):
    factor, shown = readable_scale(unit, 0.01)
    assert Unit.parse(unit).factor / Unit.parse(shown).factor == pytest.approx(factor)
