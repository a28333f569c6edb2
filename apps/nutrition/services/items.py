"""Items of a meal: added, changed, confirmed, taken away. Only the mother herself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.nutrition.models import Food, Meal, MealItem, Measure, Source
from apps.nutrition.rules.portions import Scale, Size
from apps.nutrition.rules.preparations import NAMES, prepared
from apps.nutrition.selectors import chosen, labels
from apps.nutrition.services import learning, locks
from apps.nutrition.services.meal_rows import insert, note, require_open_id
from apps.nutrition.services.weights import Said, Weight, weight, weight_seen

MOST_ITEMS: Final = 50
FOLLOWS_FOOD: Final = frozenset({Measure.USUAL, Measure.SIZE, Measure.HOUSEHOLD})
"""Another food has other usual servings and other cups; what a kitchen scale showed stays."""


@dataclass(frozen=True)
class ItemGiven:
    """An item as her phone sends it. One of food, label and text says what it is."""

    public_id: UUID
    source: Source = Source.MANUAL
    food_id: UUID | None = None
    label: str = ""
    text: str = ""
    barcode: str = ""
    said: Said = field(default_factory=Said)
    is_confirmed: bool = False


@write
def add_item(person: Person, *, meal_id: UUID, given: ItemGiven, at: datetime) -> tuple[MealItem, bool]:
    """Add an item to a meal; returns it and whether it is new: the same id again changes nothing.

    Raises NotVisible, Forbidden, Conflict (another thing's id, too many items), Invalid.
    """
    meal = locks.own_meal(person, meal_id)
    known = known_item(meal, given.public_id)
    if known is not None:
        return known, False
    if meal.items.count() >= MOST_ITEMS:
        raise Conflict(_("A meal has at most 50 items."), code="too_many", limit=MOST_ITEMS)
    item = make(meal, given, at=at)
    note(meal, at=at)
    return item, True


def known_item(meal: Meal, item_id: UUID, *, field: str = "id") -> MealItem | None:
    """Return an item of this meal by its id. Raises Conflict, naming `field`, where the id is another thing's."""
    item: MealItem | None = meal.items.filter(public_id=item_id).first()
    if item is None:
        require_open_id(MealItem, item_id, field=field)
    return item


def make(meal: Meal, given: ItemGiven, *, at: datetime, id_field: str = "id") -> MealItem:
    """Make a row. Only inside a `@write`, with the meal locked. Raises Invalid, Conflict (`id_field` is named)."""
    food, label = _what(given.food_id, given.label)
    if food is None and not label and not given.text.strip():
        raise Invalid.field("food", _("Say what it is: a food, or in your own words."), code="required")
    item = MealItem(
        subject_id=meal.subject_id,
        public_id=given.public_id,
        meal=meal,
        source=given.source,
        label=label,
        text=given.text.strip(),
        barcode=given.barcode,
        recorded_at=at,
        **weight(given.said, food=food, label=label).columns(),
    )
    _point_at(item, food)
    if given.is_confirmed:
        confirm(item, food, at=at)
    insert(item, field=id_field)
    return item


@write
def change_item(
    person: Person, *, meal_id: UUID, item_id: UUID, changes: Mapping[str, Any], at: datetime
) -> MealItem:
    """Change an item. `changes`: food_id, label, text, said (`Said`), is_confirmed; what is left out stays.

    A confirmed item whose food changes copies the nutrients of the new one. Raises NotVisible, Forbidden, Invalid.
    """
    meal, item = locks.own_item(person, meal_id, item_id)
    food = chosen.food_of(item.food_id) if item.food_id else None
    is_by_photo = _is_by_photo(item)
    if "food_id" in changes or "label" in changes:
        food, item.label = _what(changes.get("food_id"), changes.get("label", ""))
        item.answers = {}  # they were about another food
        _point_at(item, food)
    item.text = changes.get("text", item.text).strip()
    if food is None and not item.label and not item.text and item.food_id is None:
        raise Invalid.field("food", _("Say what it is: a food, or in your own words."), code="required")
    item.is_further = False
    _weigh_again(item, food, changes, is_by_photo=is_by_photo)
    if changes.get("is_confirmed", item.confirmed_at is not None):
        confirm(item, food, at=at)
    else:
        unconfirm(item)
    item.save()
    note(meal, at=at)
    return item


def _weigh_again(item: MealItem, food: Food | None, changes: Mapping[str, Any], *, is_by_photo: bool) -> None:
    """An amount that was said is taken; one that was only usual follows the food."""
    said: Said | None = changes.get("said")
    is_other_food = "food_id" in changes or "label" in changes
    if said is not None:
        _weigh(item, food, said)
    elif is_other_food:
        _follow(item, food, is_by_photo=is_by_photo)


def _is_by_photo(item: MealItem) -> bool:
    """Say whether its grams are those that a coin in the photo told of its label, and not hers."""
    seen = weight_seen(item.photo.prediction if item.photo else {}, item.label)
    return item.measure == Measure.SCALED and seen is not None and seen.grams.best == item.grams


def _follow(item: MealItem, food: Food | None, *, is_by_photo: bool) -> None:
    """What was only usual, or told by a coin for another label, is told again for this food."""
    seen = weight_seen(item.photo.prediction if item.photo else {}, item.label)
    if seen is not None and (is_by_photo or item.measure == Measure.USUAL):
        _set(item, seen)
    elif is_by_photo or item.measure in FOLLOWS_FOOD:
        _weigh(item, food, Said(size=Size(item.size) if item.size else None))


def _weigh(item: MealItem, food: Food | None, said: Said) -> None:
    scale = Scale(item.photo.scale) if item.photo is not None else Scale.NONE
    _set(item, weight(said, food=food, label=item.label, scale=scale))


def _set(item: MealItem, found: Weight) -> None:
    for name, value in found.columns().items():
        setattr(item, name, value)


def decide(item: MealItem, *, label: str) -> None:
    """Let an item be what she has answered. Only inside a `@write`, with the meal locked. Raises Invalid."""
    is_by_photo = _is_by_photo(item)
    food, item.label = _what(None, label)
    _point_at(item, food)
    _follow(item, food, is_by_photo=is_by_photo)


def weigh(item: MealItem, said: Said) -> None:
    """Let an item weigh what she has answered. Only inside a `@write`, with the meal locked. Raises Invalid."""
    _weigh(item, chosen.food_of(item.food_id) if item.food_id else None, said)


@write
def remove_item(person: Person, *, meal_id: UUID, item_id: UUID, at: datetime) -> None:
    """Take an item out of a meal. Raises NotVisible, Forbidden."""
    meal, item = locks.own_item(person, meal_id, item_id)
    learning.forget(item)
    item.delete()
    note(meal, at=at)


def confirm(item: MealItem, food: Food | None, *, at: datetime) -> None:
    """Copy what 100 g of the food hold, as the table has it now. Raises Conflict where nobody has said what it is."""
    if food is None and not item.text and not item.label:
        raise Conflict(_("Choose what it is first."), code="not_chosen", item=str(item.public_id))
    item.confirmed_at = item.confirmed_at or at
    if food is not None:
        item.food_names = labels.names_of_item(item.label, food)
        item.food_table, item.table_version = food.table.code, food.table.version
        item.per_100g, item.filled = prepared(food.nutrients, _preparations(item)), dict(food.filled)
    learning.keep(item, at=at)


def _preparations(item: MealItem) -> dict[str, str]:
    return {name: option for name, option in item.answers.items() if name in NAMES}


def unconfirm(item: MealItem) -> None:
    """Make an item a draft again: what was copied goes."""
    item.confirmed_at = None
    forget_copy(item)


def forget_copy(item: MealItem) -> None:
    """Forget what was copied of a food."""
    item.food_names, item.per_100g, item.filled = {}, {}, {}
    item.food_table = item.table_version = ""


def _what(food_id: UUID | None, label: str) -> tuple[Food | None, str]:
    """Return the food and the recogniser's label. Raises Invalid for a food or a label that does not exist."""
    if food_id is not None:
        food = chosen.food_of(food_id)
        if food is None:
            raise Invalid.field("food", _("There is no such food."), code="not_found")
        return food, food.label or ""
    if label and not labels.is_known(label):
        raise Invalid.field("label", _("There is no such label."), code="invalid_choice")
    return labels.food_of(label), label


def _point_at(item: MealItem, food: Food | None) -> None:
    item.food_id = food.public_id if food else None
    item.food_code = food.code if food else ""
    if food is None:
        forget_copy(item)
