"""A letter to a hospital: from the record, signed by whoever may, shown in the thread, and never changed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from apps.consultations.models import Transfer
from apps.consultations.selectors.transfers import proposal, transfer_visible_to, transfers_visible_to
from apps.consultations.services.transfers import AlreadyReplaced, Letter, send
from apps.foundation.errors import Forbidden, Invalid, NotVisible, Unprocessable
from apps.pregnancies.models import Allergy, RiskFactor
from apps.pregnancies.services.locks import PregnancyNotGoing
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.consultations.clinic.conftest import AT, entries, told

pytestmark = pytest.mark.django_db
LETTER = Letter("City Hospital", "now", "Heavy bleeding.", "Please see her.")


def sign(clinic, thread, person=None, letter=LETTER, client_id=None):
    return send(
        person or clinic.midwife,
        thread_id=thread.public_id,
        client_id=client_id or uuid4(),
        letter=letter,
        at=AT,
    )[0]


def stored():
    return Transfer.objects.for_system("test").count()


def test_it_is_signed_shown_in_the_thread_without_a_reason_and_told_to_her(clinic):
    thread = clinic.thread()
    letter = sign(clinic, thread)
    assert (letter.signed_by, letter.signed_as, letter.sent_at) == (clinic.midwife, "Bea Mid", AT)
    assert entries(thread) == [
        {
            "code": "transferred",
            "transfer": str(letter.public_id),
            "by": str(clinic.midwife.public_id),
            "urgency": "now",
            "hospital": "City Hospital",
        }
    ]
    assert told(clinic.mother) == [("consultation_transfer", "emergency")]


def test_what_the_record_says_is_the_beginning_and_what_nobody_knows_is_a_question_mark(clinic):
    thread = clinic.thread()
    RiskFactor.objects.create(subject=clinic.mother, pregnancy=clinic.pregnancy, text="Twins before")
    Allergy.objects.create(subject=clinic.mother, substance="Penicillin", severity="anaphylaxis")
    found = proposal(clinic.midwife, thread.public_id, at=AT)
    assert found.facts["risks"] == ["Twins before"]
    assert found.facts["allergies"] == [{"substance": "Penicillin", "severity": "anaphylaxis"}]
    assert found.facts["gestational_age_days"] is None
    assert found.facts["measurements"] == dict.fromkeys(["blood_pressure", "glucose", "weight", "plan"])
    lines = found.summary.split("\n")
    assert "Gestational age: ?; due date: ?" in lines
    assert "Allergies: Penicillin (Life-threatening)" in lines
    assert "Blood pressure: ? (not measured yet)" in lines


def test_not_asked_and_none_are_two_things(clinic):
    thread = clinic.thread()
    assert "Risks: ? (nobody has asked)" in proposal(clinic.midwife, thread.public_id, at=AT).summary
    clinic.pregnancy.risks_asked_at = AT
    clinic.pregnancy.save()
    assert "Risks: none" in proposal(clinic.midwife, thread.public_id, at=AT).summary


def test_the_facts_are_kept_as_they_were_when_it_was_signed(clinic):
    thread = clinic.thread()
    letter = sign(clinic, thread)
    Allergy.objects.create(subject=clinic.mother, substance="Penicillin")
    assert transfer_visible_to(clinic.midwife, letter.public_id).facts["allergies"] is None


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("dietitian", Forbidden),
        ("mother", Forbidden),
        ("stranger", NotVisible),
        ("administrator", NotVisible),
        ("partner", NotVisible),
    ],
)
def test_only_obstetricians_and_midwives_of_hers_send_her(clinic, who, refusal):
    thread = clinic.thread()
    with pytest.raises(refusal):
        sign(clinic, thread, getattr(clinic, who))
    assert stored() == 0
    assert (entries(thread), told(clinic.mother)) == ([], [])


def test_the_same_id_again_is_the_same_letter_and_for_another_refused(clinic):
    thread, client_id = clinic.thread(), uuid4()
    first, again = (sign(clinic, thread, client_id=client_id) for _ in range(2))
    assert first.pk == again.pk
    assert len(entries(thread)) == len(told(clinic.mother)) == 1
    with pytest.raises(Unprocessable):
        sign(
            clinic,
            thread,
            letter=Letter("Other", "now", "Heavy bleeding.", "Please see her."),
            client_id=client_id,
        )


def test_a_signed_letter_is_never_changed_a_corrected_one_replaces_it_once(clinic):
    thread = clinic.thread()
    first = sign(clinic, thread)
    with pytest.raises(DatabaseError), transaction.atomic():
        Transfer.objects.for_system("test").filter(pk=first.pk).update(hospital="Other")
    corrected = Letter("Other Hospital", "today", "Bleeding.", "Corrected.", replaces=first.public_id)
    second = sign(clinic, thread, clinic.obstetrician, corrected)
    assert second.replaces == first
    with pytest.raises(AlreadyReplaced) as refused:
        sign(clinic, thread, letter=corrected)
    assert refused.value.extra == {"current": str(second.public_id)}


def test_a_letter_of_another_consultation_is_not_replaced(clinic):
    first = sign(clinic, clinic.thread())
    with pytest.raises(Invalid):
        sign(clinic, clinic.thread(), letter=Letter("H", "now", "r", "s", replaces=first.public_id))
    assert stored() == 1


@pytest.mark.parametrize("field", ["hospital", "reason", "summary"])
def test_an_empty_letter_is_refused(clinic, field):
    thread = clinic.thread()
    given = {"hospital": "H", "urgency": "now", "reason": "r", "summary": "s", field: "  "}
    with pytest.raises(Invalid) as refused:
        sign(clinic, thread, letter=Letter(**given))
    assert refused.value.errors[0].field == field
    assert stored() == 0


def test_nobody_is_sent_after_the_pregnancy_has_ended(clinic):
    thread = clinic.thread()
    record_outcome(
        clinic.obstetrician,
        pregnancy_id=clinic.pregnancy.public_id,
        at=AT,
        new=NewOutcome("birth", AT.date()),
    )
    with pytest.raises(PregnancyNotGoing):
        sign(clinic, thread)
    assert stored() == 0


def test_she_sees_where_she_is_sent_and_not_what_clinicians_write_to_each_other(clinic, client_of):
    thread = clinic.thread()
    letter = sign(clinic, thread)
    path = f"/api/v1/transfers/{letter.public_id}"
    hers = client_of(clinic.mother).get(path).json()
    assert (hers["hospital"], hers["urgency"], hers["reason"], hers["summary"]) == (
        "City Hospital",
        "now",
        None,
        None,
    )
    assert client_of(clinic.dietitian).get(path).json()["summary"] == "Please see her."
    assert client_of(clinic.stranger).get(path).status_code == 404
    page = client_of(clinic.mother).get(f"/api/v1/consultations/{thread.public_id}/messages").json()
    assert page["messages"][-1]["words"] == "Your care team sends you to City Hospital now, by ambulance."


def test_lists_take_one_query_however_many_letters_there_are(clinic, django_assert_num_queries):
    thread = clinic.thread()
    for _ in range(3):
        sign(clinic, thread)
    with django_assert_num_queries(1):
        rows = list(transfers_visible_to(clinic.dietitian))
        assert [(row.thread.topic, row.signed_by.pk, row.replaces) for row in rows] == [
            ("Sleep", clinic.midwife.pk, None)
        ] * 3
