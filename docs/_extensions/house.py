"""What our pages need of Sphinx beyond Markdown: one list of pages, marks in tables, formulas.

Pages are read on code hosts as they stand, so they hold plain Markdown and hardly a directive,
which would show there as text. What the site needs more is made of it here.
"""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from mathml import mathml
from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

SECTION = re.compile(r"^## ([^\n]+)\n\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"^- \[[^\]]+\]\(([\w-]+)\.md\)", re.MULTILINE)
LANDMARKS = {  # what the theme leaves nameless to those who hear a page
    '<div id="search-results">': '<h1>Search</h1>\n<div id="search-results">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
    'class="caption" role="heading">': 'class="caption" role="heading" aria-level="2">',
}
MARK = re.compile(r'<a id="([\w-]+)"></a>')


def read_source(app: Sphinx, name: str, content: list[str]) -> None:
    """Give the first page its tables of contents, and every mark in a table its name."""
    if name == app.config.root_doc:
        content[0] += "".join(
            contents(title, ENTRY.findall(listed)) for title, listed in SECTION.findall(content[0])
        )
    content[0] = MARK.sub(r"[]{#\1}", content[0])


def contents(title: str, pages: list[str]) -> str:
    """The table of contents that a section of the first page lists."""
    if not pages:
        return ""
    lines = ["", "```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```", ""]
    return "\n".join(lines)


def keep_marks(app: Sphinx, doctree: nodes.document) -> None:
    """Tell MyST of the marks of a page, so that other pages may lead there."""
    known = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for node in doctree.findall(nodes.inline):
        for mark in node["ids"]:
            known.setdefault(mark, (node.line, mark, node.astext()))


def draw_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """A formula in a line of text."""
    translator.body.append(mathml(node.astext(), display=False))
    raise nodes.SkipNode


def draw_block(translator: HTML5Translator, node: nodes.math_block) -> None:
    """A formula that stands by itself; where it is too wide the reader moves it."""
    drawn = mathml(node.astext(), display=True)
    translator.body.append(f'<div class="formula">{drawn}</div>\n')
    raise nodes.SkipNode


def name_landmarks(app: Sphinx, error: Exception | None) -> None:
    """Name the parts of every page that was written."""
    if error or app.builder.format != "html":
        return
    for path in Path(app.outdir).glob("*.html"):
        page = path.read_text("utf-8")
        for found, named in LANDMARKS.items():
            page = page.replace(found, named)
        path.write_text(page, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx asks for this."""
    app.connect("source-read", read_source)
    app.connect("doctree-read", keep_marks)
    app.connect("build-finished", name_landmarks)
    app.add_lexer("csv", TextLexer)
    app.add_html_math_renderer("mathml", (draw_inline, None), (draw_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
