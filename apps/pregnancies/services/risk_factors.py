"""Risk factors: noted and ended by clinicians; mothers read them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.pregnancies import feeds
from apps.pregnancies.models import Pregnancy, RiskFactor
from apps.pregnancies.rules.risks import risk_codes
from apps.pregnancies.services import may
from apps.pregnancies.services.announcing import background_changed
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import locked_pregnancy, require_going


class AlreadyNoted(Conflict):
    """The same stands open already."""

    code = "noted_already"


@write
def note_risk_factor(
    person: Person,
    *,
    pregnancy_id: UUID,
    at: datetime,
    code: str = "",
    text: str = "",
    public_id: UUID | None = None,
) -> tuple[RiskFactor, bool]:
    """Note a risk by code, in words, or both. Raises NotVisible, Forbidden, Invalid, AlreadyNoted,
    PregnancyNotGoing."""
    may.require_clinician(person)
    _check(code, text)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    risk, created = once(
        person,
        RiskFactor,
        public_id,
        pregnancy_id=pregnancy.pk,
        twice=AlreadyNoted(_("This risk is noted already.")),
        make=lambda new_id: _note(person, pregnancy, new_id, code, text.strip(), at),
    )
    if created:
        feeds.changed(risk)
        background_changed(pregnancy, at)
    return risk, created


def _check(code: str, text: str) -> None:
    if not code and not text.strip():
        raise Invalid.field("code", _("Choose a risk factor, or write it in words."), code="required")
    if code and code not in risk_codes():
        raise Invalid.field("code", _("There is no such risk factor."), code="invalid_choice")


def _note(
    person: Person, pregnancy: Pregnancy, public_id: UUID, code: str, text: str, at: datetime
) -> RiskFactor:
    require_going(pregnancy)
    return RiskFactor.objects.create(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        public_id=public_id,
        code=code,
        text=text,
        noted_by=person,
        noted_at=at,
    )


@write
def end_risk_factor(
    person: Person, *, pregnancy_id: UUID, risk_factor_id: UUID, at: datetime, reason: str = ""
) -> RiskFactor:
    """End a risk that is none any more; a second time changes nothing. Raises NotVisible, Forbidden."""
    may.require_clinician(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    risk = pregnancy.risk_factors.filter(public_id=risk_factor_id).first()
    if risk is None:
        raise NotVisible
    if risk.ended_at is None:
        risk.ended_at, risk.ended_by, risk.end_reason = at, person, reason.strip()
        risk.save(update_fields=["ended_at", "ended_by", "end_reason"])
        feeds.changed(risk)
        background_changed(pregnancy, at)
    return risk
