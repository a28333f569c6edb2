"""Meals, photos and what is kept at hand, narrowed to who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import SubjectQuerySet
from apps.nutrition.models import Favourite, Meal, MealItem, MealPhoto, NutritionProfile, SupplementTaken

RECENT: int = 20


def meals_visible_to(person: Person) -> SubjectQuerySet:
    """Meals that `person` may see, with items and photos: 3 queries for any number."""
    rows = Meal.objects.visible_to(person).filter(deleted_at=None)
    items = MealItem.objects.visible_to(person).select_related("photo").order_by("pk")
    photos = MealPhoto.objects.visible_to(person).order_by("pk")
    return rows.select_related("subject", "pregnancy").prefetch_related(
        Prefetch("items", items), Prefetch("photos", photos)
    )


def meal_visible_to(person: Person, meal_id: UUID) -> Meal:
    """One meal that `person` may see. Raises NotVisible."""
    meal: Meal | None = meals_visible_to(person).filter(public_id=meal_id).first()
    if meal is None:
        raise NotVisible
    return meal


def photo_visible_to(person: Person, photo_id: UUID) -> MealPhoto:
    """One photo that `person` may see. Raises NotVisible."""
    rows = MealPhoto.objects.visible_to(person).filter(public_id=photo_id, meal__deleted_at=None)
    photo: MealPhoto | None = rows.select_related("meal").first()
    if photo is None:
        raise NotVisible
    return photo


def meals_of_days(person: Person, mother: Person, first: date, last: date) -> list[Meal]:
    """Meals of a mother on her local days from `first` to `last`, both included, in the order of eating."""
    rows = meals_visible_to(person).filter(subject=mother, local_day__range=(first, last))
    return list(rows.order_by("eaten_at", "pk"))


def supplements_of(person: Person, mother: Person) -> list[SupplementTaken]:
    """What a mother takes or took, the newest first."""
    rows = SupplementTaken.objects.visible_to(person).filter(subject=mother)
    return list(rows.order_by("-from_day", "-pk"))


def favourites_of(mother: Person) -> list[Favourite]:
    """What a mother keeps at hand, the newest first."""
    return list(Favourite.objects.visible_to(mother).filter(subject=mother).order_by("-pk"))


def profile_of(person: Person, mother: Person) -> NutritionProfile | None:
    """What is known of a mother for her reference intakes; None where nothing was ever said."""
    profile: NutritionProfile | None = (
        NutritionProfile.objects.visible_to(person).filter(subject=mother).first()
    )
    return profile


def recent_foods(mother: Person) -> list[MealItem]:
    """The foods that a mother confirmed last, each once, the newest first."""
    rows = MealItem.objects.visible_to(mother).filter(
        subject=mother, food_id__isnull=False, confirmed_at__isnull=False
    )
    found: dict[UUID, MealItem] = {}
    for item in rows.order_by("-recorded_at", "-pk")[: 10 * RECENT]:
        assert item.food_id is not None
        found.setdefault(item.food_id, item)
    return list(found.values())[:RECENT]


def meals_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of meals, by id: items and photos stand inside."""
    from apps.nutrition.api.meals_out import MealOut, represented

    rows = list(meals_visible_to(person).filter(public_id__in=ids))
    shown = represented(rows)
    return {row.public_id: dict(MealOut(one).data) for row, one in zip(rows, shown, strict=True)}


def favourites_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of favourites, by id."""
    from apps.nutrition.api.at_hand_out import FavouriteOut, favourites_shown

    rows = list(Favourite.objects.visible_to(person).filter(public_id__in=ids))
    return {
        row.public_id: dict(FavouriteOut(one).data)
        for row, one in zip(rows, favourites_shown(rows), strict=True)
    }


def supplements_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of supplements, by id."""
    from apps.nutrition.api.at_hand_out import SupplementOut

    rows = SupplementTaken.objects.visible_to(person).filter(public_id__in=ids)
    return {row.public_id: dict(SupplementOut(row).data) for row in rows}


def profiles_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of her profile, by id."""
    from apps.nutrition.api.at_hand_out import ProfileOut

    rows = NutritionProfile.objects.visible_to(person).filter(public_id__in=ids)
    return {row.public_id: dict(ProfileOut(row).data) for row in rows}
