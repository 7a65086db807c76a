"""A driver is compiled once on a machine, and computes what its source says whatever was kept."""

import enum
import importlib
import pkgutil
import subprocess
import sys
import types

import numpy as np
import pytest
from numba.core.dispatcher import Dispatcher

from rls_sim.network import code_cache
from rls_sim.numerics import compiled
from rls_sim.numerics.compiled.decorator import driver
from rls_sim.numerics.compiled.identity import identity

TOY = """
import numpy as np
from rls_sim.numerics.compiled.decorator import driver
from weights import weigh

SHIFT = 1.0

@driver(fastmath={"contract", "reassoc"})
def total(values):
    found = SHIFT
    for value in values:
        found += weigh(value)
    return found

@driver
def mean(values):
    return total(values) / values.shape[0]

print(mean(np.arange(4.0)), sum(mean.stats.cache_hits.values()))
"""
WEIGHTS = """
from numba import njit

@njit
def weigh(value):
    return 2.0 * value
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty place for the cache."""
    place = tmp_path / "cache"
    monkeypatch.setenv(code_cache.FOLDER_SETTING, str(place))
    return place


@pytest.fixture
def run(tmp_path, folder):
    """Call with the text of a module: run the toy beside it in a process of its own."""

    def run(weights=WEIGHTS, toy=TOY):
        (tmp_path / "weights.py").write_text(weights)
        (tmp_path / "toy.py").write_text(toy)
        done = subprocess.run(
            [sys.executable, "-B", "-W", "error", "toy.py"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        answer, loaded = done.stdout.split()
        return float(answer), bool(int(loaded))

    return run


COMPILED, LOADED = (3.25, False), (3.25, True)


def test_a_second_process_loads_what_the_first_compiled(run):
    assert run() == COMPILED
    assert run() == LOADED


def test_a_changed_helper_of_another_file_is_compiled(run):
    # numba's own cache would go on with what it has: toy.py has not changed.
    run()
    assert run(WEIGHTS.replace("2.0", "4.0")) == (6.25, False)
    assert run() == LOADED


def test_damaged_files_are_compiled_again(run, folder):
    run()
    whole = {path.name: path.read_bytes() for path in folder.iterdir()}
    for damage in (
        lambda data: data[:-1],
        lambda data: data[: len(data) // 2] + b"!" + data[len(data) // 2 + 1 :],
    ):
        for name, data in whole.items():
            (folder / name).write_bytes(damage(data))
        assert run() == COMPILED
        assert run() == LOADED


def test_where_nothing_can_be_kept_drivers_run(run, folder):
    folder.write_text("in the way")
    assert run() == COMPILED
    assert run() == COMPILED


def test_code_that_numba_cannot_load_is_compiled_again(folder):
    @in_a_module
    def twice(value):
        return 2.0 * value

    made = driver(twice)
    assert made(1.5) == 3.0
    (signature,) = made.signatures
    cache, target = made._cache, made.targetctx
    assert cache.load_overload(signature, target) is not None
    for payload in (b"", b"no pickle", b"\x80\x04N."):
        code_cache.keep(cache.key(signature, target.codegen()), {}, payload)
        assert cache.load_overload(signature, target) is None


def test_a_driver_given_a_function_is_not_kept(folder):
    @in_a_module
    def apply(function, value):
        return function(value)

    @in_a_module
    def twice(value):
        return 2.0 * value

    assert driver(apply)(driver(twice), 1.5) == 3.0
    assert len(list(folder.iterdir())) == 1, "twice alone: the other's type names an address"


def test_a_driver_inside_a_function_is_refused():
    def inner(value):
        return value

    with pytest.raises(TypeError, match="inner: not a function of a module"):
        driver(inner)


def in_a_module(function):
    """The function as if it stood at the top of its module."""
    function.__qualname__ = function.__name__
    return function


class Place(enum.IntEnum):
    FIRST = 0
    SECOND = 1


def law(text, **outside):
    """The function `law` of a text, which refers to what stands outside."""
    module = types.ModuleType("laws")
    vars(module).update(outside)
    exec(text, vars(module))
    return module.law


TEXT = """
def law(x, n=2):
    "Words."
    return other.value * x + weights[n] * kind.FIRST * helper(x)
"""


def outside(value=1.0, weights=(1.0, 2.0, 3.0), kind=Place, helper="2.0 * x", flags=None):
    other = types.ModuleType("other")
    other.value, other.unused = value, object()
    calls = law(f"def law(x):\n    return {helper}\n")
    if flags is not None:
        calls = driver(fastmath=flags)(calls)
    return {"other": other, "weights": np.array(weights), "kind": kind, "helper": calls}


def test_words_and_places_do_not_change_what_is_compiled():
    explained = TEXT.replace("Words", "Other words").replace("return", "# here\n\n    return")
    annotated = "\n\n" + explained.replace("(x,", "(x: str,")
    assert identity(law(annotated, **outside())) == identity(law(TEXT, **outside()))


@pytest.mark.parametrize(
    "changed",
    [
        law(TEXT.replace("+", "-"), **outside()),
        law(TEXT.replace("n=2", "n=1"), **outside()),
        law(TEXT.replace("FIRST", "SECOND"), **outside()),
        law(TEXT, **outside(value=2.0)),
        law(TEXT, **outside(value=1)),
        law(TEXT, **outside(weights=(1.0, 2.0, 4.0))),
        law(TEXT, **outside(kind=enum.IntEnum("Place", "FIRST SECOND"))),
        law(TEXT, **outside(helper="3.0 * x")),
        law(TEXT, **outside(helper="n * x")),
        law(TEXT, **outside(flags=())),
    ],
    ids=range(10),
)
def test_whatever_is_compiled_counts(changed):
    assert identity(changed) != identity(law(TEXT, **outside()))


def test_flags_count_those_of_a_called_driver_too():
    by_flags = [identity(law(TEXT, **outside(flags=f))) for f in ((), ("contract",), ())]
    assert by_flags[0] == by_flags[2] != by_flags[1]
    plain = law(TEXT, **outside())
    assert identity(driver(plain)) != identity(driver(fastmath=("contract",))(plain))


def test_functions_that_call_one_another_have_an_identity():
    even_and_odd = "def odd(n):\n    return n and law(n - 1)\n"
    even_and_odd += "def law(n):\n    return not n or odd(n - 1)\n"
    assert identity(law(even_and_odd)) == identity(law(even_and_odd))
    assert identity(law(even_and_odd)) != identity(law(even_and_odd.replace("not n", "n < 1")))


def test_what_cannot_be_told_has_no_identity_and_is_not_kept(folder):
    class Anything:
        pass

    for strange in (Anything, Anything()):
        with pytest.raises(TypeError, match="cannot tell what"):
            identity(law("def law(x):\n    return strange.value * x\n", strange=strange))


def test_every_driver_of_the_package_can_be_kept():
    modules = [
        importlib.import_module(f"{compiled.__name__}.{module.name}")
        for module in pkgutil.iter_modules(compiled.__path__)
    ]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Dispatcher)
    }
    assert found
    for function in found:
        assert len(identity(function)) == 64
