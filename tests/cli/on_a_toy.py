"""The command line on the toy model of the study, which has cells that fail; run as a program."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "study"))

from study_toy import toy_bench

from rls_sim.cli.main import main
from rls_sim.study import cell

with tempfile.TemporaryDirectory() as lesions:
    bench = toy_bench(Path(lesions))
    cell.brain_bench = lambda extensions=(), *, treated=False: bench
    main()
