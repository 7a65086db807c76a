"""sweep and plot: what is printed, what is kept, what is refused."""

import csv
import json
import re
import shutil
import signal
import subprocess
import sys

import pytest
from cli_files import files_of

KEPT = {
    *("cells", "traces", "running", "cells.csv"),
    *("figure.png", "figure.svg", "manifest.json", "summary.json"),
}


def contents(folder):
    """Every file below a folder, by its path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in paths
        if path.name != "summary.json"  # it has the times
    }


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
    for name in ("status", "error", "path", "residual", "error_estimate", "closure", "nodes"):
        assert name in rows[0]
    manifest = json.loads((kept / "manifest.json").read_text())
    assert manifest["schema"] == "rls-sim/sweep/1"
    (axis,) = manifest["experiment"]["design"]["axes"]
    assert axis == {"names": ["neuron.receptor_density"], "values": [[0.05], [0.2], [0.5], [1.0]]}
    assert manifest["command"] == "rls-sim sweep density.toml"
    assert "saved 4 cells (0 failed) to results/density/" in done.stderr


def test_the_same_command_again_finds_its_results(command, swept):
    folder, done = swept
    kept = folder / "results" / "density"
    before = contents(kept)

    again = command("sweep", "density.toml", cwd=folder)

    assert again.returncode == 0
    assert again.stdout == done.stdout
    assert "nothing was computed" in again.stderr
    assert contents(kept) == before


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
    before = contents(tmp_path / "kept")
    (tmp_path / "kept" / "cells.csv").write_text("edited by hand\n")
    (part,) = (tmp_path / "kept" / "cells").iterdir()
    part.write_bytes(part.read_bytes()[:1000])
    (tmp_path / "kept" / "notes.txt").write_text("mine")

    done = command("sweep", "density.toml", "-o", tmp_path / "kept", cwd=folder)

    assert done.returncode == 0, done.stderr
    assert f"set aside {tmp_path}/kept/damaged/{part.name}.1" in done.stderr
    after = contents(tmp_path / "kept")
    assert {name: after[name] for name in before} == before
    assert files_of(tmp_path / "kept") == KEPT | {"notes.txt", "damaged"}


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
    assert "cells    4 in 1 part\n" in done.stdout
    assert "neuron.receptor_density: 4 values, 0.05 to 1" in done.stdout
    assert re.search(r"time +about \S+ s on \d+ thread", done.stdout)
    assert re.search(r"disk +about \S+ kB", done.stdout)
    assert not (folder / "elsewhere").exists()


def test_a_cell_without_a_day_keeps_its_row_and_is_told(command, tmp_path):
    words = ["sweep", "-p", "endothelium.ferroportin_density=0,1", "-o", tmp_path / "out"]
    done = command(*words, "--json")
    document = json.loads(done.stdout)

    assert done.returncode == 0
    assert [row["endothelium.ferroportin_density"] for row in document["rows"]] == [0.0, 1.0]
    assert document["rows"][0]["status"] == "no_periodic_state"
    assert document["rows"][0]["labile_iron"] is None
    assert document["rows"][1]["status"] == "converged"
    assert "1 of 2 cells have no periodic state" in done.stderr
    with (tmp_path / "out" / "cells.csv").open() as file:
        assert [row["status"] for row in csv.DictReader(file)] == [
            "no_periodic_state",
            "converged",
        ]
    assert "failed: no_periodic_state" in command(*words).stdout

    again = command("replay", tmp_path / "out", "--id", "0")
    assert again.returncode == 0, again.stderr
    assert "no_periodic_state: No periodic state:" in again.stdout
    assert "The row that is kept says the same." in again.stdout


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
def test_an_interrupted_sweep_keeps_its_cells_and_says_how_to_go_on(command, tmp_path, end, code):
    words = "sweep -p receptor_density=log:0.02:2:3000 --traces none -o out --progress json"
    with subprocess.Popen(
        [sys.executable, "-m", "rls_sim", *words.split()],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell's background job ignores Ctrl-C, and its children with it: heed it again.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        try:
            lines = iter(process.stderr.readline, "")
            next(line for line in lines if '"event": "progress"' in line)
            process.send_signal(end)
            out, err = process.communicate(timeout=60)
        finally:
            process.kill()

    assert process.returncode == code
    assert out == ""
    assert "Traceback" not in err
    told, resume = err.splitlines()[-2:]
    kept = int(re.fullmatch(r"interrupted; (\d+) of 3000 cells are kept. Go on with:", told)[1])
    assert 0 < kept < 3000
    assert resume == "rls-sim resume out"
    status = json.loads(command("status", "out", "--json", cwd=tmp_path).stdout)
    assert (status["done"], status["complete"], status["at_work"]) == (kept, False, [])

    done = command(*resume.split()[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"solving {3000 - kept} of 3000 cells" in done.stderr
    assert "3000 of 3000 cells, 100 %" in command("status", "out", cwd=tmp_path).stdout


def test_a_long_sweep_is_summed_up_and_not_printed_row_by_row(command, tmp_path):
    words = ["-p", "receptor_density=loguniform:0.1:2", "-p", "ferroportin_density=0.8,1.2"]
    done = command("sweep", *words, "-N", "128", "--seed", "5", "-q", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["converged", "256", "100"] in lines
    assert any(line[:2] == ["labile_iron", "umol/L"] for line in lines)
    assert any(line[:2] == ["receptor_density", "256"] for line in lines)
    assert len(lines) < 40


def test_samples_pairs_and_tables_make_the_rows_that_were_asked_for(command, tmp_path):
    (tmp_path / "cells.csv").write_text("receptor_density,brain_oxygen\n0.5,3\n0.9,4\n")
    shared = ("--outcome", "labile_iron", "--json", "-q")
    table = command("sweep", "-p", "@cells.csv", *shared, cwd=tmp_path)
    pairs = command(
        *("sweep", "-p", "receptor_density=0.5,0.9", "-p", "brain_oxygen=3,4"),
        *("--zip", "receptor_density,brain_oxygen", *shared),
        cwd=tmp_path,
    )

    assert table.returncode == pairs.returncode == 0, table.stderr + pairs.stderr
    rows, same = (json.loads(done.stdout)["rows"] for done in (table, pairs))
    assert rows == same
    assert [row["neuron.receptor_density"] for row in rows] == [0.5, 0.9]


def test_shards_are_told_what_completes_them(command, tmp_path):
    words = ["sweep", "-p", "receptor_density=log:0.1:1:64", "-o", "out", "--traces", "none"]
    first = command(*words, "--shard", "1/2", cwd=tmp_path)
    early = command("merge", "out", cwd=tmp_path)
    second = command("resume", "out", "--shard", "2/2", cwd=tmp_path)

    assert first.returncode == 0, first.stderr
    assert "when all shards are: rls-sim merge out" in first.stderr
    assert early.returncode == 6
    assert "32 of 64 cells are missing (32 to 63)" in early.stderr
    assert second.returncode == 0, second.stderr
    assert "Critical values" in second.stdout  # the last shard completes the sweep
    assert "Critical values" in command("merge", "out", cwd=tmp_path).stdout


def test_a_check_by_the_reference_prints_the_largest_difference(command, swept):
    done = command("sweep", "--check", "results/density", cwd=swept[0])

    assert done.returncode == 0, done.stderr
    assert "1 cell solved again by NumPy and SciPy alone (seed 0)" in done.stdout
    assert "Every status and state is the same." in done.stdout


def test_a_row_is_replayed_in_full(command, swept, tmp_path):
    folder, _ = swept
    done = command(
        "replay", "results/density", "--id", "2", "--plot", tmp_path / "day.svg", cwd=folder
    )
    told = json.loads(
        command("replay", "results/density", "--id", "2", "--json", cwd=folder).stdout
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("cell 2: neuron.receptor_density = 0.5\n")
    assert "found by harmonic balance" in done.stdout
    assert (tmp_path / "day.svg").read_text().startswith("<?xml")
    assert told["kept"]["labile_iron"] == pytest.approx(told["outcomes"]["labile_iron"], rel=1e-7)


def test_progress_can_be_read_by_programs(command, tmp_path):
    words = ["sweep", "-p", "receptor_density=log:0.5:1:64", "--progress", "json", "-o", "out"]
    done = command(*words, cwd=tmp_path)

    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert events[-1]["done"] == events[-1]["total"] == 64
    assert set(events[-1]) >= {"event", "failed", "per_second", "seconds_left"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["status", "nowhere"], "nowhere: there is no such folder"),
        (["resume", "."], "holds no sweep of rls-sim"),
        (["replay", "results/density", "--id", "4"], "cells of results/density are 0 to 3"),
        (["sweep", "-p", "receptor_density=1,2", "--keep", "labile_irn"], "labile_iron"),
        (["sweep", "-p", "receptor_density=1,2", "--follow", "gates"], "quantity 'gates'"),
        (["sweep", "-p", "receptor_density=1,2", "--max-failed", "some"], "--max-failed some"),
        (["sweep", "-p", "receptor_density=1,2", "--shard", "3/2", "-o", "x"], "--shard 3/2"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(command, swept, words, told):
    done = command(*words, cwd=swept[0])

    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert told in done.stderr


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
        (["."], "holds no sweep or branch or lesions of rls-sim"),
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
