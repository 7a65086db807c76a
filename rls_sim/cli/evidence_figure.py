"""The forest plot for plot and show: its model, its words, and its pages as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rls_sim.cli.console import note
from rls_sim.errors import InputError

if TYPE_CHECKING:
    from rls_sim.hypotheses.beside import Beside
    from rls_sim.hypotheses.observations import Observation
    from rls_sim.report.forest_marks import ModelWords
    from rls_sim.study.cell import Bench


def forest_of(
    rows: "Sequence[Observation]", bench: "Bench | None", lesion: str, ensemble: Path | None
) -> list[Any]:
    """The pages of the forest plot; beside the model of a lesion's patients unless it is "".

    Raises InputError where the model answers none of the observations.
    """
    from rls_sim.hypotheses.beside import model_beside
    from rls_sim.hypotheses.observations import CONTRASTS
    from rls_sim.inference.ensemble import load_ensemble
    from rls_sim.report.forest_figure import draw_forest_pages
    from rls_sim.report.forest_marks import Interval
    from rls_sim.study.cell import brain_bench

    if not any(row.outcome and (row.is_ratio or row.has_value) for row in rows):
        raise InputError("There is nothing to draw: the model answers none of these observations.")
    if not lesion:
        return draw_forest_pages(rows, None, CONTRASTS)
    bench = bench or brain_bench()
    patient = bench.lesions.read_applied(lesion)
    found = model_beside(bench, load_ensemble(bench, ensemble), rows, patient)
    intervals = {
        name: Interval(middle, low, high) for name, (low, middle, high) in found.intervals.items()
    }
    return draw_forest_pages(rows, intervals, CONTRASTS, _words(found, str(patient)))


def _words(found: "Beside", lesion: str) -> "ModelWords":
    from rls_sim.hypotheses.beside import PATIENTS
    from rls_sim.report.forest_marks import ModelWords

    seed = "" if found.ensemble_seed is None else f" (seed {found.ensemble_seed})"
    counted = (
        f". Patients are the {found.patients} in whom {lesion} makes an urge that is noticed and "
        "the cells live"
    )
    return ModelWords(
        key=f"model: patients with {lesion}, {found.patients} of {found.members} members of the "
        "ensemble: 5 to 95 %, and the median",
        lesion=lesion,
        caption=f"Model: {found.members} members, drawn by seed {found.seed} from an ensemble of "
        f"{found.ensemble_size}{seed}{counted}",
        makers={
            contrast: f"model: {maker or 'healthy cells'}"
            for contrast, maker in found.makers.items()
            if contrast not in PATIENTS
        },
        model_hash=found.model_hash,
    )


def save_pages(path: Path, pages: Sequence[Any]) -> None:
    """
    Write the pages and say where: one into ``path``, several into one PDF.

    Several as .png or .svg are files with numbers, such as ``evidence-1.png``.
    """
    from rls_sim.report.figure_file import save_into
    from rls_sim.report.style import pages_bytes
    from rls_sim.study.files import whole_file

    if len(pages) > 1 and path.suffix == ".pdf":
        with whole_file(path) as draft:
            draft.write_bytes(pages_bytes(pages))
        note(f"wrote {path}")
        return
    names = [path]
    if len(pages) > 1:
        names = [path.with_stem(f"{path.stem}-{n}") for n in range(1, len(pages) + 1)]
    for name, page in zip(names, pages, strict=True):
        save_into(name, page)
        note(f"wrote {name}")
