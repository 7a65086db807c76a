"""From people to parameters: the model's man stays it, bodies scale, lesions are their own."""

import numpy as np
import pytest
from people import bench, drawn, model_man, population

from rls_sim.clinic.population.bodies import SCALED, parameter_names, parameters_of, red_cell_share
from rls_sim.clinic.population.person import cell_of, cycle_command, own_parameters
from rls_sim.clinic.population.storing import People
from rls_sim.study.cell import Cell, solve_cell

NAMES = parameter_names(population(), bench())


def values_of(people):
    table, _ = parameters_of(people, population(), bench())
    return dict(zip(NAMES, table.T, strict=True))


def test_who_differs_in_nothing_has_the_parameters_of_the_model():
    for name, values in values_of(model_man()).items():
        assert values[0] == pytest.approx(bench().healthy[name].value, rel=1e-12, abs=1e-12), name


def test_every_value_lies_in_its_range():
    for name, values in values_of(drawn()).items():
        low, high = bench().healthy[name].range
        assert ((values >= low) & (values <= high)).all(), name


def test_a_larger_body_that_eats_more_has_the_same_day():
    def outcomes(size):
        parameters = bench().healthy
        for name in (*SCALED, "dietary_iron", "store_of_ferritin"):
            value = parameters[name].value * size
            parameters = parameters.override(name, value, reason="a body's size")
        return solve_cell(Cell(parameters), bench(), certify=False).outcomes

    small, large = outcomes(0.9), outcomes(1.2)
    for name in ("serum_ferritin", "transferrin_saturation", "haemoglobin"):
        # What the brain takes does not grow with the body: 2 % of what a body loses.
        assert large[name] == pytest.approx(small[name], rel=5e-3), name


@pytest.mark.parametrize("step", population().lesions, ids=lambda step: step.key)
def test_a_broken_step_changes_what_its_lesion_changes(step):
    people, lesion = model_man(), bench().lesions[step.key.partition(".")[2]]
    size = sum(step.sizes) / 2
    people["lesion"][:], people["lesion_size"][:] = lesion.name, size
    parameters = lesion.apply(bench().healthy, size)
    for name, values in values_of(people).items():
        assert values[0] == pytest.approx(parameters[name].value, rel=1e-12, abs=1e-12), name


def test_blood_that_is_lost_is_lost_as_red_cells():
    people = model_man(2)
    people["gifts_a_year"][:] = 0, 2
    lost = values_of(people)["blood_loss"]
    a_day = 2 * population()["donation.blood"].value / 365.25
    assert lost[1] - lost[0] == pytest.approx(a_day * red_cell_share(bench()))


@pytest.mark.parametrize(
    ("trait", "value", "parameter", "way"),
    [
        ("kidney_stage", 5, "red_cell_life", -1),
        ("kidney_stage", 5, "hepcidin_density", 1),
        ("vegetarian", 1, "dietary_iron", -1),
        ("bleeding", 2.0, "blood_loss", 1),
        ("menstrual_loss", 60.0, "blood_loss", 1),
        ("hfe_c282y", 2, "hepcidin_density", -1),
        ("tmprss6", 2, "hepcidin_density", 1),
    ],
)
def test_a_trait_moves_its_parameter(trait, value, parameter, way):
    people = model_man(2)
    people[trait] = np.array([people[trait][0], value], dtype=float)
    before, after = values_of(people)[parameter]
    assert np.sign(after - before) == way


def test_the_command_of_a_person_holds_every_parameter_in_full():
    table, _ = parameters_of(drawn(), population(), bench())
    people = People(None, {}, drawn(), NAMES, table)
    for number in (0, 7, 99):
        told = own_parameters(people, number, bench())
        words = cycle_command(told).split()
        assert words[:2] == ["rls-sim", "cycle"]
        read = dict(word.split("=") for word in words[3::2])
        assert {name: float(value) for name, value in read.items()} == told
        cell = cell_of(people, number, bench())
        assert all(cell.parameters[name].value == value for name, value in told.items())
