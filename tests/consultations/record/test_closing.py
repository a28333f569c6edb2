"""Closing: with a signed note, or a reason why none is needed; each closing has a note of its own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import IntegrityError, transaction

from apps.alerts import registry
from apps.alerts.findings import Evidence, Finding
from apps.alerts.registry import Rule
from apps.alerts.services import evaluate
from apps.alerts.services.handling import acknowledge
from apps.consultations.models import Closing, Thread
from apps.consultations.services import closing, notes
from apps.consultations.written import Written
from apps.foundation.errors import Conflict
from apps.foundation.severity import Severity
from apps.foundation.transactions import unit_of_work
from tests.consultations.record.conftest import AT

pytestmark = pytest.mark.django_db
NOTE = Written(assessment="Tension headache.", advice="Rest.", release=("advice",))


def close(client, thread, **body):
    address = f"/api/v1/consultations/{thread.public_id}/closings"
    return client.post(address, body, content_type="application/json")


def state(thread):
    return Thread.objects.for_system("test").get(pk=thread.pk).state


def sign(person, thread, note=NOTE):
    return notes.sign(person, thread_id=thread.public_id, note=note, at=AT)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("obstetrician", 201),
        ("midwife", 201),
        ("dietitian", 201),
        ("mother", 403),
        ("stranger", 404),
        ("other_mother", 404),
    ],
)
def test_the_team_closes_with_a_signed_note(clinic, thread, client_of, who, status):
    note = sign(clinic.obstetrician, thread)
    answer = close(client_of(getattr(clinic, who)), thread)
    assert answer.status_code == status
    assert state(thread) == ("closed" if status == 201 else "open")
    if status == 201:
        assert (answer.json()["note"], answer.json()["without_note"]) == (str(note.public_id), "")
        listed = client_of(clinic.mother).get(f"/api/v1/consultations/{thread.public_id}/closings").json()
        assert [row["id"] for row in listed["closings"]] == [answer.json()["id"]]


def test_without_a_note_it_stays_open(clinic, thread, client_of):
    doctor = client_of(clinic.obstetrician)
    notes.save_draft(clinic.obstetrician, thread_id=thread.public_id, note=NOTE, at=AT)
    answer = close(doctor, thread)
    assert (answer.status_code, answer.json()["code"], state(thread)) == (409, "note_needed", "open")


@pytest.mark.parametrize(
    ("urgency", "reason", "status", "code"),
    [
        ("administrative", "administrative", 201, None),
        ("routine", "by_mistake", 201, None),
        ("soon", "continued_elsewhere", 201, None),
        ("urgent", "administrative", 409, "note_needed"),
        ("emergency", "by_mistake", 409, "note_needed"),
        ("routine", "no_time", 400, "invalid"),
    ],
)
def test_a_reason_stands_for_a_note_only_where_nothing_clinical_was_said(
    clinic, opened, client_of, urgency, reason, status, code
):
    thread = opened(urgency=urgency)
    answer = close(client_of(clinic.midwife), thread, without_note=reason)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert state(thread) == ("closed" if status == 201 else "open")


def test_a_note_and_a_reason_contradict_each_other(clinic, thread, client_of):
    note = sign(clinic.obstetrician, thread)
    answer = close(client_of(clinic.midwife), thread, note=str(note.public_id), without_note="by_mistake")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "contradiction")


def test_a_note_of_another_consultation_closes_nothing(clinic, thread, opened, client_of):
    elsewhere = sign(clinic.obstetrician, opened())
    answer = close(client_of(clinic.obstetrician), thread, note=str(elsewhere.public_id))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "note")
    assert state(thread) == "open"


def test_after_reopening_a_further_note_is_asked_for(clinic, thread, client_of):
    first = sign(clinic.obstetrician, thread)
    doctor = client_of(clinic.obstetrician)
    assert close(doctor, thread).status_code == 201
    assert close(doctor, thread).status_code == 409
    reopen(thread)
    assert close(doctor, thread).json()["code"] == "note_needed"
    assert close(doctor, thread, note=str(first.public_id)).status_code == 400
    again = Written(assessment="Better.", amends=first.public_id)
    closed = closing.sign_and_close(clinic.midwife, thread_id=thread.public_id, note=again, at=AT)
    assert (closed.note.version, state(thread)) == (2, "closed")


def reopen(thread):
    Thread.objects.for_system("test").filter(pk=thread.pk).update(
        state="reopened", closed_at=None, closed_by=None
    )


def test_signing_and_closing_are_one_act(clinic, thread):
    closing.close_with_note(clinic.midwife, thread_id=thread.public_id, without_note="by_mistake", at=AT)
    with pytest.raises(Conflict):
        closing.sign_and_close(clinic.obstetrician, thread_id=thread.public_id, note=NOTE, at=AT)
    assert notes.newest_signed(thread, "clinical") is None


def test_a_closing_is_never_changed(clinic, thread):
    sign(clinic.obstetrician, thread)
    closing.close_with_note(clinic.obstetrician, thread_id=thread.public_id, at=AT)
    rows = Closing.objects.for_system("test").filter(thread=thread)
    for change in (lambda: rows.update(closed_at=AT), lambda: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


# ── red flags ──


@dataclass(frozen=True)
class FlagFacts:
    """What the rule of these tests is told: a message."""

    message: str


def judge(facts, limits):
    evidence = Evidence("message", AT, {}, "consultations.message", facts.message)
    return Finding("test.red_flag", 1, Severity.URGENT, (evidence,))


@pytest.fixture
def flagged(monkeypatch, clinic, say):
    """`flagged(thread)`: an alert that a message of this thread raised."""
    texts = {"title": "t", "needs": "n", "ends": "e", "wrong_if": "w", "source": "tests"}
    rule = Rule("test.red_flag", 1, FlagFacts, judge, in_words=str, **texts)
    monkeypatch.setitem(registry._rules, rule.id, rule)

    def make(thread):
        facts = FlagFacts(str(say(thread, clinic.mother, "bleeding").public_id))
        about = {"subject_id": thread.subject_id, "pregnancy": clinic.pregnancy, "facts": facts, "at": AT}
        with unit_of_work(None):
            (alert,) = evaluate(None, **about)
        return alert

    return make


def test_over_an_open_red_flag_nobody_closes(clinic, thread, opened, flagged, client_of):
    alert, doctor = flagged(thread), client_of(clinic.obstetrician)
    sign(clinic.obstetrician, thread)
    refused = close(doctor, thread)
    assert (refused.status_code, refused.json()["code"], state(thread)) == (409, "open_red_flag", "open")
    assert Closing.objects.for_system("test").count() == 0
    elsewhere = opened()
    assert close(doctor, elsewhere, without_note="by_mistake").status_code == 201
    acknowledge(clinic.obstetrician, alert_id=alert.public_id, at=AT)
    assert close(doctor, thread).status_code == 201


def test_where_there_was_a_red_flag_a_reason_is_no_note(clinic, thread, flagged, client_of):
    alert = flagged(thread)
    acknowledge(clinic.obstetrician, alert_id=alert.public_id, at=AT)
    refused = close(client_of(clinic.obstetrician), thread, without_note="administrative")
    assert (refused.status_code, refused.json()["code"]) == (409, "note_needed")


def test_a_red_flag_that_was_said_in_the_thread_counts_too(clinic, thread, say, client_of):
    say(thread, None, kind="system", payload={"code": "red_flags", "of": 1, "findings": []})
    refused = close(client_of(clinic.obstetrician), thread, without_note="administrative")
    assert refused.json()["code"] == "note_needed"
