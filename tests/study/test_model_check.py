"""A model's checks find what is planted."""

from dataclasses import replace

import pytest
from study_toy import TOY, parameter, write_lesion

from rls_sim.network.model import Model
from rls_sim.network.process import Process
from rls_sim.network.reaction import derived
from rls_sim.study.cell import Bench
from rls_sim.study.lesion import LesionLibrary
from rls_sim.study.model_check import check_model


def problems_of(bench):
    return {check.name: check.problems for check in check_model(bench)}


def bench_with(bench, process=None, lesions=None):
    model = Model([TOY, process] if process else [TOY], home="toy")
    library = LesionLibrary(lesions or [], model.parameters)
    return Bench(model, library, bench.measures, bench.evaluate)


def test_a_sound_model_passes(bench):
    assert not any(problems_of(bench).values())


def test_a_parameter_without_user_is_found(bench):
    idle = Process("idle", parameters=(parameter("idle", 1.0, "1"),))
    assert problems_of(bench_with(bench, idle))["users"] == ("the parameter idle has no user",)


def test_a_parameter_that_only_an_outcome_reads_has_a_user(bench):
    read = Process("read", parameters=(parameter("threshold", 1.0, "1"),))
    found = bench_with(bench, read)
    words = replace(bench.measures["pool_mean"], needs=("threshold",))
    found = Bench(found.model, found.lesions, {"pool_mean": words}, bench.evaluate)

    assert problems_of(found)["users"] == ()


def test_a_law_of_the_wrong_dimension_is_found_by_name(bench):
    def wrong(time):
        return time

    law = derived("1/h")(wrong)
    (problem,) = problems_of(bench_with(bench, Process("wrong", derived=(law,))))["dimensions"]
    assert "wrong" in problem


def test_an_unknown_source_of_a_law_is_found(bench):
    def ratio(time, supply_period):
        return time / supply_period

    law = replace(derived("1", source="nobody1999")(ratio), needs=("time", "toy.supply_period"))
    (problem,) = problems_of(bench_with(bench, Process("cited", derived=(law,))))["sources"]
    assert "nobody1999" in problem


@pytest.mark.parametrize("change", ['{"nobody" = "size x"}', '{"density" = "99x"}'])
def test_a_lesion_that_cannot_be_used_is_found(bench, tmp_path, change):
    path = write_lesion(tmp_path, "odd", change=change)
    (problem,) = problems_of(bench_with(bench, lesions=[path]))["lesions"][:1]
    assert str(path) in problem
