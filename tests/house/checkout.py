"""The files of this checkout, for tests that read them."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "rls_sim"
MODULES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(path.read_text("utf-8"), str(path))


def short(path: Path) -> str:
    """A path as it is written in a sentence."""
    return str(path.relative_to(ROOT))


def dotted(path: Path) -> str:
    """A module's full dotted name, as others import it."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def room(path: Path) -> str:
    """The room of the package that a module stands in: 'biology', or 'errors' for errors.py."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    """Every module that a module imports, wherever the import stands, by its full dotted name."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return found


def imported_modules(path: Path) -> list[str]:
    """The modules of this package that a module imports, those named after ``import`` too."""
    known = {dotted(module) for module in MODULES}
    named = [
        f"{node.module}.{name.name}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    ]
    return [name for name in (*imports(path), *named) if name in known]


def tracked_files() -> list[Path]:
    """Every file that git keeps; without a repository, every file that is not hidden or built."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        every = [path for path in ROOT.rglob("*") if path.is_file()]
        built = {"__pycache__", "build", "results"}
        return [
            path
            for path in every
            if not any(p in built or p.startswith(".") for p in path.relative_to(ROOT).parts)
        ]
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
