"""For everybody: by keyboard alone, on a small screen, in the dark, aloud, on paper, offline."""

import json
import re

import pytest
from browser import read_axe, violations
from playwright.sync_api import expect

NARROW = {"width": 360, "height": 800}
TWO = "#lesion=receptor_synthesis:0.45&b=neuron.receptor_density%3D0.7"
SCREENS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": NARROW},
    "narrow and dark": {"viewport": NARROW, "color_scheme": "dark"},
}


@pytest.fixture(scope="session")
def axe():
    """axe-core as published."""
    return read_axe()


@pytest.mark.parametrize(
    ("source", "screen"),  # both are the same page: each screen is looked at once
    [
        ("server", "light"),
        ("static", "dark"),
        ("static", "narrow"),
        ("server", "narrow and dark"),
    ],
)
def test_axe_finds_nothing_to_complain_of(request, visit, axe, source, screen):
    address = request.getfixturevalue(f"{source}_address")
    explorer = visit(address, TWO, **SCREENS[screen])
    explorer.map_solved()
    explorer.page.get_by_text("The day as a table").click()
    explorer.page.get_by_text(re.compile(r"^All \d+ outcomes")).click()
    explorer.page.locator("#parameters details summary").first.click()
    explorer.page.get_by_role("button", name=re.compile("^About")).first.click()
    explorer.page.get_by_text("Source and doubts").first.click()
    assert violations(explorer.page, axe) == []


def test_axe_finds_nothing_in_a_failed_cell(server_address, visit, axe):
    explorer = visit(server_address, "#endothelium.ferroportin_export_maximal=0.001")
    expect(explorer.badge()).to_contain_text("not solved")
    assert violations(explorer.page, axe) == []


def test_axe_does_find_what_is_wrong(server_address, visit, axe):
    explorer = visit(server_address)
    explorer.page.evaluate("document.querySelector('#lesion').removeAttribute('aria-label')")
    assert any(line.startswith("select-name") for line in violations(explorer.page, axe))


def focused(explorer):
    return explorer.page.evaluate(
        "(document.activeElement.getAttribute('aria-label') ?? '') + ' ' "
        "+ [...(document.activeElement.labels ?? [])].map(l => l.textContent).join() + ' ' "
        "+ (document.activeElement.id || document.activeElement.textContent.slice(0, 60))"
    )


def go_to(explorer, words, most=120):
    """Press Tab until something is focused that these words name; it must be seen to be."""
    for _ in range(most):
        explorer.page.keyboard.press("Tab")
        if words in focused(explorer):
            style = "getComputedStyle(document.activeElement)"
            assert explorer.page.evaluate(f"{style}.outlineStyle") != "none"
            return
    raise AssertionError(f"{words} is not reached by Tab")


def test_all_is_done_by_keyboard_alone(explorer):
    keyboard = explorer.page.keyboard
    go_to(explorer, "Compare")
    go_to(explorer, "Lesion to add")
    keyboard.type("Loss of IRP2")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(explorer.badge()).to_contain_text("irp2_loss:0.3")
    keyboard.press("End")
    expect(explorer.badge()).to_contain_text("irp2_loss:1")
    go_to(explorer, "Receptor density, neuron")
    keyboard.press("PageDown")
    expect(explorer.badge()).to_contain_text("neuron.receptor_density")
    keyboard.press("Control+z")
    expect(explorer.badge()).not_to_contain_text("neuron.receptor_density")
    go_to(explorer, "map-surface")
    keyboard.press("Shift+ArrowLeft")
    expect(explorer.badge()).to_contain_text("neuron.receptor_density")
    go_to(explorer, "Observations with the words")
    keyboard.type("ferritin")
    expect(explorer.page.locator(".tally")).not_to_contain_text("of 71")
    explorer.page.keyboard.press("Shift+Tab")
    assert "Verdict" in focused(explorer)


def test_comparing_by_keyboard_keeps_the_focus_at_hand(explorer):
    explorer.button("Compare").press("Enter")
    expect(explorer.page.get_by_role("radio", name="B")).to_be_focused()
    explorer.button("Only A").press("Enter")
    expect(explorer.button("Compare")).to_be_focused()


def test_what_is_taken_away_or_used_up_leaves_the_focus_at_hand(explorer):
    explorer.break_something("Loss of IRP2")
    explorer.button("Take away: Loss of IRP2").press("Enter")
    expect(explorer.page.get_by_label("Lesion to add")).to_be_focused()
    explorer.set(0.3)
    explorer.button("Back to 1: Receptor density").first.press("Enter")
    expect(explorer.slider()).to_be_focused()
    undo = explorer.button("Undo")
    for _ in range(4):
        undo.press("Enter")
    expect(undo).to_be_disabled()
    expect(undo).to_be_focused()
    undo.press("Shift+Tab")
    undo.press("Enter")  # one time more than there is to undo
    expect(explorer.badge()).to_contain_text("the healthy cell")


@pytest.mark.parametrize("width", [320, 360, 800, 1200])
def test_nothing_is_wider_than_the_screen(server_address, visit, width):
    explorer = visit(server_address, TWO, viewport={"width": width, "height": 800})
    explorer.map_solved()
    explorer.page.locator("#parameters details summary").first.click()
    explorer.page.get_by_role("button", name=re.compile("^About")).first.click()
    assert explorer.page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_narrow_screen_the_state_stays_in_sight(address, visit):
    explorer = visit(address, viewport=NARROW)
    explorer.slider("Adenosine gain").scroll_into_view_if_needed()
    explorer.slider("Adenosine gain").press("ArrowRight")
    expect(explorer.badge()).to_be_in_viewport()


def test_every_plot_is_told_in_words_with_its_numbers(explorer):
    plots = explorer.page.get_by_role("img")
    assert plots.count() == 6
    for plot in plots.all():
        told = plot.get_attribute("aria-label")
        assert re.search(r"highest [\d.e-]+.* at \d\d:\d\d, lowest", told), told


def test_the_page_prints_in_black_on_white_within_its_width(server_address, visit):
    explorer = visit(server_address, TWO, color_scheme="dark")
    explorer.page.emulate_media(media="print", color_scheme="dark")
    back = "getComputedStyle(document.body).backgroundColor"
    assert explorer.page.evaluate(back) == "rgb(255, 255, 255)"
    assert explorer.page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 27, 27)"
    expect(explorer.page.locator("#toolbar")).to_be_hidden()
    expect(explorer.picture("Iron, in the blood")).to_be_visible()
    pages = explorer.page.pdf(format="A4")
    assert pages.startswith(b"%PDF")


def test_the_file_works_without_any_network(static_address, visit):
    explorer = visit(static_address, offline=True)
    explorer.set(0.3)
    expect(explorer.badge()).to_contain_text("fails")
    explorer.map_solved()


def test_texts_of_the_catalogue_are_never_markup(server_address, visit):
    """A catalogue with HTML in every text is shown as it is written, and builds no element."""
    explorer = visit(server_address)
    poisoned = explorer.context.request.get(f"{server_address}api/catalogue").text()
    catalogue = json.loads(poisoned)
    bad = "<img src=x onerror=alert(1)><b>bad</b>"
    for parameter in catalogue["parameters"].values():
        parameter["meaning"] = parameter["note"] = bad
    for quantity in catalogue["quantities"].values():
        quantity["label"] = bad
    for observation in catalogue["observations"]:
        observation["what"] = observation["note"] = bad
    for source in catalogue["sources"].values():
        source["title"], source["url"] = bad, "javascript:alert(1)"
    explorer.page.route("**/api/catalogue", lambda route: route.fulfill(json=catalogue))
    explorer.page.reload()
    explorer.drawn()
    explorer.page.get_by_role("button", name=re.compile("^About")).first.click()
    explorer.page.get_by_text("Source and doubts").first.click()
    expect(explorer.page.get_by_text(bad).first).to_be_attached()
    assert explorer.page.locator("img, a[href^=javascript]").count() == 0


def test_on_a_narrow_screen_the_day_stays_in_sight_as_a_strip(address, visit):
    explorer = visit(address, viewport=NARROW)
    strip = explorer.page.locator(".strip")
    expect(strip).to_be_visible()
    line = explorer.page.locator(".strip-a")
    healthy = line.get_attribute("points")
    assert healthy == explorer.page.locator(".strip-healthy").get_attribute("points")
    explorer.slider("Urge threshold").scroll_into_view_if_needed()
    explorer.set(0.4)
    expect(line).not_to_have_attribute("points", healthy)
    expect(strip).to_be_in_viewport()


def test_on_a_wide_screen_there_is_no_strip(address, visit):
    expect(visit(address).page.locator(".strip")).to_be_hidden()
