"""What the tables of readings refuse by themselves, and what their history keeps."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from apps.foundation.models import Revision
from apps.foundation.visibility import Unscoped
from apps.observations.models import Observation
from apps.observations.rules.measures import measures
from tests.factories import MotherFactory, PregnancyFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def reading(mother, **changes):
    given = {
        "subject": mother,
        "recorded_by": mother,
        "measure": "heart_rate",
        "source_app": "watch",
        "external_id": "1",
        "origin": "omh",
        "start_at": NOON,
        "end_at": NOON,
        "local_day": date(2026, 3, 1),
        "value": 84.0,
        "unit": "/min",
        "recorded_at": NOON,
        "changed_at": NOON,
    }
    return Observation.objects.create(**given | changes)


def history():
    return list(
        Revision.objects.filter(table_name="observations_observation")
        .order_by("pk")
        .values_list("operation", flat=True)
    )


def refused(make, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        make()


def test_a_reading_is_unique_for_mother_source_and_id():
    mother = MotherFactory()
    reading(mother)
    reading(mother, external_id="2")
    reading(mother, source_app="phone")
    reading(MotherFactory())
    refused(lambda: reading(mother), "observation_of_source_once")


def test_a_reading_ends_after_its_start():
    mother = MotherFactory()
    refused(lambda: reading(mother, end_at=NOON.replace(hour=11)), "observation_ends_after_start")


def test_a_reading_hangs_on_a_pregnancy_of_its_own_mother():
    pregnancy = PregnancyFactory()
    reading(pregnancy.subject, pregnancy=pregnancy)
    refused(lambda: reading(MotherFactory(), pregnancy=pregnancy), "same_subject")


def test_history_begins_with_a_hand_or_with_a_change():
    mother = MotherFactory()
    sensed = reading(mother)
    assert history() == []
    reading(mother, external_id="2", origin="hand")
    assert history() == ["INSERT"]
    sensed.value = 85.0
    sensed.save()
    assert history() == ["INSERT", "UPDATE"]


def test_nobody_reads_without_saying_for_whom():
    with pytest.raises(Unscoped):
        list(Observation.objects.all())


def test_every_measure_has_a_unit_and_soft_limits_inside_the_hard_ones():
    table = measures()
    assert len(table) >= 29 and table["body_weight"].unit == "kg"
    for measure in table.values():
        assert measure.unit
        if measure.soft and measure.hard:
            assert measure.hard.low <= measure.soft.low <= measure.soft.high <= measure.hard.high, (
                measure.code
            )
