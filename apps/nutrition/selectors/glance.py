"""A few days of meals at a glance: how many, how many wait for her, and what deserves a word. Three light queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from apps.accounts.models import Person
from apps.nutrition.models import Meal, MealItem, MealPhoto
from apps.nutrition.rules import cautions
from apps.nutrition.rules.cautions import Caution
from apps.nutrition.selectors.days import candidates_of
from apps.nutrition.states import MealState


@dataclass(frozen=True)
class Glance:
    """Some days of a mother. A day without a meal is unknown, not fasted."""

    days_with_meals: int
    meal_count: int
    draft_count: int
    cautions: Sequence[Caution]


def glance(person: Person, mother: Person, first: date, last: date) -> Glance:
    """Return days from `first` to `last` of a mother whom `person` sees, without caffeine: that takes sums."""
    days = (first, last)
    meals = list(
        Meal.objects.visible_to(person)
        .filter(subject=mother, deleted_at=None, local_day__range=days)
        .values("subject_id", "local_day", "state")
    )
    found = (
        [*cautions.of_items(_items(person, mother, days)), *_guessed(person, mother, days)] if meals else []
    )
    kept: dict[str, Caution] = {}
    for caution in found:
        kept.setdefault(caution.rule.id, caution)
    return Glance(
        len({meal["local_day"] for meal in meals}),
        len(meals),
        sum(meal["state"] == MealState.DRAFT for meal in meals),
        cautions.in_order(kept.values()),
    )


def _items(person: Person, mother: Person, days: tuple[date, date]) -> list[cautions.Item]:
    rows = MealItem.objects.visible_to(person).filter(
        subject=mother, meal__deleted_at=None, meal__local_day__range=days
    )
    names = ("subject_id", "id", "food_names", "text", "label", "grams_high", "per_100g")
    return [_item(row) for row in rows.values(*names)]


def _item(row: Mapping[str, Any]) -> cautions.Item:
    names = [*filter(None, row["food_names"].values())]
    return cautions.Item(str(row["id"]), names, row["text"], row["label"], row["grams_high"], row["per_100g"])


def _guessed(person: Person, mother: Person, days: tuple[date, date]) -> list[Caution]:
    """What photos may show of which she has confirmed nothing yet."""
    confirmed = MealItem.objects.for_system("whether a visible photo was decided on").filter(
        photo=OuterRef("pk"), confirmed_at__isnull=False
    )
    photos = MealPhoto.objects.visible_to(person).filter(
        ~Exists(confirmed), subject=mother, meal__deleted_at=None, meal__local_day__range=days
    )
    rows = photos.values("subject_id", "prediction")
    return [one for row in rows for one in cautions.of_candidates(candidates_of(row["prediction"]))]
