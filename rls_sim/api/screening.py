"""Every broken step against the evidence: `lesions`, as ``rls-sim lesions`` asks it."""

from functools import partial
from inspect import signature
from typing import Any

from rls_sim.api.cells import Asked
from rls_sim.api.computing import computing
from rls_sim.api.model import Folder
from rls_sim.api.progress import Progress
from rls_sim.api.texts import Names, Paths, call_text, names, paths
from rls_sim.api.verdict import Verdict, path_of
from rls_sim.errors import InputError
from rls_sim.hypotheses.race import effort_of
from rls_sim.hypotheses.scoring import Doubt
from rls_sim.hypotheses.verdict import Findings, Question, investigate, lesions_of
from rls_sim.hypotheses.verdict_store import content_of, experiment_of, require_free, write_verdict
from rls_sim.inference.ensemble import Ensemble, load_ensemble
from rls_sim.report.agreement_figure import draw_agreement_into
from rls_sim.study.cell import Bench, Cell
from rls_sim.study.provenance import asked_by, document

RANGES = {  # as the command line allows them
    "draws": (64, 32768),
    "error": (0.02, 0.9),
    "wrong": (0.001, 1.0),
    "noise": (0.1, 10.0),
    "pairs_share": (0.0, 1.0),
}


def lesions(
    lesions: Names = (),
    *,
    extend: Paths = (),
    singly: bool = False,
    draws: int = 1024,
    error: float = 0.25,
    put_in: bool = False,
    anyone: bool = False,
    wrong: float = 0.05,
    noise: float = 1.0,
    pairs_share: float = 0.2,
    ensemble: Folder | None = None,
    seed: int = 20261128,
    jobs: int = 0,
    out: Folder | None = None,
    progress: bool = True,
) -> Verdict:
    """
    Lesions, ``singly`` or in pairs too, ranked by how well they explain what was published.

    ``lesions``: names, or TOML files; none means all that are shipped, which takes minutes (a list
    of them is ``show("lesions")``). ``draws``: of members and sizes for a lesion at first (64 to
    32768). ``error``: of a log evidence at which enough is drawn (0.02 to 0.9). ``put_in``: rows
    that went into the model are scored too. ``anyone``: draws without the syndrome count too.
    ``wrong``: share of rows taken to be wrong (0.001 to 1). ``noise``: factor on their errors (0.1
    to 10). ``pairs_share``: prior of all pairs together (between 0 and 1). ``out``: a folder for
    tables and figures. As ``rls-sim lesions``.

    Raises UnknownNameError and ConfigError for lesions, InputError for a number out of its range,
    FolderMismatchError where ``out`` holds something else.
    """
    options = locals() | {"lesions": tuple(map(str, names(lesions))), "extend": paths(extend)}
    _require(options)
    bench = Asked(extend=options["extend"]).bench()
    call = call_text("lesions", _told(options))
    with computing(call):
        members = load_ensemble(bench, path_of(ensemble))
        findings = _screened(bench, members, _question(options), options)
    return Verdict(findings, content_of(findings), partial(_document, findings, bench, call))


def _question(options: dict[str, Any]) -> Question:
    return Question(
        lesions=options["lesions"],
        in_pairs=not options["singly"],
        put_in=options["put_in"],
        anyone=options["anyone"],
        prior_of_pairs=options["pairs_share"],
        doubt=Doubt(wrong=options["wrong"], noise=options["noise"]),
        effort=effort_of(options["draws"], options["error"]),
        seed=options["seed"],
    )


def _told(options: dict[str, Any]) -> list[tuple[str, Any]]:
    """The arguments that are not the usual ones, but for those that change no number."""
    usual = {name: one.default for name, one in signature(lesions).parameters.items()}
    own = [name for name in usual if name not in ("lesions", "jobs", "progress")]
    others = [(name, options[name]) for name in own if options[name] != usual[name]]
    return [("", options["lesions"]), *others]


def _screened(
    bench: Bench, members: Ensemble, question: Question, options: dict[str, Any]
) -> Findings:
    """The findings, kept in a folder where one is named."""
    folder = path_of(options["out"])
    if folder is not None:
        broken = lesions_of(bench, question.lesions)
        require_free(folder, experiment_of(bench, members, question, broken))
    findings = _found(bench, members, question, options["jobs"], options["progress"])
    if folder is not None:
        draw = partial(draw_agreement_into, findings)
        write_verdict(folder, findings, bench, members, draw)
    return findings


def _found(
    bench: Bench, members: Ensemble, question: Question, jobs: int, progress: bool
) -> Findings:
    with Progress("cells", progress) as shown:

        def told(cells: int) -> None:
            shown.total += cells

        return investigate(bench, members, question, threads=jobs, progress=shown.add, told=told)


def _document(findings: Findings, bench: Bench, call: str) -> dict[str, Any]:
    with asked_by(call):
        return document("lesions", bench, Cell(bench.healthy), content_of(findings))


def _require(options: dict[str, Any]) -> None:
    """Raise InputError for a number that lies out of its range."""
    for name, (low, high) in RANGES.items():
        value = options[name]
        if not low <= value <= high or (name == "pairs_share" and value in (low, high)):
            raise InputError(f"{name}={value}: allowed is {low:g} to {high:g}.")
