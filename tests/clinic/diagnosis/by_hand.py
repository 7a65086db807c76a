"""Tests, cohorts and candidates made by hand, of which the answers are known."""

from pathlib import Path

import numpy as np

from rls_sim.clinic.diagnosis.catalogue import LOW, Basis, CutOff, DiagnosticTest
from rls_sim.clinic.diagnosis.posterior import Candidates
from rls_sim.clinic.population.cohort import Cohort
from rls_sim.hypotheses.experiments.formula import read_formula

NOTHING = Basis("assumed", (), "by hand")


def a_test(name="ferritin", outcome="serum_ferritin", **differs):
    """A test whose readings of the outcome have an added error of 1, unless told otherwise."""
    fields = {
        "name": name,
        "title": name,
        "kind": "blood",
        "also": (),
        "sees": "a number",
        "formula": read_formula(outcome),
        "unit": "1",
        "units": {},
        "molar_mass": None,
        "allowed": (-1e6, 1e6),
        "ill": LOW,
        "floor": -1e6,
        "unmeasured": 0.0,
        "misread": 0.0,
        "analytic_cv": 0.0,
        "person_cv": 0.0,
        "laboratory_cv": 0.0,
        "sd": 1.0,
        "error": NOTHING,
        "other_cv": 0.0,
        "background_median": 0.0,
        "background_log_sd": 0.0,
        "other": None,
        "cut_offs": (CutOff(-1.0, NOTHING),),
        "published": (),
    }
    return DiagnosticTest(**{**fields, **differs})


def a_cohort(outcomes, ill, weights=None, lesion=None, traits=None, any_symptom=None):
    """People with these outcomes, of whom some are ill; with symptoms those unless told."""
    count = len(ill)
    ill = np.asarray(ill, dtype=bool)
    return Cohort(
        Path("by_hand"),
        traits or {"age": np.full(count, 40.0), "female": np.ones(count)},
        outcomes,
        np.ones(count) if weights is None else np.asarray(weights, dtype=float),
        ill if any_symptom is None else np.asarray(any_symptom, dtype=bool),
        ill,
        ill,
        np.full(count, "none") if lesion is None else np.asarray(lesion),
    )


def candidates(names, hypothesis, weights, **outcomes):
    """Candidates of which everything is given."""
    return Candidates(
        tuple(names),
        tuple(names),
        np.asarray(hypothesis, dtype=np.int64),
        np.asarray(weights, dtype=float),
        {name: np.asarray(values, dtype=float) for name, values in outcomes.items()},
        ("by hand",),
    )
