"""A PEtab problem in version 2 of the format, in which the size of a case can be estimated."""

import math
from collections.abc import Iterator, Mapping, Sequence

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

NAMES = {"lognormal": "log-normal", "loguniform": "log-uniform"}
TABLES = ("conditions", "experiments", "measurements")


def petab_v2_files(problem: PetabProblem) -> dict[str, str]:
    """
    The files of the problem, name to text: tables, the model, and a YAML for each variant.

    ``healthy.yaml`` has the common measurements alone, ``CASE.yaml`` those of a case too, with the
    case's own conditions, experiment and sizes in tables of their own.
    """
    files = {
        MODEL_FILE: problem.sbml,
        "observables.tsv": tsv(map(_observable, problem.observables)),
    }
    shared = problem.conditions_of("")
    sizes = [size for condition in shared for size in condition.sizes]
    files["parameters.tsv"] = tsv(map(_parameter, (*problem.parameters, *sizes)))
    _add_tables(files, "", shared, problem.common, problem.at)
    files["healthy.yaml"] = _yaml(problem, files, ("",), ())
    for case, measured in problem.cases.items():
        own = [c for c in problem.conditions_of(case) if c not in shared]
        _add_tables(files, f"_{case}", own, measured, problem.at)
        tables = []
        if sizes := [size for condition in own for size in condition.sizes]:
            tables.append(f"parameters_{case}.tsv")
            files[tables[0]] = tsv(map(_parameter, sizes))
        files[f"{case}.yaml"] = _yaml(problem, files, ("", f"_{case}"), tables)
    return files


def _add_tables(
    files: dict[str, str],
    suffix: str,
    conditions: Sequence[SettledCondition],
    measured: Sequence[MeasuredValue],
    hours: float,
) -> None:
    """The tables of some conditions and of what was measured, where there are any."""
    if conditions:
        rows = [row for condition in conditions for row in _changes(condition)]
        files[f"conditions{suffix}.tsv"] = tsv(rows)
        files[f"experiments{suffix}.tsv"] = tsv(
            {"experimentId": c.id, "time": 0.0, "conditionId": c.id} for c in conditions
        )
    if measured:
        files[f"measurements{suffix}.tsv"] = tsv(_measurement(m, hours) for m in measured)


def _changes(condition: SettledCondition) -> Iterator[dict[str, object]]:
    values = {**condition.changed, **condition.formulas, **condition.start}
    for target, value in values.items():
        yield {"conditionId": condition.id, "targetId": target, "targetValue": value}


def _observable(observable: ObservedFormula) -> dict[str, object]:
    return {
        "observableId": observable.id,
        "observableName": observable.name,
        "observableFormula": observable.formula,
        "noiseFormula": observable.noise_formula,
        "noiseDistribution": "log-normal" if observable.is_log else "normal",
        "noisePlaceholders": ";".join(observable.noise_parameters),
    }


def _measurement(measured: MeasuredValue, hours: float) -> dict[str, object]:
    return {
        "observableId": measured.observable,
        "experimentId": measured.condition,
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
        "lowerBound": parameter.low,
        "upperBound": parameter.high,
        "nominalValue": parameter.value,
        "estimate": "false" if parameter.prior is None else "true",
        "priorDistribution": kind,
        "priorParameters": numbers,
    }


def _prior(prior: Prior) -> tuple[str, str]:
    """The type and the two numbers; those of a log-normal are natural logarithms."""
    numbers = (prior.first, prior.second)
    if prior.kind == "lognormal":
        numbers = (math.log(prior.first), math.log(prior.second))
    return NAMES.get(prior.kind, prior.kind), f"{numbers[0]!r};{numbers[1]!r}"


def _yaml(
    problem: PetabProblem, files: Mapping[str, str], suffixes: Sequence[str], own: Sequence[str]
) -> str:
    """One variant; of each kind of table those with a suffix that there are."""
    lists = {
        kind: [f"{kind}{s}.tsv" for s in suffixes if f"{kind}{s}.tsv" in files] for kind in TABLES
    }
    lists["parameters"] = ["parameters.tsv", *own]
    lists["observables"] = ["observables.tsv"]
    return (
        yaml_comments(problem.comments)
        + "format_version: 2.0.0\n"
        + f"model_files:\n  brain:\n    location: {MODEL_FILE}\n    language: sbml\n"
        + "".join(f"{kind[:-1]}_files:\n{yaml_list('  ', names)}" for kind, names in lists.items())
    )
