"""Grams with the kind of food known: from the kind alone, with a coin in the photo, and with its plate as the scale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from ml_models.food.portions import learning, weigh
from ml_models.food.portions.learning import Judged, Photo

ASKED = 0.15
PLATE_CM = 21.9
"""The one plate of ECUSTFD: the median of its longer axis beside 89 coins (a tenth below 19.2, a tenth above 23.5)."""
NO_COIN = 2.0
"""More than any coin's chance: the plate alone is looked at."""


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
        *_by_plate(data, weighed, photos),
        _as_committed(weighed, photos),
    ]


def _by_plate(data: Path, weighed: learning.Weights, taught: list[Photo]) -> list[dict[str, Any]]:
    """The plate as the scale, with its true width said, and as a usual one."""
    found = []
    for what, plate_cm in (("its width said", PLATE_CM), ("a usual one", None)):
        photos = learning.photos(data, coin_from=NO_COIN, is_plate_said=True, plate_cm=plate_cm)
        judged = learning.left_out(weighed, photos, taught)
        seen = [one for one in judged if one.said.scale != "none"]
        found.append(_left_out(f"objects left out: by the plate, {what}", judged, seen, "said"))
    return found


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
        "photos_with_scale": len(with_coin),
        "off_by_with_scale": off(with_coin),
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
        "photos_with_scale": len(coin),
        "off_by_with_scale": off(coin),
        "asked": f"<= {ASKED}",
        "holds": off(known) <= ASKED,
    }
