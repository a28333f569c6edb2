"""Grams with the kind of food known: from the kind alone, and with a coin in the photo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ml_models.food.portions import learning, weigh
from ml_models.food.portions.learning import Judged, Photo

ASKED = 0.15


def rows(data: Path) -> list[dict[str, Any]]:
    """Measure the photos of weighed objects in a folder as ECUSTFD has them; none where there is no such folder."""
    if not (data / "weights.csv").is_file():
        return []
    weighed, photos = learning.weights(data), learning.photos(data)
    judged = learning.left_out(weighed, photos)
    with_coin = [one for one in judged if one.said.scale == "coin"]
    return [
        _left_out("objects left out: mean of the others of their kind", judged, with_coin, "mean"),
        _left_out("objects left out: as served, without a coin", judged, with_coin, "by_kind"),
        _left_out("objects left out: as served", judged, with_coin, "said"),
        _as_committed(weighed, photos),
    ]


def _left_out(what: str, judged: list[Judged], with_coin: list[Judged], how: str) -> dict[str, Any]:
    def said(one: Judged) -> float:
        return {"mean": one.mean_of_kind, "by_kind": one.by_kind.grams, "said": one.said.grams}[how]

    def off(these: list[Judged]) -> float:
        return learning.off_by([said(one) for one in these], [one.grams for one in these])

    def held(one: Judged) -> bool:
        weight = one.said if how == "said" else one.by_kind
        return weight.low <= one.grams <= weight.high

    return {
        "what": what,
        "photos": len(judged),
        "off_by": off(judged),
        "photos_with_coin": len(with_coin),
        "off_by_with_coin": off(with_coin),
        "in_80_percent_interval": None if how == "mean" else float(np.mean([held(one) for one in judged])),
    }


def _as_committed(weighed: learning.Weights, photos: list[Photo]) -> dict[str, Any]:
    """Objects whose weights are among those the committed kinds were learned from, as in the figure asked for."""
    known = [photo for photo in photos if weigh(photo.label, None)]
    coin = [photo for photo in known if photo.area_cm2]

    def off(these: list[Photo]) -> float:
        said = [one for photo in these if (one := weigh(photo.label, photo.area_cm2))]
        return learning.off_by(
            [one.grams for one in said], [weighed[photo.label][photo.object] for photo in these]
        )

    return {
        "what": "kinds as committed",
        "photos": len(known),
        "off_by": off(known),
        "photos_with_coin": len(coin),
        "off_by_with_coin": off(coin),
        "asked": f"<= {ASKED}",
        "holds": off(known) <= ASKED,
    }
