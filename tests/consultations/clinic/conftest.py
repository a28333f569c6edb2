"""A care team of three professions with a lead and a duty, its mother, and those who are none of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from apps.accounts.models import Care, Person, TeamMembership
from apps.alerts.models import Shift
from apps.consultations import clock
from apps.consultations.models import Message, ServiceHours, Thread
from apps.consultations.services import threads
from apps.notifications.models import Notification
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    MotherFactory,
    PartnerFactory,
    PregnancyFactory,
    in_care,
)

AT = datetime(2027, 3, 2, 9, tzinfo=UTC)  # a Tuesday
WEEK = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


class Clinic:
    """One team, one mother, and strangers."""

    def __init__(self) -> None:
        self.pregnancy = PregnancyFactory()
        self.mother = self.pregnancy.subject
        self.obstetrician = ClinicianFactory(full_name="Ann Obst")
        self.midwife = ClinicianFactory(full_name="Bea Mid", profession="midwife")
        self.dietitian = ClinicianFactory(full_name="Cat Diet", profession="dietitian")
        self.team = in_care(self.mother, self.obstetrician)
        for person in (self.midwife, self.dietitian):
            in_care(self.mother, person, team=self.team)
        TeamMembership.objects.filter(person=self.obstetrician).update(is_lead=True)
        self.stranger = ClinicianFactory(full_name="Dee Stranger")
        self.other_mother = MotherFactory()
        in_care(self.other_mother, self.stranger)
        self.administrator = AdministratorFactory()
        self.partner = PartnerFactory()

    def thread(
        self, *, urgency: str = "routine", topic: str = "Sleep", at: datetime = AT, by: Any = None
    ) -> Thread:
        thread, _ = threads.open_thread(
            by or self.mother,
            pregnancy_id=self.pregnancy.public_id,
            client_id=uuid4(),
            topic=topic,
            urgency=urgency,
            team_id=None,
            at=at,
        )
        return thread

    def other_team(self, person: Person) -> Any:
        """A second team of the mother, with somebody in it."""
        return in_care(self.mother, person)

    def on_duty(self, *people: Person) -> None:
        for person in people:
            Shift.objects.create(
                team=self.team,
                person=person,
                starts_at=AT - timedelta(hours=1),
                ends_at=AT + timedelta(hours=8),
                author=self.obstetrician,
                created_at=AT,
            )

    def opens(self, **values: Any) -> ServiceHours:
        row = ServiceHours.objects.create(
            team=self.team, weekly=WEEK, time_zone="UTC", set_by=self.administrator, set_at=AT, **values
        )
        clock.forget()
        return row

    def leaves(self, person: Person) -> None:
        TeamMembership.objects.filter(person=person).update(ended_at=AT)

    def end_care(self) -> None:
        Care.objects.filter(mother=self.mother).update(ended_at=AT)


def now(thread: Thread) -> Thread:
    return Thread.objects.for_system("test").select_related("responsible").get(pk=thread.pk)


def entries(thread: Thread) -> list[dict[str, Any]]:
    """What the system has said in a thread, its opening left out."""
    rows = Message.objects.for_system("test").filter(thread=thread, kind="system", sequence__gt=1)
    return [row.payload for row in rows.order_by("sequence")]


def told(person: Person) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(person=person).order_by("pk")
    return [(row.kind, row.severity) for row in rows]


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    clock.forget()
    yield
    clock.forget()


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic()
