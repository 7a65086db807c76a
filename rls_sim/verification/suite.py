"""All checks in their order, and what came of them as one document."""

import platform
from collections.abc import Mapping, Sequence
from typing import Any

from rls_sim import __version__
from rls_sim.study.provenance import (
    PACKAGES_THAT_DECIDE,
    clean,
    code_fingerprint,
    command_line,
    package_versions,
)
from rls_sim.verification import agreement, books, closed_forms, days, dopamine, order, slopes
from rls_sim.verification.brain import healthy
from rls_sim.verification.check import Check, Outcome

ROOMS = (order, days, books, closed_forms, slopes, dopamine, agreement)
SIMULATORS = ("libroadrunner", "copasi-basico")  # as their packages are called
SCHEMA = "rls-sim/verify/1"


def all_checks(*, quick: bool = False) -> tuple[Check, ...]:
    """Every check; a ``quick`` verification leaves out the runs of thirty days."""
    checks = (check for room in ROOMS for check in room.checks())
    return tuple(check for check in checks if not (quick and check.slow))


def document(outcomes: Sequence[Outcome], *, quick: bool) -> dict[str, Any]:
    """What was claimed, how it was measured, what was measured and whether it holds, for programs.

    An end of a bound that is open is None, and so is a number that was not measured.
    """
    count = {
        status: sum(outcome.status == status for outcome in outcomes)
        for status in ("passed", "failed", "not_run")
    }
    return {
        "schema": SCHEMA,
        "rls_sim": __version__,
        "model_hash": healthy().hash(),
        "code": code_fingerprint(),
        "command": command_line(),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "packages": package_versions((*PACKAGES_THAT_DECIDE, *SIMULATORS)),
        "quick": quick,
        **count,
        "seconds": round(sum(outcome.seconds for outcome in outcomes), 2),
        "checks": [clean(_facts(outcome)) for outcome in outcomes],
    }


def _facts(outcome: Outcome) -> Mapping[str, Any]:
    check = outcome.check
    return {
        **said_of(check),
        "status": outcome.status,
        "number": outcome.number,
        "told": outcome.told,
        "seconds": round(outcome.seconds, 3),
        "curves": [vars(curve) for curve in outcome.curves],
    }


def said_of(check: Check) -> dict[str, Any]:
    """What a check says before anything is measured."""
    return {
        "name": check.name,
        "group": check.group,
        "claim": check.claim,
        "method": check.method,
        "quantity": check.quantity,
        "bound": {
            "low": check.bound.low,
            "high": check.bound.high,
            "words": check.bound.words,
            "reason": check.bound.reason,
        },
    }
