"""What is published: sdist and wheel hold everything, say what they are, and agree."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email import message_from_bytes
from pathlib import Path

import pytest
import yaml
from checkout import ROOT, tracked_files

from rls_sim import __version__
from rls_sim.study.citations import AUTHORS, LICENSE, package_bibtex

STEM = f"rls_sim-{__version__}"
INFO = f"{STEM}.dist-info"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The sdist, the wheel that is made of it, and one that is made of the tree."""
    folder = tmp_path_factory.mktemp("built")
    tree = folder / "tree"
    for path in tracked_files():
        place = tree / path.relative_to(ROOT)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)
    (tree / "results").mkdir()
    (tree / "results" / "of_mine.csv").write_text("private\n")
    for words in ((), ("--wheel",)):
        out = folder / ("straight" if words else "dist")
        asked = [sys.executable, "-m", "build", "--no-isolation", *words, "-o", str(out)]
        done = subprocess.run(asked, cwd=tree, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    return contents(built / "dist" / f"{STEM}-py3-none-any.whl")


def contents(path):
    """The files of a wheel by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_every_file_of_the_package(built, wheel):
    tree = built / "tree"
    package = {
        path.relative_to(tree).as_posix(): path.read_bytes()
        for path in (tree / "rls_sim").rglob("*")
        if path.is_file()
    }
    endings = {Path(name).suffix for name in package}
    assert {".toml", ".npz", ".js", ".html", ".css", ".json", ".typed"} <= endings
    assert {name: data for name, data in wheel.items() if not name.startswith(INFO)} == package


def test_the_wheel_of_the_sdist_is_that_of_the_tree(built, wheel):
    assert contents(built / "straight" / f"{STEM}-py3-none-any.whl") == wheel


def test_the_sdist_holds_what_tests_need_and_no_results(built):
    with tarfile.open(built / "dist" / f"{STEM}.tar.gz") as archive:
        names = {name.removeprefix(f"{STEM}/") for name in archive.getnames()}
    tree = built / "tree"
    files = {p.relative_to(tree).as_posix() for p in tree.rglob("*") if p.is_file()}
    assert files - names == {"results/of_mine.csv"}
    assert names - files == {"PKG-INFO"}


def test_the_metadata_say_what_it_is(wheel):
    told = message_from_bytes(wheel[f"{INFO}/METADATA"])
    assert told["Name"] == "rls-sim"
    assert told["Version"] == __version__
    assert told["Requires-Python"] == ">=3.11"
    assert told["License-Expression"] == LICENSE
    assert told.get_all("License-File") == ["LICENSE"]
    assert wheel[f"{INFO}/licenses/LICENSE"] == (ROOT / "LICENSE").read_bytes()
    assert told["Description-Content-Type"] == "text/markdown"
    assert "## Two commands" in told.get_payload()
    assert {"Programming Language :: Python :: 3.11", "Typing :: Typed"} <= set(
        told.get_all("Classifier")
    )
    assert "restless legs syndrome" in told["Keywords"].split(",")
    assert b"rls-sim = rls_sim.cli.start:main" in wheel[f"{INFO}/entry_points.txt"]


def test_the_citation_file_is_valid_and_agrees():
    # The fields of the Citation File Format 1.2.0, and what it allows in those that are here.
    kept = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    needed = {"cff-version", "message", "title", "authors"}
    allowed = needed | {"type", "version", "license", "abstract", "keywords", "date-released"}
    assert needed <= set(kept) <= allowed
    assert kept["cff-version"] == "1.2.0"
    assert kept["type"] == "software"
    assert kept["license"] == LICENSE
    assert str(kept["version"]) == __version__
    assert kept["authors"] == [{"name": AUTHORS}]  # an entity; a person has other fields
    assert all(isinstance(word, str) and word for word in kept["keywords"])
    assert len(set(kept["keywords"])) == len(kept["keywords"]) > 0
    cited = re.sub(r"[{}\\]", "", package_bibtex(__version__))
    for text in (kept["title"], AUTHORS, kept["license"], __version__):
        assert text in cited


def test_the_licence_is_the_one_that_is_named():
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith(f"{LICENSE} License\n")
    assert f"Copyright (c) 2026 {AUTHORS}\n" in text
