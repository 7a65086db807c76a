"""The words under a figure: what differs from the defaults, and which model drew it."""

from collections.abc import Mapping
from typing import Any

from matplotlib.figure import Figure

from rls_sim import __version__
from rls_sim.report.labels import LINE_SPACING, number_words, unit_words, wrap_text
from rls_sim.report.style import GREY, POINTS_PER_INCH, SMALL_TEXT_SIZE

MOST_DIFFERENCES = 8  # more would crowd the page; the manifest beside the figure has them all
_HASH_LENGTH = 12


def what_differs(differences: Mapping[str, tuple[Any, Any]]) -> str:
    """``neuron.receptor_density 0.6 (default 1)`` and so on, or that nothing differs.

    The mapping is that of ParameterSet.differences: name to (mine, default).
    """
    if not differences:
        return "all parameters at their defaults"
    words = []
    for name, (mine, default) in list(differences.items())[:MOST_DIFFERENCES]:
        unit = "" if mine.unit == "1" else f" {unit_words(mine.unit)}"
        values = f"{number_words(mine.value)}{unit} (default {number_words(default.value)})"
        words.append(f"{name} {values}")
    left_out = len(differences) - len(words)
    return "; ".join(words) + (f"; and {left_out} more" if left_out else "")


def caption_words(drawn: object, *remarks: str) -> str:
    """The caption of a sweep or a day, from what it says of itself, and the remarks of the figure.

    Read if present: `differences` (as ParameterSet.differences gives), `lesions` (their names),
    `model_hash`, `version`.
    """
    parts = [f"Differs from the healthy default: {what_differs(getattr(drawn, 'differences', {}))}"]
    lesions = [str(lesion) for lesion in getattr(drawn, "lesions", ())]
    if lesions:
        parts.append(f"Lesions: {', '.join(lesions)}")
    parts += [remark for remark in remarks if remark]
    model_hash = str(getattr(drawn, "model_hash", ""))
    model = f"model {model_hash[:_HASH_LENGTH]}, " if model_hash else ""
    parts.append(
        f"Computed by rls_sim {getattr(drawn, 'version', __version__)}, {model}".strip(", ")
    )
    return ". ".join(part.rstrip(".") for part in parts) + "."


def write_caption(figure: Figure, words: str) -> None:
    """Write the words along the bottom and keep the panels above them.

    To be called before the layout is frozen.
    """
    width, height = (float(side) * POINTS_PER_INCH for side in figure.get_size_inches())
    margin = 6.0
    text = wrap_text(words, width - 2 * margin, SMALL_TEXT_SIZE)
    lines = text.count("\n") + 1
    share = (lines * LINE_SPACING * SMALL_TEXT_SIZE + 1.5 * margin) / height
    note = figure.text(
        margin / width,
        0.6 * margin / height,
        text,
        ha="left",
        va="bottom",
        fontsize=SMALL_TEXT_SIZE,
        linespacing=LINE_SPACING - 0.05,
        color=GREY,
    )
    note.set_in_layout(False)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.set(rect=(0.0, share, 1.0, 1.0 - share))
