"""What a care team lets nobody offer: seen, made and lifted on the page of a mother's plan."""

from __future__ import annotations

import pytest
from django.utils import timezone

from apps.plans.models import OfferVeto
from tests.console.test_plan_page import text_of, url
from tests.plans.making import Home

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db: None) -> Home:
    return Home(timezone.now())


def rows() -> list[tuple[str, str, bool]]:
    found = OfferVeto.objects.for_system("test").order_by("pk")
    return [(row.category, row.reason, row.lifted_at is None) for row in found]


def test_a_kind_is_ruled_out_with_a_reason_and_allowed_again(home, client_of):
    browser = client_of(home.dietitian)
    assert "Nothing is ruled out." in text_of(browser.get(url(home)).content.decode())
    answer = browser.post(url(home, "veto_offers"), {"category": "supplement", "reason": "She takes enough."})
    assert (answer.status_code, answer["Location"].startswith(url(home))) == (302, True)
    assert rows() == [("supplement", "She takes enough.", True)]
    shown = text_of(browser.get(url(home)).content.decode())
    assert "Supplements She takes enough." in shown
    row = OfferVeto.objects.for_system("test").get()
    assert browser.get(url(home, "lift_veto", row.public_id)).status_code == 302
    assert rows() == [("supplement", "She takes enough.", True)]
    assert client_of(home.doctor).post(url(home, "lift_veto", row.public_id)).status_code == 302
    assert rows() == [("supplement", "She takes enough.", False)]
    assert "Nothing is ruled out." in text_of(browser.get(url(home)).content.decode())


def test_no_kind_is_chosen_beforehand(home, client_of):
    browser, address = client_of(home.dietitian), url(home, "veto_offers")
    assert '<option value="" selected>' in browser.get(address).content.decode()
    answer = browser.post(address, {"category": "", "reason": "She takes enough."})
    assert (answer.status_code, rows()) == (422, [])


def test_what_is_ruled_out_already_keeps_its_reason_and_says_so(home, client_of):
    browser, address = client_of(home.dietitian), url(home, "veto_offers")
    browser.post(address, {"category": "food", "reason": "First."})
    answer = browser.post(address, {"category": "food", "reason": "Second."}, follow=True)
    shown = text_of(answer.content.decode())
    assert "This was ruled out already; the first reason stays." in shown
    assert rows() == [("food", "First.", True)]


def test_each_button_says_what_it_allows(home, client_of):
    browser = client_of(home.dietitian)
    browser.post(url(home, "veto_offers"), {"category": "food", "reason": "First."})
    assert "Allow it again : Food" in text_of(browser.get(url(home)).content.decode()).replace(
        "again:", "again :"
    )


def test_without_a_reason_nothing_is_ruled_out(home, client_of):
    answer = client_of(home.dietitian).post(url(home, "veto_offers"), {"category": "food", "reason": ""})
    assert (answer.status_code, rows()) == (422, [])


def test_others_than_her_team_rule_nothing_out(home, client_of):
    given = {"category": "food", "reason": "Because."}
    assert client_of(home.stranger).post(url(home, "veto_offers"), given).status_code == 404
    assert client_of(home.mother).post(url(home, "veto_offers"), given).status_code in (302, 403, 404)
    assert rows() == []
