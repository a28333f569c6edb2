"""Drawn plates of dishes that no vocabulary has, and the staff who add them."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

from apps.nutrition.models import AddedDish
from apps.nutrition.services import dishes, showing
from apps.nutrition.services.dishes import DishGiven
from tests.nutrition.diary.making import AT, Home

Colour = tuple[int, int, int]
BLUE = ((60, 70, 150), ((90, 60, 160), (40, 120, 190)))
LABEL = "butterfly_pea_rice"


def plate(number: int, colours: tuple[Colour, tuple[Colour, ...]] = BLUE) -> Image.Image:
    """A bowl of it on a table; each number lies and shines a little differently."""
    sauce, bits = colours
    fixed, chance = random.Random(5), random.Random(number)
    light = chance.randint(-8, 8)
    photo = Image.new("RGB", (320, 320), (205 + light, 200 + light, 190 + light))
    draw = ImageDraw.Draw(photo)
    across, down = 160 + chance.randint(-6, 6), 160 + chance.randint(-6, 6)
    draw.ellipse((across - 150, down - 150, across + 150, down + 150), (245, 245, 242))
    draw.ellipse((across - 115, down - 115, across + 115, down + 115), sauce)
    for _ in range(60):
        x, y, wide = across + fixed.gauss(0, 48), down + fixed.gauss(0, 48), fixed.randint(8, 22)
        colour = tuple(value + light + fixed.randint(-20, 20) for value in fixed.choice(bits))
        draw.ellipse((x - wide, y - wide * 0.7, x + wide, y + wide * 0.7), colour)
    return photo.filter(ImageFilter.GaussianBlur(1.5))


def photo(number: int, **how: Any) -> bytes:
    """A photo of it as a phone sends one."""
    target = io.BytesIO()
    plate(number).save(target, "JPEG", quality=92, **how)
    return target.getvalue()


def photos(count: int, *, first: int = 0) -> list[bytes]:
    """So many photos of it, each a little different."""
    return [photo(number) for number in range(first, first + count)]


def given(home: Home, **about: Any) -> DishGiven:
    """Rice with butterfly pea, whose nutrients are those of rice."""
    told = {
        "label": LABEL,
        "name_en": "Butterfly pea rice",
        "name_ko": "나비콩 밥",
        "food": home.foods["rice"],
        "grams": (90.0, 170.0, 260.0),
        "caution_rules": ["raw_egg"],
    }
    return DishGiven(**{**told, **about})


def add(home: Home, contents: list[bytes], **about: Any) -> AddedDish:
    """Add it with photos; nobody has looked yet."""
    dish = dishes.add_dish(home.dietitian, given=given(home, **about), at=AT)
    dishes.add_photos(home.dietitian, dish_id=dish.public_id, contents=contents, at=AT)
    return dish


def look(dish: AddedDish, **how: Any) -> AddedDish:
    """Let a worker look at it; returns the row as it is then."""
    showing.run(dish.public_id, **{"task_id": "t", "now": lambda: AT, **how})
    return fresh(dish)


def fresh(dish: AddedDish) -> AddedDish:
    """The row as the database has it now."""
    return AddedDish.objects.get(pk=dish.pk)
