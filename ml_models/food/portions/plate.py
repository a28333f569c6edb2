"""Finds the plate: an even colour whose hull is an ellipse. Shadows darken it, they hardly change its colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import ndimage

from ml_models.food.portions import shapes
from ml_models.food.portions.colours import Floats, Mask

SHADE_WEIGHT: Final = np.array([0.5, 1.0, 1.0], dtype=np.float32)
"""Lightness counts half when colours are compared: it is what lamps and shadows change."""
COLOURS: Final = 9
GOOD_FROM: Final = 0.30


@dataclass(frozen=True)
class Plate:
    """A plate. `hull`: all of it with what lies on it; `colour`: its light (3,); `score`: how like a plate, 0 to 1."""

    part: Mask
    hull: Mask
    colour: Floats
    score: float

    @property
    def roundness(self) -> float:
        """How round it looks: 1 from above, towards 0 from the side."""
        _, short, long = shapes.ellipse(self.hull)
        return short / max(long, 1e-6)

    @property
    def half_width(self) -> float:
        """Half of its longer axis, in px: seen at a slant a plate grows flatter, never narrower."""
        return shapes.ellipse(self.hull)[2]


def find(planes: Floats, light: Floats, ignored: Mask) -> Plate | None:
    """Return the plate; None where nothing is enough like one. `planes`, `light`: as `colours` gives them, smoothed."""
    scaled = planes * SHADE_WEIGHT
    centres, _ = shapes.groups(scaled[::3, ::3].reshape(-1, 3), COLOURS)
    own = ndimage.median_filter(shapes.nearest(scaled, centres), 5)
    brightest = max(float(np.percentile(planes[..., 0], 97)), 1.0)
    found = []
    for number in range(len(centres)):
        seed = shapes.largest(ndimage.binary_opening((own == number) & ~ignored))
        if seed.mean() > 0.01:
            brightness = float(planes[own == number][:, 0].mean()) / brightest
            found.append(_grown(seed, light, ignored, brightness))
    best = max((one for one in found if one), key=lambda one: one.score, default=None)
    return best if best and best.score >= GOOD_FROM else None


def _grown(seed: Mask, light: Floats, ignored: Mask, brightness: float) -> Plate | None:
    """Let a patch of colour grow as far as light and shade go, and say how like a plate it is then."""
    colour = np.median(light[seed], axis=0)
    warmer, greener, lighter = against(light, colour)
    alike = (np.abs(warmer) < 0.33) & (np.abs(greener) < 0.13) & (lighter > -0.75) & (lighter < 0.7)
    pieces, count = ndimage.label(ndimage.binary_opening((alike & ~ignored) | seed))
    shared = np.bincount(pieces[seed], minlength=count + 1)
    shared[0] = 0
    part = pieces == shared.argmax()
    whole = shapes.hull(part)
    height, width = part.shape
    ellipse, short, long = shapes.ellipse(whole)
    if long < 0.15 * width or short < 0.025 * height:
        return None
    edge, band = shapes.rim(part.shape, 2), whole & ~ndimage.binary_erosion(whole, iterations=3)
    score = (
        max(0.0, 1 - 5 * abs(1 - ellipse))
        * max(0.0, 1 - 2.2 * (whole & edge).sum() / edge.sum())
        * min(1.0, part.sum() / whole.sum() / 0.6)
        * (0.5 + 0.5 * brightness)
        * min(1.0, long / (0.28 * width))
        * min(1.0, (part & band).sum() / max(1, band.sum()) / 0.85)
    )
    return Plate(part, whole, colour, float(score))


def against(light: Floats, colour: Floats) -> tuple[Floats, Floats, Floats]:
    """Return how much warmer, greener and lighter than a colour, in logarithms: a shadow changes the last alone."""
    ratio = np.log(light / colour)
    warmer = ratio[..., 0] - ratio[..., 2]
    greener = ratio[..., 1] - (ratio[..., 0] + ratio[..., 2]) / 2
    return warmer, greener, ratio[..., 1]


def is_plate_or_its_shadow(light: Floats, plate: Plate) -> Mask:
    """Say of each px whether the plate alone explains it. What food reflects makes a shadow warmer."""
    warmer, greener, lighter = against(light, plate.colour)
    alike: Mask = (warmer < 0.42) & (warmer > -0.33) & (np.abs(greener) < 0.14) & (lighter > -1.9)
    return alike
