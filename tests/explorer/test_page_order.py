"""What the page shows belongs together, in whatever order and however late its answers come."""

import json
import re

import pytest
from page_driver import PATIENCE, Held
from playwright.sync_api import expect

TWO = "#neuron.receptor_density=0.4&b=neuron.receptor_density%3D0.7&edit=b"
TIMEOUT = {"status": "timeout", "error": "no day was found within 10 s", "state": "", "names": []}
LATER = re.compile("tried again in a moment")


def packed(head, numbers=b""):
    text = json.dumps(head).encode()
    text += b" " * (-len(text) % 4)
    return len(text).to_bytes(4, "little") + text + numbers


def outcomes(explorer):
    return explorer.page.locator("#outcomes").inner_text()


def test_readings_are_told_and_taken_along_as_those_of_the_cells_they_are_of(server_address, visit):
    explorer = visit(server_address, TWO)
    explorer.drawn("b")
    held = Held(explorer)
    explorer.set(0.2)
    held.wait()
    assert_told(explorer, server_address, 0.7)
    explorer.button("Only A").click()
    assert_told(explorer, server_address, 0.7)
    held.let_one()  # that of 0.2, which nobody asks for any more
    expect(explorer.badge("b")).to_be_hidden()
    document = json.loads(explorer.download("JSON"))
    assert document["link"] == f"{server_address}#neuron.receptor_density=0.4"
    assert list(document["cells"]) == ["A"]


def assert_told(explorer, address, b):
    """That A and a B of this density are shown, and that the file says so too."""
    expect(explorer.badge("b")).to_contain_text(f"neuron.receptor_density = {b}")
    document = json.loads(explorer.download("JSON"))
    for role, value in {"A": 0.4, "B": b}.items():
        cell = document["cells"][role]
        assert cell["set"] == cell["parameters"] == {"neuron.receptor_density": value}
        assert cell["command"].endswith(f"neuron.receptor_density={value}")
    start = f"{address}#neuron.receptor_density=0.4&b=neuron.receptor_density%3D{b}"
    assert document["link"].startswith(start)


def test_an_older_answer_that_comes_late_does_not_replace_a_newer_one(server_address, visit):
    """A quantity drawn for the first time needs one request more than a known one."""
    explorer = visit(server_address)
    chosen = explorer.page.get_by_label("Any other quantity")
    first = chosen.input_value()
    held = Held(explorer, lambda request: len(request["courses"]) == 1)
    chosen.select_option("liver_iron")
    held.wait()
    chosen.select_option(first)
    explorer.set(0.2)
    explorer.page.wait_for_timeout(500)
    held.let_all()
    expect(explorer.badge()).to_contain_text("neuron.receptor_density = 0.2")
    explorer.page.wait_for_timeout(500)
    expected = visit(server_address, "#neuron.receptor_density=0.2")
    assert outcomes(explorer) == outcomes(expected)
    assert explorer.badge().inner_text() == expected.badge().inner_text()


def test_what_is_taken_back_is_shown_before_the_answer_comes(server_address, visit):
    explorer = visit(server_address, "#neuron.receptor_density=0.3")
    held = Held(explorer)
    explorer.button("Back to 1: Receptor density").first.click()
    held.wait()
    expect(explorer.number()).to_have_value("1")
    held.let_all()


def test_what_a_lesion_makes_stays_while_something_else_is_solved(server_address, visit):
    explorer = visit(server_address, "#lesion=receptor_synthesis:0.45")
    expect(explorer.number()).to_have_value("0.45")
    held = Held(explorer)
    explorer.set(3, "Brain oxygen")
    held.wait()
    expect(explorer.number()).to_have_value("0.45")
    held.let_all()


def test_a_cell_that_was_not_searched_to_the_end_is_asked_for_again(server_address, visit):
    explorer = visit(server_address)
    explorer.page.route("**/api/day", lambda route: route.fulfill(body=packed(TIMEOUT)))
    explorer.set(0.3)
    expect(explorer.badge()).to_contain_text("within 10 s")
    explorer.page.unroute("**/api/day")
    explorer.button("Undo").click()
    expect(explorer.badge()).to_contain_text("the healthy cell")
    explorer.button("Redo").click()
    expect(explorer.badge()).to_contain_text("neuron.receptor_density = 0.3")
    expect(explorer.badge()).to_contain_text("fails")


def test_a_browser_that_never_says_when_it_is_idle_shows_every_change(address, visit):
    explorer = visit(address)
    explorer.page.add_init_script("delete window.requestIdleCallback")
    explorer.page.reload()
    explorer.drawn()
    assert explorer.page.evaluate("typeof requestIdleCallback") == "undefined"
    explorer.set(0.2)
    expect(explorer.badge()).to_contain_text("neuron.receptor_density = 0.2")
    commands = explorer.page.locator("#reproduce .command").first
    expect(commands).to_contain_text("-s neuron.receptor_density=0.2")
    explorer.wait_for_view("receptor_density=0.2")


@pytest.mark.parametrize("failing", ["busy", "gone"])
def test_a_map_that_failed_is_begun_again(server_address, visit, failing):
    explorer = visit(server_address)
    explorer.may_fail = True
    explorer.map_solved()
    busy = {"status": 503, "json": {"error": "The explorer is busy."}}
    fail = {"busy": lambda route: route.fulfill(**busy), "gone": lambda route: route.abort()}
    explorer.page.route("**/api/map", fail[failing])
    explorer.set(0.3, "Brain oxygen")
    expect(explorer.page.get_by_text(LATER)).to_be_visible()
    explorer.page.unroute("**/api/map")
    explorer.map_solved()


def test_a_map_that_was_refused_is_begun_with_the_next_change(server_address, visit):
    explorer = visit(server_address)
    explorer.may_fail = True
    explorer.map_solved()
    refused = {"status": 422, "json": {"error": "No such map."}}
    explorer.page.route("**/api/map", lambda route: route.fulfill(**refused))
    explorer.set(0.3, "Brain oxygen")
    told = explorer.page.get_by_text("The map was not finished: No such map.")
    expect(told).to_be_visible()
    assert not LATER.search(told.inner_text())
    explorer.page.unroute("**/api/map")
    explorer.set(0.9)  # along an axis: the map is the same
    explorer.map_solved()


class Hurried:
    """Answers to maps that leave columns untried, the first ``times`` that a row is asked for."""

    def __init__(self, explorer, columns, times):
        self.columns, self.times = columns, times
        self.asked = {}
        explorer.page.route("**/api/map", self.answer)

    def answer(self, route):
        content = route.request.post_data_json
        xs, ys = content["x"]["values"], content["y"]["values"]
        body = route.fetch().body()
        length = int.from_bytes(body[:4], "little")
        head, numbers = json.loads(body[4 : 4 + length]), body[4 + length :]
        if len(xs) == 31:
            self.xs = xs
        for i, y in enumerate(ys):
            before = self.asked.setdefault(y, [])
            before.append(xs)
            for j, x in enumerate(xs):
                if len(before) <= self.times and self.xs.index(x) in self.columns:
                    head["states"][i * len(xs) + j] = -2
                    head["untried"] += 1
        route.fulfill(body=packed(head, numbers), content_type="application/octet-stream")


def reopened_map(explorer, columns, times):
    explorer.map_solved()
    hurried = Hurried(explorer, columns, times)
    explorer.set(3.9, "Brain oxygen")
    return hurried


def test_cells_that_were_not_tried_are_asked_for_again(server_address, visit):
    explorer = visit(server_address, "#outcome=labile_iron")
    hurried = reopened_map(explorer, (0, 7), times=1)
    expect(explorer.page.get_by_text("The map is being solved anew")).to_be_visible()
    explorer.map_solved()
    assert len(hurried.asked) == 31
    few = [hurried.xs[0], hurried.xs[7]]
    assert all(asked == [hurried.xs, few] for asked in hurried.asked.values())


def test_cells_that_are_never_tried_stay_blank_and_are_counted(server_address, visit):
    explorer = visit(server_address)
    hurried = reopened_map(explorer, (3,), times=99)
    told = explorer.page.get_by_text("930 of 961 cells tried; 31 were not, for want of time")
    expect(told).to_be_visible(timeout=2 * PATIENCE)
    expect(explorer.page.locator("#map-legend")).not_to_contain_text("not solved")
    assert {len(asked) for asked in hurried.asked.values()} == {5}
