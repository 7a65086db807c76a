"""From people to parameters of the model: one map, the same for a whole cohort and a replay.

Amounts that belong to a body are scaled with its size: blood, red cells, plasma, liver,
macrophages, what marrow and liver clear, transferrin made. Blood that is lost is red cells in the
proportion that blood has them: mL of blood times red_cell_volume over blood_volume. What a lesion
changes it changes here as in any cell (study/lesion.py). A value is held within the range of its
parameter.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.drawing import NO_LESION, Columns
from rls_sim.clinic.population.population import Array, Population
from rls_sim.study.cell import Bench
from rls_sim.study.lesion import changed_values

DAYS_A_YEAR = 365.25
IRON_MASS = 55.845  # g/mol
ADULT, FEWEST_YEARS = 18.0, 5.0  # earlier births are spread over the years since, of at least 5
LEAST_HFE = 0.1  # size of hfe_loss
SCALED = (  # with the size of the body
    *("plasma.volume", "blood_volume", "red_cell_volume", "liver_volume", "macrophage_volume"),
    *("marrow_clearance", "liver_clearance", "transferrin_synthesis"),
    "tissue_loss_maximal",
)
OWN = (
    *("dietary_iron", "hepcidin_density", "blood_loss", "red_cell_iron_reference"),
    *("erythropoiesis_steepness", "red_cell_life", "store_of_ferritin"),
    *("tissue_loss_maximal", "macrophage_release_maximal"),
    *("neuron.receptor_density", "endothelium.receptor_density", "release_readiness"),
)
GENES = ("btbd9_like", "meis1_like", "hfe_loss")  # lesions that alleles bring in part

Values = dict[str, Array]


def parameter_names(population: Population, bench: Bench) -> tuple[str, ...]:
    """The parameters that people differ in, by full name; columns of `parameters_of`."""
    lesions = [*GENES, *(step.key.partition(".")[2] for step in population.lesions)]
    changed = (name for lesion in lesions for name in bench.lesions[lesion].changes)
    names = map(bench.healthy.resolve, (*SCALED, *OWN, *changed))
    return tuple(dict.fromkeys(names))


def parameters_of(people: Columns, population: Population, bench: Bench) -> tuple[Array, Array]:
    """
    Parameters (n, k) of people in each parameter's unit, and which were held, (n, k).

    Columns are those of `parameter_names`. A pregnant woman has those of her own day before.
    """
    count = len(people["age"])
    names = parameter_names(population, bench)
    values = {name: np.full(count, bench.healthy[name].value) for name in names}
    _body(people, population, bench, values)
    _steps(people, population, bench, values)
    table = np.stack([values[name] for name in names], axis=1)
    low, high = np.array([bench.healthy[name].range for name in names]).T
    held = np.clip(table, low, high)
    return held, held != table


def _body(people: Columns, population: Population, bench: Bench, values: Values) -> None:
    size, stage = people["size"], people["kidney_stage"]

    def of_stage(key: str) -> Array:
        return np.where(stage > 0, population[key].at(stage), 1.0)

    for name in SCALED:
        values[name] = values[name] * size
    poor = population["diet.vegetarian_absorption"].value
    absorbed = people["absorption"] * np.where(people["vegetarian"] > 0, poor, 1.0)
    lost = blood_lost(people, population, bench) * red_cell_share(bench)
    eaten = people["dietary_iron"] / population["diet.of_the_model"].value
    values["dietary_iron"] = values["dietary_iron"] * eaten * absorbed
    alleles = people["tmprss6"] - 2 * population["genes.tmprss6"].value
    brake = population["genes.tmprss6_factor"].value ** alleles
    values["hepcidin_density"] *= people["hepcidin"] * brake * of_stage("kidney.hepcidin")
    values["red_cell_iron_reference"] *= people["haemoglobin_reference"]
    values["erythropoiesis_steepness"] *= of_stage("kidney.marrow_response")
    values["red_cell_life"] *= of_stage("kidney.red_cell_life")
    values["tissue_loss_maximal"] *= people["shedding"]
    values["macrophage_release_maximal"] *= people["macrophage_release"]
    values["store_of_ferritin"] *= people["ferritin_of_stores"]
    values["blood_loss"] = lost


def red_cell_share(bench: Bench) -> float:
    """Marrow and red cells of the model, mL, that go with a mL of blood."""
    return bench.healthy["red_cell_volume"].value / bench.healthy["blood_volume"].value


def iron_of_red_cells(bench: Bench) -> float:
    """Iron of a mL of the model's red cells, mg."""
    return bench.healthy["red_cell_iron_reference"].value * IRON_MASS * 1e-6


def blood_lost(people: Columns, population: Population, bench: Bench) -> Array:
    """Blood lost beyond what all lose, mL a day: monthly, given, bled, for earlier births."""
    monthly = people["menstrual_loss"] / population["menstruation.cycle"].value
    given = people["gifts_a_year"] * population["donation.blood"].value / DAYS_A_YEAR
    years = np.maximum(people["age"] - ADULT, FEWEST_YEARS)
    fertile = (people["female"] > 0) & (people["menopausal"] == 0)
    births = people["births"] - (~np.isnan(people["weeks_after_delivery"]))  # the last is followed
    cost = np.where(fertile, births, 0.0) * population["pregnancy.net_cost"].value
    iron = cost / years / DAYS_A_YEAR / (iron_of_red_cells(bench) * red_cell_share(bench))
    return np.asarray(monthly + given + people["bleeding"] + iron)


def _steps(people: Columns, population: Population, bench: Bench, values: Values) -> None:
    """What genes and the broken step change, then how people differ besides."""
    everybody = np.ones(len(people["age"]), dtype=bool)
    for lesion, sizes in gene_sizes(people, population).items():
        _change(bench, lesion, sizes, everybody, values)
    for step in population.lesions:
        lesion = step.key.partition(".")[2]
        _change(bench, lesion, people["lesion_size"], people["lesion"] == lesion, values)
    for trait, name in (
        ("receptor", "neuron.receptor_density"),
        ("barrier", "endothelium.receptor_density"),
        ("release", "release_readiness"),
    ):
        name = bench.healthy.resolve(name)
        values[name] = values[name] * people[trait]


def gene_sizes(people: Columns, population: Population) -> Mapping[str, Array]:
    """Sizes (n,) of the lesions that alleles bring in part, about those of the mean person."""
    sizes = {}
    for gene in ("btbd9", "meis1"):
        alleles = people[gene] - 2 * population[f"genes.{gene}"].value
        sizes[f"{gene}_like"] = population[f"genes.{gene}_factor"].value ** alleles
    left = np.ones(len(people["age"]))
    for allele in ("hfe_c282y", "hfe_h63d"):
        left = left * population[f"genes.{allele}_factor"].value ** people[allele]
    return sizes | {"hfe_loss": np.maximum(left, LEAST_HFE)}


def _change(bench: Bench, lesion: str, sizes: Array, whose: NDArray[Any], values: Values) -> None:
    """Apply a lesion's own changes, of sizes (n,), to the people ``whose`` (n,) is true."""
    for name, change in bench.lesions[lesion].changes.items():
        full = bench.healthy.resolve(name)
        changed = values[full].copy()
        changed[whose] = changed_values(
            bench.healthy[full], change, values[full][whose], sizes[whose]
        )
        values[full] = changed


def broken_step(people: Columns) -> NDArray[np.str_]:
    """The word of `Cohort.lesion` for each person, (n,)."""
    return np.array([str(word) or NO_LESION for word in people["lesion"]])
