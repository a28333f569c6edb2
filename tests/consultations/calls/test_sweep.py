"""What nobody ends is ended: by the clock, by silence, by a permission that is gone."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import TeamMembership
from apps.consultations.calls import tasks
from apps.consultations.calls.events import CallStarted
from apps.consultations.calls.listeners import end_when_due
from apps.consultations.models import CallParty
from apps.consultations.services import calls
from apps.consultations.services.calls.moves import CallOver
from apps.consultations.services.calls.sweeping import end_if_due
from tests.consultations.calls.conftest import AT, BOTH, end_care, later, now


def test_it_rings_until_it_is_due_and_is_then_a_missed_call(room):
    call = room.start()
    assert calls.end_overdue(later(74.9)) == 0
    assert now(call).state == "ringing"
    assert calls.end_overdue(later(75)) == 1
    assert (now(call).state, now(call).reason, now(call).ended_at) == ("missed", "no_answer", later(75))
    assert calls.end_overdue(later(76)) == 0
    assert [entry["reason"] for entry in room.entries()] == ["no_answer"]


def test_what_is_due_cannot_be_answered_although_no_sweep_came(room):
    call = room.start()
    with pytest.raises(CallOver):
        calls.answer(room.clinician, call_id=call.public_id, device=room.desk, consent=BOTH, at=later(75))
    assert calls.hang_up(room.mother, call_id=call.public_id, at=later(75)).reason == "no_answer"


def test_a_call_of_which_one_end_is_silent_for_a_minute_is_over(room):
    call = room.answered()
    assert calls.hear(room.mother, call_id=call.public_id, device=room.phone, at=later(50)).state == "active"
    assert calls.end_overdue(later(64)) == 0
    assert calls.end_overdue(later(65)) == 1, "the clinician was heard last when he answered, at 5 s"
    ended = now(call)
    assert (ended.state, ended.reason, ended.duration_s) == ("ended", "connection_lost", 60.0)


def test_a_call_of_which_both_ends_are_heard_goes_on(room):
    call = room.answered()
    for second in range(10, 300, 10):
        calls.hear(room.mother, call_id=call.public_id, device=room.phone, at=later(second))
        calls.hear(room.clinician, call_id=call.public_id, device=room.desk, at=later(second))
        assert calls.end_overdue(later(second)) == 0
    assert now(call).state == "active"


def test_only_the_device_in_the_call_counts_as_heard(room):
    call = room.answered()
    assert calls.hear(room.clinician, call_id=call.public_id, device=uuid4(), at=later(60)) is not None
    assert calls.hear(room.colleague, call_id=call.public_id, device=room.desk, at=later(60)) is None
    calls.hear(room.mother, call_id=call.public_id, device=room.phone, at=later(60))
    assert calls.end_overdue(later(66)) == 1
    heard = CallParty.objects.for_system("test").get(call=call, side="callee").heard_at
    assert heard == later(5)


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_call_ends_when_one_of_them_may_not_see_the_consultation_any_more(room, is_answered):
    call = room.answered() if is_answered else room.start()
    end_care(room)
    assert calls.end_overdue(later(6)) == 1
    assert (now(call).state, now(call).reason) == ("ended", "not_allowed")


def test_a_colleague_who_leaves_ends_nobody_elses_call(room):
    room.answered()
    TeamMembership.objects.filter(person=room.colleague).update(ended_at=AT)
    assert calls.end_overdue(later(6)) == 0


def test_a_suspect_that_was_ended_meanwhile_is_left_as_it_is(room):
    call = room.start()
    calls.decline(room.clinician, call_id=call.public_id, at=later(1))
    assert end_if_due(None, call_pk=call.pk, thread_pk=call.thread_id, at=later(99)) is False
    assert now(call).state == "declined"


def test_the_task_ends_what_is_due_by_the_real_clock(room):
    call = room.start(at=timezone.now() - timedelta(seconds=76))
    tasks.end_overdue_calls()
    assert now(call).state == "missed"


def test_a_worker_is_asked_for_the_very_moment(monkeypatch):
    asked = {}
    monkeypatch.setattr(tasks.end_overdue_calls, "apply_async", lambda **given: asked.update(given))
    due = datetime.now(UTC) + timedelta(seconds=75)
    end_when_due(CallStarted(call=uuid4(), thread=uuid4(), ring_due_at=due, at=due))
    assert 74 < asked["countdown"] <= 75
    end_when_due(CallStarted(call=uuid4(), thread=uuid4(), ring_due_at=AT, at=AT))
    assert asked["countdown"] == 0.0
