"""What is asked for under a pseudonym: told by plans as a whole, or asked for by her herself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.contracts import needs as contract
from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.transactions import write
from apps.referrals.models import Need, OfferBook
from apps.referrals.services import books

log = structlog.get_logger(__name__)

ASKED_FOR: Final = timedelta(days=14)
MOST_ASKED: Final = 20


@write
def keep(_system: None, *, pseudonym: UUID, told: Sequence[contract.Need], at: datetime) -> bool:
    """Make the needs of plans what was told; False where something later was told already."""
    if not _is_news(pseudonym, at):
        return False
    Need.objects.filter(pseudonym=pseudonym, is_asked=False).delete()
    asked = set(Need.objects.filter(pseudonym=pseudonym).values_list("need_code", flat=True))
    rows = [
        Need(pseudonym=pseudonym, need_code=one.need_code, until=one.until, position=place)
        for place, one in enumerate(told)
        if _is_known(one.need_code) and one.need_code not in asked
    ]
    Need.objects.bulk_create(rows)
    return True


def _is_known(code: str) -> bool:
    """Say whether a code is one of the vocabulary and may be told by a plan at all."""
    try:
        is_fine = not contract.read(code).is_asked_only
    except contract.NoSuchNeed:
        is_fine = False
    if not is_fine:
        log.warning("need_refused", code=code[: contract.LONGEST_CODE])
    return is_fine


@write
def withdraw(_system: None, *, pseudonym: UUID, at: datetime) -> bool:
    """Let everything go that is asked for, by whomever; False where something later was told already."""
    if not _is_news(pseudonym, at):
        return False
    Need.objects.filter(pseudonym=pseudonym).delete()
    return True


def _is_news(pseudonym: UUID, at: datetime) -> bool:
    """Note that something was told; False where something later was. Events come twice and out of order."""
    OfferBook.objects.bulk_create([OfferBook(pseudonym=pseudonym)], ignore_conflicts=True)
    later = Q(told_at=None) | Q(told_at__lt=at)
    return OfferBook.objects.filter(later, pseudonym=pseudonym).update(told_at=at) == 1


@write
def ask(mother: Person, *, need_code: str, at: datetime) -> tuple[Need, bool]:
    """Ask for something herself, for two weeks; again asks anew. Raises ConsentRequired, Invalid."""
    book = books.of_her(mother, at=at)
    try:
        contract.read(need_code)
    except contract.NoSuchNeed as error:
        raise Invalid.field("need_code", _("Nothing is offered for this."), code="invalid_choice") from error
    rows = Need.objects.filter(pseudonym=book.pseudonym)
    if rows.filter(is_asked=True).exclude(need_code=need_code).count() >= MOST_ASKED:
        raise Invalid.field(
            "need_code", _("You have asked for much already."), code="too_many", limit=MOST_ASKED
        )
    until = at + ASKED_FOR
    return rows.update_or_create(
        need_code=need_code,
        defaults={"until": until, "is_asked": True},
        create_defaults={"pseudonym": book.pseudonym, "until": until, "is_asked": True},
    )


@write
def take_back(mother: Person, *, need_id: UUID, at: datetime) -> None:
    """Ask no longer for something that she asked for. Raises ConsentRequired, NotVisible."""
    book = books.of_her(mother, at=at)
    found, _each = Need.objects.filter(pseudonym=book.pseudonym, public_id=need_id, is_asked=True).delete()
    if not found:
        raise NotVisible
