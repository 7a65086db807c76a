"""The file around a report: its head, what it may load (nothing), its contents, its sections."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources

from rls_sim.clinic.notice import NOTICE
from rls_sim.report.web.markup import Html, joined, tag, text

LARGEST = 10_000_000  # bytes of a report


@dataclass(frozen=True)
class Section:
    """A part of a report under a heading; ``key`` is its anchor."""

    key: str
    title: str
    body: Html


def page_text(kind: str, title: str, question: str, sections: Iterable[Section]) -> str:
    """The whole file, for the same content the same bytes."""
    parts = tuple(sections)
    style, script = _asset("report.css"), _asset("report.js")
    policy = (
        "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )
    head = joined(
        [
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=policy),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="referrer", content="no-referrer"),
            tag("title", f"{title} - rls_sim"),
            tag("style", Html(style)),
        ],
        "\n",
    )
    links = [tag("li", tag("a", part.title, href=f"#{part.key}")) for part in parts]
    body = joined(
        [
            tag("a", "Skip to the report", href="#report", class_="skip"),
            _banner(kind, title, question),
            tag("nav", tag("ol", *links), aria_label="Contents"),
            tag("main", joined(map(_section, parts), "\n"), id="report"),
            tag("footer", tag("p", NOTICE), tag("p", "Made by rls-sim report. Nothing is loaded.")),
            tag("script", Html(script)),
        ],
        "\n",
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n'
        "</html>\n"
    )


def _banner(kind: str, title: str, question: str) -> Html:
    asked = [tag("p", question, class_="lead")] if question else []
    return tag(
        "header",
        tag("p", f"rls_sim report: {kind}", class_="kind"),
        tag("h1", title),
        *asked,
        tag("p", NOTICE, class_="notice", role="note"),
    )


def _section(part: Section) -> Html:
    heading = tag("h2", part.title, id=f"{part.key}-title")
    return tag(
        "section", heading, text(part.body), id=part.key, aria_labelledby=f"{part.key}-title"
    )


def picture(data: bytes, words: str) -> Html:
    """A PNG inside the page, with the words for who cannot see it."""
    source = "data:image/png;base64," + base64.b64encode(data).decode("ascii")
    return tag("figure", tag("img", alt=words, src=source))


def _asset(name: str) -> str:
    return (resources.files("rls_sim.report.web") / name).read_text("utf-8")


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(sha256(content.encode()).digest()).decode("ascii")
