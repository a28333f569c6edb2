"""The mother says how she found a consultation: asked once for each closing, never after a loss."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.models import Closing, Rating, WithoutNote
from apps.consultations.models.notes import CHANGEABLE_FOR
from apps.consultations.services import may_write
from apps.consultations.services.threads import locked_thread
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.pregnancies.models import Fetus, Pregnancy
from apps.pregnancies.states import FetusState

FEED_KIND: Final = "consultation_rating"
STARS: Final = (1, 5)
LOSSES: Final = (
    FetusState.VANISHED,
    FetusState.DIED,
    FetusState.STILLBORN,
    FetusState.MISCARRIED,
    FetusState.TERMINATED,
)


class RatingFixed(Conflict):
    """A rating can be changed for seven days only."""

    code = "rating_fixed"


def ask(closing: Closing, pregnancy: Pregnancy, *, at: datetime) -> Rating | None:
    """Ask the mother, inside the write that closed. None where she is not asked: after a loss, or over nothing."""
    if closing.without_note not in ("", WithoutNote.ADMINISTRATIVE) or has_lost(pregnancy):
        return None
    return _told(_new(closing, at))


@write
def rate(person: Person, *, thread_id: UUID, stars: int, words: str, at: datetime) -> tuple[Rating, bool]:
    """Give or change a rating; returns it and whether it is the first. Asked or not, she may.

    Raises NotVisible, Forbidden, Invalid, RatingFixed, and Conflict where nothing was closed.
    """
    thread = locked_thread(person, thread_id)
    may_write.require_herself(person, thread.subject_id)
    if not STARS[0] <= stars <= STARS[1]:
        raise Invalid.field("stars", _("Give one to five stars."), code="out_of_range", limit=STARS)
    rating = _of_newest_closing(thread.pk, at)
    if rating.rated_at is not None and at > rating.rated_at + CHANGEABLE_FOR:
        raise RatingFixed(_("A rating can be changed for seven days."))
    is_first = rating.rated_at is None
    rating.stars, rating.words, rating.changed_at = stars, words.strip(), at
    rating.rated_at = rating.rated_at or at
    rating.save()
    return _told(rating), is_first


@write
def decline(person: Person, *, thread_id: UUID, at: datetime) -> Rating:
    """Do not ask her again about this closing. A second time changes nothing.

    Raises NotVisible, Forbidden, and Conflict where nothing was closed.
    """
    thread = locked_thread(person, thread_id)
    may_write.require_herself(person, thread.subject_id)
    rating = _of_newest_closing(thread.pk, at)
    if rating.declined_at is None and rating.rated_at is None:
        rating.declined_at = at
        rating.save()
        _told(rating)
    return rating


@write
def withdraw_after_loss(actor: None, *, pregnancy_id: UUID, at: datetime) -> int:
    """Take back what she was asked and has not answered, once a pregnancy was lost; returns how many.

    Harmless twice, and where nothing was lost.
    """
    pregnancy = Pregnancy.objects.for_system("nobody is asked after a loss").get(public_id=pregnancy_id)
    if not has_lost(pregnancy):
        return 0
    open_ones = Rating.objects.for_system("nobody is asked after a loss").filter(
        closing__thread__pregnancy=pregnancy, rated_at=None, declined_at=None, withdrawn_at=None
    )
    asked = list(open_ones.select_for_update(of=("self",)).order_by("pk"))
    for rating in asked:
        rating.withdrawn_at = at
        rating.save(update_fields=["withdrawn_at"])
        _told(rating)
    return len(asked)


def has_lost(pregnancy: Pregnancy) -> bool:
    """Say whether a fetus of this pregnancy was lost, also where the pregnancy goes on with another."""
    fetuses = Fetus.objects.for_system("nobody is asked after a loss")
    return fetuses.filter(pregnancy=pregnancy, state__in=LOSSES).exists()


def _of_newest_closing(thread_pk: int, at: datetime) -> Rating:
    closings = Closing.objects.for_system("the consultation was seen").filter(thread_id=thread_pk)
    closing: Closing | None = closings.order_by("-pk").first()
    if closing is None:
        raise Conflict(_("This consultation has not been closed yet."), code="not_closed")
    rating: Rating | None = (
        Rating.objects.for_system("the consultation was seen").filter(closing=closing).first()
    )
    return rating or _new(closing, at)


def _new(closing: Closing, at: datetime) -> Rating:
    return Rating.objects.create(subject_id=closing.subject_id, closing=closing, asked_at=at)


def _told(rating: Rating) -> Rating:
    feed.changed(rating.subject_id, FEED_KIND, rating.public_id)
    return rating
