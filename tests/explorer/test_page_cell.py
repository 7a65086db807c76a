"""In the browser: sliders, numbers, lesions and undo, and the day that they make."""

import re

import pytest
from page_driver import RECEPTOR
from playwright.sync_api import expect

from rls_sim.explorer.requests import MOST_LESIONS

LOSS = "Loss of receptor synthesis"
FAILS = "endothelium.ferroportin_export_maximal"


def test_the_page_opens_with_the_healthy_day(explorer):
    expect(explorer.badge()).to_contain_text("well")
    expect(explorer.badge()).to_contain_text("the healthy cell")
    for title in ("Iron, in the blood", "Dopamine outside", "The gate", "Function", "The urge"):
        expect(explorer.picture(title)).to_be_visible()
        expect(explorer.picture(title).locator("canvas")).to_be_visible()
    expect(explorer.outcome("Labile iron").nth(2)).to_have_text("1\N{MULTIPLICATION SIGN}")


def test_an_arrow_key_moves_a_slider_and_the_day_follows(explorer):
    before = explorer.picture("Iron, in the blood").get_attribute("aria-label")
    explorer.slider().focus()
    for _ in range(3):
        explorer.page.keyboard.press("ArrowLeft")
    expect(explorer.slider()).not_to_have_attribute("aria-valuetext", "1")
    value = float(explorer.number().input_value())
    assert 0.8 < value < 1
    expect(explorer.badge()).to_contain_text(f"neuron.receptor_density = {value:g}")
    expect(explorer.picture("Iron, in the blood")).not_to_have_attribute("aria-label", before)
    expect(explorer.outcome("Labile iron").nth(2)).to_have_text(re.compile(r"^0\.\d+.$"))


def test_the_mouse_moves_a_slider(explorer):
    box = explorer.slider().bounding_box()
    middle = box["y"] + box["height"] / 2
    explorer.page.mouse.move(box["x"] + box["width"] * 0.2, middle)
    explorer.page.mouse.down()
    explorer.page.mouse.move(box["x"] + box["width"] * 0.1, middle, steps=6)
    explorer.page.mouse.up()
    expect(explorer.badge()).to_contain_text("fails")
    assert 0.2 < float(explorer.number().input_value()) < 0.8


def test_the_declared_value_lies_on_every_slider_exactly(explorer):
    names = explorer.page.locator("#parameters .featured .row label")
    sliders = explorer.page.locator("#parameters .featured input[type=range]")
    assert names.count() == sliders.count() > 10
    for i in range(names.count()):
        number = explorer.page.locator("#parameters .featured input[type=number]").nth(i)
        declared = number.input_value()
        sliders.nth(i).focus()
        explorer.page.keyboard.press("ArrowRight")
        expect(number).not_to_have_value(declared)
        explorer.page.keyboard.press("ArrowLeft")
        expect(number).to_have_value(declared)


def test_a_number_outside_the_range_is_clamped_and_told(explorer):
    explorer.set(99)
    expect(explorer.number()).to_have_value("5")
    expect(explorer.message()).to_contain_text("99 lies outside 0 to 5; 5 is used")


def test_a_number_is_clamped_where_the_slider_is_at_its_end_already(explorer):
    explorer.set(5)
    explorer.set(999)
    expect(explorer.number()).to_have_value("5")


def test_a_cell_has_at_most_as_many_lesions_as_the_server_takes(address, visit, catalogue):
    names = list(catalogue["lesions"])
    sizes = {name: catalogue["lesions"][name]["size"]["healthy"] for name in names}
    mild = [f"lesion={name}:{size}" for name, size in sizes.items() if size is not None]
    explorer = visit(address, "#" + "&".join(mild[: MOST_LESIONS + 1]))
    expect(explorer.message()).to_contain_text(f"at most {MOST_LESIONS} lesions")
    expect(explorer.badge()).to_contain_text("well")
    taken = explorer.page.locator("#lesions .row")
    expect(taken).to_have_count(MOST_LESIONS)
    expect(explorer.button("Add")).to_be_disabled()
    expect(explorer.page.locator("#lesions-full")).to_contain_text("take one away")
    taken.first.get_by_role("button", name=re.compile("^Take away")).click()
    expect(explorer.button("Add")).to_be_enabled()
    expect(explorer.page.locator("#lesions-full")).to_be_empty()


def test_a_lesion_is_chosen_sized_and_taken_away(explorer):
    explorer.break_something(LOSS)
    expect(explorer.badge()).to_contain_text("fails only at night")
    expect(explorer.slider(LOSS)).to_be_focused()
    expect(explorer.number()).to_have_value("0.45")  # the parameter that the lesion changes
    explorer.slider(LOSS).press("Home")
    expect(explorer.badge()).to_contain_text("receptor_synthesis:0.02")
    explorer.break_something("Loss of IRP2")
    expect(explorer.badge()).to_contain_text("irp2_loss:0.3")
    explorer.button(f"Take away: {LOSS}").click()
    expect(explorer.badge()).not_to_contain_text("receptor_synthesis")
    expect(explorer.number()).to_have_value("1")


def test_the_first_parameter_taken_back_alone_is_healthy_again(explorer):
    explorer.set(0.3)
    expect(explorer.badge()).to_contain_text("fails")
    explorer.button("Back to 1: Receptor density").first.click()
    expect(explorer.badge()).to_contain_text("the healthy cell")


def test_undo_and_redo_by_key_and_by_button(explorer):
    explorer.set(0.3)
    explorer.break_something(LOSS)
    expect(explorer.badge()).to_contain_text("receptor_synthesis:0.45")
    explorer.slider(LOSS).press("Control+z")
    expect(explorer.badge()).not_to_contain_text("receptor_synthesis")
    explorer.button("Undo").click()
    expect(explorer.badge()).to_contain_text("the healthy cell")
    expect(explorer.button("Undo")).to_be_disabled()
    explorer.button("Redo").click()
    expect(explorer.number()).to_have_value("0.3")
    explorer.button("Redo").press("Control+Shift+Z")
    expect(explorer.badge()).to_contain_text("receptor_synthesis:0.45")
    expect(explorer.button("Redo")).to_be_disabled()


def test_a_slider_held_down_is_one_step_of_undo(explorer):
    explorer.slider().focus()
    for _ in range(8):
        explorer.page.keyboard.press("ArrowLeft")
    explorer.button("Undo").click()
    expect(explorer.number()).to_have_value("1")


def test_search_finds_by_meaning_and_tells_where_a_value_is_from(explorer):
    explorer.page.get_by_role("searchbox", name="Search").fill("synthesis of TfR1 for each")
    found = explorer.page.locator(".found .row")
    expect(found.first).to_be_visible()
    found.first.get_by_role("button", name=re.compile("^About")).click()
    about = found.first.locator(".about")
    for words in ("Meaning", "Evidence", "derived", "Source", "from 0 to 5"):
        expect(about).to_contain_text(words)


def test_every_process_opens_with_its_parameters(explorer):
    processes = explorer.page.locator("#parameters details")
    assert processes.count() > 10
    body = processes.filter(has_text="Iron of the body")
    body.locator("summary").first.click()
    expect(body.get_by_role("slider", name="Dietary iron")).to_be_visible()
    body.get_by_role("slider", name="Dietary iron").press("ArrowRight")
    expect(body.locator("summary").first).to_contain_text("1 changed")


def test_any_quantity_can_be_drawn(explorer):
    explorer.page.get_by_label("Any other quantity").select_option("neuron.ferritin")
    expect(explorer.picture("Ferritin cages")).to_be_visible()
    explorer.wait_for_view("quantity=neuron.ferritin")


def test_the_day_is_there_as_a_table(explorer):
    explorer.page.get_by_text("The day as a table").click()
    table = explorer.page.get_by_role("region", name="The day as a table")
    expect(table.locator("tbody tr")).to_have_count(24)
    before = table.inner_text()
    explorer.set(0.4)
    expect(table).not_to_have_text(before, use_inner_text=True)


def test_a_cell_without_a_day_says_why_and_keeps_the_last_one(explorer):
    before = explorer.picture("Iron, in the blood").get_attribute("aria-label")
    explorer.page.get_by_role("searchbox", name="Search").fill(FAILS)
    row = explorer.page.locator(".found .row").first
    row.get_by_role("slider").press("Home")
    expect(explorer.badge()).to_contain_text("not solved")
    expect(explorer.badge()).to_contain_text(re.compile("grows without end|no day repeats"))
    expect(explorer.badge()).to_have_attribute("role", "status")
    expect(explorer.picture("Iron, in the blood")).to_have_attribute("aria-label", before)
    expect(explorer.page.locator(".tally")).to_contain_text("0 met, 0 not met")
    explorer.button("Undo").click()
    expect(explorer.badge()).to_contain_text("well")


@pytest.mark.parametrize("observation", ["connor2003_tfr1"])
def test_evidence_follows_the_cell(explorer, observation):
    item = explorer.page.locator(f"[data-id={observation}]")
    expect(item).to_contain_text("not met")
    explorer.set(0.2, RECEPTOR)
    expect(item.locator(".mark").first).to_have_text("✓ met")
    item.get_by_text("Source and doubts").click()
    expect(item).to_contain_text("2003")


def test_a_contrast_of_other_cells_than_these_is_not_judged(explorer):
    explorer.set(0.2, RECEPTOR)
    explorer.page.get_by_label("Contrast").select_option("knockout/control")
    marks = explorer.page.locator(".observations .mark:visible")
    assert marks.count() > 0
    assert set(marks.all_inner_texts()) == {"? cannot be said"}
    expect(explorer.page.locator(".observations li").first).to_contain_text("Gene knocked out")


def test_evidence_is_filtered_and_counted(explorer):
    listed = explorer.page.locator(".observations li:visible")
    tally = explorer.page.locator(".tally")
    expect(tally).to_contain_text(f"of {listed.count()}.")
    first = listed.count()
    explorer.page.get_by_label("Observations with the words").fill("ferritin")
    expect(tally).not_to_contain_text(f"of {first}.")
    assert 0 < listed.count() < first
    explorer.page.get_by_label("Observations with the words").fill("")
    explorer.page.get_by_label("Contrast").select_option("")
    assert listed.count() > first
    explorer.page.get_by_label("Verdict").select_option("cannot be said")
    for mark in explorer.page.locator(".observations li:visible .mark:visible").all_inner_texts():
        assert mark == "? cannot be said"
