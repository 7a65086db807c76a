"""Machine code and NumPy agree on the models that studies and `rls-sim doctor` are tried on."""

import pytest
from printers import assert_printers_agree
from study_toy import TOY

from rls_sim.network.model import Model
from rls_sim.study.toy import toy_process


@pytest.mark.parametrize("process", [TOY, toy_process()], ids=["study", "doctor"])
def test_machine_code_and_numpy_agree(process):
    assert_printers_agree(Model([process]))
