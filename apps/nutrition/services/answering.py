"""She answers the one question that a meal may have, or skips it: only herself, and once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.nutrition.models import Food, Meal, MealItem
from apps.nutrition.rules import questions
from apps.nutrition.rules.portions import Size
from apps.nutrition.rules.questions import PHOTOGRAPHED, Kind
from apps.nutrition.selectors import asking, chosen, labels
from apps.nutrition.selectors import meals as reading
from apps.nutrition.services import items, locks
from apps.nutrition.services.meal_rows import note
from apps.nutrition.services.weights import Said


@write
def answer(
    person: Person, *, meal_id: UUID, item_id: UUID, kind: Kind, option: str | None, at: datetime
) -> Meal:
    """Take her answer, which narrows the item; `option` None: she skips. Either way nothing more is asked of this meal.

    Raises NotVisible, Forbidden, Conflict (asked already, no longer to be asked, skipped what was never asked),
    Invalid (no such answer).
    """
    meal, item = locks.own_item(person, meal_id, item_id)
    if meal.asked_at is not None:
        raise Conflict(_("This meal has no question any more."), code="asked")
    if option is None:
        _require_asked(person, meal, item, kind)
    else:
        _take(item, kind, option)
    meal.asked_at = at
    meal.save(update_fields=["asked_at"])
    note(meal, at=at)
    return meal


def _require_asked(person: Person, meal: Meal, item: MealItem, kind: Kind) -> None:
    """What was never asked cannot be skipped: the question that she would be asked otherwise would be lost."""
    whole = reading.meal_visible_to(person, meal.public_id)
    found = asking.question_of(whole, *_foods(whole.items.all()))
    if found is None or (found.item, found.kind) != (str(item.public_id), kind):
        raise Conflict(_("This was not asked of this meal."), code="not_asked")


def _take(item: MealItem, kind: Kind, option: str) -> None:
    part = asking.part_of(item, *_foods([item]))
    if kind not in questions.possible(part):
        raise Conflict(_("This meal has no question any more."), code="asked")
    if option not in questions.options_of(part, kind):
        raise Invalid.field("answer", _("Choose one of the answers."), code="invalid_choice")
    item.answers = {**item.answers, kind.value: option}
    if kind is Kind.DISH:
        items.decide(item, label=option)
    elif kind in (Kind.SIZE, Kind.PHOTO) and option != PHOTOGRAPHED:
        items.weigh(item, Said(size=Size(option)))
    item.save()


def _foods(rows: Iterable[MealItem]) -> tuple[dict[UUID, Food], dict[str, Food]]:
    rows = list(rows)
    guesses = [guess for item in rows if item.photo for guess in item.photo.prediction.get("candidates", [])]
    known = [*(label for label, _chance in guesses), *(item.label for item in rows if item.label)]
    added = {label: dish.food for label, dish in labels.added_dishes(known).items() if dish.food}
    ids = [item.food_id for item in rows if item.food_id]
    return chosen.foods_of(ids), chosen.foods_of_labels(known) | added
