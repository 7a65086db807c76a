"""The door: every command by name. Imports only click here; a command imports what it needs."""

import atexit
import os
import sys
from collections.abc import Sequence

import click

from rls_sim import __version__
from rls_sim.cli.branch import branch
from rls_sim.cli.cite import cite
from rls_sim.cli.cohort import cohort
from rls_sim.cli.command import WIDTH, HouseGroup
from rls_sim.cli.console import run_guarded
from rls_sim.cli.cycle import cycle
from rls_sim.cli.diagnose import diagnose
from rls_sim.cli.doctor import doctor
from rls_sim.cli.ensemble import ensemble
from rls_sim.cli.experiment import experiment
from rls_sim.cli.explore import explore
from rls_sim.cli.export import export
from rls_sim.cli.import_ import import_
from rls_sim.cli.lesions import lesions
from rls_sim.cli.model import model
from rls_sim.cli.plot import plot
from rls_sim.cli.regimen import regimen
from rls_sim.cli.report import report
from rls_sim.cli.resume import merge, replay, resume
from rls_sim.cli.run import run
from rls_sim.cli.show import show
from rls_sim.cli.status import status
from rls_sim.cli.sweep import sweep
from rls_sim.cli.treat import treat
from rls_sim.cli.trial import trial

COMMANDS = (
    *(run, cycle, branch, sweep),
    *(status, resume, replay, merge),
    *(lesions, ensemble, experiment),
    cohort,
    diagnose,
    *(treat, regimen),
    trial,
    explore,
    *(export, import_),
    *(plot, report, show, model, cite, doctor),
)


@click.group(
    "rls-sim",
    cls=HouseGroup,
    examples=("rls-sim sweep configs/receptor_density.toml",),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDTH},
)
@click.version_option(__version__, prog_name="rls-sim")
def commands() -> None:
    """Iron, dopamine and the night in one nigral neuron: a model of restless legs syndrome.

    Results go to stdout, everything else to stderr. Exit codes: 0 done, 2 usage, 3 bad input,
    4 one solve failed, 5 too many cells of a batch failed, 6 a check failed, 7 the folder holds
    something else, 130 interrupted, 1 a bug.
    """


for _command in COMMANDS:
    commands.add_command(_command)


# Our matrices have some hundred rows: threads of the linear algebra wait for one another longer
# than they work (a cell takes 0.06 s with one, 0.3 to 3 s with two on two cores), and with one the
# sums have one order. Set also over what a cluster sets for everybody: rows do not depend on it.
THREAD_SETTINGS = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command line and leave with its exit code."""
    for name in THREAD_SETTINGS:
        os.environ[name] = "1"  # read when NumPy is first imported, which is later
    given = list(sys.argv[1:] if arguments is None else arguments)
    code = run_guarded(
        lambda: commands.main(args=given, prog_name="rls-sim", standalone_mode=False)
    )
    _end_without_colours()
    sys.exit(code)


def _end_without_colours() -> None:
    """Where colorama is installed, numba has it end every program with an escape sequence."""
    colorama = sys.modules.get("colorama.initialise")
    if colorama is not None:
        atexit.unregister(colorama.reset_all)
