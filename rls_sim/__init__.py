"""Iron, dopamine and the night in one nigral neuron: a model of restless legs syndrome.

    import rls_sim as rls
    rls.cycle(set={"receptor_density": "0.4x"})

Names are loaded when they are first asked for, so that the import itself takes no time.
"""

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from rls_sim.api.branch import Branch
    from rls_sim.api.course import Course
    from rls_sim.api.day import PeriodicDay
    from rls_sim.api.kept import cite, read
    from rls_sim.api.lists import evidence, parameters, show, species
    from rls_sim.api.model import Model
    from rls_sim.api.screening import lesions
    from rls_sim.api.sweep import Sweep
    from rls_sim.api.texts import lin, log, lognormal, loguniform, normal, uniform
    from rls_sim.api.treatment import Treatment
    from rls_sim.api.verbs import branch, cycle, model, run, sweep, treat
    from rls_sim.api.verdict import Verdict
    from rls_sim.errors import (
        BatchError,
        CheckError,
        ConfigError,
        FolderMismatchError,
        InputError,
        OutputFolderError,
        RlsSimError,
        SolveError,
        UnknownNameError,
    )

_HOMES = {  # the module that each name comes from
    "api.verbs": ("model", "cycle", "run", "sweep", "branch", "treat"),
    "api.screening": ("lesions",),
    "api.lists": ("show", "parameters", "species", "evidence"),
    "api.kept": ("read", "cite"),
    "api.texts": ("lin", "log", "uniform", "loguniform", "normal", "lognormal"),
    "api.model": ("Model",),
    "api.day": ("PeriodicDay",),
    "api.course": ("Course",),
    "api.sweep": ("Sweep",),
    "api.branch": ("Branch",),
    "api.treatment": ("Treatment",),
    "api.verdict": ("Verdict",),
    "errors": (
        "RlsSimError",
        "InputError",
        "UnknownNameError",
        "ConfigError",
        "OutputFolderError",
        "SolveError",
        "BatchError",
        "CheckError",
        "FolderMismatchError",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "BatchError",
    "Branch",
    "CheckError",
    "ConfigError",
    "Course",
    "FolderMismatchError",
    "InputError",
    "Model",
    "OutputFolderError",
    "PeriodicDay",
    "RlsSimError",
    "SolveError",
    "Sweep",
    "Treatment",
    "UnknownNameError",
    "Verdict",
    "__version__",
    "branch",
    "cite",
    "cycle",
    "evidence",
    "lesions",
    "lin",
    "log",
    "lognormal",
    "loguniform",
    "model",
    "normal",
    "parameters",
    "read",
    "run",
    "show",
    "species",
    "sweep",
    "treat",
    "uniform",
]


def __getattr__(name: str) -> object:
    """The name from its module; raises AttributeError for one that is none."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = found  # so that it is looked up once
    return found


def __dir__() -> list[str]:
    """Every name that is offered."""
    return sorted({*globals(), *_HOME_OF})
