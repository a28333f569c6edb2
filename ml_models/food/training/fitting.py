"""Fits the later part of a backbone and its head together, on variations that are made anew at every draw."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import structlog
import torch
from PIL import Image
from torch import nn

from ml_models.food.training import drawing, heading, precision
from ml_models.food.training.backbone import pretrained
from ml_models.food.training.folding import folded
from ml_models.food.training.photos import Photo
from ml_models.food.training.recipes import Recipe, Recogniser

log = structlog.get_logger(__name__)
MOST_GRADIENT = 2.0


def fit(
    pictures: Sequence[Image.Image],
    photos: Sequence[Photo],
    fitted: Sequence[int],
    labels: Sequence[str],
    recipe: Recipe,
    *,
    late: bool = True,
) -> Recogniser:
    """Return the recogniser with averaged weights. `fitted`: the numbers of the photos to learn from.

    The head is fitted first, on the published backbone: a head that knows nothing would spoil the features that serve
    photos of other sources (Kumar et al. 2022). Without `late` that is all.
    """
    torch.manual_seed(recipe.seed)
    chance = np.random.default_rng(recipe.seed)
    numbers = np.array(fitted)
    known = [photos[at] for at in fitted]
    at_place = {label: at for at, label in enumerate(labels)}
    targets, often = np.array([at_place[photo.label] for photo in known]), drawing.chances(known)
    network = Recogniser(folded(pretrained(recipe.size)), len(labels)).eval()
    seen = heading.features(network, pictures, numbers, recipe)
    heading.fit_head(network, seen, targets, often, recipe, chance)
    log.info("food_head_fitted", size=recipe.size)
    if not late:
        return network
    steps = recipe.epochs * math.ceil(len(fitted) / recipe.batch)
    at = chance.choice(len(fitted), steps * recipe.batch, p=often)
    draws = drawing.drawn(pictures, numbers[at], pixels=network.pixels, name=recipe.name, batch=recipe.batch)
    return _fit_late(network, draws, targets[at], recipe, steps, chance)


def _fit_late(
    network: Recogniser, draws: Any, targets: Any, recipe: Recipe, steps: int, chance: Any
) -> Recogniser:
    network.train()
    optimizer = _optimizer(network, recipe)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    average, began = copy.deepcopy(network).eval(), time.monotonic()
    for step, shown in enumerate(draws):
        wanted = torch.from_numpy(targets[step * recipe.batch : step * recipe.batch + len(shown)])
        loss = _step(network, shown, wanted, optimizer, recipe, chance)
        schedule.step()
        _average(average, network, min(recipe.averaged, (1 + step) / (10 + step)))
        if (step + 1) % max(1, steps // recipe.epochs) == 0:
            log.info(
                "food_epoch", size=recipe.size, steps=step + 1, of=steps, loss=round(loss, 3),
                seconds=round(time.monotonic() - began),
            )  # fmt: skip
    return average


def _optimizer(network: Recogniser, recipe: Recipe) -> torch.optim.Optimizer:
    late = network.late_parameters()
    return torch.optim.AdamW(
        [
            {"params": [one for one in late if one.dim() > 1], "lr": recipe.backbone_rate},
            {"params": [one for one in late if one.dim() == 1], "lr": recipe.backbone_rate, "weight_decay": 0.0},
            {"params": network.head.parameters(), "lr": recipe.head_rate},
        ],
        weight_decay=recipe.decay,
    )  # fmt: skip


def _step(
    network: Recogniser,
    shown: torch.Tensor,
    wanted: torch.Tensor,
    optimizer: Any,
    recipe: Recipe,
    chance: Any,
) -> float:
    targets = nn.functional.one_hot(wanted, network.head.out_features).float()
    with precision.fastest():
        with torch.no_grad():
            maps = network.front(shown)
        if chance.random() < recipe.mixed:
            maps, targets = heading.mixed(maps, targets, chance)
        features = network.features_of(maps)
    scores = network.head(nn.functional.dropout(features, recipe.dropout))
    loss = nn.functional.cross_entropy(scores, targets, label_smoothing=recipe.smoothing)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    parameters = [one for group in optimizer.param_groups for one in group["params"]]
    nn.utils.clip_grad_norm_(parameters, MOST_GRADIENT)
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
    for mean, now in zip(average.parameters(), network.parameters(), strict=True):
        mean.lerp_(now, 1 - kept)
