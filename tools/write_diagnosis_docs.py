"""
Write docs/diagnosis.md and its picture: what tests tell of a virtual population.

Run `python tools/write_diagnosis_docs.py [--cohort DIR]`; it draws and solves a cohort of its own
unless given one, which takes minutes. tests/clinic/diagnosis/test_diagnosis_page.py fails while
the page is of another model, population or list of tests (`--check`).
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ[threads] = "1"

from diagnosis_tables import (  # noqa: E402
    accuracy_text,
    area,
    contradictions_text,
    lesions_text,
    missed_text,
    pairs_text,
    pct,
    published_text,
    spectrum_text,
    table,
    tests_text,
)
from small_picture import save_small  # noqa: E402

from rls_sim.clinic.diagnosis.accuracy import Sample  # noqa: E402
from rls_sim.clinic.diagnosis.assessment import (  # noqa: E402
    Assessment,
    assess,
    case_control,
)
from rls_sim.clinic.diagnosis.candidates import Draws, Person, made  # noqa: E402
from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest, shipped_tests  # noqa: E402
from rls_sim.clinic.diagnosis.labs import read_labs  # noqa: E402
from rls_sim.clinic.diagnosis.next_test import worths  # noqa: E402
from rls_sim.clinic.diagnosis.posterior import weigh  # noqa: E402
from rls_sim.clinic.diagnosis.reading import readings  # noqa: E402
from rls_sim.clinic.diagnosis.roc import area as area_of  # noqa: E402
from rls_sim.clinic.population.cohort import Cohort, load_cohort  # noqa: E402
from rls_sim.hypotheses.experiments.formula import read_formula  # noqa: E402
from rls_sim.inference.ensemble import Ensemble, load_ensemble  # noqa: E402
from rls_sim.study.cell import Bench, brain_bench  # noqa: E402

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGE, PICTURE = DOCS / "diagnosis.md", DOCS / "diagnosis.png"
TEXT = Path(__file__).parent / "diagnosis_page.md"
PEOPLE, SEED, CELLS = 100_000, 1, 10_000
COLOURS = 224
SHARES = (0.1, 0.5, 1.0)  # of a scan's iron that is the neuron's
PERSONS = (
    (Person("f", 34.0, None), ("ferritin=25ug/L", "saturation=12pct")),
    (Person("m", 60.0, True), ("ferritin=180ug/L", "saturation=30pct", "hb=150g/L")),
    (
        Person("f", 45.0, True),
        ("ferritin=60ug/L", "csf_ferritin=1.1ug/L", "csf_transferrin=26mg/L", "r2star=0.8"),
    ),
    (Person("m", 40.0, False), ("ferritin=140ug/L", "pet=1.0", "spect=1.0")),
)


def identity(bench: Bench) -> str:
    """What the page is of: model, people and tests."""
    digest = sha256(bench.model.hash().encode())
    clinic = ROOT / "rls_sim" / "clinic"
    for name in ("diagnosis/tests.toml", "population/population.toml"):
        digest.update((clinic / name).read_bytes())
    digest.update(f"{PEOPLE} {SEED} {CELLS} {PERSONS}".encode())
    return digest.hexdigest()


def cohort_text(found: Assessment) -> str:
    """Who was read."""
    return (
        f"{found.people:,} people (`rls-sim cohort make -N {PEOPLE} --seed {SEED}`), "
        f"{found.ill:,} of them ill; by weights {pct(found.prevalence)} % are ill, and "
        f"{found.effective:,.0f} people of equal weight would tell as much. The case-control "
        f"sample: {found.cases:,} cases with a score of {found.severe:.3g} or more, "
        f"{found.controls:,} controls."
    )


def shares_text(cohort: Cohort, tests: dict[str, DiagnosticTest]) -> str:
    """The area of a scan by how much of what it sees is the neuron."""
    rows, seed = [], Draws().seed
    ill = cohort.ill & (cohort.weights > 0)
    chosen, _ = case_control(cohort)
    for name, size in (("mri_susceptibility", 1.0), ("sonography", 0.26)):
        for share in SHARES:
            iron = f"{share} * total_iron_relative + {1 - share:.2g} * brain_iron_relative"
            test = replace(tests[name], formula=read_formula(f"{size} * ({iron})"))
            read = readings(test, cohort.outcomes, seed, cohort.weights)
            sample = Sample(read, ill, cohort.weights, test.sign)
            study = sample.of(chosen)
            rows.append(
                [
                    f"`{name}`",
                    f"{100 * share:g} %",
                    area(area_of(sample.scores, sample.ill, sample.weights)),
                    area(area_of(study.scores, study.ill, study.weights)),
                ]
            )
    return table(["scan", "seen of the neuron", "AUC, population", "AUC, case-control"], rows)


def persons_text(bench: Bench, ensemble: Ensemble, tests: dict[str, DiagnosticTest]) -> str:
    """Four people."""
    parts = []
    for person, labs in PERSONS:
        candidates = made(bench, ensemble, (), tests, person, Draws(cells=CELLS))
        found = weigh(candidates, read_labs(labs, tests), Draws().seed)
        told = worths(found, tests, Draws().seed)
        words = ", ".join(f"{lab.test.name} {lab}" for lab in found.labs)
        rows = [
            [f"`{b.name}`", f"{b.prior:.3f}", f"{b.probability:.3f} ± {b.error:.3f}", b.title]
            for b in found.beliefs[:6]
        ]
        heads = ["hypothesis", "before the tests", "after", "what breaks"]
        best = told[0]
        after = (
            f"would tell most: `{best.test}`, {best.bits:.2f} ± {best.error:.2f}"
            if best.tells
            else f"no test would tell much: the best, `{best.test}`, {best.bits:.2f}"
        )
        more = ", ".join(f"`{w.test}` {w.bits:.2f}" for w in told[1:4])
        few = "" if found.relied_on else ", too few to rely on: such readings are rare in the model"
        parts.append(
            f"**{person.words().capitalize()}**: {words}.\n\n{table(heads, rows)}\n\n"
            f"{found.effective:,.0f} candidates carry the answer{few}. Next, {after} of the "
            f"{found.entropy:.2f} bits that are left; then {more}."
        )
    inside = f"{len(ensemble):,} members of the ensemble"
    return "\n\n".join([f"Four people, {CELLS:,} cells each, in {inside}:", *parts])


def solved_cohort(folder: Path) -> Path:
    """A cohort drawn and solved by the commands that the page names."""
    place = folder / "people"
    for words in (["make", "-N", str(PEOPLE), "--seed", str(SEED), "-o"], ["run"]):
        asked = [sys.executable, "-m", "rls_sim", "cohort", *words, str(place)]
        subprocess.run(asked, check=True)
    return place


def write(cohort: Path, bench: Bench) -> None:
    """The page and its picture."""
    from rls_sim.report.diagnosis_figure import draw_assessment
    from rls_sim.report.style import figure_bytes

    tests = shipped_tests()
    people, ensemble = load_cohort(cohort), load_ensemble(bench)
    found = assess(people, tests)
    parts = {
        "TESTS": tests_text(tests),
        "COHORT": cohort_text(found),
        "ACCURACY": accuracy_text(found),
        "SPECTRUM": spectrum_text(found),
        "SHARES": shares_text(people, tests),
        "PAIRS": pairs_text(found),
        "MISSED": missed_text(found),
        "LESIONS": lesions_text(found),
        "PUBLISHED": published_text(found),
        "CONTRADICTIONS": contradictions_text(found),
        "PERSONS": persons_text(bench, ensemble, tests),
    }
    text = TEXT.read_text(encoding="utf-8")
    for name, words in parts.items():
        text = text.replace(f"{{{name}}}", words)
    PAGE.write_text(f"{text.rstrip()}\n\n<!-- {identity(bench)} -->\n", encoding="utf-8")
    save_small(figure_bytes(draw_assessment(found), "png"), PICTURE, COLOURS)


def main() -> None:
    """Write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether it is stale")
    parser.add_argument("--cohort", type=Path, help="a solved cohort in place of its own")
    asked = parser.parse_args()
    bench = brain_bench()
    if asked.check:
        mark = identity(bench)
        sys.exit(0 if PAGE.exists() and mark in PAGE.read_text(encoding="utf-8") else 1)
    if asked.cohort:
        write(asked.cohort, bench)
        return
    with tempfile.TemporaryDirectory() as folder:
        write(solved_cohort(Path(folder)), bench)


if __name__ == "__main__":
    main()
