"""Photos made different: what a phone, a lamp, a table and a small screen do to them, so that none of it is learned."""

from __future__ import annotations

import io
import random
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageEnhance, ImageFilter

from ml_models.food.preparing import numbers

SMALLEST_SHARE, LARGEST_STRETCH = 0.30, 1.35
FEWEST_PIXELS: Final = 56


def varied(photo: Image.Image, pixels: int, chance: random.Random) -> npt.NDArray[np.float32]:
    """Return one variation of an upright photo, ready for the network."""
    picture = _cut(photo, pixels, chance)
    if chance.random() < 0.5:
        picture = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if chance.random() < 0.15:
        picture = picture.rotate(
            chance.uniform(-25, 25), Image.Resampling.BILINEAR, fillcolor=_ground(chance)
        )
    picture = _lit(picture, chance)
    if chance.random() < 0.35:
        picture = _coarse(picture, chance)
    if chance.random() < 0.1:
        picture = picture.filter(ImageFilter.GaussianBlur(chance.uniform(0.5, 2.0)))
    if chance.random() < 0.3:
        picture = _compressed(picture, chance)
    return _with_a_hole(numbers(picture), chance)


def _cut(photo: Image.Image, pixels: int, chance: random.Random) -> Image.Image:
    """Return a random part of the photo, a little stretched."""
    width, height = photo.size
    for _ in range(10):
        area = width * height * chance.uniform(SMALLEST_SHARE, 1.0)
        stretch = LARGEST_STRETCH ** chance.uniform(-1, 1)
        wide, high = round((area * stretch) ** 0.5), round((area / stretch) ** 0.5)
        if wide <= width and high <= height:
            left, top = chance.randint(0, width - wide), chance.randint(0, height - high)
            return photo.resize(
                (pixels, pixels), Image.Resampling.BILINEAR, (left, top, left + wide, top + high)
            )
    side = min(width, height)
    left, top = (width - side) // 2, (height - side) // 2
    return photo.resize((pixels, pixels), Image.Resampling.BILINEAR, (left, top, left + side, top + side))


def _lit(picture: Image.Image, chance: random.Random) -> Image.Image:
    """Return it under another lamp."""
    for change, most in (
        (ImageEnhance.Brightness, 0.4),
        (ImageEnhance.Contrast, 0.4),
        (ImageEnhance.Color, 0.5),
    ):
        if chance.random() < 0.7:
            picture = change(picture).enhance(1 + chance.uniform(-most, most))
    if chance.random() < 0.5:  # the lamp's colour
        gains = [chance.uniform(0.85, 1.15) for _ in range(3)]
        picture = picture.point([min(255, round(value * gain)) for gain in gains for value in range(256)])
    return picture.convert("L").convert("RGB") if chance.random() < 0.03 else picture


def _coarse(picture: Image.Image, chance: random.Random) -> Image.Image:
    side = chance.randint(FEWEST_PIXELS, max(FEWEST_PIXELS, picture.width * 3 // 4))
    small = picture.resize((side, side), Image.Resampling.BOX)
    return small.resize(picture.size, chance.choice((Image.Resampling.BILINEAR, Image.Resampling.BICUBIC)))


def _compressed(picture: Image.Image, chance: random.Random) -> Image.Image:
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=chance.randint(25, 85))
    return Image.open(kept).convert("RGB")


def _ground(chance: random.Random) -> tuple[int, int, int]:
    return (chance.randint(0, 255), chance.randint(0, 255), chance.randint(0, 255))


def _with_a_hole(seen: npt.NDArray[np.float32], chance: random.Random) -> npt.NDArray[np.float32]:
    """Return it with a part hidden now and then, so that no single spot decides."""
    if chance.random() < 0.25:
        side = chance.randint(seen.shape[1] // 8, seen.shape[1] // 3)
        top, left = chance.randint(0, seen.shape[1] - side), chance.randint(0, seen.shape[2] - side)
        seen[:, top : top + side, left : left + side] = chance.uniform(-1, 1)
    return seen
