"""Configurations and command lines: read whole or refused with every problem."""

import pytest
from study_toy import mean_pool

from rls_sim.errors import ConfigError
from rls_sim.study.cell import solve_cell
from rls_sim.study.config import Request, load_cell, load_plan, make_cell


def write(folder, text, name="plan.toml"):
    path = folder / name
    path.write_text(text)
    return path


SOUND = """
title = "How density decides"
question = "Where does it die?"
lesion = ["starved:0.8"]

[set]
clearance = "2x"
"toy.exchange" = 0.2
supply_amplitude = {value = 0.25, why = "a flatter day"}

[vary]
density = "log:0.1:4:5"
growth = [0, "0.1"]

[output]
outcomes = ["pool_trough", "state"]
"""


def problems_of(bench, path, request=None):
    with pytest.raises(ConfigError) as caught:
        load_plan(bench, path, request or Request())
    return caught.value.problems


def test_a_sound_configuration_becomes_a_plan(bench, tmp_path):
    plan = load_plan(bench, write(tmp_path, SOUND), Request())

    parameters = plan.base.parameters
    assert plan.title == "How density decides"
    assert plan.shape == (5, 2)
    assert plan.outcomes == ("pool_trough", "state")
    assert parameters["clearance"].value == 0.5
    assert parameters["exchange"].value == 0.2
    assert parameters["supply_maximal"].value == pytest.approx(1.6)
    assert parameters["supply_amplitude"].reason == "plan.toml: a flatter day"
    assert plan.settings()[3] == {"toy.density": plan.varied[0].values[1], "toy.growth": 0.1}


def test_every_problem_of_a_configuration_is_told_at_once(bench, tmp_path):
    path = write(
        tmp_path,
        """
        titel = "misspelt"
        lesion = ["starvd", "starved:7"]
        [set]
        densty = 1
        clearance = "8 umol"
        growth = true
        [vary]
        supply_acrophase = "lin:3:99:4"
        density = "logg:1:2:3"
        [output]
        outcomes = ["pool_men"]
        """,
    )
    problems = problems_of(bench, path)

    wanted = [
        ("titel", "title"),
        ("starvd", "starved"),
        ("starved:7", "0.1 to 1"),
        ("set.densty = 1", "toy.density"),
        ("set.clearance", "8 umol"),
        ("set.growth", "not a value"),
        ("vary.supply_acrophase", "0 to 24 h"),
        ("vary.density", "logg"),
        ("output.outcomes", "pool_mean"),
    ]
    assert len(problems) == len(wanted), "\n".join(problems)
    for key, told in wanted:
        matching = [line for line in problems if key in line and told in line]
        assert matching, f"no problem tells {told} of {key}:\n" + "\n".join(problems)
        assert all(line.startswith(str(path)) for line in matching)


def test_a_syntax_error_names_file_and_line(bench, tmp_path):
    path = write(tmp_path, '[vary]\ndensity = "log:1:2:3\n')

    (problem,) = problems_of(bench, path)
    assert str(path) in problem
    assert "line 2" in problem


def test_a_missing_file_offers_its_neighbour(bench, tmp_path):
    write(tmp_path, SOUND, "density.toml")

    (problem,) = problems_of(bench, tmp_path / "densty.toml")
    assert f"Did you mean {tmp_path / 'density.toml'}?" in problem


def test_problems_of_file_and_command_line_come_together(bench, tmp_path):
    path = write(tmp_path, '[vary]\ndensty = "1,2"\n')
    problems = problems_of(bench, path, Request(assignments=("growt=1",), lesions=("starvd",)))

    assert len(problems) == 3
    assert problems[1].startswith("--lesion starvd: ")
    assert problems[2].startswith("--set growt=1: ")


def test_the_command_line_wins_over_the_configuration(bench, tmp_path):
    request = Request(
        assignments=("clearance=0.1",), variations=("density=1,2",), outcomes=("pool_mean",)
    )
    plan = load_plan(bench, write(tmp_path, SOUND), request)

    assert plan.base.parameters["clearance"].value == 0.1
    assert plan.varied[0].values == (1.0, 2.0)
    assert plan.outcomes == ("pool_mean",)


def test_relative_values_are_relative_to_what_the_lesion_left(bench):
    cell = make_cell(bench, Request(("supply_maximal=0.5x",), ("starved:0.5",)))

    outcomes = solve_cell(cell, bench).outcomes
    assert outcomes["pool_mean"] == pytest.approx(0.25 * mean_pool(), rel=1e-8)


def test_a_parameter_cannot_be_both_set_and_varied(bench, tmp_path):
    path = write(tmp_path, '[set]\n"toy.density" = 1\n[vary]\ndensity = "1,2"\n')
    assert "stands in [set] too" in problems_of(bench, path)[0]

    typed = Request(assignments=("density=1",), variations=("density=1,2",))
    assert "--set density=1" in problems_of(bench, None, typed)[0]


def test_a_sweep_without_anything_to_vary_is_refused(bench):
    (problem,) = problems_of(bench, None)
    assert "nothing varies" in problem


def test_a_refused_command_line_changes_nothing(bench):
    before = dict(bench.healthy)
    with pytest.raises(ConfigError):
        make_cell(bench, Request(("density=2", "growt=1")))
    assert dict(bench.healthy) == before


def test_the_base_cell_of_a_configuration_leaves_out_what_varies(bench, tmp_path):
    cell = load_cell(bench, write(tmp_path, SOUND))

    assert cell.parameters["density"].value == 1.0
    assert cell.parameters["clearance"].value == 0.5


def test_a_dotted_name_may_stand_without_quotes(bench, tmp_path):
    path = write(
        tmp_path,
        """
        [set]
        toy.clearance = "2x"
        toy.supply_amplitude = {value = 0.25, why = "a flatter day"}
        [vary]
        toy.density = [1, 2]
        toy.growth = "0,0.1"
        """,
    )
    plan = load_plan(bench, path, Request())

    assert plan.base.parameters["clearance"].value == 0.5
    assert plan.base.parameters["supply_amplitude"].reason == "plan.toml: a flatter day"
    assert [variation.name for variation in plan.varied] == ["toy.density", "toy.growth"]

    wrong = write(tmp_path, "[set]\ntoy.densty = 1\n[vary]\ntoy.growth = [0, 1]\n")
    (problem,) = problems_of(bench, wrong)
    assert "set.toy.densty = 1: " in problem
    clash = write(tmp_path, "[set]\ntoy.density = 1\n[vary]\ndensity = [1, 2]\n")
    assert "stands in [set] too" in problems_of(bench, clash)[0]


def test_what_is_given_twice_is_refused(bench, tmp_path):
    for request, told in [
        (Request(("density=1", "toy.density=2")), "toy.density is set twice"),
        (Request(lesions=("starved:0.5", "starved:0.4")), "starved is given twice"),
    ]:
        with pytest.raises(ConfigError, match=told):
            make_cell(bench, request)
    path = write(
        tmp_path,
        'lesion = ["starved", "starved:0.4"]\n'
        '[set]\n"toy.density" = 1\ndensity = 2\n[vary]\ngrowth = [0, 0.1]\n',
    )
    lesion, twice = problems_of(bench, path)
    assert lesion.endswith("starved is given twice; keep one.")
    assert twice.endswith("toy.density is set twice; keep one.")


def test_nothing_to_vary_is_told_with_file_and_key(bench, tmp_path):
    (empty,) = problems_of(bench, write(tmp_path, ""))
    assert empty.startswith(f"{tmp_path / 'plan.toml'}: vary is missing")
    for nothing in ("[]", '""'):
        path = write(tmp_path, f"[vary]\ndensity = {nothing}\n")
        (problem,) = problems_of(bench, path)
        assert problem.startswith(f"{path}: vary.density = {nothing}: has no value")


def test_values_are_told_as_toml_writes_them(bench, tmp_path):
    path = write(
        tmp_path,
        """
        title = true
        lesion = [["starved"], false]
        [set]
        growth = {why = "no reason"}
        density = [1, true, {a = "b"}]
        [vary]
        exchange = "0.1,0.2"
        """,
    )
    told = "\n".join(problems_of(bench, path))
    assert "title = true: is not a text" in told
    assert 'lesion = [["starved"], false]: is not a list of texts' in told
    assert "set.growth.value is missing" in told
    assert 'set.density = [1, true, {a = "b"}]: is not a value' in told
    for python in ("True", "None", "['", "{'"):
        assert python not in told


def test_the_file_of_a_cluster_is_told_from_that_of_a_sweep(bench, tmp_path):
    path = write(tmp_path, '[cluster]\nclass = "dask_jobqueue.SLURMCluster"\njobs = 2\n')
    (problem,) = problems_of(bench, path)
    assert problem.endswith("give it by --executor dask --cluster.")
