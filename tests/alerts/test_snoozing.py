"""What is not said for a while: by whom, until when, and what breaks through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.alerts.models import Snooze, SuppressedFinding
from apps.alerts.services import handling, sweeping
from apps.alerts.services.refusals import AlreadyEnded, CannotSnooze
from apps.alerts.services.snoozing import end_snooze, snooze
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.foundation.severity import Severity
from tests.alerts.conftest import AT, House, Say, again, all_alerts, finding, journal, piece

HOUR = timedelta(hours=1)


def let_rest(
    house: House, alert: Any, *, hours: float = 2, by: Any = None, reason: str = "Cuff is lent out."
) -> Snooze:
    until = AT + hours * HOUR
    return snooze(by or house.doctor, alert_id=alert.public_id, until=until, reason=reason, at=AT)


def suppressed() -> list[SuppressedFinding]:
    return list(SuppressedFinding.objects.for_system("test").order_by("pk"))


def test_the_same_is_not_raised_while_it_rests_and_leaves_a_row_that_says_why(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    resting = let_rest(house, alert)
    source = piece(reading=8)
    assert say(finding(Severity.WARN, source), at=AT + HOUR) == []
    assert say(finding(Severity.WARN, source), at=AT + HOUR) == []
    [row] = suppressed()
    assert (row.by_what, row.snooze, row.snooze.author) == ("snooze", resting, house.doctor)
    assert (row.severity, row.evidence[0]["values"], row.suppressed_at) == ("warn", {"reading": 8}, AT + HOUR)
    assert again(alert).state == "acknowledged"


def test_it_ends_by_itself_and_the_alert_comes_back(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    resting = let_rest(house, alert)
    assert sweeping.sweep(at=AT + 2 * HOUR - timedelta(seconds=1)) == 0
    assert sweeping.sweep(at=AT + 2 * HOUR) == 1
    resting.refresh_from_db()
    assert (resting.ended_at, resting.ended_by) == (AT + 2 * HOUR, None)
    assert journal(alert)[-2:] == ["snooze_ended", "told Helen Osei"]
    assert again(alert).state == "notified"


def test_after_its_end_the_same_joins_the_alert_again_also_before_a_sweep(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    let_rest(house, alert)
    assert [row.pk for row in say(finding(Severity.WARN), at=AT + 3 * HOUR)] == [alert.pk]
    assert suppressed() == []


def test_a_snooze_outlives_the_end_of_its_alert(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    let_rest(house, alert)
    handling.resolve(house.doctor, alert_id=alert.public_id, outcome="acted", at=AT)
    assert say(finding(Severity.WARN), at=AT + HOUR) == []
    sweeping.sweep(at=AT + 2 * HOUR)
    [new] = say(finding(Severity.WARN), at=AT + 2 * HOUR)
    assert new.pk != alert.pk


def test_a_higher_severity_breaks_through(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    resting = let_rest(house, alert)
    say(finding(Severity.URGENT), at=AT + HOUR)
    row = again(alert)
    assert (row.severity, row.state) == ("urgent", "notified")
    resting.refresh_from_db()
    assert resting.ended_at == AT + HOUR
    assert "broke_through" in journal(alert)
    assert suppressed() == []


@pytest.mark.parametrize(
    ("snoozed", "then", "breaks"),
    [
        (150.0, 150.0, False),
        (150.0, 149.0, False),
        (150.0, 151.0, True),
        (None, 150.0, True),
        (150.0, None, False),
        (None, None, False),
    ],
)
def test_a_worse_value_breaks_through(
    house: House, say: Say, snoozed: float | None, then: float | None, breaks: bool
) -> None:
    [alert] = say(finding(Severity.WARN, badness=snoozed))
    let_rest(house, alert)
    say(finding(Severity.WARN, badness=then), at=AT + HOUR)
    assert ("broke_through" in journal(alert)) is breaks
    assert len(suppressed()) == (0 if breaks else 1)


def test_other_directions_rules_and_mothers_are_not_silenced(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    let_rest(house, alert)
    assert len(say(finding(Severity.WARN, direction="low"), at=AT + HOUR)) == 1
    hers = say(finding(Severity.WARN), at=AT + HOUR, subject_id=house.other_mother.pk, pregnancy=None)
    assert len(hers) == 1


def test_an_emergency_cannot_be_snoozed(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.EMERGENCY))
    with pytest.raises(CannotSnooze):
        let_rest(house, alert, hours=0.01)
    assert again(alert).state == "notified"
    assert Snooze.objects.for_system("test").count() == 0


@pytest.mark.parametrize(
    ("severity", "hours", "reason", "field"),
    [
        (Severity.URGENT, 4.1, "x", "until"),
        (Severity.WARN, 7 * 24 + 1, "x", "until"),
        (Severity.WARN, 0, "x", "until"),
        (Severity.WARN, -1, "x", "until"),
        (Severity.WARN, 1, "  ", "reason"),
    ],
)
def test_a_snooze_has_a_reason_and_an_end_in_sight(
    house: House, say: Say, severity: Severity, hours: float, reason: str, field: str
) -> None:
    [alert] = say(finding(severity))
    with pytest.raises(Invalid) as refusal:
        let_rest(house, alert, hours=hours, reason=reason)
    assert refusal.value.errors[0].field == field
    assert Snooze.objects.for_system("test").count() == 0


def test_who_may_not_end_an_alert_may_not_silence_it(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.URGENT))
    with pytest.raises(Forbidden):
        let_rest(house, alert, by=house.dietitian)
    with pytest.raises(NotVisible):
        let_rest(house, alert, by=house.stranger)
    handling.resolve(house.doctor, alert_id=alert.public_id, outcome="acted", at=AT)
    with pytest.raises(AlreadyEnded):
        let_rest(house, alert)
    assert Snooze.objects.for_system("test").count() == 0


def test_a_new_snooze_replaces_the_one_before(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    first = let_rest(house, alert, hours=2)
    let_rest(house, alert, hours=5)
    first.refresh_from_db()
    assert first.ended_at == AT
    assert sweeping.sweep(at=AT + 2 * HOUR) == 0
    assert sweeping.sweep(at=AT + 5 * HOUR) == 1


def test_ended_by_a_person_the_alert_is_raised_anew(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    resting = let_rest(house, alert)
    end_snooze(house.midwife, snooze_id=resting.public_id, at=AT + HOUR)
    end_snooze(house.midwife, snooze_id=resting.public_id, at=AT + HOUR)
    resting.refresh_from_db()
    assert (resting.ended_at, resting.ended_by) == (AT + HOUR, house.midwife)
    assert journal(alert)[-2:] == ["snooze_ended", "told Helen Osei"]
    assert len(all_alerts()) == 1
