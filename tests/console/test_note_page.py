"""The note of a consultation as a page: drafted, signed, closed with; who may; medicines checked as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Care, Person
from apps.console.urls import record
from apps.consultations.models import Closing, ConsultationNote, Document, Prescription, Thread
from apps.consultations.services import document_making
from apps.pregnancies.models import Allergy
from tests.console.conftest import Ward

ClientOf = Callable[[Person | None], Client]


@pytest.fixture
def thread(ward: Ward) -> Thread:
    return Thread.objects.create(
        subject=ward.mother,
        pregnancy=ward.pregnancy,
        team=Care.objects.get(mother=ward.mother).team,
        client_id=uuid4(),
        topic="Headache",
        state="open",
        opened_by=ward.mother,
        opened_at=timezone.now(),
    )


def url(thread: Thread, name: str = "consultation_note") -> str:
    return reverse(f"console:{name}", args=[thread.public_id])


def send(client: Client, thread: Thread, act: str, **given: Any) -> Any:
    """Post what the form sends that was opened just now."""
    signed = stored().filter(thread=thread, state="signed", kind="clinical").order_by("version").last()
    amends = str(signed.public_id) if signed else ""
    return client.post(
        url(thread), {"act": act, "assessment": "Tension headache.", "amends": amends, **given}
    )


def stored() -> Any:
    return ConsultationNote.objects.for_system("a test looks")


def closings() -> Any:
    return Closing.objects.for_system("a test looks")


ROLES = {
    "doctor",
    "midwife",
    "dietitian",
    "stranger",
    "mother",
    "other_mother",
    "partner",
    "administrator",
    "nobody",
}
TEAM = {"doctor", "midwife", "dietitian"}


@pytest.mark.parametrize("role", sorted(ROLES))
@pytest.mark.parametrize("name", [address.name for address in record])
def test_who_may_open_it(ward: Ward, thread: Thread, client_of: ClientOf, name: str, role: str) -> None:
    given = {"thread_id": thread.public_id}
    if name == "consultation_paper":
        given["document_id"] = uuid4()
    post = name == "consultation_note_flags"
    client = client_of(ward.somebody(role))
    address = reverse(f"console:{name}", kwargs=given)
    status = (client.post if post else client.get)(address).status_code
    if role in TEAM:
        missing = name == "consultation_paper"
        assert status == (404 if missing else 403 if post and role == "dietitian" else 200)
    else:
        assert status == (404 if role == "stranger" else status)
        assert status in (302, 403, 404)


def test_a_draft_is_kept_and_comes_back_and_nobody_else_sees_it(
    ward: Ward, thread: Thread, doctor: Client, client_of: ClientOf
) -> None:
    answer = send(doctor, thread, "draft", drug_0="Folic acid", dose_0="400 µg", plan="Half a thought")
    assert answer.headers["Location"].endswith("?kept=1")
    page = doctor.get(url(thread)).content.decode()
    assert "Half a thought" in page
    assert 'value="Folic acid"' in page
    assert "Draft kept" in page
    assert "Half a thought" not in client_of(ward.midwife).get(url(thread)).content.decode()


def test_it_is_signed_and_shown_with_what_the_mother_reads(
    ward: Ward, thread: Thread, doctor: Client
) -> None:
    send(doctor, thread, "sign", advice="Drink more.", release_advice="on", release_plan="on")
    note = stored().get()
    assert (note.state, note.version, note.released) == ("signed", 1, ["advice"])
    page = doctor.get(url(thread)).content.decode()
    assert "Clinical note, version 1, signed" in page
    assert page.count("(the mother reads this)") == 1
    assert "Amend the note" in page


def test_signing_and_closing_is_one_click(ward: Ward, thread: Thread, doctor: Client) -> None:
    answer = send(doctor, thread, "sign_and_close")
    assert answer.status_code == 302
    assert closings().get().note == stored().get()
    page = doctor.get(url(thread)).content.decode()
    assert "with a signed note" in page
    assert "Sign and close" not in page


def test_without_an_assessment_nothing_is_signed_and_her_words_stay(thread: Thread, doctor: Client) -> None:
    answer = send(doctor, thread, "sign", assessment="", plan="Come back")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write your assessment before you sign." in page
    assert "Come back" in page
    assert stored().count() == 0


def test_a_flag_asks_for_a_reason_beside_the_medicine_that_it_is_about(
    ward: Ward, thread: Thread, doctor: Client
) -> None:
    Allergy.objects.create(subject=ward.mother, substance="Penicillin")
    given = {"drug_1": "Folic acid", "drug_4": "Amoxicillin"}
    answer = send(doctor, thread, "sign", **given)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["override_reason_4"])
    answer = send(doctor, thread, "sign", **given, override_reason_4="Tolerated it in 2024.")
    assert answer.status_code == 302
    lines = Prescription.objects.for_system("a test looks").order_by("position")
    assert list(lines.values_list("drug", "override_reason")) == [
        ("Folic acid", ""),
        ("Amoxicillin", "Tolerated it in 2024."),
    ]
    page = doctor.get(url(thread)).content.decode()
    assert "Same class as her allergy to Penicillin." in page
    assert "Prescribed all the same: Tolerated it in 2024." in page


def test_medicines_are_checked_while_they_are_typed(ward: Ward, thread: Thread, doctor: Client) -> None:
    Allergy.objects.create(subject=ward.mother, substance="青霉素")
    found = doctor.post(
        url(thread, "consultation_note_flags"), {"row": "3", "drug_3": "세파클러", "drug_0": "Ibuprofen"}
    ).content.decode()
    assert "data-asks-reason" in found
    assert "May cross-react with her allergy to 青霉素." in found
    assert (
        doctor.post(url(thread, "consultation_note_flags"), {"row": "3", "drug_3": ""})
        .content.decode()
        .strip()
        == ""
    )


def test_who_signed_meanwhile_is_told_and_the_next_click_amends_that(
    ward: Ward, thread: Thread, doctor: Client, client_of: ClientOf
) -> None:
    midwife = client_of(ward.midwife)
    before = {"act": "sign", "assessment": "Mine.", "amends": ""}
    send(midwife, thread, "sign", assessment="Hers.")
    answer = doctor.post(url(thread), before)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "has signed a note meanwhile. Read that first." in page
    assert "Mine." in page
    assert "Hers." in page
    seen = answer.context["form"]["amends"].value()
    assert doctor.post(url(thread), {**before, "amends": seen}).status_code == 302
    assert list(stored().order_by("version").values_list("assessment", flat=True)) == ["Hers.", "Mine."]


def test_a_dietitian_writes_a_note_of_her_own_and_sees_no_prescriptions(
    ward: Ward, thread: Thread, client_of: ClientOf
) -> None:
    dietitian = client_of(ward.dietitian)
    page = dietitian.get(url(thread)).content.decode()
    assert "drug_0" not in page
    answer = dietitian.post(url(thread), {"act": "sign", "assessment": "Eats well.", "drug_0": "Aspirin"})
    assert answer.status_code == 302
    assert stored().get().kind == "diet"
    assert Prescription.objects.for_system("a test looks").count() == 0


@pytest.mark.parametrize(("reason", "status", "count"), [("by_mistake", 302, 1), ("", 422, 0)])
def test_it_is_closed_without_a_note_for_a_reason(
    thread: Thread, doctor: Client, reason: str, status: int, count: int
) -> None:
    answer = doctor.post(url(thread), {"act": "without", "without_note": reason})
    assert (answer.status_code, closings().count()) == (status, count)


def test_what_was_urgent_is_not_closed_without_a_note(thread: Thread, doctor: Client) -> None:
    Thread.objects.for_system("a test").filter(pk=thread.pk).update(urgency="urgent")
    answer = doctor.post(url(thread), {"act": "without", "without_note": "administrative"})
    assert answer.status_code == 422
    assert "sign a note" in answer.content.decode()
    assert closings().count() == 0


def test_a_paper_is_asked_for_followed_and_opened(thread: Thread, doctor: Client) -> None:
    about = {"kind": "transcript", "audience": "team"}
    fragment = doctor.post(url(thread, "consultation_papers"), about, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in fragment.content.decode()
    document = Document.objects.for_system("a test looks").get()
    opening = reverse("console:consultation_paper", args=[thread.public_id, document.public_id])
    assert doctor.get(opening).status_code == 409
    document_making.run(document.public_id, task_id="a", now=timezone.now)
    fragment = doctor.get(url(thread, "consultation_papers")).content.decode()
    assert "every 2s" not in fragment
    assert opening in fragment
    opened = doctor.get(opening, follow=True)
    assert b"".join(opened.streaming_content).startswith(b"%PDF-")


def test_a_paper_of_hers_with_a_withdrawn_part_says_so(thread: Thread, doctor: Client) -> None:
    mark = "superseded: the mother cannot open it any more"
    send(doctor, thread, "sign", release_assessment="on")
    doctor.post(url(thread, "consultation_papers"), {"kind": "notes", "audience": "mother"})
    assert mark not in doctor.get(url(thread, "consultation_papers")).content.decode()
    send(doctor, thread, "sign")
    assert doctor.get(url(thread, "consultation_papers")).content.decode().count(mark) == 1
