"""Each kind of check notices a fault: planted into a model, a method, a file or a machine code.

The check's own bound judges what its own measurement makes of the fault.
"""

import subprocess
import sys
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pytest
from planted import moved, times, with_law, with_machine_of, with_reaction

from rls_sim.network.rate_laws import cos, sqrt
from rls_sim.verification import (
    agreement,
    best2009,
    books,
    brain,
    closed_forms,
    days,
    dopamine,
    order,
    simulators,
    slopes,
    subjects,
)
from rls_sim.verification.suite import all_checks


@cache
def checks():
    return {check.name: check for check in all_checks()}


def judged(name, measure, *arguments):
    """What the check of that name says of another subject."""
    outcome = replace(checks()[name], measure=partial(measure, *arguments)).run()
    assert outcome.number is not None, outcome.told
    return outcome.status


# One coefficient of one stage, by a thousandth, before anything is compiled with it.
TABLEAU = """
from rls_sim.numerics import rosenbrock_tables
rosenbrock_tables.{table}[{place}] *= 1.001
from rls_sim.verification import order, suite
suite.ROOMS = (order,)
from rls_sim.cli.main import main
main(["doctor", "--verify", "-q"])
"""


@pytest.mark.parametrize(
    ("table", "place", "noticed"),
    [
        ("ARGUMENT", "4, 1", ["order", "order_driven"]),
        ("DENSE", "1, 3", ["order_between"]),
    ],
)
def test_a_wrong_coefficient_of_the_method(table, place, noticed):
    code = TABLEAU.format(table=table, place=place)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 6, done.stderr
    failed = done.stderr.partition("checks failed: ")[2].split()
    assert set(noticed) <= {name.strip(",") for name in failed}
    assert f"FAILED  {noticed[0]}" in done.stdout


def test_a_tolerance_that_is_not_kept():
    wrong = moved(subjects.logistic(), "growth", 1 + 1e-6)
    assert judged("tolerance", order.tolerance_kept, wrong, subjects.logistic_exact, 6.0) == (
        "failed"
    )


def kinked(law):
    """A daily wave with its shape broken: its slope jumps twice a day."""

    def inflow(time, inflow, sharpness, period, volume):
        wave = cos(time / period * (2 * np.pi))
        return inflow * sqrt(wave * wave) * sharpness * volume

    return inflow


def test_a_drive_with_a_kink_converges_too_slowly():
    wrong = with_law(subjects.sharp_pool(), "sharp_inflow", kinked)
    size, start = 512, np.ones(1)
    exact = days.day_on(wrong, size, start)
    for name, measure in (
        ("spectral_rate", days.factor_of_a_harmonic),
        ("spectral_rounding", days.least_error),
    ):
        assert judged(name, measure, wrong, lambda _: exact) == "failed"


@cache
def brain_with_a_kink():
    """The brain whose tyrosine hydroxylase hears a clock that is broken at two hours."""

    def broken(law):
        def clock(*given):
            away = law(*given) - 1
            return 1 + sqrt(away * away)

        return clock

    name = next(d.name for d in brain.healthy().derived if "tyrosine_hydroxylase_clock" in d.name)
    return with_law(brain.healthy(), name, broken)


def test_a_brain_with_a_kink_converges_too_slowly():
    assert judged("spectral_brain", days.decades_of_the_brain, brain_with_a_kink()) == "failed"


def test_a_day_that_is_believed_too_soon(monkeypatch):
    """The search accepts whatever the first nodes give; what it then says of it is measured."""
    from rls_sim.numerics import search

    monkeypatch.setattr(search, "RESOLVED", 1.0)
    monkeypatch.setattr(days, "_day", lambda model: _coarse(model))
    assert judged("day_error", days.error_by_default, brain.healthy()) == "failed"
    assert judged("day_closes", days.closure, brain.healthy()) == "failed"
    assert judged("day_reference", days.reference_apart, brain.healthy()) == "failed"


def _coarse(model):
    from rls_sim.numerics.cycle import find_cycle

    kernel, parameters = subjects.solver_of(model)
    return find_cycle(kernel, parameters, brain.start(), nodes=8)


def test_an_estimate_that_is_too_bold(monkeypatch):
    from rls_sim.numerics import search

    monkeypatch.setattr(search, "ESTIMATE_MARGIN", 0.1)
    monkeypatch.setattr(days, "_day", lambda model: _anew(model))
    assert judged("day_estimate", days.estimate_over_error, brain.healthy()) == "failed"


def _anew(model):
    from rls_sim.numerics.cycle import find_cycle

    kernel, parameters = subjects.solver_of(model)
    return find_cycle(kernel, parameters, kernel.initial_state)


def leak(labile, volume):
    return 1e-9 * labile * volume


LEAK = ("neuron.labile_iron", "neuron.cytosol_volume")


def _leaking(model):
    species = next(s for s in model.species if s.name == LEAK[0])
    volume = next(c.volume for c in model.compartments if c.name == species.compartment)
    return with_reaction(model, f"{LEAK[0]} ->", leak, (LEAK[0], volume))


def test_a_leak_of_a_billionth_an_hour():
    assert judged("moieties", books.drift, _leaking(books.sealed()), 720.0) == "failed"
    assert judged("iron_books", books.unaccounted, _leaking(books.booked()), 720.0) == "failed"


def test_a_day_of_a_wrong_edge(monkeypatch):
    """Machine code solves the day with iron lost faster than the fluxes say."""
    _wrong_machine(monkeypatch, books, brain.healthy(), "tissue_shedding")
    assert judged("iron_of_a_day", books.imbalance_of_the_day, brain.healthy()) == "failed"


def test_a_reaction_that_takes_what_is_not_there():
    model = brain.lesioned()
    name = "extracellular_dopamine"
    species = next(s for s in model.species if s.name == name)
    volume = next(c.volume for c in model.compartments if c.name == species.compartment)
    wrong = with_reaction(model, f"{name} ->", lambda volume: 1e-3 * volume, (volume,))
    assert judged("no_debt", books.falls_at_zero, wrong) == "failed"
    assert judged("positive", books.lowest, wrong, 24.0) == "failed"


def test_a_law_that_is_computed_otherwise_than_written():
    model = brain.healthy()
    other = with_law(model, "dopamine_release", times(1 + 1e-9))
    kernel = subjects.solver_of(other)[0]
    assert judged("laws", agreement.laws_apart, model, kernel) == "failed"


def _wrong_machine(monkeypatch, room, model, name):
    """From here on the engine computes with one law wrong, and SciPy with all laws right."""
    wrong = with_machine_of(model, with_law(model, name, times(1 + 1e-4)))

    class Kernels:
        of = staticmethod(lambda asked: wrong)

    monkeypatch.setattr(room, "Kernel", Kernels)


def test_machine_code_that_is_wrong(monkeypatch):
    _wrong_machine(monkeypatch, agreement, brain.healthy(), "dopamine_release")
    assert judged("printers", agreement.printers_apart, brain.healthy()) == "failed"


def test_a_step_of_firing_by_wrong_machine_code(monkeypatch):
    _wrong_machine(monkeypatch, dopamine, best2009.best_2009(), "reuptake")
    assert judged("best2009_step_scipy", dopamine.step_apart, best2009.best_2009()) == "failed"


def test_a_rest_by_wrong_machine_code(monkeypatch):
    """Totals are kept by the reference, so the rest is asked of a model that has none."""
    theirs = best2009.best_2009()
    wrong = with_law(theirs, "reuptake", times(1 + 1e-4))
    monkeypatch.setattr(dopamine, "rest", partial(_rest_of, dopamine.rest, wrong))
    assert judged("best2009_rest_scipy", dopamine.rest_apart, theirs) == "failed"


def _rest_of(rest, wrong, _):
    return rest(wrong)


@pytest.mark.parametrize("method", agreement.METHODS)
def test_a_transient_of_another_brain(method):
    other = moved(brain.lesioned(), "release_rate", 1 + 1e-4)
    name = f"scipy_{method.lower()}_day"
    assert judged(name, agreement.scipy_apart, other, method, 24.0) == "failed"


@pytest.mark.parametrize("simulator", list(agreement.SIMULATORS))
def test_a_parameter_that_is_wrong_in_the_file(simulator):
    there = 'id="release_rate" name="release_rate" value="1.0"'
    assert there in agreement.exported()
    sbml = agreement.exported().replace(there, there.replace("1.0", "1.0001"))
    name = f"{simulator.lower()}_day"
    assert judged(name, agreement.simulator_apart, sbml, simulator, 24.0) == "failed"


@pytest.mark.parametrize("simulator", list(agreement.SIMULATORS))
def test_a_simulator_that_is_not_installed_is_no_failure(monkeypatch, simulator):
    monkeypatch.setitem(sys.modules, simulators.MODULES[simulator], None)
    outcome = checks()[f"{simulator.lower()}_day"].run()
    assert (outcome.status, outcome.number) == ("not_run", None)
    assert "pip install" in outcome.told


@pytest.mark.parametrize("ask", ["is_installed('COPASI')", "versions()"])
def test_asking_for_a_simulator_leaves_the_locale(ask):
    """In a process of its own: COPASI sets another when it is loaded, which is once."""
    program = (
        f"from locale import LC_ALL, setlocale; from rls_sim.verification import simulators;"
        f"before = setlocale(LC_ALL); assert simulators.{ask};"
        f"assert setlocale(LC_ALL) == before, setlocale(LC_ALL)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


CLOSED = {
    "closed_logistic": (subjects.logistic, subjects.logistic_exact, 6.0, "growth"),
    "closed_two_compartments": (
        *(subjects.two_compartments, subjects.two_compartments_exact, 24.0, "exchange"),
    ),
    "closed_michaelis_menten": (
        *(subjects.michaelis_menten_loss, subjects.michaelis_menten_exact, 8.0, "half_loss"),
    ),
}


@pytest.mark.parametrize("name", CLOSED)
def test_a_model_that_is_not_the_one_of_the_closed_form(name):
    model, exact, hours, parameter = CLOSED[name]
    wrong = moved(model(), parameter, 1 + 1e-6)
    assert judged(name, closed_forms.run_apart, wrong, exact, hours) == "failed"


def test_a_driven_pool_with_another_clearance():
    wrong = moved(subjects.sharp_pool(), "sharp_clearance", 1 + 1e-6)
    start = subjects.sharp_pool_exact(np.zeros(1))[:, 0] + 1
    measure = partial(closed_forms.run_apart, wrong, closed_forms.pool_from_outside, 72.0, start)
    assert judged("closed_driven_pool", measure) == "failed"


@pytest.mark.parametrize(
    ("name", "model", "parameter", "due", "end", "rtol"),
    [
        ("brusselator", subjects.brusselator, "turned", "BRUSSELATOR_AT_20", 20.0, 1e-10),
        ("robertson", subjects.robertson, "slow", "ROBERTSON_AT_1E11", 1e11, 1e-8),
    ],
)
def test_a_reference_problem_with_another_rate(name, model, parameter, due, end, rtol):
    wrong = moved(model(), parameter, 1 + 1e-5)
    reference = getattr(closed_forms, due)
    assert judged(name, closed_forms.end_apart, wrong, reference, end, rtol) == "failed"


def test_a_slope_of_another_pool():
    wrong = moved(subjects.sharp_pool(), "sharp_clearance", 1 + 1e-6)
    assert judged("slope_closed", slopes.pool_slope_apart, wrong) == "failed"


def test_multipliers_of_other_compartments():
    wrong = moved(subjects.driven_compartments(), "tissue_volume", 1 + 1e-4)
    assert judged("multipliers", slopes.multipliers_apart, wrong) == "failed"


def test_a_rule_of_derivatives_that_is_wrong(monkeypatch):
    """That of products, by a millionth, in a graph made anew."""
    from rls_sim.network import slopes as rules

    right = rules.partials

    def wrong(graph, node):
        parts = right(graph, node)
        if graph.operation[node] != "multiply":
            return parts
        return tuple((a, graph.multiply(graph.number(1 + 1e-6), slope)) for a, slope in parts)

    assert brain.healthy_day().converged  # found with right slopes
    monkeypatch.setattr(rules, "partials", wrong)
    model = with_law(brain.healthy(), "dopamine_release", times(1.0))  # a kernel of its own
    assert judged("jacobian", slopes.jacobian_apart, model) == "failed"
    assert judged("slope_brain", slopes.day_slopes_apart, model, ("release_rate",)) == "failed"


@pytest.mark.parametrize(
    ("name", "measure", "parameter", "factor"),
    [
        ("best2009_rest", dopamine.off_by, "mat_vmax", 1.02),
        ("best2009_slopes", dopamine.answers_apart, "th_ki", 2.0),
        ("best2009_triples", dopamine.peak, "mat_leak", 0.02),
        ("best2009_habituates", dopamine.place_between, "dat_km", 0.02),
        ("best2009_nine_hours", dopamine.share_of_the_fall, "mat_vmax", 10.0),
    ],
)
def test_another_terminal_than_the_published(name, measure, parameter, factor):
    wrong = moved(best2009.best_2009(), parameter, factor)
    assert judged(name, measure, wrong) == "failed"


def test_a_brain_whose_terminal_is_another():
    wrong = moved(dopamine.terminal(), "reuptake_maximal", 1 + 1e-6)
    theirs = best2009.best_2009()
    assert judged("best2009_inside", dopamine.terminal_apart, wrong, theirs) == "failed"


def test_what_breaks_on_the_way_is_a_failure_that_is_told():
    broken = replace(checks()["order"], measure=partial(order.fixed_steps, None))
    outcome = broken.run()
    assert (outcome.status, outcome.number) == ("failed", None)
    assert outcome.told.startswith("TypeError")


@pytest.mark.parametrize("name", ["order", "order_brain", "printers", "robertson"])
def test_where_there_is_no_machine_code_what_needs_it_is_not_run(monkeypatch, name):
    """As where llvmlite cannot be used: kernels have no machine code."""
    from rls_sim.network.kernel import Kernel

    # A property, which stands before what a kernel made earlier keeps of its own.
    monkeypatch.setattr(Kernel, "machine", property(lambda _: None))
    outcome = checks()[name].run()
    assert (outcome.status, outcome.number) == ("not_run", None)
    assert "no machine code" in outcome.told
