"""What tests tell, as text."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text, text_table
from rls_sim.clinic.notice import NOTICE

if TYPE_CHECKING:
    from rls_sim.clinic.diagnosis.assessment import Assessment, Finding
    from rls_sim.clinic.diagnosis.candidates import Person
    from rls_sim.clinic.diagnosis.catalogue import DiagnosticTest
    from rls_sim.clinic.diagnosis.next_test import Worth
    from rls_sim.clinic.diagnosis.posterior import Posterior
    from rls_sim.clinic.diagnosis.roc import Estimate

WIDTH = 100
MOST_PAIRS, MOST_BELIEFS, MOST_NEXT, MOST_LESIONS = 3, 12, 6, 14


def tests_text(tests: "Mapping[str, DiagnosticTest]") -> str:
    """Every test: what it reads, its unit and its error."""
    heads = [("test", ""), ("unit", ""), ("ill side", ""), ("error", "%"), ("apart", "%")]
    heads += [("no reading", "%"), ("cut-offs", ""), ("reads", "")]
    rows = [
        [
            test.name,
            test.unit,
            test.ill,
            100 * (test.analytic_cv**2 + test.person_cv**2) ** 0.5,
            100 * test.other_cv,
            100 * test.unmeasured,
            ", ".join(f"{cut_off.value:g}" for cut_off in test.cut_offs),
            test.formula.text,
        ]
        for test in tests.values()
    ]
    gloss = (
        "error: CV of one reading in one laboratory. apart: CV between people for reasons that the "
        "model does not have. Sources and more: docs/diagnosis.md, or --json."
    )
    return "\n\n".join([NOTICE, text_table(heads, rows, digits=3), textwrap.fill(gloss, WIDTH)])


def assessment_text(found: "Assessment") -> str:
    """Whom tests find in a cohort."""
    parts = [
        NOTICE,
        _head(found),
        _accuracy(found),
        _missed(found),
        _spectrum(found),
        _published(found),
        _pairs(found),
        _lesions(found),
        _methods(found),
    ]
    return "\n\n".join(part for part in parts if part)


def _head(found: "Assessment") -> str:
    text = (
        f"{found.people} people, {found.ill} of them ill; by weights {_pct(found.prevalence)} % "
        f"are ill, and {found.effective:.0f} people of equal weight would tell as much."
    )
    if found.left_out:
        text += f" Not read, since the cohort lacks their outcomes: {', '.join(found.left_out)}."
    return textwrap.fill(text, WIDTH)


def _accuracy(found: "Assessment") -> str:
    """Areas, and what tests achieve at their best cut-off."""
    from rls_sim.clinic.diagnosis.facts import CIRCULAR

    heads = [("test", ""), ("AUC (95 %)", ""), ("read", "%"), ("best cut-off", "")]
    heads += [("sensitivity", "%"), ("specificity", "%"), ("PPV", "%"), ("NPV", "%")]
    rows = []
    for finding in found.findings:
        best = finding.population.best
        rows.append(
            [
                finding.test.name,
                _area(finding.population.area),
                f"{100 * finding.measured:.0f}",
                _cut(finding, best.cut_off),
                _pct(best.sensitivity),
                _pct(best.specificity),
                _pct(best.positive),
                _pct(best.negative),
            ]
        )
    title = "Ill or not, in the population, each test at its best cut-off (cross-fitted):"
    return f"{title}\n{text_table(heads, rows)}\n{textwrap.fill(CIRCULAR, WIDTH)}"


def _missed(found: "Assessment") -> str:
    """Cut-offs in use, and under-diagnosis by them."""
    heads = [("test", ""), ("cut-off", ""), ("sensitivity", "%"), ("specificity", "%")]
    heads += [("PPV", "%"), ("ill missed", "%"), ("tested for one", ""), ("false alarms", "")]
    rows: list[list[Any]] = []
    for finding in found.findings:
        pairs = zip(finding.population.at_cut_offs, finding.screenings, strict=True)
        for accuracy, screening in pairs:
            rows.append(
                [
                    finding.test.name,
                    _cut(finding, accuracy.cut_off),
                    _pct(accuracy.sensitivity),
                    _pct(accuracy.specificity),
                    _pct(accuracy.positive),
                    _pct(screening.missed),
                    number_text(screening.tested, 3),
                    number_text(screening.alarms, 3),
                ]
            )
    title = (
        "Cut-offs in use, were everybody tested once. Missed: ill people not found, those without "
        "a reading counted. Tested for one: people to be tested for one ill person found; false "
        "alarms: well people who are positive for each."
    )
    return f"{textwrap.fill(title, WIDTH)}\n{text_table(heads, rows)}" if rows else ""


def _spectrum(found: "Assessment") -> str:
    heads = [("test", ""), ("AUC, population", ""), ("severe v healthy", ""), ("case-control", "")]
    rows = []
    for finding in found.findings:
        if finding.case_control is None:
            continue
        here, study = finding.population.area, finding.case_control.area
        rows.append([finding.test.name, _area(here), _area(finding.extremes), _area(study)])
    if not rows:
        return "No case-control sample: too few severe cases, or too few healthy controls."
    title = (
        "Spectrum: the same readings in the population; in severe cases (a score of "
        f"{found.severe:.3g} or more) against controls without an urge or a lesion; and in such a "
        f"sample as studies draw it, with nobody pregnant, anaemic, with empty stores or kidney "
        f"disease ({found.cases} cases, {found.controls} controls):"
    )
    return f"{textwrap.fill(title, WIDTH)}\n{text_table(heads, rows)}"


def _published(found: "Assessment") -> str:
    heads = [("test", ""), ("figure", ""), ("published (95 %)", ""), ("model (95 %)", "")]
    heads += [("verdict", ""), ("source", "")]
    rows = []
    for finding in found.findings:
        for row in finding.comparisons:
            figure = row.published
            at = "" if figure.of == "auc" else f" at {_cut(finding, figure.cut_off)}"
            rows.append(
                [
                    row.test,
                    f"{figure.of}{at}, {figure.sample}",
                    _area(row.seen),
                    _area(row.model),
                    row.word,
                    " ".join(figure.basis.sources),
                ]
            )
    title = "Against what was published (compared, never fitted; of samples of like kind):"
    return f"{title}\n{text_table(heads, rows)}" if rows else ""


def _pairs(found: "Assessment") -> str:
    """The best pairs of all, and of those that do not read the urge."""
    heads = [("pair", ""), ("AUC (95 %)", ""), ("better alone", ""), ("gain (95 %)", "")]
    others = [pair for pair in found.pairs if not pair.of_symptoms]
    shown = [*found.pairs[:MOST_PAIRS], *others[:MOST_PAIRS]]
    rows = [
        [
            " + ".join(pair.tests),
            _area(pair.area),
            pair.alone,
            f"{pair.gain.value:+.3f} ({pair.gain.low:+.3f} to {pair.gain.high:+.3f})",
        ]
        for pair in dict.fromkeys(shown)
    ]
    title = (
        f"Best pairs, by logistic regression, cross-fitted; the best {MOST_PAIRS} of all, and of "
        "those without a test of the legs:"
    )
    return f"{textwrap.fill(title, WIDTH)}\n{text_table(heads, rows)}" if rows else ""


def _lesions(found: "Assessment") -> str:
    """For each lesion the test that tells it best, from the healthy and among the ill."""
    rows = []
    names = {row.lesion: row.people for f in found.findings for row in f.lesions}
    for lesion, people in sorted(names.items(), key=lambda item: -item[1])[:MOST_LESIONS]:
        one = _best_for(found, lesion, "from_healthy")
        other = _best_for(found, lesion, "among_ill")
        rows.append([lesion, people, *one, *other])
    heads = [("lesion", ""), ("people", ""), ("best test from healthy", ""), ("AUC (95 %)", "")]
    heads += [("best among the ill", ""), ("AUC (95 %)", "")]
    title = (
        "Lesions: the test that tells each best. Below 0.5 a test points the other way, which "
        "tells as much. The best of many tests is flattered a little."
    )
    if not rows:
        return "Lesions: none is in enough people to tell; make a larger cohort."
    return f"{textwrap.fill(title, WIDTH)}\n{text_table(heads, rows)}"


def _best_for(found: "Assessment", lesion: str, which: str) -> tuple[str, str]:
    best: tuple[float, str, str] = (-1.0, "too few", "")
    for finding in found.findings:
        for row in finding.lesions:
            area = getattr(row, which)
            if row.lesion == lesion and abs(area.value - 0.5) > best[0]:
                best = (abs(area.value - 0.5), finding.test.name, _area(area))
    return best[1], best[2]


def _methods(found: "Assessment") -> str:
    from rls_sim.clinic.diagnosis.facts import METHODS, PUBLISHED_METHOD

    return textwrap.fill(f"{METHODS} {PUBLISHED_METHOD} Seed {found.seed}.", WIDTH)


def belief_text(posterior: "Posterior", worths: "Sequence[Worth]", person: "Person") -> str:
    """What one person may have, and the test to do next."""
    parts = [
        NOTICE,
        _asked(posterior, person),
        _beliefs(posterior),
        _reliance(posterior),
        next_text(worths, posterior.entropy),
        "\n".join(textwrap.fill(f"{line}.", WIDTH) for line in posterior.candidates.about),
    ]
    return "\n\n".join(part for part in parts if part)


def _asked(posterior: "Posterior", person: "Person") -> str:
    told = ", ".join(f"{lab.test.name} {lab}" for lab in posterior.labs)
    words = person.words()
    return textwrap.fill(f"{words[:1].upper()}{words[1:]}: {told}.", WIDTH)


def _beliefs(posterior: "Posterior") -> str:
    heads = [("hypothesis", ""), ("before", ""), ("after", ""), ("+-", ""), ("what breaks", "")]
    shown = posterior.beliefs[:MOST_BELIEFS]
    rows = [
        [b.name, f"{b.prior:.3f}", f"{b.probability:.3f}", f"{b.error:.3f}", b.title] for b in shown
    ]
    table = text_table(heads, rows)
    rest = posterior.beliefs[MOST_BELIEFS:]
    if rest:
        share = sum(belief.probability for belief in rest)
        table += f"\n{len(rest)} more share {share:.3f} (all of them with --json)"
    return table


def _reliance(posterior: "Posterior") -> str:
    text = (
        f"{posterior.effective:.0f} candidates carry the answer; +- is the standard error of "
        f"drawing them. {posterior.entropy:.2f} bits are left to learn."
    )
    if not posterior.relied_on:
        more = "more --cells" if posterior.candidates.shared_out else "a larger cohort"
        text += f" That is too few to rely on: such people are rare in the model; try {more}."
    return textwrap.fill(text, WIDTH)


def next_text(worths: "Sequence[Worth]", entropy: float) -> str:
    """The tests that would tell most, or that none would."""
    if not worths:
        return "Every test that can be read was given."
    heads = [("next test", ""), ("tells", "bits"), ("+-", "bits"), ("", "")]
    rows = [[w.test, f"{w.bits:.2f}", f"{w.error:.2f}", w.title] for w in worths[:MOST_NEXT]]
    best = worths[0]
    if best.tells:
        words = f"Would tell most: {best.test}, {best.bits:.2f} of the {entropy:.2f} bits."
    else:
        words = (
            f"No test would tell much: the best, {best.test}, is expected to give {best.bits:.2f} "
            f"of the {entropy:.2f} bits."
        )
    return f"{words}\n{text_table(heads, rows)}"


def _area(estimate: "Estimate") -> str:
    if estimate.value != estimate.value:
        return "not told"
    if estimate.low != estimate.low:
        return f"{estimate.value:.2f}"
    return f"{estimate.value:.2f} ({estimate.low:.2f} to {estimate.high:.2f})"


def _pct(estimate: "Estimate") -> str:
    """A share in per cent with its interval."""
    if estimate.value != estimate.value:
        return "nobody"
    low, high = 100 * estimate.low, 100 * estimate.high
    digits = 1 if high < 10 else 0
    return f"{100 * estimate.value:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def _cut(finding: "Finding", cut_off: float) -> str:
    unit = "" if finding.test.unit == "1" else f" {finding.test.unit}"
    return f"{'<' if finding.test.ill == 'low' else '>='} {number_text(cut_off, 3)}{unit}"
