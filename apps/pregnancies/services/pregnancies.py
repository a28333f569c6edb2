"""A pregnancy begins to be followed; what is known of the mother's body and of the placenta is added."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person, Role
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.pregnancies import feeds, selectors
from apps.pregnancies.events import PregnancyBegun
from apps.pregnancies.models import LABELS, MAX_FETUSES, Chorionicity, Fetus, Pregnancy
from apps.pregnancies.models.pregnancy import HEIGHT_CM, WEIGHT_KG
from apps.pregnancies.rules.dating import Given
from apps.pregnancies.rules.errors import within
from apps.pregnancies.services import may
from apps.pregnancies.services.announcing import background_changed
from apps.pregnancies.services.creating import once
from apps.pregnancies.services.datings import add_dating
from apps.pregnancies.services.locks import locked_pregnancy
from apps.pregnancies.services.refusals import as_invalid

TEAM_ONLY = ("chorionicity", "risks_asked")


class AlreadyPregnant(Conflict):
    """A going pregnancy of this mother is followed already."""

    code = "pregnancy_going_already"


@write
def begin_pregnancy(
    person: Person,
    *,
    at: datetime,
    mother_id: UUID | None = None,
    public_id: UUID | None = None,
    fetus_count: int = 1,
    dating: Given | None = None,
    **measures: Any,
) -> tuple[Pregnancy, bool]:
    """Follow a pregnancy from now on; a mother for herself, a clinician for a mother in her care.

    `measures`: height_cm, weight_before_kg, chorionicity. A dating given by a mother waits for a clinician,
    one by an obstetrician or a midwife counts at once. Returns the row and whether it is new.
    Raises Forbidden, NotVisible (mother), Invalid (field, limit), AlreadyPregnant.
    """
    mother = _mother_for(person, mother_id)
    _check(person, fetus_count, dating, measures)
    pregnancy, created = once(
        person,
        Pregnancy,
        public_id,
        subject_id=mother.pk,
        twice=_already(),
        make=lambda new_id: Pregnancy.objects.create(
            subject=mother, public_id=new_id, created_by=person, created_at=at, **measures
        ),
    )
    if created:
        _fill(person, pregnancy, fetus_count, dating, at)
    return pregnancy, created


def _mother_for(person: Person, mother_id: UUID | None) -> Person:
    may.require_own_or_team(person)
    if person.role == Role.MOTHER:
        if mother_id not in (None, person.public_id):
            raise NotVisible
        return person
    if mother_id is None:
        raise Invalid.field("mother", _("Say for which mother."), code="required")
    return selectors.mother_visible_to(person, mother_id)


def _check(person: Person, fetus_count: int, dating: Given | None, measures: dict[str, Any]) -> None:
    with as_invalid():
        within("fetus_count", fetus_count, 1, MAX_FETUSES)
        check_measures(measures)
    if dating is not None and person.role == Role.CLINICIAN:
        may.require_dates(person)
    _require_team_for(person, measures)


def check_measures(measures: dict[str, Any]) -> None:
    """Raise Refused or Invalid for a height, weight or chorionicity that cannot be."""
    if measures.get("chorionicity", Chorionicity.UNKNOWN) not in Chorionicity.values:
        raise Invalid.field("chorionicity", _("There is no such choice."), code="invalid_choice")
    for name, (low, high) in (("height_cm", HEIGHT_CM), ("weight_before_kg", WEIGHT_KG)):
        if measures.get(name) is not None:
            within(name, Decimal(measures[name]), low, high)


def _require_team_for(person: Person, given: dict[str, Any]) -> None:
    if person.role == Role.MOTHER and any(name in given for name in TEAM_ONLY):
        raise Forbidden(_("Only your care team may do this."))


def _already() -> AlreadyPregnant:
    return AlreadyPregnant(_("A pregnancy of this mother is being followed already."))


def _fill(person: Person, pregnancy: Pregnancy, fetus_count: int, dating: Given | None, at: datetime) -> None:
    feeds.changed(pregnancy)
    for label in LABELS[:fetus_count]:
        feeds.changed(
            Fetus.objects.create(
                subject_id=pregnancy.subject_id, pregnancy=pregnancy, label=label, created_at=at
            )
        )
    if dating is not None:
        add_dating(person, pregnancy, dating, at=at, prefix="dating.")
    emit(PregnancyBegun(pregnancy=pregnancy.public_id, mother=pregnancy.subject.public_id, at=at))


@write
def change_pregnancy(person: Person, *, pregnancy_id: UUID, at: datetime, **given: Any) -> Pregnancy:
    """Set what was given of: height_cm, weight_before_kg, chorionicity, allergies_asked, risks_asked (True:
    asked now, False: not asked after all). Raises NotVisible, Forbidden, Invalid."""
    may.require_own_or_team(person)
    _require_team_for(person, given)
    with as_invalid():
        check_measures(given)
    pregnancy = locked_pregnancy(person, pregnancy_id)
    for name, value in given.items():
        if name in ("allergies_asked", "risks_asked"):
            name, value = f"{name}_at", at if value else None
        setattr(pregnancy, name, value)
    pregnancy.save(
        update_fields=[
            "height_cm",
            "weight_before_kg",
            "chorionicity",
            "allergies_asked_at",
            "risks_asked_at",
        ]
    )
    feeds.changed(pregnancy)
    background_changed(pregnancy, at)
    return pregnancy
