"""Shards that were solved in folders of their own, put together in one."""

from collections.abc import Sequence
from pathlib import Path

from rls_sim.errors import FolderMismatchError, OutputFolderError
from rls_sim.study.files import system_errors_told
from rls_sim.study.sweeps.holding import Holding
from rls_sim.study.sweeps.parts import DamagedPartError
from rls_sim.study.sweeps.store import SweepStore, make_store, open_store

LABEL = "merge"


def merge(target: Path, sources: Sequence[Path]) -> tuple[SweepStore, list[str]]:
    """
    Copy the sound parts of ``sources`` that ``target`` lacks; what was left out, and why.

    ``target`` may be new. Raises, before anything is copied or made, FolderMismatchError where one
    of them is another sweep, or was made by other code; OutputFolderError where one is no sweep,
    or cannot be written.
    """
    if target.exists() and not target.is_dir():
        raise OutputFolderError(f"{target} is a file; the shards are put together in a folder.")
    stores = [open_store(source) for source in sources]
    begun = target.exists() and any(target.iterdir())
    if not begun and not stores:
        raise OutputFolderError(f"{target} holds no sweep, and no folder to merge is named.")
    first = open_store(target) if begun else stores[0]
    for other in stores:
        if other.identity != first.identity:
            raise FolderMismatchError(
                f"{other.path} does not belong to {first.path}: another experiment, or made by "
                "another version of rls-sim or its packages. Nothing was merged."
            )
    store = first if begun else make_store(target, first.manifest)
    with Holding(store.path, LABEL) as holding:
        holding.tell(store.cells_present())
        store.prepare(LABEL)
        return store, _copy(store, stores)


def _copy(store: SweepStore, stores: Sequence[SweepStore]) -> list[str]:
    left_out = []
    for other in stores:
        for index in sorted(set(other.present()) - set(store.present())):
            try:
                other.read(index)
            except (DamagedPartError, OSError) as fault:
                left_out.append(f"{other.part(index)}: {fault}")
                continue
            with system_errors_told(f"Cannot read {other.path}"):
                courses = other.traces_part(index).read_bytes() if other.traced else None
                cells = other.part(index).read_bytes()
            store.write(index, cells, courses, LABEL)
    return left_out
