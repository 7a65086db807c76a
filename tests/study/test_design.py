"""Designs of sweeps: any row alone, any block of them, the same bytes; and honest samples."""

import json
import math
import subprocess
import sys
import tracemalloc
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import qmc

from rls_sim.errors import InputError, UnknownNameError
from rls_sim.quantities.parameter import Evidence, Parameter
from rls_sim.quantities.scatter import Scatter
from rls_sim.study.design import Design, Listed
from rls_sim.study.samples import METHODS, Sampled, quantiles

UNIT = Scatter("uniform", 0.0, 1.0, 0.0, 1.0)  # whose samples are the points of the cube
SCATTERS = {
    "uniform": Scatter("uniform", -2.0, 5.0, -12.0, 12.0),
    "uniform, cut": Scatter("uniform", -2.0, 5.0, -1.0, 3.0),
    "loguniform": Scatter("loguniform", 0.02, 0.7, 0.0, 1.0),
    "loguniform, cut": Scatter("loguniform", 0.02, 0.7, 0.05, 0.5),
    "normal": Scatter("normal", 1.5, 0.5, -math.inf, math.inf),
    "normal, cut": Scatter("normal", 0.3, 0.5, 0.0, 1.0),
    "normal, cut to its tail": Scatter("normal", -1.5, 0.5, 0.0, math.inf),
    "lognormal": Scatter("lognormal", 8.0, 1.5, 0.0, math.inf),
    "lognormal, cut": Scatter("lognormal", 8.0, 2.0, 5.0, 20.0),
}


def sampled(size, method="random", seed=0, k=1, scatter=UNIT):
    return Sampled(tuple(f"p{i}" for i in range(k)), (scatter,) * k, size, method, seed)


def listed(name, *values):
    return Listed((name,), np.array(values, dtype=float))


@st.composite
def axes(draw, name):
    if draw(st.booleans()):
        k, rows = draw(st.integers(1, 3)), draw(st.integers(1, 5))
        values = st.floats(allow_nan=False, allow_infinity=False)
        table = draw(st.lists(values, min_size=k * rows, max_size=k * rows))
        return Listed(tuple(f"{name}{i}" for i in range(k)), np.array(table).reshape(rows, k))
    scatters = draw(st.lists(st.sampled_from(sorted(SCATTERS)), min_size=1, max_size=6))
    names = tuple(f"{name}{i}" for i in range(len(scatters)))
    return Sampled(
        names,
        tuple(SCATTERS[kind] for kind in scatters),
        draw(st.integers(1, 40)),
        draw(st.sampled_from(sorted(METHODS))),
        draw(st.integers(0, 2**63 - 1)),
    )


designs = st.integers(1, 3).flatmap(
    lambda count: st.tuples(*(axes(f"axis{i}_") for i in range(count))).map(Design)
)


@settings(max_examples=60, deadline=None)
@given(designs, st.data())
def test_a_row_is_the_same_alone_and_in_any_block(design, data):
    whole = design.rows(0, design.size)
    assert whole.shape == (design.size, len(design.names))
    cuts = data.draw(st.lists(st.integers(0, design.size), max_size=6))
    edges = sorted({0, *cuts, design.size})
    blocks = [design.rows(first, last).tobytes() for first, last in pairwise(edges)]
    assert b"".join(blocks) == whole.tobytes()
    for index in {0, design.size // 2, design.size - 1}:
        assert design.row(index).tobytes() == whole[index].tobytes()


@settings(max_examples=60, deadline=None)
@given(designs)
def test_a_design_comes_back_from_json_to_the_byte(design):
    again = Design.from_spec(json.loads(json.dumps(design.spec(), allow_nan=False)))

    assert again.names == design.names
    assert again.shape == design.shape
    assert again.spec() == design.spec()
    assert again.rows(0, design.size).tobytes() == design.rows(0, design.size).tobytes()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(SCATTERS)),
    st.sampled_from(sorted(METHODS)),
    st.integers(0, 2**63 - 1),
    st.integers(1, 300),
)
def test_samples_stay_inside_the_range(kind, method, seed, size):
    scatter = SCATTERS[kind]
    values = sampled(size, method, seed, 3, scatter).block(0, size)

    low, high = scatter.ends
    assert np.isfinite(values).all()
    assert (values >= low).all()
    assert (values <= high).all()


def test_the_last_axis_varies_fastest():
    pairs = Listed(("b", "c"), np.array([[1.0, 10.0], [2.0, 20.0]]))
    design = Design((listed("a", 5, 7), pairs, listed("d", 0.1, 0.2, 0.3)))

    expected = [(a, *pair, d) for a, pair, d in product((5, 7), pairs.values, (0.1, 0.2, 0.3))]
    assert design.names == ("a", "b", "c", "d")
    assert design.shape == (2, 2, 3)
    np.testing.assert_array_equal(design.rows(0, 12), expected)


def test_a_sampled_axis_combines_with_lists_on_both_sides():
    middle = sampled(5, "sobol", 3)
    design = Design((listed("a", 1, 2), middle, listed("d", 0.1, 0.2, 0.3)))

    points = middle.block(0, 5)[:, 0]
    expected = list(product((1, 2), points, (0.1, 0.2, 0.3)))
    np.testing.assert_array_equal(design.rows(0, 30), expected)


def test_size_and_rows_are_exact_beyond_every_machine_number():
    long = np.arange(10**5, dtype=float)
    design = Design(
        (Listed(("a",), long), Listed(("b",), long), sampled(10**12), Listed(("c",), long))
    )
    assert design.size == 10**27

    for index in (0, 2**31, 2**63 + 5, 123456789012345678901234567, 10**27 - 1):
        rest, c = divmod(index, 10**5)
        rest, row = divmod(rest, 10**12)
        a, b = divmod(rest, 10**5)
        (sample,) = sampled(10**12).block(row, row + 1)[0]
        assert design.row(index).tolist() == [a, b, sample, c]


@pytest.mark.parametrize("method", ["random", "sobol"])
def test_a_block_of_an_immense_design_takes_little_memory(method):
    design = Design((Listed(("a",), np.arange(1e5)), sampled(2**32, method, k=5)))
    design.rows(0, 1)
    tracemalloc.start()
    design.rows(10**7, 10**7 + 1000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # A few arrays of 1000 rows, 5 columns, 8 bytes; SciPy's tables of directions.
    assert peak < 2_000_000


@pytest.mark.parametrize(("start", "stop"), [(-1, 1), (0, 7), (4, 3), (7, 7)])
def test_there_are_no_rows_beyond_the_design(start, stop):
    design = Design((listed("a", 1, 2), listed("b", 1, 2, 3)))
    with pytest.raises(IndexError, match="of a design of 6"):
        design.rows(start, stop)
    assert design.rows(3, 3).shape == (0, 2)


def test_what_was_listed_cannot_be_changed():
    values = np.array([1.0, 2.0])
    axis = Listed(("a",), values)
    values[0] = 9.0
    assert axis.values[0, 0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        axis.values[0, 0] = 9.0


def test_a_design_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="a name stands twice"):
        Design((listed("a", 1), listed("a", 2)))
    with pytest.raises(ValueError, match="for 2 names"):
        Listed(("a", "b"), np.ones((3, 3)))
    with pytest.raises(ValueError, match="for 1 names"):
        Listed(("a",), np.empty((0, 1)))
    with pytest.raises(UnknownNameError, match="Did you mean sobol"):
        sampled(8, "sobl")


def test_a_latin_hypercube_that_fills_the_memory_is_refused_with_advice():
    assert sampled(4_000_000, "lhs", k=5).size == 4_000_000
    with pytest.raises(InputError, match="20000005 numbers, more than 20000000; the design sobol"):
        sampled(4_000_001, "lhs", k=5)
    assert sampled(4_000_001, "sobol", k=5).size == 4_000_001


def philox(counter, key):
    """Philox 4x64 with ten rounds, as published (Salmon et al. 2011); four numbers a counter."""
    mask = 2**64 - 1
    c = [(counter >> 64 * i) & mask for i in range(4)]
    k = [(key >> 64 * i) & mask for i in range(2)]
    for _ in range(10):
        one, two = 0xD2E7470EE14C6C93 * c[0], 0xCA5A826395121157 * c[2]
        c = [(two >> 64) ^ c[1] ^ k[0], two & mask, (one >> 64) ^ c[3] ^ k[1], one & mask]
        k = [(k[0] + 0x9E3779B97F4A7C15) & mask, (k[1] + 0xBB67AE8584CAA73B) & mask]
    return c


@pytest.mark.parametrize("k", [1, 4, 5, 9])
@pytest.mark.parametrize("row", [0, 1, 41, 10**11])
def test_a_random_row_is_philox_of_its_own_counters(row, k):
    counters = -(-k // 4)
    # NumPy counts up before it draws.
    raw = [n for i in range(counters) for n in philox(row * counters + i + 1, 2**63 - 25)]
    expected = [(n >> 11) / 2**53 for n in raw[:k]]

    (found,) = sampled(10**12, "random", 2**63 - 25, k).block(row, row + 1)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("method", ["random", "sobol"])
def test_more_samples_begin_with_the_fewer(method):
    few, many = sampled(64, method, 5, 3), sampled(4096, method, 5, 3)
    assert few.block(0, 64).tobytes() == many.block(0, 64).tobytes()


@pytest.mark.parametrize("method", sorted(METHODS))
def test_the_seed_decides(method):
    rows = [sampled(64, method, seed, 2).block(0, 64).tobytes() for seed in (0, 1, 0)]
    assert rows[0] == rows[2] != rows[1]


@pytest.mark.parametrize("k", [1, 3, 20])
def test_sobol_samples_are_those_of_scipy(k):
    engine = qmc.Sobol(k, scramble=True, seed=np.random.default_rng(11))
    expected = engine.random_base2(10)

    np.testing.assert_array_equal(sampled(1024, "sobol", 11, k).block(0, 1024), expected)
    np.testing.assert_array_equal(
        sampled(1000, "sobol", 11, k).block(700, 1000), expected[700:1000]
    )
    engine.fast_forward(10**6)
    later = sampled(2**21, "sobol", 11, k).block(1024 + 10**6, 1024 + 10**6 + 8)
    np.testing.assert_array_equal(later, engine.random(8))


def test_very_many_sobol_samples_are_those_of_a_finer_net():
    engine = qmc.Sobol(2, scramble=True, bits=32, seed=np.random.default_rng(0))
    found = sampled(2**32, "sobol", 0, 2).block(0, 16)
    np.testing.assert_array_equal(found, engine.random(16))
    with pytest.raises(InputError, match="not 4294967297; take the design random"):
        sampled(2**32 + 1, "sobol")


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_latin_hypercube_has_one_sample_in_every_stratum(size):
    rows = sampled(size, "lhs", 2, 4).block(0, size)
    strata = np.sort(np.ceil(rows * size), axis=0)
    np.testing.assert_array_equal(strata, np.tile(np.arange(1, size + 1)[:, None], 4))


def reference(scatter):
    """The same distribution as SciPy has it, before the cut."""
    a, b = scatter.first, scatter.second
    return {
        "uniform": lambda: stats.uniform(a, b - a),
        "loguniform": lambda: stats.loguniform(a, b),
        "normal": lambda: stats.norm(a, b),
        "lognormal": lambda: stats.lognorm(math.log(b), scale=a),
    }[scatter.kind]()


def cut_cdf(scatter):
    """The distribution function of what is left."""
    whole = reference(scatter)
    below, above = whole.cdf(scatter.low), whole.cdf(scatter.high)
    return lambda x: (whole.cdf(x) - below) / (above - below)


@pytest.mark.parametrize("kind", SCATTERS)
def test_shares_become_the_quantiles_of_scipys_distribution(kind):
    scatter = SCATTERS[kind]
    shares = np.linspace(0.001, 0.999, 333)
    # The distribution function and its inverse round to a few 1e-16; a cut to the last thousandth
    # divides that by the share kept.
    found = cut_cdf(scatter)(quantiles(scatter, shares))
    np.testing.assert_allclose(found, shares, rtol=0, atol=1e-14 / scatter.kept)
    whole = reference(scatter)
    cut = whole.cdf(scatter.low) + whole.sf(scatter.high)
    assert scatter.cut == pytest.approx(cut, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("method", sorted(METHODS))
@pytest.mark.parametrize("kind", SCATTERS)
def test_samples_follow_their_distribution(kind, method):
    size, scatter = 4096, SCATTERS[kind]
    values = sampled(size, method, 7, 2, scatter).block(0, size)
    for column in values.T:
        distance = stats.kstest(column, cut_cdf(scatter)).statistic
        # Kolmogorov's distance of independent samples exceeds 1.95 / sqrt(N) once in a thousand
        # draws; strata of width 1 / N keep it below 1 / N, and 1e-9 is left to rounding.
        assert distance < (1.95 / math.sqrt(size) if method == "random" else 1 / size + 1e-9)


@pytest.mark.parametrize("kind", SCATTERS)
def test_random_samples_have_the_moments_of_their_distribution(kind):
    size, scatter = 20_000, SCATTERS[kind]
    values = sampled(size, "random", 3, 1, scatter).block(0, size)[:, 0]
    whole = reference(scatter)
    bounds = {"lb": scatter.low, "ub": scatter.high, "conditional": True}
    mean = whole.expect(**bounds)
    spread = math.sqrt(whole.expect(lambda x: (x - mean) ** 2, **bounds))
    # Four standard errors: once in 16 000 draws. That of the spread needs the fourth moment.
    fourth = whole.expect(lambda x: (x - mean) ** 4, **bounds)
    error = math.sqrt(fourth - spread**4) / (2 * spread) / math.sqrt(size)
    assert values.mean() == pytest.approx(mean, abs=4 * spread / math.sqrt(size))
    assert values.std() == pytest.approx(spread, abs=4 * error)


def test_columns_of_a_sample_are_independent():
    for method in METHODS:
        rows = sampled(4096, method, 1, 6).block(0, 4096)
        off = np.corrcoef(rows.T) - np.eye(6)
        # Correlations of independent columns scatter by 1 / sqrt(N); five times that.
        assert np.abs(off).max() < 5 / math.sqrt(4096), method


def test_the_ends_of_the_unit_interval_stay_finite():
    ends = np.array([0.0, 1.0])
    for scatter in SCATTERS.values():
        low, high = quantiles(scatter, ends)
        assert scatter.ends[0] <= low < high <= scatter.ends[1]
        assert math.isfinite(low)
        assert math.isfinite(high)
    vast = Scatter("lognormal", 1.0, 1e300, 0.0, math.inf)
    assert np.isfinite(quantiles(vast, ends)).all()


def test_a_plan_says_what_varies_how_it_is_drawn_and_what_was_cut_off():
    def parameter(name):
        return Parameter(
            name, 1.0, "umol/L", f"{name} of the toy", Evidence.ASSUMED, (), (0.0, 10.0), "fixed"
        )

    parameters = {name: parameter(name) for name in "abcde"}
    scatters = (
        Scatter("lognormal", 8.0, 1.5, 0.0, 10.0),
        Scatter("uniform", 1.0, 2.0, 0.0, 10.0),
    )
    drawn = Sampled(("d", "e"), scatters, 1000, "sobol", 7)
    pair = Listed(("b", "c"), np.array([[1.0, 4.0], [2.0, 3.0]]))

    design = Design((listed("a", 3, 1), pair, drawn))
    assert design.words(parameters) == [
        "a: 2 values, 1 to 3 umol/L (a of the toy)",
        "b: 2 values paired with 1 other, 1 to 2 umol/L (b of the toy)",
        "c: 2 values paired with 1 other, 3 to 4 umol/L (c of the toy)",
        "1000 Sobol samples of 2, seed 7; not balanced, as 512 or 1024 would be",
        "d: lognormal about 8 umol/L, GSD 1.5, 29 % cut off at 0 to 10 umol/L (d of the toy)",
        "e: uniform from 1 to 2 umol/L (e of the toy)",
    ]
    assert design.seed == 7
    assert Design((pair,)).seed is None
    balanced = Sampled(("d", "e"), scatters, 1024, "sobol", 7)
    assert balanced.words(parameters)[0] == "1024 Sobol samples of 2, seed 7"


def test_a_product_needs_no_statistics():
    code = (
        "import sys\n"
        "from rls_sim.study.design import Design, Listed\n"
        "design = Design((Listed(('a',), [1.0, 2.0]),))\n"
        "design.rows(0, 2)\n"
        "print([name for name in sys.modules if name.startswith('scipy')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
