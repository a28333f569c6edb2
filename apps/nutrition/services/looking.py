"""A worker looks at a photo: claimed by one task, rewritten and recognised outside any transaction, kept once.

The claim is the photo's row (`foundation.claims`). Whoever was overtaken, or came after she deleted the photo, changes
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import structlog

from apps.foundation import feed
from apps.foundation.claims import PUSHED_BACK, Work, pause_after
from apps.foundation.files import kept
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.storage import received_key
from apps.foundation.files.wire import Rewritten
from apps.foundation.transactions import write
from apps.nutrition import recognising
from apps.nutrition.models import MealPhoto
from apps.nutrition.recognising import NoRecogniser, Recogniser, Seen
from apps.nutrition.rules.portions import Scale
from apps.nutrition.services import files, locks
from apps.nutrition.services.drafting import draft_items
from apps.nutrition.services.meal_rows import FEED_KIND, note
from apps.nutrition.services.moves import move
from apps.nutrition.services.photos import limits
from apps.nutrition.states import PhotoState, Step

log = structlog.get_logger(__name__)

WORK: Final = Work(
    MealPhoto.objects.for_system,
    PhotoState.WAITING,
    PhotoState.LOOKING,
    longest_s=180.0,  # longer than a child may take (`Limits.wall_s`) with reading, recognising and writing around it
)
MOST_ATTEMPTS: Final = 6
LOOKED_AT: Final = "large"
"""The variant that the recogniser sees: its longest side is five times what a net takes."""
NOT_RECOGNISED: Final = "not_recognised"
"""Code of a failure that is ours: the photo is kept and shown, nobody has said what is on it."""

NOTHING_SEEN: Final = "nothing_seen"
"""Code of a photo that is the same all over: dark, or blank. It is kept and shown; nothing is guessed about it."""


@dataclass(frozen=True)
class Claim:
    """The right to look at a photo; `token` is the moment it was given."""

    photo: MealPhoto
    token: datetime


@dataclass(frozen=True)
class Looked:
    """What became of a photo. `seen` is None where the recogniser could not be asked."""

    rewritten: Rewritten
    seen: Seen | None


def run(
    photo_id: UUID,
    *,
    task_id: str,
    now: Callable[[], datetime],
    recogniser: Callable[[], Recogniser] = recognising.recogniser,
) -> None:
    """Look at a photo if that is due and nobody else does."""
    claimed = claim(None, photo_id=photo_id, task_id=task_id, at=now())
    if claimed is None:
        return
    try:
        with WORK.kept(claimed.photo, claimed.token, now):
            looked = _look(claimed, recogniser)
    except Refused as refused:
        log.info("meal_photo_refused", photo=str(photo_id), reason=refused.reason, why=refused.detail)
        done = fail(None, claimed, refused, at=now())
    except kept.TRY_AGAIN as error:
        log.warning("meal_photo_not_looked_at", photo=str(photo_id), error=type(error).__name__)
        put_back(None, claimed, at=now())
        return
    else:
        done = finish(None, claimed, looked, at=now())
    if done:
        kept.remove([received_key(claimed.photo.source_id)])
    elif not _is_wanted(photo_id):
        kept.remove(files.keys_of(claimed.photo))


@write
def claim(_system: None, *, photo_id: UUID, task_id: str, at: datetime) -> Claim | None:
    """Take up a photo that is due; None where it is not, or somebody else has it."""
    hit = WORK.take(photo_id, task_id=task_id, at=at, step=Step.REWRITING)
    photo = _locked(photo_id) if hit else None
    if photo is None:
        return None
    if photo.attempts > MOST_ATTEMPTS:
        _fail(photo, Refused(Reason.GAVE_UP), at=at)
        return None
    feed.changed(photo.subject_id, FEED_KIND, photo.meal.public_id)
    return Claim(photo, at)


def _look(claimed: Claim, recogniser: Callable[[], Recogniser]) -> Looked:
    """Rewrite the file, keep what was written, and ask what it shows. Raises Refused, and what `kept.TRY_AGAIN` names."""
    photo = claimed.photo
    rewritten = kept.written_anew(
        photo.public_id,
        source_id=photo.source_id,
        digest=bytes(photo.sha256),
        media_type=photo.media_type,
        limits=limits(),
    )
    begin(None, claimed, step=Step.RECOGNISING)
    return Looked(rewritten, _seen(claimed, rewritten, recogniser))


def _seen(claimed: Claim, rewritten: Rewritten, recogniser: Callable[[], Recogniser]) -> Seen | None:
    """A recogniser that is missing or breaks does not take the photo away from her: she says what it is herself."""
    picture = next(variant.content for variant in rewritten.variants if variant.name == LOOKED_AT)
    try:
        return recognising.look(
            recogniser(),
            picture,
            before_parts=lambda: begin(None, claimed, step=Step.PARTS),
            scale=Scale(claimed.photo.scale),
            plate_cm=claimed.photo.plate_cm,
        )
    except NoRecogniser as error:
        log.error("no_recogniser", photo=str(claimed.photo.public_id), why=str(error))
    except (ValueError, RuntimeError) as error:
        log.exception("recogniser_failed", photo=str(claimed.photo.public_id), error=type(error).__name__)
    return None


@write
def begin(_system: None, claimed: Claim, *, step: Step) -> None:
    """Say how far it is; nothing where the claim was lost."""
    rows = MealPhoto.objects.for_system("a worker says how far it is").filter(pk=claimed.photo.pk)
    if rows.filter(state=PhotoState.LOOKING, claimed_at=claimed.token).update(step=step):
        feed.changed(claimed.photo.subject_id, FEED_KIND, claimed.photo.meal.public_id)


@write
def finish(_system: None, claimed: Claim, looked: Looked, *, at: datetime) -> bool:
    """Keep what was seen; candidates become drafts of the meal. False where the claim was lost."""
    meal = locks.meal_of_system(claimed.photo.meal_id)  # before the photo, as every write of hers locks them
    photo = _still_mine(claimed)
    if meal is None or photo is None:
        return False
    photo.meal = meal
    facts = looked.rewritten.facts
    result: dict[str, Any] = {
        "variants": looked.rewritten.described(),
        "width_px": facts.width_px,
        "height_px": facts.height_px,
        "looked_at": at,
    }
    if looked.seen is None:
        move(photo, PhotoState.FAILED, failure=NOT_RECOGNISED, **result)
        return True
    answer = {"prediction": looked.seen.to_json(), "model_version": looked.seen.model_version}
    if looked.seen.is_flat:
        move(photo, PhotoState.FAILED, failure=NOTHING_SEEN, **result, **answer)
        return True
    move(photo, PhotoState.DONE, **result, **answer)
    draft_items(meal, photo, looked.seen, at=at)
    note(meal, at=at)
    return True


@write
def fail(_system: None, claimed: Claim, refused: Refused, *, at: datetime) -> bool:
    """Say why it cannot be looked at: what cannot heal by itself is not tried again. False as `finish`."""
    photo = _still_mine(claimed)
    if photo is not None:
        _fail(photo, refused, at=at)
    return photo is not None


def _fail(photo: MealPhoto, refused: Refused, *, at: datetime) -> None:
    reason = refused.reason.value
    move(photo, PhotoState.FAILED, failure=reason, failure_limit=refused.limit, looked_at=at)


@write
def put_back(_system: None, claimed: Claim, *, at: datetime) -> None:
    """Give it back after a failure that says nothing about the photo; the pauses grow."""
    photo = _still_mine(claimed)
    if photo is not None:
        _release(photo, due_at=at + pause_after(photo.attempts))


def _release(photo: MealPhoto, *, due_at: datetime) -> None:
    WORK.release(photo, due_at=due_at, step="")
    feed.changed(photo.subject_id, FEED_KIND, photo.meal.public_id)


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return what is due but lies still: its task was lost, its pause is over, or its worker is dead.

    What is returned is pushed back, so as not to be returned again at once.
    """
    rows = WORK.lying(at=at)
    for photo in rows:
        if photo.state == PhotoState.LOOKING:
            _release(photo, due_at=at + PUSHED_BACK)
    return [photo.public_id for photo in rows]


def _locked(photo_id: UUID) -> MealPhoto | None:
    rows = MealPhoto.objects.for_system("a worker looks at a photo").select_related("meal")
    return rows.select_for_update(of=("self",)).filter(public_id=photo_id).first()


def _still_mine(claimed: Claim) -> MealPhoto | None:
    photo = _locked(claimed.photo.public_id)
    return photo if photo is not None and WORK.is_held(photo, claimed.token) else None


def _is_wanted(photo_id: UUID) -> bool:
    rows = MealPhoto.objects.for_system("a worker came too late").filter(public_id=photo_id)
    return rows.exclude(state=PhotoState.EXPIRED).exists()
