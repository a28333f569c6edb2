"""What nutrition says. Ids and times only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("meal_photo.received", version=1)
class MealPhotoReceived:
    """A photo lies in the storage as it came: it is to be looked at."""

    photo: UUID
    at: datetime


@event("dish.changed", version=1)
class DishChanged:
    """An added dish is to be looked at: it is new, or something of it has changed."""

    dish: UUID
    at: datetime


@event("nutrition.facts_changed", version=1)
class NutritionFactsChanged:
    """What her intakes are judged by, or a supplement of hers, has changed."""

    mother: UUID
    at: datetime
