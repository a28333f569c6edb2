"""From facts to alerts: raised once, joined, raised anew, suppressed, missing; all in the caller's transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.alerts.findings import Ended, Missing
from apps.alerts.models import Alert, AlertEvidence, MissingFacts, SuppressedFinding
from apps.alerts.services import evaluate, handling
from apps.alerts.services.raising import BadFinding
from apps.foundation.severity import Severity
from apps.foundation.transactions import unit_of_work
from apps.pregnancies.models import Pregnancy
from tests.alerts.conftest import (
    AT,
    RULE,
    House,
    Said,
    Say,
    again,
    all_alerts,
    finding,
    journal,
    piece,
    said_events,
)

LATER = AT + timedelta(minutes=5)


def evidence(alert: Alert) -> list[tuple[str, Any, str]]:
    rows = AlertEvidence.objects.for_system("test").filter(alert=alert).order_by("pk")
    return [(row.what, row.values, row.severity) for row in rows]


def test_a_finding_becomes_an_alert_with_everything_that_decided(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.URGENT, piece(reading=112.5)), responsible=house.doctor)
    row = AlertEvidence.objects.for_system("test").get(alert=alert)
    assert (alert.rule_id, alert.rule_version, alert.direction) == ("tests.rule", 2, "high")
    assert (alert.severity, alert.raised_at, alert.pregnancy) == ("urgent", AT, house.pregnancy)
    assert (row.what, row.occurred_at, row.values, row.rule_version) == ("reading", AT, {"reading": 112.5}, 2)
    assert row.limits == {"values": {"reading": 100}, "set_by": {}}
    assert again(alert).severity_order == 2
    assert said_events() == ["alert.raised"]


def test_nothing_found_writes_nothing(house: House, say: Say, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(8):
        assert say(None) == []
    assert all_alerts() == []


def test_the_same_source_again_is_the_same_alert(house: House, say: Say) -> None:
    source = uuid4()
    [first] = say(finding(Severity.URGENT, piece(source)))
    [second] = say(finding(Severity.URGENT, piece(source)), at=LATER)
    assert first.pk == second.pk
    assert len(evidence(first)) == 1
    assert said_events() == ["alert.raised"]


def test_the_same_source_after_the_end_raises_nothing_new(house: House, say: Say) -> None:
    source = uuid4()
    [alert] = say(finding(Severity.URGENT, piece(source)))
    handling.resolve(house.doctor, alert_id=alert.public_id, outcome="acted", at=LATER)
    assert [row.pk for row in say(finding(Severity.URGENT, piece(source)), at=LATER)] == [alert.pk]
    assert len(all_alerts()) == 1


def test_the_same_source_after_the_end_but_worse_is_a_new_alert(house: House, say: Say) -> None:
    source = uuid4()
    [alert] = say(finding(Severity.WARN, piece(source)))
    handling.resolve(house.doctor, alert_id=alert.public_id, outcome="acted", at=LATER)
    [worse] = say(finding(Severity.EMERGENCY, piece(source)), at=LATER)
    assert worse.pk != alert.pk
    assert worse.severity == "emergency"


def test_more_evidence_joins_the_open_alert_and_keeps_its_clock(house: House, say: Say) -> None:
    [alert] = say(finding(), responsible=house.doctor)
    before = again(alert).next_step_at
    [joined] = say(finding(), at=LATER)
    assert joined.pk == alert.pk
    assert len(evidence(alert)) == 2
    assert again(alert).next_step_at == before
    assert journal(alert) == ["raised", "told Helen Osei", "evidence"]


def test_another_direction_is_another_alert(house: House, say: Say) -> None:
    alerts = say([finding(direction="high"), finding(direction="low")])
    assert [alert.direction for alert in alerts] == ["high", "low"]


def test_a_worse_severity_raises_it_anew_and_tells_again(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.WARN), responsible=house.doctor)
    handling.acknowledge(house.doctor, alert_id=alert.public_id, at=AT)
    say(finding(Severity.EMERGENCY), at=LATER)
    row = again(alert)
    assert (row.severity, row.state, row.acknowledged_by, row.waiting_since) == (
        "emergency",
        "notified",
        None,
        LATER,
    )
    assert row.next_step_at == LATER + timedelta(minutes=1)
    assert journal(alert) == ["raised", "told Helen Osei", "acknowledged", "lifted", "told Helen Osei"]
    assert said_events() == ["alert.raised", "alert.acknowledged", "alert.lifted"]


def test_a_milder_one_does_not_lower_it(house: House, say: Say) -> None:
    [alert] = say(finding(Severity.EMERGENCY))
    say(finding(Severity.WARN), at=LATER)
    assert again(alert).severity == "emergency"
    assert [severity for _what, _values, severity in evidence(alert)] == ["emergency", "warn"]


def test_whoever_has_taken_it_hears_that_more_came(house: House, say: Say) -> None:
    [alert] = say(finding(), responsible=house.doctor)
    handling.acknowledge(house.midwife, alert_id=alert.public_id, at=AT)
    say(finding(), at=LATER)
    assert journal(alert) == ["raised", "told Helen Osei", "acknowledged", "evidence", "told Mina Park"]
    assert again(alert).state == "acknowledged"


def test_a_condition_that_ended_still_waits_for_a_person(house: House, say: Say) -> None:
    [alert] = say(finding())
    say(Ended("high"), at=LATER)
    row = again(alert)
    assert (row.condition_ended_at, row.state) == (LATER, "notified")
    say(finding(), at=LATER + timedelta(minutes=1))
    assert again(alert).condition_ended_at is None
    assert journal(alert)[-2:] == ["condition_ended", "evidence"]


def test_the_end_of_another_direction_ends_nothing(house: House, say: Say) -> None:
    [alert] = say(finding())
    say(Ended("low"), at=LATER)
    assert again(alert).condition_ended_at is None


def test_what_is_missing_leaves_no_alert_but_shows_until_it_is_there(house: House, say: Say) -> None:
    assert say(Missing("weight", since=AT - timedelta(days=9))) == []
    say(Missing("weight"), at=LATER)
    row = MissingFacts.objects.for_system("test").get()
    assert (row.what, row.last_known_at, row.noted_at, row.ended_at) == (
        "weight",
        AT - timedelta(days=9),
        AT,
        None,
    )
    say(None, at=LATER)
    row.refresh_from_db()
    assert row.ended_at == LATER
    assert all_alerts() == []


def test_a_rule_that_fails_keeps_nothing_out_and_shows(house: House, say: Say) -> None:
    with unit_of_work(house.mother):
        assert say(RuntimeError("a fault")) == []
        Pregnancy.objects.for_system("test").filter(pk=house.pregnancy.pk).update(height_cm=170)
    assert MissingFacts.objects.for_system("test").get().what == "rule_failed"
    house.pregnancy.refresh_from_db()
    assert house.pregnancy.height_cm == 170


def test_an_alert_is_stored_with_what_it_is_about_or_not_at_all(house: House, say: Say) -> None:
    with pytest.raises(KeyError), unit_of_work(house.mother):
        say(finding())
        raise KeyError("the message could not be stored")
    assert all_alerts() == []
    assert said_events() == []


def test_a_finding_without_evidence_or_of_another_rule_is_a_fault_of_the_rule(house: House, say: Say) -> None:
    from apps.alerts.findings import Finding

    with pytest.raises(BadFinding):
        say(Finding(RULE.id, RULE.version, Severity.WARN))
    with pytest.raises(BadFinding):
        say(Finding("other", RULE.version, Severity.WARN, [piece()]))
    assert all_alerts() == []


def test_facts_that_no_rule_judges_are_nobodys_business(house: House) -> None:
    assert evaluate(None, subject_id=house.mother.pk, pregnancy=None, facts=object(), at=AT) == []


def test_only_rules_for_exactly_these_facts_are_asked(house: House) -> None:
    class Other(Said):
        pass

    assert evaluate(None, subject_id=house.mother.pk, pregnancy=None, facts=Other(finding()), at=AT) == []


def test_after_the_end_of_the_pregnancy_a_finding_about_it_is_suppressed_with_the_reason(
    house: House, say: Say
) -> None:
    Pregnancy.objects.for_system("test").filter(pk=house.pregnancy.pk).update(state="ended")
    house.pregnancy.refresh_from_db()
    source = piece()
    assert say(finding(Severity.URGENT, source)) == []
    assert say(finding(Severity.URGENT, source), at=LATER) == []
    row = SuppressedFinding.objects.for_system("test").get()
    assert (row.by_what, row.snooze, row.severity, row.suppressed_at) == (
        "pregnancy_ended",
        None,
        "urgent",
        AT,
    )
    assert row.evidence[0]["values"] == {"reading": 7}


@pytest.mark.parametrize(("severity", "direction"), [(Severity.EMERGENCY, "high"), (Severity.URGENT, "low")])
def test_but_an_emergency_and_what_concerns_herself_is_raised(
    house: House, say: Say, severity: Severity, direction: str
) -> None:
    Pregnancy.objects.for_system("test").filter(pk=house.pregnancy.pk).update(state="ended")
    house.pregnancy.refresh_from_db()
    assert len(say(finding(severity, direction=direction))) == 1


def test_evidence_and_journal_cannot_be_changed(house: House, say: Say) -> None:
    [alert] = say(finding())
    for rows in (alert.evidence.all(), alert.entries.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(at=LATER) if rows.model.__name__ == "AlertEntry" else rows.update(what="x")


def test_two_mothers_cannot_be_mixed(house: House, say: Say) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        say(finding(), subject_id=house.other_mother.pk)
        with transaction.atomic():
            from django.db import connection

            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
