"""The page's own code: small modules that say what they are for, and what it carries of others."""

import hashlib
import re
from pathlib import Path

import pytest

import rls_sim.explorer

PAGE = Path(rls_sim.explorer.__file__).parent / "page"
MODULES = sorted(PAGE.glob("*.js"))
LONGEST = 400  # lines, as of the modules of Python
ROW = re.compile(r"\| `(?P<file>[^`]+)` \|.*\| `(?P<hash>[0-9a-f]{64})` \|")


def names(path):
    return path.name


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_a_module_of_the_page_is_short_and_says_what_it_is_for(path):
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) < LONGEST
    comment = " ".join(first_comment(lines))
    assert re.match(r"// [A-Z0-9].*[.:]", comment), "its first lines are a sentence"


def first_comment(lines):
    for line in lines:
        if not line.startswith("//") or line == "// @ts-check":
            return
        yield line


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_a_module_imports_only_what_there_is(path):
    known = {f"rls/{module.stem}" for module in MODULES}
    text = path.read_text("utf-8")
    asked = re.findall(r'(?:\bfrom |\bimport |\bimport\()"([^"]+)"', text)
    assert set(asked) <= known
    for imported, name in re.findall(r'import \{([^}]+)\} from "rls/(\w+)"', text):
        source = (PAGE / f"{name}.js").read_text("utf-8")
        for word in (part.split(" as ")[0].strip() for part in imported.split(",")):
            assert re.search(rf"export [^;({{]*\b{word}\b", source), f"{name} exports no {word}"
            renamed = [part.split(" as ")[-1].strip() for part in imported.split(",")]
            assert all(len(re.findall(rf"\b{each}\b", text)) > 1 for each in renamed), "unused"


@pytest.mark.parametrize("path", MODULES, ids=names)
def test_no_module_makes_markup_or_code_of_texts(path):
    ways = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc"
    assert not re.search(ways, path.read_text("utf-8"))


def test_what_is_vendored_is_as_its_author_published_it():
    rows = dict(ROW.findall((PAGE / "vendor" / "README.md").read_text("utf-8")))
    carried = {path.name for path in (PAGE / "vendor").glob("uPlot.*")}
    assert set(rows) == carried == {"uPlot.iife.min.js", "uPlot.min.css"}
    for name, expected in rows.items():
        assert hashlib.sha256((PAGE / "vendor" / name).read_bytes()).hexdigest() == expected
    assert "MIT" in (PAGE / "vendor" / "uPlot-LICENSE").read_text("utf-8")
