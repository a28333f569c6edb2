"""The meal's row is the first lock of every write on it: items, photos and a worker's answer take turns."""

from __future__ import annotations

from uuid import UUID

from apps.accounts.models import Person
from apps.foundation.errors import NotVisible
from apps.nutrition.models import Meal, MealItem, MealPhoto
from apps.nutrition.services import may


def own_meal(person: Person, meal_id: UUID) -> Meal:
    """Return a meal of her own, locked until commit. Raises NotVisible, Forbidden."""
    rows = Meal.objects.visible_to(person).filter(public_id=meal_id, deleted_at=None)
    meal: Meal | None = rows.select_related("subject", "pregnancy").select_for_update(of=("self",)).first()
    if meal is None:
        raise NotVisible
    may.require_herself(person, meal.subject_id)
    return meal


def own_item(person: Person, meal_id: UUID, item_id: UUID) -> tuple[Meal, MealItem]:
    """Return an item of a meal of her own, with the meal locked. Raises NotVisible, Forbidden."""
    meal = own_meal(person, meal_id)
    item: MealItem | None = meal.items.select_related("photo").filter(public_id=item_id).first()
    if item is None:
        raise NotVisible
    return meal, item


def own_photo(person: Person, photo_id: UUID) -> tuple[Meal, MealPhoto]:
    """Return a photo of her own, with its meal locked. Raises NotVisible, Forbidden."""
    seen = MealPhoto.objects.visible_to(person).filter(public_id=photo_id, meal__deleted_at=None)
    found = seen.select_related("meal").first()
    if found is None:
        raise NotVisible
    meal = own_meal(person, found.meal.public_id)
    photo: MealPhoto | None = meal.photos.filter(pk=found.pk).first()
    if photo is None:
        raise NotVisible
    return meal, photo


def meal_of_system(meal_pk: int) -> Meal | None:
    """Return a meal for a worker, locked until commit; None where it was deleted."""
    rows = Meal.objects.for_system("a worker answers about a photo").filter(pk=meal_pk, deleted_at=None)
    meal: Meal | None = rows.select_related("subject").select_for_update(of=("self",)).first()
    return meal
