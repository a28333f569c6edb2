"""Two at once, each on a connection of its own: one wins, the other is told, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from apps.alerts.findings import Finding
from apps.alerts.models import AlertEntry, AlertEvidence, Snooze
from apps.alerts.services import evaluate, handling, snoozing, sweeping
from apps.alerts.services.refusals import AlreadyTaken
from apps.foundation import accesses
from apps.foundation.errors import Conflict
from apps.foundation.severity import Severity
from tests.alerts.conftest import AT, House, Said, Say, again, all_alerts, finding, journal, nights, piece

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts side by side; a refusal is returned."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=10)
            with accesses.collected():
                return act()
        except Conflict as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_clinicians_take_it_at_once_one_wins_and_the_other_sees_who(house: House, say: Say) -> None:
    [alert] = say(finding())

    def take(person: Any) -> Callable[[], Any]:
        return lambda: handling.acknowledge(person, alert_id=alert.public_id, at=AT)

    answers = at_once(take(house.doctor), take(house.midwife))
    [refusal] = [answer for answer in answers if isinstance(answer, Conflict)]
    winner = again(alert).acknowledged_by
    assert isinstance(refusal, AlreadyTaken)
    assert winner is not None
    assert refusal.extra["acknowledged_by"]["name"] == winner.full_name
    assert journal(alert).count("acknowledged") == 1


def test_two_findings_at_once_make_one_alert_with_both_pieces(house: House) -> None:
    def send(found: Finding) -> Callable[[], Any]:
        return lambda: evaluate(
            None, subject_id=house.mother.pk, pregnancy=house.pregnancy, facts=Said(found), at=AT
        )

    answers = at_once(*(send(finding()) for _ in range(4)))
    assert {row.pk for answer in answers for row in answer} == {all_alerts()[0].pk}
    assert len(all_alerts()) == 1
    assert AlertEvidence.objects.for_system("test").count() == 4


def test_the_same_source_twice_at_once_is_one_piece(house: House) -> None:
    source = piece(uuid4())

    def send() -> Any:
        return evaluate(
            None,
            subject_id=house.mother.pk,
            pregnancy=None,
            facts=Said(finding(Severity.WARN, source)),
            at=AT,
        )

    at_once(send, send)
    assert len(all_alerts()) == 1
    assert AlertEvidence.objects.for_system("test").count() == 1


def test_two_sweeps_at_once_tell_everybody_once(house: House, say: Say) -> None:
    nights(house.team, house.midwife)
    alerts = [
        alert
        for number in range(6)
        for alert in say(finding(direction=f"d{number}"), responsible=house.doctor)
    ]
    due = AT + timedelta(minutes=10)
    moved = at_once(lambda: sweeping.sweep(at=due), lambda: sweeping.sweep(at=due))
    assert sum(moved) == 6
    for alert in alerts:
        assert journal(alert) == ["raised", "told Helen Osei", "told Mina Park"]
        assert again(alert).next_step_at == AT + timedelta(minutes=20)


def test_a_sweep_and_a_clinician_at_once_leave_one_truth(house: House, say: Say) -> None:
    [alert] = say(finding(), responsible=house.doctor)
    due = AT + timedelta(minutes=10)
    at_once(
        lambda: sweeping.sweep(at=due),
        lambda: handling.acknowledge(house.doctor, alert_id=alert.public_id, at=due),
    )
    row = again(alert)
    assert row.state in ("acknowledged", "notified")
    taken = AlertEntry.objects.for_system("test").filter(alert=alert, kind="acknowledged").count()
    assert taken == (row.state == "acknowledged")
    assert (row.acknowledged_by is not None) is (row.state == "acknowledged")


ROUNDS = 25
OVER = AT + timedelta(hours=1)
"""When the snoozes of the rounds end. Whoever began just before meets a sweep that begins just after."""


def snoozed(house: House, say: Say, direction: str) -> Any:
    [alert] = say(finding(Severity.WARN, direction=direction, badness=1.0))
    return snoozing.snooze(house.doctor, alert_id=alert.public_id, until=OVER, reason="seen", at=AT)


def sweep_one(alert_pk: int, at: datetime) -> None:
    """What a sweep does about one alert, with nothing that would catch a deadlock."""
    sweeping.step(None, alert_pk=alert_pk, at=at)
    sweeping.end_old_snoozes(None, at=at)


@pytest.mark.parametrize("act", ["a worse finding", "somebody ends it", "somebody snoozes again"])
def test_a_sweep_and_whoever_touches_the_snooze_wait_for_each_other_in_one_order(
    house: House, say: Say, act: str
) -> None:
    before, after = OVER - timedelta(seconds=1), OVER + timedelta(seconds=1)
    for number in range(ROUNDS):
        snooze = snoozed(house, say, f"d{number}")
        worse = Said(finding(Severity.WARN, direction=f"d{number}", badness=2.0))
        acts = {
            "a worse finding": lambda worse=worse: evaluate(
                None, subject_id=house.mother.pk, pregnancy=house.pregnancy, facts=worse, at=before
            ),
            "somebody ends it": lambda snooze=snooze: snoozing.end_snooze(
                house.midwife, snooze_id=snooze.public_id, at=before
            ),
            "somebody snoozes again": lambda snooze=snooze: snoozing.snooze(
                house.midwife,
                alert_id=snooze.alert.public_id,
                until=OVER + timedelta(hours=1),
                reason="again",
                at=before,
            ),
        }
        at_once(acts[act], lambda pk=snooze.alert_id: sweep_one(pk, after))
        sweeping.sweep(at=after)
        row = again(snooze.alert)
        is_at_rest = row.state == "acknowledged" and row.next_step_at > after
        assert is_at_rest is (act == "somebody snoozes again" and journal(row)[-1] == "snoozed")
        assert Snooze.objects.for_system("test").get(pk=snooze.pk).ended_at is not None
