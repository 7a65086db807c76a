"""Draw people: each by number and seed alone, whoever is drawn beside them.

Correlated, as the literature says: sex with size, diet, haemoglobin and all that is a woman's; age
with pregnancy, earlier births, menopause, kidney disease, small bleeding and donation; C282Y with
H63D, which exclude each other on one chromosome; the receptor of neuron and barrier (assumed).
Everything else is drawn apart.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.population.population import Array, Entry, Population
from rls_sim.quantities.scatter import Scatter
from rls_sim.study.samples import Sampled

Columns = Mapping[str, NDArray[Any]]

OLDEST = 90.0
WEEKS_OF_PREGNANCY, WEEKS_AFTER = 40.0, 12.0
FERTILE_UNTIL = 50.0  # years: contraception is asked for up to there
MOST_GIFTS, MOST_BIRTHS = 6, 12
NO_CONTRACEPTION = "none"
NO_LESION = "none"

# What chance decides of one person; the order makes the numbers, so a new one goes to the end.
CHANCES = (
    *("sex", "age", "age_in_band", "size", "haemoglobin", "absorption", "hepcidin", "ferritin"),
    *("diet", "vegetarian", "menopause", "menstrual_loss", "contraception", "pregnancy", "week"),
    *("births", "donor", "gifts", "drug", "bleeding", "kidney", "kidney_stage"),
    *("btbd9_1", "btbd9_2", "meis1_1", "meis1_2", "hfe_1", "hfe_2", "tmprss6_1", "tmprss6_2"),
    *("receptor", "barrier", "release", "broken", "which", "how_far"),
    *("shedding", "macrophages"),
)

WORDS: Mapping[str, tuple[str, str]] = {  # label and unit of each trait
    "person": ("Number of the person", "1"),
    "female": ("Woman", "1"),
    "age": ("Age", "y"),
    "size": ("Volumes of the body over those of the model's man", "1"),
    "haemoglobin_reference": ("Red cells that the kidney asks for, over the model's man", "1"),
    "absorption": ("Iron that the gut can absorb, over the model's man", "1"),
    "hepcidin": ("Making of hepcidin, genes and kidney apart", "1"),
    "shedding": ("Iron lost by skin and gut, over the model's man", "1"),
    "macrophage_release": ("Iron given back by macrophages, over the model's man", "1"),
    "ferritin_of_stores": ("Iron of stores for each serum ferritin, over the model's", "1"),
    "dietary_iron": ("Iron eaten", "mg/d"),
    "vegetarian": ("Vegetarian", "1"),
    "menstruating": ("Menstruates", "1"),
    "menopausal": ("After the menopause", "1"),
    "menstrual_loss": ("Blood lost in a cycle, contraception considered", "mL"),
    "contraception": ("Contraception", ""),
    "pregnant": ("Pregnant", "1"),
    "pregnancy_week": ("Week of the pregnancy", "1"),
    "weeks_after_delivery": ("Weeks since a delivery of the last twelve", "1"),
    "births": ("Earlier births", "1"),
    "gifts_a_year": ("Gifts of blood a year", "1/y"),
    "bleeding": ("Blood lost into the gut for a drug", "mL/d"),
    "kidney_stage": ("Stage of kidney disease, 0 for none", "1"),
    "btbd9": ("Risk alleles of BTBD9", "1"),
    "meis1": ("Risk alleles of MEIS1", "1"),
    "hfe_c282y": ("Alleles C282Y of HFE", "1"),
    "hfe_h63d": ("Alleles H63D of HFE", "1"),
    "tmprss6": ("Alleles rs855791-A of TMPRSS6", "1"),
    "receptor": ("Making of receptor by the neuron, lesions apart", "1"),
    "barrier": ("Making of receptor by the barrier, lesions apart", "1"),
    "release": ("Release of dopamine, lesions apart", "1"),
    "lesion": ("Broken step", ""),
    "lesion_size": ("Its size", "1"),
}
WORD_TRAITS = ("contraception", "lesion")


def draw_people(population: Population, count: int, seed: int, first: int = 0) -> Columns:
    """
    People ``first`` to ``first + count`` of a seed: the traits of WORDS, (count,) each.

    The same numbers whatever ``first`` and ``count`` are. A trait that does not apply is NaN (a
    week of pregnancy), 0 (menstrual loss) or "none".
    """
    even = Scatter("uniform", 0.0, 1.0, 0.0, 1.0)
    drawn = Sampled(CHANCES, (even,) * len(CHANCES), max(first + count, 1), "random", seed)
    rows = drawn.block(first, first + count)
    u = {name: np.ascontiguousarray(column) for name, column in zip(CHANCES, rows.T, strict=True)}
    people: dict[str, NDArray[Any]] = {"person": first + np.arange(count)}
    people["age"] = _ages(population["people.age"], u["age"], u["age_in_band"])
    share = population["people.female"].at(people["age"])
    people["female"] = (u["sex"] < share).astype(float)
    _bodies(population, u, people)
    _women(population, u, people)
    _losses(population, u, people)
    _genes(population, u, people)
    _nigra(population, u, people)
    return {name: people[name] for name in WORDS}


def _ages(entry: Entry, band: Array, within: Array) -> Array:
    """Ages, even within each band."""
    place = np.minimum(np.searchsorted(np.cumsum(entry.values), band, side="right"), 6)
    place = np.minimum(place, len(entry.values) - 1)
    ends = np.array([*entry.starts[1:], OLDEST])
    starts = np.array(entry.starts)
    return np.asarray(starts[place] + within * (ends - starts)[place])


def _scattered(entry: Entry, chance: Array, age: Array | None = None) -> Array:
    """A lognormal quantity about what holds at an age."""
    from scipy.special import ndtri

    middle = entry.value if age is None else entry.at(age)
    return np.asarray(middle * np.exp(entry.spread * ndtri(_inside(chance))))


def _inside(chance: Array) -> Array:
    """Chances that are neither 0 nor 1, where a normal value is infinite."""
    return np.clip(chance, 2.0**-54, 1 - 2.0**-53)


def _bodies(population: Population, u: Columns, people: dict[str, NDArray[Any]]) -> None:
    age, woman = people["age"], people["female"] > 0
    for trait, entry, chance in (
        ("size", "body.size", "size"),
        ("haemoglobin_reference", "body.haemoglobin_reference", "haemoglobin"),
        ("dietary_iron", "diet.iron", "diet"),
        ("absorption", "body.absorption", "absorption"),
        ("macrophage_release", "body.macrophage_release", "macrophages"),
        ("ferritin_of_stores", "body.ferritin_of_stores", "ferritin"),
    ):
        women = _scattered(population[f"{entry}_women"], u[chance], age)
        men = _scattered(population[f"{entry}_men"], u[chance], age)
        people[trait] = np.where(woman, women, men)
    for trait in ("hepcidin", "shedding"):
        people[trait] = _scattered(population[f"body.{trait}"], u[trait])
    vegetarian = u["vegetarian"] < population["diet.vegetarian"].at(age)
    people["vegetarian"] = vegetarian.astype(float)


def _women(population: Population, u: Columns, people: dict[str, NDArray[Any]]) -> None:
    """Pregnancy, births, menopause, menstruation and contraception."""
    from scipy.special import ndtri
    from scipy.stats import poisson

    age, woman = people["age"], people["female"] > 0
    menopause = population["menstruation.menopause"]
    over = woman & (age > menopause.value + menopause.spread * ndtri(_inside(u["menopause"])))
    pregnant_share = population["pregnancy.share"].at(age)
    after_share = population["pregnancy.after_delivery"].at(age)
    able = woman & ~over
    pregnant = able & (u["pregnancy"] < pregnant_share)
    after = able & ~pregnant & (u["pregnancy"] < pregnant_share + after_share)
    births = poisson.ppf(_inside(u["births"]), population["pregnancy.births"].at(age))
    births = np.where(woman, np.minimum(births, MOST_BIRTHS), 0.0)
    people["births"] = np.where(after, np.maximum(births, 1.0), births)
    people["pregnant"] = pregnant.astype(float)
    people["pregnancy_week"] = np.where(pregnant, WEEKS_OF_PREGNANCY * u["week"], np.nan)
    people["weeks_after_delivery"] = np.where(after, WEEKS_AFTER * u["week"], np.nan)
    people["menopausal"] = over.astype(float)
    people["menstruating"] = (woman & ~over & ~pregnant & ~after).astype(float)
    asked = (people["menstruating"] > 0) & (age < FERTILE_UNTIL)
    word = np.full(age.shape, NO_CONTRACEPTION, dtype=object)
    factor, reached = np.ones(age.shape), np.zeros(age.shape)
    for kind in ("pill", "hormonal_device", "copper_device"):
        share = population[f"contraception.{kind}"].at(age)
        here = asked & (u["contraception"] >= reached) & (u["contraception"] < reached + share)
        word[here], factor[here] = kind, population[f"contraception.{kind}_factor"].value
        reached = reached + share
    # Of a pregnant woman it is what she lost before: her own day begins there.
    loses = woman & ~over
    loss = factor * _scattered(population["menstruation.loss"], u["menstrual_loss"])
    people["menstrual_loss"] = np.where(loses, loss, 0.0)
    people["contraception"] = word


def _losses(population: Population, u: Columns, people: dict[str, NDArray[Any]]) -> None:
    """Gifts of blood, bleeding, kidney disease."""
    from scipy.stats import poisson

    age = people["age"]
    share = population["kidney.share"].at(age)
    stages = np.cumsum(population["kidney.share_of_stage"].values)
    stage = 1 + np.minimum(np.searchsorted(stages, u["kidney_stage"], side="right"), 4)
    people["kidney_stage"] = np.where(u["kidney"] < share, stage, 0).astype(float)
    expecting = ~np.isnan(people["pregnancy_week"]) | ~np.isnan(people["weeks_after_delivery"])
    may = ~expecting & (people["kidney_stage"] < 3)
    gives = may & (u["donor"] < population["donation.share"].at(age))
    gifts = 1 + poisson.ppf(_inside(u["gifts"]), population["donation.gifts"].value - 1)
    people["gifts_a_year"] = np.where(gives, np.minimum(gifts, MOST_GIFTS), 0.0)
    takes = u["drug"] < population["bleeding.share"].at(age)
    loss = _scattered(population["bleeding.loss"], u["bleeding"])
    people["bleeding"] = np.where(takes, loss, 0.0)


def _genes(population: Population, u: Columns, people: dict[str, NDArray[Any]]) -> None:
    """Allele counts; two chromosomes drawn apart make Hardy and Weinberg's shares."""
    for gene in ("btbd9", "meis1", "tmprss6"):
        frequency = population[f"genes.{gene}"].value
        people[gene] = _count(u[f"{gene}_{copy}"] < frequency for copy in (1, 2))
    first = population["genes.hfe_c282y"].value
    both = first + population["genes.hfe_h63d"].value
    copies = (u["hfe_1"], u["hfe_2"])
    people["hfe_c282y"] = _count(copy < first for copy in copies)
    people["hfe_h63d"] = _count((copy >= first) & (copy < both) for copy in copies)


def _count(copies: Iterable[NDArray[np.bool_]]) -> Array:
    """How many of a person's chromosomes carry an allele, (n,)."""
    return np.asarray(np.sum(list(copies), axis=0), dtype=float)


def _nigra(population: Population, u: Columns, people: dict[str, NDArray[Any]]) -> None:
    """What the neuron and its barrier make, and the one step that may be broken."""
    from scipy.special import ndtr, ndtri

    alike = population["nigra.receptor_and_barrier"].value
    own, other = ndtri(_inside(u["receptor"])), ndtri(_inside(u["barrier"]))
    barrier = ndtr(alike * own + np.sqrt(1 - alike**2) * other)
    people["receptor"] = _scattered(population["nigra.receptor"], u["receptor"])
    people["barrier"] = _scattered(population["nigra.barrier"], barrier)
    people["release"] = _scattered(population["nigra.release"], u["release"])
    steps = population.lesions
    ends = np.cumsum([step.value for step in steps])
    which = np.minimum(np.searchsorted(ends, u["which"], side="right"), len(steps) - 1)
    broken = u["broken"] < population["lesions.share"].value
    names = np.array([step.key.partition(".")[2] for step in steps], dtype=object)
    low, high = np.array([step.sizes for step in steps]).T
    people["lesion"] = np.where(broken, names[which], NO_LESION)
    size = low[which] + u["how_far"] * (high - low)[which]
    people["lesion_size"] = np.where(broken, size, np.nan)
