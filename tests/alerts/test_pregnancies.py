"""What becomes of alerts where a pregnancy ends, and where that was recorded wrongly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from apps.alerts.services import handling
from apps.foundation import outbox
from apps.foundation.severity import Severity
from apps.notifications.models import Notification
from apps.pregnancies.services.outcomes import NewOutcome, correct_outcome, record_outcome
from tests.alerts.conftest import AT, House, Say, again, finding, journal


def deliver() -> None:
    """Hand every event to its listeners, as the relay does."""
    outbox.deliver_due(at=timezone.now() + timedelta(minutes=1))


def end(house: House) -> Callable[[], None]:
    today = timezone.now()
    outcome, _created = record_outcome(
        house.doctor,
        pregnancy_id=house.pregnancy.public_id,
        at=today,
        new=NewOutcome("miscarriage", today.date()),
    )
    deliver()

    def was_wrong() -> None:
        correct_outcome(
            house.doctor,
            pregnancy_id=house.pregnancy.public_id,
            outcome_id=outcome.public_id,
            reason="Entered for another mother.",
            at=timezone.now(),
        )
        deliver()

    return was_wrong


def test_what_makes_no_sense_any_more_is_closed_with_the_reason_and_the_rest_stays(
    house: House, say: Say
) -> None:
    [about_baby, about_her] = say([finding(direction="high"), finding(direction="low")])
    end(house)
    closed, still_open = again(about_baby), again(about_her)
    assert (closed.state, closed.outcome, closed.resolved_by) == ("resolved", "pregnancy_ended", None)
    assert closed.next_step_at is None
    assert journal(closed)[-1] == "resolved"
    assert still_open.state == "notified"
    unread = Notification.objects.filter(withdrawn_at=None).values_list("object_id", flat=True)
    assert set(unread) == {about_her.public_id}


def test_an_emergency_is_never_closed_by_a_machine(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.EMERGENCY, direction="high"))
    end(house)
    assert again(alert).state == "notified"


def test_an_end_that_was_recorded_wrongly_raises_it_anew(house: House, say: Say) -> None:
    [alert] = say(finding(direction="high"), responsible=house.doctor)
    was_wrong = end(house)
    was_wrong()
    row = again(alert)
    assert (row.state, row.outcome, row.resolved_at) == ("notified", "", None)
    assert journal(row)[-2:] == ["reopened", "told Helen Osei"]


def test_what_a_person_had_ended_stays_ended(house: House, say: Say) -> None:
    [alert] = say(finding(direction="high"))
    handling.resolve(house.doctor, alert_id=alert.public_id, outcome="acted", at=AT)
    was_wrong = end(house)
    was_wrong()
    assert again(alert).outcome == "acted"


def test_where_the_same_is_open_again_the_old_one_stays_closed(house: House, say: Say) -> None:
    [old] = say(finding(direction="high"))
    was_wrong = end(house)
    house.pregnancy.refresh_from_db()
    [new] = say(finding(Severity.EMERGENCY, direction="high"))
    was_wrong()
    assert (again(old).state, again(new).state) == ("resolved", "notified")
