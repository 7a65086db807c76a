"""A report as a reader's browser meets it: what it loads, what may run, what its elements say."""

import base64
import json
from hashlib import sha256
from html.parser import HTMLParser
from itertools import pairwise

ADDRESSES = {
    "src",
    "href",
    "srcset",
    "action",
    "formaction",
    "poster",
    "data",
    "xlink:href",
    "ping",
}
VOID = {"br", "col", "img", "input", "link", "meta", "wbr", "hr"}


class Page(HTMLParser):
    """The elements of a page, with what stands in them."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.open = [], []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, "attributes": dict(attrs), "text": ""}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open[-1]["tag"] == tag, f"</{tag}> closes <{self.open[-1]['tag']}>"
        self.open.pop()

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, tag, **attributes):
        wanted = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items()}
        return [
            one
            for one in self.elements
            if one["tag"] == tag
            and all(one["attributes"].get(key) == value for key, value in wanted.items())
        ]

    def one(self, tag, **attributes):
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def words(self):
        return " ".join(self.one("body")["text"].split())

    @property
    def figures(self):
        return [json.loads(one["text"]) for one in self.all("script", type="application/json")]


def check_alone(page):
    """The page loads nothing, and its policy lets nothing run but its own script and style."""
    for element in page.elements:
        for name, value in element["attributes"].items():
            assert not name.startswith("on"), f"<{element['tag']} {name}>"
            assert name != "style", f"<{element['tag']} style={value}>"
            if name in ADDRESSES:
                local = value.startswith("#") or (
                    element["tag"] == "img" and value.startswith("data:image/png;base64,")
                )
                assert local, f"<{element['tag']} {name}={value[:60]}>"
    assert {one["tag"] for one in page.elements}.isdisjoint(
        {"iframe", "object", "embed", "link", "base", "form", "audio", "video", "foreignobject"}
    )
    (style,), scripts = page.all("style"), page.all("script")
    (script,) = [one for one in scripts if "type" not in one["attributes"]]
    assert all(
        one["attributes"].get("type", "application/json") == "application/json" for one in scripts
    )
    assert "url(" not in style["text"]
    assert "@import" not in style["text"]
    for word in ("fetch(", "XMLHttpRequest", "import(", "eval(", "innerHTML", "document.write"):
        assert word not in script["text"]
    policy = page.one("meta", http_equiv="Content-Security-Policy")["attributes"]["content"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["script-src"] == digest(script["text"])
    assert rules["style-src"] == digest(style["text"])
    assert rules["base-uri"] == rules["form-action"] == "'none'"


def digest(text):
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def check_readable(page):
    """Headings in order, tables with captions and heads, pictures with words, links that lead."""
    assert page.one("html")["attributes"]["lang"] == "en"
    assert len(page.all("h1")) == 1
    levels = [int(one["tag"][1]) for one in page.elements if one["tag"] in ("h1", "h2", "h3")]
    assert all(b - a <= 1 for a, b in pairwise(levels))
    for picture in page.all("img"):
        assert picture["attributes"]["alt"]
    for drawing in page.all("svg"):
        given = drawing["attributes"]
        assert given.get("aria-label") or given.get("aria-hidden") == "true"
    tables = page.all("table", class_="data")
    assert len(page.all("caption")) == len(tables)
    assert all(one["attributes"].get("scope") in ("col", "row") for one in page.all("th"))
    names = [one["attributes"]["id"] for one in page.elements if "id" in one["attributes"]]
    assert len(names) == len(set(names))
    for link in page.all("a"):
        assert link["attributes"]["href"].removeprefix("#") in names
