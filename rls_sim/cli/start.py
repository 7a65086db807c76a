"""The console's entry: takes Ctrl-C before the commands are even loaded."""

import sys

from rls_sim.cli.ending import INTERRUPTED, INTERRUPTED_TEXT


def main() -> None:
    """Load the commands and run one; leave with its exit code."""
    try:
        from rls_sim.cli.main import main as run_command_line

        run_command_line()
    except KeyboardInterrupt:
        print(INTERRUPTED_TEXT, file=sys.stderr)
        sys.exit(INTERRUPTED)
