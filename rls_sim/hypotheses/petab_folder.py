"""A PEtab problem on disk: its files, what they say and cannot say, and what made them."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill, wrap
from typing import Any

from rls_sim import __version__
from rls_sim.exchange.petab_tables import PetabProblem
from rls_sim.exchange.petab_v1 import petab_v1_files
from rls_sim.exchange.petab_v2 import petab_v2_files
from rls_sim.hypotheses.petab_problem import HEALTHY, Brain, Broken
from rls_sim.hypotheses.verdict_store import evidence_sum
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.extension_file import sums
from rls_sim.study.folder import reusable_manifest, write_folder
from rls_sim.study.provenance import command_line, manifest

KIND = "petab"
README, ACCOUNT = "README.md", "evidence.tsv"
WRITERS = {1: petab_v1_files, 2: petab_v2_files}

LIMITS = (
    "PEtab knows steady states before a simulation, no periodic ones. The cell repeats a day of "
    "24 h, so each condition sets every state to where it stands on its own settled day at 0 h, "
    "and everything is measured at 24 h, after one day.",
    "That start is right at the nominal values alone. Who changes a parameter must let the cell "
    "settle again (iron takes weeks to months) before the day that is measured; a fit that does "
    "not is of cells that are still on their way.",
    "Outcomes are means, sums and 24 h waves of a day: the model adds them up itself, in the "
    "parameters mean_of_*, sum_in_*, span_in_*, hours_in_*, cosine_of_* and sine_of_*, from 0 at "
    "0 h. urge follows the day and acts on nothing.",
    "What is relative to the healthy cell is divided by a constant: the healthy value at the "
    "nominal parameters.",
    "Most of the evidence is a sign (up, down, same), of which PEtab has no likelihood, or an "
    "hour of a highest or lowest point, which is no formula of a state. Such rows are no "
    f"measurements; {ACCOUNT} lists every row with what became of it.",
    "rls-sim lesions scores a row as wrong with a probability of 5 %, and lets rows that "
    f"contradict each other share the weight of one ({ACCOUNT}, column weight). PEtab has "
    "neither: its likelihood is that of every row, right, by itself.",
    "Noise is the row's standard error and the doubt of the model itself, as root of the sum of "
    "squares; of ratios and levels those of the natural logarithm.",
    "A case without an urge has none to measure: the logarithm of 0 has no likelihood.",
    "The column use says what went into the model before: agreement with put_in and calibration "
    "is no test of it.",
)
OF_VERSION = {
    1: "The size of a lesion is fixed: a condition of version 1 holds numbers, no formulas.",
    2: "The size of each lesion is a parameter to estimate, drawn as rls-sim lesions draws it.",
}


def experiment_of(bench: Bench, broken: Sequence[Broken], version: int) -> dict[str, Any]:
    """What makes a problem this one and no other."""
    return {
        "version": version,
        "model_hash": bench.model.hash(),
        "extensions": sums(bench.extensions),
        "observations": evidence_sum(),
        "cases": {each.id: [lesion.facts() for lesion in each.lesions] for each in broken},
    }


def is_there(folder: Path, bench: Bench, broken: Sequence[Broken], version: int) -> bool:
    """
    Whether the folder holds this very problem, whole.

    Raises FolderMismatchError where it holds something else, OutputFolderError where nothing can
    be written.
    """
    experiment = experiment_of(bench, broken, version)
    return reusable_manifest(folder, KIND, experiment, {}, README) is not None


def comments(bench: Bench, version: int) -> list[str]:
    """The head of each problem file: what made it, and what PEtab cannot say."""
    return [
        f"{bench.model.name}, its lesions and the published evidence: PEtab version {version}.",
        f"Written by rls_sim {__version__}: {command_line()}",
        f"Model {bench.model.hash()}. A model for research; it gives no medical advice.",
        *(line for limit in (*LIMITS, OF_VERSION[version]) for line in ("", *wrap(limit, 98))),
    ]


def write_problem(
    folder: Path, brain: Brain, bench: Bench, broken: Sequence[Broken], version: int
) -> list[Path]:
    """Write the folder, whole or not at all; gives its problem files."""
    files = WRITERS[version](brain.problem)
    problems = [name for name in files if name.endswith(".yaml")]
    tables = {**files, ACCOUNT: brain.account(), README: _readme(brain, bench, version)}
    experiment = experiment_of(bench, broken, version)
    content = {**manifest(KIND, bench, Cell(bench.healthy), experiment), "words": {}}
    write_folder(folder, tables, content, None)
    return [folder / name for name in problems]


def _readme(brain: Brain, bench: Bench, version: int) -> str:
    problem, fates = brain.problem, brain.evidence.fates
    measured = sum(fate.is_measured for fate in fates)
    estimated = sum(parameter.prior is not None for parameter in problem.parameters)
    paragraphs = (
        f"Written by rls_sim {__version__} in version {version} of PEtab, from model "
        f"{bench.model.hash()}: `{command_line()}`. A model for research; it gives no medical "
        "advice.",
        f"{HEALTHY}.yaml holds what was measured in health and in animals. Each other problem "
        f"file adds what was measured in patients, as if its lesion made them ({len(problem.cases)}"
        " in all): compare their likelihoods.",
        f"Of {len(fates)} published observations {measured} are measurements; {ACCOUNT} says "
        "which, and why the others are none.",
        f"{estimated} parameters have a distribution, which is their prior, and are to be "
        "estimated. What parameters.tsv does not list is declared fixed, is a volume, or is "
        "changed by a condition. Bounds are ranges; where a range has no end, or begins at 0 on a "
        "logarithmic scale, the bound is five spreads from the value.",
        "PEtab has no units: numbers are in hours, umol, litres and umol/L, as model.xml says.",
    )
    limits = "\n".join(
        fill(f"- {limit}", 98, subsequent_indent="  ") for limit in (*LIMITS, OF_VERSION[version])
    )
    parts = (
        f"# {bench.model.name}: a PEtab problem",
        *(fill(paragraph, 98) for paragraph in paragraphs),
        "## What PEtab cannot say",
        limits,
    )
    return "\n\n".join(parts) + "\n"


def told_of(problem: PetabProblem) -> str:
    """What a problem holds, on one line."""
    rows = len(problem.common) + len(next(iter(problem.cases.values()), ()))
    estimated = sum(parameter.prior is not None for parameter in problem.parameters)
    return (
        f"{len(problem.conditions)} conditions, {len(problem.observables)} observables, "
        f"{rows} measurements of each case, {estimated} parameters to estimate"
    )
