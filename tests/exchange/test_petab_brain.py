"""The exported PEtab problem is not only well formed: simulated by others, it says what we say."""

import subprocess
import sys
import warnings
from pathlib import Path

import libsbml
import numpy as np
import pytest

from rls_sim.exchange.petab_v1 import petab_v1_files
from rls_sim.exchange.petab_v2 import petab_v2_files
from rls_sim.exchange.sbml_check import check_sbml
from rls_sim.hypotheses.observations import load_observations
from rls_sim.hypotheses.petab_problem import Broken, brain_problem, every_lesion, read_broken
from rls_sim.hypotheses.scoring import Doubt, ScoredRow
from rls_sim.outcomes.legs import urge
from rls_sim.outcomes.states import nightly
from rls_sim.study.cell import brain_bench, solve_cell
from rls_sim.verification.simulators import by_roadrunner

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what petab imports
    from petab.v1 import Problem
    from petab.v1.calculate import calculate_llh
    from petab.v1.math import sympify_petab
    from petab.v2 import Problem as Problem2

# Of petab, which calls pandas in ways that pandas 3.1 says will end.
OLD_WAYS = "ignore:The (inplace keyword|'float_precision' argument)"
pytestmark = pytest.mark.filterwarnings(OLD_WAYS)

CASES = ("receptor_synthesis", "receptor_synthesis:0.3+excess_transferrin")
ONE, PAIR = "receptor_synthesis", "receptor_synthesis_0_3__excess_transferrin"
CONDITIONS = ("healthy", "body_iron_deficiency", "body_iron_overload", ONE, PAIR)
CERTAIN = Doubt(wrong=0.0)  # the likelihood of a row that is right, which is what PEtab has
# The orbit is resolved to 1e-9, the simulator integrates a day at 1e-10.
TOTALS = 1e-7
# An outcome takes the deficit as linear between points of five minutes, and a night as a number of
# them; the exported urge is continuous.
OF_URGE = 3e-4
OF_SCORE = 1e-3  # points of 40, for the same reason


@pytest.fixture(scope="module")
def bench():
    return brain_bench()


@pytest.fixture(scope="module")
def brain(bench):
    broken = [read_broken(bench, text) for text in CASES]
    return brain_problem(bench, broken, load_observations(), comments=["for a test"])


@pytest.fixture(scope="module")
def folders(brain, tmp_path_factory):
    """Both versions on disk."""
    found = {}
    for version, files in ((1, petab_v1_files), (2, petab_v2_files)):
        found[version] = tmp_path_factory.mktemp(f"petab_{version}")
        for name, text in files(brain.problem).items():
            (found[version] / name).write_text(text, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def petab_problem(folders):
    return {case: Problem.from_yaml(folders[1] / f"{case}.yaml") for case in (ONE, PAIR)}


@pytest.fixture(scope="module")
def results(bench):
    cells = {name: name for name in CONDITIONS[1:3]} | dict(zip((ONE, PAIR), CASES, strict=True))
    broken = {name: read_broken(bench, text) for name, text in cells.items()}
    broken["healthy"] = Broken()
    return {name: solve_cell(each.cell(bench), bench) for name, each in broken.items()}


@pytest.fixture(scope="module")
def simulated(petab_problem, folders):
    """By condition, what PEtab's own reading of each formula gives after a simulated day."""
    problem = petab_problem[ONE]
    formulas = problem.observable_df.observableFormula.map(sympify_petab)
    symbols = sorted({str(symbol) for formula in formulas for symbol in formula.free_symbols})
    found = {}
    for condition in CONDITIONS:
        sbml = set_up(folders[1] / "model.xml", problem.condition_df.loc[condition])
        values = dict(zip(symbols, by_roadrunner(sbml, [24.0], symbols)[0], strict=True))
        found[condition] = {
            name: float(formula.subs({s: values[str(s)] for s in formula.free_symbols}))
            for name, formula in formulas.items()
        }
    return found


def set_up(path: Path, condition) -> str:
    """The model as a row of the condition table sets it."""
    document = libsbml.readSBMLFromFile(str(path))
    model = document.getModel()
    for name, value in condition.drop("conditionName").items():
        if species := model.getSpecies(name):
            species.setInitialConcentration(float(value))
        else:
            model.getParameter(name).setValue(float(value))
    return libsbml.writeSBMLToString(document)


def outcome_of(observable: str) -> str:
    return observable.removeprefix("observed_").split("_near_")[0].removesuffix("_ratio")


def due(observable, result, healthy):
    """Our own number for an observable, and how near it must be."""
    name = outcome_of(observable)
    if name == "irls_score":
        return night_score(result.day), {"abs": OF_SCORE}
    value = result.outcomes[name]
    if name == "cell_loss_per_decade":
        return (1 - healthy[name]) / (1 - value), {"rel": TOTALS}
    if observable.endswith("_ratio"):
        value /= healthy[name]
    return value, {"rel": OF_URGE if name == "urge_hours" else TOTALS, "abs": 1e-9}


def night_score(day):
    """The score, of the mean of the points of the night, each once.

    `AnyDay.mean_during` reads the midnight at both ends of a day, so it counts that point twice.
    """
    night = day.during(*nightly(day))[:-1]
    strength = urge(day)[:-1][night].mean() ** day.parameter("irls_steepness")
    half = day.parameter("irls_half_urge") ** day.parameter("irls_steepness")
    return 40 * strength / (half + strength)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_simulated_day_gives_our_outcomes(condition, simulated, results, bench):
    result = results[condition]
    for observable, found in simulated[condition].items():
        expected, near = due(observable, result, bench.healthy_outcomes)
        assert found == pytest.approx(expected, **near), observable


def test_the_cells_differ(simulated):
    """Else the comparison above would hold of a problem that says nothing."""
    of = {name: simulated[name]["observed_spinal_transferrin_relative"] for name in CONDITIONS}
    assert of["healthy"] == pytest.approx(1.0, abs=1e-6)
    assert of[PAIR] > 3 > 1.5 > of[ONE]
    hours = {name: simulated[name]["observed_urge_hours"] for name in CONDITIONS}
    assert hours["healthy"] == 0 < 5 < hours[ONE] < hours[PAIR]


@pytest.mark.parametrize("case", [ONE, PAIR])
def test_petab_has_our_likelihood_of_rows_that_are_right(
    case, petab_problem, simulated, results, bench, brain
):
    problem = petab_problem[case]
    simulation = problem.measurement_df.drop(columns="measurement").assign(
        simulation=[
            simulated[row.simulationConditionId][row.observableId]
            for row in problem.measurement_df.itertuples()
        ]
    )
    found = calculate_llh(
        problem.measurement_df, simulation, problem.observable_df, problem.parameter_df
    )
    rows = {row.id: row for row in brain.observations}
    expected = 0.0
    for measured in problem.measurement_df.itertuples():
        row, result = rows[measured.datasetId], results[measured.simulationConditionId]
        expected += ours(row, result, bench.healthy_outcomes, measured.measurement)
    assert found == pytest.approx(expected, abs=1e-3)  # what is left of the score's night


def ours(row, result, healthy, measured):
    """Log probability density of a row, as `rls-sim lesions` scores it, over the number itself."""
    value = result.outcomes[row.outcome]
    if row.outcome == "irls_score":
        value = night_score(result.day)
    scored = ScoredRow(row, 1.0)
    predicted = scored.predicted(np.array([value]), np.array([healthy[row.outcome]]))
    density = np.log(scored.probability(predicted, CERTAIN)[0])
    return density if row.is_clock else density - np.log(measured)  # of a number, not its logarithm


@pytest.mark.parametrize("version", [1, 2])
def test_petablint_finds_nothing(version, folders):
    done = petablint(folders[version] / f"{PAIR}.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def petablint(path):
    program = Path(sys.executable).parent / "petablint"
    return subprocess.run([program, path], capture_output=True, text=True, check=False)


def test_petablint_would_find_a_fault(folders, tmp_path):
    for path in folders[1].iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("doubt_of_hours", "doubt"))
    (tmp_path / "parameters.tsv").write_text((folders[1] / "parameters.tsv").read_text())
    assert petablint(tmp_path / "healthy.yaml").returncode == 1


def test_the_model_stays_without_a_finding(brain):
    assert check_sbml(brain.problem.sbml).findings == ()


def test_both_versions_set_up_the_same_cells(folders, petab_problem):
    old = petab_problem[PAIR].condition_df
    new = Problem2.from_yaml(folders[2] / f"{PAIR}.yaml")
    nominal = {parameter.id: parameter.nominal_value for parameter in new.parameters}
    assert {c.id for c in new.conditions} == set(CONDITIONS) - {ONE}
    for condition in new.conditions:
        for change in condition.changes:
            value = change.target_value
            value = float(value.subs({s: nominal[str(s)] for s in value.free_symbols}))
            assert value == pytest.approx(old.loc[condition.id, change.target_id], rel=1e-14)


def test_every_observation_is_accounted_for(brain):
    fates = {fate.row.id: fate for fate in brain.evidence.fates}
    assert list(fates) == [row.id for row in load_observations()]
    for fate in fates.values():
        row = fate.row
        assert fate.is_measured == (not fate.why_not)
        if fate.is_measured:
            assert row.has_value
            assert row.use != "context"
        elif row.has_value and row.outcome and row.use != "context":
            assert "no formula" in fate.why_not, row.id
    left = {f.row.outcome for f in fates.values() if "no formula" in f.why_not}
    assert left == {
        "extracellular_dopamine_active_rest",
        "gate_trough_hour",
        "immobilisation_test",
        "serum_iron_swing",
        "urge_onset",
        "urge_peak_hour",
    }
    lines = brain.account().splitlines()
    assert len(lines) == 1 + len(fates)


def test_what_is_estimated_is_what_has_a_distribution(brain, bench):
    named = {p.id: p for p in brain.problem.parameters if p.prior is not None}
    uncertain = [p for p in bench.healthy.values() if p.distribution != "fixed"]
    changed = {"dietary_iron"}  # by the iron-deficient condition
    assert set(named) == {p.name.replace(".", "_") for p in uncertain} - changed
    for parameter in uncertain:
        if parameter.name not in changed:
            found = named[parameter.name.replace(".", "_")]
            assert found.low <= found.value <= found.high
            assert found.value == parameter.canonical_value


def test_sizes_change_what_lesions_change(bench, tmp_path):
    """One lesion for each way in which a size enters."""
    assert [each.id for each in every_lesion(bench)] == list(bench.lesions)
    chosen = ("naive_chain", "neuronal_overload", "clock_hour", "hfe_loss", "blood_loss")
    broken = [each for each in every_lesion(bench) if each.id in chosen]
    brain = brain_problem(bench, broken, load_observations())
    for name, text in petab_v2_files(brain.problem).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for case in chosen:
        new = Problem2.from_yaml(tmp_path / f"{case}.yaml")
        nominal = {parameter.id: parameter.nominal_value for parameter in new.parameters}
        (condition,) = [c for c in new.conditions if c.id == case]
        (settled,) = [c for c in brain.problem.conditions if c.id == case]
        for change in condition.changes:
            if change.target_id in settled.changed:
                value = change.target_value
                value = float(value.subs({s: nominal[str(s)] for s in value.free_symbols}))
                assert value == pytest.approx(settled.changed[change.target_id], rel=1e-12)
