"""A mother, the clinician who answers for her consultation, and a colleague; calls are started by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from apps.accounts.models import Care, CareTeam, Person
from apps.consultations.calls.seen import Consent
from apps.consultations.models import Call, Message, Thread
from apps.consultations.services import calls
from apps.consultations.services.calls.starting import Wish
from tests.factories import ClinicianFactory, PregnancyFactory, in_care

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
BOTH, SOUND = Consent(microphone=True, camera=True), Consent(microphone=True, camera=False)


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def make_thread(mother: Person, team: CareTeam, responsible: Person | None, **changes: Any) -> Thread:
    """A consultation that the mother has opened and the clinician has taken."""
    pregnancy = changes.pop("pregnancy", None) or PregnancyFactory(mother=mother)
    values = {
        "subject": mother,
        "pregnancy": pregnancy,
        "team": team,
        "client_id": uuid4(),
        "topic": "Sleep",
        "opened_by": mother,
        "opened_at": AT,
        "responsible": responsible,
        "state": "open",
    }
    return Thread.objects.create(**values | changes)


@dataclass
class Room:
    """Who can call whom, and the devices they do it with."""

    mother: Person
    clinician: Person
    colleague: Person
    thread: Thread
    phone: UUID
    desk: UUID

    def start(self, person: Person | None = None, **changes: Any) -> Call:
        """The mother (or somebody else) rings."""
        person = person or self.mother
        values: dict[str, Any] = {
            "call_id": uuid4(),
            "kind": "video",
            "device": self.phone if person == self.mother else self.desk,
            "consent": BOTH,
        }
        at, thread = changes.pop("at", AT), changes.pop("thread", self.thread)
        return calls.start(person, thread_id=thread.public_id, wish=Wish(**values | changes), at=at)

    def answered(self, **changes: Any) -> Call:
        """A call that the clinician has answered after five seconds."""
        call = self.start(**changes)
        return calls.answer(
            self.clinician, call_id=call.public_id, device=self.desk, consent=BOTH, at=later(5)
        )

    def entries(self) -> list[dict[str, Any]]:
        """What the thread says about calls, in order."""
        rows = Message.objects.for_system("test").filter(thread=self.thread).order_by("sequence")
        return [dict(row.payload or {}) for row in rows]


def new_room() -> Room:
    """A whole room; every one has its own people."""
    pregnancy = PregnancyFactory()
    clinician, colleague = ClinicianFactory(), ClinicianFactory(profession="midwife")
    team = in_care(pregnancy.subject, clinician)
    in_care(pregnancy.subject, colleague, team=team)
    thread = make_thread(pregnancy.subject, team, clinician, pregnancy=pregnancy)
    return Room(pregnancy.subject, clinician, colleague, thread, uuid4(), uuid4())


@pytest.fixture
def make_room(db: None) -> Callable[[], Room]:
    return new_room


@pytest.fixture
def room(db: None) -> Room:
    return new_room()


def now(call: Call) -> Call:
    """The call as it stands in the database."""
    found: Call = Call.objects.for_system("test").get(pk=call.pk)
    return found


def end_care(room: Room) -> None:
    """The mother leaves the team."""
    Care.objects.filter(mother=room.mother).update(ended_at=AT)
