"""What tests achieve, and what a person may have, as documents and tables hold it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rls_sim.clinic.diagnosis.accuracy import Accuracy
from rls_sim.clinic.diagnosis.assessment import EXCLUDED, Assessment, Finding, InSample
from rls_sim.clinic.diagnosis.candidates import Person
from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest
from rls_sim.clinic.diagnosis.next_test import Worth
from rls_sim.clinic.diagnosis.posterior import Posterior
from rls_sim.clinic.diagnosis.screening import Screening
from rls_sim.clinic.notice import NOTICE

METHODS = (
    "AUC: DeLong with the cohort's weights, interval on the logit. Shares: Wilson with "
    "(sum w)^2 / sum w^2 people. Best cut-off: Youden, cross-fitted in 5 folds. Pairs: logistic "
    "regression on the scale of the tests' errors, cross-fitted in 5 folds. Everybody is read once."
)
CIRCULAR = (
    "Tests of the legs read the urge by which the model calls people ill: their accuracy is that "
    "of their own error and of leg movements of other causes. Mimics, who feel an urge for other "
    "reasons, are not in the model."
)
PUBLISHED_METHOD = (
    "Published figures are compared, none was fitted. They agree where they differ by at most 1.96 "
    "of both errors together; a study's error is that of its size (Wilson; Hanley and McNeil)."
)
CURVE_POINTS = 200


def content_of(found: Assessment) -> dict[str, Any]:
    """Everything that an assessment says, as JSON holds it."""
    return {
        "notice": NOTICE,
        "methods": [METHODS, PUBLISHED_METHOD, CIRCULAR],
        "people": found.people,
        "ill": found.ill,
        "effective_people": found.effective,
        "prevalence": vars(found.prevalence),
        "case_control": {
            "cases": found.cases,
            "controls": found.controls,
            "least_score_of_cases": found.severe,
            "controls_are": "no urge at any hour and no lesion",
            "left_out_of_both": [list(rule) for rule in EXCLUDED],
        },
        "seed": found.seed,
        "left_out": list(found.left_out),
        "tests": [_finding_facts(finding) for finding in found.findings],
        "pairs": [
            {
                "tests": list(pair.tests),
                "reads_symptoms": pair.of_symptoms,
                "area": vars(pair.area),
                "better_alone": pair.alone,
                "gain": vars(pair.gain),
                "measured": pair.measured,
                "at_the_best": _shares(pair.accuracy),
            }
            for pair in found.pairs
        ],
    }


def _finding_facts(finding: Finding) -> dict[str, Any]:
    return {
        **facts_of(finding.test),
        "share_measured": finding.measured,
        "population": _sample_facts(finding.population),
        "case_control": None if not finding.case_control else _sample_facts(finding.case_control),
        "severe_against_healthy_auc": vars(finding.extremes),
        "lesions": [
            {
                "lesion": row.lesion,
                "people": row.people,
                "from_healthy": vars(row.from_healthy),
                "among_ill": vars(row.among_ill),
            }
            for row in finding.lesions
        ],
        "published": [
            {
                "of": row.published.of,
                "cut_off": row.published.cut_off,
                "sample": row.published.sample,
                "n": [row.published.cases, row.published.controls],
                "ages": list(row.published.ages),
                "sources": list(row.published.basis.sources),
                "note": row.published.basis.note,
                "published": vars(row.seen),
                "model": vars(row.model),
                "verdict": row.word,
            }
            for row in finding.comparisons
        ],
        "screening_at_cut_offs": [_screening_facts(row) for row in finding.screenings],
        "screening": [_screening_facts(row) for row in finding.screening],
    }


def facts_of(test: DiagnosticTest) -> dict[str, Any]:
    """What a test reads and how surely."""
    return {
        "test": test.name,
        "title": test.title,
        "kind": test.kind,
        "reads_symptoms": test.of_symptoms,
        "sees": test.sees,
        "reads": test.formula.text,
        "unit": test.unit,
        "side_of_the_ill": test.ill,
        "analytic_cv": test.analytic_cv,
        "person_cv": test.person_cv,
        "laboratory_cv": test.laboratory_cv,
        "sd": test.sd,
        "other_cv": test.other_cv,
        "background_median": test.background_median,
        "background_log_sd": test.background_log_sd,
        "share_unmeasured": test.unmeasured,
        "share_misread": test.misread,
        "floor": test.floor,
        "error_rests_on": vars(test.error),
        "other_rests_on": None if test.other is None else vars(test.other),
    }


def _sample_facts(sample: InSample) -> dict[str, Any]:
    curve = sample.curve
    kept = np.unique(np.linspace(0, len(curve.thresholds) - 1, CURVE_POINTS).astype(int))
    return {
        "cases": sample.cases,
        "controls": sample.controls,
        "auc": vars(sample.area),
        "at_cut_offs": [_shares(accuracy) for accuracy in sample.at_cut_offs],
        "at_the_best": _shares(sample.best),
        "curve": {
            "false_alarms": curve.false_alarms[kept],
            "sensitivity": curve.sensitivity[kept],
        },
    }


def _shares(accuracy: Accuracy) -> dict[str, Any]:
    return {
        "cut_off": accuracy.cut_off,
        "sensitivity": vars(accuracy.sensitivity),
        "specificity": vars(accuracy.specificity),
        "positive_predictive_value": vars(accuracy.positive),
        "negative_predictive_value": vars(accuracy.negative),
    }


def _screening_facts(row: Screening) -> dict[str, Any]:
    return {
        "cut_off": row.cut_off,
        "missed": vars(row.missed),
        "number_needed_to_test": row.tested,
        "false_alarms_for_each_found": row.alarms,
    }


def belief_content(posterior: Posterior, worths: Sequence[Worth], person: Person) -> dict[str, Any]:
    """Everything that is said of one person, as JSON holds it."""
    return {
        "notice": NOTICE,
        "person": vars(person),
        "labs": {lab.test.name: {"value": lab.value, "below": lab.below} for lab in posterior.labs},
        "candidates": list(posterior.candidates.about),
        "effective_candidates": posterior.effective,
        "surprise": posterior.surprise,
        "entropy_bits": posterior.entropy,
        "beliefs": [vars(belief) for belief in posterior.beliefs],
        "next_tests": [{**vars(worth), "tells": worth.tells} for worth in worths],
    }
