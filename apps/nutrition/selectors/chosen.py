"""Foods that a diary points at: public data, the same for everybody."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from apps.nutrition.models import Food


def food_of(food_id: UUID) -> Food | None:
    """Return a food by its public id, with its table and its household measures."""
    return Food.objects.select_related("table").prefetch_related("portions").filter(public_id=food_id).first()


def food_of_label(label: str) -> Food | None:
    """Return what the recogniser means by a label; None where no food stands for it."""
    if not label:
        return None
    return Food.objects.select_related("table").prefetch_related("portions").filter(label=label).first()


def foods_of(food_ids: Iterable[UUID]) -> dict[UUID, Food]:
    """Return foods by public id; those that are gone are left out."""
    rows = Food.objects.select_related("table").filter(public_id__in=set(food_ids))
    return {food.public_id: food for food in rows}


def foods_of_labels(labels: Iterable[str]) -> dict[str, Food]:
    """Return foods by label; labels without one are left out."""
    rows = Food.objects.select_related("table").filter(label__in=set(labels))
    return {food.label: food for food in rows if food.label}


def foods_of_codes(codes: Iterable[str]) -> dict[str, Food]:
    """Return foods by their code in the main table; codes that are gone are left out."""
    return {food.code: food for food in Food.objects.filter(code__in=set(codes)).order_by("-pk")}


def names_of(food: Food) -> dict[str, str]:
    """Return what a food is called, by language; languages in which it has no name are left out."""
    names = {"en": food.name_en, "zh-hans": food.name_zh, "ko": food.name_ko}
    return {language: name for language, name in names.items() if name}
