"""What divides a figure's values, and its night from its day, read from the model behind it."""

from collections.abc import Mapping
from typing import Any

from rls_sim.report.clock_axis import Hours, night_of
from rls_sim.report.sweep_panels import Thresholds

# Which parameter divides which outcome; its value and its words come from the model.
_DIVIDES = {
    "iron_sulfur_relative": "deficiency_hazard_half_point",
    "cell_loss_per_decade": "dying_threshold",
}


THRESHOLDS_UNKNOWN = (
    "Thresholds are not drawn and the night is taken as 18:00 to 06:00: the model that solved "
    "this is another than the one installed, and its values were not kept"
)


def thresholds_of(result: Any) -> Thresholds:
    """What divides the outcomes of a sweep, in words; without a threshold that was itself varied.

    Empty where neither the result kept its values nor the installed model is its own.
    """
    declared = _declared(result)
    return {
        outcome: [(declared[name].value, declared[name].meaning)]
        for outcome, name in _DIVIDES.items()
        if name in declared
    }


def threshold_of(result: Any, name: str) -> float | None:
    """The value of one threshold in the model that solved; None where it varied or is unknown."""
    parameter = _declared(result).get(name)
    return None if parameter is None else float(parameter.value)


def thresholds_remark(result: Any) -> str:
    """What the caption says where the thresholds are not known; else ""."""
    return "" if _kept(result) or _is_of_this_model(result) else THRESHOLDS_UNKNOWN


def declared_night(drawn: Any) -> Hours:
    """When the night is in the model that solved what is drawn."""
    return night_of(_declared(drawn))


def _kept(drawn: Any) -> Mapping[str, Any]:
    """The parameters that the result itself kept, by name: each with its value and meaning."""
    return getattr(drawn, "thresholds", None) or {}


def _is_of_this_model(drawn: Any) -> bool:
    from rls_sim.biology.brain import healthy_model

    return bool(getattr(drawn, "model_hash", "") == healthy_model().hash())


def _declared(drawn: Any) -> dict[str, Any]:
    """The parameters as they were, by name, without those that were varied."""
    varied = {quantity.name for quantity in getattr(drawn, "varied", ())}
    varied |= {drawn.parameter.name} if hasattr(drawn, "parameter") else set()
    found = _kept(drawn) or _installed(drawn)
    return {name: parameter for name, parameter in found.items() if name not in varied}


def _installed(drawn: Any) -> Mapping[str, Any]:
    """Those of the installed model; empty where it is not the one that solved."""
    from rls_sim.biology.brain import healthy_model

    if not _is_of_this_model(drawn):
        return {}
    changed = {name: mine for name, (mine, _) in getattr(drawn, "differences", {}).items()}
    return dict(healthy_model().parameters) | changed
