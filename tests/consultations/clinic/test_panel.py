"""What stands beside a conversation: known, none and not known are three things; a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from apps.alerts.services import evaluate
from apps.consultations import panel as registry
from apps.consultations.alert_rules.red_flags import WrittenRedFlags
from apps.consultations.panel import Measured
from apps.consultations.selectors.panel import panel_of
from apps.foundation.errors import NotVisible
from apps.pregnancies.models import Allergy
from apps.recordings.models import Recording
from apps.recordings.states import State
from tests.consultations.clinic.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def pressure():
    """A source, as an app of measurements would register it."""
    asked = []

    def source(person, pregnancy, at):
        asked.append((person, pregnancy.pk, at))
        return Measured("128/84 mmHg", at - timedelta(hours=2), "warning")

    registry.register_source("blood_pressure", source)
    yield asked
    registry.forget_source("blood_pressure")


def recorded(clinic, **changes):
    values = {
        "subject": clinic.mother,
        "pregnancy": clinic.pregnancy,
        "client_id": uuid4(),
        "uploaded_by": clinic.mother,
        "started_at": AT - timedelta(days=1),
        "utc_offset_minutes": 0,
        "recorded_at": AT,
    }
    return Recording.objects.create(**values | changes)


def test_what_nobody_has_measured_is_said_and_never_zero_or_fine(clinic):
    shown = panel_of(clinic.midwife, clinic.thread().public_id, at=AT)
    assert [(line.name, line.text, line.level) for line in shown.lines] == [
        ("blood_pressure", "? (not measured yet)", "unknown"),
        ("glucose", "? (not measured yet)", "unknown"),
        ("weight", "? (not measured yet)", "unknown"),
        ("plan", "? (not measured yet)", "unknown"),
    ]
    assert (shown.banner.risks, shown.banner.allergies, shown.latest_recording) == (None, None, None)
    assert shown.alerts == ()


def test_an_app_that_measures_fills_its_line(clinic, pressure):
    shown = panel_of(clinic.midwife, clinic.thread().public_id, at=AT)
    assert [(line.text, line.level) for line in shown.lines][:2] == [
        ("128/84 mmHg", "warning"),
        ("? (not measured yet)", "unknown"),
    ]
    assert pressure == [(clinic.midwife, clinic.pregnancy.pk, AT)]


def test_a_line_has_one_source_and_a_new_one_needs_a_title(pressure):
    with pytest.raises(ValueError):
        registry.register_source("blood_pressure", lambda *given: None)
    with pytest.raises(ValueError):
        registry.register_source("steps", lambda *given: None)


def test_the_latest_recording_says_why_somebody_should_look_at_it(clinic):
    recorded(clinic)
    recorded(clinic, started_at=AT - timedelta(hours=1), state=State.FAILED, completed_at=AT)
    latest = panel_of(clinic.midwife, clinic.thread().public_id, at=AT).latest_recording
    assert (latest.started_at, latest.level, latest.was_signed) == (AT - timedelta(hours=1), "warning", False)
    assert latest.sentence


def test_open_alerts_stand_worst_first(clinic):
    thread = clinic.thread()
    found = (("bleeding", "urgent"), ("seizure", "emergency"), ("fever", "urgent"))
    facts = WrittenRedFlags(thread.public_id, uuid4(), 1, found, AT)
    evaluate(None, subject_id=clinic.mother.pk, pregnancy=clinic.pregnancy, facts=facts, at=AT)
    shown = panel_of(clinic.midwife, thread.public_id, at=AT)
    assert [(alert.direction, alert.severity) for alert in shown.alerts] == [
        ("Seizure", "emergency"),
        ("Bleeding", "urgent"),
        ("Fever", "urgent"),
    ]


def test_a_fixed_number_of_queries(clinic, django_assert_num_queries):
    thread = clinic.thread()
    with django_assert_num_queries(9):
        panel_of(clinic.midwife, thread.public_id, at=AT)
    for number in range(5):
        Allergy.objects.create(subject=clinic.mother, substance=f"Allergen {number}")
        recorded(clinic, started_at=AT - timedelta(days=number))
    with django_assert_num_queries(9):
        assert len(panel_of(clinic.midwife, thread.public_id, at=AT).banner.allergies) == 5


def test_strangers_and_the_mother_find_no_panel(clinic, client_of):
    thread = clinic.thread()
    with pytest.raises(NotVisible):
        panel_of(clinic.stranger, thread.public_id, at=AT)
    path = f"/api/v1/consultations/{thread.public_id}/panel"
    assert client_of(clinic.mother).get(path).status_code == 403
    assert client_of(clinic.dietitian).get(path).json()["lines"][0] == {
        "name": "blood_pressure",
        "title": "Blood pressure",
        "text": "? (not measured yet)",
        "level": "unknown",
        "is_known": False,
        "at": None,
    }
