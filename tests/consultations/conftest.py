"""A mother, her team and a consultation between them; a real socket server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from apps.accounts.models import Care
from apps.consultations.entries import Draft
from apps.consultations.models import Message, Thread
from apps.consultations.services import threads
from tests.factories import ClinicianFactory, PregnancyFactory, in_care
from tests.foundation.conftest import _fresh_hints, socket_server  # noqa: F401

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Talk:
    """One consultation and who takes part in it."""

    def __init__(self) -> None:
        self.pregnancy = PregnancyFactory()
        self.mother = self.pregnancy.subject
        self.clinician = ClinicianFactory()
        self.team = in_care(self.mother, self.clinician)
        self.thread: Thread = self.open()

    def open(self, *, by: Any = None, topic: str = "Sleep", client_id: UUID | None = None) -> Thread:
        thread, _ = threads.open_thread(
            by or self.mother,
            pregnancy_id=self.pregnancy.public_id,
            client_id=client_id or uuid4(),
            topic=topic,
            urgency="routine",
            team_id=None,
            at=AT,
        )
        return thread

    def draft(self, person: Any, text: str = "Good morning", **changes: Any) -> Draft:
        values: dict[str, Any] = {
            "person_id": person.pk,
            "person": person.public_id,
            "thread": self.thread.public_id,
            "client_id": uuid4(),
            "at": AT,
            "text": text,
            "language": person.language,
        }
        return Draft(**values | changes)

    def now(self) -> Thread:
        return Thread.objects.for_system("test").get(pk=self.thread.pk)

    def said(self) -> list[tuple[int, str]]:
        rows = Message.objects.for_system("test").filter(thread=self.thread).order_by("sequence")
        return list(rows.values_list("sequence", "text"))

    def colleague(self) -> Any:
        person = ClinicianFactory()
        in_care(self.mother, person, team=self.team)
        return person

    def end_care(self) -> None:
        Care.objects.filter(mother=self.mother).update(ended_at=AT)


@pytest.fixture
def talk(db: None) -> Talk:
    return Talk()


@pytest.fixture
def make_talk() -> Callable[[], Talk]:
    """For tests at a socket, which make it in a thread."""
    return Talk


async def gathered(*work: Any) -> list[Any]:
    return list(await asyncio.gather(*work))
