"""What the trained network said of pictures that anybody can make again, so that the file that serves can be held to it.

The card keeps the answers of the network as it was trained; the file was exported and its weights were halved since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

SEED: Final = 20261130
PICTURES: Final = 4
PATCHES: Final = 7
BEST: Final = 5
ALLOWED: Final = 0.05
"""By so much scores may differ: ranks and limits are two hundredths and more apart."""

Pictures = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float32]


def pictures(pixels: int) -> Pictures:
    """Return coloured patches, (4, 3, pixels, pixels), each number from -1 to 1: the same on every machine."""
    patches = np.random.Generator(np.random.PCG64(SEED)).uniform(-1, 1, (PICTURES, 3, PATCHES, PATCHES))
    places = np.arange(pixels) * PATCHES // pixels
    return np.ascontiguousarray(patches[:, :, places][:, :, :, places], dtype=np.float32)


def described(scores: Scores, labels: Sequence[str]) -> list[dict[str, Any]]:
    """Return of each picture (pictures, labels) its five best labels, and the energy, to which every score adds."""
    return [
        {
            "scores": {labels[at]: round(float(row[at]), 4) for at in np.argsort(-row)[:BEST]},
            "energy": round(_energy(row), 4),
        }
        for row in scores
    ]


def difference(kept: Sequence[Mapping[str, Any]], scores: Scores, labels: Sequence[str]) -> float:
    """Return the largest difference between what the card keeps and scores (pictures, labels) of now."""
    if len(kept) != len(scores):
        raise ValueError(f"{len(kept)} pictures were described, {len(scores)} were looked at")
    parts = [abs(_energy(row) - known["energy"]) for known, row in zip(kept, scores, strict=True)]
    for known, row in zip(kept, scores, strict=True):
        parts += [abs(float(row[labels.index(label)]) - score) for label, score in known["scores"].items()]
    return max(parts)


def _energy(row: Scores) -> float:
    most = float(row.max())
    return most + float(np.log(np.exp(row - most).sum()))
