"""What a cohort comes to: weights and their targets, how many are ill, and what was published."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from rls_sim import __version__
from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.population.cohort import Cohort, weighted_cohort
from rls_sim.clinic.population.comparing import (
    Compared,
    compare,
    fitted_share,
    load_published,
)
from rls_sim.clinic.population.expecting import expecting
from rls_sim.clinic.population.storing import People
from rls_sim.clinic.population.symptoms import RESERVE, SCORE, symptoms_of
from rls_sim.clinic.population.weighting import Weighted, load_targets

AGES = ((18, 30), (30, 40), (40, 50), (50, 60), (60, 70), (70, 90))


@dataclass(frozen=True)
class Frequencies:
    """Weighted shares of a group with any, weekly and distressing symptoms, of people counted."""

    group: str
    any_symptom: float
    weekly: float
    ill: float
    people: int


@dataclass(frozen=True, eq=False)
class Summary:
    """A cohort with its weights and what is to be told of it."""

    people: People
    cohort: Cohort
    weighted: Weighted
    compared: tuple[Compared, ...]
    by_scatter: Mapping[float, Frequencies]  # of the nightly scatter, the stated one among them
    by_age: tuple[Frequencies, ...]
    by_lesion: tuple[Frequencies, ...]
    members: tuple[int, ...] = ()

    @property
    def without_a_day(self) -> int:
        """How many people have no outcomes: most fill with iron for life."""
        return int(np.count_nonzero(~np.isfinite(self.cohort.outcomes[RESERVE])))

    @property
    def worst_miss(self) -> float:
        """The largest difference of a weighted share from its target."""
        return max((abs(m.after - m.target.share) for m in self.weighted.met), default=0.0)

    @property
    def share_that_fits(self) -> float:
        """The share of people with a broken step that would meet the row that is fitted; or NaN."""
        rows = [c.published for c in self.compared if c.published.fitted]
        return fitted_share(self.cohort, rows[0]) if rows else float("nan")

    def told(self) -> dict[str, Any]:
        """What a JSON document holds of it."""
        return {
            "notice": NOTICE,
            "people": len(self.cohort),
            "seed": self.people.seed,
            "model_hash": self.people.kept["experiment"]["model_hash"],
            "rls_sim": __version__,
            "made_by": self.people.kept["command"],
            "effective_size": self.cohort.effective_size,
            "without_a_day": self.without_a_day,
            "expecting": len(expecting(self.people)),
            "held": {k: v for k, v in self.people.kept["held"].items() if v > 0},
            "weights_converged": self.weighted.converged,
            "targets": [
                {**asdict(m.target), "before": m.before, "after": m.after}
                for m in self.weighted.met
            ],
            "nightly_scatter": {str(s): asdict(f) for s, f in self.by_scatter.items()},
            "by_age": [asdict(f) for f in self.by_age],
            "by_lesion": [asdict(f) for f in self.by_lesion],
            "fitted": {"lesions.share": self.people.population["lesions.share"].value},
            "lesions_share_that_fits": self.share_that_fits,
            "members": list(self.members),
            "compared": [
                {
                    **asdict(c.published),
                    "model": asdict(c.model),
                    "verdict": c.verdict,
                    "in_members": list(c.members),
                }
                for c in self.compared
            ],
            "advice": NOTICE,
        }


def sources_beside() -> tuple[str, ...]:
    """Keys of the sources of what a cohort is weighted to meet and compared with, sorted."""
    met, beside = load_targets(), load_published()
    return tuple(sorted({*(row.source for row in met), *(row.source for row in beside)}))


def summarise(people: People, members: Sequence[int] = ()) -> Summary:
    """
    The summary of a solved cohort, with the same people in ``members`` of the ensemble beside it.

    Raises CheckError where days are still to be solved.
    """
    cohort, weighted = weighted_cohort(people)
    others = [weighted_cohort(people, member)[0] for member in members]
    entry = people.population["symptoms.nightly_scatter"]
    return Summary(
        people,
        cohort,
        weighted,
        compare(cohort, load_published(), others),
        {s: _at_scatter(people, cohort, s) for s in (entry.low, entry.value, entry.high)},
        tuple(_by_age(cohort)),
        tuple(_by_lesion(cohort)),
        tuple(members),
    )


def _at_scatter(people: People, cohort: Cohort, scatter: float) -> Frequencies:
    found = symptoms_of(
        cohort.outcomes[RESERVE], cohort.outcomes[SCORE], people.population, scatter
    )
    any_symptom, weekly, ill = map(cohort.share, (found.any_symptom, found.weekly, found.ill))
    return Frequencies(f"all, nightly scatter {scatter:g}", any_symptom, weekly, ill, len(cohort))


def _frequencies(cohort: Cohort, group: str, who: Any) -> Frequencies:
    any_symptom, weekly, ill = (
        cohort.share(of, who) for of in (cohort.any_symptom, cohort.weekly, cohort.ill)
    )
    return Frequencies(group, any_symptom, weekly, ill, int(np.count_nonzero(who)))


def _by_age(cohort: Cohort) -> list[Frequencies]:
    women, age = cohort.traits["female"] > 0, cohort.traits["age"]
    return [
        _frequencies(
            cohort,
            f"{'women' if sex else 'men'} {low} to {high - 1}",
            (women == sex) & (age >= low) & (age < high),
        )
        for sex in (False, True)
        for low, high in AGES
    ]


def _by_lesion(cohort: Cohort) -> list[Frequencies]:
    return [
        _frequencies(cohort, str(word), cohort.lesion == word) for word in np.unique(cohort.lesion)
    ]
