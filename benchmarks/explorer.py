"""``python -m benchmarks.explorer``: from a key on a slider to the picture of its answer.

Headless Chromium presses ArrowRight on one slider, in the page that the server gives, in the file
that solves for itself, and in a page that answers with nothing but a number: the floor, which is
what the browser itself takes. They take turns, a few presses at a time, so that all meet the same
load. A time runs from the key's own time stamp to a message that the browser delivers after the
next frame; presses that a newer one overtook are not answered and not counted.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import results
from benchmarks.measure import load_average, machine_facts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Facts = dict[str, Any]

KEPT = "explorer.json"
SLIDER = "Receptor density, neuron"
PRESSES = 60
AT_A_TIME = 15  # presses, before the next page takes its turn
PAUSE = 120  # ms between presses; a key held down repeats about so often at first
TARGETS = (50.0, 100.0)  # ms: of the median, and of the 95th percentile
PATIENCE = 60_000  # ms
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLOOR = """<!doctype html><title>floor</title>
<label for="s">Receptor density, neuron</label>
<input id="s" type="range" min="0" max="300" value="9">
<output>9</output><script>
window.rlsTimings = [];
s.addEventListener("input", (event) => {
  document.querySelector("output").textContent = s.value;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => window.rlsTimings.push(performance.now() - event.timeStamp);
    channel.port2.postMessage(0);
  });
});
</script>"""


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.explorer", description=__doc__)
    add = parser.add_argument
    add("--presses", type=int, default=PRESSES, metavar="N", help=f"{PRESSES} unless given")
    add("--slider", default=SLIDER, metavar="NAME", help=f"{SLIDER!r} unless given")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> None:
    """Measure, print, and keep what was measured."""
    asked = _arguments(words)
    before = load_average()
    pages = measure(asked.presses, asked.slider)
    facts = {
        "machine": machine_facts(["playwright", "starlette", "uvicorn"]),
        "when": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "load": [before, load_average()],
        "slider": asked.slider,
        "targets": TARGETS,
        "pages": pages,
    }
    results.keep(results.FOLDER, KEPT, {"latency": facts})
    print("\n".join(lines_of(facts)))


def measure(presses: int, slider: str) -> Facts:
    """Milliseconds of each page: summaries by its name, and the versions of the browser."""
    from playwright.sync_api import sync_playwright

    with _addresses() as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=ARGUMENTS)
        opened = {name: _open(browser, address) for name, address in addresses.items()}
        found: dict[str, list[float]] = {name: [] for name in opened}
        for page in opened.values():
            _press(page, slider, AT_A_TIME)  # not counted
        for start in range(0, presses, AT_A_TIME):
            for name, page in opened.items():
                found[name] += _press(page, slider, min(AT_A_TIME, presses - start))
        version = browser.version
        browser.close()
    return {"browser": version} | {name: summary(times, presses) for name, times in found.items()}


def summary(times: Sequence[float], presses: int) -> Facts:
    """Median, 95th percentile and largest of milliseconds, and how many presses were answered."""
    ordered = sorted(times)
    if not ordered:
        return {"presses": presses, "answered": 0}
    return {
        "presses": presses,
        "answered": len(ordered),
        "median": ordered[len(ordered) // 2],
        "p95": ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)],
        "most": ordered[-1],
    }


def lines_of(facts: Facts) -> Iterator[str]:
    """The measurements as lines of text."""
    machine, pages = facts["machine"], facts["pages"]
    yield f"{machine['processor']}, {machine['cores']} cores, Chromium {pages['browser']}"
    yield f"load before and after: {facts['load'][0]:.1f}, {facts['load'][1]:.1f}"
    yield f"{'ms from key to picture':28}{'median':>8}{'p95':>8}{'most':>8}  answered"
    for name, told in pages.items():
        if isinstance(told, dict) and told["answered"]:
            row = "".join(f"{told[key]:8.1f}" for key in ("median", "p95", "most"))
            yield f"{name:28}{row}  {told['answered']} of {told['presses']}"
    yield f"{'wanted':28}{TARGETS[0]:8.0f}{TARGETS[1]:8.0f}"


@contextmanager
def _addresses() -> Iterator[dict[str, str]]:
    """The pages to compare; the server runs as long as they are needed."""
    command = [sys.executable, "-m", "rls_sim", "explore"]
    with tempfile.TemporaryDirectory() as folder:
        floor, file = Path(folder) / "floor.html", Path(folder) / "explorer.html"
        floor.write_text(FLOOR, "utf-8")
        subprocess.run([*command, "--static", str(file)], check=True, capture_output=True)
        server = subprocess.Popen(
            [*command, "--no-browser", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert server.stdout is not None
            served = server.stdout.readline().split()[-1]
            yield {
                "floor (no solve, no plot)": floor.as_uri(),
                "served": served,
                "one file": file.as_uri(),
            }
        finally:
            server.terminate()
            server.wait()


def _open(browser: "Browser", address: str) -> "Page":
    page = browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()
    page.goto(address)
    if "floor" not in address:  # its map has been solved, so that nothing else is going on
        page.get_by_text("All 961 cells solved.").wait_for(timeout=PATIENCE)
    return page


def _press(page: "Page", slider: str, times: int) -> list[float]:
    """The milliseconds from some presses to their pictures."""
    page.bring_to_front()
    page.get_by_role("slider", name=slider).first.focus()
    page.evaluate("window.rlsTimings.length = 0")
    for _ in range(times):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(PAUSE)
    page.wait_for_timeout(3 * PAUSE)
    found: list[float] = page.evaluate("window.rlsTimings")
    return found


def _chromium() -> str:
    """Where Chromium is; SystemExit where it is not."""
    names = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else ["chromium", "google-chrome"]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        sys.exit(f"none of {', '.join(names)} is on the PATH; CHROMIUM says where Chromium is")
    return found


if __name__ == "__main__":
    main()
