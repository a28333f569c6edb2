"""After a loss nothing congratulates: what waits is held back, what is unread goes, what is about safety stays."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.foundation import outbox
from apps.foundation.severity import Severity
from apps.notifications import kinds, selectors
from apps.notifications.models import Delivery, Notification, QuietHours
from apps.notifications.services import notify
from apps.pregnancies.models import OutcomeKind
from apps.pregnancies.services.outcomes import FetusResult, NewOutcome, record_outcome
from apps.pregnancies.services.pregnancies import begin_pregnancy
from apps.pregnancies.states import FetusState
from tests.factories import ClinicianFactory, MotherFactory, in_care

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    kinds.register("countdown", title="Week by week", url=lambda object_id, person: "/")
    kinds.register("message", title="New message", url=lambda object_id, person: "/", outlives_pregnancy=True)


@pytest.fixture
def mother(push_service, subscribed):
    mother = MotherFactory()
    subscribed(mother, push_service)
    QuietHours.objects.create(person=mother, starts=time(0, 0), ends=time(23, 59, 59))
    return mother


@pytest.fixture
def doctor(mother):
    doctor = ClinicianFactory()
    in_care(mother, doctor)
    return doctor


@pytest.fixture
def twins(mother, doctor):
    return begin_pregnancy(doctor, mother_id=mother.public_id, fetus_count=2, at=timezone.now())[0]


def told(person, kind="countdown", pregnancy=None, severity=Severity.INFO, **more) -> Notification:
    return notify(
        None,
        to=person,
        kind=kind,
        object_id=uuid4(),
        severity=severity,
        at=timezone.now(),
        dedupe_key=str(uuid4()),
        pregnancy_id=pregnancy.public_id if pregnancy else None,
        **more,
    )


def lose(doctor, pregnancy, one=None) -> None:
    """Both are stillborn, or one of them has died."""
    new = (
        NewOutcome(
            kind=OutcomeKind.FETAL_DEATH,
            occurred_on=timezone.now().date(),
            fetuses=[FetusResult(fetus=one.public_id, result=FetusState.DIED)],
        )
        if one
        else NewOutcome(kind=OutcomeKind.STILLBIRTH, occurred_on=timezone.now().date())
    )
    record_outcome(doctor, pregnancy_id=pregnancy.public_id, new=new, at=timezone.now())


def relay(at: datetime | None = None) -> None:
    while outbox.deliver_one(at=at or timezone.now() + timedelta(seconds=1)):
        pass


def log_of(notification) -> tuple[str, str]:
    row = Delivery.objects.get(notification=notification, channel="web_push")
    return row.state, row.held_back_by


def test_what_waited_for_the_morning_never_comes(mother, doctor, twins):
    waiting = told(mother, pregnancy=twins)
    without_pregnancy = told(mother)
    assert log_of(waiting) == ("queued", "")
    lose(doctor, twins)
    relay()
    assert log_of(waiting) == log_of(without_pregnancy) == ("suppressed", "pregnancy_ended")
    assert list(selectors.notifications_of(mother)) == []
    assert selectors.notifications_for_feed(mother, [waiting.public_id]) == {}


def test_what_is_about_safety_a_message_and_the_work_of_others_stay(mother, doctor, twins):
    kept = [
        told(mother, kind="message", pregnancy=twins),
        told(mother, severity=Severity.URGENT, pregnancy=twins),
        told(mother, expects_read_by=timezone.now() + timedelta(hours=1), pregnancy=twins),
    ]
    of_the_doctor = told(doctor, pregnancy=twins)
    of_another = told(MotherFactory())
    lose(doctor, twins)
    relay()
    assert set(selectors.notifications_of(mother)) == set(kept)
    for notification in (of_the_doctor, of_another):
        notification.refresh_from_db()
        assert notification.withdrawn_at is None


def test_what_she_has_read_stays_in_her_history(mother, doctor, twins):
    read = told(mother, pregnancy=twins)
    Notification.objects.filter(pk=read.pk).update(read_at=timezone.now())
    lose(doctor, twins)
    relay()
    assert list(selectors.notifications_of(mother)) == [read]


def test_what_is_written_after_the_end_is_held_back_at_once(mother, doctor, twins):
    lose(doctor, twins)
    relay()
    late = told(mother, pregnancy=twins)
    assert late.withdrawn_at is not None
    assert log_of(late) == ("suppressed", "pregnancy_ended")
    assert list(selectors.unread_of(mother)) == []


def test_what_was_written_before_and_comes_due_before_the_event_is_held_back_too(
    mother, doctor, twins, push_service, deliver
):
    """The relay may be late: a worker asks the pregnancy itself."""
    QuietHours.objects.all().delete()
    waiting = told(mother, pregnancy=twins)
    lose(doctor, twins)
    row = deliver(waiting, "web_push", at=timezone.now())
    assert (row.state, row.held_back_by) == ("suppressed", "pregnancy_ended")
    assert push_service.received == []


def test_the_death_of_one_twin_takes_back_what_counted_on_both(mother, doctor, twins):
    before = told(mother, pregnancy=twins)
    lose(doctor, twins, one=twins.fetuses.order_by("label")[0])
    relay()
    twins.refresh_from_db()
    assert twins.state == "going"
    assert log_of(before) == ("suppressed", "pregnancy_ended")
    after = told(mother, pregnancy=twins)
    assert log_of(after) == ("queued", "")


def test_the_same_event_twice_takes_back_nothing_that_came_later(mother, doctor, twins):
    lose(doctor, twins)
    relay()
    later = told(mother, kind="countdown")
    for message in outbox.OutboxMessage.objects.filter(name="pregnancy.ended"):
        message.delivered_at, message.waiting_for = (
            None,
            ["apps.notifications.listeners.stop_what_assumed_it"],
        )
        message.due_at = timezone.now()
        message.save()
    relay()
    later.refresh_from_db()
    assert later.withdrawn_at is None
