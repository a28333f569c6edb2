"""What every write of a meal ends with, and ids that a phone has made."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from apps.foundation import feed
from apps.foundation.visibility import SubjectModel
from apps.nutrition.models import Meal, MealItem
from apps.nutrition.states import MealState
from apps.pregnancies.services.creating import id_taken, is_of_id

FEED_KIND: Final = "meal"


def note(meal: Meal, *, at: datetime) -> None:
    """Let the meal's state follow its items, and tell the mother's phones. Only inside a `@write`, meal locked."""
    rows = MealItem.objects.for_system("the meal is in hand").filter(meal_id=meal.pk)
    confirmed = list(rows.values_list("confirmed_at", flat=True))
    is_confirmed = bool(confirmed) and None not in confirmed
    state = MealState.CONFIRMED if is_confirmed else MealState.DRAFT
    if meal.state != state:
        meal.state, meal.confirmed_at = state, at if is_confirmed else None
        meal.save(update_fields=["state", "confirmed_at"])
    feed.changed(meal.subject_id, FEED_KIND, meal.public_id)


def require_open_id(model: type[SubjectModel], public_id: UUID, *, field: str = "id") -> None:
    """Raise Conflict, naming `field`, where an id belongs to another thing already, whoever's it is."""
    rows = model.objects.for_system("an id is asked for before it is used")
    if rows.filter(public_id=public_id).exists():
        raise id_taken(field)


def insert(row: SubjectModel, *, field: str = "id") -> None:
    """Insert a row under an id that a phone made. Only inside a `@write`.

    Raises Conflict, naming `field`, where another request was first with the id since it was asked for: their locks are
    on two meals, and only the database sees both.
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if not is_of_id(error):
            raise
        raise id_taken(field) from error
