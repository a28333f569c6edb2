"""From a photo to the numbers that the recogniser looks at. Pillow and numpy only: the same when training and serving."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

MEAN: Final = 127.0
DEVIATION: Final = 128.0
MARGIN: Final = 8 / 7  # the short side is so much longer than the square that is cut out of the middle
FLAT: Final = 6.0
"""Levels of 255. Where no colour deviates more from its mean, nothing can be seen: a covered lens, a white wall. Of
3,248 photos the smoothest had 13.6 (a glass of water 15.2, a dark plate 16.8).
"""


def upright(photo: Image.Image) -> Image.Image:
    """Return the photo as RGB and as it was held; what is transparent lies on white, sixteen bits are scaled to eight."""
    turned = ImageOps.exif_transpose(photo)
    if turned.mode == "I" or turned.mode.startswith("I;16"):  # a plain conversion cuts them off: all white
        turned = turned.convert("I").point(_high_byte).convert("L")
    if turned.mode in ("RGBA", "LA", "P"):
        layer = turned.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return turned.convert("RGB")


def _high_byte(value: Any) -> Any:
    return value * (1 / 256)


def square(photo: Image.Image, pixels: int, *, margin: float = MARGIN) -> Image.Image:
    """Return the middle of an upright photo, `pixels` wide and high. Costs no more for a strip than for a square."""
    half = min(photo.size) / margin / 2
    middle, height = photo.width / 2, photo.height / 2
    box = (middle - half, height - half, middle + half, height + half)
    return photo.resize((pixels, pixels), Image.Resampling.BICUBIC, box, reducing_gap=2.0)


def numbers(photo: Image.Image) -> npt.NDArray[np.float32]:
    """Return (3, height, width), each from about -1 to 1."""
    seen = np.asarray(photo, dtype=np.float32)
    return np.ascontiguousarray(((seen - MEAN) / DEVIATION).transpose(2, 0, 1))


def views(photo: Image.Image, pixels: int) -> npt.NDArray[np.float32]:
    """Return what the network looks at of an upright photo: (views, 3, pixels, pixels)."""
    return numbers(square(photo, pixels))[None]


def is_flat(view: npt.NDArray[np.float32]) -> bool:
    """Say whether one prepared view (3, height, width) is the same all over, so that a network would only guess."""
    return float(view.reshape(len(view), -1).std(axis=1).max()) * DEVIATION < FLAT
