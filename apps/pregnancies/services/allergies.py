"""Allergies: told by the mother or noted by her team; they belong to her, not to one pregnancy."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Role
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.pregnancies import feeds
from apps.pregnancies.models import Allergy, Pregnancy, Severity
from apps.pregnancies.services import may
from apps.pregnancies.services.announcing import background_changed
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import locked_pregnancy
from apps.pregnancies.services.risk_factors import AlreadyNoted


@write
def note_allergy(
    person: Person,
    *,
    pregnancy_id: UUID,
    substance: str,
    at: datetime,
    reaction: str = "",
    severity: str = Severity.UNKNOWN,
    public_id: UUID | None = None,
) -> tuple[Allergy, bool]:
    """Note an allergy of the mother of this pregnancy. Raises NotVisible, Forbidden, Invalid,
    AlreadyNoted."""
    may.require_own_or_team(person)
    if not substance.strip():
        raise Invalid.field("substance", _("Say to what she is allergic."), code="required")
    _check_severity(severity)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    allergy, created = once(
        person,
        Allergy,
        public_id,
        subject_id=pregnancy.subject_id,
        twice=AlreadyNoted(_("This allergy is noted already.")),
        make=lambda new_id: Allergy.objects.create(
            subject_id=pregnancy.subject_id,
            public_id=new_id,
            substance=substance.strip(),
            reaction=reaction.strip(),
            severity=severity,
            noted_by=person,
            noted_at=at,
        ),
    )
    if created:
        feeds.changed(allergy)
        background_changed(pregnancy, at)
    return allergy, created


def _check_severity(severity: str) -> None:
    if severity not in Severity.values:
        raise Invalid.field(
            "severity", _("There is no such severity."), code="invalid_choice", limit=Severity.values
        )


@write
def change_allergy(person: Person, *, pregnancy_id: UUID, allergy_id: UUID, **given: Any) -> Allergy:
    """Set `reaction` or `severity` of an open allergy. Raises NotVisible, Forbidden, Invalid."""
    may.require_own_or_team(person)
    if "severity" in given:
        _check_severity(given["severity"])
    allergy = _own(person, locked_pregnancy(person, pregnancy_id), allergy_id)
    for name, value in given.items():
        setattr(allergy, name, value.strip())
    allergy.save(update_fields=["reaction", "severity"])
    feeds.changed(allergy)
    return allergy


@write
def end_allergy(
    person: Person, *, pregnancy_id: UUID, allergy_id: UUID, at: datetime, reason: str = ""
) -> Allergy:
    """End an allergy that turned out to be none; the row stays. A second time changes nothing.

    What her team noted, only her team ends. Raises NotVisible, Forbidden.
    """
    may.require_own_or_team(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    allergy = _own(person, pregnancy, allergy_id)
    if allergy.ended_at is None:
        allergy.ended_at, allergy.ended_by, allergy.end_reason = at, person, reason.strip()
        allergy.save(update_fields=["ended_at", "ended_by", "end_reason"])
        feeds.changed(allergy)
        background_changed(pregnancy, at)
    return allergy


def _own(person: Person, pregnancy: Pregnancy, allergy_id: UUID) -> Allergy:
    allergy = (
        Allergy.objects.visible_to(person)
        .select_for_update()
        .filter(subject_id=pregnancy.subject_id, public_id=allergy_id)
        .first()
    )
    if allergy is None:
        raise NotVisible
    if person.role == Role.MOTHER and allergy.noted_by_id != person.pk:
        raise Forbidden(_("Your care team noted this. Please ask them to change it."))
    return allergy
