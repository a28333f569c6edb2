"""From a photo to the numbers that the recogniser looks at. Pillow and numpy only: the same when training and serving."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

MEAN: Final = 127.0
DEVIATION: Final = 128.0
MARGIN: Final = (
    8 / 7
)  # the short side is resized to so much more than the square that is cut out of the middle


def upright(photo: Image.Image) -> Image.Image:
    """Return the photo as RGB and as it was held; what is transparent lies on white."""
    turned = ImageOps.exif_transpose(photo)
    if turned.mode in ("RGBA", "LA", "P"):
        layer = turned.convert("RGBA")
        ground = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(ground, layer).convert("RGB")
    return turned.convert("RGB")


def square(photo: Image.Image, pixels: int, *, margin: float = MARGIN) -> Image.Image:
    """Return the middle of an upright photo, `pixels` wide and high."""
    side = round(pixels * margin)
    short = min(photo.size)
    size = (max(side, round(photo.width * side / short)), max(side, round(photo.height * side / short)))
    if min(size) > 2 * max(pixels, 1) * 8:  # a strip: more than sixteen times as long as high
        size = (min(size[0], 16 * pixels), min(size[1], 16 * pixels))
    resized = photo.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    left, top = (resized.width - pixels) // 2, (resized.height - pixels) // 2
    return resized.crop((left, top, left + pixels, top + pixels))


def numbers(photo: Image.Image) -> npt.NDArray[np.float32]:
    """Return (3, height, width), each from about -1 to 1."""
    seen = np.asarray(photo, dtype=np.float32)
    return np.ascontiguousarray(((seen - MEAN) / DEVIATION).transpose(2, 0, 1))
