"""Every kind of run that an experiment may have: those of the cell, and those of patients."""

from rls_sim.clinic.study.course_run import read_course
from rls_sim.clinic.study.diagnosis_run import read_diagnosis
from rls_sim.clinic.study.population_run import read_population_run
from rls_sim.hypotheses.experiments.load import KINDS as OF_CELLS
from rls_sim.hypotheses.experiments.load import Kinds

KINDS: Kinds = {
    **OF_CELLS,
    "course": read_course,
    "diagnosis": read_diagnosis,
    "population": read_population_run,
}
