"""What else is on the plate: parts of a photo are looked at, and speak only where they are sure of something else.

Nine overlapping squares, half as wide as the photo, are compared by colour with the middle of the photo; those that
differ most, and show more than a table-cloth, are looked at once each. Figures: model card.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from PIL import Image

from ml_models.food.preparing import numbers, upright

if TYPE_CHECKING:
    from ml_models.food.recogniser import Prediction, Recogniser

PART: Final = 0.5
"""Side of a part, of the photo's shorter side."""
STEPS: Final = 3
"""Parts along a side; one more along a side that is much longer than the other."""
MUCH_LONGER: Final = 1.3
LOOKED_AT: Final = 6
SURE: Final = 0.95
"""Probability from which a part is believed."""
MOST: Final = 3
SMOOTH: Final = 6.0
"""Deviation of grey, of 255, below which a part shows nothing."""
BINS: Final = 6
SMALL: Final = 24


class Box(NamedTuple):
    """A part of an upright photo: from its left and top edge, in shares of its width and height."""

    left: float
    top: float
    right: float
    bottom: float


WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)
Found = list[tuple[Box, "Prediction"]]


def on_the_plate(model: Recogniser, photo: Image.Image, whole: Prediction) -> Found:
    """Return the whole, then at most three parts that surely show something else, the surest first."""
    if whole.status == "not_food":
        return [(WHOLE, whole)]
    ready = _no_larger(upright(photo), model.pixels)
    boxes = worth_a_look(ready, parts(*ready.size))
    answers = model.predict_views(_view(ready, box, model.pixels) for box in boxes)
    limits = model.limits
    sure: dict[str, tuple[Box, Prediction]] = {}
    for box, answer in zip(boxes, answers, strict=True):
        label, chance = answer.candidates[0]
        is_sure = chance >= SURE and answer.known >= limits.unknown and answer.status != "not_food"
        if is_sure and label != whole.candidates[0][0] and chance > _chance(sure.get(label)):
            sure[label] = (box, answer)
    further = sorted(sure.values(), key=lambda found: -_chance(found))
    return [(WHOLE, whole), *further[:MOST]]


def parts(width: int, height: int) -> list[Box]:
    """Return the squares of a photo, row by row."""
    side = PART * min(width, height)
    across = _starts(width, side, is_long=width > MUCH_LONGER * height)
    down = _starts(height, side, is_long=height > MUCH_LONGER * width)
    return [
        Box(left / width, top / height, (left + side) / width, (top + side) / height)
        for top, left in product(down, across)
    ]


def worth_a_look(photo: Image.Image, boxes: Sequence[Box]) -> list[Box]:
    """Return the six boxes whose colours are least like the middle of the photo's; smooth ones show nothing."""
    middle = _colours(_small(photo, Box(0.25, 0.25, 0.75, 0.75)))
    seen = [(box, _small(photo, box)) for box in boxes]
    shown = [(box, part) for box, part in seen if part.mean(axis=2).std() >= SMOOTH]
    by_difference = sorted(shown, key=lambda one: -float(np.abs(_colours(one[1]) - middle).sum()))
    return [box for box, _ in by_difference[:LOOKED_AT]]


def _starts(length: int, side: float, *, is_long: bool) -> list[float]:
    count = STEPS + is_long
    return [(length - side) * at / (count - 1) for at in range(count)]


def _no_larger(photo: Image.Image, pixels: int) -> Image.Image:
    """A part needs `pixels`; from a photo with more of them each resizing would begin anew."""
    wanted = pixels / PART / min(photo.size)
    if wanted >= 1:
        return photo
    size = (max(1, round(photo.width * wanted)), max(1, round(photo.height * wanted)))
    return photo.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)


def _pixels(photo: Image.Image, box: Box) -> tuple[float, float, float, float]:
    width, height = photo.size
    return box.left * width, box.top * height, box.right * width, box.bottom * height


def _view(photo: Image.Image, box: Box, pixels: int) -> npt.NDArray[np.float32]:
    size = (pixels, pixels)
    return numbers(photo.resize(size, Image.Resampling.BICUBIC, _pixels(photo, box), reducing_gap=2.0))


def _small(photo: Image.Image, box: Box) -> npt.NDArray[np.float32]:
    size = (SMALL, SMALL)
    part = photo.resize(size, Image.Resampling.BOX, _pixels(photo, box), reducing_gap=1.0)
    return np.asarray(part, dtype=np.float32)


def _colours(part: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the share of each step of red, green and blue."""
    steps = (part * (BINS / 256)).astype(int)
    counts = [np.bincount(steps[:, :, channel].ravel(), minlength=BINS) for channel in range(3)]
    return (np.concatenate(counts) / (SMALL * SMALL)).astype(np.float32)


def _chance(found: tuple[Box, Prediction] | None) -> float:
    return found[1].candidates[0][1] if found else 0.0
