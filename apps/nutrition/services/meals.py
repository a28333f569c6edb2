"""Meals: noted, changed, confirmed, deleted. Only the mother herself; her phone makes the ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.accounts.preferences import zone_of
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.nutrition.models import Meal, MealItem
from apps.nutrition.selectors import chosen
from apps.nutrition.services import items as items_service
from apps.nutrition.services import learning, locks
from apps.nutrition.services.files import forget_photos
from apps.nutrition.services.items import MOST_ITEMS, ItemGiven
from apps.nutrition.services.meal_rows import FEED_KIND, insert, note
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.creating import id_taken
from apps.pregnancies.services.locks import PregnancyNotGoing
from apps.pregnancies.states import PregnancyState

CLOCK_SLACK: Final = timedelta(minutes=5)
OLDEST: Final = timedelta(days=300)


@dataclass(frozen=True)
class MealGiven:
    """A meal as her phone sends it. `eaten_at` is aware; `zone_name` empty: where she lives."""

    public_id: UUID
    kind: str
    eaten_at: datetime
    zone_name: str = ""
    note: str = ""
    items: Sequence[ItemGiven] = ()


@write
def note_meal(mother: Person, *, given: MealGiven, at: datetime) -> tuple[Meal, bool]:
    """Note a meal with its items; returns it and whether it is new: the same id again changes nothing.

    Raises PregnancyNotGoing, Conflict (another thing's id, a deleted meal's), Invalid.
    """
    pregnancy = _going(mother)  # locked first: two phones that bring the same meal come one after the other
    known = _known(mother, given.public_id)
    if known is not None:
        return known, False
    if pregnancy is None:
        raise PregnancyNotGoing(_("This pregnancy is not going on any more."))
    _check_moment(given.eaten_at, at)
    _check_items(given.items)
    zone = zone_of(given.zone_name or mother.time_zone)
    meal = Meal(
        subject=mother,
        public_id=given.public_id,
        pregnancy=pregnancy,
        kind=given.kind,
        eaten_at=given.eaten_at.astimezone(UTC),
        zone_name=zone.key,
        local_day=_day(given.eaten_at, zone),
        note=given.note.strip(),
        recorded_at=at,
    )
    insert(meal)
    for index, item in enumerate(given.items):
        id_field = f"items[{index}].id"
        if items_service.known_item(meal, item.public_id, field=id_field) is None:
            items_service.make(meal, item, at=at, id_field=id_field)
    note(meal, at=at)
    return meal, True


def _check_items(given: Sequence[ItemGiven]) -> None:
    if len(given) > MOST_ITEMS:
        raise Invalid.field("items", _("A meal has at most 50 items."), code="too_many", limit=MOST_ITEMS)
    met: set[UUID] = set()
    for index, item in enumerate(given):
        if item.public_id in met:
            raise Invalid.field(f"items[{index}].id", _("Another item has this id."), code="repeated")
        met.add(item.public_id)


def _known(mother: Person, public_id: UUID) -> Meal | None:
    rows = Meal.objects.for_system("an id is asked for before it is used").filter(public_id=public_id)
    meal: Meal | None = rows.select_for_update(of=("self",)).first()
    if meal is None:
        return None
    if meal.subject_id != mother.pk:
        raise id_taken()
    if meal.deleted_at is not None:
        raise Conflict.field("id", _("This meal was deleted. Make a new id."), code="deleted")
    return meal


def _going(mother: Person) -> Pregnancy | None:
    """Her pregnancy, locked against its own end until the meal is committed; None where none is going on."""
    rows = Pregnancy.objects.visible_to(mother).filter(subject=mother, state=PregnancyState.GOING)
    return rows.select_for_update(of=("self",), no_key=True).first()


def _check_moment(eaten_at: datetime, at: datetime) -> None:
    if eaten_at > at + CLOCK_SLACK:
        raise Invalid.field(
            "eaten_at",
            _("This lies in the future. Please check the clock of the device."),
            code="in_the_future",
        )
    if eaten_at < at - OLDEST:
        raise Invalid.field(
            "eaten_at", _("This lies before any pregnancy that is going on now."), code="too_old"
        )


def _day(eaten_at: datetime, zone: ZoneInfo) -> date:
    return eaten_at.astimezone(zone).date()


@write
def change_meal(person: Person, *, meal_id: UUID, changes: Mapping[str, Any], at: datetime) -> Meal:
    """Change kind, moment (`eaten_at`, `zone_name`) or note; what is left out stays.

    Raises NotVisible, Forbidden, Invalid.
    """
    meal = locks.own_meal(person, meal_id)
    if "eaten_at" in changes:
        _check_moment(changes["eaten_at"], at)
    zone = zone_of(changes.get("zone_name") or meal.zone_name)
    meal.eaten_at = changes.get("eaten_at", meal.eaten_at).astimezone(UTC)
    meal.zone_name, meal.local_day = zone.key, _day(meal.eaten_at, zone)
    meal.kind = changes.get("kind", meal.kind)
    meal.note = changes.get("note", meal.note).strip()
    meal.save(update_fields=["eaten_at", "zone_name", "local_day", "kind", "note"])
    note(meal, at=at)
    return meal


@write
def confirm_meal(person: Person, *, meal_id: UUID, at: datetime) -> Meal:
    """Confirm every item as it stands: their nutrients are copied. Again changes nothing.

    What parts of a photo show beside the dish is not confirmed with the rest: each that she has not taken up goes.
    Raises NotVisible, Forbidden, Conflict (no items; one of which nobody has said what it is).
    """
    meal = locks.own_meal(person, meal_id)
    meal.items.filter(is_further=True, confirmed_at=None).delete()
    rows = list(meal.items.select_related("photo").order_by("pk"))
    if not rows:
        raise Conflict(_("There is nothing in this meal yet."), code="empty")
    foods = chosen.foods_of(item.food_id for item in rows if item.food_id)
    for item in rows:
        _confirm(item, foods, at)
    note(meal, at=at)
    return meal


def _confirm(item: MealItem, foods: Mapping[UUID, Any], at: datetime) -> None:
    if item.confirmed_at is None:
        items_service.confirm(item, foods.get(item.food_id) if item.food_id else None, at=at)
        item.save()


@write
def delete_meal(person: Person, *, meal_id: UUID, at: datetime) -> None:
    """Delete a meal with its items and photos; the mark stays, so that a late phone does not bring it back.

    Raises NotVisible, Forbidden.
    """
    meal = locks.own_meal(person, meal_id)
    for item in meal.items.all():
        learning.forget(item)
    meal.items.all().delete()
    forget_photos(list(meal.photos.all()))
    meal.photos.all().delete()
    meal.deleted_at, meal.note = at, ""
    meal.save(update_fields=["deleted_at", "note"])
    feed.changed(meal.subject_id, FEED_KIND, meal.public_id, deleted=True)
