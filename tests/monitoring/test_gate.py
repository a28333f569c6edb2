"""The gate before a recording at home, from the door to the row: who is refused, who opens it, and what is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from apps.accounts.models import Consent, ConsentKind, Person, TeamMembership
from apps.alerts.models import Alert
from apps.monitoring.models import GateCheck, GateOpening
from apps.monitoring.services.opening import open_stream
from apps.pregnancies.models import Pregnancy, RiskFactor
from apps.pregnancies.rules.dating import StatedDueDate
from apps.pregnancies.services.datings import redate
from apps.recordings.gatekeeping import GateClosed
from apps.recordings.models import Recording
from tests.factories import ClinicianFactory, FetusFactory, MotherFactory, PregnancyFactory, in_care
from tests.monitoring.made import frame

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


@dataclass
class Home:
    mother: Person
    midwife: Person
    dietitian: Person
    pregnancy: Pregnancy
    team: Any

    @property
    def gate(self) -> str:
        return f"/api/v1/pregnancies/{self.pregnancy.public_id}/recording-gate"


def agree(mother: Person, *kinds: str) -> None:
    for kind in kinds:
        Consent.objects.create(subject=mother, kind=kind, version=1, language="en", given_at=timezone.now())


@pytest.fixture
def home() -> Home:
    """A mother in week 35 with one fetus who agreed to everything, and has not practised."""
    mother, midwife = MotherFactory(), ClinicianFactory(profession="midwife")
    dietitian = ClinicianFactory(profession="dietitian")
    pregnancy = PregnancyFactory(mother=mother)
    FetusFactory(pregnancy=pregnancy)
    team = in_care(mother, midwife)
    in_care(mother, dietitian, team=team)
    agree(mother, ConsentKind.MONITORING, ConsentKind.HOME_RECORDING)
    due(midwife, pregnancy, days=35)
    return Home(mother, midwife, dietitian, pregnancy, team)


def due(person: Person, pregnancy: Pregnancy, *, days: int) -> None:
    from apps.foundation import accesses

    at = timezone.now()
    with accesses.collected():
        redate(
            person,
            pregnancy_id=pregnancy.public_id,
            given=StatedDueDate((at + timedelta(days=days)).date()),
            at=at,
        )


def announce(client: Any, home: Home, *, ago: timedelta = timedelta(), **about: Any) -> Any:
    body = {
        "client_id": str(uuid4()),
        "pregnancy": str(home.pregnancy.public_id),
        "started_at": (timezone.now() - ago).isoformat(),
    }
    return client.post("/api/v1/recordings", body | about, **JSON)


def practise(client: Any, home: Home, minutes: int = 60) -> Any:
    body = {"minutes": minutes, "practised_at": timezone.now().isoformat()}
    return client.post(f"{home.gate}/practices", body, **JSON)


def open_gate(client: Any, home: Home, **given: Any) -> Any:
    body = {"reason": "Seen by me.", "until": (timezone.now() + timedelta(days=7)).isoformat()}
    return client.post(f"{home.gate}/openings", body | given, **JSON)


def kept() -> list[tuple[str, str, list[str]]]:
    rows = GateCheck.objects.for_system("test").order_by("pk")
    return [(row.use, row.result, [reason["key"] for reason in row.reasons]) for row in rows]


def test_nobody_begins_untrained_and_the_refusal_says_what_to_do_and_stays(client_of, home):
    answer = announce(client_of(home.mother), home)
    body = answer.json()
    assert (answer.status_code, body["code"], body["result"]) == (403, "gate", "not_yet")
    [reason] = body["reasons"]
    assert (reason["key"], reason["can_open"]) == ("practice_missing", True)
    assert "0 of 60" in reason["says"]
    assert "Practise" in reason["do"]
    assert Recording.objects.for_system("test").count() == 0
    assert kept() == [("refused", "not_yet", ["practice_missing"])]
    row = GateCheck.objects.for_system("test").get()
    assert (row.inputs["age_days"], row.inputs["has_consent"], row.rule_version) == (245, True, 1)


def test_once_her_midwife_says_that_she_was_trained_she_may(client_of, home):
    assert practise(client_of(home.midwife), home).status_code == 201
    assert announce(client_of(home.mother), home).status_code == 201
    assert kept() == [("changed", "eligible", []), ("begun", "eligible", [])]


def test_a_practice_that_was_noted_wrongly_counts_no_more(client_of, home):
    midwife = client_of(home.midwife)
    practice = practise(midwife, home).json()
    address = f"{home.gate}/practices/{practice['id']}/withdrawn"
    assert midwife.post(address, {"reason": "Another mother."}, **JSON).status_code == 200
    gate = client_of(home.mother).get(home.gate).json()
    assert (gate["may_record"], gate["practised_minutes"], gate["needed_minutes"]) == (False, 0, 60)
    assert gate["practices"][0]["withdrawn_reason"] == "Another mother."


def test_her_own_phone_sends_the_same_recording_again_although_the_gate_is_closed_since(client_of, home):
    practise(client_of(home.midwife), home)
    mother, client_id = client_of(home.mother), str(uuid4())
    started = timezone.now().isoformat()
    first = announce(mother, home, client_id=client_id, started_at=started)
    Consent.objects.for_system("test").filter(kind=ConsentKind.HOME_RECORDING).update(
        withdrawn_at=timezone.now()
    )
    again = announce(mother, home, client_id=client_id, started_at=started)
    assert (first.status_code, again.status_code) == (201, 200)
    assert announce(mother, home).json()["reasons"][0]["key"] == "consent_missing"


def test_what_is_recorded_already_is_taken_and_noted_unless_a_team_wants_otherwise(client_of, home):
    mother = client_of(home.mother)
    assert announce(mother, home, ago=timedelta(hours=2)).status_code == 201
    assert kept() == [("taken", "not_yet", ["practice_missing"])]
    TeamMembership.objects.filter(person=home.midwife).update(is_lead=True)
    address = f"/api/v1/care-teams/{home.team.public_id}/recording-gate"
    midwife = client_of(home.midwife)
    assert midwife.get(address).json() == {"applies_to": "beginning"}
    assert midwife.put(address, {"applies_to": "all"}, **JSON).json() == {"applies_to": "all"}
    assert announce(mother, home, ago=timedelta(hours=2)).json()["code"] == "gate"
    assert client_of(home.dietitian).put(address, {"applies_to": "beginning"}, **JSON).status_code == 403


def test_an_earlier_start_does_not_let_her_go_on_live_and_no_screen_of_it_is_calm(client_of, home):
    mother = client_of(home.mother)
    made = announce(mother, home, ago=timedelta(hours=2)).json()
    recording = Recording.objects.for_system("test").get(public_id=made["id"])
    assert GateCheck.objects.for_system("test").get(use="taken").recording == recording
    with pytest.raises(GateClosed):
        open_stream(home.mother, recording_id=recording.public_id, at=timezone.now())
    assert [use for use, _result, _keys in kept()] == ["taken", "refused"]
    screen = mother.get(f"/api/v1/recordings/{recording.public_id}/screen").json()
    assert (screen["screen"], screen["because"]) == ("call_today", ["gate"])
    page = client_of(home.midwife).get(f"/recordings/{recording.public_id}/")
    assert b"Begun while it was not open to her" in page.content
    practise(client_of(home.midwife), home)
    open_stream(home.mother, recording_id=recording.public_id, at=timezone.now())


def test_what_was_kept_before_the_gate_was_asked_still_comes_over_http(client_of, home):
    mother = client_of(home.mother)
    recording = announce(mother, home, ago=timedelta(hours=2)).json()["id"]
    at_ms = int((timezone.now() - timedelta(hours=2)).timestamp() * 1_000)
    sent = mother.generic(
        "POST", f"/api/v1/recordings/{recording}/frames", frame(0, phone_ms=at_ms), "application/octet-stream"
    )
    assert (sent.status_code, sent.json()["through"]) == (200, 0)


def test_a_clinicians_recording_is_never_asked_about(client_of, home):
    assert announce(client_of(home.midwife), home).status_code == 201
    assert kept() == []


def test_an_opening_covers_what_was_seen_and_a_new_reason_closes_the_gate_again(client_of, home):
    midwife, mother = client_of(home.midwife), client_of(home.mother)
    opened = open_gate(midwife, home)
    assert (opened.status_code, opened.json()["reasons"]) == (201, ["practice_missing"])
    assert announce(mother, home).status_code == 201
    RiskFactor.objects.create(
        subject=home.mother, pregnancy=home.pregnancy, code="bleeding", noted_by=home.midwife
    )
    body = announce(mother, home).json()
    assert (body["code"], body["result"]) == ("gate", "not_without_team")
    closing = [reason for reason in body["reasons"] if not reason["is_open"]]
    assert [reason["key"] for reason in closing] == ["risk:bleeding"]
    assert "Bleeding in this pregnancy" in closing[0]["says"]


def test_an_opening_is_taken_back_with_a_reason_and_stays_in_the_record(client_of, home):
    midwife, mother = client_of(home.midwife), client_of(home.mother)
    opening = open_gate(midwife, home).json()
    address = f"{home.gate}/openings/{opening['id']}/closed"
    assert midwife.post(address, {"reason": " "}, **JSON).status_code == 400
    closed = midwife.post(address, {"reason": "She moved."}, **JSON).json()
    assert closed["closed_reason"] == "She moved."
    assert midwife.post(address, {"reason": "Again."}, **JSON).json()["closed_reason"] == "She moved."
    assert announce(mother, home).status_code == 403
    assert len(mother.get(home.gate).json()["openings"]) == 1


def test_an_opening_ends_by_itself(client_of, home):
    open_gate(client_of(home.midwife), home)
    from apps.monitoring.selectors.gate import gate_now

    later = timezone.now() + timedelta(days=8)
    assert not gate_now(home.pregnancy, at=later).decision.may_record


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"reason": "  "}, 400, "reason"),
        ({"until": (timezone.now() + timedelta(weeks=13)).isoformat()}, 400, "until"),
        ({"until": (timezone.now() - timedelta(days=1)).isoformat()}, 400, "until"),
        ({"reasons": ["consent_missing"]}, 400, "reasons"),
        ({"reasons": ["risk:bleeding"]}, 400, "reasons"),
    ],
)
def test_an_opening_that_may_not_be_names_its_field(client_of, home, given, status, field):
    answer = open_gate(client_of(home.midwife), home, **given)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (status, field)
    assert GateOpening.objects.for_system("test").count() == 0


def test_there_is_nothing_to_open_where_only_she_can_act(client_of, home):
    Consent.objects.for_system("test").filter(kind=ConsentKind.HOME_RECORDING).update(
        withdrawn_at=timezone.now()
    )
    practise(client_of(home.midwife), home)
    answer = open_gate(client_of(home.midwife), home)
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_open")


def test_the_same_id_again_is_the_first_opening(client_of, home):
    midwife, name = client_of(home.midwife), str(uuid4())
    assert [open_gate(midwife, home, id=name).status_code for _ in range(2)] == [201, 200]


def test_only_those_who_read_traces_open_the_gate_or_say_that_she_practised(client_of, home):
    stranger = ClinicianFactory()
    for person, status in ((home.mother, 403), (home.dietitian, 403), (stranger, 404)):
        assert open_gate(client_of(person), home).status_code == status
        assert practise(client_of(person), home).status_code == status
    assert client_of(stranger).get(home.gate).status_code == 404


def test_an_open_red_flag_closes_the_gate_until_a_person_has_ended_it(client_of, home):
    practise(client_of(home.midwife), home)
    alert = Alert.objects.create(
        subject=home.mother,
        pregnancy=home.pregnancy,
        rule_id="red_flags",
        rule_version=1,
        direction="bleeding",
        severity="urgent",
        raised_at=timezone.now(),
        waiting_since=timezone.now(),
    )
    body = announce(client_of(home.mother), home).json()
    assert [reason["key"] for reason in body["reasons"]] == [f"red_flag:{alert.public_id}"]
    assert "Phone your maternity unit now" in body["reasons"][0]["do"]
    Alert.objects.for_system("test").filter(pk=alert.pk).update(rule_id="trace_no_signal")
    assert announce(client_of(home.mother), home).status_code == 201


def test_she_reads_the_gate_in_her_language_and_what_it_said_before(client_of, home):
    Person.objects.filter(pk=home.mother.pk).update(language="ko")
    mother = client_of(Person.objects.get(pk=home.mother.pk))
    assert "연습" in mother.get(home.gate).json()["reasons"][0]["says"]
    announce(mother, home)
    [check] = mother.get(f"{home.gate}/checks").json()["results"]
    assert (check["use"], check["reasons"]) == ("refused", [{"key": "practice_missing", "open": False}])


def test_what_was_kept_is_never_changed(home, client_of):
    from django.db import DatabaseError

    open_gate(client_of(home.midwife), home)
    with pytest.raises(DatabaseError, match="append"):
        GateOpening.objects.for_system("test").update(reason="Other.")
