"""What folders of results hold: `read` finds it again, `cite` says what it rests on."""

from functools import partial
from pathlib import Path
from typing import Any

from rls_sim.api.branch import Branch
from rls_sim.api.cells import Asked
from rls_sim.api.model import Folder
from rls_sim.api.sweep import Sweep
from rls_sim.api.texts import call_text
from rls_sim.api.verdict import Verdict
from rls_sim.clinic.population.storing import KIND
from rls_sim.clinic.population.summary import sources_beside
from rls_sim.errors import InputError
from rls_sim.hypotheses.verdict_read import read_verdict
from rls_sim.study.branch_plan import plan_branch
from rls_sim.study.branch_store import read_branch
from rls_sim.study.citations import citations
from rls_sim.study.config import Request
from rls_sim.study.folder import kind_of, read_any
from rls_sim.study.sweeps.store import open_store
from rls_sim.study.sweeps.sweep import read_sweep, task_of

KINDS = ("sweep", "branch", "lesions")


def read(folder: Folder) -> Sweep | Branch | Verdict:
    """
    What a folder holds: a sweep, a branch or a verdict on lesions, complete and as it was made.

    Nothing is solved. Raises OutputFolderError where rls-sim did not write the folder or it is
    damaged, CheckError where a sweep is not complete, FolderMismatchError where another version or
    another model made it, InputError for a folder of another kind.
    """
    path = Path(folder)
    kept = read_any(path)
    kind = kind_of(kept)
    if kind not in KINDS:
        raise InputError(f"{path} holds a {kind}; what can be read are {', '.join(KINDS)}.")
    call = call_text("read", [("", path)])
    if kind == "sweep":
        return _sweep(path, kept, call)
    if kind == "branch":
        return _branch(path, kept, call)
    return Verdict(read_verdict(path), kept, partial(dict, kept))


def _with_extensions(path: Path, kept: dict[str, Any]) -> Asked:
    """The model that made it, with its own copy of what extended it."""
    return Asked(extend=(path,) if kept.get("extensions") else ())


def _sweep(path: Path, kept: dict[str, Any], call: str) -> Sweep:
    result = read_sweep(path)
    task = task_of(open_store(path), _with_extensions(path, kept).bench())
    return Sweep(result, task, path, call)


def _branch(path: Path, kept: dict[str, Any], call: str) -> Branch:
    bench = _with_extensions(path, kept).bench()
    result = read_branch(path)
    experiment = kept["experiment"]
    request = Request(
        tuple(
            f"{name}={value!r}"
            for name, value in experiment["set"].items()
            if name != result.followed.name
        ),
        tuple(experiment["lesions"]),
        outcomes=result.table,
    )
    followed = f"{result.followed.name}={result.low!r}:{result.high!r}"
    plan = plan_branch(bench, followed, request, tuple(experiment["sought"]))
    return Branch(result, plan, bench, path, call)


def cite(folder: Folder | None = None) -> str:
    """
    BibTeX of the package and of every source of the model, or of the result that a folder holds.

    Raises OutputFolderError for a folder that rls-sim did not write.

    >>> import rls_sim as rls
    >>> print(rls.cite().splitlines()[0])
    @software{rls_sim,
    """
    path = None if folder is None else Path(folder)
    return "\n\n".join(entry.bibtex for entry in citations(path, {KIND: sources_beside}))
