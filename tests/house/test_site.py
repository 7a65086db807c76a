"""The site: built for real without a warning, sound in every link, read offline in a browser."""

import hashlib
import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from browser import read_axe, violations
from checkout import ROOT
from pages import BLOCK, text_of

import rls_sim

DOCS = ROOT / "docs"
LOADS = {  # what makes a browser fetch something
    **dict.fromkeys(("script", "img", "iframe", "source", "video", "audio", "embed"), "src"),
    "object": "data",
    "link": "href",
}
NARROW = {"width": 390, "height": 800}
SCREENS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": NARROW},
    "narrow and dark": {"viewport": NARROW, "color_scheme": "dark"},
}
# Short pages, one of each kind: axe-core takes a minute on the longest.
LOOKED_AT = {
    "index": "light",
    "tutorial": "narrow and dark",
    "why": "narrow",
    "lesion": "dark",
    "glossary": "light",
    "data": "narrow",
    "search": "dark",
}


class Page(HTMLParser):
    """What a page loads, where it leads, and where one may arrive in it."""

    def __init__(self, path):
        super().__init__()
        self.loaded, self.links, self.marks = [], [], set()
        self.feed(text_of(path))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.marks |= {found["id"]} if "id" in found else set()
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if found.get(LOADS.get(tag, "")):
            self.loaded.append(found[LOADS[tag]])


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The folder of the site, built as its readers do."""
    folder = tmp_path_factory.mktemp("site")
    words = ["-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", "html", "docs"]
    built = subprocess.run(
        [sys.executable, *words, str(folder)], cwd=ROOT, capture_output=True, text=True
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site):
    """Every page of the site, parsed."""
    return {path: Page(path) for path in sorted(site.glob("*.html"))}


@pytest.fixture
def visit(browser, site):
    """Opens a page from disk, without a network; it may say nothing wrong and ask nobody."""
    opened, troubles = [], []

    def ask(request):
        if not request.url.startswith((site.as_uri(), "data:")):
            troubles.append(f"asked {request.url}")

    def visit(name, screen="light"):
        context = browser.new_context(offline=True, **SCREENS[screen])
        opened.append(context)
        page = context.new_page()
        page.on("console", lambda message: troubles.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("request", ask)
        page.goto(f"{site.as_uri()}/{name}")
        return page

    yield visit
    for context in opened:
        context.close()
    assert troubles == []


def test_every_document_is_a_page_of_the_site(pages):
    written = {path.stem for path in DOCS.glob("*.md")}
    assert written <= {path.stem for path in pages}
    index = next(page for path, page in pages.items() if path.stem == "index")
    assert {f"{name}.html" for name in written - {"index"}} <= set(index.links)


def test_every_name_of_the_package_is_described(pages):
    described = next(page for path, page in pages.items() if path.stem == "api").marks
    offered = {name for name in rls_sim.__all__ if not name.startswith("__")}
    assert {name for name in offered if f"rls_sim.{name}" not in described} == set()


def test_pages_load_nothing_from_elsewhere(pages):
    loaded = {(path, name) for path, page in pages.items() for name in page.loaded}
    assert len(loaded) > len(pages)  # at least a style for each
    foreign = [name for _, name in loaded if urlsplit(name).scheme not in ("", "data")]
    assert not foreign
    lacking = [
        name
        for path, name in loaded
        if urlsplit(name).path
        and not urlsplit(name).scheme
        and not (path.parent / urlsplit(name).path).is_file()
    ]
    assert not lacking


def test_styles_load_nothing_from_elsewhere(site):
    styles = [text_of(path) for path in site.rglob("*.css")]
    assert styles
    loaded = [name for style in styles for name in re.findall(r"url\(\s*[\"']?([^\"')]+)", style)]
    assert "formulas.woff2" in loaded
    assert not [name for name in loaded if urlsplit(name).scheme not in ("", "data")]
    assert not [style for style in styles if "@import" in style]


def test_every_link_leads_somewhere(pages):
    broken = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            target = path.parent / unquote(parts.path) if parts.path else path
            if parts.scheme or parts.netloc:
                continue
            known = pages[target].marks if target in pages else set()
            if not target.is_file() or (parts.fragment and unquote(parts.fragment) not in known):
                broken.append(f"{path.name}: {link}")
    assert not broken


def test_every_address_of_others_can_be_one(pages):
    links = {link for page in pages.values() for link in page.links if urlsplit(link).netloc}
    assert len(links) > 20
    wrong = [
        link
        for link in links
        if urlsplit(link).scheme not in ("http", "https")
        or not re.fullmatch(r"[\w.-]+\.[a-z]{2,}", urlsplit(link).netloc)
        or re.search(r"\s", link)
    ]
    assert not wrong


def test_the_font_of_formulas_is_the_one_that_is_accounted_for():
    font = (DOCS / "_static" / "formulas.woff2").read_bytes()
    assert hashlib.sha256(font).hexdigest() in text_of(DOCS / "_static" / "README.md")


@pytest.mark.parametrize(("name", "screen"), LOOKED_AT.items())
def test_a_page_can_be_read_by_everybody(visit, name, screen):
    page = visit(f"{name}.html", screen)
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    assert wide <= 0, "the page is wider than its screen"
    # Styles of files cannot be fetched a second time, which axe-core would try.
    assert violations(page, read_axe(), "{preload: false}") == []


def test_every_equation_of_the_model_is_drawn(visit):
    page = visit("model.html")
    written = [kind for kind, _ in BLOCK.findall(text_of(DOCS / "model.md"))].count("math")
    sizes = page.evaluate(
        "[...document.querySelectorAll('math')].map(m => m.getBoundingClientRect())"
        ".map(box => [box.width, box.height])"
    )
    assert len(sizes) == written > 100
    assert all(width > 50 and height > 10 for width, height in sizes)
    assert page.evaluate("document.fonts.check('16px \"rls_sim formulas\"')")
    assert not re.search(r"\\(frac|text|cdot|begin)", page.inner_text("article"))


def test_a_bracket_grows_with_what_it_embraces(visit):
    page = visit("model.html")
    heights = page.evaluate(
        "[...document.querySelectorAll('mo')].filter(o => o.textContent == '(')"
        ".map(o => o.getBoundingClientRect().height)"
    )
    assert max(heights) > 1.5 * min(heights)


def test_the_search_works_without_a_network(visit, site):
    page = visit("search.html?q=ferroportin")
    found = page.locator("#search-results li a").first
    found.wait_for()
    address = urlsplit(found.get_attribute("href")).path
    assert "ferroportin" in text_of(site / address).lower()


def load_mathml():
    place = DOCS / "_extensions" / "mathml.py"
    spec = importlib.util.spec_from_file_location("mathml", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MATHML = load_mathml()
MINUS = "\N{MINUS SIGN}"


@pytest.mark.parametrize(
    ("latex", "drawn"),
    [
        ("2\\pi", "<mrow><mn>2</mn><mi>π</mi></mrow>"),
        (
            "\\text{a rate}^{x}",
            '<mrow><msup><mi mathvariant="normal">a rate</mi><mrow><mi>x</mi></mrow></msup></mrow>',
        ),
        (
            "\\frac{1}{\\sqrt{x}}",
            "<mrow><mfrac><mrow><mn>1</mn></mrow>"
            "<mrow><msqrt><mrow><mi>x</mi></mrow></msqrt></mrow></mfrac></mrow>",
        ),
        ("- x", f"<mrow><mo>{MINUS}</mo><mi>x</mi></mrow>"),
        ("a - x", f'<mrow><mi>a</mi><mo form="infix">{MINUS}</mo><mi>x</mi></mrow>'),
    ],
)
def test_a_formula_is_drawn_as_it_is_written(latex, drawn):
    assert MATHML.mathml(latex, display=False) == f"<math>{drawn}</math>"


def test_a_line_that_goes_on_begins_with_a_sign_between_two_pieces():
    drawn = MATHML.mathml(r"\begin{aligned} x &= a \\ &\quad + b \end{aligned}", display=True)
    assert drawn.count("<mtr>") == 2
    assert drawn.count("<mtd>") == 4
    assert '<mo form="infix">+</mo>' in drawn


@pytest.mark.parametrize(
    "latex",
    [
        r"\sum x",
        r"\frac{1}",
        r"\left( x",
        r"\left[ x \right]",
        r"\begin{array} x \end{array}",
        r"\begin{aligned} x",
        "^2",
        "x < y",
        "}",
    ],
)
def test_a_formula_that_cannot_be_drawn_is_refused(latex):
    with pytest.raises(MATHML.FormulaError, match="cannot be drawn"):
        MATHML.mathml(latex, display=True)
