"""What the database itself holds, whatever a program does."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from apps.accounts.models import Care
from apps.consultations.models import Message, Thread
from tests.factories import ClinicianFactory, PregnancyFactory, in_care

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def thread():
    pregnancy = PregnancyFactory()
    clinician = ClinicianFactory()
    in_care(pregnancy.subject, clinician)
    return Thread.objects.create(
        subject=pregnancy.subject,
        pregnancy=pregnancy,
        team=Care.objects.get(mother=pregnancy.subject).team,
        client_id=uuid4(),
        topic="Sleep",
        opened_by=pregnancy.subject,
        opened_at=AT,
    )


def message(thread, sequence, **changes):
    values = {
        "subject": thread.subject,
        "thread": thread,
        "sequence": sequence,
        "client_id": uuid4(),
        "author": thread.subject,
        "by_mother": True,
        "text": "hello",
        "posted_at": AT,
    }
    return Message.objects.create(**values | changes)


def test_a_message_is_never_changed_and_never_removed(thread):
    row = message(thread, 1)
    for act in (
        lambda: Message.objects.for_system("test").filter(pk=row.pk).update(text="other"),
        lambda: Message.objects.for_system("test").filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_number_is_given_once(thread):
    message(thread, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        message(thread, 1)


def test_a_correction_points_to_an_earlier_message_of_the_same_thread(thread):
    message(thread, 1)
    message(thread, 2, relation="correction", relates_to=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        message(thread, 3, relation="correction", relates_to=3)


def test_a_message_of_another_mother_is_refused(thread):
    with pytest.raises(IntegrityError), transaction.atomic():
        message(thread, 1, subject=PregnancyFactory().subject)
        transaction.get_connection().check_constraints()
