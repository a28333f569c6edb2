"""A conversation whose members send files, both storages, and a worker that is called when the test says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from apps.consultations.models import Attachment, Kind, Message, Thread
from apps.consultations.services.attachments import attaching, checking, receiving
from apps.foundation.transactions import unit_of_work
from tests.factories import (
    AdministratorFactory,
    ClinicianFactory,
    MotherFactory,
    PartnerFactory,
    PregnancyFactory,
    in_care,
)
from tests.foundation.files import made
from tests.foundation.files.conftest import s3_server, storage, storage_name  # noqa: F401

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
PHOTO = made.photo("JPEG", made=made.picture(64, 48))


class Ward:
    """A mother, her team, a thread between them; and people who have no business in it."""

    def __init__(self) -> None:
        self.pregnancy = PregnancyFactory()
        self.mother = self.pregnancy.subject
        self.clinician = ClinicianFactory()
        self.team = in_care(self.mother, self.clinician)
        self.stranger, self.other_mother = ClinicianFactory(), MotherFactory()
        in_care(self.other_mother, self.stranger)
        self.partner, self.administrator = PartnerFactory(), AdministratorFactory()
        self.thread = self.open()

    def open(self) -> Thread:
        return Thread.objects.create(
            subject=self.mother,
            pregnancy=self.pregnancy,
            team=self.team,
            client_id=uuid4(),
            topic="A rash",
            opened_by=self.mother,
            opened_at=AT,
        )

    def receive(self, person: Any = None, content: bytes = PHOTO, **about: Any) -> Attachment:
        return self.receive_twice(person, content, **about)[0]

    def receive_twice(
        self, person: Any = None, content: bytes = PHOTO, **about: Any
    ) -> tuple[Attachment, bool]:
        given: dict[str, Any] = {
            "thread_id": self.thread.public_id,
            "client_id": uuid4(),
            "content": content,
            "file_name": "IMG_1.jpg",
            "at": AT,
        }
        return receiving.receive(person or self.mother, **given | about)

    def check(self, attachment: Attachment, *, at: datetime = AT, task_id: str = "task") -> Attachment:
        checking.run(attachment.public_id, task_id=task_id, now=lambda: at)
        return fresh(attachment)

    def checked(self, person: Any = None, content: bytes = PHOTO, **about: Any) -> Attachment:
        return self.check(self.receive(person, content, **about))

    def send(self, attachment: Attachment, *, kind: str = Kind.IMAGE) -> int:
        """Post a message that names it, as posting does it; returns its number."""
        with unit_of_work(attachment.uploaded_by):
            thread = Thread.objects.for_system("test").select_for_update().get(pk=attachment.thread_id)
            thread.last_sequence += 1
            thread.save(update_fields=["last_sequence"])
            Message.objects.create(
                subject_id=thread.subject_id,
                thread=thread,
                sequence=thread.last_sequence,
                client_id=uuid4(),
                author=attachment.uploaded_by,
                by_mother=attachment.uploaded_by_id == thread.subject_id,
                kind=kind,
                posted_at=AT,
            )
            problem = attaching.take(
                thread_id=thread.pk,
                person_id=attachment.uploaded_by_id,
                kind=kind,
                ids=[attachment.public_id],
                sequence=thread.last_sequence,
            )
            assert problem is None, problem
        return int(thread.last_sequence)

    def close(self) -> None:
        Thread.objects.for_system("test").filter(pk=self.thread.pk).update(state="closed", closed_at=AT)


def fresh(attachment: Attachment) -> Attachment:
    return Attachment.objects.for_system("test").select_related("thread", "uploaded_by").get(pk=attachment.pk)


def rows() -> list[Attachment]:
    return list(Attachment.objects.for_system("test").order_by("pk"))


def upload(
    client: Client,
    thread: Thread,
    content: bytes,
    *,
    client_id: UUID | None = None,
    name: str = "a.jpg",
    **how: Any,
) -> Any:
    """Send a file as the body itself."""
    address = f"/api/v1/consultations/{thread.public_id}/attachments"
    query = f"?client_id={client_id or uuid4()}&filename={name}"
    return client.post(address + query, content, content_type=how.pop("content_type", "image/jpeg"), **how)


def days(count: float) -> datetime:
    return AT + timedelta(days=count)


@pytest.fixture
def ward(db: None, storage: str) -> Ward:  # noqa: F811
    return Ward()
