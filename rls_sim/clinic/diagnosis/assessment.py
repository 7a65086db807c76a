"""
All tests over one cohort: whom each finds, whom it takes for ill, which lesions it tells apart.

Everybody is read once by every test. "ill" is what the cohort calls ill. The spectrum: the same
readings in a sample as studies draw it, severe cases against people without an urge or a lesion.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rls_sim.clinic.diagnosis.accuracy import Accuracy, Sample, at_cut_off, at_the_best, enough
from rls_sim.clinic.diagnosis.catalogue import ALL_AGES, DiagnosticTest, Published
from rls_sim.clinic.diagnosis.pairs import Pair, best_pairs
from rls_sim.clinic.diagnosis.published import Comparison, compare
from rls_sim.clinic.diagnosis.reading import readings
from rls_sim.clinic.diagnosis.roc import (
    Estimate,
    RocCurve,
    area,
    effective,
    roc_curve,
    share,
)
from rls_sim.clinic.diagnosis.screening import Screening, screened, screening_curve
from rls_sim.clinic.population.cohort import NO_LESION, Cohort
from rls_sim.errors import InputError

Array = NDArray[np.float64]
Truth = NDArray[np.bool_]

SEVERE, SCORE, URGE = 21.0, "irls_score", "urge_hours"  # of 40: severe, as the scale has it
EXCLUDED = (  # of a case-control sample: trait or outcome, and from where up to where one may be
    ("pregnant", 0.0, 0.5),
    ("kidney_stage", 0.0, 3.0),
    ("haemoglobin", 120.0, np.inf),
    ("serum_ferritin", 15.0, np.inf),
)
LEAST = 20  # people of either kind below which nothing is told
SEED = 20261128


@dataclass(frozen=True)
class AgainstLesion:
    """How a test tells people with one lesion from the healthy, and among the ill from others."""

    lesion: str
    people: int
    from_healthy: Estimate
    among_ill: Estimate


@dataclass(frozen=True)
class InSample:
    """A test in one sample: how many ill and well gave a reading, area, curve, shares."""

    cases: int
    controls: int
    area: Estimate
    curve: RocCurve
    at_cut_offs: tuple[Accuracy, ...]
    best: Accuracy


@dataclass(frozen=True)
class Finding:
    """One test: in the population, in a case-control sample (None: too few), by lesion, screened.

    ``measured``: weighted share of people in whom it gives a reading; ``extremes``: the area for
    severe cases against healthy controls with nobody left out.
    """

    test: DiagnosticTest
    measured: float
    population: InSample
    case_control: InSample | None
    extremes: Estimate
    lesions: tuple[AgainstLesion, ...]
    comparisons: tuple[Comparison, ...]
    screenings: tuple[Screening, ...]
    screening: tuple[Screening, ...]


@dataclass(frozen=True)
class Assessment:
    """
    What tests achieve in a cohort.

    ``people``, ``ill``: numbers; ``effective``: people of equal weight that tell as much;
    ``prevalence``: weighted share of the ill; ``cases``, ``controls``: of the case-control sample;
    ``severe``: least score of its cases; ``left_out``: tests whose outcomes the cohort lacks.
    """

    people: int
    ill: int
    effective: float
    prevalence: Estimate
    cases: int
    controls: int
    severe: float
    findings: tuple[Finding, ...]
    pairs: tuple[Pair, ...]
    left_out: tuple[str, ...]
    seed: int


def assess(
    cohort: Cohort,
    tests: Mapping[str, DiagnosticTest],
    seed: int = SEED,
    progress: Callable[[int], None] | None = None,
) -> Assessment:
    """
    Every test, and every two of them, over a cohort; ``progress`` is told of each done.

    Raises InputError where too few are ill or well, or no test can be read.
    """
    counted = cohort.weights > 0
    ill = np.asarray(cohort.ill & counted)
    if min(ill.sum(), (counted & ~ill).sum()) < LEAST:
        raise InputError(
            f"{cohort.folder}: {int(ill.sum())} of {int(counted.sum())} people are ill; at least "
            f"{LEAST} ill and as many well are needed. Make a larger cohort."
        )
    readable = {n: t for n, t in tests.items() if set(t.outcomes) <= set(cohort.outcomes)}
    if not readable:
        raise InputError(f"{cohort.folder}: has none of the outcomes that tests read.")
    read = {n: readings(t, cohort.outcomes, seed, cohort.weights) for n, t in readable.items()}
    chosen, severe = case_control(cohort)
    findings = []
    for name, test in readable.items():
        findings.append(_finding(test, read[name], cohort, ill, chosen, seed))
        if progress is not None:
            progress(1)
    pairs = best_pairs(readable, read, ill, cohort.weights, seed, progress)
    return Assessment(
        people=int(counted.sum()),
        ill=int(ill.sum()),
        effective=effective(cohort.weights),
        prevalence=share(ill[counted], cohort.weights[counted]),
        cases=int((chosen & ill).sum()),
        controls=int((chosen & ~ill).sum()),
        severe=severe,
        findings=tuple(sorted(findings, key=lambda f: -f.population.area.value)),
        pairs=tuple(pairs),
        left_out=tuple(sorted(set(tests) - set(readable))),
        seed=seed,
    )


def case_control(cohort: Cohort, *, strict: bool = True) -> tuple[Truth, float]:
    """
    Whom a study would draw, (n,): severe cases and healthy controls; and the least score of cases.

    Cases are ill with an IRLS-like score of 21 or more; the LEAST severest where fewer have that.
    Controls have no urge at any hour and no lesion. As studies do, both leave
    out the pregnant, kidney disease from stage 3 on, haemoglobin below 120 g/L, ferritin below 15
    ug/L; what a cohort does not tell excludes nobody. Without ``strict`` nobody is left out.
    """
    fit = _fit_for_a_study(cohort) if strict else np.asarray(cohort.weights > 0)
    ill = cohort.ill & fit
    severe = 0.0
    if SCORE in cohort.outcomes:
        severe, score = SEVERE, np.asarray(cohort.outcomes[SCORE], dtype=float)
        if (ill & (score >= severe)).sum() < LEAST and ill.any():
            severe = float(np.sort(score[ill])[-min(LEAST, int(ill.sum()))])
        ill = ill & (score >= severe)
    well = ~cohort.ill & ~cohort.any_symptom & fit
    if URGE in cohort.outcomes:
        well = well & (np.asarray(cohort.outcomes[URGE], dtype=float) == 0)
    return np.asarray(ill | (well & (cohort.lesion == NO_LESION))), severe


def _fit_for_a_study(cohort: Cohort) -> Truth:
    """Who has none of what studies of idiopathic restless legs leave out, (n,)."""
    fit = np.asarray(cohort.weights > 0)
    columns = {**cohort.traits, **cohort.outcomes}
    with np.errstate(invalid="ignore"):
        for name, low, high in EXCLUDED:
            if name in columns:
                values = np.asarray(columns[name], dtype=float)
                fit = fit & (values >= low) & (values < high)
    return np.asarray(fit)


def total_steps(tests: int) -> int:
    """How often `assess` tells that something is done."""
    return tests + tests * (tests - 1) // 2


def _finding(
    test: DiagnosticTest, read: Array, cohort: Cohort, ill: Truth, chosen: Truth, seed: int
) -> Finding:
    sample = Sample(read, ill, cohort.weights, test.sign)
    studied, extremes = sample.of(chosen), sample.of(case_control(cohort, strict=False)[0])
    in_population = _in_sample(test, sample, seed)
    in_study = _in_sample(test, studied, seed) if enough(studied, LEAST) else None
    weights = cohort.weights
    return Finding(
        test,
        float(weights @ np.isfinite(read) / weights.sum()),
        in_population,
        in_study,
        area(extremes.scores, extremes.ill, extremes.weights),
        _by_lesion(sample, cohort),
        _comparisons(test, sample, chosen if in_study else None, cohort),
        tuple(screened(sample, cut_off.value) for cut_off in test.cut_offs),
        tuple(screening_curve(sample)),
    )


def _in_sample(test: DiagnosticTest, sample: Sample, seed: int) -> InSample:
    known = sample.known
    return InSample(
        int(known.ill.sum()),
        int((~known.ill).sum()),
        area(known.scores, known.ill, known.weights),
        roc_curve(known.scores, known.ill, known.weights),
        tuple(at_cut_off(known, cut_off.value) for cut_off in test.cut_offs),
        at_the_best(known, seed),
    )


def _by_lesion(sample: Sample, cohort: Cohort) -> tuple[AgainstLesion, ...]:
    """Each lesion of which there are enough people, the commonest first."""
    found = []
    healthy = (cohort.lesion == NO_LESION) & ~sample.ill
    for lesion in np.unique(cohort.lesion[cohort.lesion != NO_LESION]):
        has = cohort.lesion == lesion
        people = int((has & (cohort.weights > 0)).sum())
        if people < LEAST:
            continue
        found.append(
            AgainstLesion(
                str(lesion),
                people,
                _area_of(sample, has, has | healthy),
                _area_of(sample, has, sample.ill),
            )
        )
    return tuple(sorted(found, key=lambda row: -row.people))


def _area_of(sample: Sample, has: Truth, among: Truth) -> Estimate:
    """Area for telling those who have something from the others ``among`` whom they are."""
    told = Sample(sample.readings, has, sample.weights, sample.sign).of(among)
    if not enough(told, LEAST):
        return Estimate.unknown()
    return area(told.scores, told.ill, told.weights)


def _comparisons(
    test: DiagnosticTest, people: Sample, chosen: Truth | None, cohort: Cohort
) -> tuple[Comparison, ...]:
    """Each published figure beside the model's, in the kind of sample and at the ages it is of."""
    found = []
    for figure in test.published:
        among = np.ones(len(cohort), dtype=bool)
        if "age" in cohort.traits and figure.ages != ALL_AGES:
            age = np.asarray(cohort.traits["age"], dtype=float)
            among = (age >= figure.ages[0]) & (age <= figure.ages[1])
        if figure.sample != "population":
            among = among & chosen if chosen is not None else np.zeros(len(cohort), dtype=bool)
        sample = people.of(among)
        model = _figure(sample.known, figure) if enough(sample, LEAST) else Estimate.unknown()
        found.append(compare(test, figure, model))
    return tuple(found)


def _figure(sample: Sample, figure: Published) -> Estimate:
    if figure.of == "auc":
        return area(sample.scores, sample.ill, sample.weights)
    accuracy = at_cut_off(sample, figure.cut_off)
    return accuracy.sensitivity if figure.of == "sensitivity" else accuracy.specificity
