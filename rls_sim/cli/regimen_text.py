"""What a search for a regimen found, as text and as JSON."""

from typing import TYPE_CHECKING, Any

from rls_sim.cli.tables import number_text, text_table
from rls_sim.clinic.notice import NOTICE
from rls_sim.clinic.search.optimise import typed

if TYPE_CHECKING:
    from rls_sim.clinic.search.optimise import Found, Tried
    from rls_sim.clinic.search.space import Space
    from rls_sim.study.cell import Cell


def regimen_text(found: "Found", space: "Space", cell: "Cell") -> str:
    """The trade-off from the lightest to the longest, and how to follow the last."""
    who = "the declared cell" if found.patients == 1 else f"{found.patients} members"
    head = (
        f"{len(found.tried)} regimens were followed over {space.days} days in {who} "
        f"(untreated score {found.untreated:.1f})"
    )
    if found.best is None:
        least = min(found.tried, key=lambda one: one.crossed)
        return "\n\n".join(
            [
                NOTICE,
                head,
                f"none of them keeps within the limits of safety; the safest crosses one on "
                f"{least.crossed} days. Give less, or allow it: --may-cross {least.crossed}",
            ]
        )
    heads = [("relief", "d"), ("largest fall", ""), ("burden", "1/week"), ("beyond limits", "d")]
    rows = [_row(one) for one in found.tradeoff]
    table = text_table([*heads, ("doses", "")], rows)
    best = found.best
    if best.relief_days == 0:
        verdict = "Not supported: nothing of what may be given brings a relief that is noticed."
    else:
        lesions = " ".join(f"--lesion {lesion}" for lesion in cell.lesions)
        command = f"rls-sim treat {lesions} {typed(best.doses)} --days {space.days}"
        verdict = f"longest relief: {best.relief_days:.0f} days. Follow it: {command}"
    return "\n\n".join([NOTICE, head, table, verdict])


def _row(one: "Tried") -> list[Any]:
    doses = ", ".join(one.doses) or "nothing"
    return [
        f"{one.relief_days:.0f}",
        number_text(max(one.fall, 0.0), 3),
        one.burden,
        str(one.crossed),
        doses,
    ]


def regimen_facts(found: "Found", space: "Space") -> dict[str, Any]:
    """What JSON says of a search."""
    return {
        "notice": NOTICE,
        "days": space.days,
        "may": [option.words for option in space.options],
        "allowed_days_beyond_limits": found.allowed,
        "patients": found.patients,
        "untreated_score": found.untreated,
        "best": None if found.best is None else vars(found.best),
        "tradeoff": [vars(one) for one in found.tradeoff],
        "tried": [vars(one) for one in found.tried],
    }
