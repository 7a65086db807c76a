"""The files of the page, and the one place in its HTML that differs between server and file."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from importlib import resources
from pathlib import Path

HEAD = "<!-- RLS:HEAD -->"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
STYLES = ("vendor/uPlot.min.css", "style.css")
SCRIPT = "vendor/uPlot.iife.min.js"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def page_folder() -> Path:
    """Where the files of the page are installed."""
    return Path(str(resources.files("rls_sim.explorer") / "page"))


def page_files() -> dict[str, Path]:
    """Every file that may be served, by its name below ``page/``; nothing else ever is."""
    folder = page_folder()
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.suffix in KINDS and path.is_file()
    }


def module_names() -> tuple[str, ...]:
    """The page's own modules, which import each other as ``rls/NAME``."""
    return tuple(
        name.removesuffix(".js") for name in page_files() if re.fullmatch(r"\w+\.js", name)
    )


def import_map(addresses: Mapping[str, str]) -> str:
    """The element that tells a browser where each module is; ``addresses`` by name."""
    imports = {f"rls/{name}": address for name, address in addresses.items()}
    return f'<script type="importmap">{json.dumps({"imports": imports})}</script>'


def served_page() -> str:
    """The HTML of the page as the server gives it: styles, modules and plots by address."""
    links = [f'<link rel="stylesheet" href="page/{name}">' for name in STYLES]
    links.append('<link rel="icon" href="data:,">')
    links.append(import_map({name: f"./page/{name}.js" for name in module_names()}))
    links.append(f'<script src="page/{SCRIPT}"></script>')
    html = (page_folder() / "index.html").read_text(encoding="utf-8")
    return html.replace(HEAD, "\n".join(links))


def inline_hashes(html: str) -> list[str]:
    """What a content security policy calls each script that stands in the HTML itself."""
    found = []
    for text in INLINE.findall(html):
        digest = hashlib.sha256(text.encode()).digest()
        found.append(f"'sha256-{b64encode(digest).decode()}'")
    return found


def served_policy(html: str) -> str:
    """The content security policy of the served page: its own files, and nothing from elsewhere."""
    scripts = " ".join(["'self'", *inline_hashes(html)])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )
