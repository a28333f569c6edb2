"""Dishes that a site adds: told, shown by photos, put away, removed. By dietitians and administrators."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid, NotVisible, Problem
from apps.foundation.files import kept
from apps.foundation.files.checks import Seen
from apps.foundation.files.storage import received_key
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.nutrition.events import DishChanged
from apps.nutrition.models import AddedDish, DishPhoto, Food
from apps.nutrition.models.dishes import LABEL
from apps.nutrition.rules import cautions
from apps.nutrition.rules.portions import MOST_GRAMS, SMALLEST_GRAMS, servings
from apps.nutrition.services import may
from apps.nutrition.services.photos import look_at_the_door
from apps.nutrition.states import DishState

TAKEN_UP_WITHIN: Final = timedelta(seconds=15)
MOST_PHOTOS: Final = 20


@dataclass(frozen=True)
class DishGiven:
    """What is told of a dish. With a label of the vocabulary only the label counts: the rest is known."""

    label: str
    name_en: str = ""
    name_zh: str = ""
    name_ko: str = ""
    food: Food | None = None
    grams: tuple[float, float, float] | None = None
    """A small, a regular and a large serving; None: as the food's own portions say."""
    caution_rules: Sequence[str] = ()


@write
def add_dish(person: Person, *, given: DishGiven, at: datetime) -> AddedDish:
    """Add a dish, still without photos. Raises Forbidden, Invalid."""
    may.require_dish_keeper(person)
    check(given)
    dish = AddedDish(added_by=person, added_at=at)
    _tell(dish, given, at=at)
    return dish


@write
def change_dish(person: Person, *, dish_id: UUID, given: DishGiven, at: datetime) -> AddedDish:
    """Change what is told of a dish; its photos stay. Raises NotVisible, Forbidden, Invalid."""
    dish = own_dish(person, dish_id)
    check(given, dish)
    _tell(dish, given, at=at)
    return dish


def check(given: DishGiven, dish: AddedDish | None = None) -> None:
    """Raise Invalid for what cannot be told of a dish (`dish`: the one that is changed)."""
    if not re.fullmatch(LABEL, given.label):
        message = _("Use small letters a to z, digits and «_», as in grandmothers_stew.")
        raise Invalid.field("label", message, code="invalid")
    others = AddedDish.objects.exclude(pk=dish.pk) if dish else AddedDish.objects.all()
    if others.filter(label=given.label).exists():
        raise Invalid.field("label", _("There is such a dish already."), code="taken")
    if set(given.caution_rules) - {rule.id for rule in cautions.all_rules()}:
        raise Invalid.field("caution_rules", _("There is no such rule."), code="invalid_choice")
    if given.label in servings():
        return
    if not given.name_en.strip():
        raise Invalid.field("name_en", _("Give the dish a name."), code="required")
    if given.food is None:
        raise Invalid.field("food", _("Choose the food that its nutrients are taken from."), code="required")
    if given.grams is not None:
        small, regular, large = given.grams
        if not SMALLEST_GRAMS <= small < regular < large <= MOST_GRAMS:
            message = _("Give three weights that grow, from 0.1 to 5,000 g.")
            raise Invalid.field("regular_g", message, code="out_of_range", limit=[SMALLEST_GRAMS, MOST_GRAMS])


def _tell(dish: AddedDish, given: DishGiven, *, at: datetime) -> None:
    is_known = given.label in servings()
    small, regular, large = given.grams or (None, None, None)
    dish.label = given.label
    for name in ("name_en", "name_zh", "name_ko"):
        setattr(dish, name, "" if is_known else getattr(given, name).strip())
    dish.food = None if is_known else given.food
    dish.small_g, dish.regular_g, dish.large_g = (None, None, None) if is_known else (small, regular, large)
    dish.caution_rules = [] if is_known else sorted(given.caution_rules)
    look_again(dish, at=at)


def add_photos(person: Person, *, dish_id: UUID, contents: Sequence[bytes], at: datetime) -> list[DishPhoto]:
    """Show a dish by photos (whole files); one that it has already is left out. Returns the new ones.

    First the bytes, then the rows: a crash between leaves bytes that a sweep removes. Raises NotVisible, Forbidden,
    Invalid or TooLarge (the reason is the field's code), Conflict (more than 20), Unavailable.
    """
    own_dish_now(person, dish_id)
    seen = [look_at_the_door(content) for content in contents]
    sources = [kept.keep(content) for content in contents]
    try:
        photos = _note(person, dish_id=dish_id, seen=seen, sources=sources, at=at)
    except Problem:
        kept.remove([received_key(source) for source in sources])
        raise
    used = {photo.source_id for photo in photos}
    kept.remove([received_key(source) for source in sources if source not in used])
    return photos


@write
def _note(
    person: Person, *, dish_id: UUID, seen: Sequence[Seen], sources: Sequence[UUID], at: datetime
) -> list[DishPhoto]:
    dish = own_dish(person, dish_id)
    known = {bytes(digest) for digest in dish.photos.values_list("sha256", flat=True)}
    new = {
        one.sha256: (one, source)
        for one, source in zip(seen, sources, strict=True)
        if one.sha256 not in known
    }
    if len(known) + len(new) > MOST_PHOTOS:
        raise Conflict(_("A dish has at most 20 photos."), code="too_many", limit=MOST_PHOTOS)
    rows = [
        DishPhoto(
            dish=dish, source_id=source, media_type=one.format.media_type, sha256=one.sha256, added_at=at
        )
        for one, source in new.values()
    ]
    DishPhoto.objects.bulk_create(rows)
    if rows:
        look_again(dish, at=at)
    return rows


@write
def remove_photo(person: Person, *, photo_id: UUID, at: datetime) -> None:
    """Take a photo of a dish away, with its bytes. Raises NotVisible, Forbidden."""
    found = DishPhoto.objects.select_related("dish").filter(public_id=photo_id).first()
    if found is None:
        raise NotVisible
    dish = own_dish(person, found.dish.public_id)
    _forget([found])
    found.delete()
    look_again(dish, at=at)


@write
def ask_again(person: Person, *, dish_id: UUID, at: datetime) -> None:
    """Have the photos of a dish looked at again, as after a failure of ours. Raises NotVisible, Forbidden."""
    look_again(own_dish(person, dish_id), at=at)


@write
def put_away(person: Person, *, dish_id: UUID, at: datetime) -> None:
    """Let a dish not be recognised any more; what mothers have noted keeps its names. Raises NotVisible, Forbidden."""
    dish = own_dish(person, dish_id)
    dish.archived_at, dish.changed_at = dish.archived_at or at, at
    dish.save(update_fields=["archived_at", "changed_at"])


@write
def take_out(person: Person, *, dish_id: UUID, at: datetime) -> None:
    """Let a dish that was put away be recognised again. Raises NotVisible, Forbidden."""
    dish = own_dish(person, dish_id)
    dish.archived_at = None
    look_again(dish, at=at)


@write
def remove_dish(person: Person, *, dish_id: UUID) -> None:
    """Remove a dish with its photos for good. Raises NotVisible, Forbidden."""
    dish = own_dish(person, dish_id)
    _forget(list(dish.photos.all()))
    dish.delete()


def own_dish(person: Person, dish_id: UUID) -> AddedDish:
    """Return a dish, locked until commit. Raises NotVisible, Forbidden."""
    may.require_dish_keeper(person)
    dish = AddedDish.objects.select_for_update(of=("self",)).filter(public_id=dish_id).first()
    if dish is None:
        raise NotVisible
    return dish


def own_dish_now(person: Person, dish_id: UUID) -> None:
    """Raise NotVisible or Forbidden as `own_dish`, without a lock: before slow work."""
    may.require_dish_keeper(person)
    if not AddedDish.objects.filter(public_id=dish_id).exists():
        raise NotVisible


def look_again(dish: AddedDish, *, at: datetime) -> None:
    """Let a worker look at the dish, whoever was looking at it before. Only inside a `@write`, with the dish locked."""
    dish.state, dish.failure, dish.changed_at = DishState.WAITING, "", at
    dish.due_at, dish.claimed_at, dish.claimed_by, dish.attempts = at + TAKEN_UP_WITHIN, None, "", 0
    dish.save()
    emit(DishChanged(dish=dish.public_id, at=at))


def _forget(photos: Sequence[DishPhoto]) -> None:
    keys = [key for photo in photos for key in kept.keys_of(photo.public_id, photo.source_id)]
    if keys:
        transaction.on_commit(partial(kept.remove, keys), robust=True)
