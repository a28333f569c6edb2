"""Fits the head alone, on features that the whole published backbone gives of photos in many variations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from ml_models.food.training.backbone import FEATURES, pretrained
from ml_models.food.training.fitting import Recipe, Recogniser, drawing
from ml_models.food.training.photos import Photo

STEPS, BATCH, RATE, DECAY = 4_000, 256, 2e-3, 1e-2


@torch.inference_mode()
def features(network: Recogniser, maps: Any, *, quickly: bool = False) -> Any:
    """Return features (photos, views, 1280) of what the front saw; `quickly`: in half precision, for training."""
    network.eval()
    rows = []
    for start in range(0, len(maps), 32):
        seen = torch.from_numpy(np.array(maps[start : start + 32])).float()
        with torch.autocast("cpu", torch.bfloat16, enabled=quickly):
            looked = network.features_of(seen.flatten(0, 1).contiguous(memory_format=torch.channels_last))
        rows.append(looked.float().unflatten(0, seen.shape[:2]).numpy())
    return np.concatenate(rows)


def blank(recipe: Recipe, labels: int) -> Recogniser:
    """Return the published backbone with a head that knows nothing yet."""
    return Recogniser(pretrained(recipe.size), labels).to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def fit_head(
    network: Recogniser, seen: Any, photos: Sequence[Photo], labels: Sequence[str], recipe: Recipe
) -> Recogniser:
    """Return the network with a head fitted to `seen` (photos, views, 1280); its weights are averaged over the end."""
    torch.manual_seed(recipe.seed)
    chance = np.random.default_rng(recipe.seed)
    number = {label: at for at, label in enumerate(labels)}
    targets, often = np.array([number[photo.label] for photo in photos]), drawing(photos, recipe)
    head, dropout = nn.Linear(FEATURES, len(labels)), nn.Dropout(recipe.dropout)
    nn.init.zeros_(head.weight)
    nn.init.zeros_(head.bias)
    optimizer = torch.optim.AdamW(head.parameters(), lr=RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    mean = torch.optim.swa_utils.AveragedModel(head)
    for step in range(STEPS):
        drawn = chance.choice(len(photos), BATCH, p=often)
        shown = torch.from_numpy(seen[drawn, chance.integers(0, seen.shape[1], BATCH)])
        wanted = nn.functional.one_hot(torch.from_numpy(targets[drawn]), len(labels)).float()
        share, order = float(chance.beta(0.4, 0.4)), torch.from_numpy(chance.permutation(BATCH))
        shown, wanted = (
            share * shown + (1 - share) * shown[order],
            share * wanted + (1 - share) * wanted[order],
        )
        loss = nn.functional.cross_entropy(head(dropout(shown)), wanted, label_smoothing=recipe.smoothing)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        if step > STEPS // 2:
            mean.update_parameters(head)
    network.head.load_state_dict(mean.module.state_dict())
    return network.eval()
