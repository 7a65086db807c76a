"""Arms as they are asked for on the command line: some of a trial's, changed ones, new ones."""

from collections.abc import Sequence

from rls_sim.clinic.regimen import read_given, read_regimen
from rls_sim.clinic.treatments import TreatmentLibrary
from rls_sim.clinic.trials.trial import WEEK, Arm, Trial
from rls_sim.errors import InputError
from rls_sim.quantities.values import COMMAND_LINE
from rls_sim.study.problems import Problems

GIVES, BESIDE, BETWEEN = "=", "+", ","


def changed_arms(trial: Trial, texts: Sequence[str], library: TreatmentLibrary) -> tuple[Arm, ...]:
    """
    The arms that texts ask for, each ``NAME,NAME`` or ``NAME=DOSE+DOSE``.

    An arm that is given something else keeps its size and drop-out; a new one has those of the
    trial's control. ``NAME=`` gives nothing. Raises one ConfigError with every problem.
    """
    problems = Problems(COMMAND_LINE)
    found: dict[str, Arm] = {}
    for text in texts:
        with problems.on(f"--arms {text}"):
            for arm in _arms_of(trial, text.strip(), library):
                found[arm.name] = arm
    problems.raise_if_any()
    return tuple(found.values())


def _arms_of(trial: Trial, text: str, library: TreatmentLibrary) -> list[Arm]:
    name, gives, doses = text.partition(GIVES)
    if not gives:
        return [trial.arm(part.strip()) for part in text.split(BETWEEN) if part.strip()]
    name = name.strip()
    if not name.isidentifier():
        raise InputError(f"'{name}' is no name of an arm; use letters, digits and _.")
    given = tuple(part.strip() for part in doses.split(BESIDE) if part.strip())
    same = next((arm for arm in trial.arms if arm.name == name), trial.control)
    days = trial.weeks * WEEK
    for dose in given:
        read_given(dose, library, days)
    regimen = read_regimen(given, library, days)
    title = ", ".join(given) or "nothing"
    return [Arm(name, title, given, same.size, same.dropout, regimen)]
