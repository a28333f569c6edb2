"""Through time: responsible, on duty, lead, everybody; never silent, also across restarts and beside itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine

from apps.accounts.models import Person, TeamMembership
from apps.alerts.models import Alert
from apps.alerts.rules import escalation
from apps.alerts.services import handling, sweeping
from apps.alerts.tasks import sweep as sweep_task
from apps.foundation.severity import Severity
from tests.alerts.conftest import AT, House, Say, again, finding, journal, nights, said_events


def minutes(number: float) -> datetime:
    return AT + timedelta(minutes=number)


def test_the_chain_climbs_from_the_responsible_to_whoever_is_on_duty_to_the_lead(
    house: House, say: Say
) -> None:
    nights(house.team, house.midwife)
    [alert] = say(finding(Severity.URGENT), responsible=house.doctor)
    assert sweeping.sweep(at=minutes(9.9)) == 0
    assert journal(alert) == ["raised", "told Helen Osei"]
    assert sweeping.sweep(at=minutes(10)) == 1
    assert journal(alert)[2:] == ["told Mina Park"]
    assert sweeping.sweep(at=minutes(20)) == 1
    assert journal(alert)[3:] == ["told Lea Lead"]
    assert again(alert).unanswered_since is None
    assert sweeping.sweep(at=minutes(35)) == 1
    row = again(alert)
    assert (row.unanswered_since, row.next_step_at) == (minutes(35), minutes(50))
    assert journal(alert)[4] == "unanswered"
    assert sorted(journal(alert)[5:]) == sorted(
        ["told Helen Osei", "told Mina Park", "told Lea Lead", f"told {house.administrator.full_name}"]
    )


def test_an_emergency_climbs_in_minutes(house: House, say: Say) -> None:
    nights(house.team, house.midwife)
    [alert] = say(finding(Severity.EMERGENCY), responsible=house.doctor)
    steps = [1, 3, 5, 8, 11]
    for number in steps:
        assert sweeping.sweep(at=minutes(number)) == 1
    assert [line for line in journal(alert) if not line.startswith("told")] == ["raised", "unanswered"]
    assert again(alert).next_step_at == minutes(14)


def test_an_incident_is_repeated_until_somebody_takes_it(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.URGENT))
    assert journal(alert) == ["raised", "told Lea Lead"]
    sweeping.sweep(at=minutes(15))
    told = journal(alert).count("told Lea Lead")
    sweeping.sweep(at=minutes(30))
    assert journal(alert).count("told Lea Lead") == told + 1
    assert journal(alert).count("unanswered") == 1
    assert said_events() == ["alert.raised", "alert.unanswered"]
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=minutes(31))
    assert sweeping.sweep(at=minutes(60)) == 0


def test_with_nobody_in_the_chain_it_is_an_incident_at_once(house: House, say: Say) -> None:
    TeamMembership.objects.filter(person=house.lead).update(is_lead=False)
    [alert] = say(finding(Severity.URGENT))
    row = again(alert)
    assert (row.state, row.unanswered_since, row.next_step_at) == ("notified", AT, minutes(15))
    told = ["told Helen Osei", "told Lea Lead", "told Mina Park", f"told {house.administrator.full_name}"]
    assert journal(alert)[:2] == ["raised", "unanswered"]
    assert sorted(journal(alert)[2:]) == sorted(told)


def test_where_nobody_is_left_who_may_take_it_administrators_are_told(house: House, say: Say) -> None:
    TeamMembership.objects.filter(team=house.team).update(ended_at=AT)
    [alert] = say(finding(Severity.URGENT))
    assert again(alert).state == "raised"
    assert journal(alert) == ["raised", "unanswered", f"told {house.administrator.full_name}"]


def test_a_link_without_anybody_new_is_passed_over(house: House, say: Say) -> None:
    nights(house.team, house.doctor)
    [alert] = say(finding(Severity.URGENT), responsible=house.doctor)
    sweeping.sweep(at=minutes(10))
    assert journal(alert) == ["raised", "told Helen Osei", "told Lea Lead"]


@pytest.mark.parametrize("change", ["left", "deactivated"])
def test_whoever_left_or_was_deactivated_is_not_in_the_chain(house: House, say: Say, change: str) -> None:
    nights(house.team, house.midwife)
    for person in (house.doctor, house.midwife):
        if change == "left":
            TeamMembership.objects.filter(person=person).update(ended_at=AT)
        else:
            Person.objects.filter(pk=person.pk).update(is_active=False)
    [alert] = say(finding(Severity.URGENT), responsible=house.doctor)
    assert journal(alert) == ["raised", "told Lea Lead"]


def test_a_dietitian_on_duty_is_not_called_to_what_she_may_not_end(house: House, say: Say) -> None:
    nights(house.team, house.dietitian)
    [urgent, mild] = say([finding(Severity.URGENT), finding(Severity.WARN, direction="low")])
    assert journal(urgent) == ["raised", "told Lea Lead"]
    assert journal(mild) == ["raised", "told Dora Diet"]


def test_information_is_told_once_and_then_waits(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.INFO), responsible=house.doctor)
    assert again(alert).next_step_at is None
    assert sweeping.sweep(at=AT + timedelta(days=30)) == 0
    assert journal(alert) == ["raised", "told Helen Osei"]


def test_information_for_nobody_waits_in_the_worklist_and_is_no_incident(house: House, say: Say) -> None:
    TeamMembership.objects.filter(person=house.lead).update(is_lead=False)
    [alert] = say(finding(Severity.INFO))
    row = again(alert)
    assert (row.state, row.unanswered_since, row.next_step_at) == ("raised", None, None)


def test_what_was_taken_and_not_ended_comes_back_to_whoever_took_it(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.URGENT), responsible=house.doctor)
    handling.acknowledge(house.midwife, alert_id=alert.public_id, at=minutes(1))
    assert sweeping.sweep(at=minutes(120)) == 0
    assert sweeping.sweep(at=minutes(121)) == 1
    row = again(alert)
    assert (row.state, row.waiting_since, row.responsible) == ("notified", minutes(121), house.midwife)
    assert journal(alert)[-2:] == ["returned", "told Mina Park"]
    assert sweeping.sweep(at=minutes(131)) == 1
    assert journal(alert)[-1] == "told Lea Lead"


def test_after_days_without_any_worker_the_next_sweep_goes_on(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.EMERGENCY), responsible=house.doctor)
    with time_machine.travel(AT + timedelta(days=2), tick=False):
        sweep_task()
    assert journal(alert) == ["raised", "told Helen Osei", "told Lea Lead"]
    assert again(alert).next_step_at == AT + timedelta(days=2, minutes=2)


def test_worse_during_an_incident_tells_everybody_at_once(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.URGENT))
    sweeping.sweep(at=minutes(15))
    before = len(journal(alert))
    say(finding(Severity.EMERGENCY), at=minutes(16))
    assert journal(alert)[before:] == ["lifted", "told Lea Lead", f"told {house.administrator.full_name}"]
    assert again(alert).next_step_at == minutes(19)


def test_one_that_fails_does_not_hold_up_the_others(
    house: House, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    [bad, good] = say([finding(direction="high"), finding(direction="low")], responsible=house.doctor)
    real = sweeping.tell_next

    def failing(alert: Alert, *, at: datetime) -> None:
        if alert.pk == bad.pk:
            raise OSError("the outside edge fails")
        real(alert, at=at)

    monkeypatch.setattr(sweeping, "tell_next", failing)
    assert sweeping.sweep(at=minutes(10)) == 1
    assert journal(good)[-1] == "told Lea Lead"
    monkeypatch.undo()
    assert sweeping.sweep(at=minutes(10)) == 1
    assert journal(bad)[-1] == "told Lea Lead"


SECTION = (
    "version = 1\nwait_minutes = {waits}\nrepeat_minutes = 1\nreturn_minutes = 1\nsnooze_minutes = {snooze}\n"
)


def table(**changed: str) -> str:
    good = {"waits": "[1, 1, 1]", "snooze": "0"}
    return "".join(
        f"[{severity}]\n" + SECTION.format(**(good | (changed if severity == "emergency" else {})))
        for severity in Severity
    )


@pytest.mark.parametrize(
    "bad", [{"waits": "[]"}, {"waits": "[1, 1]"}, {"waits": "[0, 1, 1]"}, {"snooze": "5"}]
)
def test_a_table_that_could_silence_an_emergency_is_refused(bad: dict[str, str]) -> None:
    assert escalation.parse(table())[Severity.EMERGENCY].climbs
    with pytest.raises(escalation.BadTable):
        escalation.parse(table(**bad))
