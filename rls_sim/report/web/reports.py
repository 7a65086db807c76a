"""Which folder becomes which report: by the manifest that rls-sim left in it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from rls_sim.errors import InputError, OutputFolderError
from rls_sim.report.web.of_branch import branch_report
from rls_sim.report.web.of_cohort import cohort_report
from rls_sim.report.web.of_diagnosis import diagnosis_report
from rls_sim.report.web.of_experiments import experiment_report, study_report
from rls_sim.report.web.of_lesions import lesions_report
from rls_sim.report.web.of_sweep import sweep_report
from rls_sim.report.web.page import LARGEST
from rls_sim.study.folder import kind_of, read_any

REPORTS: Mapping[str, tuple[str, Callable[[Path], str]]] = {  # kind: what makes it, its report
    "sweep": ("rls-sim sweep", sweep_report),
    "branch": ("rls-sim branch -o", branch_report),
    "lesions": ("rls-sim lesions -o", lesions_report),
    "experiment": ("rls-sim experiment run", experiment_report),
    "experiments": ("rls-sim experiment run", study_report),
    "cohort": ("rls-sim cohort run", cohort_report),
    "diagnose": ("rls-sim diagnose -o", diagnosis_report),
}


def report_of(folder: Path) -> str:
    """
    The report of a folder as HTML, for the same folder the same text.

    Raises OutputFolderError where rls-sim did not write the folder, InputError for a kind that has
    no report, CheckError where it is not complete.
    """
    kind = folder_kind(folder)
    if kind not in REPORTS:
        raise InputError(f"{folder} holds a {kind} of rls-sim, which has no report. {_known()}")
    text = REPORTS[kind][1](folder)
    if len(text.encode()) > LARGEST:
        raise InputError(
            f"The report of {folder} would have {len(text.encode()) / 1e6:.1f} MB; the most is "
            f"{LARGEST / 1e6:g} MB. Report its parts."
        )
    return text


def folder_kind(folder: Path) -> str:
    """The kind of results in a folder; raises OutputFolderError where there are none of ours."""
    if not folder.is_dir():
        raise OutputFolderError(f"{folder}: there is no such folder.")
    try:
        return kind_of(read_any(folder))
    except OutputFolderError as trouble:
        raise OutputFolderError(f"{trouble} {_known()}") from None


def _known() -> str:
    told = ", ".join(f"{kind} ({command})" for kind, (command, _) in REPORTS.items())
    return f"There are reports of: {told}."
