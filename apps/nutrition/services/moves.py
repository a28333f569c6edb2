"""Moves a photo from one state to another, and tells the mother's phones."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from apps.foundation import feed
from apps.foundation.errors import Conflict
from apps.nutrition.models import MealPhoto
from apps.nutrition.services.meal_rows import FEED_KIND
from apps.nutrition.states import DUE, PhotoState, may_move


def move(photo: MealPhoto, new: PhotoState, **also: Any) -> None:
    """Move `photo` from the state it was read in to `new`, setting `also`.

    Raises Conflict where somebody was first, ValueError for a step that the table does not have.
    """
    if not may_move(PhotoState(photo.state), new):
        raise ValueError(f"no step from {photo.state} to {new}")
    if new not in DUE:
        also = {"due_at": None, **also}
    rows = MealPhoto.objects.for_system("conditional step of a row in hand").filter(
        pk=photo.pk, state=photo.state
    )
    if rows.update(state=new, **also) != 1:
        raise Conflict(_("This photo has changed in the meantime. Please look again."))
    for name, value in {"state": new, **also}.items():
        setattr(photo, name, value)
    feed.changed(photo.subject_id, FEED_KIND, photo.meal.public_id)
