"""An administrator sets when a team reads; a clinician prints a letter to a hospital."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from apps.consultations.models import ServiceHours
from apps.consultations.services.transfers import Letter, send
from tests.consultations.clinic.conftest import AT, Clinic

pytestmark = pytest.mark.django_db
TYPED = {
    "mon": "8:00-12:00, 13:00–17:00",
    "sat": "10:00-12:00",
    "time_zone": "Asia/Seoul",
    "holidays": "2026-12-25\n2027-01-01",
    "phone": "02-123",
    "emergency_number": "",
    "text_ko": "지금은 답하지 않습니다.",
}


@pytest.fixture
def clinic(db: None) -> Clinic:
    return Clinic()


@pytest.fixture
def address(clinic):
    return reverse("console:team_hours", args=[clinic.team.public_id])


def test_what_is_typed_is_kept_and_stands_in_the_form_again(clinic, client_of, address):
    browser = client_of(clinic.administrator)
    assert browser.post(address, TYPED).status_code == 302
    row = ServiceHours.objects.get()
    assert row.weekly == {"mon": [["08:00", "12:00"], ["13:00", "17:00"]], "sat": [["10:00", "12:00"]]}
    assert [day.isoformat() for day in row.holidays] == ["2026-12-25", "2027-01-01"]
    assert row.out_of_hours == {"ko": "지금은 답하지 않습니다."}
    shown = browser.get(address).content.decode()
    assert 'value="08:00-12:00, 13:00-17:00"' in shown
    assert "2026-12-25\n2027-01-01" in shown
    assert address in browser.get(reverse("console:team", args=[clinic.team.public_id])).content.decode()


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"mon": "from eight to five"}, "Give stretches such as 08:00 to 12:00"),
        ({"mon": "17:00-08:00"}, "A stretch ends after it begins"),
        ({"holidays": "Christmas"}, "Write days as 2026-12-25"),
        ({"time_zone": "Mars"}, "Give the IANA name of a time zone"),
        ({"time_zone": ""}, "required"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_kept(
    clinic, client_of, address, typed, says
):
    answer = client_of(clinic.administrator).post(address, TYPED | typed)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert ServiceHours.objects.count() == 0


def test_a_letter_is_there_to_be_printed_and_says_where_a_newer_one_is(clinic, client_of):
    thread = clinic.thread()

    def sign(**given):
        letter = Letter("City Hospital", "now", "Heavy <b>bleeding</b>.", "Line one\nLine two", **given)
        return send(clinic.midwife, thread_id=thread.public_id, client_id=uuid4(), letter=letter, at=AT)[0]

    first = sign()
    path = reverse("console:transfer", args=[first.public_id])
    shown = client_of(clinic.dietitian).get(path).content.decode()
    assert "City Hospital" in shown and "Signed by Bea Mid" in shown and "data-print" in shown
    assert "Heavy &lt;b&gt;bleeding&lt;/b&gt;." in shown and "Line one<br>Line two" in shown
    assert "counts no more" not in shown
    second = sign(replaces=first.public_id)
    shown = client_of(clinic.dietitian).get(path).content.decode()
    assert "counts no more" in shown and reverse("console:transfer", args=[second.public_id]) in shown


def test_nobody_else_reads_a_letter(clinic, client_of):
    letter, _ = send(
        clinic.midwife,
        thread_id=clinic.thread().public_id,
        client_id=uuid4(),
        letter=Letter("City Hospital", "now", "Bleeding.", "As written."),
        at=AT,
    )
    path = reverse("console:transfer", args=[letter.public_id])
    assert client_of(clinic.stranger).get(path).status_code == 404
    for person in (clinic.mother, clinic.partner):
        assert client_of(person).get(path)["Location"] == "/me/"
    assert client_of(clinic.administrator).get(path).status_code == 403
