"""Two at once, each on a connection of its own: one wins, the other is told, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from apps.alerts.models import Alert
from apps.consultations.models import FeelingAnswers, InternalNote, OverdueAnswer, SecondOpinion, Thread
from apps.consultations.services import internal_notes, opinions, overdue
from apps.consultations.services.feeling import Told, answer
from apps.consultations.services.queue import claim, give_back, hand_over
from apps.foundation import accesses
from apps.foundation.errors import Conflict
from tests.consultations.clinic.conftest import AT, Clinic, entries, now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db: None) -> Clinic:
    return Clinic()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts side by side; a refusal is returned as its class's name."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            with accesses.collected():
                return act()
        except Conflict as refusal:
            return type(refusal).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_claim_at_once_one_has_it_and_the_other_knows_who(clinic):
    thread = clinic.thread()
    people = [clinic.obstetrician, clinic.midwife, clinic.dietitian]
    answers = at_once(
        *[lambda person=person: claim(person, thread_id=thread.public_id, at=AT) for person in people]
    )
    assert sorted(a for a in answers if isinstance(a, str)) == ["HeldByAnother", "HeldByAnother"]
    (won,) = [person for person, a in zip(people, answers, strict=True) if not isinstance(a, str)]
    assert now(thread).responsible == won
    assert entries(thread) == [{"code": "claimed", "by": str(won.public_id)}]


def test_given_back_and_handed_over_at_once_leaves_one_of_both(clinic):
    thread = clinic.thread()
    claim(clinic.midwife, thread_id=thread.public_id, at=AT)
    answers = at_once(
        lambda: give_back(clinic.midwife, thread_id=thread.public_id, at=AT),
        lambda: hand_over(
            clinic.midwife, thread_id=thread.public_id, to=clinic.obstetrician.public_id, note="n", at=AT
        ),
    )
    codes = [entry["code"] for entry in entries(thread)]
    assert codes in (
        ["claimed", "handed_over"],  # handed over first: nothing of hers is left to give back
        ["claimed", "given_back", "handed_over"],  # free again: anybody of the team may hand it on
    )
    assert answers.count("HeldByAnother") == (codes == ["claimed", "handed_over"])
    assert now(thread).responsible == clinic.obstetrician


def test_notes_at_once_get_numbers_without_a_gap(clinic):
    thread = clinic.thread()
    at_once(
        *[
            lambda n=n: internal_notes.write_note(
                clinic.midwife, thread_id=thread.public_id, text=str(n), at=AT
            )
            for n in range(4)
        ]
    )
    numbers = InternalNote.objects.for_system("test").filter(thread=thread).values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3, 4]


def test_the_same_note_sent_twice_at_once_is_one(clinic):
    thread, client_id = clinic.thread(), uuid4()

    def send() -> Any:
        return internal_notes.write_note(
            clinic.midwife, thread_id=thread.public_id, text="once", client_id=client_id, at=AT
        )

    assert sorted(is_new for _note, is_new in at_once(send, send)) == [False, True]
    assert InternalNote.objects.for_system("test").count() == 1


def test_an_answer_and_a_withdrawal_at_once_leave_one_of_both(clinic):
    thread = clinic.thread()
    opinion, _ = opinions.ask(
        clinic.midwife,
        thread_id=thread.public_id,
        asked_of=clinic.obstetrician.public_id,
        question="Would you see her?",
        client_id=uuid4(),
        at=AT,
    )
    answers = at_once(
        lambda: opinions.answer(clinic.obstetrician, opinion_id=opinion.public_id, text="Yes", at=AT),
        lambda: opinions.withdraw(clinic.midwife, opinion_id=opinion.public_id, at=AT),
    )
    assert answers.count("OpinionEnded") == 1
    state = SecondOpinion.objects.for_system("test").get().state
    assert state == ("withdrawn" if answers[0] == "OpinionEnded" else "answered")


def test_two_sweeps_at_once_raise_one_alert(clinic):
    clinic.thread(urgency="urgent")
    late = AT + timedelta(minutes=16)
    made = at_once(*[lambda: overdue.sweep(at=late)] * 4)
    assert sum(made) == 1
    assert OverdueAnswer.objects.for_system("test").count() == 1
    assert Alert.objects.for_system("test").count() == 1


def test_the_same_form_sent_twice_at_once_is_kept_once(clinic):
    client_id = uuid4()
    told = Told(1, {"now": ["seizure"]})

    def send() -> Any:
        return answer(
            clinic.mother, pregnancy_id=clinic.pregnancy.public_id, client_id=client_id, told=told, at=AT
        )

    assert sorted(is_new for _row, is_new in at_once(send, send)) == [False, True]
    assert FeelingAnswers.objects.for_system("test").count() == 1
    assert Thread.objects.for_system("test").count() == 1
    assert Alert.objects.for_system("test").count() == 1
