"""What stands in a folder."""

from pathlib import Path


def files_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
