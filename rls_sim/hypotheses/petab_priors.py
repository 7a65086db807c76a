"""Declared distributions of parameters and of sizes of lesions, as PEtab parameters with priors."""

import math
from collections.abc import Collection, Sequence

from rls_sim.exchange.names import identifier
from rls_sim.exchange.petab_tables import EstimatedParameter, Prior
from rls_sim.inference import prior
from rls_sim.network.model import Model
from rls_sim.quantities.parameter import Parameter
from rls_sim.quantities.scatter import Scatter
from rls_sim.study.lesion import LOGUNIFORM, AppliedLesion, change_form

SPREADS = 5.0  # a bound where the range has no end, in spreads from the middle


def uncertain_parameters(model: Model, but: Collection[str]) -> list[EstimatedParameter]:
    """
    Every parameter of the model that is not declared fixed, in the units of the exported model.

    Left out are those in ``but``, and volumes, which are compartments there.
    """
    volumes = {compartment.volume for compartment in model.compartments}
    declared = prior.Prior.declared(model.parameters)
    return [
        _parameter(model.parameters[name], scatter)
        for name, scatter in zip(declared.names, declared.scatters, strict=True)
        if name not in but and name not in volumes
    ]


def _parameter(parameter: Parameter, scatter: Scatter) -> EstimatedParameter:
    low, high = bounds(scatter)
    factor = parameter.canonical_factor
    second = scatter.second if scatter.kind == "lognormal" else scatter.second * factor
    return EstimatedParameter(
        id=identifier(parameter.name),
        name=parameter.meaning,
        value=parameter.canonical_value,
        low=low * factor,
        high=high * factor,
        prior=Prior(scatter.kind, scatter.first * factor, second),
    )


def bounds(scatter: Scatter) -> tuple[float, float]:
    """
    Between which values it is estimated: the parameter's range.

    Where that has no end, or begins at 0 on a logarithmic scale, `SPREADS` from the middle.
    """
    low, high = scatter.low, scatter.high
    if scatter.is_even:
        return max(low, scatter.first), min(high, scatter.second)
    far = SPREADS * (math.log(scatter.second) if scatter.is_logarithmic else scatter.second)
    if scatter.is_logarithmic:
        least, most = scatter.first * math.exp(-far), scatter.first * math.exp(far)
        low = low if low > 0 else least
    else:
        least, most = scatter.first - far, scatter.first + far
    return max(low, least) if math.isinf(low) else low, most if math.isinf(high) else high


def size_parameter(applied: AppliedLesion, called: str) -> EstimatedParameter:
    """The size of a lesion, evenly likely over its range or the logarithm of that."""
    lesion = applied.lesion
    low, high = lesion.range
    kind = "loguniform" if lesion.distribution == LOGUNIFORM else "uniform"
    return EstimatedParameter(
        called,
        f"{lesion.title}: {lesion.size_meaning}",
        applied.size,
        low,
        high,
        Prior(kind, low, high),
    )


def changes_in_size(
    model: Model, lesions: Sequence[AppliedLesion], sizes: Sequence[str]
) -> dict[str, str]:
    """What lesions make of parameters, by identifier, as formulas in what ``sizes`` are called."""
    formulas: dict[str, str] = {}
    for applied, size in zip(lesions, sizes, strict=True):
        for name, change in applied.lesion.changes.items():
            parameter = model.parameters[name]
            before = formulas.get(name, repr(parameter.value))
            formulas[name] = _changed(parameter, change, before, size)
    return {
        identifier(name): formula
        if model.parameters[name].canonical_factor == 1.0
        else f"({formula}) * {model.parameters[name].canonical_factor!r}"
        for name, formula in formulas.items()
    }


def _changed(parameter: Parameter, change: str, before: str, size: str) -> str:
    """One change, as `change_form` names it."""
    kind, number = change_form(parameter, change)
    return {
        "times_size": f"({before}) * {size}",
        "over_size": f"({before}) / {size}",
        "times_power": f"({before}) * {size}^({number!r})",
        "size": size,
        "add_size": f"{before} + {size}",
        "slope": f"{number!r} * ({size} - 1)",
        "times": f"({before}) * {number!r}",
        "set": repr(number),
    }[kind]
