"""sweep and plot: what is printed, what is kept, what is refused."""

import csv
import json
import shutil
import signal
import subprocess
import sys

import pytest
from cli_files import files_of

KEPT = {"cells.csv", "days.csv", "figure.png", "figure.svg", "manifest.json"}


def test_a_sweep_prints_a_row_a_cell_and_the_critical_values(swept):
    _, done = swept
    lines = done.stdout.splitlines()

    assert lines[0] == "A short sweep"
    head = next(line for line in lines if line.startswith("receptor_density"))
    assert head.split() == ["receptor_density", "labile_iron", "urge_hours", "state"]
    assert "dying" in done.stdout
    assert "functional" in done.stdout
    critical = done.stdout.partition("Critical values of receptor_density")[2]
    assert "below" in critical
    assert "above" in critical


def test_a_sweep_keeps_its_cells_its_figure_and_what_made_them(swept):
    folder, done = swept
    kept = folder / "results" / "density"

    assert files_of(kept) == KEPT
    assert files_of(folder / "results") == {"density"}  # no temporary left
    with (kept / "cells.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [float(row["neuron.receptor_density"]) for row in rows] == [0.05, 0.2, 0.5, 1.0]
    for name in ("status", "error", "path", "residual", "closure", "nodes"):
        assert name in rows[0]
    manifest = json.loads((kept / "manifest.json").read_text())
    assert manifest["schema"] == "rls-sim/sweep/1"
    assert manifest["experiment"]["vary"] == {"neuron.receptor_density": [0.05, 0.2, 0.5, 1.0]}
    assert manifest["command"] == "rls-sim sweep density.toml"
    assert "saved 4 cells (0 failed) to results/density/" in done.stderr


def test_the_same_command_again_finds_its_results(command, swept):
    folder, done = swept
    kept = folder / "results" / "density"
    before = {path.name: path.read_bytes() for path in kept.iterdir()}

    again = command("sweep", "density.toml", cwd=folder)

    assert again.returncode == 0
    assert again.stdout == done.stdout
    assert "nothing was computed" in again.stderr
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == before


def test_another_experiment_in_the_folder_is_refused_by_what_differs(command, swept):
    folder, _ = swept
    before = (folder / "results" / "density" / "manifest.json").read_bytes()

    done = command("sweep", "density.toml", "-s", "neuron.ferroportin_density=0.5", cwd=folder)

    assert done.returncode == 7
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "neuron.ferroportin_density none, asked 0.5" in line
    assert "-o/--out" in line
    assert (folder / "results" / "density" / "manifest.json").read_bytes() == before


def test_a_folder_of_other_files_is_refused(command, swept, tmp_path):
    folder, _ = swept
    (tmp_path / "thesis.txt").write_text("mine")

    done = command("sweep", "density.toml", "-o", tmp_path, cwd=folder)

    assert done.returncode == 7
    assert "thesis.txt" in done.stderr
    assert files_of(tmp_path) == {"thesis.txt"}


def test_a_damaged_result_is_made_again_as_it_was(command, swept, tmp_path):
    folder, _ = swept
    shutil.copytree(folder / "results" / "density", tmp_path / "kept")
    cells = (tmp_path / "kept" / "cells.csv").read_bytes()
    (tmp_path / "kept" / "cells.csv").write_text("edited by hand\n")
    (tmp_path / "kept" / "notes.txt").write_text("mine")

    done = command("sweep", "density.toml", "-o", tmp_path / "kept", cwd=folder)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "kept" / "cells.csv").read_bytes() == cells
    assert files_of(tmp_path / "kept") == KEPT | {"notes.txt"}


def test_an_unwritable_folder_is_told_before_anything_is_computed(command, swept, tmp_path):
    folder, _ = swept
    (tmp_path / "file").write_text("")

    done = command("sweep", "density.toml", "-o", tmp_path / "file" / "deep", cwd=folder)

    assert done.returncode == 3
    assert done.stderr.startswith("error: Cannot write into")
    assert "solving" not in done.stderr


def test_a_dry_run_prints_the_plan_and_computes_nothing(command, swept):
    folder, _ = swept
    done = command("sweep", "density.toml", "--dry-run", "-o", "elsewhere", cwd=folder)

    assert done.returncode == 0
    assert "cells    4" in done.stdout
    assert "neuron.receptor_density: 4 values, 0.05 to 1" in done.stdout
    assert not (folder / "elsewhere").exists()


def test_a_failed_cell_keeps_its_row_and_the_exit_code_tells(command, tmp_path):
    words = ["sweep", "-p", "endothelium.ferroportin_density=0,1", "-o", tmp_path / "out"]
    done = command(*words, "--json")
    document = json.loads(done.stdout)

    assert done.returncode == 5
    assert [row["endothelium.ferroportin_density"] for row in document["rows"]] == [0.0, 1.0]
    assert document["rows"][0]["status"] == "no_periodic_state"
    assert document["rows"][0]["labile_iron"] is None
    assert document["rows"][1]["status"] == "converged"
    assert "1 of 2 cells failed (0 allowed by --max-failed)" in done.stderr
    with (tmp_path / "out" / "cells.csv").open() as file:
        assert [row["status"] for row in csv.DictReader(file)] == [
            "no_periodic_state",
            "converged",
        ]

    allowed = command(*words, "--max-failed", "1")
    assert allowed.returncode == 0
    assert "failed: no_periodic_state" in allowed.stdout


def test_two_parameters_are_combined_and_nothing_is_kept_without_a_folder(command, tmp_path):
    words = ["sweep", "-p", "receptor_density=0.5,1", "-p", "ferroportin_density=0.8x,1x"]
    done = command(*words, "--outcome", "labile_iron,state", "-q", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    head, _, *lines = done.stdout.splitlines()
    assert head.split() == ["receptor_density", "ferroportin_density", "labile_iron", "state"]
    rows = [line.split() for line in lines]
    assert [row[:2] for row in rows] == [["0.5", "0.8"], ["0.5", "1"], ["1", "0.8"], ["1", "1"]]
    iron = [float(row[2]) for row in rows]
    assert iron[0] > iron[1]  # what cannot leave stays
    assert iron[2] > iron[3] > iron[1]  # more receptor, more iron
    assert rows[3][3:] == ["functional"]
    assert files_of(tmp_path) == set()


@pytest.mark.parametrize(("end", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_sweep_leaves_nothing_half_written(tmp_path, end, code):
    words = ["sweep", "-p", "receptor_density=log:0.02:2:2000", "-o", "out"]
    with subprocess.Popen(
        [sys.executable, "-m", "rls_sim.cli.main", *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job ignores Ctrl-C, and its children with it: heed it again.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        try:
            assert process.stderr is not None
            assert "solving 2000 cells" in process.stderr.readline()
            process.send_signal(end)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()

    assert process.returncode == code
    assert out == ""
    assert "nothing is left half written" in err
    assert "Traceback" not in err
    assert files_of(tmp_path) == set()


def test_plot_draws_a_kept_sweep_without_touching_it(command, swept, tmp_path):
    folder, _ = swept
    kept = folder / "results" / "density"
    done = command("plot", kept, "--save", tmp_path / "one.svg", "--save", tmp_path / "two.pdf")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "one.svg").read_bytes() == (kept / "figure.svg").read_bytes()
    assert (tmp_path / "two.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere"], "nowhere: there is no such folder"),
        (["."], "holds no sweep or branch of rls-sim"),
        (["results/density", "--save", "figure.jpeg"], "a figure is .png, .svg or .pdf"),
    ],
)
def test_plot_refuses_what_it_cannot_draw(command, swept, words, told):
    done = command("plot", *words, cwd=swept[0])

    assert done.returncode == 3
    assert told in done.stderr
    assert not (swept[0] / "figure.jpeg").exists()


def test_cite_names_what_a_result_rests_on(command, swept):
    done = command("cite", "results/density", cwd=swept[0])

    assert done.returncode == 0
    assert done.stdout.startswith("@software{rls_sim,")
    assert "@article{best2009," in done.stdout
