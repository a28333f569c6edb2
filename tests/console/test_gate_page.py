"""Recording at home on the mother's page: why not, letting her, taking it back, and what she practised."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.monitoring.models import GateClosing, GateOpening, Practice
from apps.pregnancies.models import RiskFactor
from tests.console.conftest import Ward

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(ward: Ward) -> str:
    """The page of a mother with a risk that closes the gate."""
    opening = GateOpening.objects.for_system("test").get(pregnancy=ward.pregnancy)
    GateClosing.objects.create(
        subject=ward.mother, opening=opening, reason="Others.", author=ward.doctor, at=timezone.now()
    )
    RiskFactor.objects.create(
        subject=ward.mother, pregnancy=ward.pregnancy, code="bleeding", noted_by=ward.doctor
    )
    return f"/pregnancies/{ward.pregnancy.public_id}/"


def newest(ward: Ward) -> GateOpening:
    rows = GateOpening.objects.for_system("test").filter(pregnancy=ward.pregnancy)
    return rows.order_by("pk").last()


def test_her_page_says_why_she_may_not_and_a_doctor_lets_her(client_of, ward, page):
    doctor = client_of(ward.doctor)
    shown = doctor.get(page).content.decode()
    assert "She may not record at home unless you let her." in shown
    assert "Because of what is noted in your record (Bleeding in this pregnancy)" in shown
    form = doctor.get(f"{page}gate/open").content.decode()
    assert 'value="risk:bleeding"' in form
    until = (timezone.now() + timedelta(days=5)).date().isoformat()
    keys = ["risk:bleeding", "practice_missing"]
    answer = doctor.post(f"{page}gate/open", {"keys": keys, "reason": "Stopped a week ago.", "until": until})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert newest(ward).keys == keys


def test_a_form_without_a_reason_is_shown_again_and_keeps_nothing(client_of, ward, page):
    until = (timezone.now() + timedelta(days=200)).date().isoformat()
    given = {"keys": ["risk:bleeding"], "reason": "Seen.", "until": until}
    for changed in ({"reason": ""}, {"keys": []}, {}):
        answer = client_of(ward.doctor).post(f"{page}gate/open", given | changed)
        assert answer.status_code == 422
    assert newest(ward).reason == "A test about other things."


def test_what_she_practised_is_noted_and_taken_back(client_of, ward, page):
    midwife = client_of(ward.midwife)
    today = timezone.now().date().isoformat()
    given = {"minutes": 45, "practised_on": today, "note": "Twice."}
    assert midwife.post(f"{page}gate/practices/new", given).status_code == 302
    practice = Practice.objects.for_system("test").get()
    assert "Practised with her: 45 of 60 minutes." in midwife.get(page).content.decode()
    address = f"{page}gate/practices/{practice.public_id}/withdraw"
    assert midwife.post(address, {"reason": "Another mother."}).status_code == 302
    assert "Practised with her: 0 of 60 minutes." in midwife.get(page).content.decode()


def test_an_opening_is_taken_back_on_its_page(client_of, ward, page):
    doctor = client_of(ward.doctor)
    until = (timezone.now() + timedelta(days=5)).date().isoformat()
    doctor.post(f"{page}gate/open", {"keys": ["risk:bleeding"], "reason": "Seen.", "until": until})
    opening = newest(ward)
    address = f"{page}gate/openings/{opening.public_id}/close"
    assert address in doctor.get(page).content.decode()
    assert doctor.post(address, {"reason": "It bleeds again."}).status_code == 302
    shown = doctor.get(page).content.decode()
    assert "It bleeds again." in shown
    assert address not in shown


def test_where_nothing_can_be_opened_the_form_leads_back(client_of, ward):
    answer = client_of(ward.doctor).get(f"/pregnancies/{ward.pregnancy.public_id}/gate/open")
    assert answer.status_code == 302
