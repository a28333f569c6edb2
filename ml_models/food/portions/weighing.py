"""From what a food is and how large it looks to grams, with the range that holds them four times in five.

What weighed objects of a kind weigh is one witness, the size in the photo is another. Both are log-normal; the photo
may be quite wrong (a shadow taken for food), so that a size which hardly fits the kind counts little (Bayes, on a grid).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

GRID: Final = np.linspace(np.log(2.0), np.log(1_500.0), 1_200)
PHOTO_DEVIATION: Final = 0.20
"""Of the logarithm of a weight by a photo, for one whose outline is right."""
OUTLINE_WRONG: Final = 0.25
DEVIATION_WHEN_WRONG: Final = 1.2
Scale = Literal["coin", "plate", "usual_plate"]
SCALE_DEVIATION: Final[Mapping[Scale, float]] = {"coin": 0.09, "plate": 0.15, "usual_plate": 0.40}
"""What tells the size: one coin is not another (3 % of the diameter are 9 % of a volume); a plate's edge is told to
some 5 %; and plates of which nobody has said how wide they are differ by some 13 %.
"""
MOST_FREEDOM: Final = 8

Logs = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """What is known of one label. `objects`: how many were weighed. Logarithms of g, and of cm³ by area for each g.

    `factor` is NaN where no photo of it was measured: its size in a photo says nothing then.
    """

    label: str
    objects: int
    weight: float
    weight_scale: float
    freedom: int
    factor: float
    factor_deviation: float


@dataclass(frozen=True)
class Weight:
    """Grams, and from where to where they lie four times in five. `scale`: what the size was told by."""

    grams: float
    low: float
    high: float
    scale: Literal["coin", "plate", "usual_plate", "none"]


@cache
def kinds() -> dict[str, Kind]:
    """Return what is known, by label (`kinds.csv`; made by `python -m ml_models.food.portions`)."""
    text = resources.files("ml_models.food.portions").joinpath("kinds.csv").read_text(encoding="utf-8")
    return {
        row["label"]: Kind(
            row["label"], int(row["objects"]), float(row["weight"]), float(row["weight_scale"]), int(row["freedom"]),
            float(row["factor"]) if row["factor"] else float("nan"), float(row["factor_deviation"] or "nan"),
        )
        for row in csv.DictReader(text.splitlines())
    }  # fmt: skip


def weigh(label: str, area_cm2: float | None, scale: Scale = "coin") -> Weight | None:
    """Return what a food weighs; None where no object of its kind was weighed. `area_cm2`: None without a scale."""
    kind = kinds().get(label)
    return None if kind is None else of_kind(kind, area_cm2, scale)


def of_kind(kind: Kind, area_cm2: float | None, scale: Scale = "coin") -> Weight:
    """Return what a food of a kind weighs: the grams that are off by the smallest share, and an interval of 80 %."""
    is_seen = area_cm2 is not None and area_cm2 > 0 and not np.isnan(kind.factor)
    logs = _by_kind(kind)
    if is_seen and area_cm2 is not None:
        logs = logs + _by_photo(kind, area_cm2, SCALE_DEVIATION[scale])
    likely = np.exp(logs - logs.max())
    low, high = _at_share(likely, 0.1), _at_share(likely, 0.9)
    grams = min(high, max(low, _at_share(likely / np.exp(GRID), 0.5)))
    return Weight(grams, low, high, scale if is_seen else "none")


def _at_share(likely: Logs, share: float) -> float:
    below = np.cumsum(likely) / likely.sum()
    return float(np.exp(np.interp(share, below, GRID)))


def _by_kind(kind: Kind) -> Logs:
    """Student's distribution: few objects tell little of how much a kind varies."""
    freedom = min(kind.freedom, MOST_FREEDOM)
    off = (GRID - kind.weight) / kind.weight_scale
    return -(freedom + 1) / 2 * np.log1p(off**2 / freedom)


def _by_photo(kind: Kind, area_cm2: float, scale_deviation: float) -> Logs:
    """The size is right within its deviation, or says nearly nothing."""
    off = 1.5 * np.log(area_cm2) - kind.factor - GRID
    deviation = np.sqrt(PHOTO_DEVIATION**2 + scale_deviation**2 + kind.factor_deviation**2)
    right = (1 - OUTLINE_WRONG) * np.exp(-0.5 * (off / deviation) ** 2) / deviation
    wrong = OUTLINE_WRONG * np.exp(-0.5 * (off / DEVIATION_WHEN_WRONG) ** 2) / DEVIATION_WHEN_WRONG
    return np.log(right + wrong)
