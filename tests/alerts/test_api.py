"""The API of alerts: what it answers, to whom, and in how many queries. Who may call what: tests/api/matrix.toml."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.alerts.findings import Missing
from apps.alerts.services import sweeping
from apps.foundation.severity import Severity
from apps.notifications.models import Notification
from tests.alerts.conftest import House, Say, again, finding, nights, piece
from tests.factories import MotherFactory, in_care

ClientOf = Callable[[Any], Client]
BASE = "/api/v1/"


def get(client: Client, path: str, **asked: Any) -> Any:
    answer = client.get(BASE + path, asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def post(client: Client, path: str, body: Any = None) -> Any:
    return client.post(BASE + path, body or {}, content_type="application/json")


def test_one_alert_tells_what_decided_and_what_became_of_it(
    house: House, say: Say, client_of: ClientOf
) -> None:
    [alert] = say(finding(Severity.URGENT, piece(reading=130)), at=timezone.now(), responsible=house.doctor)
    answer = get(client_of(house.doctor), f"alerts/{alert.public_id}")
    assert {name: answer["alert"][name] for name in ("title", "direction_text", "severity", "state")} == {
        "title": "Rule of the tests",
        "direction_text": "too high",
        "severity": "urgent",
        "state": "notified",
    }
    assert answer["alert"]["mother"] == {"id": str(house.mother.public_id), "name": "Amina Rahman"}
    [evidence] = answer["evidence"]
    assert (evidence["sentence"], evidence["values"], evidence["rule_version"]) == (
        "Reading 130",
        {"reading": 130},
        2,
    )
    assert evidence["limits"]["values"] == {"reading": 100}
    assert [(line["kind"], line["told"] and line["told"]["name"]) for line in answer["journal"]] == [
        ("raised", None),
        ("told", "Helen Osei"),
    ]


def test_the_second_reads_who_was_first(house: House, say: Say, client_of: ClientOf) -> None:
    [alert] = say(finding(), at=timezone.now())
    path = f"alerts/{alert.public_id}/acknowledgement"
    assert post(client_of(house.doctor), path).json()["acknowledged_by"]["name"] == "Helen Osei"
    refusal = post(client_of(house.midwife), path)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "alert_taken")
    assert refusal.json()["acknowledged_by"]["name"] == "Helen Osei"


def test_what_got_worse_since_is_refused_with_its_code(house: House, say: Say, client_of: ClientOf) -> None:
    [alert] = say(finding(Severity.WARN), at=timezone.now())
    say(finding(Severity.URGENT), at=timezone.now())
    path = f"alerts/{alert.public_id}/"
    for ending, body in (("acknowledgement", {}), ("resolution", {"outcome": "acted"})):
        refusal = post(client_of(house.doctor), path + ending, {**body, "severity": "warn"})
        assert (refusal.status_code, refusal.json()["code"]) == (409, "alert_got_worse")
    assert again(alert).state == "notified"


def test_the_worklist_is_ranked_and_its_badge_counts_what_waits(
    house: House, say: Say, client_of: ClientOf
) -> None:
    now = timezone.now()
    say(finding(Severity.WARN, direction="old"), at=now - timedelta(hours=2))
    say(finding(Severity.WARN, direction="older"), at=now - timedelta(hours=3))
    say(finding(Severity.EMERGENCY, direction="worst"), at=now)
    [taken] = say(finding(Severity.URGENT, direction="taken"), at=now)
    post(client_of(house.midwife), f"alerts/{taken.public_id}/acknowledgement")
    answer = get(client_of(house.doctor), "alerts/worklist")
    assert [(row["direction"], row["place"]) for row in answer["alerts"]] == [
        ("worst", "waiting"),
        ("taken", "taken"),
        ("older", "waiting"),
        ("old", "waiting"),
    ]
    assert (answer["waiting"], answer["is_cut"], answer["stands_still_since"]) == (3, False, None)


def test_the_list_is_narrowed_by_state_severity_and_mother(
    house: House, say: Say, client_of: ClientOf
) -> None:
    now, client = timezone.now(), client_of(house.doctor)
    [ended] = say(finding(Severity.WARN, direction="high"), at=now)
    say(finding(Severity.URGENT, direction="low"), at=now)
    post(client, f"alerts/{ended.public_id}/resolution", {"outcome": "acted"})

    def found(**asked: Any) -> list[str]:
        return [row["direction"] for row in get(client, "alerts", **asked)["results"]]

    assert found() == ["low", "high"]
    assert found(state="open") == ["low"]
    assert found(state="resolved") == ["high"]
    assert found(severity="urgent") == ["low"]
    assert found(mother=str(house.mother.public_id), state="open") == ["low"]
    assert found(mother=str(house.other_mother.public_id)) == []
    assert found(pregnancy=str(house.pregnancy.public_id)) == ["low", "high"]
    refused = client.get(f"{BASE}alerts", {"state": "lost"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "state")


def test_what_is_not_said_says_by_whom(house: House, say: Say, client_of: ClientOf) -> None:
    now, client = timezone.now(), client_of(house.doctor)
    [alert] = say(finding(Severity.WARN), at=now)
    body = {"until": (now + timedelta(hours=1)).isoformat(), "reason": "The cuff is lent out."}
    made = post(client, f"alerts/{alert.public_id}/snooze", body)
    assert made.status_code == 201
    say(finding(Severity.WARN), at=now)
    say(Missing("weight"), at=now)
    [row] = get(client, "suppressed-findings", mother=str(house.mother.public_id))["results"]
    assert (row["by_what"], row["by"]["name"], row["snooze"]) == ("snooze", "Helen Osei", made.json()["id"])
    assert [one["what"] for one in get(client, "missing-facts")["results"]] == ["weight"]
    assert [one["reason"] for one in get(client, "snoozes")["results"]] == ["The cuff is lent out."]
    ended = post(client, f"snoozes/{made.json()['id']}/end").json()
    assert ended["ended_by"]["name"] == "Helen Osei"


def test_a_snooze_without_end_or_of_an_emergency_is_refused(
    house: House, say: Say, client_of: ClientOf
) -> None:
    now, client = timezone.now(), client_of(house.doctor)
    [alert] = say(finding(Severity.URGENT, direction="high"), at=now)
    [worst] = say(finding(Severity.EMERGENCY, direction="low"), at=now)
    body = {"until": (now + timedelta(days=9)).isoformat(), "reason": "x"}
    refused = post(client, f"alerts/{alert.public_id}/snooze", body).json()
    assert (refused["errors"][0]["field"], refused["errors"][0]["limit"]) == ("until", 240)
    assert post(client, f"alerts/{worst.public_id}/snooze", body).json()["code"] == "cannot_snooze"


def test_rules_tell_what_one_must_know(house: House, client_of: ClientOf) -> None:
    rules = {rule["id"]: rule for rule in get(client_of(house.dietitian), "alert-rules")}
    assert rules["tests.rule"]["closes_with_pregnancy"] == ["high"]
    assert rules["nobody_on_duty"]["wrong_if"] == (
        "Somebody has agreed to look after it without standing in the rota."
    )


def test_the_rota_shows_duties_gaps_and_who_is_on_duty(house: House, client_of: ClientOf) -> None:
    nights(house.team, house.midwife)
    asked = {"from_at": "2027-03-03T00:00:00Z", "days": 1}
    answer = get(client_of(house.doctor), f"care-teams/{house.team.public_id}/rota", **asked)
    assert [(gap["starts_at"], gap["ends_at"]) for gap in answer["gaps"]] == [
        ("2027-03-03T08:00:00Z", "2027-03-03T20:00:00Z")
    ]
    assert {duty["person"]["name"] for duty in answer["duties"]} == {"Mina Park"}
    assert len(answer["patterns"]) == 7


@pytest.mark.parametrize("from_at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "yesterday"])
def test_a_rota_of_no_time_is_refused(from_at: str, house: House, client_of: ClientOf) -> None:
    answer = client_of(house.doctor).get(
        f"{BASE}care-teams/{house.team.public_id}/rota", {"from_at": from_at}
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "from_at")


def test_administrators_are_told_of_an_incident_without_health_words_until_somebody_takes_it(
    house: House, say: Say, client_of: ClientOf
) -> None:
    then = timezone.now() - timedelta(minutes=20)
    [alert] = say(finding(Severity.URGENT), at=then)
    sweeping.sweep(at=timezone.now())
    [told] = Notification.objects.filter(person=house.administrator)
    assert (told.kind, told.object_id, told.withdrawn_at) == ("alert_unanswered", alert.public_id, None)
    assert client_of(house.administrator).get(f"{BASE}alerts/{alert.public_id}").status_code == 403
    post(client_of(house.doctor), f"alerts/{alert.public_id}/acknowledgement")
    told.refresh_from_db()
    assert told.withdrawn_at is not None


@pytest.mark.parametrize("path", ["alerts", "alerts/worklist"])
def test_many_cost_as_many_queries_as_few(
    path: str, house: House, say: Say, client_of: ClientOf, django_assert_max_num_queries: Any
) -> None:
    client, counts, mothers = client_of(house.doctor), [], []
    for many in (5, 50):
        while len(mothers) < many:
            mothers.append(MotherFactory())
            in_care(mothers[-1], house.doctor, team=house.team)
            say(finding(), at=timezone.now(), subject_id=mothers[-1].pk, pregnancy=None)
        with django_assert_max_num_queries(60) as queries:
            get(client, path)
        counts.append(len(queries.captured_queries))
    assert counts[0] == counts[1]
