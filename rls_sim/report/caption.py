"""The words under a figure: what differs from the defaults, and which model drew it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rls_sim import __version__
from rls_sim.report.labels import number_words, unit_words

MOST_DIFFERENCES = 8  # more would crowd the page; the manifest beside the figure has them all
_HASH_LENGTH = 12


@dataclass(frozen=True)
class Origin:
    """What a caption reads of a drawn thing that does not say it by itself."""

    differences: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    model_hash: str = ""
    lesions: tuple[str, ...] = ()
    version: str = __version__
    varied: tuple[Any, ...] = ()  # quantities whose value is not the same in all that is drawn


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


def _departs(drawn: object) -> str:
    """What varies between the cells that are drawn, and what is other than health in all."""
    differences = getattr(drawn, "differences", {})
    names = _varied_names(drawn)
    if not names:
        return f"Differs from the healthy default: {what_differs(differences)}"
    left_out = len(names) - MOST_DIFFERENCES
    told = ", ".join(names[:MOST_DIFFERENCES]) + (f" and {left_out} more" if left_out > 0 else "")
    if not differences:
        return f"Varied: {told}; all else at default"
    return f"Varied: {told}. Else differs from the healthy default: {what_differs(differences)}"


def _varied_names(drawn: object) -> Sequence[str]:
    followed = getattr(drawn, "parameter", None)
    varied = getattr(drawn, "varied", ()) or ((followed,) if followed is not None else ())
    return [str(quantity.name) for quantity in varied]


def caption_words(drawn: object, *remarks: str, differences_known: bool = True) -> str:
    """The caption of a sweep or a day, from what it says of itself, and the remarks of the figure.

    Read if present: `differences` (as ParameterSet.differences gives), `varied` (quantities) or
    `parameter` (one of them), `lesions` (their names), `model_hash`, `version`.
    """
    parts = [_departs(drawn)] if differences_known else []
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
