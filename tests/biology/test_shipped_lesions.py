"""Every shipped lesion: readable, graded, solvable over its sizes, and nothing in health."""

import numpy as np
import pytest
from cells import brain, healthy_cycle, solved

from rls_sim.quantities.sources import load_sources
from rls_sim.study.lesion import shipped_lesions

MODEL, KERNEL = brain()
DECLARED = MODEL.parameters
LESIONS = shipped_lesions(DECLARED)
WITHOUT_A_HEALTHY_SIZE = {"naive_chain"}
WANTED = """
receptor_synthesis receptor_synthesis_both messenger_stability irp1_loss irp2_loss barrier_export
excess_transferrin endosomal_release ferritin_sequestration mitochondrial_ferritin neuronal_export
hfe_excess hfe_loss body_iron_deficiency blood_loss body_iron_overload btbd9_like meis1_like
primary_transporter primary_release primary_autoreceptor primary_d2 clock_amplitude clock_hour
clock_release neuronal_overload naive_chain
"""
WITHOUT_IRON = [name for name in LESIONS if name.startswith(("primary_", "clock_"))]
IRON_ALONE = tuple(s.name for s in MODEL.species if "iron" in s.carries)


def test_the_lesions_are_those_that_are_promised():
    assert set(LESIONS) == set(WANTED.split())


@pytest.mark.parametrize("name", LESIONS)
def test_a_lesion_says_what_is_known_of_it(name):
    lesion = LESIONS[name]  # raises with every problem of its file
    assert lesion.biology.endswith(".")
    assert lesion.evidence
    assert set(lesion.sources) <= set(load_sources())
    assert lesion.sources or lesion.evidence == "assumed"
    assert (lesion.healthy is None) == (name in WITHOUT_A_HEALTHY_SIZE)


@pytest.mark.parametrize("name", LESIONS)
def test_a_cell_has_a_day_at_the_default_and_all_along_the_range(name):
    lesion = LESIONS[name]
    for size in (lesion.default, *map(lesion.size_at, (0.0, 0.25, 0.5, 0.75, 1.0))):
        cycle = solved(lesion.apply(DECLARED, size))
        assert cycle.converged
        assert cycle.certificate.closure < 1e-3


@pytest.mark.parametrize("name", sorted(set(LESIONS) - WITHOUT_A_HEALTHY_SIZE))
def test_a_lesion_at_its_healthy_size_changes_nothing(name):
    lesion = LESIONS[name]
    healthy = lesion.apply(DECLARED, lesion.healthy)
    assert healthy.differences(DECLARED) == {}
    assert np.array_equal(KERNEL.parameter_vector(healthy), KERNEL.parameter_vector(DECLARED))


@pytest.mark.parametrize("name", LESIONS)
def test_a_lesion_at_its_default_moves_the_day(name):
    lesion = LESIONS[name]
    cycle = solved(lesion.apply(DECLARED, lesion.default), certify=False)
    times = np.arange(0.0, 24.0, 3.0)
    here, there = (np.array([c.at(t) for t in times]) for c in (cycle, healthy_cycle()))
    assert np.max(np.abs(here / there - 1)) > 0.05


@pytest.mark.parametrize("name", WITHOUT_IRON)
def test_what_has_nothing_to_do_with_iron_leaves_all_iron_as_it_is(name):
    lesion = LESIONS[name]
    cycle = solved(lesion.apply(DECLARED, lesion.default), certify=False)
    rows = [KERNEL.species_names.index(species) for species in IRON_ALONE]
    np.testing.assert_allclose(cycle.at(3.0)[rows], healthy_cycle().at(3.0)[rows], rtol=1e-7)
