"""What divides a figure's values, and its night from its day, read from the model behind it."""

from typing import Any

from rls_sim.report.clock_axis import Hours, night_of
from rls_sim.report.sweep_panels import Thresholds

# Which parameter divides which outcome; its value and its words come from the model.
_DIVIDES = {
    "iron_sulfur_relative": "deficiency_hazard_half_point",
    "cell_loss_per_decade": "dying_threshold",
}


def thresholds_of(result: Any) -> Thresholds:
    """What the result says of its thresholds, or else what its own model says of them.

    Empty if the sweep was solved with another model than the one installed, and without a
    threshold that was itself varied.
    """
    said: Thresholds | None = getattr(result, "thresholds", None)
    if said is not None:
        return said
    declared = _declared(result)
    return {
        outcome: [(declared[name].value, declared[name].meaning)]
        for outcome, name in _DIVIDES.items()
        if name in declared
    }


def declared_night(drawn: Any) -> Hours:
    """When the night is in the model that solved what is drawn."""
    return night_of(_declared(drawn))


def _declared(drawn: Any) -> dict[str, Any]:
    """The parameters as they were, by name, without those that were varied.

    Empty where the model that is installed is not the one that solved.
    """
    from rls_sim.biology.brain import healthy_model

    model = healthy_model()
    if getattr(drawn, "model_hash", "") != model.hash():
        return {}
    changed = {name: mine for name, (mine, _) in getattr(drawn, "differences", {}).items()}
    varied = {quantity.name for quantity in getattr(drawn, "varied", ())}
    varied |= {drawn.parameter.name} if hasattr(drawn, "parameter") else set()
    return {
        name: changed.get(name, parameter)
        for name, parameter in model.parameters.items()
        if name not in varied
    }
