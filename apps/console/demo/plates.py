"""Pictures of meals for the demonstration: drawn here, since no photo of anybody's plate belongs to the source."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, replace
from typing import Final

from PIL import Image, ImageDraw

from apps.foundation.files.wire import Facts, Rewritten, Variant

SIZE: Final = (640, 480)
SMALL: Final = (320, 240)
CENTRE: Final = (320, 250)
TABLES: Final = ("#8a6a4f", "#5d6d73", "#b59a7a", "#3f4f49")


@dataclass(frozen=True)
class Heap:
    """One food on a plate: where it lies from the middle, how far it reaches, its colour, and how grainy it is."""

    x: int
    y: int
    reach: int
    colour: str
    grains: int = 40
    grain_px: int = 9


def drawn(heaps: tuple[Heap, ...], *, seed: int) -> Rewritten:
    """Return a plate seen from above, as a file that was written anew would be."""
    chance = random.Random(seed)
    picture = Image.new("RGB", SIZE, TABLES[seed % len(TABLES)])
    pen = ImageDraw.Draw(picture)
    x, y = CENTRE
    for reach, colour in ((215, "#d9d6cf"), (208, "#f7f5f0"), (160, "#efece5"), (156, "#faf8f4")):
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)
    for heap in heaps:
        _heap(pen, heap, chance)
    large = _variant("large", picture)
    small = _variant("small", picture.resize(SMALL))
    return Rewritten(Facts(*SIZE), [replace(large, name="full"), large, small])


def _heap(pen: ImageDraw.ImageDraw, heap: Heap, chance: random.Random) -> None:
    x, y, reach = CENTRE[0] + heap.x, CENTRE[1] + heap.y, heap.reach
    pen.ellipse((x - reach, y - reach * 0.8, x + reach, y + reach * 0.8), fill=heap.colour)
    red, green, blue = (int(heap.colour[at : at + 2], 16) for at in (1, 3, 5))
    for _grain in range(heap.grains):
        away_x, away_y = chance.gauss(0, reach * 0.42), chance.gauss(0, reach * 0.34)
        shade = chance.uniform(0.78, 1.22)
        colour = tuple(min(255, int(part * shade)) for part in (red, green, blue))
        half = chance.uniform(0.5, 1.0) * heap.grain_px
        place = (x + away_x - half, y + away_y - half * 0.7, x + away_x + half, y + away_y + half * 0.7)
        pen.ellipse(place, fill=colour)


def _variant(name: str, picture: Image.Image) -> Variant:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=78)
    return Variant(name, "image/jpeg", target.getvalue(), *picture.size)
