"""Where measurements are kept between a run and the page that is written from them."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path("results") / "benchmarks"
ENGINE = "engine.json"
ROBUSTNESS = "robustness.json"
SWEEPS = "sweeps.json"


def keep(folder: Path, name: str, facts: dict[str, Any]) -> None:
    """Write facts under a name; what an earlier run measured and this one did not is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    merged = fetch(folder, name) | facts
    (folder / name).write_text(json.dumps(merged, indent=1) + "\n", "utf-8")


def fetch(folder: Path, name: str) -> dict[str, Any]:
    """What is kept under a name; empty where nothing is."""
    file = folder / name
    return json.loads(file.read_text("utf-8")) if file.exists() else {}
