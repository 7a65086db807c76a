"""Every error this package raises on purpose, and the exit code the command line gives it.

RlsSimError                        1
├── InputError                     3  what was asked cannot be done as asked
│   ├── UnitError                     a unit cannot be read, or two units do not agree
│   ├── UnknownNameError              nothing has that name; the nearest names are offered
│   ├── OutOfRangeError               a value outside the range that its source supports
│   ├── ConfigError                   a file cannot be used; lists every problem at once
│   ├── ModelError                    the declarations do not form a well-posed model
│   └── OutputFolderError             a folder cannot be written or read
├── SolveError                     4  one numerical solve did not arrive
├── BatchError                     5  a batch ended with more failures than allowed
├── CheckError                     6  a check failed
├── FolderMismatchError            7  the folder holds a different experiment
└── FolderInUseError               7  another process works on the folder

Messages are one line (ConfigError: one line a problem) and say what, where, who set it, and
what to do. Any other exception is a bug of ours and keeps its traceback.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any, ClassVar

LISTED_AT_MOST = 12  # more known names than this are counted, not listed
OFFERED_AT_MOST = 3
LISTS = {  # kinds of names, and the command that lists them
    "lesion": "rls-sim show lesions",
    "outcome": "rls-sim show outcomes",
    "parameter": "rls-sim show parameters",
    "source": "rls-sim show sources",
    "species": "rls-sim show species",
    "treatment": "rls-sim show treatments",
    "trial": "rls-sim trial --list",
}
CLOSE_ENOUGH = 0.6  # difflib's own threshold for a close match


class RlsSimError(Exception):
    """Base of every error raised on purpose; the command line prints it without a traceback."""

    exit_code: ClassVar[int] = 1
    result: Any = None  # in Python: what was found nevertheless, where it ended incomplete


class InputError(RlsSimError):
    """What was asked cannot be done as asked: a name, a value, a unit, a file."""

    exit_code: ClassVar[int] = 3


class UnitError(InputError):
    """A unit cannot be read, or two units do not agree."""


class UnknownNameError(InputError, KeyError):
    """Nothing of this kind has that name; a KeyError too, as a Mapping's lookup must raise.

    The message offers the nearest names. They are sought when it is read, not when it is
    raised: ``name in parameters`` raises and catches this at every miss.
    """

    def __init__(
        self, kind: str, name: str, known: Iterable[str], where: str = "", home: str = ""
    ) -> None:
        """``where`` the name stood; ``home`` is the place that a name without place means."""
        self.kind, self.name, self.known = kind, name, tuple(known)
        self.where, self.home = where, home
        super().__init__(kind, name, self.known, where, home)  # what pickle rebuilds it from

    @property
    def nearest(self) -> tuple[str, ...]:
        """The known names that come close, best first; at most three."""
        return nearest_names(self.name, self.known, self.home)

    def __str__(self) -> str:
        """The message: what is unknown, where it stood, what was perhaps meant."""
        place = f" ({self.where})" if self.where else ""
        return f"There is no {self.kind} '{self.name}'{place}. {self._hint()}"

    def _hint(self) -> str:
        if nearest := self.nearest:
            return f"Did you mean {' or '.join(nearest)}?"
        if not self.known:
            return "None is known."
        if len(self.known) <= LISTED_AT_MOST:
            return f"Known: {', '.join(sorted(self.known))}."
        few = f"None of the {len(self.known)} known names comes close"
        return f"{few}; {LISTS[self.kind]} lists them." if self.kind in LISTS else f"{few}."


class OutOfRangeError(InputError):
    """A value outside the range that its source supports."""


class ConfigError(InputError):
    """A file cannot be used; ``problems`` holds every reason, the message one a line."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[Any, ...]:
        """How to rebuild it on the far side of a process pool."""
        return type(self), (self.problems,)


class ModelError(InputError):
    """The declarations do not form a well-posed model."""


class OutputFolderError(InputError):
    """A folder cannot be written or read."""


class SolveError(RlsSimError):
    """One run, cycle or fit did not arrive numerically."""

    exit_code: ClassVar[int] = 4


class BatchError(RlsSimError):
    """A batch ended with more failed runs than allowed; its results are complete and readable."""

    exit_code: ClassVar[int] = 5


class CheckError(RlsSimError):
    """A check of the model, of the installation or of two results failed."""

    exit_code: ClassVar[int] = 6


class FolderMismatchError(RlsSimError):
    """The output folder holds a different experiment, and is left as it was."""

    exit_code: ClassVar[int] = 7


class FolderInUseError(RlsSimError):
    """Another process works on the folder."""

    exit_code: ClassVar[int] = 7


def nearest_names(name: str, known: Iterable[str], home: str = "") -> tuple[str, ...]:
    """The known names that come close to ``name``, best first; at most three.

    The part after the last dot is compared too, so that ``labile_iron`` finds
    ``neuron.labile_iron``, and so is a part that was left out, so that ``acrophase`` finds
    ``serum_iron_acrophase``. Of names that come equally close those of ``home`` come first.
    """
    scored = [(_closeness(name.lower(), other.lower()), other) for other in known]
    close = sorted(
        (-score, not (home and other.startswith(f"{home}.")), other)
        for score, other in scored
        if score >= CLOSE_ENOUGH
    )
    return tuple(other for *_, other in close[:OFFERED_AT_MOST])


def _closeness(asked: str, known: str) -> float:
    """From 0 to 1; the whole name counts a little more than its last part alone."""
    tail_asked, tail_known = asked.rpartition(".")[2], known.rpartition(".")[2]
    whole = SequenceMatcher(None, asked, known).ratio()
    tail = 0.98 * SequenceMatcher(None, tail_asked, tail_known).ratio()
    is_part = len(tail_asked) >= 4 and tail_asked in tail_known
    return max(whole, tail, 0.7 if is_part else 0.0)
