"""Notes: who may, what is fixed, what the mother reads, what is asked before a medicine is prescribed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.consultations.models import ConsultationNote, Message, Prescription
from apps.foundation.models import OutboxMessage
from apps.notifications.models import Notification
from tests.consultations.record.conftest import allergic_to, asked_about_allergies

pytestmark = pytest.mark.django_db
AMOXICILLIN = {
    "drug": "Amoxicillin",
    "dose": "500 mg",
    "how": "by mouth, three times a day",
    "how_long": "7 days",
}


def address(thread, tail=""):
    return f"/api/v1/consultations/{thread.public_id}/notes{tail}"


def post(client, thread, action, /, **about):
    body = {"action": action, "assessment": "Tension headache.", **about}
    return client.post(address(thread), body, content_type="application/json")


def notes(client, thread):
    return client.get(address(thread)).json()["notes"]


def stored():
    return ConsultationNote.objects.for_system("test")


@pytest.mark.parametrize(
    ("who", "status", "kind"),
    [
        ("obstetrician", 201, "clinical"),
        ("midwife", 201, "clinical"),
        ("dietitian", 201, "diet"),
        ("mother", 403, None),
        ("stranger", 404, None),
        ("other_mother", 404, None),
        ("partner", 403, None),
        ("administrator", 403, None),
    ],
)
def test_only_the_team_signs_and_a_dietitian_a_note_of_her_own_kind(
    clinic, thread, client_of, who, status, kind
):
    answer = post(client_of(getattr(clinic, who)), thread, "sign")
    assert (answer.status_code, answer.json().get("kind")) == (status, kind)
    assert stored().count() == (1 if status == 201 else 0)
    assert OutboxMessage.objects.filter(name="consultation.note_signed").count() == (
        1 if status == 201 else 0
    )


def test_a_dietitian_does_not_prescribe_not_even_in_a_draft(clinic, thread, client_of):
    asked_about_allergies(clinic.pregnancy)
    for action in ("draft", "sign"):
        answer = post(client_of(clinic.dietitian), thread, action, prescriptions=[AMOXICILLIN])
        assert answer.status_code == 403
    assert stored().count() == 0


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"assessment": "  "}, "assessment"),
        ({"plan": "x" * 8_001}, "plan"),
        ({"follow_up_on": "2020-01-01"}, "follow_up_on"),
        ({"follow_up_on": "soon"}, "follow_up_on"),
        ({"release": ["advice"]}, "advice"),
        ({"release": ["follow_up"]}, "follow_up"),
        ({"release": ["prescriptions"]}, "prescriptions"),
        ({"release": ["secrets"]}, "release[0]"),
        ({"diagnosis": "none"}, "diagnosis"),
        ({"prescriptions": [{"drug": ""}]}, "prescriptions[0].drug"),
        ({"prescriptions": [{"drug": "A", "colour": "red"}]}, "prescriptions[0].colour"),
        ({"prescriptions": [{"drug": "Folic acid"}] * 13}, "prescriptions.non_field_errors"),
        ({"action": "erase"}, "action"),
    ],
)
def test_a_note_that_cannot_be_is_refused_by_name(clinic, thread, client_of, about, field):
    asked_about_allergies(clinic.pregnancy)
    answer = post(client_of(clinic.obstetrician), thread, "sign", **about)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, field)
    assert (stored().count(), Prescription.objects.for_system("test").count()) == (0, 0)


def test_follow_up_is_after_today_where_she_lives(clinic, thread, client_of):
    """In Seoul it is tomorrow nine hours earlier than in London."""
    today = timezone.now().astimezone(timezone.zoneinfo.ZoneInfo("Asia/Seoul")).date()
    answer = post(client_of(clinic.obstetrician), thread, "sign", follow_up_on=today.isoformat())
    assert answer.json()["errors"][0] | {"message": ""} == {
        "field": "follow_up_on", "code": "not_in_future", "message": "", "limit": today.isoformat(),
    }  # fmt: skip


def test_a_second_signature_is_an_amendment_and_the_first_version_stays(clinic, thread, client_of):
    asked_about_allergies(clinic.pregnancy)
    doctor, midwife = client_of(clinic.obstetrician), client_of(clinic.midwife)
    assert post(doctor, thread, "amend").json()["code"] == "not_signed"
    first = post(doctor, thread, "sign", assessment="First.", prescriptions=[AMOXICILLIN]).json()
    assert post(midwife, thread, "sign").json()["code"] == "already_signed"
    second = post(midwife, thread, "amend", assessment="Second.", amends=first["id"])
    assert (second.status_code, second.json()["version"]) == (201, 2)
    stale = post(doctor, thread, "amend", assessment="Third.", amends=first["id"])
    assert (stale.status_code, stale.json()["code"]) == (409, "newer_note")
    assert stale.json()["current_note"] == second.json()["id"]
    assert [(n["version"], n["assessment"], n["amends"]) for n in notes(doctor, thread)] == [
        (1, "First.", None),
        (2, "Second.", first["id"]),
    ]


def test_the_database_holds_what_was_signed(clinic, thread, client_of):
    asked_about_allergies(clinic.pregnancy)
    note = post(client_of(clinic.obstetrician), thread, "sign", prescriptions=[AMOXICILLIN]).json()
    row = stored().get(public_id=note["id"])
    lines = Prescription.objects.for_system("test").filter(note=row)
    for change in (
        lambda: stored().filter(pk=row.pk).update(assessment="Other."),
        lambda: stored().filter(pk=row.pk).update(state="draft", version=None, signed_at=None),
        lambda: stored().filter(pk=row.pk).delete(),
        lambda: lines.update(dose="5 g"),
        lambda: lines.delete(),
        lambda: Prescription.objects.create(subject_id=row.subject_id, note=row, position=1, drug="B"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_diet_note_does_not_replace_a_doctors(clinic, thread, client_of):
    post(client_of(clinic.obstetrician), thread, "sign", assessment="A.", plan="P.", release=["plan"])
    post(client_of(clinic.dietitian), thread, "sign", assessment="D.", advice="Eat.", release=["advice"])
    read = notes(client_of(clinic.mother), thread)
    assert [(n["kind"], n["plan"], n["advice"]) for n in read] == [
        ("clinical", "P.", None),
        ("diet", None, "Eat."),
    ]


def test_a_draft_is_its_authors_alone_and_becomes_the_signed_note(clinic, thread, client_of):
    doctor, midwife = client_of(clinic.obstetrician), client_of(clinic.midwife)
    lines = [{"drug": "A"}, {"drug": "B"}]
    assert post(doctor, thread, "draft", assessment="", prescriptions=lines).status_code == 201
    assert post(doctor, thread, "draft", assessment="More.", prescriptions=lines[1:]).status_code == 200
    (draft,) = notes(doctor, thread)
    assert (draft["assessment"], [line["drug"] for line in draft["prescriptions"]]) == ("More.", ["B"])
    assert (notes(midwife, thread), notes(client_of(clinic.mother), thread)) == ([], [])
    assert post(doctor, thread, "sign").json()["id"] == draft["id"]
    assert stored().count() == 1


def test_a_draft_can_be_thrown_away_a_signed_note_cannot(clinic, thread, client_of):
    doctor = client_of(clinic.obstetrician)
    post(doctor, thread, "sign")
    post(doctor, thread, "draft", assessment="Not yet.")
    assert doctor.delete(address(thread, "/draft")).status_code == 204
    assert [(n["state"], n["version"]) for n in notes(doctor, thread)] == [("signed", 1)]
    assert doctor.delete(address(thread, "/draft")).status_code == 204


def test_the_mother_reads_what_was_released_field_by_field(clinic, thread, client_of):
    asked_about_allergies(clinic.pregnancy)
    about = {"subjective": "S.", "objective": "O.", "plan": "P.", "advice": "Drink."}
    lines = [{**AMOXICILLIN, "override_reason": "tested negative"}]
    post(
        client_of(clinic.obstetrician), thread, "sign", **about, prescriptions=lines,
        follow_up_on="2099-01-02", release=["advice", "prescriptions"],
    )  # fmt: skip
    (note,) = notes(client_of(clinic.mother), thread)
    hidden = ("subjective", "objective", "assessment", "plan", "follow_up_on")
    assert {name: note[name] for name in hidden} == dict.fromkeys(hidden)
    assert (note["advice"], note["released"]) == ("Drink.", ["advice", "prescriptions"])
    assert note["prescriptions"] == [{**AMOXICILLIN, "override_reason": None, "flags": None}]
    (whole,) = notes(client_of(clinic.midwife), thread)
    assert (whole["subjective"], whole["follow_up_on"]) == ("S.", "2099-01-02")
    assert whole["prescriptions"][0]["override_reason"] == "tested negative"


def test_her_phone_holds_the_newest_version_only_once_it_is_released(clinic, thread, client_of):
    phone, doctor = client_of(clinic.mother), client_of(clinic.obstetrician)
    first = post(doctor, thread, "sign", advice="Rest.").json()
    assert (notes(phone, thread), changed(phone)) == ([], {})
    second = post(doctor, thread, "amend", advice="Rest.", release=["advice"], amends=first["id"]).json()
    assert changed(phone)[second["id"]]["advice"] == "Rest."
    third = post(doctor, thread, "amend", advice="Come in.", amends=second["id"]).json()
    assert changed(phone) == {second["id"]: None}
    assert notes(phone, thread) == []
    assert [n["id"] for n in notes(doctor, thread)] == [first["id"], second["id"], third["id"]]


def changed(phone):
    """The notes among the changes, by id; None for one that is gone."""
    changes = phone.get("/api/v1/changes?after=0").json()["changes"]
    return {change["id"]: change["object"] for change in changes if change["kind"] == "consultation_note"}


# ── prescriptions ──


def sign_with(client, thread, **line):
    return post(client, thread, "sign", prescriptions=[{"drug": "Folic acid"}, {**AMOXICILLIN, **line}])


def test_a_flag_asks_for_a_reason_and_the_reason_is_kept_with_what_was_said(clinic, thread, client_of):
    allergic_to(clinic.mother, "Penicillin", "dust")
    doctor = client_of(clinic.obstetrician)
    refused = sign_with(doctor, thread)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "override_needed")
    assert refused.json()["errors"][0]["field"] == "prescriptions[1].override_reason"
    assert "enicillin" not in refused.content.decode()
    assert stored().count() == 0
    signed = sign_with(doctor, thread, override_reason="Tolerated amoxicillin in 2024.")
    assert signed.status_code == 201
    line = Prescription.objects.for_system("test").get(drug="Amoxicillin")
    assert line.override_reason == "Tolerated amoxicillin in 2024."
    assert [
        (flag["code"], flag["action"], flag["allergy"], flag["rule"], flag["rule_version"])
        for flag in line.flags
    ] == [
        ("same_class", "confirm", "Penicillin", "penicillin", 1),
        ("allergy_not_known", "notice", "dust", "", 0),
    ]


def test_an_allergy_that_was_ended_is_none(clinic, thread, client_of):
    allergic_to(clinic.mother, "Penicillin")
    from apps.pregnancies.models import Allergy

    Allergy.objects.for_system("test").update(ended_at=timezone.now())
    asked_about_allergies(clinic.pregnancy)
    assert sign_with(client_of(clinic.obstetrician), thread).status_code == 201


def test_never_asked_wants_a_reason_too_and_each_line_its_own(clinic, thread, client_of):
    doctor = client_of(clinic.obstetrician)
    refused = sign_with(doctor, thread, override_reason="Cannot wait.")
    assert [error["field"] for error in refused.json()["errors"]] == ["prescriptions[0].override_reason"]
    asked_about_allergies(clinic.pregnancy)
    assert sign_with(doctor, thread).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"),
    [("obstetrician", 200), ("midwife", 200), ("dietitian", 403), ("mother", 403), ("stranger", 404)],
)
def test_medicines_are_checked_before_for_whoever_prescribes(clinic, thread, client_of, who, status):
    allergic_to(clinic.mother, "青霉素")
    body = {"drugs": ["세파클러", "Folic acid"]}
    answer = client_of(getattr(clinic, who)).post(
        address(thread, "/check"), body, content_type="application/json"
    )
    assert answer.status_code == status
    if status == 200:
        (first, second) = answer.json()["checked"]
        assert [(f["code"], f["action"], f["rule"]) for f in first["flags"]] == [
            ("cross_reaction", "confirm", "penicillin.same_side_chain")
        ]
        assert first["flags"][0]["sentence"].startswith("May cross-react with her allergy to 青霉素.")
        assert second == {"drug": "Folic acid", "flags": []}


def test_reading_a_note_is_written_to_her_access_log(clinic, thread, client_of):
    post(client_of(clinic.obstetrician), thread, "sign")
    notes(client_of(clinic.midwife), thread)
    log = client_of(clinic.mother).get("/api/v1/access-log").json()["results"]
    assert "What your care team wrote about a consultation" in {entry["what"] for entry in log}


def test_what_is_released_is_told_in_the_thread_and_to_her_once(clinic, thread, client_of):
    doctor = client_of(clinic.obstetrician)
    hidden = post(doctor, thread, "sign", advice="Rest.").json()
    assert told(clinic, thread) == ([], 0)
    shown = post(doctor, thread, "amend", advice="Rest.", release=["advice"], amends=hidden["id"]).json()
    assert told(clinic, thread) == (
        [{"code": "note_released", "note": shown["id"], "kind": "clinical", "version": 2}],
        1,
    )


def told(clinic, thread):
    said = Message.objects.for_system("test").filter(thread=thread, kind="system")
    sent = Notification.objects.filter(
        person=clinic.mother, kind="consultation_note", object_id=thread.public_id
    )
    return list(said.values_list("payload", flat=True)), sent.count()
