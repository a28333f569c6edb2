"""Supplements that a mother takes: noted, changed, taken out again. Only she herself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.nutrition.events import NutritionFactsChanged
from apps.nutrition.models import SupplementTaken
from apps.nutrition.services import may
from apps.nutrition.table.nutrients import BY_CODE
from apps.pregnancies.services.creating import once

FEED_KIND: Final = "supplement"
MOST_OF_A_DOSE: Final = 1_000_000.0
MOST_DOSES: Final = 20.0
CHANGEABLE: Final = ("name", "per_dose", "doses_per_day", "from_day", "until_day")


@write
def note_supplement(
    mother: Person,
    *,
    public_id: UUID,
    name: str,
    per_dose: Mapping[str, float],
    doses_per_day: float,
    from_day: date,
    until_day: date | None,
    at: datetime,
) -> tuple[SupplementTaken, bool]:
    """Note what she takes day by day; returns the row and whether it is new. Raises Invalid, IdTaken."""
    _check(per_dose, doses_per_day, from_day, until_day)
    row, created = once(
        mother,
        SupplementTaken,
        public_id,
        subject_id=mother.pk,
        twice=Conflict(_("This has changed in the meantime.")),
        make=lambda new_id: SupplementTaken.objects.create(
            subject=mother,
            public_id=new_id,
            name=name.strip(),
            per_dose=dict(per_dose),
            doses_per_day=doses_per_day,
            from_day=from_day,
            until_day=until_day,
            recorded_at=at,
        ),
    )
    if created:
        _tell(mother, row.public_id)
    return row, created


@write
def change_supplement(person: Person, *, supplement_id: UUID, changes: Mapping[str, Any]) -> SupplementTaken:
    """Change what is given in `changes`. Raises NotVisible, Forbidden, Invalid."""
    row = _own(person, supplement_id)
    for name in CHANGEABLE:
        if name in changes:
            setattr(row, name, changes[name])
    _check(row.per_dose, row.doses_per_day, row.from_day, row.until_day)
    row.save(update_fields=CHANGEABLE)
    _tell(person, row.public_id)
    return row


@write
def remove_supplement(person: Person, *, supplement_id: UUID) -> None:
    """Take out what was noted by mistake; a supplement that has ended gets a last day instead.

    Raises NotVisible, Forbidden.
    """
    row = _own(person, supplement_id)
    row.delete()
    _tell(person, supplement_id, deleted=True)


def _tell(mother: Person, supplement_id: UUID, *, deleted: bool = False) -> None:
    feed.changed(mother.pk, FEED_KIND, supplement_id, deleted=deleted)
    emit(NutritionFactsChanged(mother=mother.public_id, at=timezone.now()))


def _own(person: Person, supplement_id: UUID) -> SupplementTaken:
    rows = SupplementTaken.objects.visible_to(person).filter(public_id=supplement_id)
    row: SupplementTaken | None = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotVisible
    may.require_herself(person, row.subject_id)
    return row


def _check(
    per_dose: Mapping[str, float], doses_per_day: float, from_day: date, until_day: date | None
) -> None:
    for name, amount in per_dose.items():
        if name not in BY_CODE:
            raise Invalid.field(
                f"per_dose.{name[:40]}", _("There is no such nutrient."), code="invalid_choice"
            )
        if not 0 <= amount <= MOST_OF_A_DOSE:
            raise Invalid.field(
                f"per_dose.{name}",
                _("No dose is as large as this."),
                code="out_of_range",
                limit=MOST_OF_A_DOSE,
            )
    if not 0 < doses_per_day <= MOST_DOSES:
        raise Invalid.field(
            "doses_per_day",
            _("Give a number above 0, and at most 20."),
            code="out_of_range",
            limit=MOST_DOSES,
        )
    if until_day is not None and until_day < from_day:
        raise Invalid.field("until_day", _("The last day lies before the first."), code="order")
