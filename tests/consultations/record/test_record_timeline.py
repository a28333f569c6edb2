"""Consultations on the mother's timeline: what happened, and of notes only what was released to her."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.consultations.services import closing, notes
from apps.consultations.written import Written
from tests.consultations.record.conftest import AT

pytestmark = pytest.mark.django_db


def entries(client, clinic):
    address = f"/api/v1/pregnancies/{clinic.pregnancy.public_id}/timeline"
    found = client.get(address).json()["entries"]
    return [(e["kind"], e["on"], e["title"]) for e in found if e["kind"].startswith("consultation")]


def test_a_consultation_from_its_opening_to_its_note(clinic, thread, say, client_of):
    say(thread, clinic.mother, "Look.", kind="image", posted_at=AT + timedelta(minutes=1))
    say(thread, clinic.mother, kind="file", posted_at=AT + timedelta(minutes=2))
    taken = say(thread, clinic.mother, kind="file", posted_at=AT + timedelta(minutes=3))
    say(thread, clinic.mother, relation="removal", relates_to=taken.sequence)
    evening = AT + timedelta(hours=6)  # the next day in Seoul, where she lives
    note = Written(assessment="A.", advice="Rest.")
    first = notes.sign(clinic.obstetrician, thread_id=thread.public_id, note=note, at=evening)
    closing.close_with_note(clinic.obstetrician, thread_id=thread.public_id, at=evening)
    doctor, mother = client_of(clinic.obstetrician), client_of(clinic.mother)
    said = [
        ("consultation.closed", "2026-03-02", "A consultation was closed: Headache"),
        ("consultation.files", "2026-03-01", "2 files were sent."),
        ("consultation", "2026-03-01", "A consultation was opened: Headache"),
    ]
    assert entries(doctor, clinic) == [("consultation.note", "2026-03-02", "A note was signed."), *said]
    assert entries(mother, clinic) == said
    released = Written(assessment="A.", advice="Rest.", release=("advice",), amends=first.public_id)
    at = evening + timedelta(hours=1)
    notes.amend(clinic.midwife, thread_id=thread.public_id, note=released, at=at)
    assert entries(mother, clinic) == [("consultation.note", "2026-03-02", "A note was amended."), *said]


def test_a_stranger_sees_no_timeline(clinic, thread, client_of):
    for person in (clinic.stranger, clinic.other_mother):
        answer = client_of(person).get(f"/api/v1/pregnancies/{clinic.pregnancy.public_id}/timeline")
        assert answer.status_code == 404


def test_how_many_queries_it_takes_does_not_grow(clinic, opened, say, django_assert_max_num_queries):
    from apps.consultations import timeline

    def read():
        return list(timeline.entries(clinic.obstetrician, clinic.pregnancy, 100))

    for _number in range(2):
        say(opened(), clinic.mother, kind="image")
    with django_assert_max_num_queries(6):
        assert len(read()) == 4
    for _number in range(20):
        say(opened(), clinic.mother, kind="image")
    with django_assert_max_num_queries(6):
        assert len(read()) == 44
