"""A text in SBML, simulated by libRoadRunner and by COPASI: the programs of others, as they are.

Both integrate at tolerances far below what is asked of the agreement, so that what is left of a
difference is the model's.
"""

import locale
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rls_sim.errors import InputError, SolveError, UnknownNameError
from rls_sim.exchange.sbml_symbols import Symbols, symbols_of

Array = NDArray[np.float64]
Simulate = Callable[..., Array]

RTOL = 1e-10  # relative, of each step
ATOL_RELATIVE = 1e-13  # of the largest value that a state reaches; CVODE takes one for each state
COPASI_ATOL = 1e-16  # COPASI takes one for all
MOST_STEPS = 1_000_000  # between two output times
COARSE = {"relative_tolerance": 1e-4, "absolute_tolerance": 1e-12}  # to learn how large states get
INSTALL = "pip install 'rls-sim[verify]'"


def by_roadrunner(
    sbml: str,
    times: Sequence[float] | Array,
    ids: Sequence[str],
    *,
    rtol: float = RTOL,
    atol_relative: float = ATOL_RELATIVE,
) -> Array:
    """
    Values (nt, ni) of the symbols ``ids`` at ``times`` (nt,), by libRoadRunner's CVODE.

    A symbol is what it is in the formulas of the document: of a species a concentration, or an
    amount where it has only substance units. The document begins at time 0; ``times`` rise, from
    0 or later, in its unit. ``atol_relative`` is the absolute tolerance over the largest value
    that each state reaches in a coarse run made first.
    Raises InputError where libRoadRunner is not installed or cannot read the document, SolveError
    where it does not arrive.
    """
    roadrunner = _loaded("libRoadRunner")
    symbols = symbols_of(sbml)
    try:
        runner: Any = roadrunner.RoadRunner(sbml)
    except RuntimeError as trouble:
        raise InputError(f"libRoadRunner cannot read the model: {trouble}") from trouble
    integrator = runner.integrator
    integrator.maximum_num_steps = MOST_STEPS
    for name, value in COARSE.items():
        setattr(integrator, name, value)
    states = _states(runner)
    reached = np.abs(_roadrunner_course(runner, times, states)).max(axis=0, initial=0.0)
    least = reached[reached > 0].min(initial=np.inf)
    size = np.where(reached > 0, reached, least if np.isfinite(least) else 1.0)
    runner.resetAll()
    integrator.relative_tolerance = rtol
    integrator.absolute_tolerance = (atol_relative * size).tolist()
    shown = [f"[{name}]" if name in symbols.concentrations else name for name in ids]
    return _roadrunner_course(runner, times, shown)


def _states(runner: Any) -> list[str]:
    """
    What libRoadRunner integrates, in the order of its state vector, which is that of tolerances.

    Its ``setIndividualTolerance`` puts species before rate rules, while the state vector begins
    with the rules (2.10): the tolerances of one would be those of another.
    """
    vector = runner.integrator.getAbsoluteToleranceVector()
    return [str(runner.model.getStateVectorId(i)) for i in range(len(vector))]


def _roadrunner_course(runner: Any, times: Sequence[float] | Array, shown: Sequence[str]) -> Array:
    wanted = [float(time) for time in times]
    from_start = wanted if wanted[0] == 0.0 else [0.0, *wanted]
    try:
        runner.timeCourseSelections = ["time", *shown]
        course = np.array(runner.simulate(times=from_start), dtype=np.float64)
    except RuntimeError as trouble:
        raise SolveError(f"libRoadRunner did not arrive: {trouble}") from trouble
    return course[len(from_start) - len(wanted) :, 1:]


@contextmanager
def locale_kept() -> Iterator[None]:
    """
    Leave the process's locale as it was; a decorator too.

    COPASI sets its own, when it is loaded and when it reads or writes, and Python reads and writes
    nothing but ASCII in that.
    """
    before = locale.setlocale(locale.LC_ALL)
    try:
        yield
    finally:
        locale.setlocale(locale.LC_ALL, before)


@locale_kept()
def by_copasi(
    sbml: str,
    times: Sequence[float] | Array,
    ids: Sequence[str],
    *,
    rtol: float = RTOL,
    atol: float = COPASI_ATOL,
) -> Array:
    """
    The same by COPASI's LSODA; ``atol`` is COPASI's own, one for all states.

    Raises as `by_roadrunner` does.
    """
    basico = _loaded("COPASI")
    symbols = symbols_of(sbml)
    loaded: Any = basico.load_model_from_string(sbml)
    if loaded is None:
        raise InputError("COPASI cannot read the model.")
    wanted = [float(time) for time in times]
    try:
        names = _copasi_names(loaded, ids, symbols)
        quantities = list(dict.fromkeys(name for factors in names for name in factors))
        table = basico.run_time_course_with_output(
            ["Time", *quantities],
            model=loaded,
            values=wanted,
            duration=wanted[-1],
            method="deterministic",
            r_tol=rtol,
            a_tol=atol,
            max_steps=MOST_STEPS,
            update_model=False,
        )
    finally:
        basico.remove_datamodel(loaded)
    found = table.to_numpy(dtype=np.float64)
    if len(found) != len(wanted) or not np.allclose(found[:, 0], wanted):
        raise SolveError(f"COPASI did not arrive: it gave {len(found)} of {len(wanted)} times.")
    column = dict(zip(quantities, found.T[1:], strict=True))
    return np.array([np.prod([column[n] for n in factors], axis=0) for factors in names]).T


def _copasi_names(loaded: Any, ids: Sequence[str], symbols: Symbols) -> list[tuple[str, ...]]:
    """What COPASI calls the quantities whose product is each symbol (an amount is two)."""
    model = loaded.getModel()
    names: dict[str, tuple[str, ...]] = {}
    for species in model.getMetabolites():
        factors = [species.getConcentrationReference()]
        if species.getSBMLId() in symbols.amounts:
            factors.append(species.getCompartment().getValueReference())
        names[species.getSBMLId()] = tuple(map(_full_name, factors))
    for quantity in (*model.getModelValues(), *model.getCompartments()):
        names[quantity.getSBMLId()] = (_full_name(quantity.getValueReference()),)
    for reaction in model.getReactions():
        names[reaction.getSBMLId()] = (_full_name(reaction.getFluxReference()),)
    if unknown := [name for name in ids if name not in names]:
        raise UnknownNameError("symbol", unknown[0], names)
    return [names[name] for name in ids]


def _full_name(reference: Any) -> str:
    return str(reference.getCN().getString())


SIMULATORS: Mapping[str, Simulate] = {"libRoadRunner": by_roadrunner, "COPASI": by_copasi}
MODULES: Mapping[str, str] = {"libRoadRunner": "roadrunner", "COPASI": "basico"}


@locale_kept()
def is_installed(simulator: str) -> bool:
    """Whether it can be loaded; a name of `SIMULATORS`."""
    try:
        _loaded(simulator)
    except InputError:
        return False
    return True


@locale_kept()
def versions() -> dict[str, str]:
    """The version of each simulator; raises InputError where one is not installed."""
    return {
        "libRoadRunner": str(_loaded("libRoadRunner").__version__),
        "COPASI": str(_loaded("COPASI").COPASI.__version__),
    }


def _loaded(simulator: str) -> Any:
    try:
        if simulator == "COPASI":
            import basico

            return basico
        import roadrunner
    except ImportError as missing:
        called = f"{simulator} ({MODULES[simulator]})"
        raise InputError(f"{called} is not installed; install it with: {INSTALL}") from missing
    return roadrunner
