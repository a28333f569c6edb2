"""A few days of meals at a glance: how many, how many wait for her, and what deserves a word. Three light queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from apps.accounts.models import Person
from apps.nutrition.models import Meal, MealItem, MealPhoto
from apps.nutrition.rules import cautions
from apps.nutrition.rules.cautions import Caution
from apps.nutrition.selectors.day_cautions import each_once
from apps.nutrition.selectors.deciding import is_open
from apps.nutrition.selectors.predictions import candidates_of
from apps.nutrition.states import MealState


@dataclass(frozen=True)
class Glance:
    """Some days of a mother. A day without a meal is unknown, not fasted."""

    days_with_meals: int
    meal_count: int
    draft_count: int
    cautions: Sequence[Caution]


def glance(person: Person, mother: Person, first: date, last: date) -> Glance:
    """Return days from `first` to `last` of a mother whom `person` sees.

    Without the day's caffeine and what supplements hold: those take sums.
    """
    days = (first, last)
    meals = list(
        Meal.objects.visible_to(person)
        .filter(subject=mother, deleted_at=None, local_day__range=days)
        .values("subject_id", "local_day", "state")
    )
    items = _items(person, mother, days) if meals else []
    guessed = _guessed(person, mother, days, items) if meals else []
    return Glance(
        len({meal["local_day"] for meal in meals}),
        len(meals),
        sum(meal["state"] == MealState.DRAFT for meal in meals),
        each_once([*cautions.of_items(map(_item, items)), *guessed]),
    )


def _items(person: Person, mother: Person, days: tuple[date, date]) -> list[MealItem]:
    rows = MealItem.objects.visible_to(person).filter(
        subject=mother, meal__deleted_at=None, meal__local_day__range=days
    )
    said = ("food_names", "text", "label", "grams_high", "per_100g", "food_id", "answers", "confirmed_at")
    return list(
        rows.only("subject_id", "public_id", "photo_id", "is_further", "certainty", "label_at_first", *said)
    )


def _item(row: MealItem) -> cautions.Item:
    names = [*filter(None, row.food_names.values())]
    return cautions.Item(str(row.pk), names, row.text, row.label, row.grams_high, row.per_100g)


def _guessed(
    person: Person, mother: Person, days: tuple[date, date], items: Sequence[MealItem]
) -> list[Caution]:
    """What photos may show of whose dish she has not decided yet."""
    photos = MealPhoto.objects.visible_to(person).filter(
        subject=mother, meal__deleted_at=None, meal__local_day__range=days
    )
    rows = [row for row in photos.values("subject_id", "pk", "prediction") if is_open(row["pk"], items)]
    return [one for row in rows for one in cautions.of_candidates(candidates_of(row["prediction"]))]
