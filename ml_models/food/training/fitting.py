"""Fits what follows the front of the backbone, and the head, on kept maps of photos in many variations."""

from __future__ import annotations

import copy
import math
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import structlog
import torch
from torch import nn

from ml_models.food.training.backbone import FEATURES, Lite, pretrained
from ml_models.food.training.maps import FRONT
from ml_models.food.training.photos import Photo

log = structlog.get_logger(__name__)
SMALL_SHARE: Final = 0.5
"""How often a photo that comes with 64 pixels only is drawn, against a sharp one."""


@dataclass(frozen=True)
class Recipe:
    """How to fit; each figure was tried against others (model card)."""

    size: str = "lite0"
    views: int = 4
    epochs: int = 10
    batch: int = 64
    head_rate: float = 3e-3
    backbone_rate: float = 5e-4
    decay: float = 0.05
    smoothing: float = 0.1
    mixed: float = 0.6
    averaged: float = 0.998
    dropout: float = 0.3
    balance: float = 0.5
    source_balance: float = 0.25
    seed: int = 20261130


class Recogniser(nn.Module):
    """Backbone and one linear head: photos in, one score for each label out."""

    def __init__(self, backbone: Lite, labels: int, *, dropout: float = 0.0) -> None:
        super().__init__()
        self.backbone = backbone
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(FEATURES, labels)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def from_maps(self, maps: torch.Tensor) -> torch.Tensor:
        """Return scores (n, labels) of what the front saw."""
        return self.head(self.dropout(self.features_of(maps)))  # type: ignore[no-any-return]

    def features_of(self, maps: torch.Tensor) -> torch.Tensor:
        """Return features (n, 1280) of what the front saw."""
        late = self.backbone.blocks[FRONT[self.backbone.size.name] :]
        return self.backbone.head(late(maps)).mean(dim=(2, 3))  # type: ignore[no-any-return]

    def forward(self, photos: torch.Tensor) -> torch.Tensor:
        """Return scores (n, labels) of photos."""
        return self.head(self.dropout(self.backbone(photos)))  # type: ignore[no-any-return]


def drawing(photos: Sequence[Photo], recipe: Recipe) -> Any:
    """Return how often each photo is drawn: those of rare labels, and of small sources of a label, more often."""
    labels = Counter(photo.label for photo in photos)
    sources = Counter((photo.label, photo.source) for photo in photos)
    weights = np.array(
        [
            labels[photo.label] ** -recipe.balance
            * (sources[photo.label, photo.source] / labels[photo.label]) ** -recipe.source_balance
            * (SMALL_SHARE if photo.is_small else 1.0)
            for photo in photos
        ]
    )
    return weights / weights.sum()


def fit(
    maps: Any,
    photos: Sequence[Photo],
    labels: Sequence[str],
    recipe: Recipe,
) -> Recogniser:
    """Return the recogniser with averaged weights. `maps`: (photos, views, …)."""
    torch.manual_seed(recipe.seed)
    chance = np.random.default_rng(recipe.seed)
    number = {label: at for at, label in enumerate(labels)}
    targets = np.array([number[photo.label] for photo in photos])
    often = drawing(photos, recipe)
    network = Recogniser(pretrained(recipe.size), len(labels), dropout=recipe.dropout)
    late = [*network.backbone.blocks[FRONT[recipe.size] :].parameters(), *network.backbone.head.parameters()]
    optimizer = torch.optim.AdamW(
        [
            {"params": late, "lr": recipe.backbone_rate},
            {"params": network.head.parameters(), "lr": recipe.head_rate},
        ],
        weight_decay=recipe.decay,
    )
    each = math.ceil(len(photos) / recipe.batch)
    steps = recipe.epochs * each
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    average, began = copy.deepcopy(network).eval(), time.monotonic()
    for step in range(steps):
        drawn = chance.choice(len(photos), recipe.batch, p=often)
        seen = maps[drawn, chance.integers(0, maps.shape[1], recipe.batch)]
        wanted = nn.functional.one_hot(torch.from_numpy(targets[drawn]), len(labels)).float()
        loss = _step(network, torch.from_numpy(seen).float(), wanted, optimizer, recipe, chance)
        schedule.step()
        _average(average, network, min(recipe.averaged, (1 + step) / (10 + step)))
        if (step + 1) % each == 0:
            epoch = (step + 1) // each
            log.info("food_epoch", epoch=epoch, loss=loss, seconds=round(time.monotonic() - began))
    return average


def _step(
    network: Recogniser, seen: torch.Tensor, wanted: torch.Tensor, optimizer: Any, recipe: Recipe, chance: Any
) -> float:
    network.train()
    seen = seen.contiguous(memory_format=torch.channels_last)
    if chance.random() < recipe.mixed:
        share = float(chance.beta(0.4, 0.4))
        order = torch.from_numpy(chance.permutation(len(seen)))
        seen, wanted = share * seen + (1 - share) * seen[order], share * wanted + (1 - share) * wanted[order]
    with torch.autocast("cpu", torch.bfloat16):
        scores = network.from_maps(seen)
    loss = nn.functional.cross_entropy(scores.float(), wanted, label_smoothing=recipe.smoothing)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 2.0)
    optimizer.step()
    return float(loss.detach())


def _rate(step: int, steps: int) -> float:
    """Rise for the first twentieth, then fall along a cosine."""
    start = max(1, steps // 20)
    return (
        (step + 1) / start
        if step < start
        else 0.5 * (1 + math.cos(math.pi * (step - start) / (steps - start)))
    )


@torch.no_grad()
def _average(average: Recogniser, network: Recogniser, kept: float) -> None:
    for mean, now in zip(average.state_dict().values(), network.state_dict().values(), strict=True):
        if mean.dtype.is_floating_point:
            mean.lerp_(now, 1 - kept)
        else:
            mean.copy_(now)


@torch.inference_mode()
def scores(network: Recogniser, maps: Any) -> tuple[Any, Any]:
    """Return scores (photos, labels) and features (photos, 1280), the mean over the views of `maps`."""
    network.eval()
    rows, features = [], []
    for start in range(0, len(maps), 64):
        seen = torch.from_numpy(np.array(maps[start : start + 64])).float()
        looked = network.features_of(seen.flatten(0, 1).contiguous(memory_format=torch.channels_last))
        mean = looked.unflatten(0, seen.shape[:2]).mean(dim=1)
        rows.append(network.head(mean).numpy())
        features.append(mean.numpy())
    return np.concatenate(rows), np.concatenate(features)
