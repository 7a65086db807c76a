"""A browser for tests of pages: where Chromium is, how it is started, and axe-core."""

import gzip
import hashlib
import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
# Within CI the browser runs as root, without a graphics card, and may ask nothing of anybody.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "explorer" / "vendor" / "axe.min.js.gz"
AXE_SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"  # unpacked


def find_chromium():
    """Where Chromium is. Without it nothing of a page can be known: its absence is a failure."""
    wished = os.environ.get("CHROMIUM")
    found = next(filter(None, map(shutil.which, [wished] if wished else NAMES)), None)
    if found is None:
        asked = f"CHROMIUM={wished} is no program" if wished else f"none of {', '.join(NAMES)}"
        pytest.fail(
            f"Pages are tested in Chromium, and {asked} is on the PATH: "
            "apt-get install chromium, or set CHROMIUM to where it is.",
            pytrace=False,
        )
    return found


def read_axe():
    """axe-core as published, which finds what keeps people from using a page."""
    script = gzip.decompress(AXE.read_bytes())
    assert hashlib.sha256(script).hexdigest() == AXE_SHA256
    return script.decode("utf-8")


def violations(page, axe, options="{}"):
    """What axe-core complains of in a page, one line each."""
    page.evaluate(axe)
    found = page.evaluate(f"axe.run({options})")
    assert len(found["passes"]) > 20  # it has looked
    return [
        f"{v['id']}: {node['target']} {node['failureSummary']}"
        for v in found["violations"]
        for node in v["nodes"]
    ]
