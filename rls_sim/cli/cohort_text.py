"""A cohort and a person of it as text."""

from collections.abc import Sequence
from math import isnan
from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text, text_table
from rls_sim.clinic.notice import NOTICE

if TYPE_CHECKING:
    from rls_sim.clinic.population.comparing import Compared
    from rls_sim.clinic.population.person import Person
    from rls_sim.clinic.population.summary import Frequencies, Summary
    from rls_sim.study.cell import Bench

PER_CENT = 100
TOLD = (
    *("serum_ferritin", "transferrin_saturation", "haemoglobin", "function_reserve_night"),
    *("nights_a_week", "irls_score", "urge_peak", "leg_movements_per_hour", "state"),
)


def summary_text(summary: "Summary") -> str:
    """The tables of a cohort, what is fitted and what is assumed."""
    parts = [
        head_text(summary),
        _weights_text(summary),
        _frequencies_text([*summary.by_scatter.values(), *summary.by_age, *summary.by_lesion]),
        compared_text(summary.compared),
        "\n".join(_remarks(summary)),
    ]
    return "\n\n".join(parts)


def head_text(summary: "Summary") -> str:
    """How many people, how they were made, and what their weights leave of them."""
    kept, cohort = summary.people.kept, summary.cohort
    members = f"; beside it in {len(summary.members)} members of the ensemble"
    return "\n".join(
        [
            f"{len(cohort)} people, seed {summary.people.seed}, model "
            f"{kept['experiment']['model_hash'][:12]}, rls-sim {kept['rls_sim']}; made by: "
            f"{kept['command']}{members if summary.members else ''}",
            f"effective size after weights: {cohort.effective_size:.0f}; largest miss of a target: "
            f"{PER_CENT * summary.worst_miss:.2g} % of people; without a day that repeats: "
            f"{summary.without_a_day} (weight 0)",
        ]
    )


def _weights_text(summary: "Summary") -> str:
    rows = [
        [
            m.target.measure,
            "women" if m.target.women else "men",
            f"{m.target.ages[0]:g}-{m.target.ages[1] - 1:g}",
            f"below {number_text(m.target.value)} {m.target.unit}".removesuffix(" 1"),
            *(PER_CENT * share for share in (m.target.share, m.before, m.after)),
            m.target.source,
        ]
        for m in summary.weighted.met
    ]
    heads = [("weighted to", ""), ("sex", ""), ("age", ""), ("people", ""), ("target", "%")]
    return text_table(
        [*heads, ("unweighted", "%"), ("weighted", "%"), ("source", "")], rows, digits=3
    )


def _frequencies_text(groups: Sequence["Frequencies"]) -> str:
    rows = [
        [g.group, *(PER_CENT * v for v in (g.any_symptom, g.weekly, g.ill)), g.people]
        for g in groups
    ]
    heads = [("group", ""), ("any", "%"), ("weekly", "%"), ("twice, distressing", "%")]
    return text_table([*heads, ("people", "")], rows, digits=3)


def compared_text(compared: Sequence["Compared"]) -> str:
    """Each published number beside the model's."""
    heads = [("published", ""), ("unit", ""), ("value", ""), ("model", ""), ("95 %", "")]
    heads += [("members", "")] if any(c.members for c in compared) else []
    heads += [("verdict", ""), ("source", ""), ("note", "")]
    rows: list[list[Any]] = []
    for c in compared:
        row, model = c.published, c.model
        low, high = c.spread
        members = [f"{number_text(low, 3)} to {number_text(high, 3)}"] if c.members else []
        if c.members and isnan(low):
            members = ["-"]
        rows.append(
            [
                row.what,
                "%" if row.kind == "share" else row.kind,
                _value(row.value, row.low, row.high),
                number_text(model.value, 3),
                f"{number_text(model.low, 3)} to {number_text(model.high, 3)}",
                *members,
                c.verdict,
                row.source,
                row.note,
            ]
        )
    return text_table(heads, rows)


def _value(value: float, low: float, high: float) -> str:
    told = number_text(value, 3)
    return told if isnan(low) else f"{told} ({number_text(low, 3)} to {number_text(high, 3)})"


def _remarks(summary: "Summary") -> list[str]:
    population = summary.people.population
    share, entries = population["lesions.share"], population.entries.values()
    counts = {
        kind: sum(e.evidence == kind for e in entries)
        for kind in ("measured", "derived", "fitted", "assumed")
    }
    unsupported = [c.published.what for c in summary.compared if c.verdict == "not supported"]
    return [
        f"Fitted to a number of symptoms: lesions.share = {share.value:g}, to any symptoms of "
        f"{summary.compared[0].published.value:g} %; {summary.share_that_fits:.3g} would meet it. "
        "All other numbers of symptoms are not fitted."
        + (" In each member it is fitted anew." if summary.members else ""),
        "The numbers about people: " + ", ".join(f"{n} {k}" for k, n in counts.items()) + ".",
        f"Not supported by this model: {'; '.join(unsupported) or 'none of them'}.",
        NOTICE,
    ]


def person_text(person: "Person", bench: "Bench") -> str:
    """Traits, outcomes and the command."""
    from rls_sim.clinic.population.drawing import WORDS

    traits = [
        [WORDS[name][0], value, _unit(WORDS[name][1])]
        for name, value in person.traits.items()
        if not (isinstance(value, float) and isnan(value))
    ]
    outcomes = []
    for name in TOLD:
        if name in person.outcomes:
            measure = bench.measures.get(name)
            label = measure.label if measure else "Nights a week with an urge"
            outcomes.append([label, person.outcomes[name], _unit(measure.unit if measure else "")])
    outcomes += [["Symptoms", person.frequency, ""], ["Weight", person.weight, ""]]
    before = " (her own day before the pregnancy)" if person.expecting else ""
    return "\n\n".join(
        [
            NOTICE,
            text_table([("trait", ""), ("value", ""), ("unit", "")], traits),
            text_table([("outcome", ""), ("value", ""), ("unit", "")], outcomes),
            f"solve this day again{before}:\n{person.command}",
        ]
    )


def _unit(unit: str) -> str:
    return "" if unit == "1" else unit
