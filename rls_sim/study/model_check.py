"""What must hold of a model before anything is computed with it."""

from dataclasses import dataclass

from rls_sim.errors import RlsSimError
from rls_sim.network.dimensions import check_dimensions
from rls_sim.network.model import Model
from rls_sim.quantities.sources import load_sources
from rls_sim.study.catalogue import users_of
from rls_sim.study.cell import Bench
from rls_sim.study.provenance import sources_of


@dataclass(frozen=True)
class Check:
    """One promise, what was looked at, and every place where it is broken."""

    name: str
    detail: str
    problems: tuple[str, ...] = ()


def check_model(bench: Bench) -> tuple[Check, ...]:
    """Run every check. (Names and balance held, or the model could not have been built.)"""
    model = bench.model
    return (
        Check("names and balance", f"{len(model.reactions)} reactions, {_moieties(model)}"),
        _dimensions(bench),
        _users(bench),
        _sources(model),
        _lesions(bench),
    )


def _moieties(model: Model) -> str:
    names = sorted({moiety for species in model.species for moiety in species.carries})
    return f"conserved: {', '.join(names)}" if names else "nothing to conserve"


def _dimensions(bench: Bench) -> Check:
    if bench.foreign:
        return Check("dimensions", "not checked: numbers stand as they do in the model's file")
    try:
        check_dimensions(bench.model)
    except RlsSimError as trouble:
        return Check(
            "dimensions", "a law has the wrong dimension", tuple(str(trouble).splitlines())
        )
    return Check("dimensions", f"{len(bench.model.laws)} laws")


def _users(bench: Bench) -> Check:
    """Every parameter is asked for by a law, a volume, or an outcome."""
    names = list(bench.model.parameters)
    idle = [name for name in names if not users_of(bench, name)]
    if bench.foreign:
        return Check("users", f"{len(names)} parameters, {len(idle)} of them without a user")
    problems = tuple(f"the parameter {name} has no user" for name in idle)
    return Check("users", f"{len(names)} parameters", problems)


def _sources(model: Model) -> Check:
    known = load_sources()
    keys = sources_of(model)
    problems = tuple(f"the source {key} is not in sources.toml" for key in keys if key not in known)
    return Check("sources", f"{len(keys)} cited", problems)


def _lesions(bench: Bench) -> Check:
    """Every lesion can be read and applied at both ends of its size."""
    problems: list[str] = []
    for name in bench.lesions:
        try:
            bench.lesions[name]
        except RlsSimError as trouble:
            problems += str(trouble).splitlines()
    return Check("lesions", f"{len(bench.lesions)} files", tuple(problems))
