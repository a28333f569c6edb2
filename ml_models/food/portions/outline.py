"""How large the food on a plate is, in cm², by a coin beside it or by the plate itself, seen from above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image
from scipy import ndimage

from ml_models.food.portions import coin as coins
from ml_models.food.portions import plate as plates
from ml_models.food.portions import shapes
from ml_models.food.portions.coin import Coin
from ml_models.food.portions.colours import Floats, Mask, lab, linear, small
from ml_models.food.portions.plate import SHADE_WEIGHT, Plate
from ml_models.food.portions.weighing import Scale

COIN_CM: Final = 2.5
"""The coin of the photos that were measured (1 yuan). 500 won have 2.65 cm, a quarter 2.43, 2 euros 2.58."""
SURE_FROM: Final = 0.5
USUAL_PLATE_CM: Final = 26.0
"""A dinner plate of which nobody has said how wide it is."""
FROM_ABOVE: Final = 0.6
"""A plate that looks flatter was seen from the side, where its outline says little about the food."""
FEWEST_PX: Final = 150
GROUND_COLOURS: Final = 8
UNLIKE_GROUND: Final = 2.6
"""Deviations from every colour of the table."""


@dataclass(frozen=True)
class Seen:
    """What a photo says of the size. `coin_chance`: how sure the coin is, 0 to 1; 0 where the plate was the scale."""

    area_cm2: float
    coin_chance: float
    scale: Scale = "coin"


def measure(
    photo: Image.Image,
    *,
    coin_from: float = SURE_FROM,
    is_plate_said: bool = False,
    plate_cm: float | None = None,
) -> Seen | None:
    """Return how large the food is; None without a scale, a plate from above, or food that parts from both.

    `coin_from`: how sure a coin must be. Without one the plate is the scale if `is_plate_said`, `plate_cm` wide
    (None: nobody has said how wide, so that it is a usual one).
    """
    image = small(photo)
    planes = lab(image)
    coin, seen = coins.find(planes), None
    if coin is not None and coin.chance >= coin_from:
        seen = _by_coin(planes, linear(image), coin)
    if seen is None and is_plate_said:
        seen = _by_plate(planes, linear(image), plate_cm)
    return seen


def _by_coin(planes: Floats, light: Floats, coin: Coin) -> Seen | None:
    found = food_on_plate(planes, light, coin)
    if found is None:
        return None
    return Seen(float(found[0].sum()) * (COIN_CM / (2 * coin.radius)) ** 2, coin.chance)


def _by_plate(planes: Floats, light: Floats, plate_cm: float | None) -> Seen | None:
    found = food_on_plate(planes, light, None)
    if found is None:
        return None
    food, plate = found
    cm = (plate_cm or USUAL_PLATE_CM) / (2 * plate.half_width)
    return Seen(float(food.sum()) * cm**2, 0.0, "plate" if plate_cm else "usual_plate")


def food_on_plate(planes: Floats, light: Floats, coin: Coin | None) -> tuple[Mask, Plate] | None:
    """Return where the food is, and on what; None where it cannot be told."""
    smooth = np.stack([ndimage.gaussian_filter(planes[..., c], 1.0) for c in range(3)], axis=-1)
    light = np.stack([ndimage.gaussian_filter(light[..., c], 1.0) for c in range(3)], axis=-1)
    ignored = np.zeros(planes.shape[:2], dtype=bool)
    if coin is not None:
        ys, xs = np.mgrid[: planes.shape[0], : planes.shape[1]]
        ignored = np.hypot(xs - coin.x, ys - coin.y) < 1.3 * coin.radius
    plate = plates.find(smooth, light, ignored)
    if plate is None or plate.roundness < FROM_ABOVE:
        return None
    rough = _rough(smooth * SHADE_WEIGHT, light, plate, ignored)
    return None if rough is None else (_to_its_edge(rough, planes, light, plate), plate)


def _rough(colours: Floats, light: Floats, plate: Plate, ignored: Mask) -> Mask | None:
    """What is no plate, no shadow of it, no table and no coin: the piece that lies most in the middle of the plate."""
    beyond = ~ndimage.binary_dilation(plate.hull, iterations=4) & ~ignored
    unlike = plate.hull | (_from_ground(colours, beyond) > UNLIKE_GROUND)
    rest = unlike & ~plates.is_plate_or_its_shadow(light, plate) & ~ignored
    pieces, count = ndimage.label(ndimage.binary_opening(rest, iterations=2))
    worth = [_worth(pieces == number, plate) for number in range(1, count + 1)]
    if not worth or max(worth) <= 0:
        return None
    return np.asarray(ndimage.binary_fill_holes(pieces == 1 + int(np.argmax(worth))), dtype=bool)


def _from_ground(colours: Floats, beyond: Mask) -> Floats:
    """Return how many deviations each px is from the nearest colour of what lies around the plate."""
    around = colours[beyond][::7]
    if len(around) < GROUND_COLOURS:  # the plate fills the photo
        return np.zeros(colours.shape[:2], dtype=np.float32)
    centres, own = shapes.groups(around, GROUND_COLOURS)
    far = []
    for number, centre in enumerate(centres):
        mine = around[own == number]
        if len(mine) >= 0.03 * len(around):
            deviation = max(3.5, float(np.sqrt(((mine - centre) ** 2).sum(axis=1).mean())))
            far.append(np.sqrt(((colours - centre) ** 2).sum(axis=-1)) / deviation)
    return np.min(far, axis=0)


def _worth(piece: Mask, plate: Plate) -> float:
    """Its size, less the farther from the middle of the plate, off it, or cut by the edge of the photo."""
    size = float(piece.sum())
    if size < FEWEST_PX:
        return 0.0
    y, x = ndimage.center_of_mass(piece)
    ys, xs = np.nonzero(plate.hull)
    off = np.hypot(x - xs.mean(), y - ys.mean()) / max(1, np.ptp(xs))
    touches = (piece & ndimage.binary_dilation(plate.hull, iterations=4)).any()
    cut = (piece[[0, -1]].sum() + piece[:, [0, -1]].sum()) / np.sqrt(size)
    return float(size * np.exp(-((off / 0.4) ** 2)) * (1.0 if touches else 0.02) * np.exp(-cut))


def _to_its_edge(rough: Mask, planes: Floats, light: Floats, plate: Plate) -> Mask:
    """Part food from its own shadow: grow from what is least like the plate up to the steepest step of colour."""
    warmer, greener, lighter = plates.against(light, plate.colour)
    unlike = np.sqrt(warmer**2 + (1.5 * greener) ** 2 + (0.6 * np.minimum(lighter, 0)) ** 2)
    core = ndimage.binary_opening(rough & (unlike >= np.percentile(unlike[rough], 40)))
    core = shapes.largest(ndimage.binary_closing(core, iterations=2))
    if core.sum() < 40:
        return rough
    steps = [ndimage.gaussian_gradient_magnitude(planes[..., c], 1.0) for c in range(3)]
    steep = np.sqrt(sum(one**2 for one in steps))
    marks = np.where(core, 2, np.where(ndimage.binary_dilation(rough, iterations=3), 0, 1)).astype(np.int16)
    grown = ndimage.watershed_ift(np.minimum(steep * 400, 65_535).astype(np.uint16), marks) == 2
    tight = ndimage.binary_fill_holes(shapes.largest(ndimage.binary_opening(grown, iterations=2)))
    return np.asarray(tight, dtype=bool) if tight.sum() > 0.2 * rough.sum() else rough
