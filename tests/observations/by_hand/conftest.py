"""A mother at 30 weeks with her team, who write readings by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from apps.accounts.models import Person
from apps.alerts.models import Alert, AlertEntry
from apps.foundation import accesses, outbox
from apps.observations.models import Observation
from apps.observations.rules.by_hand import Written
from apps.observations.services import by_hand
from apps.observations.services.by_hand import Given
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.rules.dating import LastPeriod
from apps.pregnancies.services.pregnancies import begin_pregnancy
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, PartnerFactory, in_care

AGE_DAYS = 210


@dataclass
class House:
    """Everybody around one mother, and who has nothing to do with her."""

    mother: Person
    obstetrician: Person
    midwife: Person
    dietitian: Person
    other_mother: Person
    stranger: Person
    partner: Person
    administrator: Person
    pregnancy: Pregnancy
    now: datetime

    def ago(self, **back: float) -> datetime:
        return self.now - timedelta(**back)

    def write(self, person: Person, measure: str, value: float | None = None, **given: Any) -> Observation:
        """Write a reading by hand, taken an hour ago, but today, unless told otherwise."""
        moments = {name: given.pop(name) for name in ("taken_at", "ended_at", "public_id") if name in given}
        today = self.now.replace(hour=0, minute=0, second=0, microsecond=0)
        moments.setdefault("taken_at", max(self.ago(hours=1), today))
        asked = Given(Written(measure, value, **given), **moments)
        with accesses.collected():
            return by_hand.note_reading(person, mother=self.mother, given=asked, at=self.now)[0]

    def risk(self, code: str) -> None:
        from apps.pregnancies.services.risk_factors import note_risk_factor

        note_risk_factor(
            self.obstetrician, pregnancy_id=self.pregnancy.public_id, code=code, at=self.ago(days=10)
        )


@pytest.fixture
def house(db: None) -> House:
    now = timezone.now()
    mother = MotherFactory(full_name="Amina Rahman", time_zone="UTC")
    doctor = ClinicianFactory(full_name="Helen Osei")
    midwife, dietitian = ClinicianFactory(profession="midwife"), ClinicianFactory(profession="dietitian")
    team = in_care(mother, doctor)
    for person in (midwife, dietitian):
        in_care(mother, person, team=team)
    other, stranger = MotherFactory(), ClinicianFactory()
    in_care(other, stranger)
    with accesses.collected():
        pregnancy = begin_pregnancy(
            doctor,
            mother_id=mother.public_id,
            dating=LastPeriod((now - timedelta(days=AGE_DAYS)).date()),
            height_cm=Decimal("165"),
            weight_before_kg=Decimal("60"),
            at=now - timedelta(days=100),
        )[0]
    return House(
        mother,
        doctor,
        midwife,
        dietitian,
        other,
        stranger,
        PartnerFactory(),
        AdministratorFactory(),
        pregnancy,
        now,
    )


def relay() -> None:
    """Deliver what waits in the outbox, as the relay does within a moment of the commit."""
    while outbox.deliver_one(at=timezone.now() + timedelta(seconds=1)):
        pass


def alerts() -> list[tuple[str, str, str]]:
    """Rule, direction and severity of every alert, in order."""
    rows = Alert.objects.for_system("test").order_by("pk")
    return [(row.rule_id, row.direction, row.severity) for row in rows]


def only_alert() -> Alert:
    return Alert.objects.for_system("test").get()


def journal(alert: Alert) -> list[str]:
    """Kinds of the lines of an alert, without those on who was told."""
    rows = AlertEntry.objects.for_system("test").filter(alert=alert, told=None).order_by("pk")
    left_out = ("told", "unanswered")
    return [row.kind for row in rows if row.kind not in left_out]
