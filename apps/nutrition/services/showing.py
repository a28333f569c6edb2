"""A worker looks at the photos of an added dish: each written anew and seen once, then the dish is recognised.

The claim is the dish's row (`foundation.claims`): whoever was overtaken, by another worker or by somebody who changed the
dish, changes nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from apps.foundation.claims import PUSHED_BACK, Work, pause_after
from apps.foundation.files import kept
from apps.foundation.files.reasons import Refused
from apps.foundation.files.storage import checked_key, read, received_key
from apps.foundation.transactions import write
from apps.nutrition import recognising
from apps.nutrition.models import AddedDish, DishPhoto
from apps.nutrition.recognising import NoRecogniser, Recogniser
from apps.nutrition.services.photos import limits
from apps.nutrition.states import DishState

log = structlog.get_logger(__name__)

WORK: Final = Work(
    lambda _for: AddedDish.objects.all(),
    DishState.WAITING,
    DishState.LOOKING,
    longest_s=540.0,  # longer than twenty photos may take
)
MOST_ATTEMPTS: Final = 6
FEWEST_PHOTOS: Final = 5
TOO_FEW: Final = "too_few_photos"
NO_RECOGNISER: Final = "no_recogniser"
GAVE_UP: Final = "gave_up"
LOOKED_AT: Final = "large"


@dataclass(frozen=True)
class Claim:
    """The right to look at a dish; `token` is the moment it was given."""

    dish: AddedDish
    token: datetime


def run(
    dish_id: UUID,
    *,
    task_id: str,
    now: Callable[[], datetime],
    network: Callable[[], Recogniser] = recognising.network,
) -> None:
    """Look at a dish's photos if that is due and nobody else does."""
    claimed = claim(None, dish_id=dish_id, task_id=task_id, at=now())
    if claimed is None:
        return
    try:
        with WORK.kept(claimed.dish, claimed.token, now):
            model = network()
            for photo in claimed.dish.photos.all():
                if not _look(claimed, photo, model):
                    return
    except (NoRecogniser, *kept.TRY_AGAIN) as error:
        log.warning("dish_not_looked_at", dish=str(dish_id), error=type(error).__name__)
        why = NO_RECOGNISER if isinstance(error, NoRecogniser) else GAVE_UP
        put_back(None, claimed, why=why, at=now())
        return
    finish(None, claimed, at=now())


@write
def claim(_system: None, *, dish_id: UUID, task_id: str, at: datetime) -> Claim | None:
    """Take up a dish that is due; None where it is not, or somebody else has it."""
    hit = WORK.take(dish_id, task_id=task_id, at=at)
    return Claim(AddedDish.objects.get(public_id=dish_id), at) if hit else None


def _look(claimed: Claim, photo: DishPhoto, model: Recogniser) -> bool:
    """Look at one photo unless that was done. False where the claim was lost."""
    if photo.failure or (photo.sight is not None and photo.seen_by == model.digest):
        return True
    try:
        picture, about = _picture(photo)
        about |= {"sight": recognising.sight(model, picture), "seen_by": model.digest}
    except Refused as refused:
        log.info("dish_photo_refused", photo=str(photo.public_id), reason=refused.reason, why=refused.detail)
        about = {"failure": refused.reason.value, "failure_limit": refused.limit}
    if not note(None, claimed, photo=photo, about=about):
        if not DishPhoto.objects.filter(pk=photo.pk).exists():
            kept.remove(kept.keys_of(photo.public_id, photo.source_id))
        return False
    kept.remove([received_key(photo.source_id)])
    return True


def _picture(photo: DishPhoto) -> tuple[bytes, dict[str, Any]]:
    """Return what the network looks at, and what is to be noted. Raises Refused, and what `kept.TRY_AGAIN` names."""
    if photo.variants:
        return read(checked_key(photo.public_id, LOOKED_AT)), {}
    rewritten = kept.written_anew(
        photo.public_id,
        source_id=photo.source_id,
        digest=bytes(photo.sha256),
        media_type=photo.media_type,
        limits=limits(),
    )
    picture = next(variant.content for variant in rewritten.variants if variant.name == LOOKED_AT)
    return picture, {"variants": rewritten.described()}


@write
def note(_system: None, claimed: Claim, *, photo: DishPhoto, about: dict[str, Any]) -> bool:
    """Keep what was found in one photo. False where the claim was lost, or the photo is gone."""
    if _still_mine(claimed) is None:
        return False
    return DishPhoto.objects.filter(pk=photo.pk).update(**about) == 1


@write
def finish(_system: None, claimed: Claim, *, at: datetime) -> None:
    """Let the dish be recognised, or say what it lacks."""
    dish = _still_mine(claimed)
    if dish is None:
        return
    if dish.photos.exclude(sight=None).count() < FEWEST_PHOTOS:
        _end(dish, DishState.FAILED, TOO_FEW, at=at)
    else:
        _end(dish, DishState.READY, "", at=at)


@write
def put_back(_system: None, claimed: Claim, *, why: str, at: datetime) -> None:
    """Give it back after a failure that says nothing about its photos; the pauses grow, and it is given up in the end."""
    dish = _still_mine(claimed)
    if dish is None:
        return
    if dish.attempts >= MOST_ATTEMPTS:
        _end(dish, DishState.FAILED, why, at=at)
    else:
        WORK.release(dish, due_at=at + pause_after(dish.attempts))


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return dishes that are due but lie still, pushed back so as not to be returned again at once."""
    rows = WORK.lying(at=at, most=20)
    for dish in rows:
        WORK.release(dish, due_at=at + PUSHED_BACK)
    return [dish.public_id for dish in rows]


@write
def renew(_system: None, *, digest: str, at: datetime) -> list[UUID]:
    """Have dishes seen again whose photos another network saw; returns them. Twice is harmless."""
    strange = DishPhoto.objects.exclude(seen_by=digest).filter(sight__isnull=False).values("dish")
    rows = AddedDish.objects.filter(state=DishState.READY, archived_at=None, pk__in=strange)
    found = list(rows.select_for_update(of=("self",), skip_locked=True))
    for dish in found:
        dish.attempts = 0
        dish.state = DishState.WAITING
        _wait(dish, due_at=at + PUSHED_BACK)
    return [dish.public_id for dish in found]


def _end(dish: AddedDish, state: DishState, failure: str, *, at: datetime) -> None:
    dish.state, dish.failure, dish.due_at, dish.changed_at = state, failure, None, at
    dish.save(update_fields=["state", "failure", "due_at", "changed_at"])


def _wait(dish: AddedDish, *, due_at: datetime) -> None:
    dish.state, dish.due_at, dish.claimed_at, dish.claimed_by = DishState.WAITING, due_at, None, ""
    dish.save(update_fields=["state", "due_at", "claimed_at", "claimed_by", "attempts"])


def _still_mine(claimed: Claim) -> AddedDish | None:
    rows = AddedDish.objects.select_for_update(of=("self",)).filter(pk=claimed.dish.pk)
    return rows.filter(state=DishState.LOOKING, claimed_at=claimed.token).first()
