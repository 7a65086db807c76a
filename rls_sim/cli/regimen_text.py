"""What a search for a regimen found, as text and as JSON."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text, text_table
from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.search.optimise import PRICES, typed

if TYPE_CHECKING:
    from rls_sim.clinic.search.optimise import Found, Tried
    from rls_sim.clinic.search.space import Space


def regimen_text(found: "Found", space: "Space", asked: Mapping[str, Any]) -> str:
    """The trade-off from the lightest to the longest, and how to follow the last."""
    who = "the declared cell" if found.patients == 1 else f"{found.patients} members"
    head = (
        f"{len(found.tried)} regimens were followed over {space.days} days in {who} "
        f"(untreated score {found.untreated:.1f})"
    )
    parts = [NOTICE, head]
    if found.tradeoff:
        heads = [("relief", "d"), ("largest fall", ""), ("burden", "1/week")]
        heads += [("beyond limits", "d"), ("doses", "")]
        parts.append(text_table(heads, [_row(one) for one in found.tradeoff]))
    return "\n\n".join([*parts, *_verdict(found, space, asked)])


def _verdict(found: "Found", space: "Space", asked: Mapping[str, Any]) -> list[str]:
    """What can be said, and what lies beyond what is allowed."""
    best, beyond = found.best, found.beyond
    lines = []
    if best is not None and best.relief_days > 0:
        command = f"rls-sim treat {asked['typed']} {typed(best.doses)} --days {space.days}"
        lines.append(f"longest relief: {best.relief_days:.0f} days. Follow it: {command}")
    if beyond is not None:
        lines.append(
            f"beyond the limits of safety {beyond.relief_days:.0f} days of relief were found, with "
            f"{', '.join(beyond.doses)}, which crosses one on {beyond.crossed} days: "
            f"--may-cross {beyond.crossed} allows it"
        )
    elif best is None:
        least = min(one.crossed for one in found.tried)
        lines.append(
            f"none keeps within the limits of safety; the safest crosses one on {least} days. "
            f"Give less, or allow it: --may-cross {least}"
        )
    elif best.relief_days == 0:
        lines.append("Not supported: nothing that was tried brings a relief that is noticed.")
    return lines


def _row(one: "Tried") -> list[Any]:
    doses = ", ".join(one.doses) or "nothing"
    return [
        f"{one.relief_days:.0f}",
        number_text(max(one.fall, 0.0), 3),
        one.burden,
        str(one.crossed),
        doses,
    ]


def regimen_facts(found: "Found", space: "Space", asked: Mapping[str, Any]) -> dict[str, Any]:
    """What JSON says of a search."""
    return {
        "notice": NOTICE,
        "days": space.days,
        "may": [option.words for option in space.options],
        "allowed_days_beyond_limits": found.allowed,
        "patients": found.patients,
        "seed": found.seed,
        "tries_asked": asked["tries"],
        "prices_of_burden": PRICES,
        "members": asked["members"],
        "ensemble": asked.get("ensemble_digest"),
        "untreated_score": found.untreated,
        "best": None if found.best is None else vars(found.best),
        "longest_beyond_limits": None if found.beyond is None else vars(found.beyond),
        "tradeoff": [vars(one) for one in found.tradeoff],
        "tried": [vars(one) for one in found.tried],
    }
