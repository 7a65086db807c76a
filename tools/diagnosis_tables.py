"""The tables of docs/diagnosis.md that an assessment of a cohort fills, as Markdown."""

from rls_sim.clinic.diagnosis.assessment import (
    Assessment,
    Finding,
)
from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest
from rls_sim.clinic.diagnosis.published import AGREES, OPEN
from rls_sim.clinic.diagnosis.roc import Estimate

NOTABLE = 0.01  # of an area; a smaller difference is told by no word


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A table of Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def area(estimate: Estimate) -> str:
    """A number from 0 to 1 with its interval."""
    if estimate.value != estimate.value:
        return "not told"
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def pct(estimate: Estimate) -> str:
    """A share in per cent with its interval."""
    if estimate.value != estimate.value:
        return "nobody"
    low, high = 100 * estimate.low, 100 * estimate.high
    digits = 1 if high < 10 else 0
    return f"{100 * estimate.value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"


def cut(test: DiagnosticTest, value: float) -> str:
    """A cut-off with its side and unit."""
    unit = "" if test.unit == "1" else f" {test.unit}"
    return f"{'<' if test.ill == 'low' else '≥'} {value:.3g}{unit}"


def tests_text(tests: dict[str, DiagnosticTest]) -> str:
    """Every test with its errors and sources."""
    rows = []
    for test in tests.values():
        error = 100 * (test.analytic_cv**2 + test.person_cv**2) ** 0.5
        words = f"{error:.3g} %" if error else ""
        words += f"{' and ' if words and test.sd else ''}{test.sd:g} {test.unit}" if test.sd else ""
        apart = f"{100 * test.other_cv:.3g} %" if test.other_cv else ""
        if test.background_median:
            apart = f"plus a median of {test.background_median:g} {test.unit}"
        sources = [*test.error.sources, *(test.other.sources if test.other else ())]
        rows.append(
            [
                f"`{test.name}`",
                "ratio" if test.unit == "1" else test.unit,
                test.ill,
                words,
                apart,
                f"{100 * test.unmeasured:g} %" if test.unmeasured else "",
                ", ".join(f"{c.value:g}" for c in test.cut_offs),
                ", ".join(dict.fromkeys(sources)) or "assumed",
            ]
        )
    heads = ["test", "unit", "ill side", "error", "apart", "no reading", "cut-offs", "sources"]
    return table(heads, rows)


def accuracy_text(found: Assessment) -> str:
    """Areas and the best cut-offs."""
    rows = []
    for finding in found.findings:
        best = finding.population.best
        rows.append(
            [
                f"`{finding.test.name}`",
                area(finding.population.area),
                cut(finding.test, best.cut_off),
                pct(best.sensitivity),
                pct(best.specificity),
                pct(best.positive),
                pct(best.negative),
            ]
        )
    heads = ["test", "AUC", "best cut-off", "sensitivity %", "specificity %", "PPV %", "NPV %"]
    return table(heads, rows)


def spectrum_text(found: Assessment) -> str:
    """The same tests in both samples."""
    rows = []
    for finding in found.findings:
        study = finding.case_control
        if study is not None:
            rows.append(
                [
                    f"`{finding.test.name}`",
                    area(finding.population.area),
                    area(finding.extremes),
                    area(study.area),
                ]
            )
    flattered = [
        f"`{f.test.name}`"
        for f in found.findings
        if f.extremes.low > f.population.area.high
        and f.extremes.value > f.population.area.value + NOTABLE
    ]
    belittled = [
        f"`{f.test.name}`"
        for f in found.findings
        if f.case_control
        and f.case_control.area.high < f.extremes.low
        and f.case_control.area.value < f.extremes.value - NOTABLE
    ]
    words = (
        f"Severe cases against healthy controls flatter {', '.join(flattered) or 'no test'}: mild "
        "cases are what they miss. Leaving out empty stores and anaemia, as studies of idiopathic "
        f"restless legs do, makes less of {', '.join(belittled) or 'no test'} (intervals apart): "
        "whom they find is not asked."
    )
    heads = ["test", "AUC, population", "severe v healthy", "AUC, case-control"]
    return f"{table(heads, rows)}\n\n{words}"


def pairs_text(found: Assessment) -> str:
    """The best pairs, of all and without the legs."""
    others = [pair for pair in found.pairs if not pair.of_symptoms][:5]
    rows = [
        [
            " + ".join(f"`{name}`" for name in pair.tests),
            area(pair.area),
            f"`{pair.alone}`",
            f"{pair.gain.value:+.3f} ({pair.gain.low:+.3f} to {pair.gain.high:+.3f})",
            pct(pair.accuracy.sensitivity),
            pct(pair.accuracy.specificity),
        ]
        for pair in dict.fromkeys([*found.pairs[:2], *others])
    ]
    heads = ["pair", "AUC", "better alone", "gain in AUC", "sensitivity %", "specificity %"]
    return table(heads, rows)


def missed_text(found: Assessment) -> str:
    """Cut-offs in use, and whom they miss."""
    rows = []
    for finding in found.findings:
        for accuracy, row in zip(finding.population.at_cut_offs, finding.screenings, strict=True):
            rows.append(
                [
                    f"`{finding.test.name}` {cut(finding.test, row.cut_off)}",
                    pct(row.missed),
                    f"{row.tested:.3g}",
                    f"{row.alarms:.3g}",
                    pct(accuracy.specificity),
                    pct(accuracy.positive),
                ]
            )
    heads = ["test and cut-off", "ill missed %", "tested for one", "false alarms for one"]
    words = (
        "Were everybody tested once: the share of the ill who are not found (those without a "
        "reading counted), people to be tested for one ill person found, and well people who are "
        "positive for each. For comparison, of cases confirmed in primary care 91 % had no "
        "diagnosis before (allen2010_primary_care)."
    )
    return f"{words}\n\n{table([*heads, 'specificity %', 'PPV %'], rows)}"


def lesions_text(found: Assessment) -> str:
    """For each lesion the best test."""
    people = {row.lesion: row.people for f in found.findings for row in f.lesions}
    rows = [
        [
            f"`{lesion}`",
            f"{count:,}",
            *best_for(found, lesion, "from_healthy"),
            *best_for(found, lesion, "among_ill"),
        ]
        for lesion, count in sorted(people.items(), key=lambda item: -item[1])
    ]
    heads = ["lesion", "people", "best test from healthy", "AUC", "best among the ill", "AUC"]
    words = (
        "Below 0.5 a test points the other way, which tells as much. The best of many is flattered "
        "a little."
    )
    return f"{table(heads, rows)}\n\n{words}"


def best_for(found: Assessment, lesion: str, which: str) -> list[str]:
    """The test whose area is farthest from a half, and the area."""
    known = [
        (abs(getattr(row, which).value - 0.5), f"`{finding.test.name}`", area(getattr(row, which)))
        for finding in found.findings
        for row in finding.lesions
        if row.lesion == lesion and getattr(row, which).value == getattr(row, which).value
    ]
    return list(max(known)[1:]) if known else ["too few", ""]


def published_text(found: Assessment) -> str:
    """Every published figure beside the model's."""
    rows = []
    for finding in found.findings:
        for row in finding.comparisons:
            figure = row.published
            at = "" if figure.of == "auc" else f" at {cut(finding.test, figure.cut_off)}"
            rows.append(
                [
                    f"`{row.test}`",
                    f"{figure.of}{at}, {figure.sample}",
                    f"{figure.cases} v {figure.controls}",
                    area(row.seen),
                    area(row.model),
                    row.word,
                    f"{', '.join(figure.basis.sources)}. {figure.basis.note}".rstrip(". ") + ".",
                ]
            )
    heads = ["test", "figure", "n", "published", "model", "verdict", "source"]
    return table(heads, rows)


def contradictions_text(found: Assessment) -> str:
    """What the model says that published numbers contradict."""
    every = [(f, row) for f in found.findings for row in f.comparisons]
    told = [(f, row) for f, row in every if row.word not in (AGREES, OPEN)]
    lines = []
    for finding in found.findings:
        if not any(f is finding for f, _ in told):
            continue
        figures = "; ".join(
            f"{row.published.of} {row.model.value:.2f} against {row.seen.value:.2f} "
            f"({', '.join(row.published.basis.sources)})"
            for f, row in told
            if f is finding
        )
        lines.append(f"- `{finding.test.name}`: the model says {figures}. {why(finding)}")
    agreed = sum(row.word == AGREES for _, row in every)
    head = (
        f"**{len(told)} of {len(every)} published figures contradict the model, {agreed} agree.** "
        "What it says and they deny:"
    )
    return "\n".join([head, "", *lines])


def why(finding: Finding) -> str:
    """What a contradiction may come from, by what the test reads."""
    reasons = {
        "serum_ferritin": "In the model empty stores are a commoner cause of illness than in "
        "surveys, where ferritin hardly tells.",
        "csf_ferritin": "Ferritin of spinal fluid follows body stores here; patients of studies "
        "had low ferritin there at normal stores.",
        "csf_transferrin": "Transferrin of spinal fluid rises little with any lesion but its own.",
        "sonography": "Echo is taken to follow iron of the whole nigra, and that falls too little, "
        "or the areas of single people differ too much here. What a given cut-off spares depends "
        "on the area in health (0.26 cm2), which is assumed.",
        "mri_susceptibility": "Iron of other brain cells falls with the barrier's lesions, which "
        "are common in this population.",
        "transporter_spect": "The transporter follows iron in the model; SPECT saw no difference.",
    }
    legs = (
        "The urge that makes people ill is what is read; patients whose legs hardly move, and "
        "healthy people who are uneasy, are not in the model."
    )
    return reasons.get(finding.test.name, legs if finding.test.of_symptoms else "")
