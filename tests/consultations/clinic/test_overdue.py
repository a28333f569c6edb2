"""An answer that does not come in time raises an alert, once, across restarts, and its condition ends when it comes."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from apps.alerts.models import Alert, AlertEvidence
from apps.alerts.services.handling import acknowledge
from apps.consultations.alert_rules.answer_overdue import RULE, AnswerOverdue, judge
from apps.consultations.models import OverdueAnswer, Thread
from apps.consultations.rules.targets import targets
from apps.consultations.services import overdue, threads
from apps.consultations.services.queue import claim, set_urgency
from apps.consultations.states import Urgency
from apps.consultations.tasks import sweep_overdue
from tests.consultations.clinic.conftest import AT, told
from tests.consultations.clinic.test_queue import write

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(minutes=16)


def alerts():
    return list(Alert.objects.for_system("test").order_by("pk"))


def rows():
    return list(OverdueAnswer.objects.for_system("test").order_by("pk"))


def test_nothing_is_late_before_its_moment_and_everything_at_it(clinic):
    clinic.thread(urgency="urgent")
    due = AT + timedelta(minutes=15)
    assert overdue.sweep(at=due - timedelta(seconds=1)) == 0
    assert overdue.sweep(at=due) == 1
    assert [(row.due_at, row.waiting_since, row.ended_at) for row in rows()] == [(due, AT, None)]


@pytest.mark.parametrize("urgency", list(Urgency))
def test_how_bad_it_is_follows_the_urgency(clinic, urgency):
    thread = clinic.thread(urgency=urgency)
    overdue.sweep(at=Thread.objects.for_system("test").get(pk=thread.pk).answer_due_at)
    assert [alert.severity for alert in alerts()] == [targets()[urgency].late.value]


def test_a_second_sweep_finds_nothing_new(clinic):
    clinic.thread(urgency="urgent")
    assert [overdue.sweep(at=LATE + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    assert len(alerts()) == len(rows()) == 1


def test_what_a_crash_left_undone_is_done_by_the_next_sweep(clinic, monkeypatch):
    clinic.thread(urgency="urgent")
    clinic.thread(urgency="emergency")
    real, calls = overdue.evaluate, []

    def crashes_once(*args, **kwargs):
        calls.append(kwargs["facts"].urgency)
        if len(calls) == 1:
            raise RuntimeError("the worker died here")
        return real(*args, **kwargs)

    monkeypatch.setattr(overdue, "evaluate", crashes_once)
    assert overdue.sweep(at=LATE) == 1  # one failed, and did not hold up the other
    assert [row.urgency for row in rows()] == ["urgent"]
    assert overdue.sweep(at=LATE) == 1
    assert sorted(row.urgency for row in rows()) == ["emergency", "urgent"]


def test_whoever_answers_for_it_is_told_first(clinic):
    thread = clinic.thread(urgency="urgent")
    claim(clinic.midwife, thread_id=thread.public_id, at=AT)
    overdue.sweep(at=LATE)
    assert told(clinic.midwife) == [("alert", "urgent")]
    assert told(clinic.obstetrician) == []


def test_the_evidence_says_how_late_and_holds_no_words_of_hers(clinic):
    thread = clinic.thread(urgency="urgent", topic="I am bleeding")
    overdue.sweep(at=LATE)
    (evidence,) = AlertEvidence.objects.for_system("test")
    assert evidence.values == {
        "urgency": "urgent",
        "waited_minutes": 16,
        "late_minutes": 1,
        "target_version": 1,
        "thread": str(thread.public_id),
    }
    assert (evidence.source_kind, evidence.source_id) == (
        "consultations.overdueanswer",
        str(rows()[0].public_id),
    )
    assert RULE.in_words(evidence.values) == "A question of hers had waited 16 min for an answer."


def test_days_of_waiting_are_told_in_days():
    assert (
        RULE.in_words({"waited_minutes": 5_880}) == "A question of hers had waited 4 days 2 h for an answer."
    )


@pytest.mark.parametrize("how", ["answered", "closed", "urgency"])
def test_the_condition_ends_by_itself_and_the_alert_waits_for_a_person(clinic, how):
    thread = clinic.thread(urgency="urgent")
    overdue.sweep(at=LATE)
    if how == "answered":
        write(clinic.midwife, thread, at=LATE)
    elif how == "closed":
        threads.close(clinic.obstetrician, thread_id=thread.public_id, at=LATE)
    else:
        set_urgency(clinic.midwife, thread_id=thread.public_id, urgency="routine", at=LATE)
    after = LATE + timedelta(minutes=1)
    assert overdue.sweep(at=after) == 1
    assert [row.ended_at for row in rows()] == [after]
    assert [(alert.condition_ended_at, alert.state) for alert in alerts()] == [(after, "notified")]
    assert overdue.sweep(at=after) == 0


def test_another_that_still_waits_keeps_the_condition(clinic):
    first, second = (clinic.thread(urgency="urgent") for _ in range(2))
    overdue.sweep(at=LATE)
    write(clinic.midwife, first, at=LATE)
    overdue.sweep(at=LATE)
    assert [alert.condition_ended_at for alert in alerts()] == [None]
    write(clinic.midwife, second, at=LATE)
    overdue.sweep(at=LATE)
    assert [alert.condition_ended_at for alert in alerts()] == [LATE]


def test_she_writes_again_and_waits_again(clinic):
    thread = clinic.thread(urgency="urgent")
    overdue.sweep(at=LATE)
    acknowledge(clinic.midwife, alert_id=alerts()[0].public_id, at=LATE)
    write(clinic.midwife, thread, at=LATE)
    write(clinic.mother, thread, "Good night", at=LATE)
    overdue.sweep(at=LATE)
    again = LATE + timedelta(minutes=15)
    assert overdue.sweep(at=again) == 1
    assert [row.due_at for row in rows()] == [AT + timedelta(minutes=15), again]


def test_the_task_of_the_beat_calls_the_sweep(clinic):
    clinic.thread(urgency="urgent")  # in the past of whoever reads this
    Thread.objects.for_system("test").update(answer_due_at=AT - timedelta(days=3650), waiting_since=AT)
    sweep_overdue()
    assert len(rows()) == 1


def test_the_rule_is_pure_and_silent_before_the_moment():
    facts = AnswerOverdue(
        overdue=uuid4(), thread=uuid4(), urgency=Urgency.SOON, waiting_since=AT, due_at=LATE, at=AT
    )
    assert judge(facts, None) is None
