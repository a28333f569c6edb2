"""Who has not read is told outside: once, neutrally, and never who has the thread before her."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.consultations.services import receipts
from apps.consultations.services.notifying import tell_due
from apps.consultations.services.posting import post
from apps.notifications.models import Notification
from tests.consultations.conftest import AT

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(seconds=6)


def told(person):
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("kind", "read_at"))


def test_a_mother_who_has_not_read_is_told_once_for_an_unread_stretch(talk):
    post(talk.clinician, talk.draft(talk.clinician))
    assert tell_due(None, at=AT + timedelta(seconds=4)) == 0
    assert tell_due(None, at=SOON) == 1
    post(talk.clinician, talk.draft(talk.clinician, at=SOON))
    tell_due(None, at=SOON + timedelta(minutes=1))
    assert told(talk.mother) == [("consultation.message", None)]
    assert told(talk.clinician) == []


def test_who_has_read_in_time_is_not_told(talk):
    sent = post(talk.clinician, talk.draft(talk.clinician))
    receipts.advance(talk.mother, thread_id=talk.thread.public_id, read=sent.entry.sequence, at=AT)
    tell_due(None, at=SOON)
    assert told(talk.mother) == []


def test_reading_the_thread_reads_what_told_of_it_and_the_next_stretch_is_told_anew(talk):
    first = post(talk.clinician, talk.draft(talk.clinician))
    tell_due(None, at=SOON)
    receipts.advance(talk.mother, thread_id=talk.thread.public_id, read=first.entry.sequence, at=SOON)
    assert told(talk.mother) == [("consultation.message", SOON)]
    post(talk.clinician, talk.draft(talk.clinician, at=SOON))
    tell_due(None, at=SOON + timedelta(minutes=1))
    assert told(talk.mother) == [("consultation.message", SOON), ("consultation.message", None)]


def test_the_responsible_clinician_is_told_and_her_colleagues_are_not(talk):
    colleague = talk.colleague()
    post(talk.clinician, talk.draft(talk.clinician))
    post(talk.mother, talk.draft(talk.mother))
    tell_due(None, at=SOON)
    assert (len(told(talk.clinician)), len(told(colleague))) == (1, 0)


def test_what_nobody_has_taken_is_told_to_the_whole_team_where_nobody_is_on_duty(talk):
    colleague = talk.colleague()
    post(talk.mother, talk.draft(talk.mother))
    tell_due(None, at=SOON)
    assert (len(told(talk.clinician)), len(told(colleague))) == (1, 1)


def test_a_responsible_clinician_who_has_left_the_team_does_not_keep_it_from_the_others(talk):
    post(talk.clinician, talk.draft(talk.clinician))
    colleague = talk.colleague()
    talk.clinician.memberships.update(ended_at=AT)
    post(talk.mother, talk.draft(talk.mother))
    tell_due(None, at=SOON)
    assert (len(told(talk.clinician)), len(told(colleague))) == (0, 1)
