"""Dishes that were added by showing a few photos of them: recognised at once, by the mean of what the network saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

FEWEST_PHOTOS, MOST_PHOTOS = 5, 20
SHARPNESS: Final = 1.5
ALLOWED: Final = 1.5
SUREST: Final = 2.25
"""Log odds against all that the network knows: `SHARPNESS` for each deviation by which a photo is more alike than
`ALLOWED` deviations below what the dish's own photos are to each other; `SUREST` at most."""
LEAST_DEVIATION: Final = 0.03

Features = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Prototype:
    """A dish by the mean direction of its photos' features, and how alike a further photo of it will be."""

    label: str
    direction: Features
    likeness: float
    deviation: float


class Prototypes:
    """The added dishes of a site."""

    def __init__(self, added: Sequence[Prototype]) -> None:
        self._added = tuple(added)
        self._directions = np.stack([one.direction for one in added]) if added else None

    @classmethod
    def none(cls) -> Prototypes:
        """Return no added dish."""
        return cls(())

    @classmethod
    def of(cls, photos: Mapping[str, Sequence[Features]]) -> Prototypes:
        """Return prototypes from features of length one. Raises ValueError with fewer than 5 or more than 20 photos."""
        return cls([_prototype(label, features) for label, features in photos.items()])

    def joined(self, ranked: list[tuple[str, float]], feature: Features) -> list[tuple[str, float]]:
        """Return the network's ranking with the added dishes in their places; the shares still sum to one."""
        if self._directions is None:
            return ranked
        likeness = self._directions @ feature
        odds = {one.label: _odds(one, float(seen)) for one, seen in zip(self._added, likeness, strict=True)}
        added = sum(odds.values())
        share = added / (1 + added) if added else 0.0
        joined = [(label, chance * (1 - share)) for label, chance in ranked if label not in odds]
        joined += [(label, share * odd / added) for label, odd in odds.items() if added]
        total = sum(chance for _, chance in joined)
        return sorted(((label, chance / total) for label, chance in joined), key=lambda one: -one[1])


def _prototype(label: str, features: Sequence[Features]) -> Prototype:
    if not FEWEST_PHOTOS <= len(features) <= MOST_PHOTOS:
        raise ValueError(
            f"{label}: {FEWEST_PHOTOS} to {MOST_PHOTOS} photos are needed, {len(features)} were given"
        )
    rows = np.stack(features)
    whole = rows.sum(axis=0)
    direction = (whole / np.linalg.norm(whole)).astype(np.float32)
    others = whole - rows  # each photo against the mean of the others, as a further one will be
    alike = (rows * others).sum(axis=1) / np.linalg.norm(others, axis=1)
    return Prototype(label, direction, float(alike.mean()), max(LEAST_DEVIATION, float(alike.std())))


def _odds(one: Prototype, seen: float) -> float:
    deviations = (seen - one.likeness) / one.deviation
    return float(np.exp(min(SUREST, SHARPNESS * (deviations + ALLOWED))))
