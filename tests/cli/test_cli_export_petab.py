"""export petab: what is written, said and refused."""

import json

import pytest
from cli_files import files_of

TABLES = {"model.xml", "conditions.tsv", "observables.tsv", "parameters.tsv", "measurements.tsv"}
ABOUT = {"README.md", "evidence.tsv", "manifest.json", "healthy.yaml"}
CASE = {"irp1_loss.yaml", "measurements_irp1_loss.tsv"}


@pytest.fixture(scope="module")
def exported(command, tmp_path_factory):
    folder = tmp_path_factory.mktemp("exported")
    done = command("export", "petab", "--lesion", "irp1_loss", "-o", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done


def test_a_problem_for_each_case_is_written_and_checked(exported):
    folder, done = exported
    assert files_of(folder / "out") == TABLES | ABOUT | CASE
    assert done.stdout == ""
    assert "wrote out: 4 conditions, 53 observables, 26 measurements of each case" in done.stderr
    assert "0 errors, 0 warnings" in done.stderr
    assert "2 problems of version 1: nothing found" in done.stderr


def test_the_folder_says_what_made_it_and_what_petab_cannot_say(exported):
    folder, _ = exported
    manifest = json.loads((folder / "out" / "manifest.json").read_text())
    assert manifest["schema"] == "rls-sim/petab/1"
    assert manifest["command"] == "rls-sim export petab --lesion irp1_loss -o out"
    readme = (folder / "out" / "README.md").read_text()
    head = (folder / "out" / "irp1_loss.yaml").read_text()
    for text in (readme, head):
        assert manifest["experiment"]["model_hash"] in text
        assert "no periodic ones" in " ".join(text.split())
        assert "no medical advice" in " ".join(text.split())


def test_the_same_problem_is_left_and_another_refused(command, exported):
    folder, _ = exported
    before = {p.name: p.stat().st_mtime_ns for p in (folder / "out").iterdir()}
    same = command("export", "petab", "--lesion", "irp1_loss", "-o", "out", cwd=folder)
    assert same.returncode == 0
    assert "holds this problem already" in same.stderr
    other = command("export", "petab", "--lesion", "hfe_loss", "-o", "out", cwd=folder)
    assert other.returncode == 7
    assert "holds a different experiment" in other.stderr
    assert {p.name: p.stat().st_mtime_ns for p in (folder / "out").iterdir()} == before


def test_a_folder_of_a_stranger_is_refused(command, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    done = command("export", "petab", "--lesion", "irp1_loss", "-o", "mine", cwd=tmp_path)
    assert done.returncode == 7
    assert "thesis.txt" in done.stderr
    assert files_of(tmp_path / "mine") == {"thesis.txt"}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--lesion", "irp1_los"), 3, "Did you mean irp1_loss or"),
        (("--lesion", "irp1_loss:7"), 3, "size 7 lies outside 0 to 1"),
        (("--lesion", "irp1_loss+excess_transferin"), 3, "Did you mean excess_transferrin?"),
        (("--version", "3"), 2, "'3' is not one of"),
    ],
)
def test_what_cannot_be_is_refused_by_name(command, tmp_path, words, code, told):
    done = command("export", "petab", *words, "-o", "out", cwd=tmp_path)
    assert done.returncode == code
    assert told in done.stderr
    assert not (tmp_path / "out").exists()


def test_version_2_estimates_the_sizes_of_a_pair(command, tmp_path):
    pair = "receptor_synthesis:0.3+excess_transferrin"
    words = ("export", "petab", "--version", "2", "--lesion", pair, "--no-lint", "-q", "-o", "out")
    done = command(*words, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    case = "receptor_synthesis_0_3__excess_transferrin"
    sizes = (tmp_path / "out" / f"parameters_{case}.tsv").read_text().splitlines()
    assert [line.split("\t")[0] for line in sizes[1:]] == [
        f"size_of_receptor_synthesis_0_3_in_{case}",
        f"size_of_excess_transferrin_in_{case}",
    ]
