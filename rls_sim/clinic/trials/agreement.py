"""A trial of the model beside the published one: row by row, what agrees and what does not."""

from dataclasses import dataclass

from rls_sim.clinic.trials.results import Estimate, TrialResult
from rls_sim.clinic.trials.trial import Published

SEEN = 0.5  # share of trials that must find a difference which the published one found
AGREES = "agrees"
TOO_LITTLE = "not supported: the model has less"
UNSEEN = "not supported: too weak to be seen in a trial of this size"
TOO_MUCH = "not supported: the model has more"
OPPOSITE = "not supported: the model has the opposite sign"


@dataclass(frozen=True)
class Compared:
    """A published row, what the model has for it, and the verdict in words."""

    row: Published
    model: Estimate
    verdict: str

    @property
    def agrees(self) -> bool:
        """Whether the model's value lies inside the published interval."""
        return self.verdict == AGREES


def compare(result: TrialResult) -> list[Compared]:
    """Every published row beside the model."""
    return [
        Compared(row, found, verdict(row, found.value, _power(result, row)))
        for row in result.trial.published
        for found in [modelled(result, row)]
    ]


def _power(result: TrialResult, row: Published) -> float:
    """How often a trial of this size would see the model's difference; 1 of all other rows."""
    if row.what != "difference":
        return 1.0
    return result.power(row.arm, row.against, result.trial.visits.index(row.week))


def modelled(result: TrialResult, row: Published) -> Estimate:
    """What the model has for a published row."""
    visit = result.trial.visits.index(row.week)
    if row.what == "difference":
        return result.difference(row.arm, row.against, visit)
    if row.what == "augmentation":
        return result.augmented(row.arm, row.week, row.against)
    read = {
        "change": result.change,
        "responders": result.responders,
        "ferritin_rise": result.ferritin_rise,
    }[row.what]
    return read(row.arm, visit)


def verdict(row: Published, value: float, power: float = 1.0) -> str:
    """
    In words, by the published interval: the model is asked for its mean.

    Where the published difference is none of chance and more than half of the model's trials would
    miss theirs (``power``), lying inside a wide interval is not enough.
    """
    if row.low <= value <= row.high:
        seen = row.low <= 0 <= row.high or power >= SEEN
        return AGREES if seen else UNSEEN
    if value * row.value < 0:
        return OPPOSITE
    return TOO_LITTLE if abs(value) < abs(row.value) else TOO_MUCH


def verdict_words(compared: list[Compared]) -> str:
    """One sentence over all rows of a trial."""
    if not compared:
        return "Nothing was published to hold it against."
    parts = []
    for use in ("held out", "fitted to"):
        rows = [one for one in compared if one.row.use == use]
        if rows:
            good = sum(one.agrees for one in rows)
            parts.append(f"{good} of {len(rows)} rows that were {use} agree")
    return f"{'; '.join(parts)}."


def unsupported(compared: list[Compared]) -> list[str]:
    """A sentence for each row that the model does not have."""
    return [
        f"NOT SUPPORTED: {one.row.words()}: published {one.row.value:.3g} "
        f"({one.row.low:.3g} to {one.row.high:.3g}), the model has {one.model.value:.3g} "
        f"({one.verdict.partition(': ')[2]})"
        for one in compared
        if not one.agrees
    ]
