"""`python -m ml_models.food train`: fit, join, export, choose limits on sources that were held out. Seeded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
import structlog
import torch
from PIL import Image

from ml_models.food.preparing import views
from ml_models.food.recogniser import NO_FOOD, Limits
from ml_models.food.training import limits, measuring
from ml_models.food.training.backbone import SIZES, Lite
from ml_models.food.training.exporting import NETWORK, Joined, export, reference, write_card
from ml_models.food.training.fitting import fit
from ml_models.food.training.folding import folded
from ml_models.food.training.parting import Parts, parted
from ml_models.food.training.photos import Photo, images, listed
from ml_models.food.training.recipes import RECIPES, Recipe, Recogniser

log = structlog.get_logger(__name__)
VERSION: Final = "food-1.2.0"


def run(
    data: Path,
    into: Path,
    recipes: Sequence[Recipe] = RECIPES,
    *,
    kept: Path,
    late: bool = True,
    open_only: bool = False,
) -> Mapping[str, Any]:
    """Train and write the weights; return the figures on what was held out.

    `kept`: a folder for the networks that are done; what lies there from an earlier run is used again. Without `late`
    the heads alone are fitted.
    """
    for folder in (into, kept):
        folder.mkdir(parents=True, exist_ok=True)
    read = list(images(data, listed(data, open_only=open_only)))
    photos, pictures = [photo for photo, _ in read], [picture for _, picture in read]
    labels = sorted({photo.label for photo in photos})
    parts = parted(photos)
    log.info("food_photos", labels=len(labels), **{name: len(part) for name, part in asdict(parts).items()})
    joined = Joined(
        [_network(pictures, photos, parts, labels, recipe, kept=kept, late=late) for recipe in recipes],
        no_food=labels.index(NO_FOOD),
    )
    export(joined, into / NETWORK)
    held = {"known": parts.known, "unseen": parts.unseen}
    scores = {name: _served(into / NETWORK, pictures, joined.pixels, part) for name, part in held.items()}
    wanted = {name: np.array([labels.index(photos[at].label) for at in part]) for name, part in held.items()}
    chosen = limits.choose(scores, wanted, labels=labels)
    figures = {name: _figures(scores[name], wanted[name], chosen) for name in held}
    facts = {
        "recipes": [asdict(recipe) for recipe in recipes], "late": late, "open_only": open_only,
        "photos": len(parts.fitted), "sets": dict(sorted(Counter(photos[at].set for at in parts.fitted).items())),
        "held_out": figures, "torch": str(torch.__version__).partition("+")[0],
        "reference": reference(joined, labels),
    }  # fmt: skip
    write_card(into, version=VERSION, labels=labels, pixels=joined.pixels, limits=chosen, facts=facts)
    return figures


def _network(
    pictures: Sequence[Image.Image],
    photos: Sequence[Photo],
    parts: Parts,
    labels: Sequence[str],
    recipe: Recipe,
    *,
    kept: Path,
    late: bool,
) -> Recogniser:
    done = kept / f"{recipe.name}.pt"
    if done.exists():
        network = Recogniser(folded(Lite(SIZES[recipe.size])), len(labels))
        network.load_state_dict(torch.load(done, map_location="cpu", weights_only=True))
        return network.eval()
    network = fit(pictures, photos, parts.fitted, labels, recipe, late=late)
    torch.save(network.state_dict(), done)
    return network


def _served(file: Path, pictures: Sequence[Image.Image], pixels: int, numbers: Sequence[int]) -> Any:
    """Return scores (photos, labels) as they will serve: of the exported file, on what a photo is looked at by."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    return np.stack(
        [session.run(["scores"], {"photos": views(pictures[at], pixels)})[0].mean(axis=0) for at in numbers]
    )


def _figures(scores: Any, wanted: Any, chosen: Limits) -> dict[str, float]:
    chances = measuring.chances(scores, chosen.temperature)
    right = chances.argmax(axis=1) == wanted
    return {
        "photos": len(wanted),
        "top_1": round(measuring.top(chances, wanted, 1), 4),
        "top_5": round(measuring.top(chances, wanted, 5), 4),
        "calibration_error": round(measuring.calibration_error(chances.max(axis=1), right), 4),
    }
