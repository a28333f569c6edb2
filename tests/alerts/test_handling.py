"""The state machine, exhaustively, and what people do with an alert."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest

from apps.alerts.models import Alert
from apps.alerts.services import handling, moves
from apps.alerts.services.refusals import AlreadyEnded, AlreadyTaken, GotWorse, TooLateToGiveBack
from apps.alerts.states import STEPS, State, may_move
from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.foundation.severity import Severity
from tests.alerts.conftest import AT, House, Say, again, finding, journal, said_events

LATER = AT + timedelta(minutes=2)
TABLE = {
    ("raised", "notified"),
    ("raised", "acknowledged"),
    ("raised", "resolved"),
    ("notified", "raised"),
    ("notified", "acknowledged"),
    ("notified", "resolved"),
    ("acknowledged", "raised"),
    ("acknowledged", "notified"),
    ("acknowledged", "resolved"),
    ("resolved", "raised"),
}


def test_the_table_has_these_steps_and_no_other() -> None:
    assert {(old, new) for old, news in STEPS.items() for new in news} == TABLE


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_every_step_is_one_conditional_update_or_refused(
    house: House, say: Say, old: State, new: State
) -> None:
    [alert] = say(finding())
    rows = Alert.objects.for_system("test").filter(pk=alert.pk)
    ended = {"resolved_at": AT, "outcome": "acted"} if old == State.RESOLVED else {}
    rows.update(state=old, acknowledged_by=house.doctor, **ended)
    alert = rows.get()
    values: dict[str, object] = {"resolved_at": None, "outcome": ""}
    if new == State.RESOLVED:
        values = {"resolved_at": AT, "outcome": "acted"}
    if (old, new) not in TABLE:
        assert not may_move(old, new)
        with pytest.raises(ValueError, match=f"no step from {old} to {new}"):
            moves.move(alert, new, **values)
        assert rows.get().state == old
        return
    moves.move(alert, new, **values)
    assert rows.get().state == new
    stale = rows.get()
    stale.state = old
    if old != new:
        with pytest.raises(Conflict):
            moves.move(stale, new, **values)


def test_a_step_that_was_read_in_an_older_round_is_refused(house: House, say: Say) -> None:
    [alert] = say(finding())
    rows = Alert.objects.for_system("test").filter(pk=alert.pk)
    rows.update(round=1)
    with pytest.raises(Conflict):
        moves.move(alert, State.ACKNOWLEDGED, acknowledged_by=house.doctor)
    assert rows.get().state == "notified"


def test_taking_stops_the_clock_until_it_must_come_back(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.URGENT), responsible=house.doctor)
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=LATER)
    row = again(alert)
    assert (row.state, row.acknowledged_by, row.acknowledged_at) == ("acknowledged", house.doctor, LATER)
    assert row.next_step_at == LATER + timedelta(minutes=120)


def test_taking_twice_changes_nothing(house: House, say: Say) -> None:
    [alert] = say(finding())
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=AT)
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=LATER)
    assert again(alert).acknowledged_at == AT
    assert said_events() == ["alert.raised", "alert.acknowledged"]


def test_the_second_sees_who_was_first(house: House, say: Say) -> None:
    [alert] = say(finding())
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=AT)
    with pytest.raises(AlreadyTaken) as refusal:
        handling.acknowledge(house.midwife, alert_id=alert.public_id, at=LATER)
    assert refusal.value.to_json()["detail"] == "Helen Osei has taken this already."
    assert refusal.value.to_json()["acknowledged_by"] == {
        "id": str(house.doctor.public_id),
        "name": "Helen Osei",
    }
    assert again(alert).acknowledged_by == house.doctor


def test_what_got_worse_since_it_was_seen_is_not_taken_by_mistake(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    say(finding(Severity.URGENT), at=LATER)
    with pytest.raises(GotWorse):
        handling.acknowledge(house.doctor, alert_id=alert.public_id, at=LATER, seen_severity="warn")
    assert again(alert).state != "acknowledged"
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=LATER, seen_severity="urgent")
    assert again(alert).state == "acknowledged"


def test_within_a_minute_it_can_be_given_back_and_the_clock_goes_on(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.URGENT), responsible=house.doctor)
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=AT + timedelta(seconds=10))
    handling.give_back(house.doctor, alert_id=alert.public_id, at=AT + timedelta(seconds=70))
    row = again(alert)
    assert (row.state, row.acknowledged_by, row.next_step_at) == (
        "notified",
        None,
        AT + timedelta(minutes=10),
    )
    assert journal(alert) == ["raised", "told Helen Osei", "acknowledged", "given_back"]


def test_after_a_minute_or_by_another_it_cannot(house: House, say: Say) -> None:
    [alert] = say(finding())
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=AT)
    with pytest.raises(TooLateToGiveBack):
        handling.give_back(house.midwife, alert_id=alert.public_id, at=AT)
    with pytest.raises(TooLateToGiveBack):
        handling.give_back(house.doctor, alert_id=alert.public_id, at=AT + timedelta(seconds=61))
    assert again(alert).state == "acknowledged"


def test_ending_keeps_how_it_ended(house: House, say: Say) -> None:
    [alert] = say(finding())
    handling.resolve(
        house.midwife, alert_id=alert.public_id, outcome="false_alarm", text=" A typing slip. ", at=LATER
    )
    row = again(alert)
    assert (row.state, row.outcome, row.outcome_text) == ("resolved", "false_alarm", "A typing slip.")
    assert (row.resolved_by, row.resolved_at, row.next_step_at) == (house.midwife, LATER, None)
    assert said_events() == ["alert.raised", "alert.resolved"]


@pytest.mark.parametrize(
    ("outcome", "text", "field"),
    [
        ("false_alarm", " ", "text"),
        ("duplicate", "", "text"),
        ("transferred", "", "text"),
        ("nothing_needed", "", "text"),
        ("pregnancy_ended", "x", "outcome"),
        ("forgotten", "x", "outcome"),
    ],
)
def test_an_end_without_its_reason_is_refused(
    house: House, say: Say, outcome: str, text: str, field: str
) -> None:
    [alert] = say(finding())
    with pytest.raises(Invalid) as refusal:
        handling.resolve(house.doctor, alert_id=alert.public_id, outcome=outcome, text=text, at=LATER)
    assert refusal.value.errors[0].field == field
    assert again(alert).state == "notified"


def test_what_is_over_cannot_be_taken_or_ended_again(house: House, say: Say) -> None:
    [alert] = say(finding())
    handling.resolve(house.doctor, alert_id=alert.public_id, outcome="acted", at=AT)
    with pytest.raises(AlreadyEnded):
        handling.acknowledge(house.doctor, alert_id=alert.public_id, at=LATER)
    with pytest.raises(AlreadyEnded):
        handling.resolve(house.midwife, alert_id=alert.public_id, outcome="acted", at=LATER)
    assert again(alert).resolved_by == house.doctor


@pytest.mark.parametrize("severity", [Severity.URGENT, Severity.EMERGENCY])
def test_a_dietitian_sees_an_urgent_alert_and_cannot_take_or_end_it(
    house: House, say: Say, severity: Severity
) -> None:
    [alert] = say(finding(severity))
    for act in (
        lambda: handling.acknowledge(house.dietitian, alert_id=alert.public_id, at=AT),
        lambda: handling.resolve(house.dietitian, alert_id=alert.public_id, outcome="acted", at=AT),
    ):
        with pytest.raises(Forbidden):
            act()
    assert again(alert).state == "notified"


def test_a_dietitian_ends_what_is_not_urgent(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN))
    handling.resolve(house.dietitian, alert_id=alert.public_id, outcome="acted", at=AT)
    assert again(alert).state == "resolved"


@pytest.mark.parametrize("who", ["mother", "other_mother", "stranger", "partner", "administrator"])
def test_for_everybody_else_there_is_nothing(house: House, say: Say, who: str) -> None:
    [alert] = say(finding())
    person = house.somebody(who)
    with pytest.raises(NotVisible):
        handling.acknowledge(person, alert_id=alert.public_id, at=AT)
    with pytest.raises(NotVisible):
        handling.resolve(person, alert_id=alert.public_id, outcome="acted", at=AT)
    assert not Alert.objects.visible_to(person).exists()
    assert again(alert).state == "notified"
