"""A photo as light and as colour, small enough to look for shapes in. numpy only."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from ml_models.food.preparing import upright

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

LONG_SIDE: Final = 320
"""Photos are looked at so large: a coin is then some 15 to 50 px wide, and all limits in px mean this size."""
TO_XYZ: Final = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]], dtype=np.float32
)
WHITE: Final = np.array([0.9505, 1.0, 1.089], dtype=np.float32)
DARKEST: Final = 0.004


def small(photo: Image.Image) -> Image.Image:
    """Return a photo upright, as RGB, its longer side `LONG_SIDE` px."""
    turned = upright(photo)
    share = LONG_SIDE / max(turned.size)
    size = (max(1, round(turned.width * share)), max(1, round(turned.height * share)))
    return turned.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)


def linear(photo: Image.Image) -> Floats:
    """Return how much light there was, (height, width, 3), 0 to 1; shadows and lamps multiply it."""
    seen = np.asarray(photo, dtype=np.float32) / 255
    light = np.where(seen > 0.04045, ((seen + 0.055) / 1.055) ** 2.4, seen / 12.92) + DARKEST
    return light.astype(np.float32)


def lab(photo: Image.Image) -> Floats:
    """Return CIE L*a*b*, (height, width, 3): lightness, and two of colour in which distances look alike."""
    xyz = (linear(photo) - DARKEST) @ TO_XYZ.T / WHITE
    bent = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    x, y, z = bent[..., 0], bent[..., 1], bent[..., 2]
    planes: Floats = np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1).astype(np.float32)
    return planes
