"""Earlier pregnancies, as the mother tells them; she and her team may correct and remove them (history
stays)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.pregnancies import feeds
from apps.pregnancies.days import local_day
from apps.pregnancies.models import BirthMode, EarlierOutcome, EarlierPregnancy, Pregnancy
from apps.pregnancies.rules.errors import within
from apps.pregnancies.services import may
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.locks import locked_pregnancy
from apps.pregnancies.services.refusals import as_invalid

FIRST_YEAR: Final = 1950
WEEKS: Final = (1, 45)
BIRTH_WEIGHT_G: Final = (100, 8000)
FIELDS: Final = ("year", "outcome", "gestation_weeks", "mode", "birth_weight_g", "complications")


@write
def tell_earlier_pregnancy(
    person: Person, *, pregnancy_id: UUID, at: datetime, public_id: UUID | None = None, **given: Any
) -> tuple[EarlierPregnancy, bool]:
    """Add an earlier pregnancy of the mother: year, outcome; gestation_weeks, mode, birth_weight_g,
    complications.

    Raises NotVisible, Forbidden, Invalid (field and limit).
    """
    may.require_own_or_team(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    _check(pregnancy, given, at)
    row, created = once(
        person,
        EarlierPregnancy,
        public_id,
        subject_id=pregnancy.subject_id,
        twice=Conflict(),
        make=lambda new_id: EarlierPregnancy.objects.create(
            subject_id=pregnancy.subject_id, public_id=new_id, noted_by=person, noted_at=at, **given
        ),
    )
    if created:
        feeds.changed(row)
    return row, created


@write
def change_earlier_pregnancy(
    person: Person, *, pregnancy_id: UUID, earlier_pregnancy_id: UUID, at: datetime, **given: Any
) -> EarlierPregnancy:
    """Set what was given. Raises NotVisible, Forbidden, Invalid."""
    may.require_own_or_team(person)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    row = _own(person, pregnancy, earlier_pregnancy_id)
    _check(pregnancy, given, at)
    for name, value in given.items():
        setattr(row, name, value)
    row.save(update_fields=FIELDS)
    feeds.changed(row)
    return row


@write
def remove_earlier_pregnancy(person: Person, *, pregnancy_id: UUID, earlier_pregnancy_id: UUID) -> None:
    """Remove an entry that should not be there; what it said stays in the history. Raises NotVisible,
    Forbidden."""
    may.require_own_or_team(person)
    row = _own(person, locked_pregnancy(person, pregnancy_id), earlier_pregnancy_id)
    feeds.changed(row, deleted=True)
    row.delete()


def _own(person: Person, pregnancy: Pregnancy, row_id: UUID) -> EarlierPregnancy:
    row = (
        EarlierPregnancy.objects.visible_to(person)
        .select_for_update()
        .filter(subject_id=pregnancy.subject_id, public_id=row_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def _check(pregnancy: Pregnancy, given: dict[str, Any], at: datetime) -> None:
    limits = {
        "year": (FIRST_YEAR, local_day(pregnancy.subject, at).year),
        "gestation_weeks": WEEKS,
        "birth_weight_g": BIRTH_WEIGHT_G,
    }
    with as_invalid():
        for name, (low, high) in limits.items():
            if given.get(name) is not None:
                within(name, given[name], low, high)
    for name, choices in (("outcome", EarlierOutcome), ("mode", BirthMode)):
        if name in given and given[name] not in choices.values:
            raise Invalid.field(
                name, _("There is no such choice."), code="invalid_choice", limit=choices.values
            )
