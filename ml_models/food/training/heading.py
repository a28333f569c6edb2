"""Fits the head alone, on features of the published backbone: where the rest starts from, or all that is fitted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import torch
from PIL import Image
from torch import nn

from ml_models.food.training import precision
from ml_models.food.training.drawing import drawn
from ml_models.food.training.recipes import Recipe, Recogniser

STEPS, BATCH, RATE, DECAY = 1_500, 256, 2e-3, 1e-2
MIXED: Final = 0.4
"""Both parameters of the beta distribution by which pairs are mixed."""


@torch.inference_mode()
def features(network: Recogniser, pictures: Sequence[Image.Image], numbers: Any, recipe: Recipe) -> Any:
    """Return features (photos × views, 1280) in half precision: all photos once, then all again."""
    rows = []
    for shown in drawn(
        pictures, np.tile(numbers, recipe.head_views), pixels=network.pixels, name=recipe.name, batch=recipe.batch
    ):  # fmt: skip
        with precision.fastest():
            rows.append(network.features_of(network.front(shown)).float().half().numpy())
    return np.concatenate(rows)


def fit_head(network: Recogniser, seen: Any, targets: Any, often: Any, recipe: Recipe, chance: Any) -> None:
    """Fit the head of `network` in place. `seen`: (photos × views, 1280), `targets` and `often`: for each photo."""
    head, dropout = network.head, nn.Dropout(recipe.dropout)
    count, views, labels = len(targets), len(seen) // len(targets), head.out_features
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for _ in range(STEPS):
        at = chance.choice(count, BATCH, p=often)
        shown = torch.from_numpy(seen[at + count * chance.integers(0, views, BATCH)].astype(np.float32))
        wanted = nn.functional.one_hot(torch.from_numpy(targets[at]), labels).float()
        shown, wanted = mixed(shown, wanted, chance)
        loss = nn.functional.cross_entropy(head(dropout(shown)), wanted, label_smoothing=recipe.smoothing)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()


def mixed(shown: torch.Tensor, wanted: torch.Tensor, chance: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """Return pairs laid over each other in one random proportion, with their targets (Zhang et al. 2018)."""
    share = float(chance.beta(MIXED, MIXED))
    order = torch.from_numpy(chance.permutation(len(shown)))
    return share * shown + (1 - share) * shown[order], share * wanted + (1 - share) * wanted[order]
