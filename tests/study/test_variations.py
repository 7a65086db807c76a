"""What varies and how it is combined: every form on the command line and in TOML, every slip."""

import json
from dataclasses import replace

import click
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from rls_sim.biology.brain import build_model
from rls_sim.cli.options import design_options
from rls_sim.errors import ConfigError
from rls_sim.quantities.parameter import ParameterSet
from rls_sim.quantities.scatter import read_scatter
from rls_sim.study.cell import Bench
from rls_sim.study.cell_table import MOST_TOLD, read_cell_table
from rls_sim.study.config import Request, SweepPlan, Variation, load_plan
from rls_sim.study.design import Design, Listed
from rls_sim.study.samples import Sampled

LISTS = ("density=1,2,3", "growth=0,0.1,0.2")


def plan_of(bench, *variations, path=None, **request):
    return load_plan(bench, path, Request(variations=variations, **request))


def problems_of(bench, *variations, path=None, **request):
    with pytest.raises(ConfigError) as caught:
        plan_of(bench, *variations, path=path, **request)
    for line in caught.value.problems:
        assert "\n" not in line
    return caught.value.problems


def problem_of(bench, *variations, path=None, **request):
    (problem,) = problems_of(bench, *variations, path=path, **request)
    return problem


def write(folder, text, name="plan.toml"):
    path = folder / name
    path.write_text(text)
    return path


# Products, as before.


def test_lists_make_a_product_whose_last_one_varies_fastest(bench):
    plan = plan_of(bench, "density=1,2", "growth=lin:0:0.2:3", "exchange=0.1")

    assert plan.names == ("toy.density", "toy.growth", "toy.exchange")
    assert plan.shape == (2, 3, 1)
    assert plan.size == 6
    assert plan.settings()[4] == {"toy.density": 2.0, "toy.growth": 0.1, "toy.exchange": 0.1}
    assert [plan.setting(i) for i in range(6)] == plan.settings()
    assert plan.varied[0] == Variation("toy.density", (1.0, 2.0))
    assert plan.cell(plan.setting(5)).parameters["growth"].value == 0.2
    assert {type(value) for value in plan.setting(0).values()} == {float}


@pytest.mark.parametrize(
    ("variations", "line"),
    [
        (("density=1,2",), "toy.density"),
        (("density=log:0.1:4:5",), "toy.density"),
        (("density=1",), None),
        (("density=1,2", "growth=0"), None),
    ],
)
def test_cells_lie_on_a_line_where_one_list_alone_varies(bench, variations, line):
    assert plan_of(bench, *variations).line == line


def test_samples_and_pairs_lie_on_no_line(bench, tmp_path):
    assert plan_of(bench, "density=uniform:1:2", samples="8").line is None
    assert plan_of(bench, *LISTS, zips=("density,growth",)).line is None
    twice = write(tmp_path, "density\n1\n1\n2\n", "cells.csv")
    assert plan_of(bench, f"@{twice}").line is None


def test_what_varied_is_not_unfolded_where_it_is_immense(bench):
    plan = plan_of(bench, "growth=0,0.1", "density=uniform:1:2", samples="1000000000")
    assert plan.size == 2_000_000_000
    assert plan.varied == (Variation("toy.growth", (0.0, 0.1)), Variation("toy.density", ()))
    few = plan_of(bench, "growth=0,0.1", "density=uniform:1:2", samples="4")
    assert len(few.varied[1].values) == 4


# Pairs.


def test_pairs_go_together_and_stand_where_their_first_does(bench):
    variations = ("density=1,2,3", "exchange=0.1,0.2", "growth=0,0.1,0.2")
    plan = plan_of(bench, *variations, zips=("growth,density",))

    assert plan.names == ("toy.density", "toy.growth", "toy.exchange")
    assert plan.shape == (3, 2)
    assert [tuple(setting.values()) for setting in plan.settings()] == [
        (1.0, 0.0, 0.1),
        (1.0, 0.0, 0.2),
        (2.0, 0.1, 0.1),
        (2.0, 0.1, 0.2),
        (3.0, 0.2, 0.1),
        (3.0, 0.2, 0.2),
    ]
    assert plan.varied[1] == Variation("toy.growth", (0.0, 0.1, 0.2))


def test_one_of_a_pair_may_repeat_a_value(bench):
    plan = plan_of(bench, "density=1,1,2", "growth=0,0.1,0.1", zips=("density,growth",))
    assert [list(setting.values()) for setting in plan.settings()] == [[1, 0], [1, 0.1], [2, 0.1]]


def test_several_groups_are_paired_each_for_itself(bench):
    variations = (*LISTS, "exchange=0.1,0.2", "clearance=0.2,0.3")
    plan = plan_of(bench, *variations, zips=("density,growth", "exchange, toy.clearance"))
    assert plan.shape == (3, 2)


@pytest.mark.parametrize(
    ("variations", "zips", "said"),
    [
        (
            ("density=1,2,3", "growth=0,0.1"),
            ("density,growth",),
            "--zip density,growth: pairs need equally many values, and toy.density has 3, "
            "toy.growth has 2.",
        ),
        (LISTS, ("density",), "--zip density: a pair is two different names or more"),
        (LISTS, ("density,toy.density",), "a pair is two different names or more"),
        (LISTS, ("density,grwth",), "--zip density,grwth: There is no parameter 'grwth'. Did you"),
        (LISTS, ("density,",), "There is no parameter ''"),
        (
            LISTS,
            ("density,exchange",),
            "toy.exchange does not vary; give it values by -p toy.exchange=V1,V2,V3.",
        ),
        (
            (*LISTS, "exchange=0.1,0.2,0.3"),
            ("density,growth", "growth,exchange"),
            "--zip growth,exchange: toy.growth is paired twice; write all its names in one.",
        ),
        (
            ("density=1,1", "growth=0,0"),
            ("density,growth",),
            "the same values of toy.density, toy.growth stand there twice.",
        ),
    ],
)
def test_each_slip_in_a_pair_gets_one_line(bench, variations, zips, said):
    assert said in problem_of(bench, *variations, zips=zips)


def test_what_is_sampled_or_a_column_cannot_be_paired(bench, tmp_path):
    variations = ("density=uniform:1:2", "growth=0,0.1")
    problem = problem_of(bench, *variations, zips=("density,growth",), samples="2")
    assert "toy.density is sampled, and only lists are paired: write toy.density=V1,V2" in problem

    table = write(tmp_path, "density\n1\n2\n", "cells.csv")
    problem = problem_of(bench, f"@{table}", "growth=0,0.1", zips=("density,growth",))
    assert f"toy.density is a column of {table}, whose columns are paired already" in problem


# Samples.


def test_all_that_is_sampled_makes_one_axis_where_its_first_stands(bench):
    variations = (
        "growth=0,0.1",
        "density=lognormal:1x:1.5",
        "clearance=1,2",
        "exchange=uniform:0:1",
    )
    plan = plan_of(bench, *variations, samples="16", method="lhs", seed="7")

    assert plan.names == ("toy.growth", "toy.density", "toy.exchange", "toy.clearance")
    assert plan.shape == (2, 16, 2)
    _, axis, _ = plan.design.axes
    assert isinstance(axis, Sampled)
    assert (axis.method, axis.seed, axis.size) == ("lhs", 7, 16)
    assert plan.design.seed == 7
    exchange = {setting["toy.exchange"] for setting in plan.settings()}
    assert sorted(np.ceil(np.array(sorted(exchange)) * 16)) == list(range(1, 17))


def test_samples_are_sobols_from_seed_0_unless_told(bench):
    plan = plan_of(bench, "density=uniform:1:2", samples="16")
    (axis,) = plan.design.axes
    assert (axis.method, axis.seed) == ("sobol", 0)


def test_relative_values_are_relative_to_what_lesions_and_settings_left(bench):
    plan = plan_of(
        bench,
        "supply_maximal=normal:1x:10pct",
        samples="4",
        lesions=("starved:0.5",),
        assignments=("growth=0.1",),
    )
    (axis,) = plan.design.axes
    assert (axis.scatters[0].first, axis.scatters[0].second) == (1.0, 0.1)


@pytest.mark.parametrize(
    ("variations", "request_", "said"),
    [
        (
            ("density=uniform:1:2", "growth=uniform:0:1"),
            {},
            "--samples is missing: toy.density, toy.growth are sampled; give -N 1024, or write "
            "samples = 1024 below [design].",
        ),
        (
            ("density=1,2",),
            {"samples": "10"},
            "--samples 10: nothing is sampled; give a parameter a distribution, such as "
            "-p NAME=lognormal:1x:1.5, or leave it out.",
        ),
        (("density=1,2",), {"method": "lhs"}, "--design lhs: nothing is sampled"),
        (("density=1,2",), {"seed": "1"}, "--seed 1: nothing is sampled"),
        (
            ("density=uniform:1:2",),
            {"samples": "1e6"},
            "--samples 1e6: is not a whole number from 1 to 1000000000000.",
        ),
        (("density=uniform:1:2",), {"samples": "0"}, "--samples 0: is not a whole number"),
        (("density=uniform:1:2",), {"samples": "9" * 5000}, "is not a whole number"),
        (
            ("density=uniform:1:2",),
            {"samples": "8", "method": "sobl"},
            "--design sobl: There is no design 'sobl'. Did you mean sobol?",
        ),
        (
            ("density=uniform:1:2",),
            {"samples": "8", "seed": "-1"},
            "--seed -1: is not a whole number from 0 to 9223372036854775807.",
        ),
        (
            ("density=uniform:1:2",),
            {"samples": "20000001", "method": "lhs"},
            "--samples 20000001: a Latin hypercube must be held whole, and 20000001 samples of "
            "1 parameters are 20000001 numbers, more than 20000000; the design sobol",
        ),
        (("density=declared",), {"samples": "8"}, "it is declared fixed"),
        (("density=uniform:1",), {"samples": "8"}, "'uniform' takes LO and HI"),
        (("density=normal:90:1",), {"samples": "8"}, "lies inside 0 to 10, so nothing is left"),
        (("density=lognorml:1:2",), {"samples": "8"}, "Did you mean lognormal"),
        (("density=linn:1:2:3",), {}, "There is no spacing or distribution 'linn'"),
        (("density=1,2", "toy.density=uniform:1:2"), {"samples": "8"}, "is varied twice"),
        (
            ("density=uniform:1:2",),
            {"samples": "8", "assignments": ("density=1",)},
            "toy.density is set by --set density=1 too; keep one.",
        ),
    ],
)
def test_each_slip_in_a_sample_gets_one_line(bench, variations, request_, said):
    assert said in problem_of(bench, *variations, **request_)


def test_problems_of_words_pairs_and_ranges_come_together(bench):
    problems = problems_of(
        bench,
        "densty=1,2",
        "growth=lin:0:1",
        samples="many",
        method="grid",
        seed="x",
        zips=("density,grwth",),
    )
    assert [line.partition(":")[0] for line in problems] == [
        "--samples many",
        "--design grid",
        "--seed x",
        "--zip density,grwth",
        "--vary densty=1,2",
        "--vary growth=lin",
    ]


def with_declared(bench, name, distribution):
    """The toy's bench, in which one parameter has a distribution of its own."""
    parameters = [
        replace(p, distribution=distribution) if p.name == name else p
        for p in bench.healthy.values()
    ]
    model = bench.model.with_parameters(ParameterSet(parameters, bench.healthy.home))
    return Bench(model, bench.lesions, bench.measures, bench.evaluate)


def test_the_declared_distribution_lies_about_the_present_value(bench):
    toy = with_declared(bench, "toy.density", "lognormal:1.3")
    plan = plan_of(toy, "density=declared", samples="4096", assignments=())
    values = plan.design.rows(0, plan.size)[:, 0]
    # Sobol samples: the median is within a stratum of the present value.
    assert np.median(values) == pytest.approx(1.0, rel=1e-3)
    assert np.exp(np.log(values).std()) == pytest.approx(1.3, rel=1e-3)


def test_every_parameter_of_the_brain_that_is_not_fixed_can_be_drawn():
    parameters = build_model().parameters
    free = [p for p in parameters.values() if p.distribution != "fixed"]
    scatters = tuple(read_scatter("declared", p) for p in free)
    rows = Sampled(tuple(p.name for p in free), scatters, 256, "sobol", 0).block(0, 256)

    assert len(free) > 100
    for parameter, scatter, column in zip(free, scatters, rows.T, strict=True):
        assert parameter.range[0] <= column.min() < column.max() <= parameter.range[1]
        # A range that cuts off more than half of what is declared contradicts the declaration.
        assert scatter.kept > 0.5, parameter.name


# Tables.


def test_each_row_of_a_table_is_a_cell(bench, tmp_path):
    text = "\ufeffdensity, toy.exchange [1/min],supply_maximal\n1,0.001,3\n\n0.5x,2e-3,-50pct\n"
    path = tmp_path / "cells.csv"
    path.write_text(text, encoding="utf-8")

    plan = plan_of(bench, f"@{path}", "growth=0,0.1")
    assert plan.names == ("toy.density", "toy.exchange", "toy.supply_maximal", "toy.growth")
    assert plan.shape == (2, 2)
    rows = plan.design.rows(0, 4)
    np.testing.assert_allclose(rows[:, :3], [[1, 0.06, 3]] * 2 + [[0.5, 0.12, 1]] * 2, rtol=1e-15)
    assert rows[:, 3].tolist() == [0, 0.1, 0, 0.1]
    assert plan.varied[0] == Variation("toy.density", (1.0, 0.5))


def test_a_column_alone_is_a_line(bench, tmp_path):
    table = write(tmp_path, "density\n1\n3\n2\n", "cells.csv")
    assert plan_of(bench, f"@{table}").line == "toy.density"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["cells.csv: is empty"]),
        ("\n\n", ["cells.csv: is empty"]),
        ("density\n", ["cells.csv: has no cell below its header."]),
        (
            "densty,growth\n1,0\n",
            ["line 1, column 1 (densty): There is no parameter 'densty'. Did you mean toy.density"],
        ),
        (
            "density,toy.density\n1,1\n",
            ["line 1, column 2 (toy.density): toy.density has a column already; keep one."],
        ),
        ("density,\n1,1\n", ["line 1, column 2 (): is not the head of a column"]),
        ("density [1\n1\n", ["column 1 (density [1): is not the head of a column"]),
        ("density [furlong]\n1\n", ["column 1 (density [furlong]): The unit 'furlong'"]),
        ("density [h]\n1\n", ["column 1 (density [h]): 'h' cannot be turned into '1'"]),
        ("density;growth\n1;0\n", ["line 1: columns are separated by commas, not by semicolons."]),
        ("density\tgrowth\n1\t0\n", ["line 1: columns are separated by commas, not by tabs."]),
        (
            "density,growth\n1,0\n1\n1,0,2\n",
            ["line 3: has 1 values below 2 columns", "line 4: has 3 values below 2 columns"],
        ),
        (
            "density,growth\n1,0\n12,many\n",
            [
                "line 3, column density: toy.density = 12 lies outside 0 to 10 (set by cells.csv)",
                "line 3, column growth: toy.growth=many (set by cells.csv): 'many' is not a number",
            ],
        ),
        (
            "density,growth [1/h]\nnan,inf\n1e999,1e999\n,\n",
            [
                "line 2, column density: toy.density=nan (set by cells.csv): 'nan' is not a number",
                "line 2, column growth [1/h]: 'inf' is not a plain number, and the unit 1/h stands",
                "line 3, column density: toy.density = inf (set by cells.csv) is not a finite",
                "line 3, column growth [1/h]: toy.growth = inf (set by cells.csv) is not a finite",
                "line 4, column density: toy.density= (set by cells.csv): no value is given",
                "line 4, column growth [1/h]: no value is given, and the unit 1/h stands in the "
                "header; allowed is 0 to 100 /h.",
            ],
        ),
        ('density\n"1\n', ["line 2: cannot be read: unexpected end of data"]),
    ],
)
def test_each_slip_in_a_table_is_told_with_its_place(bench, tmp_path, text, told):
    table = write(tmp_path, text, "cells.csv")
    problems = problems_of(bench, f"@{table}")

    assert len(problems) == len(told), problems
    for line, said in zip(problems, told, strict=True):
        assert line.startswith(f"{table}: ")
        assert said in line


def test_no_more_than_twenty_problems_of_a_table_are_told(bench, tmp_path):
    table = write(tmp_path, "density\n" + "99\n" * MOST_TOLD, "cells.csv")
    assert len(problems_of(bench, f"@{table}")) == MOST_TOLD
    table.write_text("density\n" + "99\n" * 1000)
    *told, last = problems_of(bench, f"@{table}")
    assert len(told) == MOST_TOLD
    assert last == f"{table}: has more problems than these."


def test_a_table_that_is_not_there_or_not_text_is_refused(bench, tmp_path):
    table = write(tmp_path, "density\n1\n", "cells.csv")
    missing = problem_of(bench, f"@{tmp_path / 'cell.csv'}")
    assert missing == f"{tmp_path / 'cell.csv'}: there is no such file. Did you mean {table}?"
    assert "is a folder" in problem_of(bench, f"@{tmp_path}")

    table.write_bytes(b"density\n1\n2\n\xff\n")
    assert problem_of(bench, f"@{table}") == f"{table}: line 4: is not UTF-8."
    table.write_bytes("density\n1\n".encode("utf-16"))
    assert problem_of(bench, f"@{table}") == f"{table}: line 1: is not UTF-8."


def test_a_column_may_not_vary_or_be_set_elsewhere(bench, tmp_path):
    table = write(tmp_path, "density,growth\n1,0\n", "cells.csv")
    assert "toy.density is varied twice" in problem_of(bench, "density=1,2", f"@{table}")
    assert "toy.growth is varied twice" in problem_of(bench, f"@{table}", "growth=1,2")
    assert "toy.density is varied twice" in problem_of(bench, f"@{table}", f"@{table}")
    problem = problem_of(bench, f"@{table}", assignments=("growth=0",))
    assert problem == f"--vary @{table}: toy.growth is set by --set growth=0 too; keep one."


@given(st.lists(st.floats(0.0, 10.0), min_size=1, max_size=20))
def test_numbers_of_a_table_are_read_exactly(tmp_path_factory, values):
    table = tmp_path_factory.mktemp("tables") / "cells.csv"
    table.write_text("density\n" + "".join(f"{value!r}\n" for value in values))
    from study_toy import TOY

    axis = read_cell_table(table, ParameterSet(TOY.parameters, "toy"))
    assert axis.values[:, 0].tolist() == values


# The same in TOML.

SAMPLED = """
[vary]
growth = [0, 0.1]
density = "lognormal:1x:1.5"
exchange = "uniform:0:1"

[design]
samples = 64
method = "lhs"
seed = 3
"""


def test_a_configuration_samples_as_the_command_line_does(bench, tmp_path):
    written = plan_of(bench, path=write(tmp_path, SAMPLED))
    variations = ("growth=0,0.1", "density=lognormal:1x:1.5", "exchange=uniform:0:1")
    typed = plan_of(bench, *variations, samples="64", method="lhs", seed="3")
    assert written.design.spec() == typed.design.spec()


def test_a_configuration_pairs_and_reads_a_table_beside_it(bench, tmp_path):
    (tmp_path / "tables").mkdir()
    write(tmp_path / "tables", "exchange\n0.1\n0.2\n", "cells.csv")
    path = write(
        tmp_path,
        """
        [vary]
        density = [1, 1, 2]
        toy.growth = "0,0.1,0.1"
        [design]
        zip = [["density", "growth"]]
        table = "tables/cells.csv"
        """,
    )
    plan = plan_of(bench, path=path)
    assert plan.names == ("toy.exchange", "toy.density", "toy.growth")
    assert plan.shape == (2, 3)


def test_the_command_line_wins_over_the_design_of_a_configuration(bench, tmp_path):
    path = write(tmp_path, SAMPLED)
    (_, axis) = plan_of(bench, path=path, samples="8", seed="5").design.axes
    assert (axis.size, axis.method, axis.seed) == (8, "lhs", 5)

    one_left = plan_of(bench, "density=1,2,3", path=path)
    assert one_left.shape == (2, 3, 64)
    none_left = plan_of(bench, "density=1,2,3", "exchange=0.1,0.2", path=path)
    assert none_left.shape == (2, 3, 2)
    problem = problem_of(bench, "density=1,2,3", "exchange=0.1,0.2", path=path, samples="9")
    assert problem.startswith("--samples 9: nothing is sampled")


def test_typed_pairs_and_tables_take_the_place_of_the_files(bench, tmp_path):
    write(tmp_path, "exchange\n0.1\n0.2\n", "old.csv")
    new = write(tmp_path, "density,exchange\n1,0.1\n2,0.2\n3,0.3\n", "new.csv")
    path = write(
        tmp_path,
        """
        [vary]
        density = [1, 2]
        growth = [0, 0.1]
        clearance = [0.2, 0.3]
        [design]
        zip = [["density", "growth"]]
        table = "old.csv"
        """,
    )
    assert plan_of(bench, path=path).shape == (2, 2, 2)
    other = plan_of(bench, path=path, zips=("growth,clearance",))
    assert other.names == ("toy.exchange", "toy.density", "toy.growth", "toy.clearance")
    assert other.shape == (2, 2, 2)

    # The typed table has the density: nothing is left to pair it from.
    plan = plan_of(bench, f"@{new}", path=path, zips=("growth,clearance",))
    assert plan.names == ("toy.growth", "toy.clearance", "toy.density", "toy.exchange")
    assert plan.shape == (2, 3)

    problem = problem_of(bench, "exchange=1,2", path=path)
    assert problem == (
        f"--vary toy.exchange: toy.exchange is a column of {tmp_path / 'old.csv'} too; "
        "give another table by -p @FILE.csv, or leave it out."
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("design = 3", "design = 3: is not a table; write [design]."),
        ("[design]\nsample = 3", "unknown key design.sample; did you mean design.samples?"),
        ("[design]\nsamples = 1.5", "design.samples = 1.5: is not a whole number from 1 to"),
        ("[design]\nsamples = true", "design.samples = true: is not a whole number from 1 to"),
        ("[design]\nsamples = 0", "design.samples = 0: is not a whole number from 1 to"),
        ("[design]\nseed = -1", "design.seed = -1: is not a whole number from 0 to"),
        ('[design]\nmethod = "grid"', "design.method = \"grid\": There is no design 'grid'."),
        ("[design]\nmethod = 3", "design.method = 3: There is no design '3'."),
        (
            '[design]\nzip = ["density", "growth"]',
            'design.zip = ["density", "growth"]: is not a list of lists of names; '
            'write [["a", "b"]].',
        ),
        (
            '[design]\nzip = [["density", "grwth"]]',
            'design.zip = ["density", "grwth"]: There is no parameter \'grwth\'.',
        ),
        ("[design]\ntable = 3", "design.table = 3: is not a text; write the path of a CSV file."),
        ('[design]\ntable = "no.csv"', "no.csv: there is no such file."),
    ],
)
def test_each_slip_below_design_is_told_with_its_key(bench, tmp_path, text, told):
    vary = '[vary]\ndensity = "uniform:1:2"\n'
    path = write(tmp_path, f"{text}\n{vary}")
    problems = problems_of(bench, path=path, samples="" if "samples" in text else "8")
    # A count that was typed takes the place of a faulty one; all else is told.
    assert any(told in line for line in problems), problems
    assert all(str(tmp_path) in line for line in problems)


def test_samples_that_a_configuration_leaves_out_are_asked_for_by_key(bench, tmp_path):
    path = write(tmp_path, '[vary]\ndensity = "uniform:1:2"\n')
    problem = problem_of(bench, path=path)
    assert problem.startswith(f"{path}: design.samples is missing: toy.density is sampled; give -N")

    idle = write(tmp_path, "[vary]\ndensity = [1, 2]\n[design]\nsamples = 9\n")
    problem = problem_of(bench, path=idle)
    assert problem.startswith(f"{idle}: design.samples = 9: nothing is sampled")


def test_a_table_and_set_may_not_name_the_same_parameter(bench, tmp_path):
    write(tmp_path, "density\n1\n", "cells.csv")
    path = write(tmp_path, '[set]\ndensity = 2\n[design]\ntable = "cells.csv"\n')
    problem = problem_of(bench, path=path)
    assert problem.endswith("toy.density stands in [set] too; keep one of the two.")


# Plans.


def test_a_plan_keeps_its_design_through_json(bench):
    plan = plan_of(bench, "density=uniform:1:2", *LISTS[1:], samples="32", method="random")
    design = Design.from_spec(json.loads(json.dumps(plan.design.spec(), allow_nan=False)))
    again = SweepPlan(plan.title, plan.question, plan.base, design, plan.outcomes)
    assert again.settings() == plan.settings()


def test_a_list_is_an_axis_of_its_own(bench):
    (axis,) = plan_of(bench, "density=1,2").design.axes
    assert isinstance(axis, Listed)
    assert axis.spec() == {"names": ["toy.density"], "values": [[1.0], [2.0]]}


PAIRED = """
[vary]
density = [1, 2]
clearance = [0.25, 0.5]
growth = [0, 0.1]
exchange = [0.1, 0.2]

[design]
zip = [["density", "clearance"], ["growth", "exchange"]]
"""


def test_typed_pairs_leave_those_of_a_configuration_that_have_other_names(bench, tmp_path):
    path = write(tmp_path, PAIRED)
    both = plan_of(bench, path=path)
    assert both.shape == (2, 2)
    assert plan_of(bench, path=path, zips=("growth,exchange",)).shape == both.shape
    assert plan_of(bench, path=path, zips=("clearance,growth",)).shape == (2, 2, 2)


@pytest.mark.parametrize("kind", ["lin", "log"])
def test_a_range_is_kept_as_its_ends_and_its_count(bench, kind):
    """Ten thousand values in a hundred characters, and the same bytes of them."""
    plan = plan_of(bench, f"density={kind}:0.1:3:10000")
    text = json.dumps(plan.design.spec(), allow_nan=False)

    assert len(text) < 200
    again = Design.from_spec(json.loads(text))
    assert again.rows(0, 10_000).tobytes() == plan.design.rows(0, 10_000).tobytes()


def test_the_options_hand_on_what_was_typed():
    @click.command()
    @design_options
    def command(**typed):
        click.echo(json.dumps(typed))

    words = "-p a=1,2 -p @cells.csv --zip a,b --zip c,d -N 8 --design lhs --seed 3"
    typed = json.loads(CliRunner().invoke(command, words.split()).stdout)
    assert typed == {
        "variations": ["a=1,2", "@cells.csv"],
        "zips": ["a,b", "c,d"],
        "samples": "8",
        "method": "lhs",
        "seed": "3",
    }
    silent = json.loads(CliRunner().invoke(command, []).stdout)
    assert silent == {"variations": [], "zips": [], "samples": "", "method": "", "seed": ""}
