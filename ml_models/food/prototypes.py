"""Dishes that were added by showing a few photos of them: recognised at once, without training.

Two things are kept of their photos: the mean direction of the features, and the mean of what the network took them for.
The second tells more: a dish that was never learned is taken for the same few others again and again. An added dish
wins where a photo is more like it than like the label that the network likes best. Limits: see the model card.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

FEWEST_PHOTOS, MOST_PHOTOS = 5, 20
SHARPNESS: Final = 10.0
"""Log odds for each step of likeness."""
AHEAD: Final = 0.1
"""By so much an added dish must be more alike than the best label of the network."""
BEHIND: Final = 0.2
"""By so much a photo may be less like the dish than the dish's own photos are to each other."""
STRANGE: Final = 1.0
STRANGENESS: Final = 1.5
"""Log odds that are lost for each deviation below one by which the features are less alike."""
SUREST: Final = 2.25
LEAST_DEVIATION: Final = 0.03

Numbers = npt.NDArray[np.float32]


class Sight(NamedTuple):
    """What the network saw in one photo: features of length one, and its probabilities of known labels (sum: one)."""

    features: Numbers
    chances: Numbers

    def to_bytes(self) -> bytes:
        """Return it in half precision, features first."""
        return np.concatenate(self).astype("<f2").tobytes()

    @classmethod
    def from_bytes(cls, kept: bytes, labels: int) -> Sight:
        """Return what was kept; `labels`: how many the network knows."""
        numbers = np.frombuffer(kept, dtype="<f2").astype(np.float32)
        return cls(numbers[:-labels], numbers[-labels:])


@dataclass(frozen=True)
class Prototype:
    """A dish by its photos: two mean directions, and how alike a further photo of it will be to each."""

    label: str
    features: Numbers
    likeness: float
    deviation: float
    looks: Numbers
    looks_likeness: float


class Prototypes:
    """The added dishes of a site. `labels`: those of the network, in its order, without `no_food`."""

    def __init__(self, added: Sequence[Prototype], labels: Sequence[str]) -> None:
        self._added, self._labels = tuple(added), tuple(labels)
        self.version = _version(self._added)
        """Says which dishes were added, by which photos: the same wherever the same were; empty without any."""

    @classmethod
    def none(cls) -> Prototypes:
        """Return no added dish."""
        return cls((), ())

    @classmethod
    def of(cls, photos: Mapping[str, Sequence[Sight]], labels: Sequence[str]) -> Prototypes:
        """Return prototypes of dishes by their photos. Raises ValueError with fewer than 5 or more than 20 photos."""
        return cls([_prototype(label, seen) for label, seen in photos.items()], labels)

    def shares(self, seen: Sight) -> dict[str, float]:
        """Return how much of the probability each added dish takes; what is left to the network is one less their sum."""
        odds = {one.label: self._odds(one, seen) for one in self._added}
        whole = 1 + sum(odds.values())
        return {label: odd / whole for label, odd in odds.items()}

    def joined(self, ranked: list[tuple[str, float]], shares: Mapping[str, float]) -> list[tuple[str, float]]:
        """Return the network's ranking with the added dishes in their places; it still sums to one.

        `shares`: of this photo. A label that the network knows too keeps what the network says of it beside its share.
        """
        if not shares:
            return ranked
        left = 1 - sum(shares.values())
        joined = {label: chance * left for label, chance in ranked}
        for label, share in shares.items():
            joined[label] = joined.get(label, 0.0) + share
        return sorted(joined.items(), key=lambda one: -one[1])

    def _odds(self, one: Prototype, seen: Sight) -> float:
        alike = float(one.looks @ np.sqrt(seen.chances))
        others = [
            chance for label, chance in zip(self._labels, seen.chances, strict=True) if label != one.label
        ]
        ahead = alike - float(np.sqrt(max(others))) - AHEAD
        log_odds = SHARPNESS * min(ahead, alike - one.looks_likeness + BEHIND)
        deviations = (float(one.features @ seen.features) - one.likeness) / one.deviation
        return float(np.exp(min(SUREST, log_odds + STRANGENESS * min(0.0, deviations + STRANGE))))


def _prototype(label: str, photos: Sequence[Sight]) -> Prototype:
    if not FEWEST_PHOTOS <= len(photos) <= MOST_PHOTOS:
        raise ValueError(
            f"{label}: {FEWEST_PHOTOS} to {MOST_PHOTOS} photos are needed, {len(photos)} were given"
        )
    features, alike = _direction(np.stack([one.features for one in photos]))
    looks, looks_alike = _direction(np.sqrt(np.stack([one.chances for one in photos])))
    deviation = max(LEAST_DEVIATION, float(alike.std()))
    return Prototype(label, features, float(alike.mean()), deviation, looks, float(looks_alike.mean()))


def _direction(rows: Numbers) -> tuple[Numbers, Numbers]:
    """Return the mean direction of rows, and how like each is to that of the others, as a further one will be."""
    whole = rows.sum(axis=0)
    others = whole - rows
    alike = (rows * others).sum(axis=1) / np.linalg.norm(others, axis=1)
    return (whole / np.linalg.norm(whole)).astype(np.float32), alike


def _version(added: Sequence[Prototype]) -> str:
    if not added:
        return ""
    known = hashlib.sha256()
    for one in sorted(added, key=lambda one: one.label):
        known.update(one.label.encode())
        known.update(one.features.astype("<f4").tobytes())
        known.update(one.looks.astype("<f4").tobytes())
    return known.hexdigest()[:8]
