"""Two at once, with real transactions: whoever comes second finds what the first has done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from apps.consultations.models import Call, CallParty
from apps.consultations.services import calls
from apps.foundation import accesses
from apps.foundation.errors import Problem
from tests.consultations.calls.conftest import BOTH, Room, later, new_room, now
from tests.factories import in_care

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run all of them in threads that begin together; returns what each gave or raised."""
    ready, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index: int) -> None:
        try:
            ready.wait(timeout=10)
            with accesses.collected():
                results[index] = acts[index]()
        except Problem as problem:
            results[index] = problem.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return results


@pytest.fixture
def room() -> Room:
    return new_room()


def test_of_four_devices_that_answer_at_once_one_has_the_call(room):
    call = room.start()
    devices = [uuid4() for _ in range(4)]

    def answer(device: UUID) -> Callable[[], Any]:
        return lambda: str(
            calls.answer(
                room.clinician, call_id=call.public_id, device=device, consent=BOTH, at=later(5)
            ).state
        )

    results = at_once(*[answer(device) for device in devices])
    assert sorted(results) == ["active", "answered_elsewhere", "answered_elsewhere", "answered_elsewhere"]
    winner = CallParty.objects.for_system("test").get(call=call, side="callee").device
    assert winner == devices[results.index("active")]


def test_an_answer_and_an_end_at_once_leave_one_story(room):
    for _ in range(5):
        call = room.start(at=later(0))
        results = at_once(
            lambda call=call: str(
                calls.answer(
                    room.clinician, call_id=call.public_id, device=room.desk, consent=BOTH, at=later(5)
                ).state
            ),
            lambda call=call: str(calls.hang_up(room.mother, call_id=call.public_id, at=later(5)).reason),
        )
        ended = now(call)
        assert results in (["active", "hung_up"], ["call_over", "cancelled"])
        assert ended.reason == results[1]
    assert len(room.entries()) == 5


def test_both_ring_at_once_and_one_call_goes_on(room):
    for _ in range(5):
        ids = {room.mother.pk: uuid4(), room.clinician.pk: uuid4()}
        results = at_once(
            *[
                lambda person=person, ids=ids: room.start(person, call_id=ids[person.pk]).public_id
                for person in (room.mother, room.clinician)
            ]
        )
        live = Call.objects.for_system("test").get(state="active")
        assert live.public_id == max(ids.values())
        assert live.public_id in results
        calls.hang_up(room.mother, call_id=live.public_id, at=later(9))


def test_two_mothers_ring_one_clinician_at_once_and_one_hears_busy():
    room, other = new_room(), new_room()
    in_care(other.mother, room.clinician)
    other.thread.responsible = room.clinician
    other.thread.save()
    results = at_once(lambda: str(room.start().state), lambda: str(other.start().state))
    assert sorted(results) == ["busy", "ringing"]


def test_two_sweeps_end_a_call_once(room):
    call = room.start()
    results = at_once(*[lambda: calls.end_overdue(later(99))] * 3)
    assert sorted(results) == [0, 0, 1]
    assert now(call).state == "missed"
    assert len(room.entries()) == 1
