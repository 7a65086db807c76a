"""Machine code and NumPy agree on every model that tests make of the whole one."""

import pytest
from iron_books import brain_with_books, closed_brain, sealed_brain
from printers import assert_printers_agree


@pytest.mark.parametrize("build", [closed_brain, sealed_brain, brain_with_books])
def test_machine_code_and_numpy_agree(build):
    assert_printers_agree(build()[0])
