"""Every configuration that is shipped can be read, and says what it asks."""

from itertools import pairwise

import pytest
from checkout import ROOT, short

from rls_sim.study.config import Request, load_plan

CONFIGURATIONS = sorted((ROOT / "configs").glob("**/*.toml"))


def test_there_is_a_configuration():
    assert ROOT / "configs" / "receptor_density.toml" in CONFIGURATIONS


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=short)
def test_a_configuration_can_be_read_and_says_what_it_asks(path, bench):
    plan = load_plan(bench, path, Request())
    assert plan.size > 1
    assert plan.title
    assert plan.question.endswith("?")


def test_the_main_job_is_the_one_that_is_promised(bench):
    plan = load_plan(bench, ROOT / "configs" / "receptor_density.toml", Request())
    (varied,) = plan.varied
    assert varied.name == "neuron.receptor_density"
    assert min(varied.values) == pytest.approx(0.02)
    assert max(varied.values) == pytest.approx(2.0)
    assert len(varied.values) >= 41
    ratios = {later / earlier for earlier, later in pairwise(varied.values)}
    assert max(ratios) == pytest.approx(min(ratios))  # evenly spaced in the logarithm
    assert set(plan.outcomes) >= {
        "labile_iron",
        "iron_sulfur_capacity",
        "extracellular_dopamine_trough",
        "urge_hours",
        "cell_loss_per_decade",
        "state",
    }
