"""The values that divide a sweep's outcomes, read from the model that solved it."""

from typing import Any

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
    from rls_sim.biology.brain import healthy_model

    model = healthy_model()
    if getattr(result, "model_hash", "") != model.hash():
        return {}
    changed = getattr(result, "differences", {})
    varied = {quantity.name for quantity in getattr(result, "varied", (result.parameter,))}
    found: dict[str, list[tuple[float, str]]] = {}
    for outcome, name in _DIVIDES.items():
        parameter = model.parameters.get(name)
        if parameter is not None and parameter.name not in varied:
            value = changed[parameter.name][0].value if parameter.name in changed else None
            words = parameter.meaning
            found[outcome] = [(parameter.value if value is None else value, words)]
    return found
