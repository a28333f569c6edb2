"""A mother in consultation with her team, and strangers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from apps.accounts.models import CareTeam, Person
from apps.consultations.models import Message, Thread
from apps.foundation import accesses
from apps.pregnancies.models import Allergy, Pregnancy
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    FetusFactory,
    MotherFactory,
    PartnerFactory,
    PregnancyFactory,
    in_care,
)

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def collector() -> Iterator[accesses.Collector]:
    """Services and selectors that are called without a request read for persons too."""
    with accesses.collected() as opened:
        yield opened


@dataclass
class Clinic:
    """Everybody around one consultation."""

    mother: Person
    pregnancy: Pregnancy
    team: CareTeam
    obstetrician: Person
    midwife: Person
    dietitian: Person
    stranger: Person
    other_mother: Person
    partner: Person
    administrator: Person


@pytest.fixture
def clinic(db: None) -> Clinic:
    mother, other = MotherFactory(full_name="Hana Kim", time_zone="Asia/Seoul"), MotherFactory()
    pregnancy = PregnancyFactory(mother=mother)
    FetusFactory(pregnancy=pregnancy)
    people = [
        ClinicianFactory(full_name="Dr. Mia Berg"),
        ClinicianFactory(profession="midwife", full_name="Lin Wei"),
        ClinicianFactory(profession="dietitian"),
    ]
    team = None
    for person in people:
        team = in_care(mother, person, team=team)
    assert team is not None
    stranger = ClinicianFactory()
    in_care(other, stranger)
    return Clinic(mother, pregnancy, team, *people, stranger, other, PartnerFactory(), AdministratorFactory())


Open = Callable[..., Thread]


@pytest.fixture
def opened(clinic: Clinic) -> Open:
    """`opened(urgency="urgent")`: a consultation of the mother's that is open."""

    def make(**about: Any) -> Thread:
        values = {
            "subject": clinic.mother,
            "pregnancy": clinic.pregnancy,
            "team": clinic.team,
            "client_id": uuid4(),
            "topic": "Headache",
            "state": "open",
            "opened_by": clinic.mother,
            "opened_at": AT,
        }
        return Thread.objects.create(**values | about)

    return make


@pytest.fixture
def thread(opened: Open) -> Thread:
    return opened()


@pytest.fixture
def say() -> Callable[..., Message]:
    """`say(thread, person, "text")`: the next message of a thread."""

    def make(thread: Thread, author: Person | None, text: str = "", **about: Any) -> Message:
        thread.last_sequence += 1
        Thread.objects.for_system("test").filter(pk=thread.pk).update(last_sequence=thread.last_sequence)
        values = {
            "subject_id": thread.subject_id,
            "thread": thread,
            "sequence": thread.last_sequence,
            "client_id": uuid4(),
            "author": author,
            "by_mother": author is not None and author.pk == thread.subject_id,
            "text": text,
            "posted_at": AT,
        }
        return Message.objects.create(**values | about)

    return make


def allergic_to(mother: Person, *substances: str) -> None:
    for substance in substances:
        Allergy.objects.create(subject=mother, substance=substance)


def asked_about_allergies(pregnancy: Pregnancy) -> None:
    Pregnancy.objects.for_system("test").filter(pk=pregnancy.pk).update(allergies_asked_at=AT)
