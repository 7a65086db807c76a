"""What libSBML finds to say about a document: every check that it has, switched on by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CHECKS = (
    "GENERAL_CONSISTENCY",
    "IDENTIFIER_CONSISTENCY",
    "UNITS_CONSISTENCY",
    "MATHML_CONSISTENCY",
    "SBO_CONSISTENCY",
    "OVERDETERMINED_MODEL",
    "MODELING_PRACTICE",
)


@dataclass(frozen=True)
class Finding:
    """One thing that libSBML says."""

    code: int  # 10501: units that do not agree; 99505: units that cannot be checked
    severity: str  # "Warning", "Error", "Fatal"
    line: int
    message: str

    def __str__(self) -> str:
        """On one line, as a message of ours."""
        return f"line {self.line}: {self.severity} {self.code}: {' '.join(self.message.split())}"


@dataclass(frozen=True)
class SbmlCheck:
    """What was checked, and what was found."""

    version: str  # of libSBML
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """What makes the document invalid."""
        return tuple(f for f in self.findings if f.severity not in {"Warning", "Informational"})

    def __str__(self) -> str:
        """What was checked, and how much was found."""
        warnings = len(self.findings) - len(self.errors)
        return (
            f"libSBML {self.version}: consistency, identifiers, units, MathML, SBO terms, "
            f"determination and modelling practice: {_counted(len(self.errors), 'error')}, "
            f"{_counted(warnings, 'warning')}"
        )


def check_sbml(text: str) -> SbmlCheck:
    """
    Read a document and check it: its consistency, its units and how it is modelled.

    Units that do not agree are only warnings in level 3, and one that cannot be checked hides
    others: an empty answer is the only good one.
    """
    import libsbml

    document = libsbml.readSBMLFromString(text)
    for check in CHECKS:
        document.setConsistencyChecks(getattr(libsbml, f"LIBSBML_CAT_{check}"), True)
    document.checkInternalConsistency()
    document.checkConsistency()
    found = [_finding(document.getError(i)) for i in range(document.getNumErrors())]
    return SbmlCheck(str(libsbml.getLibSBMLDottedVersion()), tuple(dict.fromkeys(found)))


def _finding(error: Any) -> Finding:
    return Finding(
        int(error.getErrorId()),
        str(error.getSeverityAsString()),
        int(error.getLine()),
        str(error.getMessage()),
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def told(findings: Sequence[Finding], most: int = 5) -> str:
    """The first findings, one a line."""
    lines = [str(finding) for finding in findings[:most]]
    more = len(findings) - most
    return "\n".join([*lines, *([f"and {more} more"] if more > 0 else [])])
