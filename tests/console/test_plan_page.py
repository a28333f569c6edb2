"""A mother's plan page: the week with its reasons, versions, what the care team may do; and the plan on paper."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Person
from apps.accounts.selectors import access_log_of
from apps.plans.models import Plan
from apps.plans.services import wishes
from apps.plans.states import PlanState
from apps.pregnancies.models import Pregnancy
from tests.plans.making import Home, content, fresh, plans_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(db: None) -> Home:
    return Home(timezone.now())


def url(home: Home, name: str = "plan", *more: Any) -> str:
    return reverse(f"console:{name}", args=[home.pregnancy.public_id, *more])


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def page(home: Home, client_of: Callable[[Person], Client]) -> Callable[..., str]:
    """The page as the dietitian (or `who`) reads it."""

    def opened(query: str = "", who: Person | None = None) -> str:
        answer = client_of(who or home.dietitian).get(url(home) + query)
        assert answer.status_code == 200
        return answer.content.decode()

    return opened


def made_now(home: Home, **about: Any) -> Plan:
    return home.made(at=timezone.now(), **about)


def test_an_empty_week_says_so_and_a_plan_can_be_asked_for(home, page, client_of):
    assert "There is no plan for this week." in text_of(page())
    answer = client_of(home.dietitian).post(url(home, "ask_plan"))
    assert (answer.status_code, [plan.state for plan in plans_of(home.mother)]) == (302, ["making"])
    shown = page()
    assert "The plan is being made." in text_of(shown)
    assert 'hx-trigger="every 2s, kaishi:changed from:body"' in shown


def test_a_week_with_its_dishes_reasons_targets_and_what_it_rests_on(home, page):
    plan = made_now(home)
    shown = page()
    item = content(plan).result["days"][0]["meals"][0]["items"][0]
    assert item["name"] in text_of(shown) and f"{item['grams']:.0f} g" in shown
    for name in ("meals", "targets", "supplements", "activity", "versions", "facts"):
        assert f'id="{name}"' in shown, name
    assert "165 cm (the record of the pregnancy)" in text_of(shown)
    assert "not told: counted as usual" in shown
    assert "every 2s" not in shown


def test_what_is_missing_is_asked_for_in_calm_words(home, page):
    Pregnancy.objects.for_system("test").filter(pk=home.pregnancy.pk).update(height_cm=None)
    made_now(home)
    assert "Your height is not known yet." in text_of(page())


def test_a_draft_is_approved_here_and_an_earlier_version_stays_readable(home, page, client_of):
    first = made_now(home)
    wishes.change_settings(
        home.doctor, mother=home.mother, changes={"needs_approval": True}, at=timezone.now()
    )
    draft = made_now(home)
    assert "Approve and send" in page()
    answer = client_of(home.doctor).post(url(home, "approve_plan", draft.public_id))
    assert (answer.status_code, fresh(draft).state, fresh(draft).approved_by) == (
        302,
        PlanState.SENT,
        home.doctor,
    )
    assert "Approve and send" not in page()
    old = page("?version=1")
    assert "Replaced by a newer version" in text_of(old) and 'id="meals"' in old
    assert fresh(first).state == PlanState.SUPERSEDED


def test_a_plan_is_withdrawn_with_a_reason(home, page, client_of):
    plan = made_now(home)
    address = url(home, "withdraw_plan", plan.public_id)
    assert client_of(home.dietitian).post(address, {"because": ""}).status_code == 422
    assert fresh(plan).state == PlanState.SENT
    client_of(home.dietitian).post(address, {"because": "Another allergy was told."})
    assert fresh(plan).state == PlanState.WITHDRAWN
    assert "Another allergy was told." in page("?version=1")


def test_a_note_for_her_stands_beside_the_plan(home, page, client_of):
    plan = made_now(home)
    client_of(home.dietitian).post(url(home, "plan_note", plan.public_id), {"note": "Eat slowly."})
    assert "Eat slowly." in page()


@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("mother", 302)])
def test_others_do_not_get_in(home, client_of, who, status):
    plan = made_now(home)
    for address in (url(home), url(home, "plan_paper", plan.public_id)):
        assert client_of(getattr(home, who)).get(address).status_code == status


def test_a_version_that_there_is_not_and_a_plan_of_somebody_else_are_not_found(home, client_of):
    plan = made_now(home)
    assert client_of(home.doctor).get(url(home) + "?version=9").status_code == 404
    other = home.begin(home.other_mother)
    address = reverse("console:approve_plan", args=[other.public_id, plan.public_id])
    assert client_of(home.doctor).post(address).status_code == 404


def test_reading_the_page_is_in_the_access_log(home, page):
    made_now(home)
    page()
    assert "plans.plan" in {entry.kind for entry in access_log_of(home.mother)}


@pytest.mark.parametrize("language", ["en", "zh-hans", "ko"])
def test_the_paper_is_in_her_language(home, client_of, language):
    plan = made_now(home)
    Person.objects.filter(pk=home.mother.pk).update(language=language)
    answer = client_of(home.doctor).get(url(home, "plan_paper", plan.public_id))
    assert answer["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert len(pdf.pages) >= 2
        assert str(pdf.Root.Lang) == language


def test_a_notification_leads_the_team_to_the_page_and_her_to_the_paper(home, client_of):
    plan = made_now(home)
    address = reverse("console:plan_address", args=[plan.public_id])
    assert client_of(home.doctor).get(address)["Location"].startswith(url(home))
    assert client_of(home.mother).get(address)["Content-Type"] == "application/pdf"
    assert client_of(home.stranger).get(address).status_code == 404
    assert client_of(None).get(address).status_code == 302


def test_the_diary_and_the_plan_lead_to_each_other(home, page, client_of):
    assert reverse("console:nutrition", args=[home.pregnancy.public_id]) in page()
    diary = client_of(home.dietitian).get(url(home, "nutrition")).content.decode()
    assert url(home) in diary


def test_the_next_week_is_planned_apart(home, page):
    made_now(home)
    next_week = (timezone.now().date() + timedelta(days=8)).isoformat()
    assert "There is no plan for this week." in text_of(page(f"?week={next_week}"))
