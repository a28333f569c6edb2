"""`python -m ml_models.food train`: look, fit, choose limits on sources that were held out, export. One seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import structlog
import torch

from ml_models.food.recogniser import NO_FOOD, Limits
from ml_models.food.training import fitting, heading, limits, maps, measuring
from ml_models.food.training.exporting import NETWORK, export, reference, write_card
from ml_models.food.training.fitting import Recipe
from ml_models.food.training.parting import Parts, parted
from ml_models.food.training.photos import Photo, images, listed

log = structlog.get_logger(__name__)
VERSION: Final = "food-1.0.0"


def run(
    data: Path, into: Path, recipe: Recipe, *, maps_in: Path, late: bool = False, open_only: bool = False
) -> Mapping[str, Any]:
    """Train and write the weights; return the figures on what was held out.

    `late`: fit the later half of the backbone too, not the head alone. `maps_in`: a folder for what the front of the
    backbone sees (2 GB); what lies there from an earlier run is used again.
    """
    into.mkdir(parents=True, exist_ok=True)
    read = list(images(data, listed(data, open_only=open_only)))
    photos, pictures = [photo for photo, _ in read], [picture for _, picture in read]
    labels = sorted({photo.label for photo in photos})
    parts = parted(photos)
    log.info("food_photos", labels=len(labels), **{name: len(part) for name, part in asdict(parts).items()})
    varied = maps.kept(
        pictures, maps_in / f"{recipe.size}_var.npy", size=recipe.size, views=recipe.views, seed=recipe.seed
    )
    middle = maps.kept(
        pictures, maps_in / f"{recipe.size}_mid.npy", size=recipe.size, views=0, seed=recipe.seed
    )
    network = _fitted(varied, maps_in, parts, photos, labels, recipe, late=late)
    held, wanted = {}, {}
    for name, numbers in (("known", parts.known), ("unseen", parts.unseen)):
        held[name], _ = fitting.scores(network, middle[numbers])
        wanted[name] = np.array([labels.index(photos[at].label) for at in numbers])
    chosen = limits.choose(held, wanted, no_food=labels.index(NO_FOOD))
    export(network, into / NETWORK)
    figures = {name: _figures(held[name], wanted[name], chosen) for name in held}
    facts = {
        "seed": recipe.seed, "late": late, "recipe": asdict(recipe), "photos": len(parts.fitted), "open_only": open_only,
        "sets": dict(sorted(Counter(photos[at].set for at in parts.fitted).items())), "held_out": figures,
        "torch": str(torch.__version__).partition("+")[0], "reference": reference(network, labels),
    }  # fmt: skip
    pixels = network.backbone.size.pixels
    write_card(into, version=VERSION, labels=labels, pixels=pixels, limits=chosen, facts=facts)
    return figures


def _fitted(
    varied: Any,
    maps_in: Path,
    parts: Parts,
    photos: Sequence[Photo],
    labels: Sequence[str],
    recipe: Recipe,
    *,
    late: bool,
) -> fitting.Recogniser:
    fitted = [photos[at] for at in parts.fitted]
    if late:
        return fitting.fit(varied[parts.fitted], fitted, labels, recipe)
    network, kept = heading.blank(recipe, len(labels)), maps_in / f"{recipe.size}_features.npy"
    if not kept.exists():
        np.save(kept, heading.features(network, varied, quickly=True))
    return heading.fit_head(network, np.load(kept)[parts.fitted], fitted, labels, recipe)


def _figures(scores: Any, wanted: Any, chosen: Limits) -> dict[str, float]:
    chances = measuring.chances(scores, chosen.temperature)
    right = chances.argmax(axis=1) == wanted
    return {
        "photos": len(wanted),
        "top_1": round(measuring.top(chances, wanted, 1), 4),
        "top_5": round(measuring.top(chances, wanted, 5), 4),
        "calibration_error": round(measuring.calibration_error(chances.max(axis=1), right), 4),
    }
