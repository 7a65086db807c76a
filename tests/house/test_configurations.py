"""Every configuration that is shipped can be read, and says what it asks."""

from itertools import pairwise

import pytest
from checkout import ROOT, short

from rls_sim.study.config import Request, load_plan
from rls_sim.study.files import read_toml
from rls_sim.study.lesion import load_lesion
from rls_sim.study.sweeps.cluster_file import is_cluster_file, read_cluster

FILES = sorted((ROOT / "configs").glob("**/*.toml"))
CLUSTERS = [path for path in FILES if is_cluster_file(read_toml(path))]
LESIONS = sorted((ROOT / "configs" / "lesions").glob("*.toml"))
CONFIGURATIONS = [path for path in FILES if path not in (*CLUSTERS, *LESIONS)]


def test_there_is_a_configuration():
    assert ROOT / "configs" / "receptor_density.toml" in CONFIGURATIONS


@pytest.mark.parametrize("path", CONFIGURATIONS, ids=short)
def test_a_configuration_can_be_read_and_says_what_it_asks(path, bench):
    plan = load_plan(bench, path, Request())
    assert plan.size > 1
    assert plan.title
    assert plan.question.endswith("?")


@pytest.mark.parametrize("path", LESIONS, ids=short)
def test_a_lesion_can_be_read_and_has_a_healthy_size(path, bench):
    lesion = load_lesion(path, bench.healthy)
    assert lesion.healthy is not None
    assert lesion.healthy != lesion.default


@pytest.mark.parametrize("path", CLUSTERS, ids=short)
def test_a_cluster_file_can_be_read_and_is_explained(path):
    plan = read_cluster(path)
    assert plan.maximum >= 1
    assert {"cores", "memory", "walltime"} <= set(plan.options)
    assert all("#" in line for line in path.read_text("utf-8").splitlines() if "jobs =" in line)


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
