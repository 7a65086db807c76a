"""
Draw docs/tutorial_night.png, the night of the tutorial's neuron, as its command does.

Run `python tools/write_tutorial_picture.py`. The picture holds the name of its model; with --check
it only says whether it is of another one, which a test of tests/house asks.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, PngImagePlugin

from rls_sim.biology.brain import healthy_model
from rls_sim.cli.main import commands

PAGE = Path(__file__).parents[1] / "docs" / "tutorial.md"
PICTURE = PAGE.with_name("tutorial_night.png")
COLOURS = 64  # lines and letters


def main() -> None:
    """Draw the picture, or with --check leave with 1 where it is of another model."""
    if "--check" not in sys.argv[1:]:
        save(figure())
    elif Image.open(PICTURE).info.get("model") != healthy_model().hash():
        sys.exit(f"{PICTURE.name} is stale: run python tools/write_tutorial_picture.py")


def figure() -> bytes:
    """What the tutorial's command draws."""
    lines = PAGE.read_text("utf-8").splitlines()
    (line,) = [line for line in lines if line.endswith("--plot night.png")]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "night.png"
        words = line.replace("night.png", str(path)).split()[1:]
        commands.main([*words, "-q"], "rls-sim", standalone_mode=False)
        return path.read_bytes()


def save(content: bytes) -> None:
    """Keep a PNG at half its size, in few colours, with the name of its model."""
    whole = Image.open(io.BytesIO(content)).convert("RGB")
    half = whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.LANCZOS)
    words = PngImagePlugin.PngInfo()
    words.add_text("model", healthy_model().hash())
    few = half.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURE, optimize=True, pnginfo=words)


if __name__ == "__main__":
    main()
