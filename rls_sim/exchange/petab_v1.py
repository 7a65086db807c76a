"""A PEtab problem in version 1 of the format, which most tools read."""

import math
from collections.abc import Mapping

from rls_sim.exchange.petab_tables import (
    MODEL_FILE,
    EstimatedParameter,
    MeasuredValue,
    ObservedFormula,
    PetabProblem,
    Prior,
    SettledCondition,
    tsv,
    yaml_comments,
    yaml_list,
)


def petab_v1_files(problem: PetabProblem) -> dict[str, str]:
    """
    The files of the problem, name to text: tables, the model, and a YAML for each variant.

    ``healthy.yaml`` has the common measurements alone, ``CASE.yaml`` those of a case too.
    """
    changed = dict.fromkeys(name for c in problem.conditions for name in c.changed)
    files = {
        MODEL_FILE: problem.sbml,
        "conditions.tsv": tsv(
            _condition(c, {name: problem.values[name] for name in changed})
            for c in problem.conditions
        ),
        "observables.tsv": tsv(map(_observable, problem.observables)),
        "parameters.tsv": tsv(map(_parameter, problem.parameters)),
        "measurements.tsv": tsv(_measurement(m, problem.at) for m in problem.common),
    }
    for case, measured in {"": (), **problem.cases}.items():
        tables = ["measurements.tsv"]
        if measured:
            tables.append(f"measurements_{case}.tsv")
            files[tables[-1]] = tsv(_measurement(m, problem.at) for m in measured)
        files[f"{case or 'healthy'}.yaml"] = _yaml(problem, tables)
    return files


def _condition(condition: SettledCondition, usual: Mapping[str, float]) -> dict[str, object]:
    return {
        "conditionId": condition.id,
        "conditionName": condition.name,
        **usual,
        **condition.changed,
        **condition.start,
    }


def _observable(observable: ObservedFormula) -> dict[str, object]:
    return {
        "observableId": observable.id,
        "observableName": observable.name,
        "observableFormula": observable.formula,
        "observableTransformation": "log" if observable.is_log else "lin",
        "noiseFormula": observable.noise_formula,
        "noiseDistribution": "normal",
    }


def _measurement(measured: MeasuredValue, hours: float) -> dict[str, object]:
    return {
        "observableId": measured.observable,
        "simulationConditionId": measured.condition,
        "measurement": measured.value,
        "time": hours,
        "noiseParameters": ";".join(measured.noise),
        "datasetId": measured.dataset,
    }


def _parameter(parameter: EstimatedParameter) -> dict[str, object]:
    kind, numbers = ("", "") if parameter.prior is None else _prior(parameter.prior)
    return {
        "parameterId": parameter.id,
        "parameterName": parameter.name,
        "parameterScale": parameter.scale,
        "lowerBound": parameter.low,
        "upperBound": parameter.high,
        "nominalValue": parameter.value,
        "estimate": int(parameter.prior is not None),
        "initializationPriorType": kind,
        "initializationPriorParameters": numbers,
        "objectivePriorType": kind,
        "objectivePriorParameters": numbers,
    }


def _prior(prior: Prior) -> tuple[str, str]:
    """The type and the two numbers."""
    one, two = prior.first, prior.second
    match prior.kind:
        case "lognormal":
            return "logNormal", f"{math.log(one)!r};{math.log(two)!r}"
        case "loguniform":
            return "parameterScaleUniform", f"{math.log10(one)!r};{math.log10(two)!r}"
    return prior.kind, f"{one!r};{two!r}"


def _yaml(problem: PetabProblem, measurements: list[str]) -> str:
    return (
        yaml_comments(problem.comments)
        + "format_version: 1\nparameter_file: parameters.tsv\nproblems:\n"
        + f"  - sbml_files:\n      - {MODEL_FILE}\n"
        + "    condition_files:\n      - conditions.tsv\n"
        + "    observable_files:\n      - observables.tsv\n"
        + f"    measurement_files:\n{yaml_list('      ', measurements)}"
    )
