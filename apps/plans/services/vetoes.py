"""A clinician lets nobody offer a category to a mother, and takes that back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.transactions import write
from apps.plans.models import OfferVeto
from apps.plans.models.vetoes import LONGEST_REASON
from apps.plans.services import may
from apps.pregnancies.services.locks import locked_pregnancy, require_going


@write
def veto(
    person: Person, *, pregnancy_id: UUID, category: str, reason: str, at: datetime
) -> tuple[OfferVeto, bool]:
    """Let nobody offer a category; where that holds already, that row is returned.

    Raises NotVisible, Forbidden, Invalid, PregnancyNotGoing.
    """
    may.require_mother_or_clinician(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    may.require_clinician(person)
    require_going(pregnancy)
    said = reason.strip()
    if not said:
        raise Invalid.field("reason", _("Say why."), code="blank")
    if "\0" in said or len(said) > LONGEST_REASON:
        raise Invalid.field("reason", _("The text is too long."), code="max_length", limit=LONGEST_REASON)
    return OfferVeto.objects.for_system("the pregnancy was seen").get_or_create(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        category=category,
        lifted_at=None,
        defaults={"reason": said, "made_by": person, "made_at": at},
    )


@write
def lift(person: Person, *, pregnancy_id: UUID, veto_id: UUID, at: datetime) -> OfferVeto:
    """Let it be offered again; a second time changes nothing. Raises NotVisible, Forbidden."""
    may.require_mother_or_clinician(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    may.require_clinician(person)
    rows = OfferVeto.objects.for_system("the pregnancy was seen").filter(pregnancy=pregnancy)
    row: OfferVeto | None = rows.filter(public_id=veto_id).first()
    if row is None:
        raise NotVisible
    if row.lifted_at is None:
        row.lifted_at, row.lifted_by = at, person
        row.save(update_fields=["lifted_at", "lifted_by"])
    return row
