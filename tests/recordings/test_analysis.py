"""An analysis is claimed by one task, attached once, taken up again where a worker died, and fails
visibly."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from apps.foundation.models import OutboxMessage
from apps.recordings import analysing, selectors, tasks
from apps.recordings.models import Analysis, Recording
from apps.recordings.services import analysis
from apps.recordings.states import TRANSITIONS, State
from tests.factories import FetusFactory
from tests.recordings.conftest import fresh, run_analysis

pytestmark = pytest.mark.django_db


def analyses(recording):
    return Analysis.objects.for_system("test").filter(recording=recording).count()


def said(name):
    return OutboxMessage.objects.filter(name=name).count()


def test_running_twice_makes_one_analysis(completed):
    recording = completed()
    run_analysis(recording.public_id)
    run_analysis(recording.public_id, "task-2")
    assert (analyses(recording), fresh(recording).state, said("recording.analysed")) == (1, "analysed", 1)


def test_while_one_task_works_another_finds_nothing_to_do(completed):
    recording, at = completed(), timezone.now()
    assert analysis.claim(None, recording_id=recording.public_id, task_id="one", at=at) is not None
    assert analysis.claim(None, recording_id=recording.public_id, task_id="two", at=at) is None
    assert (fresh(recording).state, fresh(recording).progress) == ("analysing", 30)


def test_the_same_task_delivered_again_after_its_worker_was_killed_goes_on_at_once(completed):
    recording, at = completed(), timezone.now()
    analysis.claim(None, recording_id=recording.public_id, task_id="one", at=at)
    run_analysis(recording.public_id, "one")
    assert (fresh(recording).state, fresh(recording).attempts) == ("analysed", 2)


def test_a_worker_that_says_it_is_alive_keeps_its_claim(completed):
    recording, at = completed(), timezone.now()
    claimed = analysis.claim(None, recording_id=recording.public_id, task_id="one", at=at)
    for seconds in (10, 20, 30):
        analysis.beat(claimed, at=at + timedelta(seconds=seconds))
        assert analysis.take_up_again(None, at=at + timedelta(seconds=seconds + 14)) == []
    assert fresh(recording).state == "analysing"
    assert analysis.take_up_again(None, at=at + timedelta(seconds=46)) == [recording.public_id]
    assert fresh(recording).state == "complete"


def test_a_dead_workers_recording_is_taken_up_by_the_sweep(completed, monkeypatch):
    recording, at = completed(), timezone.now()
    analysis.claim(None, recording_id=recording.public_id, task_id="one", at=at)
    sent = []
    monkeypatch.setattr(tasks.analyse, "apply_async", lambda args, **_: sent.append(args[0]))
    assert analysis.take_up_again(None, at=at + timedelta(seconds=14)) == []
    with time_machine.travel(at + timedelta(seconds=16), tick=False):
        tasks.take_up_again()
        tasks.take_up_again()
        assert sent == [str(recording.public_id)]
        run_analysis(recording.public_id, "two")
    assert (fresh(recording).state, fresh(recording).attempts) == ("analysed", 2)


def test_a_lost_message_is_made_good_by_the_sweep(completed):
    recording = completed()
    due = analysis.take_up_again(None, at=timezone.now() + timedelta(seconds=16))
    assert due == [recording.public_id]


def test_whoever_lost_the_claim_changes_nothing(completed):
    recording, at = completed(), timezone.now()
    slow = analysis.claim(None, recording_id=recording.public_id, task_id="slow", at=at)
    late = at + timedelta(seconds=16)
    analysis.take_up_again(None, at=late)
    quick = analysis.claim(None, recording_id=recording.public_id, task_id="quick", at=late)
    found = analysing.findings(selectors.given_for_analysis(recording))
    assert analysis.attach(None, slow, found, at=late) is None
    analysis.fail(None, slow, code="method_error", at=late)
    analysis.beat(slow, at=late + timedelta(days=1))
    assert (analyses(recording), fresh(recording).state) == (0, "analysing")
    assert fresh(recording).analysis_due_at == late
    assert analysis.attach(None, quick, found, at=late) is not None
    assert (analyses(recording), fresh(recording).state) == (1, "analysed")


def test_a_method_that_breaks_is_a_visible_failure_and_may_be_tried_again(
    completed, client_of, family, monkeypatch
):
    recording = completed()

    def broken(_given):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(analysing, "findings", broken)
        run_analysis(recording.public_id)
    phone = client_of(family.mother)
    address = f"/api/v1/recordings/{recording.public_id}"
    answer = phone.get(f"{address}/analysis").json()
    assert (answer["state"], answer["failure"], answer["analysis"]) == ("failed", "method_error", None)
    assert answer["failure_text"] == "The analysis failed. The trace itself is kept."
    again = phone.post(f"{address}/complete", {}, content_type="application/json")
    assert (again.status_code, again.json()["state"]) == (202, "complete")
    run_analysis(recording.public_id)
    assert (fresh(recording).state, fresh(recording).failure) == ("analysed", "")


def test_a_database_that_is_away_is_no_failure_of_the_recording(completed, monkeypatch):
    recording = completed()

    def away(_recording):
        raise OperationalError

    with monkeypatch.context() as patched:
        patched.setattr(selectors, "given_for_analysis", away)
        with pytest.raises(OperationalError):
            run_analysis(recording.public_id)
    assert fresh(recording).state == "analysing"
    run_analysis(recording.public_id)
    assert fresh(recording).state == "analysed"


def test_what_kills_its_worker_again_and_again_is_given_up_visibly(completed):
    recording = completed()
    for _ in range(5):
        assert (
            analysis.claim(None, recording_id=recording.public_id, task_id="one", at=timezone.now())
            is not None
        )
    assert analysis.claim(None, recording_id=recording.public_id, task_id="one", at=timezone.now()) is None
    assert (fresh(recording).state, fresh(recording).failure) == ("failed", "gave_up")


def test_a_deleted_or_unknown_recording_is_left_alone(announced):
    recording = announced()
    Recording.objects.for_system("test").filter(pk=recording.pk).update(deleted_at=timezone.now())
    run_analysis(recording.public_id)
    assert fresh(recording).state == "receiving"


def test_an_analysis_cannot_be_changed_afterwards(analysed):
    made = analysed().current_analysis
    for change in (lambda rows: rows.update(method_version="other"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(Analysis.objects.for_system("test").filter(pk=made.pk))


def test_twins_get_findings_each(completed, family):
    first = family.pregnancy.fetuses.get(label="A")
    second = FetusFactory(pregnancy=family.pregnancy, label="B")
    recording = completed(fetus_id=first.public_id, second_fetus_id=second.public_id)
    run_analysis(recording.public_id)
    found = fresh(recording).current_analysis.result["fetuses"]
    assert [one["fetus"] for one in found] == [1, 2]
    assert len(analysing.lines(bytes(fresh(recording).current_analysis.baseline))) == 2


def test_the_same_samples_with_other_weeks_are_another_input(completed):
    given = selectors.given_for_analysis(completed())
    digest = given.digest
    assert analysing.replace(given, gestation_weeks=30.0).digest != digest
    assert analysing.replace(given).digest == digest


def test_no_walk_through_the_states_leaves_the_table():
    """From every state every other one is reached or refused, as the table says; nothing else is possible."""
    assert set(TRANSITIONS) == set(State)
    walk = random.Random(7)
    for _ in range(200):
        state = State.RECEIVING
        for _ in range(20):
            assert TRANSITIONS[state]
            state = walk.choice(sorted(TRANSITIONS[state]))
        assert state != State.RECEIVING


@pytest.mark.django_db(transaction=True)
def test_while_an_analysis_runs_long_its_worker_is_heard_of(completed, monkeypatch):
    recording, heard = completed(), threading.Event()
    monkeypatch.setattr(analysis, "BEAT_EVERY_S", 0.01)
    said, findings = analysis.beat, analysing.findings

    def beat(claimed, *, at):
        said(claimed, at=at)
        heard.set()

    def slow(given):
        assert heard.wait(timeout=20)
        assert fresh(recording).analysis_due_at > fresh(recording).claimed_at
        return findings(given)

    monkeypatch.setattr(analysis, "beat", beat)
    monkeypatch.setattr(analysing, "findings", slow)
    run_analysis(recording.public_id)
    assert fresh(recording).state == "analysed"
