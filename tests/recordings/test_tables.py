"""What the database itself refuses, whatever the code does."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.recordings.models import Recording
from tests.factories import MotherFactory, PregnancyFactory

pytestmark = pytest.mark.django_db


def test_a_recording_cannot_hang_on_another_mothers_pregnancy():
    hers, other, now = PregnancyFactory(), MotherFactory(), timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Recording.objects.create(
            subject=other,
            pregnancy=hers,
            client_id=uuid4(),
            uploaded_by=other,
            started_at=now,
            recorded_at=now,
            utc_offset_minutes=0,
        )
        connection.check_constraints()
    assert Recording.objects.for_system("test").count() == 0
