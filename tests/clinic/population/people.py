"""What tests of the population share: the shipped numbers, a bench, people by hand."""

from functools import cache

import numpy as np

from rls_sim.clinic.population.drawing import draw_people
from rls_sim.clinic.population.population import load_population
from rls_sim.study.cell import brain_bench


@cache
def bench():
    return brain_bench()


@cache
def population():
    return load_population()


@cache
def drawn(count=4000, seed=3):
    return draw_people(population(), count, seed)


def model_man(count=1):
    """People who differ from the model's man in nothing."""
    numbers = population()
    people = {name: np.zeros(count) for name in drawn()}
    ones = ("size", "haemoglobin_reference", "absorption", "hepcidin", "ferritin_of_stores")
    ones += ("shedding", "macrophage_release", "receptor", "barrier", "release")
    people |= {name: np.ones(count) for name in ones}
    people |= {gene: np.full(count, 2 * numbers[f"genes.{gene}"].value) for gene in ("btbd9",)}
    people |= {gene: np.full(count, 2 * numbers[f"genes.{gene}"].value) for gene in ("meis1",)}
    people["tmprss6"] = np.full(count, 2 * numbers["genes.tmprss6"].value)
    people["dietary_iron"] = np.full(count, numbers["diet.of_the_model"].value)
    people["age"] = np.full(count, 40.0)
    nowhen = ("pregnancy_week", "weeks_after_delivery", "lesion_size")
    people |= {name: np.full(count, np.nan) for name in nowhen}
    people |= {name: np.full(count, "none", dtype=object) for name in ("lesion", "contraception")}
    return people
