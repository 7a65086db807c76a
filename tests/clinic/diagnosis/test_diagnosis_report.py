"""Reports of a cohort and of what tests tell of it: every number of theirs, the notice, no name."""

import json
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "report"))

from web_page import Page, check_alone, check_readable

NOTICE = "A model for research, not medical advice."


@pytest.fixture(scope="module")
def pages(command, people, tmp_path_factory):
    """The folder of an assessment, and the pages of it and of its cohort."""
    folder = tmp_path_factory.mktemp("reports")
    done = command("diagnose", people, "-o", "tests", "-q", cwd=folder)
    assert done.returncode == 0, done.stderr
    found = {}
    for name, place in (("cohort", people), ("diagnose", folder / "tests")):
        for again in ("", "_again"):
            done = command("report", place, "-o", f"{name}{again}.html", cwd=folder)
            assert done.returncode == 0, done.stderr
        found[name] = (folder / f"{name}.html").read_bytes()
        assert (folder / f"{name}_again.html").read_bytes() == found[name]
    return folder, found


@pytest.mark.parametrize("kind", ["cohort", "diagnose"])
def test_it_stands_alone_and_carries_the_notice(pages, kind):
    page = Page(pages[1][kind].decode())

    check_alone(page)
    check_readable(page)
    assert page.words.count(NOTICE) >= 2
    assert page.all("img")
    assert page.figures


def test_a_cohort_is_shown_beside_every_published_number(pages, people, command):
    page = Page(pages[1]["cohort"].decode())
    told = json.loads(command("cohort", "summary", people, "--json").stdout)

    published = page.one("table", data_name="published")["text"]
    for one in told["compared"]:
        assert one["what"] in published
        assert one["source"] in published
    assert f"{told['people']} people, as many as {told['effective_size']:.0f}" in page.words
    assert "symptoms.nightly_scatter" in page.one("table", data_name="population")["text"]


def test_every_test_has_its_area_and_its_published_figures(pages):
    page = Page(pages[1]["diagnose"].decode())
    kept = json.loads((pages[0] / "tests" / "manifest.json").read_text())

    tests = page.one("table", data_name="tests")["text"]
    assert all(one["test"] in tests for one in kept["tests"])
    areas = next(one for one in page.figures if "Area" in one["x"][0])
    drawn = [value for series in areas["series"] for value in series["x"]]
    known = [one["population"]["auc"]["value"] for one in kept["tests"]]
    assert sorted(drawn) == pytest.approx(sorted(v for v in known if v is not None), rel=1e-4)
    sources = page.one("table", data_name="sources")["text"]
    for one in kept["tests"]:
        for row in one["published"]:
            assert all(source in sources for source in row["sources"])


@pytest.mark.parametrize("kind", ["cohort", "diagnose"])
def test_cite_gives_what_the_page_cites(pages, people, command, kind):
    place = people if kind == "cohort" else pages[0] / "tests"
    entries = json.loads(command("cite", place, "--json").stdout)["entries"]
    cited = Page(pages[1][kind].decode()).one("section", id="cite")["text"]
    assert len(entries) > 10
    assert all(one["bibtex"] in cited for one in entries)
    assert f"BibTeX of {len(entries) - 1} sources" in cited


def test_people_who_are_not_solved_are_no_report_yet(command, people, tmp_path):
    shutil.copytree(people, tmp_path / "people", ignore=shutil.ignore_patterns("days", "expecting"))
    done = command("report", "people", cwd=tmp_path)

    assert done.returncode == 6
    assert "rls-sim cohort run people" in done.stderr
