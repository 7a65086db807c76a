"""The explorer as one file: whole, the same each time, and asking nobody for anything."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

MOST_BYTES = 3_000_000  # what a mail takes along; it is about 1.2 MB


def explore(*words, cwd):
    command = [sys.executable, "-m", "rls_sim", "explore", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="module")
def page(folder):
    done = explore("--static", "page.html", cwd=folder)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "page.html" in done.stderr
    return (folder / "page.html").read_text(encoding="utf-8")


class Addresses(HTMLParser):
    """Every address that the page's elements name."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in ("src", "href", "srcset")]


def test_it_names_no_address_to_load_from(page):
    parser = Addresses()
    parser.feed(page)
    assert [a for a in parser.found if not a.startswith(("#", "data:"))] == []
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert styles
    assert "@import" not in styles
    assert re.findall(r"url\((?!['\"]?data:)", styles) == []


def test_its_policy_allows_no_address_and_no_code_from_elsewhere(page):
    policy = re.search(r'http-equiv="content-security-policy" content="([^"]*)"', page)[1]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert "connect-src" not in rules
    scripts = rules["script-src"].split()
    assert all(s.startswith("'sha256-") or s in ("data:", "'wasm-unsafe-eval'") for s in scripts)


def test_it_is_small_enough_to_send(page):
    assert len(page.encode()) < MOST_BYTES


def test_the_same_command_writes_the_same_bytes(page, folder):
    assert explore("--static", "again.html", cwd=folder).returncode == 0
    assert (folder / "again.html").read_text(encoding="utf-8") == page


def test_it_opens_with_the_cell_that_was_asked_for(folder, visit):
    words = ("-s", "receptor_density=0.4", "--lesion", "clock_hour:3")
    assert explore("--static", "cell.html", *words, cwd=folder).returncode == 0
    address = (folder / "cell.html").as_uri()
    explorer = visit(address)
    assert explorer.number().input_value() == "0.4"
    assert "clock_hour:3" in explorer.badge().locator("xpath=..").inner_text()
    other = visit(address, "#neuron.receptor_density=0.7")
    assert other.number().input_value() == "0.7"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--static", "page.html/x.html"], 3, "--static"),
        (["--static", "x.html", "-s", "receptor_densty=0.4"], 3, "receptor_density"),
        (["--static", "x.html", "-s", "receptor_density=400"], 3, "receptor_density"),
        (["--static", "x.txt"], 3, ".html"),
        (["--static", "x.html", "--lesion", "my.toml"], 3, "shipped lesions"),
    ],
)
def test_what_cannot_be_written_is_refused_before_anything_is_computed(words, code, told, folder):
    done = explore(*words, cwd=folder)
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr
    assert not (folder / "x.html").exists()
