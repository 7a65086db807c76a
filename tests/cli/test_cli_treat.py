"""rls-sim treat, regimen and show treatments, as users run them."""

import csv
import json
import signal
import subprocess
import sys

import pytest

NOTICE = "A model for research, not medical advice."
LOST = ("--lesion", "receptor_synthesis:0.43")


@pytest.fixture(scope="module")
def treated(command, tmp_path_factory):
    """A course as JSON, as a table and as a picture."""
    folder = tmp_path_factory.mktemp("treated")
    doses = ("--dose", "iv_iron=1000mg@d1", "--dose", "pramipexole=0.25mg@20:00/daily..d10")
    words = ("treat", *LOST, *doses, "--days", "21")
    files = ("-o", "course.csv", "--plot", "course.svg", "--json", "-q")
    done = command(*words, *files, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_a_course_says_what_was_given_and_what_came_of_it(treated):
    _, found = treated
    assert found["notice"] == NOTICE
    assert found["lesions"] == ["receptor_synthesis:0.43"]
    assert found["given"][0]["typed"] == "iv_iron=1000mg@d1"
    ferritin = found["readings"]["serum_ferritin"]
    assert ferritin["unit"] == "ug/L"
    assert ferritin["treated"][0] == pytest.approx(ferritin["untreated"][0])
    assert ferritin["treated"][5] > 3 * ferritin["untreated"][5]
    assert found["model_hash"]
    assert "--dose" in found["command"]


def test_what_crosses_a_limit_is_marked_everywhere(treated, command):
    folder, found = treated
    assert "transferrin_saturation_peak" in [one["reading"] for one in found["crossings"]]
    rows = list(csv.DictReader((folder / "course.csv").read_text().splitlines()))
    marks = [row["above the limit of transferrin_saturation_peak [1]"] for row in rows]
    assert (marks[0], marks[-1]) == ("0.0", "1.0")
    assert {row["notice"] for row in rows} == {NOTICE}
    assert len(rows) == 21
    picture = (folder / "course.svg").read_text()
    assert "limit, for the highest of the day" in picture
    assert "not medical advice" in picture
    said = command("treat", *LOST, "--dose", "iv_iron=1000mg@d0", "--days", "15", "-q").stdout
    assert said.startswith(NOTICE)
    assert "SAFETY: transferrin saturation, highest of the day, above 0.5" in said


def test_a_course_without_danger_says_so(command):
    said = command("treat", *LOST, "--dose", "pregabalin=300mg@20:00/daily", "--days", "8", "-q")
    assert said.returncode == 0
    assert "safety: no limit of iron or blood is crossed" in said.stdout
    assert "declared cell:" in said.stdout
    assert "untreated" in said.stdout


def test_the_repeating_state_is_found_or_refused_by_name(command):
    done = command("treat", *LOST, "--dose", "oral_iron=65mg@08:00/2d", "--settle", "--json", "-q")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["days"], found["settled"]) == (2, True)
    assert "relief" not in found
    both = command("treat", *LOST, "--dose", "oral_iron=65mg@08:00/2d", "--settle", "--members", 3)
    assert both.returncode == 2
    refused = command("treat", *LOST, "--dose", "iv_iron=1000mg@d0", "--settle")
    assert refused.returncode == 3
    assert "iv_iron=1000mg@d0: is given once" in refused.stderr


def test_members_give_a_share_and_an_interval(command):
    words = ("treat", *LOST, "--dose", "pramipexole=0.5mg@20:00/daily", "--days", "7")
    done = command(*words, "--members", "12", "-q")
    assert done.returncode == 0, done.stderr
    assert "members with the syndrome" in done.stdout
    again = command(*words, "--members", "12", "-q", "-j", "1")
    assert again.stdout == done.stdout


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--dose", "iv_irn=1000mg@d0"], 3, "Did you mean iv_iron"),
        (["--dose", "iv_iron=1000mg@d0", "--days", "0"], 3, "a course lasts up to"),
        (["--dose", "iv_iron=1000mg@d0", "--outcome", "serum_feritin"], 3, "serum_ferritin"),
        (["--dose", "iv_iron=1000mg@d0", "--plot", "x.gif"], 3, ".png, .svg or .pdf"),
        (["--dose", "iv_iron=1000mg@d0", "-s", "blod_loss=1"], 3, "blood_loss"),
        (["--doze", "x"], 2, "--dose"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(command, words, code, told):
    done = command("treat", *words)
    assert done.returncode == code
    assert told in done.stderr
    assert done.stdout == ""


def test_treatments_are_listed_and_shown(command):
    said = command("show", "treatments").stdout
    assert "iron_carboxymaltose" in said
    assert NOTICE in said
    one = command("show", "iv_iron", "--json")
    assert json.loads(one.stdout)["found"][0]["name"] == "iron_carboxymaltose"
    number = command("show", "pramipexole.clearance").stdout
    assert "pramipexole_wright1997" in number
    assert command("show", "treatments", "--search", "patch").stdout.count("rotigotine") > 0


def test_a_search_finds_a_regimen_and_prints_how_to_follow_it(command, tmp_path):
    words = ("regimen", *LOST, "--may", "pramipexole=0..0.5mg@20:00/daily", "--days", "10")
    done = command(*words, "--tries", "24", "--plot", "found.svg", "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(NOTICE)
    assert "rls-sim treat --lesion receptor_synthesis:0.43 --dose pramipexole=" in done.stdout
    assert "trade-off" in (tmp_path / "found.svg").read_text()
    refused = command("regimen", "--may", "pramipexole=0..0.5mg@20:00/daily", "--tries", "24")
    assert refused.returncode == 3
    assert "untreated score" in refused.stderr


def test_an_interrupted_course_ends_at_once_and_leaves_nothing(tmp_path):
    """Untouched it would go on for minutes: 32 people, 3000 days, one thread."""
    words = ["treat", *LOST, "--dose", "pramipexole=0.25mg@20:00/daily", "--days", "3000"]
    words += ["--members", "31", "-j", "1", "--progress", "json", "-o", str(tmp_path / "out.csv")]
    with subprocess.Popen(
        [sys.executable, "-m", "rls_sim", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()  # it has begun
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted" in said
    assert list(tmp_path.iterdir()) == []
