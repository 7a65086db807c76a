"""plot: the natural figure of each folder, the kinds it can give, and what is refused by name."""

import pytest

GRID = ("-p", "receptor_density=0.05,0.3,1", "-p", "neuron.ferroportin_density=0.5,1")
DRAWN = ("-p", "receptor_density=loguniform:0.1:2", "-p", "brain_oxygen=declared", "-N", "16")
BANDS = ("-p", "receptor_density=0.1,0.5,1", "-p", "brain_oxygen=declared", "-N", "4")
VERDICT = ("receptor_synthesis", "--singly", "--draws", "64", "--error", "0.9", "-q")


@pytest.fixture(scope="module")
def kept(command, tmp_path_factory):
    """A folder with sweeps of three designs, a branch and a verdict."""
    folder = tmp_path_factory.mktemp("kept")
    made = [
        ("sweep", *GRID, "-o", "grid", "-q"),
        ("sweep", *DRAWN, "-o", "drawn", "-q"),
        ("sweep", *BANDS, "-o", "bands", "-q"),
        ("branch", "receptor_density=0.5:1", "-o", "branch", "-q"),
        ("lesions", *VERDICT, "-o", "verdict"),
    ]
    for words in made:
        done = command(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
    return folder


def files_of(folder):
    """Every file below a folder, by its path."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def drawing(command, folder, *words):
    """What ``plot`` drew, as the text of an SVG."""
    done = command("plot", *words, "--save", folder / "figure.svg", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    return (folder / "figure.svg").read_text()


@pytest.mark.parametrize(
    ("name", "words", "told"),
    [
        ("grid", (), "State (cells)"),
        ("grid", ("--outcome", "labile_iron"), "Labile iron [µmol/L]"),
        ("drawn", (), "rank correlation"),
        ("drawn", ("--outcome", "function_reserve_night"), "Function reserve by night, least"),
        ("bands", (), "5 % of draws"),
        ("branch", (), "Labile iron"),
        ("verdict", (), "What each broken step explains"),
        ("grid", ("--kind", "day"), "cells, from noon to noon"),
        ("grid", ("--kind", "day", "--cell", "3"), "The day of one cell"),
        ("grid", ("--kind", "network", "--cell", "1"), "the healthy cell"),
        ("grid", ("--kind", "network", "--cell", "1", "--cell", "4"), "cell 4"),
        ("bands", ("--kind", "lines", "--outcome", "labile_iron"), "Labile iron [µmol/L]"),
    ],
)
def test_a_folder_gives_its_figures_and_stays_as_it_was(command, kept, tmp_path, name, words, told):
    before = files_of(kept / name)
    assert told in drawing(command, tmp_path, kept / name, *words)
    assert files_of(kept / name) == before


def test_the_same_figure_has_the_same_bytes_in_every_format(command, kept, tmp_path):
    formats = ("png", "svg", "pdf")
    for run in ("one", "two"):
        files = [word for f in formats for word in ("--save", tmp_path / f"{run}.{f}")]
        assert command("plot", kept / "grid", *files).returncode == 0
    for ending in formats:
        one, two = ((tmp_path / f"{run}.{ending}").read_bytes() for run in ("one", "two"))
        assert one == two
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--kind", "day", "--lesion", "receptor_synthesis:0.4"), "The day of one cell"),
        (("--kind", "network"), "widest arrow"),
        (("--kind", "network", "-s", "receptor_density=0.4"), "receptor_density=0.4"),
        (("--kind", "tornado", "--outcome", "labile_iron"), "elasticity"),
        (("--kind", "forest"), "What was published"),
    ],
)
def test_without_a_folder_one_cell_or_the_evidence_is_drawn(command, tmp_path, words, told):
    assert told in drawing(command, tmp_path, *words)


def test_the_figure_is_named_after_the_folder_or_the_kind(command, kept, tmp_path):
    assert command("plot", kept / "verdict", cwd=tmp_path).returncode == 0
    assert command("plot", "--kind", "forest", cwd=tmp_path).returncode == 0
    assert {path.name for path in tmp_path.iterdir()} == {"verdict.svg", "forest.svg"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["grid", "--kind", "state"], "no kind of figure 'state' (--kind). Did you mean states?"),
        (["--kind", "netwrk"], "Did you mean network?"),
        (["grid", "--kind", "lines"], "lines need one parameter that takes listed values"),
        (
            ["grid", "--kind", "tornado"],
            "at least 10 cells, and there are 6), which gives states",
        ),
        (["drawn", "--kind", "states"], "which gives tornado, day, network."),
        (["bands", "--kind", "heat"], "which gives lines"),
        (["branch", "--kind", "day"], "branch holds a branch, which gives branch."),
        (["verdict", "--kind", "lines"], "verdict holds a verdict on lesions, which gives heat."),
        (["--kind", "states"], "draws what a folder holds: give DIR. Without it there are day"),
        (["grid", "--kind", "network"], "--kind network draws 1 to 2 cells, and 0 are given"),
        (["grid", "--kind", "day", "--cell", "6"], "--cell 6: the cells of grid are 0 to 5."),
        (["grid", "--cell", "2"], "--cell goes with --kind day and network, not with states."),
        (["branch", "--outcome", "gate"], "--outcome goes with --kind lines, states and tornado"),
        (["grid", "--outcome", "labile_irn"], "Did you mean labile_iron"),
        (["grid", "--outcome", "urge_hours,urge_peak"], "contours of one --outcome"),
        (["drawn", "--outcome", "state"], "There is no outcome 'state'"),
        (["--kind", "tornado", "--outcome", "labile_irn"], "Did you mean labile_iron"),
        (["--kind", "forest", "-s", "receptor_density=1"], "takes the patients of one --lesion"),
        (["--kind", "forest", "--contrast", "rls/contrl"], "Did you mean rls/control or "),
        (["--kind", "day", "--contrast", "rls"], "--contrast goes with --kind forest"),
        (["--kind", "day", "-s", "receptor_denisty=1"], "Did you mean neuron.receptor_density"),
        (["--kind", "network", "--save", "net.jpeg"], "a figure is .png, .svg or .pdf"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_one_line(command, kept, words, told):
    done = command("plot", *words, cwd=kept)

    assert done.returncode == 3
    assert done.stdout == ""
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Give DIR, or --kind day, network, tornado or forest."),
        (["--kind", "day", "--cell", "1"], "--cell is of the sweep in DIR"),
        (["grid", "--lesion", "receptor_synthesis"], "leave out DIR"),
        (["grid", "--kind", "day", "--cell", "-1"], "--cell"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(command, kept, words, told):
    done = command("plot", *words, cwd=kept)

    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())


def test_a_cell_without_a_day_is_told_with_its_reason(command, tmp_path):
    words = ("--kind", "network", "-s", "endothelium.ferroportin_density=0")
    done = command("plot", *words, "--save", tmp_path / "none.svg")

    assert done.returncode == 4
    assert "no periodic day found" in done.stderr
    assert not (tmp_path / "none.svg").exists()


def test_the_evidence_is_drawn_for_a_contrast_and_in_pages(command, tmp_path):
    plot = ("plot", "--kind", "forest", "--contrast")
    assert command(*plot, "healthy", "--save", "well.svg", cwd=tmp_path).returncode == 0
    done = command(*plot, "all", "--save", "all.svg", "--save", "all.pdf", cwd=tmp_path)

    assert "In health" in (tmp_path / "well.svg").read_text()
    assert "Restless legs over control" not in (tmp_path / "well.svg").read_text()
    drawn = {path.name for path in tmp_path.iterdir()}
    assert {"all-1.svg", "all-2.svg", "all.pdf", "well.svg"} <= drawn
    assert "all.svg" not in drawn
    assert "wrote all-2.svg" in done.stderr


def test_the_evidence_beside_a_lesion_says_which_and_of_whom(command, tmp_path):
    words = ("--kind", "forest", "--lesion", "receptor_synthesis:0.4", "--contrast", "rls")
    text = " ".join(drawing(command, tmp_path, *words).split())

    assert "beside the model with receptor_synthesis:0.4" in text
    assert "of 400 members of the ensemble" in text
    assert "an ensemble of 10000" in text
