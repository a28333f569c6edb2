"""Photos of a meal come in, and go again. Looked at by their header only: a worker decodes them."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Min
from django.utils.translation import gettext as _

from apps.accounts.models import ConsentKind, Person
from apps.accounts.services.consents import require_consent
from apps.foundation.errors import Conflict, FieldError, Invalid, Problem, Throttled
from apps.foundation.files import checks, headers, kept, words
from apps.foundation.files.checks import Seen
from apps.foundation.files.kinds import Kind
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.storage import received_key
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.nutrition.events import MealPhotoReceived
from apps.nutrition.models import Meal, MealPhoto
from apps.nutrition.rules.portions import PLATE_CM, Scale
from apps.nutrition.services import files, locks
from apps.nutrition.services.meal_rows import insert, note, require_open_id
from apps.pregnancies.services.creating import id_taken

TAKEN_UP_WITHIN: Final = timedelta(seconds=15)
WINDOW: Final = timedelta(hours=24)
MOST_PHOTOS: Final = 10


def limits() -> Limits:
    """Return the bounds of a photo of a meal."""
    return replace(words.limits(), image_bytes=settings.MEAL_PHOTO_BYTES)


def receive(
    mother: Person,
    *,
    meal_id: UUID,
    photo_id: UUID,
    content: bytes,
    scale: Scale,
    at: datetime,
    plate_cm: float | None = None,
) -> tuple[MealPhoto, bool]:
    """Keep a photo of a meal; returns it and whether it is new. The same id with the same bytes is not.

    `plate_cm`: how wide the plate is that is the scale; None: nobody has said.

    Raises NotVisible, Forbidden, ConsentRequired, Invalid or TooLarge (the reason is the field's code), Throttled,
    Conflict (other bytes under this id, too many photos), Unavailable (the storage is away).

    No transaction around it: the storage may be slow. First the bytes, then the row: a crash between leaves bytes that
    a sweep removes, never a row without them.
    """
    _require_plate(scale, plate_cm)
    seen = look_at_the_door(content)
    known = _admit(mother, meal_id=meal_id, photo_id=photo_id, seen=seen, at=at)
    if known is not None:
        return known, False
    source_id = kept.keep(content)
    try:
        photo, is_new = _note(
            mother,
            meal_id=meal_id,
            photo_id=photo_id,
            seen=seen,
            source_id=source_id,
            scale=scale,
            plate_cm=plate_cm,
            at=at,
        )
    except Problem:  # refused before the commit; after any other error nobody knows whether the row is there
        kept.remove([received_key(source_id)])
        raise
    if not is_new:
        kept.remove([received_key(source_id)])
    return photo, is_new


def _require_plate(scale: Scale, plate_cm: float | None) -> None:
    if plate_cm is None:
        return
    if scale is not Scale.PLATE:
        raise Invalid.field("plate_cm", _("Only a plate that is the scale has a width."), code="not_allowed")
    low, high = PLATE_CM
    if not low <= plate_cm <= high:
        sentence = _("Give a width from 10 to 40 cm.")
        raise Invalid.field("plate_cm", sentence, code="out_of_range", limit=[low, high])


def look_at_the_door(content: bytes) -> Seen:
    """Return what a photo's header says. Raises Invalid or TooLarge (the reason is the field's code)."""
    try:
        seen = checks.look(content, limits())
        if seen.format.kind is not Kind.IMAGE:
            raise Refused(Reason.NOT_A_PICTURE)
        if headers.is_animated(content, seen.format):
            raise Refused(Reason.ANIMATED)
    except Refused as refused:
        if refused.reason is Reason.UNSUPPORTED:
            raise words.problem(Refused(Reason.NOT_A_PICTURE)) from refused
        raise words.problem(refused) from refused
    return seen


@write
def _admit(mother: Person, *, meal_id: UUID, photo_id: UUID, seen: Seen, at: datetime) -> MealPhoto | None:
    """Return what this id has brought before; None where a new photo is welcome. Raises as `receive`."""
    meal = locks.own_meal(mother, meal_id)
    return _known_or_room(mother, meal, photo_id, seen, at)


def _known_or_room(mother: Person, meal: Meal, photo_id: UUID, seen: Seen, at: datetime) -> MealPhoto | None:
    known: MealPhoto | None = meal.photos.filter(public_id=photo_id).first()
    if known is not None:
        if bytes(known.sha256) != seen.sha256:
            raise id_taken()
        return known
    require_open_id(MealPhoto, photo_id)
    require_consent(mother, ConsentKind.PHOTOS)
    if meal.photos.count() >= MOST_PHOTOS:
        raise Conflict(_("A meal has at most 10 photos."), code="too_many", limit=MOST_PHOTOS)
    _require_room(mother, at)
    return None


def _require_room(mother: Person, at: datetime) -> None:
    rows = MealPhoto.objects.for_system("her own uploads are counted").filter(
        subject=mother, uploaded_at__gt=at - WINDOW
    )
    used = rows.aggregate(count=Count("pk"), first=Min("uploaded_at"))
    most = settings.MEAL_PHOTOS_A_DAY
    if used["count"] < most:
        return
    message = _("At most %(limit)s files can be sent in 24 hours.") % {"limit": f"{most:,}"}
    wait = used["first"] + WINDOW - at
    raise Throttled(
        message,
        code="quota",
        errors=[FieldError("file", "quota", message, most)],
        headers={"Retry-After": str(max(1, math.ceil(wait.total_seconds())))},
    )


@write
def _note(
    mother: Person,
    *,
    meal_id: UUID,
    photo_id: UUID,
    seen: Seen,
    source_id: UUID,
    scale: Scale,
    plate_cm: float | None,
    at: datetime,
) -> tuple[MealPhoto, bool]:
    meal = locks.own_meal(mother, meal_id)
    known = _known_or_room(mother, meal, photo_id, seen, at)
    if known is not None:
        return known, False
    days = settings.MEAL_PHOTO_DAYS
    photo = MealPhoto(
        subject_id=meal.subject_id,
        public_id=photo_id,
        meal=meal,
        source_id=source_id,
        media_type=seen.format.media_type,
        sha256=seen.sha256,
        size_bytes=seen.size_bytes,
        scale=scale.value,
        plate_cm=plate_cm,
        uploaded_at=at,
        expires_at=at + timedelta(days=days) if days else None,
        due_at=at + TAKEN_UP_WITHIN,
    )
    insert(photo)
    note(meal, at=at)
    emit(MealPhotoReceived(photo=photo.public_id, at=at))
    return photo, True


@write
def remove_photo(mother: Person, *, photo_id: UUID, at: datetime) -> None:
    """Delete a photo and its bytes for good; items that it brought and she confirmed stay, its drafts go.

    Raises NotVisible, Forbidden.
    """
    meal, photo = locks.own_photo(mother, photo_id)
    photo.items.filter(confirmed_at=None).delete()
    files.forget_photos([photo])
    photo.delete()
    note(meal, at=at)
