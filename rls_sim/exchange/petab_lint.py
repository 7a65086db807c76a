"""What petab, the format's own library, finds to say about a problem."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def petab_version() -> str:
    """Of petab; "" where it is not installed."""
    try:
        return version("petab")
    except PackageNotFoundError:
        return ""


def lint(path: Path, major: int) -> list[str]:
    """What is wrong with the problem of a YAML file, as `petablint` says it; ``major``: 1 or 2."""
    with _heard() as told:
        if major == 1:
            from petab.v1 import Problem
            from petab.v1.lint import lint_problem

            failed = lint_problem(Problem.from_yaml(path))
            return (told or ["petab found an error and did not say which"]) if failed else []
        from petab.v2.lint import lint_problem as lint_version_2

        return [" ".join(str(issue).split()) for issue in lint_version_2(path)]


@contextmanager
def _heard() -> Iterator[list[str]]:
    """The errors that petab logs in the block, in place of lines on stderr."""
    told: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(" ".join(record.getMessage().split()))

    logger, listener = logging.getLogger("petab"), Listener(logging.ERROR)
    before = logger.propagate
    logger.addHandler(listener)
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what petab imports, and of how it calls pandas
            yield told
    finally:
        logger.removeHandler(listener)
        logger.propagate = before
