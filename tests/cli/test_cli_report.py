"""report: one file for each kind of folder, which loads nothing; what is refused, by name."""

import json
import shutil

import pytest
from web_page import Page, check_alone, check_readable

NOTICE = "A model for research, not medical advice."
LARGEST = 10_000_000
HOSTILE = '</title><script>alert("title")</script><img src=x onerror=alert(1)>'
CONFIG = """
title = '''{title}'''
question = '''{title}?'''

[vary]
receptor_density = "0.2,1"
brain_oxygen = "3,4,5"

[set]
dietary_iron = "0.9x"

[output]
outcomes = ["labile_iron", "urge_hours", "state"]
"""


@pytest.fixture(scope="module")
def reported(command, swept, tmp_path_factory):
    """Pages by kind of folder, each made by the command in a process of its own."""
    folder = tmp_path_factory.mktemp("reported")
    shutil.copytree(swept[0] / "results" / "density", folder / "sweep")
    (folder / "hostile.toml").write_text(CONFIG.format(title=HOSTILE))
    made = {
        "map": ("sweep", "hostile.toml", "-o", "map"),
        "drawn": (
            "sweep",
            "-p",
            "receptor_density=uniform:0.1:1",
            "-p",
            "brain_oxygen=uniform:3:5",
            "-N",
            "32",
            "-o",
            "drawn",
        ),
        "beside": (
            "sweep",
            "-p",
            "receptor_density=0.2,0.5,1",
            "-p",
            "brain_oxygen=uniform:3:5",
            "-N",
            "4",
            "-o",
            "beside",
        ),
        "branch": ("branch", "receptor_density=0.2:1", "-o", "branch"),
        "lesions": (
            "lesions",
            "receptor_synthesis",
            "irp1_loss",
            "--singly",
            "--draws",
            "64",
            "--error",
            "0.9",
            "-o",
            "lesions",
        ),
        "study": ("experiment", "run", "movement_relief", "--members", "8", "-o", "study"),
    }
    for words in made.values():
        done = command(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
    pages = {}
    folders = {name: name for name in ("sweep", *made)} | {"experiment": "study/movement_relief"}
    for name, place in folders.items():
        done = command("report", place, "-o", f"{name}.html", cwd=folder)
        assert done.returncode == 0, done.stderr
        assert done.stdout == ""
        pages[name] = (folder / f"{name}.html").read_text("utf-8")
    return folder, pages


KINDS = ("sweep", "map", "drawn", "beside", "branch", "lesions", "study", "experiment")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_stands_alone_and_is_readable(reported, kind):
    folder, pages = reported
    page = Page(pages[kind])

    check_alone(page)
    check_readable(page)
    assert (folder / f"{kind}.html").stat().st_size < LARGEST


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_all_that_a_report_needs(reported, kind):
    page = Page(reported[1][kind])
    titles = [one["text"] for one in page.all("h2")]

    wanted = (
        "What was found",
        "Parameters that differ",
        "Evidence used",
        "What made this",
        "What to cite",
    )
    assert set(wanted) <= set(titles)
    assert page.words.count(NOTICE) >= 2
    assert page.all("svg", role="img")
    for words in ("rls-sim ", "@software{rls_sim,", "@", "seed", "model", "packages", "numpy"):
        assert words in page.words, words
    assert page.figures
    assert page.all("table", class_="data")


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_folder_gives_the_same_file(reported, command, kind):
    folder, pages = reported
    place = "study/movement_relief" if kind == "experiment" else kind
    again = command("report", place, "-o", f"{kind}_again.html", "-q", cwd=folder)

    assert (again.returncode, again.stderr) == (0, "")
    assert (folder / f"{kind}_again.html").read_text("utf-8") == pages[kind]


def test_a_sweep_shows_its_cells_and_its_boundaries(reported):
    folder, pages = reported
    page = Page(pages["sweep"])
    summary = json.loads((folder / "sweep" / "summary.json").read_text())

    assert page.one("h1")["text"] == "A short sweep"
    assert "Where does the state change?" in page.words
    for boundary in summary["boundaries"]:
        assert f"{boundary['value']:.3g} the cell changes" in page.words
    table = page.one("table", data_name="cells")
    rows = (folder / "sweep" / "cells.csv").read_text().splitlines()
    names = rows[0].split(",")
    heads = [
        one["attributes"]["data-key"]
        for one in page.all("th")
        if "data-key" in one["attributes"] and one["attributes"]["data-key"] in names
    ]
    assert set(names) <= set(heads)
    assert "All 4 cells" in table["text"]
    iron = next(one for one in page.figures if "Labile iron" in one["y"][0])
    assert iron["series"][0]["x"] == [0.05, 0.2, 0.5, 1.0]
    kept = [float(row.split(",")[names.index("labile_iron")]) for row in rows[1:]]
    assert iron["series"][0]["y"] == pytest.approx(kept, rel=1e-4)


def test_two_parameters_are_a_map_and_changes_stand_with_their_source(reported):
    page = Page(reported[1]["map"])
    maps = [one for one in page.figures if one["kind"] == "map"]

    assert len(maps[0]["x"][1]) == 2
    assert maps[0]["y"][1] == ["5", "4", "3"]  # the greatest at the top
    assert maps[0]["y"][0] == "Oxygen in the tissue, percent (brain_oxygen) [ratio]"
    assert {"dying", "well"} <= set(maps[0]["kinds"])
    assert "1 of the parameters differ" in page.words
    row = next(one for one in page.all("tr") if one["text"].startswith("dietary_iron"))
    assert "hostile.toml" in row["text"]
    assert "differs" in row["text"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("sweep", "outcomes, states and their boundaries"),
        ("map", "which state the cell is in"),
        ("drawn", "which parameters move its outcomes"),
        ("beside", "outcomes along its listed parameter"),
    ],
)
def test_a_sweep_has_the_figure_that_plot_draws(reported, kind, told):
    (picture,) = Page(reported[1][kind]).all("img")

    assert told in picture["attributes"]["alt"]


def test_a_hostile_title_is_only_text(reported):
    page = Page(reported[1]["map"])

    assert page.one("h1")["text"] == HOSTILE
    assert page.all("title")[0]["text"].startswith(HOSTILE)
    assert not [one for one in page.all("img") if one["attributes"].get("src") == "x"]
    assert reported[1]["map"].count("<script") == 1 + len(page.figures)


def test_a_branch_tells_its_critical_values_with_their_proof(reported):
    page = Page(reported[1]["branch"])
    kept = json.loads((reported[0] / "branch" / "manifest.json").read_text())

    for one in kept["criticals"]:
        assert f"{one['value']:.3g} the state changes" in page.words
        assert one["cause"] in page.one("table", data_name="criticals")["text"]
    assert "the high end of the range" in page.words


def test_a_verdict_shows_every_hypothesis_and_observation(reported):
    page = Page(reported[1]["lesions"])
    kept = json.loads((reported[0] / "lesions" / "manifest.json").read_text())
    heat = next(one for one in page.figures if one["kind"] == "map")

    titles = [f"{one['what']['title']} ({one['hypothesis']})" for one in kept["ranking"]]
    assert heat["x"][1] == titles
    assert len(heat["y"][1]) == len(kept["rows"])
    observations = page.one("table", data_name="observations")["text"]
    assert all(row["id"] in observations for row in kept["rows"])
    assert f"{kept['leader']['name']} leads with" in page.words
    known = {row["id"]: row for row in kept["rows"]}
    points = [one["text"] for one in page.all("li")]
    for name in (*kept["leader"]["explains"], *kept["leader"]["fails"]):
        assert any(one.startswith(known[name]["what"]) and name in one for one in points)
    sources = page.one("table", data_name="sources")["text"]
    assert all(row["source"] in sources for row in kept["rows"])


@pytest.mark.parametrize("kind", ["experiment", "study"])
def test_an_experiment_shows_every_claim_with_its_verdict(reported, kind):
    page = Page(reported[1][kind])
    kept = json.loads((reported[0] / "study" / "verdicts.json").read_text())

    (one,) = kept["experiments"]
    claims = page.one("table", data_name="movement_relief_verdicts")["text"]
    for claim in one["claims"]:
        assert claim["sentence"] in claims
        assert claim["verdict"] in claims
    assert one["prediction"] in page.words
    assert page.all("img")


def test_without_a_script_the_page_says_as_much(reported):
    page = Page(reported[1]["sweep"])

    assert not any("hidden" in one["attributes"] for one in page.elements)
    assert not page.all("button")  # what does nothing without the script is made by it
    assert not page.all("input")
    drawn = [one for one in page.all("figure") if one["attributes"].get("class") == "chart"]
    assert len(drawn) == len(page.figures)


def test_the_name_of_the_file_is_that_of_the_folder(reported, command, tmp_path):
    done = command("report", reported[0] / "sweep", cwd=tmp_path)

    assert done.returncode == 0
    assert done.stderr.startswith("wrote sweep.html (")
    assert (tmp_path / "sweep.html").is_file()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["nowhere"], 3, "nowhere: there is no such folder."),
        (["empty"], 3, "empty holds no results of rls-sim: no manifest.json. There are reports of"),
        (["others"], 3, "is not the manifest of results of rls-sim. There are reports of: sweep"),
        (["broken"], 3, "broken/manifest.json cannot be read"),
        (["odd"], 3, "odd holds a person of rls-sim, which has no report. There are reports of"),
        (["bare"], 3, "bare: its files are not those that manifest.json lists"),
        (["sweep", "-o", "page.pdf"], 3, "page.pdf ends in '.pdf'; a report is .html."),
        (["part"], 6, "part is not complete"),
    ],
)
def test_what_cannot_be_reported_is_refused(reported, command, words, code, told):
    folder = reported[0]
    if not (folder / "empty").exists():
        contents = {
            "others": '{"schema": "other/1"}',
            "broken": "{",
            "odd": '{"schema": "rls-sim/person/1"}',
            "bare": '{"schema": "rls-sim/lesions/1", "files": {}}',
        }
        (folder / "empty").mkdir()
        for name, text in contents.items():
            (folder / name).mkdir()
            (folder / name / "manifest.json").write_text(text)
        shutil.copytree(folder / "sweep", folder / "part")
        (folder / "part" / "summary.json").unlink()
    done = command("report", *words, cwd=folder)

    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "bug" not in done.stderr
    assert not (folder / "page.pdf").exists()


def test_a_manifest_that_lacks_something_is_told_by_its_key(reported, command, tmp_path):
    shutil.copytree(reported[0] / "lesions", tmp_path / "lesions")
    path = tmp_path / "lesions" / "manifest.json"
    kept = json.loads(path.read_text())
    del kept["leader"]["rests_on"]
    path.write_text(json.dumps(kept))
    done = command("report", "lesions", cwd=tmp_path)

    assert done.returncode == 3
    assert "manifest.json has no 'rests_on': it was not written by this version" in done.stderr


@pytest.mark.parametrize(
    "kind", ["sweep", "map", "branch", "lesions", "study", "study/movement_relief"]
)
def test_cite_gives_what_the_page_cites(reported, command, kind):
    folder, pages = reported
    done = command("cite", kind, "--json", cwd=folder)

    assert done.returncode == 0, done.stderr
    page = Page(pages[{"study/movement_relief": "experiment"}.get(kind, kind)])
    entries = json.loads(done.stdout)["entries"]
    cited = page.one("section", id="cite")["text"]
    assert len(entries) > 10
    assert all(one["bibtex"] in cited for one in entries)
    assert f"BibTeX of {len(entries) - 1} sources" in cited


def test_a_changed_table_is_not_reported(reported, command, tmp_path):
    shutil.copytree(reported[0] / "lesions", tmp_path / "lesions")
    with (tmp_path / "lesions" / "ranking.csv").open("a") as file:
        file.write("a,b\n")
    done = command("report", "lesions", cwd=tmp_path)

    assert done.returncode == 3
    assert "its files are not those that manifest.json lists" in done.stderr
