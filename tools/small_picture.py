"""A figure as git keeps it: at half its size, in few colours."""

import io
from pathlib import Path

from PIL import Image


def save_small(content: bytes, path: Path, colours: int = 128) -> None:
    """Save a PNG's bytes at half its width and height, in so many colours."""
    figure = Image.open(io.BytesIO(content)).convert("RGB")
    half = figure.resize((figure.width // 2, figure.height // 2), Image.Resampling.LANCZOS)
    half.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
