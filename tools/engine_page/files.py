"""The files of the engine by stage, each with the first sentence that it says of itself."""

from ast import get_docstring, parse
from collections.abc import Mapping, Sequence
from pathlib import Path

from engine_page.markdown import table

PACKAGE = Path(__file__).parents[2] / "rls_sim"

# Files of the package, each with those in numerics/compiled/ that are its drivers.
STAGES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "symbols": {"network/rate_laws": (), "network/expression": ()},
    "slopes": {"network/slopes": (), "network/stoichiometry": ()},
    "stages": {"network/programs": (), "network/assembly": ()},
    "elimination": {"network/elimination": ()},
    "printing": {
        "network/in_numpy": (),
        "network/evaluation": (),
        "network/kernel": (),
        "network/in_llvm": (),
        "network/machine": (),
        "network/native": (),
    },
    "drivers": {
        "numerics/compiled/decorator": ("identity",),
        "numerics/compiled/calls": ("arguments", "rows", "vectors", "workspace"),
        "numerics/system": (),
        "numerics/machine_system": ("evaluate",),
        "numerics/algebra": (),
    },
    "averaged start": {"numerics/averaged": ("start",), "numerics/marching": ()},
    "harmonic balance": {
        "numerics/equations": (),
        "numerics/harmonic_balance": ("balance",),
        "numerics/newton": ("newton",),
        "numerics/gmres": ("krylov",),
        "numerics/spectral": ("transforms",),
        "numerics/fourier_programs": (),
        "numerics/conservation": (),
        "numerics/machine_balance": (),
    },
    "grids, batches": {
        "numerics/batch": ("cells",),
        "numerics/machine_batch": (),
        "numerics/compiled/two_grids": ("refine",),
    },
    "certificate": {
        "numerics/cycle": (),
        "numerics/certificate": (),
        "numerics/multipliers": (),
        "numerics/monodromy": ("tangent",),
    },
    "when it fails": {"numerics/search": (), "numerics/shooting": ()},
    "runs": {
        "numerics/run": (),
        "numerics/rosenbrock_tables": (),
        "numerics/rosenbrock": ("rosenbrock", "rosenbrock_step", "step_control"),
        "numerics/ending": (),
        "numerics/integrate": (),
        "numerics/integral": (),
        "numerics/trajectory": (),
    },
    "branches": {
        "numerics/branch": (),
        "numerics/follower": (),
        "numerics/curve": (),
        "numerics/linearised": (),
        "numerics/line": (),
        "numerics/roots": (),
    },
    "sensitivities": {
        "numerics/sensitivity": (),
        "outcomes/dual": (),
        "outcomes/gradients": (),
    },
    "cache": {"network/code_cache": (), "network/graph_text": ()},
}


def files() -> list[str]:
    """Every stage with its files and their ideas; raises SystemExit where one has no stage."""
    _require_all()
    rows = []
    for stage, paths in STAGES.items():
        for i, (path, drivers) in enumerate(paths.items()):
            said = get_docstring(parse((PACKAGE / f"{path}.py").read_text("utf-8"))) or ""
            idea = " ".join(said.split("\n\n")[0].split()).replace("|", r"\|")
            names = ", ".join(f"`{name}`" for name in drivers)
            rows.append(["" if i else stage, f"`rls_sim/{path}.py`", idea, names])
    return table(["stage", "file", "idea", "in `compiled/`"], rows)


def _require_all() -> None:
    named = {path for paths in STAGES.values() for path in paths}
    named |= {
        f"numerics/compiled/{name}"
        for paths in STAGES.values()
        for names in paths.values()
        for name in names
    }
    there = {
        path.relative_to(PACKAGE).with_suffix("").as_posix()
        for path in PACKAGE.glob("numerics/**/*.py")
        if path.name != "__init__.py"
    }
    if lost := sorted(there - named):
        raise SystemExit(f"tools/engine_page/files.py gives no stage to {', '.join(lost)}")
