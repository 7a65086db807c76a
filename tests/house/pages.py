"""What the documents hold: commands, files to be written, Python, and what was printed."""

import re
from dataclasses import dataclass
from pathlib import Path

from checkout import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SHELLS = {"sh", "bash", "console", ""}
COMMAND = re.compile(r"(rls-sim|python)\b")
# "Write this into `cells.csv`:" above a block names the file that a reader makes of it.
FILE = re.compile(r"`([\w./-]+\.(toml|py|csv))`:\n\n```(toml|python|csv)\n(.*?)^```$", re.M | re.S)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)
# What a tool printed is no program; other tests hold it to the code.
PRINTED = re.compile(r"<!-- \w+: written by .*?<!-- until here -->", re.S)


def text_of(path: Path) -> str:
    """A document."""
    return path.read_text("utf-8")


def commands_of(path: Path) -> list[str]:
    """Every command line of a document's blocks, in order."""
    found: list[str] = []
    for language, block in BLOCK.findall(text_of(path)):
        if language in SHELLS:
            lines = [line.strip() for line in typed(block)]
            parts = [part.strip() for line in lines for part in line.split("&&")]
            found += [part for part in parts if COMMAND.match(part)]
    return found


def typed(block: str) -> list[str]:
    """The lines of a block that are typed: those behind a dollar, if there is any."""
    prompts = re.findall(r"^\$ (.+)$", block, re.MULTILINE)
    return prompts or block.splitlines()


@dataclass(frozen=True)
class Told:
    """What a document says that a command prints; ... stands for anything."""

    page: str
    command: str
    output: str

    def is_of(self, printed: str) -> bool:
        """Whether that was printed."""
        lines = (line.rstrip() for line in printed.splitlines())
        return re.fullmatch(self.pattern, "\n".join(lines).strip()) is not None

    @property
    def pattern(self) -> re.Pattern[str]:
        """A line of ... is any number of lines; within a line it is any text."""
        whole = re.escape(self.output)
        whole = re.sub(r"(?m)^\\\.\\\.\\\.\\?\n", r"(?:.*\n)*?", whole)
        whole = re.sub(r"\\?\n\\\.\\\.\\\.$", r"(?:\n.*)*", whole)
        return re.compile(whole.replace(r"\.\.\.", "[^\n]*?"))


def told_by(path: Path) -> list[Told]:
    """Every command of a document whose output stands below it."""
    found = []
    for language, block in BLOCK.findall(text_of(path)):
        if language == "console":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                if output.strip():
                    found.append(Told(path.name, command, output.strip()))
    return found


def files_of(path: Path) -> dict[str, str]:
    """The files that a document tells its reader to write."""
    return {name: content for name, _, _, content in FILE.findall(text_of(path))}


def python_of(path: Path) -> str:
    """All Python of a document that is to be run, in order: one program."""
    files = set(files_of(path).values())
    written = PRINTED.sub("", text_of(path))
    return "\n".join(block for block in PYTHON.findall(written) if block not in files)
