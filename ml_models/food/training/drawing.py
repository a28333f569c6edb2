"""Which photo is drawn how often, and the draws themselves: each a variation of its own, made by another process."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import torch
from PIL import Image

from ml_models.food.training.augmenting import varied
from ml_models.food.training.photos import Photo

BALANCE, SOURCE_BALANCE = 0.5, 0.25
"""How far rare labels, and small sources of a label, are drawn more often: 0 not at all, 1 as often as the others."""
SMALL_SHARE: Final = 0.5
"""How often a photo that comes with 64 pixels only is drawn, against a sharp one."""


def chances(photos: Sequence[Photo]) -> Any:
    """Return how likely each photo is to be drawn; they sum to one."""
    labels = Counter(photo.label for photo in photos)
    sources = Counter((photo.label, photo.source) for photo in photos)
    weights = np.array(
        [
            labels[photo.label] ** -BALANCE
            * (sources[photo.label, photo.source] / labels[photo.label]) ** -SOURCE_BALANCE
            * (SMALL_SHARE if photo.is_small else 1.0)
            for photo in photos
        ]
    )
    return weights / weights.sum()


class _Draws(torch.utils.data.Dataset[Any]):
    def __init__(self, pictures: Sequence[Image.Image], drawn: Any, pixels: int, name: str) -> None:
        self.pictures, self.drawn, self.pixels, self.name = pictures, drawn, pixels, name

    def __len__(self) -> int:
        return len(self.drawn)

    def __getitem__(self, at: int) -> Any:
        return varied(self.pictures[self.drawn[at]], self.pixels, random.Random(f"{self.name} {at}"))


def drawn(
    pictures: Sequence[Image.Image], numbers: Any, *, pixels: int, name: str, batch: int
) -> Iterator[torch.Tensor]:
    """Yield (batch, 3, pixels, pixels), one variation for each number. The same `name` draws the same again."""
    loader: Any = torch.utils.data.DataLoader(
        _Draws(pictures, numbers, pixels, name), batch_size=batch, num_workers=1, prefetch_factor=4,
        collate_fn=_together,
    )  # fmt: skip
    for views in loader:
        yield views.contiguous(memory_format=torch.channels_last)


def _together(views: Sequence[Any]) -> torch.Tensor:
    return torch.from_numpy(np.stack(views))
