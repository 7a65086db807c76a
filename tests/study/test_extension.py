"""A user's file of Python extends a model: all of it is checked, and faults are told by line."""

import hashlib
import re
from pathlib import Path

import pytest

from rls_sim.errors import ConfigError, FolderMismatchError, OutputFolderError
from rls_sim.study.cell import Cell, brain_bench, solve_cell
from rls_sim.study.extension import Extension, extend
from rls_sim.study.extension_file import (
    LARGEST,
    kept_extensions,
    load_extensions,
    require_same_extensions,
)

SECOND_SINK = Path(__file__).parents[2] / "configs" / "second_sink.py"
IMPORTS = """from rls_sim.network.process import Process
from rls_sim.network.reaction import Compartment, Species, derived, reaction
from rls_sim.quantities.parameter import Evidence, Parameter
from rls_sim.study.cell import FOLLOWED
"""
RATE = (
    'RATE = Parameter("drain", 0.1, "1/h", "drain of the pool", Evidence.ASSUMED, (), (0, 1),'
    ' "fixed", "a test")\n'
)
LAW = '''@reaction("pool ->", boundary="iron")
def draining(pool, drain, volume):
    """The pool drains."""
    return drain * pool * volume
'''


def extension(text, file="mine.py"):
    return Extension(file, IMPORTS + text, f"here/{file}")


def told(bench, text):
    """The one sentence with which a file is refused."""
    with pytest.raises(ConfigError) as caught:
        extend(bench.model, [extension(text)])
    (line,) = caught.value.problems
    return line


def test_a_flux_finds_its_names_and_changes_the_day(bench):
    longer = extend(bench.model, [extension(RATE + LAW)])

    law = longer.law("draining")
    assert law.needs == ("toy.pool", "drain", "toy.volume")
    assert law.takes == {"toy.pool": 1}
    assert longer.hash() != bench.model.hash()
    assert set(longer.parameters) - set(bench.model.parameters) == {"drain"}
    assert bench.model.reactions == longer.reactions[:-1]  # what was there is as it was


def test_a_name_may_have_its_place_before_it(bench):
    text = RATE + LAW.replace("(pool, drain, volume)", "(toy_pool, drain, toy_volume)")
    text = text.replace("drain * pool * volume", "drain * toy_pool * toy_volume")
    law = extend(bench.model, [extension(text)]).law("draining")
    assert law.needs == ("toy.pool", "drain", "toy.volume")


def test_a_species_a_space_and_a_derived_quantity_can_be_added(bench):
    text = """
SPACE = Compartment("axon", "axon_volume", "axon")
SPECIES = (Species("axonal_pool", "pool of the axon", "axon", 0.1, {"iron": 1}),)
PARAMETERS = [
    Parameter("axon_volume", 0.3, "L", "volume of the axon", Evidence.ASSUMED, (), (0.1, 1),
              "fixed", "a test"),
    Parameter("axonal_exchange", 0.2, "1/h", "exchange", Evidence.ASSUMED, (), (0, 1), "fixed",
              "a test"),
]

@derived("1", label="pool of the axon over that of the cell")
def axonal_share(axonal_pool, pool):
    \"\"\"How full the axon is.\"\"\"
    return axonal_pool / pool

@reaction("pool -> axonal_pool")
def axonal_transport(pool, axonal_pool, axonal_exchange, volume):
    \"\"\"Iron goes to the axon and comes back.\"\"\"
    return axonal_exchange * (pool - axonal_pool) * volume
"""
    longer = extend(bench.model, [extension(text)])
    assert longer.species_names[-1] == "axonal_pool"
    assert longer.law("axonal_share").unit == "1"


def test_of_a_file_that_makes_a_process_the_process_counts(bench):
    text = RATE + LAW + 'MINE = Process("mine", parameters=[RATE], reactions=[draining])\n'
    assert extend(bench.model, [extension(text)]).hash() == (
        extend(bench.model, [extension(RATE + LAW)]).hash()
    )


def test_helpers_and_what_is_imported_are_not_taken_for_declarations(bench):
    text = RATE + "from math import pi\ndef half(x):\n    return x / 2\n"
    text += LAW.replace("drain * pool", "half(drain) * pool")
    assert len(extend(bench.model, [extension(text)]).reactions) == len(bench.model.reactions) + 1


def test_the_order_in_which_files_are_given_changes_nothing(bench):
    one = extension(RATE + LAW, "a.py")
    other = extension((RATE + LAW).replace("drain", "leak").replace("leaking", "leaks"), "b.py")
    both = [extend(bench.model, order).hash() for order in ([one, other], [other, one])]
    assert both[0] == both[1]
    with pytest.raises(ConfigError, match=r"two files are called a\.py"):
        extend(bench.model, [one, one])


REFUSED = {
    # what is wrong: (a text that has it, line in the file, what is said)
    "syntax": ("def broken(:\n", 5, "cannot be read as Python"),
    "an error as it runs": (RATE + "1 / 0\n", 6, "ZeroDivisionError: division by zero"),
    "an end as it runs": ("import sys\nsys.exit('no')\n", 6, "SystemExit: no"),
    "nothing": ("x = 3\n", None, "declares nothing: write a @reaction, or a Process."),
    "a unit": (
        RATE + LAW.replace("drain * pool * volume", "drain * pool"),
        7,
        "draining returns umol/L/h; due is umol/h.",
    ),
    "a sum of two kinds": (
        RATE + LAW.replace("drain * pool * volume", "(drain + pool) * volume"),
        7,
        "In the law of draining: cannot add",
    ),
    "a moiety": (
        RATE + LAW.replace(', boundary="iron"', ""),
        7,
        "draining takes 1 iron and gives 0",
    ),
    "an unknown name in a law": (
        RATE + LAW.replace("(pool,", "(pol,").replace("* pool", "* pol"),
        7,
        "There is no quantity 'pol' (law of draining). Did you mean toy.pool",
    ),
    "an unknown name in an equation": (
        RATE + LAW.replace('"pool ->"', '"pols ->"'),
        7,
        "There is no species 'pols' (equation of draining). Did you mean toy.pool",
    ),
    "an unknown moiety": (
        RATE + LAW.replace('"iron"', '"irn"'),
        7,
        "There is no moiety 'irn' (boundary of draining).",
    ),
    "an equation": (RATE + LAW.replace("->", "=>"), 6, "cannot be read"),
    "evidence": (
        RATE.replace("ASSUMED", "MEASURED") + LAW,
        5,
        "evidence 'measured' needs a source",
    ),
    "a source": (
        RATE.replace("ASSUMED, ()", 'MEASURED, "connr2003"') + LAW,
        5,
        "There is no source 'connr2003' (drain). Did you mean connor2003",
    ),
    "a note": (
        RATE.replace(', "a test"', "") + LAW,
        5,
        "The parameter drain is assumed: say in its note how.",
    ),
    "a range": (
        RATE.replace("(0, 1)", "(0, float('inf'))") + LAW,
        5,
        "The parameter drain needs a range with two ends.",
    ),
    "a parameter that nothing uses": (RATE, 5, "Nothing uses the parameter drain."),
    "a law without a word": (
        RATE + LAW.replace('    """The pool drains."""\n', ""),
        7,
        "draining does not say in a docstring what happens.",
    ),
    "a choice in a law": (
        RATE + LAW.replace("return drain", "return 0 if pool < 0 else drain"),
        9,
        "a law is a formula",
    ),
    "an error in a law": (
        RATE + LAW.replace("return drain", "return nothing"),
        9,
        "NameError: name 'nothing' is not defined",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_what_is_wrong_is_told_in_one_sentence_with_its_line(bench, fault):
    text, line, words = REFUSED[fault]
    sentence = told(bench, text)

    where = "here/mine.py: " if line is None else f"here/mine.py, line {line}: "
    assert sentence.startswith(where), sentence
    assert words in sentence
    assert "\n" not in sentence


def test_a_name_that_the_model_has_is_refused(bench):
    text = RATE.replace('"drain"', '"toy.density"') + LAW.replace("drain,", "density,")
    sentence = told(bench, text.replace("drain *", "density *"))
    assert "toy.density is declared 2 times" in sentence
    assert "mine.py" in sentence


def test_several_faults_of_one_file_come_at_once(bench):
    text = RATE.replace(', "a test"', "").replace("(0, 1)", "(0, float('inf'))") + LAW
    with pytest.raises(ConfigError) as caught:
        extend(bench.model, [extension(text)])
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("none.py", None, "there is no such file"),
        ("sink.toml", b"", "is a file of Python"),
        ("latin.py", b"# \xe9\n", "is not UTF-8"),
        ("huge.py", b"#" * (LARGEST + 1), "too large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        load_extensions([tmp_path / name])


def test_a_folder_without_results_keeps_no_extension(tmp_path):
    with pytest.raises(OutputFolderError, match="holds no"):
        kept_extensions(tmp_path)


def test_a_result_is_told_by_the_sums_of_its_extensions(tmp_path):
    mine = extension(RATE + LAW)
    assert mine.sha256 == hashlib.sha256(mine.text.encode()).hexdigest()
    kept = {"extensions": {"mine.py": mine.sha256}}
    require_same_extensions(tmp_path, kept, [mine])
    require_same_extensions(tmp_path, {}, [])
    with pytest.raises(FolderMismatchError, match=re.escape(f"--extend {tmp_path}")):
        require_same_extensions(tmp_path, kept, [])
    with pytest.raises(FolderMismatchError, match="with the same content"):
        require_same_extensions(tmp_path, kept, [extension(RATE + LAW + "\n")])
    with pytest.raises(FolderMismatchError, match=r"leave out --extend mine\.py"):
        require_same_extensions(tmp_path, {"extensions": {}}, [mine])


@pytest.fixture(scope="module")
def brain_with_a_sink():
    return brain_bench(load_extensions([SECOND_SINK]))


def test_the_example_changes_nothing_until_it_is_turned_on(brain_with_a_sink):
    plain = brain_bench()
    assert brain_with_a_sink.model.hash() != plain.model.hash()
    here, there = brain_with_a_sink.healthy_outcomes, plain.healthy_outcomes
    numbers = [name for name, value in there.items() if not isinstance(value, str)]
    assert {n: here[n] for n in numbers} == pytest.approx(
        {n: there[n] for n in numbers}, rel=1e-9, nan_ok=True
    )


def test_the_example_takes_iron_from_the_neuron_and_loses_none(brain_with_a_sink):
    bench = brain_with_a_sink
    result = solve_cell(Cell(bench.healthy.override("axonal_loss", 0.01, reason="a test")), bench)

    assert result.solved
    assert float(result.outcomes["labile_iron_relative"]) < 0.95
    assert float(result.outcomes["receptor_relative"]) > 1.02  # the neuron answers
    assert not bench.model.law("axonal_sink").boundary


def test_the_example_is_ten_lines():
    lines = [line for line in SECOND_SINK.read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) <= 10
