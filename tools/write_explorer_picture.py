"""Draw docs/explorer.png: the explorer with a cell that lacks receptor beside one that has more.

``python tools/write_explorer_picture.py`` needs Playwright and Chromium (CHROMIUM, or on the PATH).
"""

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright
from small_picture import save_small

from rls_sim.explorer.static import write_static
from rls_sim.study.cell import brain_bench

PICTURE = Path(__file__).parents[1] / "docs" / "explorer.png"
VIEW = "#lesion=receptor_synthesis:0.5"
SIZE = {"width": 1440, "height": 1000}


def main() -> None:
    """Write the page, open it, change the second cell, and keep the picture."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "explorer.html"
        write_static(path, brain_bench())
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE, device_scale_factor=2)
        page.goto(path.as_uri() + VIEW)
        page.get_by_role("button", name="Compare", exact=True).click()
        value = page.get_by_role("spinbutton", name="Adenosine gain, value").first
        value.fill("1")
        value.press("Enter")
        expect(page.get_by_text("All 961 cells solved.")).to_be_visible(timeout=60_000)
        page.mouse.move(5, 995)
        save_small(page.screenshot(), PICTURE)
        browser.close()
    print(f"wrote {PICTURE.name}, {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
