"""Which photos the weights are fitted to, and which are held out: by their name and source, so that it stays so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Final

from ml_models.food.training.photos import Photo, is_of_validation

KNOWN_SHARE: Final = 0.06
UNSEEN, KNOWN, SMALL = "photos of sources that were never seen", "other photos of known sources", "64 pixels"
HELD_OUT: Final = frozenset(
    resources.files("ml_models.food.training")
    .joinpath("held_out_sources.txt")
    .read_text(encoding="utf-8")
    .split()
)
"""Small sources (under 200 photos) that are no label's only one, chosen by a hash of their names: about one in seven."""


@dataclass(frozen=True)
class Parts:
    """Numbers of photos by what they are for."""

    fitted: list[int]
    known: list[int]
    unseen: list[int]


def held_out_as(photo: Photo) -> str:
    """Return what a photo at hand is held out as; empty where the weights are fitted to it. By its name and source."""
    if photo.source in HELD_OUT:
        return UNSEEN
    if is_of_validation(photo, share=KNOWN_SHARE):
        return SMALL if photo.is_small else KNOWN
    return ""


def parted(photos: Sequence[Photo]) -> Parts:
    """Part photos: whole sources held out, some photos of known sources held out, the rest to fit."""
    parts = Parts([], [], [])
    for at, photo in enumerate(photos):
        kept_for = held_out_as(photo)
        if kept_for == UNSEEN:
            parts.unseen.append(at)
        elif kept_for == KNOWN:
            parts.known.append(at)
        elif not kept_for:
            parts.fitted.append(at)
    return parts
