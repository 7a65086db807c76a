"""A branch as text: its points, critical values with their proofs, folds, stability, ends."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rls_sim.cli.cell_text import PATHS, cell_text
from rls_sim.cli.critical_text import head_text, short_name, states_text, value_text
from rls_sim.cli.tables import number_text, text_table

if TYPE_CHECKING:
    from rls_sim.study.branch_plan import BranchPlan
    from rls_sim.study.branch_result import BranchResult, Critical, Fold
    from rls_sim.study.cell import Bench

PROOF_HEADS = (
    ("at", ""),
    ("residual", "1/h"),
    ("tail", ""),
    ("error", ""),
    ("closure", ""),
    ("multiplier", ""),
    ("found by", ""),
)
NEAR_ONE = 1e-4
PRECISE = 8  # digits of a value that is known to a millionth


def branch_text(result: "BranchResult", plan: "BranchPlan", bench: "Bench") -> str:
    """All that a branch says, its points first."""
    name = short_name(result.followed.name)
    head = (
        f"{cell_text(plan.base, bench)}\n"
        f"followed from {name} = {number_text(result.start)} over {len(result.rows)} days"
    )
    parts = [head, point_table(result), state_lines(result), level_lines(result)]
    parts += [fold_lines(result), proof_table(result), stability_lines(result), end_lines(result)]
    return "\n\n".join(part for part in parts if part)


def point_table(result: "BranchResult") -> str:
    """One line a point: the value, the outcomes asked for, and where it is not plain, stability."""
    from rls_sim.study.quantity import PRINTED

    outcomes = [name for name in result.table or PRINTED if name in result.columns]
    names = [result.followed.name, *outcomes]
    if result.folds:
        names.append("stability")
    heads = [(short_name(name), result.columns[name][1]) for name in names]
    rows = [[row[name] for name in names] for row in result.rows]
    if result.folds:
        for line, row in zip(rows, result.rows, strict=True):
            line[-1] = "fold" if row["fold"] else row["stability"]
    return text_table(heads, rows)


def state_lines(result: "BranchResult") -> str:
    """The states along the followed number, for each stretch between folds."""
    followed = result.followed
    if not result.boundaries:
        states = sorted({str(row["state"]) for row in result.rows if not row["error"]})
        return f"No change of state: {', '.join(states)} throughout." if len(states) == 1 else ""
    lines = [head_text(followed.name, followed.meaning, followed.unit)]
    for number, stretch in enumerate(result.stretches):
        found = [critical for critical in result.boundaries if critical.stretch == number]
        if result.folds:
            lines.append(_stretch_words(result, number))
        kept = ", ".join(sorted({str(row["state"]) for row in stretch if not row["error"]}))
        lines.append(states_text(found) if found else f"  {kept} throughout")
    return "\n".join(lines)


def _stretch_words(result: "BranchResult", number: int) -> str:
    stretch = result.stretches[number]
    begin, end = (number_text(float(stretch[i][result.followed.name])) for i in (0, -1))
    verdicts = {str(row["stability"]) for row in stretch if not row["fold"]}
    verdict = verdicts.pop() if len(verdicts) == 1 else "partly stable"
    return f" stretch {number + 1} of {len(result.stretches)}, {verdict}, from {begin} to {end}"


def level_lines(result: "BranchResult") -> str:
    """Where outcomes take the values that were sought."""
    lines = []
    for outcome, level in result.levels:
        cause = f"{outcome}={level:g}"
        found = [critical for critical in result.criticals if critical.cause == cause]
        lines += [_level_line(critical) for critical in found]
        if not found:
            values = [float(row[outcome]) for row in result.rows if row[outcome] == row[outcome]]
            told = f"{number_text(min(values))} to {number_text(max(values))}" if values else "none"
            lines.append(f"  {cause} is not on this branch; its values: {told}")
    return "\n".join(["Values sought", *lines]) if lines else ""


def _level_line(critical: "Critical") -> str:
    value = value_text(critical.value, critical.relative_width)
    how = "is jumped over" if critical.jumps else "holds"
    return f"  {critical.cause} {how} at {value} ({critical.below_state})"


def fold_lines(result: "BranchResult") -> str:
    """Where the branch turns back."""
    if not result.folds:
        return ""
    lines = [f"  {number_text(fold.value, PRECISE)}" for fold in result.folds]
    return "\n".join([f"Folds of {short_name(result.followed.name)}", *lines])


def proof_table(result: "BranchResult") -> str:
    """What the days at critical values and folds can show for themselves."""
    proven: tuple[Critical | Fold, ...] = (*result.criticals, *result.folds)
    found = sorted({one.value: one for one in proven}.values(), key=lambda one: one.value)
    if not found:
        return ""
    rows = [
        [
            number_text(one.value, PRECISE),
            *(
                number_text(number, 2)
                for number in (
                    one.proof.residual,
                    one.proof.tail,
                    one.proof.error_estimate,
                    one.proof.closure,
                )
            ),
            multiplier_text(one.proof.multiplier),
            f"{PATHS.get(one.proof.path, one.proof.path)}, {one.proof.nodes} nodes",
        ]
        for one in found
    ]
    return f"The days there\n{text_table(PROOF_HEADS, rows)}"


def stability_lines(result: "BranchResult") -> str:
    """What the multipliers of every day say that was looked at; folds are told apart."""
    from rls_sim.study.branch_result import UNSTABLE, UNSURE, verdict_of

    found = result.multipliers
    parts = []
    for verdict, words in ((UNSTABLE, "a push grows"), (UNSURE, "neither grows nor fades")):
        values = [value for value, size in found if verdict_of(size) == verdict]
        if values:
            parts.append(f"{words} at {_range_text(values)}")
    fades = "it fades at the others" if parts else "a push fades at each"
    largest = max(size for _, size in found)
    return (
        f"Stability was checked at {len(found)} days, those at critical values too: "
        f"{'; '.join([*parts, fades])}; largest multiplier {multiplier_text(largest)}."
    )


def _range_text(values: Sequence[float]) -> str:
    """How many values, from where to where."""
    low, high = number_text(min(values)), number_text(max(values))
    return low if len(values) == 1 else f"{len(values)} of them, {low} to {high}"


def multiplier_text(multiplier: float) -> str:
    """The size of a multiplier; how far it is from 1 where that is what matters."""
    away = multiplier - 1
    if 0 < abs(away) < NEAR_ONE:
        return f"1 {'+' if away > 0 else '-'} {number_text(abs(away), 2)}"
    return number_text(multiplier, 6)


def end_lines(result: "BranchResult") -> str:
    """Why the branch goes no further, at either end."""
    low, high = result.ends
    if low.ending == high.ending == "closed":
        return f"The branch is closed: it comes back to {number_text(low.value)}."
    lines = [f"  {number_text(end.value, PRECISE)}: {end.words}" for end in (low, high)]
    return "\n".join(["The branch ends at", *lines])
