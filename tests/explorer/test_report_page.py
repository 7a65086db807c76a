"""Reports in a real browser, from a file: tables sort and search, figures tell values, none ask."""

import csv
import gzip
import subprocess
import sys
from pathlib import Path

import pytest

AXE = Path(__file__).parent / "vendor" / "axe.min.js.gz"
RUN = [sys.executable, "-m", "rls_sim"]
MADE = {
    "line": ("sweep", "-p", "receptor_density=log:0.05:2:12", "-o", "line"),
    "map": (
        "sweep",
        "-p",
        "receptor_density=0.05,0.2,0.5,1",
        "-p",
        "brain_oxygen=3,5",
        "-o",
        "map",
    ),
    "study": ("experiment", "run", "movement_relief", "--members", "8", "-o", "study"),
}
OXYGEN = "Oxygen in the tissue, percent (brain_oxygen) [ratio]"
SIGNS_OF_NOTHING = "Point at the"


@pytest.fixture(scope="module")
def addresses(tmp_path_factory):
    """Reports by name, each a file."""
    folder = tmp_path_factory.mktemp("reports")
    for name, words in MADE.items():
        for command in (words, ("report", name)):
            subprocess.run([*RUN, *command], cwd=folder, check=True, capture_output=True)
    return {name: (folder / f"{name}.html").as_uri() for name in MADE}


@pytest.fixture
def visit_report(browser, addresses):
    """Open a report; at the end nothing may have erred, and nothing been asked of anybody."""
    troubles, contexts = [], []

    def visit(name, **settings):
        context = browser.new_context(accept_downloads=True, **settings)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(message.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "request",
            lambda asked: (
                None
                if asked.url.startswith((addresses[name], "data:"))
                else troubles.append(asked.url)
            ),
        )
        page.goto(addresses[name])
        return page

    yield visit
    for context in contexts:
        context.close()
    assert troubles == []


def cells_table(page):
    return page.locator("table[data-name=cells]")


def column(page, key):
    """What the shown rows have in a column."""
    return page.evaluate(
        """key => {
            const table = document.querySelector("table[data-name=cells]");
            const at = [...table.tHead.rows[0].cells].findIndex(one => one.dataset.key === key);
            return [...table.tBodies[0].rows].filter(row => !row.classList.contains("hidden"))
                .map(row => Number(row.cells[at].dataset.v ?? row.cells[at].textContent));
        }""",
        key,
    )


@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("width", [360, 1200])
def test_axe_finds_nothing_to_complain_of(visit_report, name, width):
    page = visit_report(name, viewport={"width": width, "height": 800})
    page.evaluate(gzip.decompress(AXE.read_bytes()).decode("utf-8"))
    found = page.evaluate("axe.run()")

    assert len(found["passes"]) > 15
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_table_sorts_by_the_keyboard(visit_report):
    page = visit_report("line")
    head = cells_table(page).locator("th[data-key=labile_iron]")
    head.locator("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    rising = column(page, "labile_iron")
    page.keyboard.press("Enter")

    assert head.get_attribute("aria-sort") == "descending"
    assert rising == sorted(rising)
    assert column(page, "labile_iron") == rising[::-1]


def test_a_table_is_searched_by_bounds_and_words_and_saved(visit_report, tmp_path):
    page = visit_report("line")
    tools = page.locator(".tools", has=page.get_by_role("searchbox")).first
    search = tools.get_by_role("searchbox")
    told = tools.locator("output")
    assert told.inner_text() == "12 rows"
    every = column(page, "labile_iron")

    search.fill("labile_iron>0.5 functional")
    kept = column(page, "labile_iron")
    assert 0 < len(kept) < 12
    assert told.inner_text() == f"{len(kept)} of 12 rows match"
    with page.expect_download() as caught:
        tools.get_by_role("button", name="Save these rows as CSV").click()
    saved = tmp_path / caught.value.suggested_filename
    caught.value.save_as(saved)
    rows = list(csv.DictReader(saved.read_text().splitlines()))
    assert [float(row["labile_iron"]) for row in rows] == kept
    assert {row["state"] for row in rows} == {"functional"}
    assert len(rows[0]) > 50  # columns that are not shown too

    search.fill("nothing_of_that_name>3")
    assert "no column is meant by nothing_of_that_name>3" in told.inner_text()
    search.fill("")
    tools.get_by_label("State").select_option("dying")
    assert len(column(page, "labile_iron")) < len(every)


def test_a_figure_tells_its_values_to_the_pointer_and_to_the_keys(visit_report):
    page = visit_report("line")
    figure = page.locator("figure.chart", has_text="Labile iron").first
    told, drawing = figure.locator("output"), figure.locator("svg[tabindex='0']")
    assert told.inner_text().startswith(SIGNS_OF_NOTHING)

    drawing.focus()
    page.keyboard.press("End")
    value = float(told.inner_text().split("Labile iron: ")[1].split(",")[0])
    assert value == pytest.approx(max(column(page, "labile_iron")), rel=1e-3)
    page.keyboard.press("ArrowLeft")
    assert float(told.inner_text().split("Labile iron: ")[1].split(",")[0]) < value
    page.keyboard.press("Escape")
    assert told.inner_text().startswith(SIGNS_OF_NOTHING)
    assert figure.locator(".cursor").count() == 0

    box = drawing.bounding_box()
    page.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 0.5 * box["height"])
    assert "well" in told.inner_text()
    page.mouse.move(0, 0)
    assert told.inner_text().startswith(SIGNS_OF_NOTHING)


def test_a_series_is_hidden_and_shown_again(visit_report):
    page = visit_report("line")
    figure = page.locator("figure.chart", has=page.locator("button[aria-pressed]")).first
    name = figure.get_by_role("button").first
    drawn = figure.locator("g[data-series='0']").first
    said = name.inner_text().strip()

    name.click()
    assert name.get_attribute("aria-pressed") == "false"
    assert not drawn.is_visible()
    figure.locator("svg[tabindex='0']").focus()
    page.keyboard.press("End")
    assert f"{said}:" not in figure.locator("output").inner_text()
    name.click()
    assert drawn.is_visible()


def test_a_map_is_walked_by_the_keys(visit_report):
    page = visit_report("map")
    figure = page.locator("figure.chart").first
    figure.locator("svg[tabindex='0']").focus()
    page.keyboard.press("Home")
    assert (
        figure.locator("output")
        .inner_text()
        .endswith("(neuron.receptor_density) [ratio]: 0.05; " + OXYGEN + ": 5. dying")
    )
    page.keyboard.press("End")
    page.keyboard.press("ArrowDown")
    assert figure.locator("output").inner_text().endswith(f"1; {OXYGEN}: 3. well")


def test_without_scripts_everything_is_there(visit_report):
    page = visit_report("line", java_script_enabled=False)

    assert page.locator("table[data-name=cells] tbody tr:visible").count() == 12
    assert page.locator("figure.chart svg[role=img]:visible").count() >= 5
    assert page.locator("button:visible").count() == 0


def test_on_paper_there_are_no_tools_and_no_cut_tables(visit_report):
    page = visit_report("study", viewport={"width": 800, "height": 1000})
    page.emulate_media(media="print")

    assert page.locator(".tools:visible, nav:visible, output:visible").count() == 0
    cut = (
        "[...document.querySelectorAll('.scroll')].filter(e => e.scrollHeight > e.clientHeight + 1)"
    )
    assert page.evaluate(f"{cut}.length") == 0
    assert page.pdf(format="A4").count(b"/Type /Page\n") >= 3
