"""In which states a meal and a photo of it can be, and every step between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class MealState(models.TextChoices):
    """Whether she has looked at all of a meal."""

    DRAFT = "draft", _("Not confirmed yet")
    CONFIRMED = "confirmed", _("Confirmed")


class PhotoState(models.TextChoices):
    """Where a photo is on its way from the phone to what it shows."""

    WAITING = "waiting", _("Received, waiting to be looked at")
    LOOKING = "looking", _("Being looked at")
    DONE = "done", _("Looked at")
    FAILED = "failed", _("Could not be looked at")
    EXPIRED = "expired", _("Kept for long enough, and removed")


class Step(models.TextChoices):
    """How far a worker is with a photo."""

    REWRITING = "rewriting", _("The photo is being checked")
    RECOGNISING = "recognising", _("The dish is being recognised")
    PARTS = "parts", _("Parts of the plate are being looked at")


class DishState(models.TextChoices):
    """Where an added dish is on its way from photos to being recognised."""

    WAITING = "waiting", _("Waiting to be looked at")
    LOOKING = "looking", _("Its photos are being looked at")
    READY = "ready", _("It is recognised")
    FAILED = "failed", _("It is not recognised")


TRANSITIONS: Final[Mapping[PhotoState, frozenset[PhotoState]]] = {
    PhotoState.WAITING: frozenset({PhotoState.LOOKING}),
    PhotoState.LOOKING: frozenset({PhotoState.DONE, PhotoState.FAILED, PhotoState.WAITING}),
    PhotoState.DONE: frozenset({PhotoState.EXPIRED}),
    PhotoState.FAILED: frozenset({PhotoState.EXPIRED}),
    PhotoState.EXPIRED: frozenset(),
}
"""Back to WAITING: a worker died, or the storage did not answer. A photo that she deletes leaves no row in any state."""

DUE: Final = frozenset({PhotoState.WAITING, PhotoState.LOOKING})
"""Somebody has to look; the sweep finds here what nobody works on."""

DISH_DUE: Final = frozenset({DishState.WAITING, DishState.LOOKING})
"""As `DUE`, of added dishes."""


def may_move(old: PhotoState, new: PhotoState) -> bool:
    """Say whether the table has this step."""
    return new in TRANSITIONS[old]
