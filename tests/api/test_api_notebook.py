"""What a notebook shows: pictures and tables that stand alone; the user's settings stay."""

import subprocess
import sys
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import matplotlib.image
import nbformat
import pytest
from nbclient import NotebookClient

import rls_sim as rls
from rls_sim.api import progress as shown

LONE = {"img"}  # elements that have no end
PNG = b"\x89PNG\r\n\x1a\n"


class Reader(HTMLParser):
    """Sees that every element ends where it must, and what each refers to."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.sources, self.words = [], set(), [], []

    def handle_starttag(self, tag, attrs):
        self.seen.add(tag)
        self.sources += [value for name, value in attrs if name in ("src", "href")]
        assert not [name for name, _ in attrs if name.startswith("on")]
        if tag not in LONE:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def read(html):
    """The page, which is whole, runs nothing, and asks nobody for anything."""
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open
    assert not reader.seen & {"script", "iframe", "link", "style"}
    assert all(source.startswith("data:image/png;base64,") for source in reader.sources)
    return reader


@pytest.fixture(scope="module")
def results():
    """One of each kind."""
    density = {"receptor_density": [0.5, 0.8]}
    return {
        "cycle": rls.cycle(set={"receptor_density": "0.4x"}),
        "run": rls.run(set={"receptor_density": "0.4x"}, days=1),
        "sweep": rls.sweep(density),
        "branch": rls.branch("receptor_density", 0.65, 0.7),
        "treat": rls.treat("iv_iron=1000mg@d0", days=3),
    }


KINDS = ("cycle", "run", "sweep", "branch", "treat")


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_draws_itself(results, kind):
    result = results[kind]
    page = read(result._repr_html_())
    assert len(page.sources) == 1
    assert "neuron.receptor_density" in " ".join(page.words) or kind == "treat"
    assert result._repr_png_().startswith(PNG)
    assert result._repr_svg_().lstrip().startswith("<?xml")
    assert "<script" not in result._repr_svg_()
    assert len(repr(result).splitlines()) > 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_shown_and_kept_in_files(results, kind, tmp_path):
    figure = results[kind].plot(save=tmp_path / "figure.png")
    assert (tmp_path / "figure.png").read_bytes().startswith(PNG)
    assert figure._repr_png_().startswith(PNG)  # a notebook shows it though no pyplot knows it
    with pytest.raises(rls.InputError, match=r"ends in '\.gif'"):
        results[kind].plot(save=tmp_path / "figure.gif")


def test_words_fit_into_the_picture(results):
    picture = matplotlib.image.imread(BytesIO(results["cycle"]._repr_png_()))
    assert (picture[:, -2:, :3] == 1).all()  # nothing is cut off at the right edge


def test_a_sweep_without_a_figure_shows_its_table():
    alone = rls.sweep({"receptor_density": [0.5]})
    assert alone._repr_png_() is None
    assert not read(alone._repr_html_()).sources
    with pytest.raises(rls.InputError):
        alone.plot()


def test_names_of_others_are_escaped(tmp_path):
    path = tmp_path / "<b onload=x>.py"
    path.write_text(Path("configs/second_sink.py").read_text("utf-8"), "utf-8")
    cell = rls.model(extend=path, set={"axonal_loss": 0.01})
    page = read(cell._repr_html_())
    assert "<b onload=x>.py" in "".join(page.words)


def test_matplotlib_stays_as_the_user_has_it(results):
    ask = """
import matplotlib
matplotlib.rcParams["font.size"] = 31
matplotlib.rcParams["axes.facecolor"] = "red"
before = dict(matplotlib.rcParams)
import sys
import rls_sim as rls
day = rls.cycle()
day._repr_html_(), day._repr_svg_(), day.plot()
assert dict(matplotlib.rcParams) == before
assert "matplotlib.pyplot" not in sys.modules
print(len(day._repr_png_()))
"""
    without = {"PATH": "/usr/bin", "MPLBACKEND": "TkAgg"}  # no display
    done = subprocess.run(
        [sys.executable, "-c", ask], capture_output=True, text=True, env=without, check=True
    )
    assert int(done.stdout) == len(rls.cycle()._repr_png_())


def test_a_notebook_shows_the_day_as_an_image():
    cells = [
        "import numpy\nimport rls_sim as rls",
        "day = rls.cycle(set={'receptor_density': '0.4x'})\nday",
        "day.plot()",
        "rls.model(set={'receptor_density': '0.4x'})",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    day, figure, cell = (book.cells[place].outputs[0]["data"] for place in (1, 2, 3))
    assert {"image/png", "image/svg+xml", "text/html", "text/plain"} <= set(day)
    assert "image/png" in figure
    assert "neuron.receptor_density" in cell["text/html"]


class Told:
    """Stands where progress is shown, and keeps what it is told."""

    def __init__(self):
        self.lines = []

    def show(self, text, done, total):
        self.lines.append((text, done, total))

    def end(self, text):
        self.lines.append(text)


def test_progress_is_told_of_what_takes_long(monkeypatch):
    place = Told()
    monkeypatch.setattr(shown, "_place", lambda: place)
    monkeypatch.setattr(shown, "PATIENCE", 0.0)
    monkeypatch.setattr(shown, "BETWEEN", 0.0)
    rls.sweep({"receptor_density": [0.5, 0.8]}, traces="none")
    assert place.lines[-2][1:] == (2, 2)
    assert place.lines[-1] == "cells: 2 of 2, done"
    place.lines.clear()
    rls.sweep({"receptor_density": [0.5, 0.8]}, traces="none", progress=False)
    assert not place.lines


def test_what_is_quick_shows_no_progress(monkeypatch):
    place = Told()
    monkeypatch.setattr(shown, "_place", lambda: place)
    with shown.Progress("cells") as progress:
        progress.tell(1, 2)
    assert not place.lines
