"""diagnose: what is printed, kept, drawn and refused."""

import csv
import json
import xml.etree.ElementTree as ET

import pytest

from rls_sim.clinic.notice import NOTICE

QUICK = ("--cells", "500", "--members", "0", "-q")
LABS = ("--lab", "ferritin=25ug/L", "--lab", "saturation=12pct", "--sex", "f", "--age", "34")


@pytest.fixture(scope="module")
def told(command, people):
    """What diagnose says of the cohort, and the folder where it keeps it."""
    done = command("diagnose", people, "-o", "out", "--plot", "tests.svg", cwd=people.parent)
    assert done.returncode == 0, done.stderr
    return people.parent, done


def test_a_cohort_is_told_with_all_that_was_promised(told):
    _, done = told
    assert done.stdout.startswith(NOTICE)
    for words in (
        "Ill or not, in the population",
        "serum_ferritin",
        "Cut-offs in use",
        "case-control",
        "Against what was published",
        "Best pairs",
        "Lesions:",
        "DeLong",
    ):
        assert words in done.stdout, words
    assert "warning" not in done.stderr


def test_what_is_kept_says_the_same_as_what_is_printed_as_json(command, told, people):
    folder, _ = told
    out = folder / "out"
    assert {path.name for path in out.iterdir()} == {
        *("tests.csv", "cut_offs.csv", "lesions.csv", "published.csv", "pairs.csv"),
        *("tests.png", "tests.svg", "manifest.json"),
    }
    manifest = json.loads((out / "manifest.json").read_text())
    document = json.loads(command("diagnose", people, "--json", "-q").stdout)
    assert document["schema"] == "rls-sim/diagnose/1"
    assert document["notice"] == manifest["notice"] == NOTICE
    assert document["tests"] == manifest["tests"]
    assert document["experiment"] == manifest["experiment"]
    for path in out.glob("*.csv"):
        with path.open() as file:
            lines = list(csv.reader(file))  # none where a table has no row
        assert all(line[-1] == (NOTICE if row else "notice") for row, line in enumerate(lines))
    with (out / "tests.csv").open() as file:
        rows = {row["test"]: row for row in csv.DictReader(file)}
    for entry in document["tests"]:
        assert float(rows[entry["test"]]["auc"]) == entry["population"]["auc"]["value"]
        assert rows[entry["test"]]["notice"] == NOTICE
        shares = entry["population"]["at_the_best"]
        assert 0 <= shares["sensitivity"]["low"] <= shares["sensitivity"]["high"] <= 1
    assert ET.parse(folder / "tests.svg").getroot().tag.endswith("svg")
    assert NOTICE in (folder / "tests.svg").read_text()


def test_the_same_folder_takes_no_other_question(command, told, people):
    folder, _ = told
    done = command("diagnose", people, "-o", "out", "--seed", "7", cwd=folder)
    assert done.returncode == 7
    assert "seed" in done.stderr
    assert done.stdout == ""


def test_one_person_gets_beliefs_and_a_next_test(command, tmp_path):
    done = command("diagnose", *LABS, *QUICK, "--plot", "one.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(NOTICE)
    for words in ("A woman of 34: serum_ferritin 25 ug/L", "No lesion", "bits", "candidates carry"):
        assert words in done.stdout, words
    assert NOTICE in (tmp_path / "one.svg").read_text()
    document = json.loads(command("diagnose", *LABS, *QUICK, "--json").stdout)
    assert document["schema"] == "rls-sim/diagnose-person/1"
    assert document["notice"] == NOTICE
    beliefs = document["beliefs"]
    assert sum(belief["probability"] for belief in beliefs) == pytest.approx(1.0)
    assert beliefs == sorted(beliefs, key=lambda belief: -belief["probability"])
    assert {"serum_ferritin", "transferrin_saturation"} == set(document["labs"])
    assert all(entry["bits"] >= 0 for entry in document["next_tests"])
    assert not {"serum_ferritin", "transferrin_saturation"} & {
        entry["test"] for entry in document["next_tests"]
    }


def test_the_answer_does_not_hang_on_threads_or_on_what_is_kept(command):
    words = ("diagnose", *LABS, *QUICK, "--lesion", "irp1_loss", "--seed", "4", "--json")
    first, again = (json.loads(command(*words, "-j", n).stdout) for n in (1, 2))
    assert first["beliefs"] == again["beliefs"]


def test_json_says_what_chance_was_drawn_from(command, people):
    words = ("diagnose", "--lab", "hb=140", "--lesion", "irp1_loss", "--cells", "500", "--json")
    told = [
        json.loads(command(*words, "-q", "--members", n, "--seed", "4").stdout)
        for n in ("0", "2", "3")
    ]
    assert [one["seed"] for one in told] == [4, 4, 4]
    none, two, three = (one["experiment"]["ensemble"] for one in told)
    assert none is None
    assert (two["members"], three["members"]) == (2, 3)
    assert len(two["sha256"]) == 64
    assert two["sha256"] != three["sha256"]
    words = ("diagnose", people, "--lab", "hb=140", "--json", "-q")
    document = json.loads(command(*words).stdout)
    assert len(document["experiment"]["cohort"]) == 64


def test_readings_that_nobody_in_the_model_has_get_no_probabilities(command):
    words = ("--lab", "saturation=0.12", "--lab", "ferritin=3000ug/L", *QUICK)
    for more in ((), ("--json",)):
        done = command("diagnose", *words, *more)
        assert done.returncode == 3
        assert done.stdout == ""
        assert "outside what the model's people have" in done.stderr
        assert "10 are the fewest" in done.stderr


def test_symptoms_are_explained(command):
    told = " ".join(command("diagnose", "--help").stdout.split())
    assert "of a cohort any symptoms in a year, of a cell an urge at some hour of its day" in told


def test_the_people_of_a_cohort_can_be_the_candidates(command, people):
    done = command("diagnose", people, "--lab", "ferritin=25", "--sex", "f", "-q")
    assert done.returncode == 0, done.stderr
    assert "like a woman" in done.stdout
    assert "what that population assumes" in " ".join(done.stdout.split())


def test_a_member_that_was_not_solved_is_refused_in_words(command, people):
    done = command("diagnose", people, "--member", "3")
    assert done.returncode in (3, 6), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_tests_are_listed(command):
    done = command("diagnose", "--list")
    assert done.returncode == 0
    assert done.stdout.startswith(NOTICE)
    assert "serum_ferritin" in done.stdout
    tests = json.loads(command("diagnose", "--list", "--json").stdout)["tests"]
    assert {test["test"] for test in tests} >= {"sonography", "d2_pet", "csf_ferritin"}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ([], 2, "Give COHORT_DIR, --lab TEST=VALUE"),
        (["--sex", "f"], 2, "Give COHORT_DIR"),
        (["none_such"], 3, "none_such"),
        (["--lab", "feritin=25"], 3, "Did you mean ferritin"),
        (["--lab", "ferritin=25kg"], 3, "serum_ferritin is in ug/L"),
        (["--lab", "hb=9000g/L"], 3, "lies outside 20 to 250 g/L"),
        (["--lab", "hb=14g/dL", "--lab", "hb=13g/dL"], 3, "given twice"),
        (["--lab", "hb=140", "--lesion", "irp_loss"], 3, "irp1_loss"),
        (["--lab", "hb=140", "--sex", "x"], 2, "'x' is not one of"),
        (["--lab", "hb=140", "--age", "7"], 2, "--age"),
        (["--lab", "hb=140", "--age", "nan"], 2, "nan is not from 18 to 89"),
        (["--lab", "hb=140", "--none", "nan"], 2, "nan is not from 0.0 to 1.0"),
        (["--lab", "hb=140", "--member", "1"], 2, "--member goes with COHORT_DIR"),
        (["--lab", "hb=140", "-o", "out"], 2, "-o goes with COHORT_DIR"),
        (["--lab", "hb=140", "--plot", "one.txt"], 3, "one.txt"),
        (["--lab", "hb=140", "--tests", "none.toml"], 3, "none.toml"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_words(command, tmp_path, words, code, told):
    more = ("--members", "0") if "--lesion" in words else ()
    done = command("diagnose", *words, *more, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []
