"""Pictures beside their baselines. ``python tests/report/images.py [NAME]...`` draws these anew.

Baselines are looked at before they are committed.

How far a picture may be from its baseline depends on who draws it:

- The matplotlib and FreeType of the baseline draw it again to the pixel. ``STRICT`` leaves room
  for lines that another processor's last digits move onto the next pixel.
- Others set text anew: they hint glyphs otherwise and measure them otherwise, so that letters
  change and panels move by a pixel or two. There a pixel counts only if the other picture has no
  pixel like it within ``REACH``, which is 1.3 mm on paper, by ``UNLIKE`` levels of a colour, which
  is more than the edge of a letter. Matplotlib 3.10 with FreeType 2.6 against 3.11 with 2.14:
  4 pixels at most in any figure; a label that is 5 mm off: at least 32. Subtler changes, such as
  a hatch or a colour of the same brightness, are then left to the tests of what is drawn.

Glyphs are drawn without hinting, which is most of what differs between versions.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import ft2font
from PIL import Image, PngImagePlugin

from rls_sim.report import style

BASELINES = Path(__file__).parent / "baseline"
DPI = 60
SEEN = 32  # of 255 levels of a colour
STRICT = 2e-4  # share of pixels that may differ by more
REACH, UNLIKE, ALLOWED = 3, 96, 12  # pixels, levels, pixels
DRAWN_BY = f"matplotlib {mpl.__version__}, FreeType {ft2font.__freetype_version__}"


@contextmanager
def without_hinting() -> Iterator[None]:
    """Glyphs by their outlines alone, while figures are laid out and drawn."""
    before = dict(style.LOOK)
    style.LOOK["text.hinting"] = "none"
    try:
        yield
    finally:
        style.LOOK.clear()
        style.LOOK.update(before)


def pixels_of(figure):
    """The picture at a low resolution, (height, width, 3) from 0 to 255."""
    buffer = BytesIO()
    with style.house_look():
        figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return np.asarray(Image.open(buffer).convert("RGB"), dtype=np.int16)


def baseline_of(name):
    """The picture of a figure as it was, and who drew it."""
    with Image.open(BASELINES / f"{name}.png") as image:
        return np.asarray(image.convert("RGB"), dtype=np.int16), image.text["Software"]


def share_apart(one, other):
    """The share of pixels that differ by more than is SEEN; all of two sizes."""
    if one.shape != other.shape:
        return 1.0
    return float((np.abs(one - other).max(axis=2) > SEEN).mean())


def without_a_like(one, other):
    """How many pixels have none like them near their place in the other picture."""
    if one.shape != other.shape:
        return one[..., 0].size
    return int((np.maximum(_unlike(one, other), _unlike(other, one)) > UNLIKE).sum())


def _unlike(one, other):
    """How far each pixel is from the most similar one near its place in the other, in levels."""
    height, width = one.shape[:2]
    around = np.pad(other, ((REACH, REACH), (REACH, REACH), (0, 0)), mode="edge")
    least = np.full((height, width), 255)
    for down in range(2 * REACH + 1):
        for right in range(2 * REACH + 1):
            shifted = around[down : down + height, right : right + width]
            least = np.minimum(least, np.abs(one - shifted).max(axis=2))
    return least


def is_as_before(pixels, name, drawn_by=DRAWN_BY):
    """Whether a picture is that of its baseline, as closely as its maker allows."""
    before, maker = baseline_of(name)
    if maker == drawn_by:
        return share_apart(pixels, before) <= STRICT
    return without_a_like(pixels, before) <= ALLOWED


def draw_all(names=()):
    """Write the baselines of these figures, or of all."""
    from pictures import FIGURES

    BASELINES.mkdir(exist_ok=True)
    about = PngImagePlugin.PngInfo()
    about.add_text("Software", DRAWN_BY)
    with without_hinting():
        for name in names or FIGURES:
            image = Image.fromarray(pixels_of(FIGURES[name]()).astype(np.uint8))
            image.save(BASELINES / f"{name}.png", optimize=True, pnginfo=about)


if __name__ == "__main__":
    draw_all(sys.argv[1:])
