"""
Copy the figure of the main job to docs/receptor_density.png, in few enough colours to be small.

Run `rls-sim sweep configs/receptor_density.toml`, then `python tools/write_readme_picture.py`.
"""

from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
FIGURE = ROOT / "results" / "receptor_density" / "figure.png"
PICTURE = ROOT / "docs" / "receptor_density.png"
COLOURS = 128  # lines and letters keep their edges; the colour map of the night keeps its steps


def main() -> None:
    """Write the picture."""
    figure = Image.open(FIGURE).convert("RGB")
    figure.quantize(COLOURS, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
