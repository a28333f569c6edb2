"""Draws a plate with food and a coin on a wooden table, seen from above: sizes are known exactly."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFilter

WOOD, PLATE, SHADOW = (196, 140, 78), (228, 222, 208), (150, 138, 122)
GREY, TOMATO = (168, 168, 166), (178, 38, 30)
PX_PER_CM = 32.0


def plate(*, food_cm: float = 7.0, coin: bool = True, food: tuple[int, int, int] = TOMATO) -> Image.Image:
    """Return 1280 by 960 px: a plate of 22 cm, a round food of so many cm, a coin of 2.5 cm."""
    photo = Image.new("RGB", (1280, 960), WOOD)
    draw = ImageDraw.Draw(photo)
    _disc(draw, 760, 480, 22.0, PLATE)
    _disc(draw, 800, 520, food_cm, SHADOW)
    _disc(draw, 760, 480, food_cm, food)
    if coin:
        _disc(draw, 200, 250, 2.5, GREY)
    return photo.filter(ImageFilter.GaussianBlur(2))


def _disc(
    draw: ImageDraw.ImageDraw, x: float, y: float, across_cm: float, colour: tuple[int, int, int]
) -> None:
    half = across_cm * PX_PER_CM / 2
    draw.ellipse((x - half, y - half, x + half, y + half), fill=colour)
