"""How many grams were on the plate. Nobody knows exactly: every answer is a range with a best guess inside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from apps.nutrition.rules.tables import rows

MOST_GRAMS: Final = 5_000.0
SMALLEST_GRAMS: Final = 0.1
BEYOND_SMALL: Final = 0.75
BEYOND_LARGE: Final = 1.25
"""How far a small serving may be smaller, and a large one larger, than its usual weight."""


class Size(StrEnum):
    """How large a serving looks, beside the usual one of this dish."""

    SMALL = "small"
    REGULAR = "regular"
    LARGE = "large"


class Scale(StrEnum):
    """What lay beside the food in a photo, so that its size can be told."""

    NONE = "none"
    PLATE = "plate"
    COIN = "coin"


PLATE_CM: Final = (10.0, 40.0)
"""How wide a plate may be."""
OF_SCALE: Final = {Scale.PLATE: 0.25, Scale.COIN: 0.15}
"""Share by which a weight that she told from a photo may be off. With a coin a trial was off by 14 % on average."""
BEYOND_USUAL: Final = 1.3
"""How much farther than from small to large (in logarithms) 80 % of 95 weighed objects of 19 labels reach."""
OF_MEASURE: Final = 0.15
"""A cup is filled more or less, and no two eggs weigh the same."""
OF_WEIGHT: Final = 0.02
"""A kitchen scale."""


@dataclass(frozen=True)
class Grams:
    """A weight: the best guess, and the range in which it lies four times in five. 0 < low <= best <= high."""

    best: float
    low: float
    high: float

    def times(self, factor: float) -> Grams:
        """Return so many times the weight."""
        return Grams(self.best * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True)
class Serving:
    """What people usually eat of one dish, in grams."""

    small: float
    regular: float
    large: float


ANY_SERVING: Final = Serving(80.0, 150.0, 300.0)
"""Of a dish of which nothing is known: a saucer, a plate, a large plate."""


@cache
def servings() -> dict[str, Serving]:
    """Return the usual serving of each label of the recogniser."""
    return {
        row["label"]: Serving(float(row["small_g"]), float(row["regular_g"]), float(row["large_g"]))
        for row in rows("servings")
    }


@cache
def codes_of_labels() -> dict[str, tuple[str, ...]]:
    """Return the codes in FNDDS of each label, the first being what it stands for; none where there is no such food."""
    return {
        row["label"]: tuple(row["fndds_codes"].split(";")) for row in rows("servings") if row["fndds_codes"]
    }


def serving_of(label: str) -> Serving:
    """Return the usual serving of a label; that of any dish where the label is not known."""
    return servings().get(label, ANY_SERVING)


def of_size(serving: Serving, size: Size | None) -> Grams:
    """Return the weight of a serving that looks small, regular or large.

    Each size reaches half-way to its neighbours. Where nobody has said how large it was, it is the usual one, and
    anything from small to large, and somewhat beyond.
    """
    half_small, half_large = (
        (serving.small + serving.regular) / 2,
        (serving.regular + serving.large) / 2,
    )
    if size is Size.SMALL:
        return Grams(serving.small, serving.small * BEYOND_SMALL, half_small)
    if size is Size.REGULAR:
        return Grams(serving.regular, half_small, half_large)
    if size is Size.LARGE:
        return Grams(serving.large, half_large, serving.large * BEYOND_LARGE)
    return _stretched(Grams(serving.regular, serving.small, serving.large), BEYOND_USUAL)


def of_measure(count: float, grams_each: float) -> Grams:
    """Return the weight of a household measure: so many cups, slices or eggs of so many grams each."""
    return _around(count * grams_each, OF_MEASURE)


def weighed(grams: float) -> Grams:
    """Return a weight that a scale showed."""
    return _around(grams, OF_WEIGHT)


def seen_beside(grams: float, scale: Scale) -> Grams:
    """Return a weight that was told from a photo with something of known size in it. Raises KeyError without one."""
    return _around(grams, OF_SCALE[scale])


def _around(grams: float, share: float) -> Grams:
    return Grams(grams, grams * (1 - share), grams * (1 + share))


def _stretched(grams: Grams, times: float) -> Grams:
    """Return a range whose ends are so many times as far away, in logarithms; the best guess stays."""
    middle, half = (grams.low * grams.high) ** 0.5, (grams.high / grams.low) ** (times / 2)
    return Grams(grams.best, min(grams.best, middle / half), max(grams.best, middle * half))
