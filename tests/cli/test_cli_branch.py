"""branch: what is printed, what is kept, what is refused, and how it ends."""

import csv
import json

import pytest
from cli_files import files_of

KEPT = {"branch.csv", "figure.png", "figure.svg", "manifest.json"}
WORDS = ("branch", "receptor_density=0.02:2", "--threshold", "irls_score=15")


@pytest.fixture(scope="module")
def branched(command, tmp_path_factory):
    """A folder in which the branch of the receptor was kept, and what the command said."""
    folder = tmp_path_factory.mktemp("branched")
    done = command(*WORDS, "-o", "out", "--csv", "points.csv", "--plot", "branch.svg", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


@pytest.fixture(scope="module")
def document(command, branched):
    """The same as a document: what the folder holds is read, not computed."""
    folder, _ = branched
    done = command(*WORDS, "-o", "out", "--json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "nothing was computed" in done.stderr
    return json.loads(done.stdout)


def test_a_branch_prints_its_points_and_its_critical_values(branched):
    _, done = branched
    lines = done.stdout.splitlines()

    assert lines[:2] == ["the healthy cell", "followed from receptor_density = 1 over 35 days"]
    critical = done.stdout.partition("Critical values of receptor_density")[2]
    states = [line.split()[:2] for line in critical.splitlines()[1:5]]
    assert states == [
        ["dying", "below"],
        ["deficient", "from"],
        ["night_deficient", "from"],
        ["functional", "above"],
    ]
    assert "irls_score=15 holds at 0.49375" in done.stdout
    assert (
        "Stability was checked at 39 days, those at critical values too: a push fades at each"
        in done.stdout
    )
    assert "0.02: the low end of the range" in done.stdout


def test_the_critical_densities_come_with_certificates(document):
    assert document["schema"] == "rls-sim/branch/1"
    states = [one for one in document["criticals"] if one["below_state"] != one["above_state"]]
    assert [one["value"] for one in states] == pytest.approx(
        [0.0736227, 0.3091211, 0.6849602], rel=3e-6
    )
    assert [one["cause"] for one in states] == ["deficiency_loss", "day_reserve", "night_reserve"]
    for one in document["criticals"]:
        assert 0 < one["relative_width"] <= 1e-6
        assert one["proof"]["path"] == "harmonic_balance"
        assert one["proof"]["closure"] < 1e-6
        assert one["proof"]["error_estimate"] < 1e-7
        assert 0.99 < one["proof"]["multiplier"] < 1
    assert [end["ending"] for end in document["ends"]] == ["reached_low", "reached_high"]
    assert document["rows"][0]["neuron.receptor_density"] == 0.02
    assert document["columns"]["labile_iron"]["unit"] == "umol/L"


def test_a_critical_density_is_that_of_the_sweep(branched, swept, document):
    summary = json.loads((swept[0] / "results" / "density" / "summary.json").read_text())
    by_sweep = [boundary["value"] for boundary in summary["boundaries"]]
    states = [one for one in document["criticals"] if one["below_state"] != one["above_state"]]

    assert [one["value"] for one in states] == pytest.approx(by_sweep, rel=1e-6)


def test_a_branch_keeps_its_points_its_figure_and_what_made_them(branched):
    folder, done = branched

    assert files_of(folder / "out") == KEPT
    assert files_of(folder) == {"out", "points.csv", "branch.svg"}
    with (folder / "out" / "branch.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {row["stability"] for row in rows} == {"stable"}
    manifest = json.loads((folder / "out" / "manifest.json").read_text())
    assert manifest["experiment"]["follow"] == {"neuron.receptor_density": [0.02, 2.0]}
    assert manifest["command"].startswith("rls-sim branch receptor_density=0.02:2")
    assert "saved 35 points to out/" in done.stderr
    assert "per cent of the range: 100 of 100" in done.stderr


def test_the_csv_has_every_outcome_with_its_unit(branched):
    with (branched[0] / "points.csv").open() as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 35
    assert float(rows[0]["neuron.receptor_density [1]"]) == 0.02
    assert float(rows[0]["labile_iron [umol/L]"]) < float(rows[-1]["labile_iron [umol/L]"])
    assert rows[-1]["state"] == "functional"


def test_plot_draws_a_kept_branch(command, branched, tmp_path):
    folder, _ = branched
    done = command("plot", folder / "out", "--save", tmp_path / "again.svg")

    assert done.returncode == 0, done.stderr
    drawn = (tmp_path / "again.svg").read_bytes()
    assert drawn == (folder / "out" / "figure.svg").read_bytes()
    assert drawn == (folder / "branch.svg").read_bytes()


def test_cite_names_what_a_branch_rests_on(command, branched):
    done = command("cite", "out", cwd=branched[0])

    assert done.returncode == 0
    assert "@article{best2009," in done.stdout


def test_another_branch_in_the_folder_is_refused_by_what_differs(command, branched):
    folder, _ = branched
    done = command("branch", "receptor_density=0.02:1", "-o", "out", cwd=folder)

    assert done.returncode == 7
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "value 2 of 2 is 2, asked 1" in line


def test_a_lesion_s_size_is_followed_on_another_cell(command):
    done = command(
        *("branch", "receptor_synthesis=0.3:1", "-s", "brain_oxygen=0.5x"),
        *("--outcome", "labile_iron,state", "--progress", "none"),
    )

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "brain_oxygen" in done.stdout
    assert "followed from receptor_synthesis = 1" in done.stdout
    head = next(x for x in done.stdout.splitlines() if x.startswith("receptor_synthesis"))
    assert head.split() == ["receptor_synthesis", "labile_iron", "state"]


def test_a_branch_on_which_iron_runs_away_says_where_and_is_no_failure(command):
    done = command("branch", "endothelium.ferroportin_density=0:1", "-q")

    assert done.returncode == 0, done.stderr
    assert "grows without bound" in done.stdout
    assert "the search says no_periodic_state" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["receptor_densty=0.02:2"], "Did you mean neuron.receptor_density"),
        (["receptor_sythesis=0.02:1"], "Did you mean receptor_synthesis"),
        (["receptor_density=0.02"], "is not a range; write NAME=LO:HI"),
        (["receptor_density=2:0.02"], "2 is not below 0.02"),
        (["receptor_density=0.02:200"], "lies outside"),
        (["receptor_density=0.02:2", "--threshold", "irls=15"], "Did you mean irls_score"),
        (["receptor_density=0.02:2", "--outcome", "labil_iron"], "Did you mean labile_iron"),
        (["receptor_density=0.02:2", "-s", "receptor_density=1"], "is set by --set"),
        (["receptor_density=0.02:2", "--plot", "branch.jpeg"], "a figure is .png, .svg or .pdf"),
        (["receptor_density=0.02:2", "--csv", "."], "it is a folder"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_line(command, tmp_path, words, told):
    done = command("branch", *words, cwd=tmp_path)

    assert done.returncode == 3
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert told in line
    assert files_of(tmp_path) == set()


def test_a_cell_without_a_day_has_exit_code_4(command):
    words = ("branch", "receptor_density=0.5:1", "-s", "endothelium.ferroportin_density=0")
    done = command(*words)

    assert done.returncode == 4
    assert done.stdout == ""
    assert "no periodic day found" in done.stderr


def test_a_branch_without_an_argument_is_a_usage_error(command):
    assert command("branch").returncode == 2
