"""Simulated by libRoadRunner and by COPASI, a document comes to what our engine comes to.

All three keep the relative error of a step below 1e-10; over the thousands of steps of a month
errors may add up to a ten-thousandth of what is promised (1e-5), and 1e-6 leaves room for that of
other versions. The largest difference that was seen is 1.3e-8. Species that come to nothing are
compared to a millionth of what they had at most: where one falls by sixty orders of magnitude
(IRP1, when it is lost), what is left of it is rounding.
"""

import antimony
import numpy as np
import pytest

from rls_sim.errors import InputError
from rls_sim.exchange.names import identifiers
from rls_sim.exchange.sbml_antimony import antimony_text
from rls_sim.numerics.run import run
from rls_sim.study.cell import brain_bench, first_state, solve_cell
from rls_sim.study.clock import DAY
from rls_sim.study.config import Request, make_cell
from rls_sim.study.sbml import cell_sbml
from rls_sim.verification.simulators import SIMULATORS, by_copasi, by_roadrunner, locale_kept

AGREED = 1e-6
NOTHING = 1e-6  # share of a species' maximum below which it counts as absent
HOURLY = np.linspace(0.0, DAY, 25)
MONTH = np.linspace(0.0, 30 * DAY, 121)

everywhere = pytest.mark.parametrize("simulator", SIMULATORS)


@pytest.fixture(scope="module")
def brain():
    return brain_bench()


def course(bench, cell, start, times, at=0.0):
    """Our engine's values (nt, ns) of every species from a state (ns,) on."""
    p = bench.kernel.parameter_vector(cell.parameters)
    hours = (at, at + float(times[-1]))
    ours = run(bench.kernel, p, start, hours, at + times, rtol=1e-10, atol_relative=1e-13)
    return ours.state.T


def apart(found, due):
    """The largest relative difference (ns,) of each species."""
    at_most = np.abs(due).max(axis=0)
    size = np.maximum(np.abs(due), NOTHING * at_most)
    return (np.abs(found - due) / np.where(size > 0, size, 1.0)).max(axis=0)


def exported(bench, cell, times, *, at=0.0, origin="healthy"):
    """A cell as a document, and what our engine makes of it (nt, ns)."""
    start = first_state(cell, bench, at, origin)
    return cell_sbml(cell, bench, at=at, origin=origin), course(bench, cell, start, times, at)


def agree(bench, simulator, times, text, due):
    """Whether a simulator has every species where our engine has it."""
    ids = identifiers(bench.model)
    found = SIMULATORS[simulator](text, times, [ids[name] for name in bench.model.species_names])
    off = apart(found, due)
    worst = bench.model.species_names[int(off.argmax())]
    assert off.max() < AGREED, f"{worst} is {off.max():.1e} off"


@pytest.fixture(scope="module")
def day(brain):
    return exported(brain, make_cell(brain, Request()), HOURLY, origin="cycle")


@everywhere
def test_a_healthy_day(brain, day, simulator):
    agree(brain, simulator, HOURLY, *day)
    _, due = day
    assert due[-1] == pytest.approx(due[0], rel=1e-6), "it is a periodic day"
    assert (np.ptp(due, axis=0) > 1e-3 * due[0]).any(), "in which something moves"


@pytest.fixture(
    scope="module", params=["receptor_synthesis:0.3", "irp1_loss", "excess_transferrin"]
)
def month(request, brain):
    return exported(brain, make_cell(brain, Request(lesions=(request.param,))), MONTH)


@everywhere
def test_thirty_days_in_which_a_lesion_unfolds(brain, month, simulator):
    agree(brain, simulator, MONTH, *month)
    _, due = month
    assert (np.abs(due[-1] - due[0]) > 0.1 * due[0]).sum() > 5, "much moves"


@pytest.fixture(scope="module")
def treated_month():
    bench = brain_bench(treated=True)
    cell = make_cell(bench, Request(lesions=("receptor_synthesis:0.3",)))
    return bench, exported(bench, cell, MONTH)


@everywhere
def test_thirty_days_of_a_lesion_in_a_body_that_can_take_medicines(treated_month, simulator):
    bench, handed_over = treated_month
    agree(bench, simulator, MONTH, *handed_over)


@everywhere
def test_a_document_that_begins_in_the_evening(brain, simulator):
    cell = make_cell(brain, Request(("clock_period=24h", "neuron.volume=5e-6L")))
    text, due = exported(brain, cell, HOURLY, at=20.25)
    agree(brain, simulator, HOURLY, text, due)
    assert not np.allclose(due[0], first_state(cell, brain, 0.0, "healthy"), rtol=1e-3)


def test_the_day_of_a_lesioned_cell_is_its_own(brain):
    cell = make_cell(brain, Request(lesions=("receptor_synthesis:0.3",)))
    orbit = solve_cell(cell, brain).require()[0]
    text, ids = cell_sbml(cell, brain), identifiers(brain.model)
    found = by_roadrunner(text, HOURLY, [ids[name] for name in brain.model.species_names])
    due = np.array([orbit.at(hour) for hour in HOURLY])
    assert apart(found, due).max() < AGREED


def test_what_antimony_says_is_the_same_model(brain, day):
    text, due = day
    antimony.clearPreviousLoads()
    assert antimony.loadAntimonyString(antimony_text(text)) >= 0, antimony.getLastError()
    again = antimony.getSBMLString(antimony.getMainModuleName())
    agree(brain, "libRoadRunner", HOURLY, again, due)


def test_antimony_refuses_in_words():
    with pytest.raises(InputError, match="libAntimony cannot read the model: "):
        antimony_text("<sbml>")


@locale_kept()
def test_copasi_reads_units_and_names_as_they_are(brain):
    import basico

    loaded = basico.load_model_from_string(cell_sbml(make_cell(brain, Request()), brain))
    units = basico.get_model_units(model=loaded)
    species = basico.get_species(model=loaded).set_index("sbml_id")
    values = basico.get_parameters(model=loaded).set_index("sbml_id")
    spaces = basico.get_compartments(model=loaded).set_index("sbml_id")
    basico.remove_datamodel(loaded)
    assert (units["time_unit"], units["quantity_unit"], units["volume_unit"]) == ("h", "µmol", "l")
    assert set(species["unit"]) == {"µmol/l"}
    assert set(spaces["unit"]) == {"l"}
    assert values.loc["recycling_loaded", "unit"] == "1/h"
    assert values.loc["neuron_receptor_messenger", "type"] == "ode"
    assert len(species) + (values["type"] == "ode").sum() == len(brain.model.species)


def test_a_symbol_is_read_as_the_document_means_it():
    """Amounts, a space that grows, rules and reactions of a document that is not ours."""
    text = """<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2">
      <model id="m">
        <listOfCompartments>
          <compartment id="C" spatialDimensions="3" size="2" constant="false"/>
        </listOfCompartments>
        <listOfSpecies>
          <species id="amount" compartment="C" initialAmount="3" hasOnlySubstanceUnits="true"
            boundaryCondition="false" constant="false"/>
          <species id="dissolved" compartment="C" initialAmount="2" hasOnlySubstanceUnits="false"
            boundaryCondition="false" constant="false"/>
        </listOfSpecies>
        <listOfParameters>
          <parameter id="k" value="0.5" constant="true"/>
        </listOfParameters>
        <listOfRules>
          <rateRule variable="C"><math xmlns="http://www.w3.org/1998/Math/MathML">
            <cn>1</cn></math></rateRule>
        </listOfRules>
        <listOfReactions>
          <reaction id="loss" reversible="false">
            <listOfReactants>
              <speciesReference species="amount" stoichiometry="1" constant="true"/>
            </listOfReactants>
            <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/>
              <ci>k</ci><ci>amount</ci></apply></math></kineticLaw>
          </reaction>
        </listOfReactions>
      </model>
    </sbml>"""
    times, ids = np.array([0.5, 2.0]), ["amount", "dissolved", "C", "k", "loss"]
    left = 3 * np.exp(-0.5 * times)
    due = np.array([left, 2 / (2 + times), 2 + times, [0.5, 0.5], 0.5 * left]).T
    assert by_roadrunner(text, times, ids) == pytest.approx(due, rel=1e-8)
    assert by_copasi(text, times, ids) == pytest.approx(due, rel=1e-8)
