"""How to fit, and what is fitted: a backbone that was published, its later part, and one linear head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import torch
from torch import nn

from ml_models.food.training.backbone import FEATURES, FRONT, Lite


@dataclass(frozen=True)
class Recipe:
    """How to fit one network; each figure was tried against others (model card). `name` seeds its variations."""

    name: str
    size: str
    epochs: int
    head_views: int
    batch: int = 64
    head_rate: float = 1e-3
    backbone_rate: float = 3e-4
    decay: float = 0.05
    smoothing: float = 0.1
    mixed: float = 0.6
    averaged: float = 0.998
    dropout: float = 0.3
    seed: int = 7


RECIPES: Final = (
    Recipe(name="a", size="lite0", epochs=14, head_views=2),
    Recipe(name="c", size="lite2", epochs=8, head_views=1),
)


class Recogniser(nn.Module):
    """Backbone and one linear head: photos in, one score for each label out. The front of the backbone stays."""

    def __init__(self, backbone: Lite, labels: int) -> None:
        super().__init__()
        self.backbone = backbone
        self.head = nn.Linear(FEATURES, labels)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.pixels = backbone.size.pixels
        stays, blocks = FRONT[backbone.size.name], list(backbone.blocks)
        self._front = [backbone.stem, *blocks[:stays]]
        self._late = [*blocks[stays:], backbone.head]

    def front(self, photos: torch.Tensor) -> torch.Tensor:
        """Return what the part that stays sees: (n, channels, height, width)."""
        return _through(self._front, photos)

    def features_of(self, maps: torch.Tensor) -> torch.Tensor:
        """Return features (n, 1280) of what the front saw."""
        return _through(self._late, maps).float().mean(dim=(2, 3))

    def late_parameters(self) -> list[nn.Parameter]:
        """Return what is fitted of the backbone."""
        return [one for part in self._late for one in part.parameters()]

    def forward(self, photos: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return scores (n, labels) and features (n, 1280) of photos."""
        features = self.features_of(self.front(photos))
        return self.head(features), features


def _through(parts: list[nn.Module], shown: torch.Tensor) -> torch.Tensor:
    for part in parts:
        shown = part(shown)
    return shown
