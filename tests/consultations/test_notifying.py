"""Who has not read is told outside: once, neutrally, and never who has the thread before her."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from apps.consultations.models import Thread
from apps.consultations.services import notifying, receipts, threads
from apps.consultations.services.notifying import tell_due
from apps.consultations.services.posting import post
from apps.notifications.models import Notification
from tests.consultations.conftest import AT, Talk

pytestmark = pytest.mark.django_db
SOON = AT + timedelta(seconds=6)
MOST_QUERIES = 28  # with the savepoints of a test


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


def test_what_was_said_right_before_closing_is_told_all_the_same(talk):
    post(talk.clinician, talk.draft(talk.clinician, "Please go to the hospital now."))
    threads.close(talk.clinician, thread_id=talk.thread.public_id, at=AT)
    tell_due(None, at=SOON)
    assert told(talk.mother) == [("consultation.message", None)]


def test_a_thread_that_fails_does_not_hold_up_the_others(talk, monkeypatch):
    other = Talk()
    for one in (talk, other):
        post(one.clinician, one.draft(one.clinician))
    real = notifying.on_duty_in

    def failing(team_ids, at):
        if talk.team.pk in team_ids:
            raise OSError("the outside edge fails")
        return real(team_ids, at)

    monkeypatch.setattr(notifying, "on_duty_in", failing)
    assert tell_due(None, at=SOON) == 1
    assert (told(talk.mother), told(other.mother)) == ([], [("consultation.message", None)])
    monkeypatch.undo()
    assert tell_due(None, at=SOON) == 1
    assert told(talk.mother) == [("consultation.message", None)]


@pytest.mark.django_db(transaction=True)
def test_while_many_are_told_whoever_writes_waits_for_no_other_thread(monkeypatch):
    first, second = Talk(), Talk()
    for one in (first, second):
        post(one.clinician, one.draft(one.clinician))
    errors = []

    def write():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '1s'")
            post(first.mother, first.draft(first.mother, "I am on my way"))
        except OperationalError as error:
            errors.append(error)
        finally:
            connection.close()

    real = notifying.notify_many

    def notify_many(actor, tellings, *, at):
        assert {first.thread.public_id, second.thread.public_id} == {one.object_id for one in tellings}
        made = real(actor, tellings, at=at)
        writer = threading.Thread(target=write)
        writer.start()
        writer.join()
        return made

    monkeypatch.setattr(notifying, "notify_many", notify_many)
    assert tell_due(None, at=SOON) == 1  # in the other one something was written since it was looked at
    assert errors == []
    assert first.said()[-1][1] == "I am on my way"
    monkeypatch.undo()
    assert tell_due(None, at=SOON) == 1
    assert [len(told(person)) for person in (first.mother, first.clinician, second.mother)] == [1, 1, 1]


@pytest.mark.parametrize("threads_due", [5, 50])
def test_a_sweep_asks_no_more_for_fifty_threads_than_for_five(threads_due, django_assert_max_num_queries):
    talks = [Talk() for _ in range(threads_due)]
    for number, one in enumerate(talks):
        one.colleague()
        author = one.mother if number % 2 else one.clinician
        post(author, one.draft(author))
    with django_assert_max_num_queries(MOST_QUERIES):
        assert tell_due(None, at=SOON) == threads_due
    for number, one in enumerate(talks):
        assert len(told(one.mother)) == (number + 1) % 2
        assert len(told(one.clinician)) == number % 2
    with django_assert_max_num_queries(1):
        assert tell_due(None, at=SOON) == 0


def test_who_reads_while_the_sweep_looks_is_not_told(talk, monkeypatch):
    sent = post(talk.clinician, talk.draft(talk.clinician))
    real = notifying.unread_counts

    def counted(pairs):
        counts = real(pairs)
        receipts.advance(talk.mother, thread_id=talk.thread.public_id, read=sent.entry.sequence, at=SOON)
        return counts

    monkeypatch.setattr(notifying, "unread_counts", counted)
    assert tell_due(None, at=SOON) == 0
    monkeypatch.undo()
    assert tell_due(None, at=SOON) == 1
    assert told(talk.mother) == []


@pytest.mark.django_db(transaction=True)
def test_sweeps_beside_each_other_tell_everybody_once():
    talks = [Talk() for _ in range(6)]
    for one in talks:
        post(one.clinician, one.draft(one.clinician))
    barrier, failed = threading.Barrier(3), []

    def sweep():
        barrier.wait(timeout=10)
        try:
            tell_due(None, at=SOON)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=sweep) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    assert [told(one.mother) for one in talks] == [[("consultation.message", None)]] * 6
    tell_due(None, at=SOON)
    assert [len(told(one.mother)) for one in talks] == [1] * 6
    assert not Thread.objects.for_system("test").filter(notify_due_at__isnull=False).exists()
