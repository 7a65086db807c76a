"""A conducted trial as text: who took part, what each arm came to, the published trial beside."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text, text_table
from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.trials.agreement import Compared, compare, unsupported, verdict_words

if TYPE_CHECKING:
    from rls_sim.clinic.trials.results import Estimate, TrialResult
    from rls_sim.clinic.trials.trial import Trial

PER_CENT = 100


def list_text(trials: "Mapping[str, Trial]") -> str:
    """The shipped trials, one a line."""
    rows = [
        [name, number_text(trial.weeks), str(len(trial.arms)), _uses(trial), trial.title]
        for name, trial in trials.items()
    ]
    heads = [("trial", ""), ("weeks", ""), ("arms", ""), ("use", ""), ("title", "")]
    return f"{NOTICE}\n\n{text_table(heads, rows)}"


def list_facts(trials: "Mapping[str, Trial]") -> dict[str, Any]:
    """The same for programs."""
    facts = [
        {
            "trial": name,
            "title": trial.title,
            "question": trial.question,
            "weeks": trial.weeks,
            "arms": [arm.name for arm in trial.arms],
            "uses": sorted({row.use for row in trial.published}),
            "sources": list(trial.sources),
        }
        for name, trial in trials.items()
    ]
    return {"notice": NOTICE, "trials": facts}


def _uses(trial: "Trial") -> str:
    return " and ".join(sorted({row.use for row in trial.published})) or "nothing published"


def trial_text(result: "TrialResult") -> str:
    """Everything that is told of a trial."""
    trial, compared = result.trial, compare(result)
    head = f"{trial.title}: {trial.question}"
    parts = [NOTICE, head, people_text(result), arms_text(result)]
    parts += [course_text(result), safety_text(result), beside_text(compared)]
    return "\n\n".join(part for part in parts if part)


def people_text(result: "TrialResult") -> str:
    """Who was asked and taken, and the terms that are no claim of the model."""
    trial, people = result.trial, result.people
    ferritin = people.ferritin
    where = trial.patients.cohort or f"lesion {trial.patients.lesion}"
    rules = " and ".join(rule.words() for rule in trial.patients.rules) or "no rule"
    lines = [
        f"{len(people)} people of {people.eligible} who fulfil {rules}, of {people.asked} asked "
        f"({where}; as good as {people.effective:.0f} of equal weight)",
        f"score at the start {people.score.mean():.1f} (SD {people.score.std():.1f}); serum "
        f"ferritin {ferritin[1]:.0f} ug/L (5 to 95 %: {ferritin[0]:.0f} to {ferritin[2]:.0f})",
        f"stated, not modelled: placebo {trial.placebo.mean:g} points (SD "
        f"{trial.placebo.spread:g}), scatter of a rating {trial.scatter:g} points, drop-out",
    ]
    return "\n".join(lines)


def _interval(estimate: "Estimate", factor: float = 1.0) -> str:
    low, high = estimate.low * factor, estimate.high * factor
    return f"{estimate.value * factor:.1f} ({low:.1f} to {high:.1f})"


def arms_text(result: "TrialResult") -> str:
    """A row an arm at the last visit."""
    control = result.trial.control.name
    heads = [
        *(("arm", ""), ("size", ""), ("change", "points"), ("by the model", "points")),
        *(("difference", "points"), ("power", ""), ("halved", "%"), ("augmented", "%")),
        ("left", "%"),
    ]
    rows = []
    for arm in result.trial.arms:
        other = arm.name != control
        rows.append(
            [
                arm.name,
                arm.size,
                _interval(result.change(arm.name)),
                f"{result.medicine(arm.name):.1f}",
                _interval(result.difference(arm.name, control)) if other else "-",
                f"{result.power(arm.name, control):.2f}" if other else "-",
                _interval(result.responders(arm.name), PER_CENT),
                _interval(result.augmented(arm.name), PER_CENT),
                f"{PER_CENT * result.left(arm.name):.0f}",
            ]
        )
    end = f"week {result.trial.weeks:g}; differences from {control}; intervals hold 95 % of trials"
    return f"{end}\n{text_table(heads, rows)}"


def course_text(result: "TrialResult") -> str:
    """Changes of the score at each visit."""
    heads = [("week", ""), *((arm.name, "points") for arm in result.trial.arms)]
    rows = [
        [f"{week:g}", *(_interval(result.change(arm.name, v)) for arm in result.trial.arms)]
        for v, week in enumerate(result.trial.visits)
    ]
    return f"change of the score by visit\n{text_table(heads, rows)}"


def safety_text(result: "TrialResult") -> str:
    """Each limit of safety that people cross."""
    lines = []
    for arm in result.trial.arms:
        course = result.courses[arm.name]
        lines += [
            f"SAFETY: {arm.name}: {limit.label} {limit.side} {limit.level:g}"
            f"{'' if limit.unit == '1' else ' ' + limit.unit} in {share:.0%} of people, "
            f"{before:.0%} untreated ({limit.why})"
            for limit, share, before in course.crossed
            if share > before
        ]
        if course.lost:
            lines.append(f"{arm.name}: {course.lost} people were lost, and stand as they were last")
    return "\n".join(lines) or "safety: no limit is crossed that was not crossed untreated"


def beside_text(compared: list[Compared]) -> str:
    """The published rows, the model beside, and what is not supported."""
    if not compared:
        return ""
    heads = [("published", ""), ("value", ""), ("interval", ""), ("model", ""), ("use", "")]
    heads += [("verdict", ""), ("source", "")]
    rows = [
        [
            one.row.words(),
            f"{one.row.value:.3g}",
            f"{one.row.low:.3g} to {one.row.high:.3g}",
            f"{one.model.value:.3g}",
            one.row.use,
            one.verdict,
            one.row.source,
        ]
        for one in compared
    ]
    return "\n".join([text_table(heads, rows), verdict_words(compared), *unsupported(compared)])
