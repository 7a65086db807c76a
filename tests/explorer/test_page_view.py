"""In the browser: two cells, the map of states, and a view that travels as an address."""

import re

import pytest
from page_driver import RECEPTOR
from playwright.sync_api import expect

LOSS = "Loss of receptor synthesis"
SHARED = "#lesion=receptor_synthesis:0.45&neuron.iron_demand=1.2&b=neuron.receptor_density%3D0.7"


def test_a_is_compared_with_b_and_either_can_be_changed(explorer):
    explorer.break_something(LOSS)
    explorer.button("Compare").click()
    explorer.drawn("b")
    expect(explorer.badge("b")).to_contain_text("fails only at night")
    explorer.set(0.9)  # the copy, B
    expect(explorer.badge("b")).to_contain_text("neuron.receptor_density = 0.9")
    expect(explorer.badge("b")).to_contain_text("well")
    expect(explorer.badge("a")).to_contain_text("fails only at night")
    expect(explorer.outcome("Labile iron").nth(3)).to_be_visible()
    iron = explorer.picture("Iron, in the blood")
    expect(iron).to_have_attribute("aria-label", re.compile(r"A, labile iron.*B, labile iron"))

    explorer.page.get_by_role("radio", name="A").check()
    expect(explorer.number()).to_have_value("0.45")
    explorer.set(0.2)
    expect(explorer.badge("a")).to_contain_text("fails day and night")
    expect(explorer.badge("b")).to_contain_text("well")


def test_two_cells_are_swapped_copied_and_let_go(explorer):
    explorer.set(0.3)
    explorer.button("Compare").click()
    explorer.set(0.8)
    explorer.button("Swap").click()
    expect(explorer.badge("a")).to_contain_text("neuron.receptor_density = 0.8")
    expect(explorer.badge("b")).to_contain_text("neuron.receptor_density = 0.3")
    explorer.button("Copy A to B").click()
    expect(explorer.badge("b")).to_contain_text("neuron.receptor_density = 0.8")
    explorer.button("Only A").click()
    expect(explorer.badge("b")).to_be_hidden()
    expect(explorer.badge("a")).to_contain_text("neuron.receptor_density = 0.8")


def test_a_view_is_the_same_after_its_address_is_opened_anew(address, visit):
    first = visit(address, SHARED)
    first.drawn("b")
    first.page.get_by_label("Parameter of y").select_option("neuron.ferroportin_density")
    first.page.get_by_label("Colour of the map").select_option("urge_hours")
    first.page.get_by_label("Any other quantity").select_option("neuron.ferritin")
    first.page.get_by_role("radio", name="B").check()
    first.wait_for_view("outcome=urge_hours.*edit=b")

    second = visit(address, first.view())
    second.drawn("b")
    for role in "ab":
        expect(second.badge(role)).to_have_text(first.badge(role).inner_text())
    expect(second.page.get_by_label("Parameter of y")).to_have_value("neuron.ferroportin_density")
    expect(second.page.get_by_label("Colour of the map")).to_have_value("urge_hours")
    expect(second.page.get_by_label("Any other quantity")).to_have_value("neuron.ferritin")
    expect(second.page.get_by_role("radio", name="B")).to_be_checked()
    second.page.reload()
    second.drawn("b")
    assert second.view() == first.view()


def test_copy_link_gives_the_address_of_the_view(server_address, visit):
    explorer = visit(server_address, permissions=["clipboard-read", "clipboard-write"])
    explorer.set(0.3)
    explorer.button("Copy link").click()
    expect(explorer.message()).to_have_text("The link is copied.")
    link = explorer.page.evaluate("navigator.clipboard.readText()")
    assert link == f"{server_address}#neuron.receptor_density=0.3"


def test_an_address_changed_by_hand_is_followed_and_can_be_undone(explorer):
    explorer.page.evaluate("location.hash = '#receptor_density=0.3'")
    expect(explorer.number()).to_have_value("0.3")
    explorer.button("Undo").click()
    expect(explorer.number()).to_have_value("1")


HOSTILE = {
    "#x=<script>alert(1)</script>": 'no parameter "<script>alert(1)</script>"',
    "#neuron.receptor_density=1e99": "1e+99 lies outside 0 to 5; 5 is used",
    "#neuron.receptor_density=NaN": "is not a number",
    "#neuron.receptor_density=": "is not a number",
    "#lesion=<img src=x onerror=alert(1)>:1": "no lesion",
    "#lesion=irp1_loss:-7": "lies outside 0 to 1; 0 is used",
    "#__proto__=1&constructor=2&lesion=toString:1": 'no parameter "__proto__"',
    "#outcome=constructor&quantity=__proto__": 'no outcome "constructor"',
    "#b=<b>%26lesion=1%26b=b%3D1": 'no parameter "<b>"',
    "#" + "&".join(f"nothing{i}=1" for i in range(300)): "and 295 more",
    "#" + "a" * 50_000: "longer than 40000 characters",
    "#%E0%A4%A&&&===&x": "no parameter",
    "#x=receptor_density:1:1": "from 1 to 1 is no axis",
}


@pytest.mark.parametrize("view", HOSTILE, ids=lambda view: view[:24])
def test_a_hostile_address_can_do_no_more_than_be_told(server_address, visit, view):
    explorer = visit(server_address, view)
    expect(explorer.message()).to_contain_text(HOSTILE[view])
    expect(explorer.badge("a").locator(".plate")).not_to_be_empty()
    assert explorer.page.locator("img, #message *, #states script").count() == 0


def test_an_address_that_means_the_same_view_is_told_and_mended(explorer):
    explorer.set(0.3)
    explorer.wait_for_view(r"#neuron\.receptor_density=0\.3$")
    explorer.page.evaluate("location.hash = '#neuron.receptor_density=0.3&nothing=1'")
    expect(explorer.message()).to_have_text('There is no parameter "nothing".')
    explorer.wait_for_view(r"#neuron\.receptor_density=0\.3$")


def test_a_view_of_more_than_the_server_takes_says_so(server_address, visit, catalogue):
    explorer = visit(server_address)
    parts = [
        f"{name}={p['low'] + (p['high'] - p['low']) / 3!r}"
        for name, p in catalogue["parameters"].items()
        if p["low"] < p["high"]
    ]
    explorer.page.evaluate("hash => { location.hash = hash; }", "&".join(parts))
    expect(explorer.message()).to_contain_text("more than the server takes")
    expect(explorer.message()).to_contain_text("rls-sim explore --static")
    explorer.button("Undo").click()
    expect(explorer.badge()).to_contain_text("the healthy cell")
    expect(explorer.message()).to_be_empty()


def test_each_cell_is_marked_where_it_is(address, visit):
    explorer = visit(address, "#b=neuron.receptor_density%3D0.4&edit=b")
    explorer.drawn("b")
    left = {role: mark_at(explorer, role) for role in "ab"}
    assert left["b"] < left["a"] - 10  # per cent
    explorer.page.get_by_role("radio", name="A").check()
    expect(explorer.number()).to_have_value("1")
    assert {role: mark_at(explorer, role) for role in "ab"} == left
    explorer.button("Only A").click()
    expect(explorer.badge("b")).to_be_hidden()
    assert mark_at(explorer, "a") == left["a"]


def mark_at(explorer, role):
    """Where on the x axis a cell is marked, in per cent."""
    mark = explorer.page.locator(f".map-mark.{role}")
    expect(mark).to_be_visible()
    return float(mark.evaluate("mark => mark.style.left.replace('%', '')"))


def test_an_axis_may_be_narrow(server_address, visit):
    explorer = visit(server_address, "#x=neuron.receptor_density:1:1.00001")
    explorer.map_solved()
    ticks = explorer.page.locator(".ticks.x span").all_inner_texts()
    assert len(set(ticks)) == len(ticks) > 3


def test_a_hostile_address_is_told_in_the_file_too(static_address, visit):
    explorer = visit(static_address, "#neuron.receptor_density=1e99&x=<script>alert(1)</script>")
    expect(explorer.message()).to_contain_text("5 is used")
    expect(explorer.number()).to_have_value("5")


def test_the_map_is_solved_and_the_cell_moves_on_it_by_keys(explorer):
    explorer.map_solved()
    expect(explorer.page.locator("#map-legend")).to_contain_text("fails only at night")
    explorer.page.locator("#map-surface").focus()
    before = explorer.page.locator(".map-mark.a").bounding_box()
    for _ in range(9):
        explorer.page.keyboard.press("ArrowLeft")
    explorer.page.keyboard.press("ArrowDown")
    expect(explorer.badge()).to_contain_text("fails")
    after = explorer.page.locator(".map-mark.a").bounding_box()
    assert after["x"] < before["x"] - 30
    assert after["y"] > before["y"]
    expect(explorer.page.locator("#map-here")).to_contain_text("fails")
    expect(explorer.page.get_by_text("All 961 cells solved.")).to_be_visible()  # still the same map


def test_a_click_on_the_map_moves_the_cell_there(explorer):
    explorer.map_solved()
    surface = explorer.page.locator("#map-surface")
    box = surface.bounding_box()
    surface.click(position={"x": box["width"] * 0.02, "y": box["height"] * 0.98})
    expect(explorer.badge()).to_contain_text("dying")
    expect(explorer.number(RECEPTOR)).to_have_value("0.1")


def test_the_map_is_solved_anew_where_the_cell_leaves_it(explorer):
    explorer.map_solved()
    shares = explorer.page.locator("#map-legend").inner_text()
    explorer.set(0.3, "Brain oxygen")
    expect(explorer.page.locator("#map-legend")).not_to_have_text(shares, use_inner_text=True)
    explorer.map_solved()
    explorer.page.get_by_label("Colour of the map").select_option("labile_iron")
    expect(explorer.page.locator("#map-legend .bar")).to_contain_text("Labile iron")


def test_the_ends_of_an_axis_can_be_given(explorer):
    low, high = (explorer.page.get_by_label(f"x {end}", exact=True) for end in ("from", "to"))
    high.fill("0.5")
    high.press("Enter")
    explorer.wait_for_view(r"x=neuron.receptor_density:[\d.]+:0.5")
    low.fill("3")
    low.press("Enter")
    expect(explorer.message()).to_contain_text("must lie below")
    assert float(low.input_value()) < 0.5
