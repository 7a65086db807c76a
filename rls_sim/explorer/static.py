"""The explorer as one file that anybody can open: no server, no network, solved in the page.

The page is the served one. What the server would answer is put into it: the catalogue, and the
engine that solves days (`engine`). Its modules are ``data:`` addresses, so that it works from disk.
"""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

from rls_sim.explorer.catalogue import Catalogue
from rls_sim.explorer.engine import engine_document
from rls_sim.explorer.page_files import (
    HEAD,
    SCRIPT,
    STYLES,
    import_map,
    inline_hashes,
    module_names,
    page_files,
)
from rls_sim.study.cell import Bench
from rls_sim.study.files import write_text

POLICY = "<!-- RLS:POLICY -->"


def write_static(path: Path, bench: Bench, view: str = "") -> None:
    """
    Write the page of a bench, whole or not at all; some seconds the first time.

    ``view``: what it opens with (`cell_text.view_text`), unless its address says otherwise.

    Raises ValueError where the engine cannot be written (see `engine_document`), OSError where the
    file cannot.
    """
    write_text(path, static_page(bench, view))


def static_page(bench: Bench, view: str = "") -> str:
    """The HTML of the page with everything in it; the same bench and view give the same text."""
    files = page_files()
    styles = [f"<style>{files[name].read_text(encoding='utf-8')}</style>" for name in STYLES]
    modules = {name: _address(files[f"{name}.js"]) for name in module_names()}
    head = [
        POLICY,
        '<link rel="icon" href="data:,">',
        *styles,
        import_map(modules),
        f"<script>{files[SCRIPT].read_text(encoding='utf-8')}</script>",
        _document("catalogue", Catalogue(bench).document),
        _document("engine", engine_document(bench)),
        _document("view", view),
    ]
    html = files["index.html"].read_text(encoding="utf-8").replace(HEAD, "\n".join(head))
    return html.replace(POLICY, _policy(html))


def _address(path: Path) -> str:
    return f"data:text/javascript;base64,{b64encode(path.read_bytes()).decode('ascii')}"


def _document(name: str, content: Any) -> str:
    """JSON that the page reads; no text in it can end the element it stands in."""
    text = json.dumps(content, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _policy(html: str) -> str:
    """What the page allows itself: what stands in it, and to compile the engine; no address."""
    rules = [
        "default-src 'none'",
        f"script-src {' '.join(inline_hashes(html))} data: 'wasm-unsafe-eval'",
        "style-src 'unsafe-inline'",
        "img-src data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return f'<meta http-equiv="content-security-policy" content="{"; ".join(rules)}">'
