"""Generated code says what the laws say, for one state and for columns of states."""

import pickle
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from toy_network import CELL, FLUID, VALUES, build_toy, hand_written, number

from rls_sim.network.kernel import Kernel
from rls_sim.network.model import Model
from rls_sim.network.process import Process, place
from rls_sim.network.rate_laws import exp, hill, log, michaelis_menten, saturation, sqrt
from rls_sim.network.reaction import Compartment, Species, derived, reaction
from rls_sim.quantities.parameter import ParameterSet

MODEL = build_toy()
KERNEL = Kernel.of(MODEL)
P = KERNEL.parameter_vector(MODEL.parameters)

concentrations = arrays(np.float64, 7, elements=st.floats(0.0, 50.0))
hours = st.floats(0.0, 48.0)


def random_states(columns, low=0.05, high=8.0):
    generator = np.random.default_rng(5)
    return generator.uniform(low, high, (7, columns)), generator.uniform(0, 24, columns)


@given(state=concentrations, time=hours)
def test_right_hand_side_equals_the_hand_written_one(state, time):
    expected = hand_written(time, state)
    # Terms cancel, so the error is measured against the largest of them: 1e-13 of ~100 umol/L/h.
    np.testing.assert_allclose(KERNEL.rhs(time, state, P), expected, rtol=1e-12, atol=1e-11)


def test_columns_equal_single_states():
    states, times = random_states(9)
    for columns, single in (
        (KERNEL.rhs, KERNEL.rhs),
        (KERNEL.fluxes, KERNEL.fluxes),
        (KERNEL.derived, KERNEL.derived),
    ):
        one_by_one = [single(t, x, P) for t, x in zip(times, states.T, strict=True)]
        np.testing.assert_allclose(columns(times, states, P), np.transpose(one_by_one), rtol=1e-13)
    one_by_one = [KERNEL.jacobian(t, x, P) for t, x in zip(times, states.T, strict=True)]
    np.testing.assert_allclose(KERNEL.jacobian(times, states, P), one_by_one, rtol=1e-13)


def test_one_time_serves_all_columns():
    states, _ = random_states(4)
    spread = KERNEL.rhs(np.full(4, 7.5), states, P)
    np.testing.assert_array_equal(KERNEL.rhs(7.5, states, P), spread)


def test_each_column_may_have_its_own_parameters():
    states, times = random_states(3)
    variants = np.repeat(P[:, None], 3, axis=1) * np.array([0.5, 1.0, 2.0])
    together = KERNEL.rhs(times, states, variants)
    slopes = KERNEL.jacobian(times, states, variants)
    for i in range(3):
        alone = KERNEL.rhs(times[i], states[:, i], variants[:, i])
        np.testing.assert_allclose(together[:, i], alone, rtol=1e-13)
        one = KERNEL.jacobian(times[i], states[:, i], variants[:, i])
        np.testing.assert_allclose(slopes[i], one, rtol=1e-13)


def many_cells(cells=5, points=4):
    """States (7, cells, points), times (points,) and parameters (np, cells) of cells of the toy."""
    generator = np.random.default_rng(11)
    times = np.linspace(0.0, 24.0, points)
    variants = P[:, None] * generator.uniform(0.7, 1.4, (P.size, cells))
    variants[3:9] = P[3:9, None]  # what all cells have alike
    return generator.uniform(0.05, 8.0, (7, cells, points)), times, variants


def test_the_days_of_many_cells_are_evaluated_at_once():
    states, times, variants = many_cells()
    for many in (KERNEL.fluxes, KERNEL.derived):
        together = many(times, states, variants)
        for i in range(5):
            alone = many(times, states[:, i], variants[:, i])
            np.testing.assert_allclose(together[:, i], alone, rtol=1e-13)
        alike = many(7.5, states, P)
        spread = many(np.full(4, 7.5), states, np.repeat(P[:, None], 5, axis=1))
        np.testing.assert_array_equal(alike, spread)


NAMES = ("west.free", "east.gate", "feeding", "west.storage", "west.sensed")


def excerpt_of(names, states, times, variants):
    excerpt = KERNEL.excerpt(names)
    rows = list(states[excerpt.species])
    return excerpt.evaluation.rows(times, rows, variants[excerpt.parameters])


def test_an_excerpt_computes_what_is_named_from_what_it_needs():
    states, times, variants = many_cells()
    tables = {
        "state": states,
        "derived": KERNEL.derived(times, states, variants),
        "flux": KERNEL.fluxes(times, states, variants),
    }
    found = excerpt_of(NAMES, states, times, variants)
    for name, rows in zip(NAMES, found, strict=True):
        kind, row = KERNEL.places[name]
        np.testing.assert_allclose(rows, tables[kind][row], rtol=1e-13, err_msg=name)
    excerpt = KERNEL.excerpt(("west.sensed",))
    assert [KERNEL.species_names[i] for i in excerpt.species] == ["west.free"]
    needed = {KERNEL.parameter_names[i] for i in excerpt.parameters}
    assert needed == {"west.half", "west.steepness"}
    assert KERNEL.excerpt(("west.sensed",)) is excerpt


def test_an_excerpt_has_the_same_bytes_among_any_cells_and_in_any_company():
    states, times, variants = many_cells(70, 33)
    together = excerpt_of(NAMES, states, times, variants)
    for rows in ([4], [8, 8, 8], range(2, 65), range(69, -1, -1)):
        part = list(rows)
        others = excerpt_of(NAMES, states[:, part], times, variants[:, part])
        for one, other in zip(together, others, strict=True):
            assert one[part].tobytes() == other.tobytes()
    for name, expected in zip(NAMES, together, strict=True):
        (alone,) = excerpt_of((name,), states, times, variants)
        assert alone.tobytes() == expected.tobytes(), name


def test_an_excerpt_of_one_poisoned_cell_poisons_no_other():
    states, times, variants = many_cells()
    clean = excerpt_of(NAMES, states, times, variants)
    states[:, 2], variants[:, 2] = np.nan, np.inf
    for one, other in zip(clean, excerpt_of(NAMES, states, times, variants), strict=True):
        np.testing.assert_array_equal(np.delete(one, 2, axis=0), np.delete(other, 2, axis=0))


def test_jacobian_equals_central_differences():
    states, times = random_states(6)
    exact = KERNEL.jacobian(times, states, P)
    for j in range(len(states)):
        step = 1e-5 * states[j]
        above, below = states.copy(), states.copy()
        above[j] += step
        below[j] -= step
        difference = (KERNEL.rhs(times, above, P) - KERNEL.rhs(times, below, P)) / (2 * step)
        # Central differences of a smooth law: error ~ step^2 + rounding/step, about 1e-9.
        np.testing.assert_allclose(exact[:, :, j], difference.T, rtol=1e-7, atol=1e-8)


def test_jacobian_is_zero_outside_its_pattern():
    rows, columns = KERNEL.jacobian_pattern
    states, times = random_states(2)
    full = KERNEL.jacobian(times, states, P)
    assert np.count_nonzero(full[0]) == len(rows) < 49
    assert (full[:, rows, columns] != 0).all()


def test_parameters_that_change_are_seen():
    states, times = random_states(2)
    changed = P.copy()
    before = [KERNEL.rhs(times, states, changed), KERNEL.rhs(1.0, states[:, 0], changed)]
    changed[KERNEL.parameter_names.index("meal")] *= 2  # in place: the array stays the same one
    assert (KERNEL.rhs(times, states, changed)[6] != before[0][6]).all()
    assert KERNEL.rhs(1.0, states[:, 0], changed)[6] != before[1][6]


def test_fluxes_and_derived_are_those_of_the_law_functions():
    states, times = random_states(1)
    known = dict(zip(KERNEL.species_names, states[:, 0], strict=True))
    known |= dict(zip(KERNEL.parameter_names, P, strict=True)) | {"time": times[0]}
    for law in MODEL.derived_in_order():
        known[law.name] = law.function(*(known[name] for name in law.needs))
    rates = [law.function(*(known[name] for name in law.needs)) for law in MODEL.reactions]
    fluxes = KERNEL.fluxes(times[0], states[:, 0], P)
    np.testing.assert_allclose(fluxes, rates, rtol=1e-13)
    derived_values = [known[name] for name in KERNEL.derived_names]
    np.testing.assert_allclose(
        KERNEL.derived(times[0], states[:, 0], P), derived_values, rtol=1e-13
    )


def test_parameters_arrive_in_umol_litre_and_hour():
    assert P[KERNEL.parameter_names.index("release_constant")] == pytest.approx(0.6)  # 0.01/min


def test_parameters_in_another_order_find_their_place():
    turned = ParameterSet(reversed([*MODEL.parameters.values()]))
    np.testing.assert_array_equal(KERNEL.parameter_vector(turned), P)


def test_volumes_by_species_and_by_column():
    volumes = [0.3, 0.3, 0.3, 0.05, 0.05, 0.05, 2.0]
    np.testing.assert_array_equal(KERNEL.volumes_of(P), volumes)
    assert KERNEL.volumes_of(np.stack([P, 2 * P], axis=1))[6].tolist() == [2.0, 4.0]


@pytest.mark.parametrize("columns", [False, True])
def test_nothing_left_anywhere_is_harmless(columns):
    state = np.zeros((7, 3)) if columns else np.zeros(7)
    assert np.isfinite(KERNEL.rhs(0.0, state, P)).all()
    assert np.isfinite(KERNEL.jacobian(0.0, state, P)).all()


def box(law, *parameters, initial=1.0):
    """A model of one pool in one litre and one law."""
    pool = Species("pool", "pool", "box", initial)
    declared = (number("volume", 1.0, "L"), *parameters)
    process = Process("box", (pool,), declared, (law,), (), (Compartment("box", "volume"),))
    return Model([process])


@pytest.mark.parametrize("steepness", [1.0, 1.3, 2.0, 4.0, 40.0])
@pytest.mark.parametrize("signal", [0.0, 1e-200, 1e-9, 1.0, 1e9, 1e200])
def test_hill_and_its_slope_are_finite_everywhere(signal, steepness):
    @reaction("-> pool", boundary=True)
    def making(pool, half, n):
        return hill(pool, half, n)

    model = box(making, number("half", 0.5), number("n", steepness))
    kernel = Kernel.of(model)
    p = kernel.parameter_vector(model.parameters)

    alone = kernel.jacobian(0.0, [signal], p)[0, 0]
    column = kernel.jacobian(0.0, [[signal]], p)[0, 0, 0]
    value = kernel.rhs(0.0, [signal], p)[0]

    assert value == pytest.approx(float(hill(signal, 0.5, steepness)), rel=1e-13)
    assert value == pytest.approx(kernel.rhs(0.0, [[signal]], p)[0, 0], rel=1e-13)
    assert np.isfinite(alone)
    assert alone == pytest.approx(column, rel=1e-12)
    if 1e-9 <= signal <= 1.0:
        ratio = (signal / 0.5) ** steepness
        assert alone == pytest.approx(steepness * ratio / signal / (1 + ratio) ** 2, rel=1e-12)


def test_slope_of_a_hill_at_zero_is_that_of_a_line_only_if_it_is_not_cooperative():
    @reaction("-> pool", boundary=True)
    def making(pool, half, n):
        return hill(pool, half, n)

    slopes = []
    for n in (1.0, 2.0):
        model = box(making, number("half", 0.5), number("n", n))
        p = model.parameters.values_canonical()
        slopes.append(Kernel.of(model).jacobian(0.0, [0.0], p)[0, 0])
    assert slopes == pytest.approx([2.0, 0.0], rel=1e-13)


def test_a_signal_or_a_base_below_zero_counts_as_zero():
    @reaction("-> pool", boundary=True)
    def making(pool, half, n):
        return 3 + hill(pool, half, n) + sqrt(pool) + (pool / half) ** n

    model = box(making, number("half", 0.5), number("n", 2.5))
    kernel, p = Kernel.of(model), model.parameters.values_canonical()
    for state in ([-0.1], [[-0.1]]):
        assert kernel.rhs(0.0, state, p).item() == 3.0


def test_slopes_along_half_and_steepness_are_followed_too():
    @derived("umol/L")
    def moving_half(pool):
        return 1 + pool**2

    @derived("1")
    def moving_steepness(pool):
        return 2 + pool

    @reaction("-> pool", boundary=True)
    def making(pool, moving_half, moving_steepness):
        power = (1 + pool) ** moving_steepness
        return hill(pool, moving_half, moving_steepness) + power + saturation(2.0, moving_half)

    pool = Species("pool", "pool", "box", 1.0)
    kernel = Kernel.of(
        Model(
            [
                Process(
                    "box",
                    (pool,),
                    (number("volume", 1.0, "L"),),
                    (making,),
                    (moving_half, moving_steepness),
                    (Compartment("box", "volume"),),
                )
            ]
        )
    )
    for x in (0.3, 1.7):
        step = 1e-5
        difference = (kernel.rhs(0, [x + step], [1.0]) - kernel.rhs(0, [x - step], [1.0])) / (
            2 * step
        )
        assert kernel.jacobian(0, [x], [1.0])[0] == pytest.approx(difference, rel=1e-8)
        assert kernel.jacobian(0, [[x]], [1.0])[0, 0] == pytest.approx(difference, rel=1e-8)
    for start in ([0.0], [[0.0]]):
        assert np.isfinite(kernel.jacobian(0, start, [1.0])).all()


def test_where_a_law_is_undefined_it_says_so_without_a_warning():
    @reaction("pool ->", boundary=True)
    def share(pool, half):
        return pool / (pool + half)

    @reaction("pool ->", boundary=True)
    def logarithm(pool, half):
        return log(pool / half)

    for law, half, state, expected in (
        (share, 0.0, 0.0, np.nan),
        (logarithm, 1.0, 0.0, np.inf),
        (logarithm, 1.0, -1.0, np.nan),
        (logarithm, 0.0, 1.0, -np.inf),
    ):
        kernel = Kernel.of(box(law, number("half", 1.0)))
        np.testing.assert_equal(kernel.rhs(0.0, [state], [1.0, half]), [expected])
        np.testing.assert_equal(kernel.rhs(0.0, [[state]], [1.0, half]), [[expected]])
        both = np.array([[1.0, 1.0], [half, 1.0]])
        np.testing.assert_equal(kernel.rhs(0.0, [[state, 1.0]], both)[0, 0], expected)
        lost, kept = -kernel.fluxes(0.0, [[[state], [1.0]]], both)[0, :, 0]
        np.testing.assert_equal([lost, np.isfinite(kept)], [expected, True])


@pytest.mark.parametrize(("state", "power"), [(1e6, 690.0), (-1e6, -690.0), (3.0, 3.0)])
def test_an_exponential_stays_among_the_numbers_that_can_be_multiplied(state, power):
    @reaction("-> pool", boundary=True)
    def explosion(pool, half):
        return exp(pool / half)

    kernel = Kernel.of(box(explosion, number("half", 1.0)))
    for x in ([state], [[state]]):
        assert kernel.rhs(0.0, x, [1.0, 1.0]).item() == pytest.approx(np.exp(power), rel=1e-13)


def test_a_law_may_be_a_literal_or_a_parameter():
    @reaction("-> pool", boundary=True)
    def trickle(volume):
        return 3.0

    kernel = Kernel.of(box(trickle))
    np.testing.assert_array_equal(kernel.fluxes(0.0, np.ones((1, 4)), [2.0]), [[3.0] * 4])
    np.testing.assert_array_equal(kernel.rhs(0.0, [1.0], [2.0]), [1.5])
    assert not kernel.jacobian(0.0, [1.0], [2.0]).any()
    np.testing.assert_array_equal(
        kernel.fluxes(0.0, np.ones((1, 2, 3)), [2.0]), np.full((1, 2, 3), 3.0)
    )
    assert kernel.derived(0.0, np.ones((1, 2, 3)), [2.0]).shape == (0, 2, 3)
    assert kernel.derived(0.0, np.ones((1, 4)), [2.0]).shape == (0, 4)


def test_a_slope_may_be_a_literal_and_have_the_name_of_a_parameter():
    @derived("1")
    def doubled(pool):
        return 2 * pool

    @reaction("-> pool", boundary=True)
    def making(doubled, making_by_pool):
        return doubled + making_by_pool

    pool = Species("pool", "", "box", 1.0)
    parameters = (number("volume", 1.0, "L"), number("making_by_pool", 7.0))
    box = Compartment("box", "volume")
    kernel = Kernel.of(Model([Process("box", (pool,), parameters, (making,), (doubled,), (box,))]))
    for state in ([3.0], np.full((1, 4), 3.0)):
        assert (kernel.rhs(0.0, state, [1.0, 7.0]) == 13.0).all()
        assert (kernel.jacobian(0.0, state, [1.0, 7.0]) == 2.0).all()


def test_names_that_collide_as_identifiers_stay_apart():
    @reaction("a.b -> a_b")
    def lambda_(first, second, hill, constant_1):
        return michaelis_menten(first, hill * constant_1, second)

    declared = [number("volume", 1.0, "L"), number("hill", 2.0), number("constant_1", 5.0)]
    species = (Species("a.b", "", "box", 1.0), Species("a_b", "", "box", 1.0))
    law = place(Process("p", reactions=(lambda_,)), "x", connect={"first": "a.b", "second": "a_b"})
    process = Process("box", species, declared, law.reactions, (), (Compartment("box", "volume"),))
    rates = Kernel.of(Model([process])).rhs(0.0, [3.0, 1.0], [1.0, 2.0, 5.0])
    np.testing.assert_allclose(rates, [-7.5, 7.5])


def test_a_kernel_is_made_once_for_a_structure():
    again = build_toy()
    other = again.with_parameters(again.parameters.override("meal", 2.0, reason="test"))
    assert Kernel.of(again) is Kernel.of(other)
    assert Kernel.of(build_toy()) is Kernel.of(again)


def test_laws_with_the_same_text_and_another_closure_are_not_confused():
    def made_with(factor):
        @reaction("-> pool", boundary=True)
        def making(volume):
            return factor[0] * volume

        return Kernel.of(box(making)).rhs(0.0, [1.0], [1.0])[0]

    assert [made_with([1.0]), made_with([2.0])] == [1.0, 2.0]


def test_a_kernel_travels_between_processes():
    copy = pickle.loads(pickle.dumps(KERNEL))
    states, times = random_states(2)
    assert copy.species_names == KERNEL.species_names
    np.testing.assert_array_equal(copy.rhs(times, states, P), KERNEL.rhs(times, states, P))
    np.testing.assert_array_equal(
        copy.jacobian(times, states, P), KERNEL.jacobian(times, states, P)
    )


def test_a_kernel_may_be_used_from_several_threads_at_once():
    states, times = random_states(3)
    asked = [
        lambda kernel, i=i: kernel.parameter_slopes(times[i], states[:, i], P)[2] for i in range(3)
    ]
    asked += [lambda kernel, i=i: kernel.jacobian(times[i], states[:, i], P) for i in range(3)]
    for _ in range(5):
        kernel = pickle.loads(pickle.dumps(KERNEL))  # nothing was generated for it yet
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda ask, kernel=kernel: ask(kernel), asked))
        for ask, answer in zip(asked, answers, strict=True):
            np.testing.assert_array_equal(answer, ask(KERNEL))


def test_the_text_grows_with_the_model_not_faster():
    def lines(cells):
        placed = [place(CELL, f"cell_{i}", values=VALUES) for i in range(cells)]
        return len(Kernel.of(Model([*placed, FLUID])).source.splitlines())

    assert lines(8) - lines(4) <= 1.01 * (lines(4) - lines(0)) < 4 * lines(1)


@pytest.mark.parametrize(
    "line",
    [
        r"west_uptake = west_uptake_maximal\*\(west_sensed\*\(outside/\(west_half \+ outside\)\)\)",
        r"west_storage = constant_\d+\*\(west_gate\*\(west_free\*west_free\)\)",
        r"west_signalling = constant_\d+\*\(west_sensed - west_signal\)",
        r"west_storage_by_west_stored = .+",
    ],
)
def test_the_text_says_what_is_computed_in_the_names_of_the_model(line):
    assert re.search(rf"^    {line}$", KERNEL.source, re.MULTILINE)
