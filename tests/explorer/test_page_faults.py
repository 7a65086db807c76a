"""When the server is gone or refuses, the page says so and keeps what it has."""

import re

import pytest
from page_driver import Explorer, Held
from playwright.sync_api import expect


@pytest.fixture
def left_alone(browser, served_alone):
    """A page whose server has just ended."""
    explorer = Explorer(browser, served_alone.address)
    explorer.map_solved()
    explorer.may_fail = True
    served_alone.end()
    yield explorer
    explorer.close()
    assert explorer.troubles == []


def test_a_page_without_its_server_says_so_and_keeps_the_curves(left_alone):
    iron = left_alone.picture("Iron, in the blood")
    before = iron.get_attribute("aria-label")
    drawn = iron.screenshot()
    left_alone.slider().press("ArrowLeft")
    expect(left_alone.message()).to_contain_text("server does not answer")
    expect(left_alone.message()).to_have_attribute("role", "status")
    expect(iron).to_have_attribute("aria-label", before)
    expect(iron.locator("canvas")).to_be_visible()
    assert iron.screenshot() != drawn  # grey
    for name in ("CSV", "Config"):
        expect(left_alone.button(name)).to_be_enabled()
    left_alone.button("CSV").click()
    expect(left_alone.message()).to_contain_text("server does not answer")
    left_alone.button("Undo").click()
    expect(left_alone.number()).to_have_value("1")


def test_an_answer_that_comes_again_takes_the_message_away(visit, server_address):
    explorer = visit(server_address)
    explorer.may_fail = True
    explorer.page.route("**/api/day", lambda route: route.abort())
    explorer.slider().press("ArrowLeft")
    expect(explorer.message()).to_contain_text("server does not answer")
    explorer.page.unroute("**/api/day")
    explorer.slider().press("ArrowLeft")
    expect(explorer.message()).to_be_empty()
    expect(explorer.badge()).to_contain_text("neuron.receptor_density")


@pytest.mark.parametrize(
    "answer", [{"json": {"error": "Too busy <b>now</b>."}}, {"body": "no JSON"}]
)
def test_a_refusal_is_told_in_place(visit, server_address, answer):
    explorer = visit(server_address)
    explorer.may_fail = True
    explorer.page.route("**/api/day", lambda route: route.fulfill(status=503, **answer))
    explorer.slider().press("ArrowLeft")
    told = answer.get("json", {"error": "The server answered 503."})["error"]
    expect(explorer.message()).to_have_text(told)


def test_a_page_that_cannot_begin_says_why(visit, server_address):
    explorer = visit(server_address)
    explorer.may_fail = True
    explorer.page.route("**/api/catalogue", lambda route: route.abort())
    explorer.page.reload()
    expect(explorer.message()).to_contain_text("server does not answer")


def test_one_request_is_on_its_way_and_only_the_newest_waits(visit, server_address):
    explorer = visit(server_address)
    seen = []
    held = Held(explorer, lambda request: seen.append(request["set"]) is None)
    explorer.slider().focus()
    for _ in range(10):
        explorer.page.keyboard.press("ArrowLeft")
    expect(explorer.number()).not_to_have_value("1")
    explorer.page.wait_for_timeout(200)
    assert len(seen) == 1
    held.let_one()
    explorer.page.wait_for_timeout(500)
    last = float(explorer.number().input_value())
    assert [entry["neuron.receptor_density"] for entry in seen[1:]] == [last]
    held.let_one()
    expect(explorer.badge()).to_contain_text(re.compile(rf"receptor_density = {last:g}\b"))
    assert len(seen) == 2
