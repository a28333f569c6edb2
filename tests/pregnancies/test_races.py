"""Two at once, each on a connection of its own: one wins, the other is told, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from apps.accounts.models import Person
from apps.foundation import accesses
from apps.foundation.errors import Conflict
from apps.foundation.models import OutboxMessage
from apps.pregnancies.models import Fetus, Outcome, Pregnancy
from apps.pregnancies.rules.dating import ScanReport
from apps.pregnancies.services.datings import decide_dating, redate
from apps.pregnancies.services.fetuses import add_fetus
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from apps.pregnancies.services.pregnancies import begin_pregnancy
from tests.pregnancies.conftest import AT, Begin

pytestmark = pytest.mark.django_db(transaction=True)
People = dict[str, Person]
OWN_ID = UUID("01935d4c-0000-7000-8000-000000000005")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts side by side; a refusal is returned as its class."""
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


def refusals(answers: list[Any]) -> list[str]:
    return [answer for answer in answers if isinstance(answer, str)]


def test_two_outcomes_at_once_one_wins(people: People, begin: Begin) -> None:
    pregnancy = begin()

    def record(who: str, kind: str) -> Callable[[], Any]:
        return lambda: record_outcome(
            people[who], pregnancy_id=pregnancy.public_id, at=AT, new=NewOutcome(kind, date(2027, 6, 1))
        )

    answers = at_once(record("obstetrician", "birth"), record("midwife", "stillbirth"))
    assert refusals(answers) == ["PregnancyNotGoing"]
    assert Outcome.objects.for_system("test").count() == 1
    assert OutboxMessage.objects.filter(name="pregnancy.ended").count() == 1


def test_the_same_outcome_sent_twice_at_once_is_recorded_once(people: People, begin: Begin) -> None:
    pregnancy = begin()

    def send() -> Any:
        return record_outcome(
            people["midwife"],
            pregnancy_id=pregnancy.public_id,
            at=AT,
            public_id=OWN_ID,
            new=NewOutcome("birth", date(2027, 6, 1)),
        )

    answers = at_once(send, send)
    assert sorted(created for _row, created in answers) == [False, True]
    assert answers[0][0].pk == answers[1][0].pk


def test_a_mother_and_her_midwife_begin_at_once_one_pregnancy_is_made(people: People) -> None:
    answers = at_once(
        lambda: begin_pregnancy(people["mother"], at=AT),
        lambda: begin_pregnancy(people["midwife"], at=AT, mother_id=people["mother"].public_id),
    )
    assert refusals(answers) == ["AlreadyPregnant"]
    assert Pregnancy.objects.for_system("test").count() == 1
    assert Fetus.objects.for_system("test").count() == 1


def test_the_same_begin_sent_twice_at_once_makes_one(people: People) -> None:
    answers = at_once(*[lambda: begin_pregnancy(people["mother"], at=AT, public_id=OWN_ID)] * 2)
    assert sorted(created for _row, created in answers) == [False, True]


def test_two_datings_decided_at_once_leave_one_accepted(people: People, begin: Begin) -> None:
    pregnancy = begin()
    rows = [
        redate(
            people["midwife"],
            pregnancy_id=pregnancy.public_id,
            given=ScanReport(date(2027, 3, 22), days),
            at=AT,
        )[0]
        for days in (90, 92)
    ]

    def decide(number: int) -> Callable[[], Any]:
        return lambda: decide_dating(
            people["obstetrician"], pregnancy_id=pregnancy.public_id, dating_id=rows[number].public_id, at=AT
        )

    assert refusals(at_once(decide(0), decide(1))) == ["DatingStale"]
    states = sorted(row.state for row in pregnancy.datings.all())
    assert states == ["accepted", "proposed", "superseded"]


def test_fetuses_found_at_once_get_letters_of_their_own(people: People, begin: Begin) -> None:
    pregnancy = begin()
    at_once(*[lambda: add_fetus(people["midwife"], pregnancy_id=pregnancy.public_id, at=AT)] * 3)
    assert sorted(fetus.label for fetus in Fetus.objects.for_system("test")) == ["A", "B", "C", "D"]
