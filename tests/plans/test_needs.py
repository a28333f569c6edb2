"""What a plan tells the app of offers: with consent only, under a pseudonym, and nothing after a loss."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from apps.accounts.consent_texts import current
from apps.accounts.models import Consent, Pseudonym
from apps.accounts.services import consents, pseudonyms
from apps.foundation.contracts.needs import PURPOSE, read
from apps.foundation.models import OutboxMessage, Revision
from apps.plans.rules import needs as rules
from apps.plans.services import needs, sending
from apps.pregnancies.models import Fetus
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.factories import FetusFactory
from tests.plans.making import AT, TODAY
from tests.plans.test_life import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _it_is_that_wednesday(monkeypatch):
    monkeypatch.setattr("apps.plans.listeners.timezone.now", lambda: AT)


def agree(mother: Any) -> Consent:
    version = current("offers").version
    return consents.give(mother, kind="offers", version=version, language="en", at=AT)[0]


def told(name: str = "need.published") -> list[dict[str, Any]]:
    return list(OutboxMessage.objects.filter(name=name).order_by("pk").values_list("payload", flat=True))


def of_her(home: Any) -> UUID | None:
    return pseudonyms.known(home.mother, PURPOSE)


def test_without_consent_nothing_is_told_and_she_has_no_pseudonym(home):
    home.made()
    assert deliver("plan.sent") == 1
    assert (told(), of_her(home)) == ([], None)


def test_a_plan_that_was_sent_tells_its_lines_under_a_pseudonym(home):
    agree(home.mother)
    home.made()
    deliver("plan.sent")
    payload = told()[-1]
    assert payload["pseudonym"] == str(of_her(home))
    codes = [need["need_code"] for need in payload["needs"]]
    kinds = {read(code).kind for code in codes}
    assert kinds == {"supplement", "food", "gear"}
    assert not any(read(code).is_asked_only for code in codes)
    assert {need["until"] for need in payload["needs"]} == {"2026-03-08T23:00:00Z"}
    whole = str(payload)
    assert str(home.mother.public_id) not in whole
    assert str(home.pregnancy.public_id) not in whole


def test_agreeing_later_tells_what_the_plan_of_this_week_says(home):
    home.made()
    deliver("plan.sent")
    agree(home.mother)
    deliver("consent.changed")
    assert len(told()) == 1
    assert told()[0]["needs"]


def test_another_consent_tells_nothing(home):
    consents.give(home.mother, kind="photos", version=current("photos").version, language="en", at=AT)
    home.made()
    assert deliver("consent.changed") == 1
    assert told() == []


def test_a_plan_that_is_taken_back_tells_that_nothing_is_left(home):
    agree(home.mother)
    plan = home.made()
    sending.withdraw(home.dietitian, plan_id=plan.public_id, because="Another allergy.", at=AT)
    assert deliver("plan.withdrawn") == 1
    assert told()[-1]["needs"] == []


def test_withdrawing_drops_the_pseudonym_and_every_message_that_named_it(home):
    consent = agree(home.mother)
    home.made()
    deliver("plan.sent")
    before = of_her(home)
    consents.withdraw(home.mother, consent_id=consent.public_id, at=AT)
    assert of_her(home) is None
    assert told() == []
    assert told("pseudonym.dropped") == [
        {"pseudonym": str(before), "purpose": "offers", "at": "2026-03-04T09:00:00Z"}
    ]
    deliver("consent.changed")
    assert told() == []
    agree(home.mother)
    deliver("consent.changed")
    assert of_her(home) not in (None, before)


def test_the_history_of_the_database_keeps_no_pseudonym(home):
    agree(home.mother)
    home.made()
    deliver("plan.sent")
    assert not Revision.objects.filter(table_name=Pseudonym._meta.db_table).exists()
    value = str(of_her(home))
    rows = Revision.objects.values_list("before", "after")
    assert not [row for row in rows if value in str(row)]


def test_the_end_of_a_pregnancy_ends_the_consent_itself_and_she_may_agree_anew(home):
    agree(home.mother)
    home.made()
    deliver("plan.sent")
    new = NewOutcome(kind="miscarriage", occurred_on=TODAY)
    record_outcome(home.doctor, pregnancy_id=home.pregnancy.public_id, new=new, at=AT)
    assert deliver("pregnancy.ended") == deliver("pregnancy.ended") == 1
    assert (of_her(home), consents.holds(home.mother, "offers")) == (None, False)
    deliver("plan.sent")
    assert told() == []
    agree(home.mother)
    deliver("consent.changed")
    assert told() == []
    assert {one["pseudonym"] for one in told("need.withdrawn")} == {str(of_her(home))}


def test_after_the_death_of_one_child_plans_tell_nothing_even_when_she_agrees_anew(home):
    agree(home.mother)
    home.made()
    Fetus.objects.for_system("test").filter(pregnancy=home.pregnancy).update(state="died")
    FetusFactory(pregnancy=home.pregnancy, label="B")
    needs.end(None, mother_id=home.mother.public_id, at=AT)
    assert not consents.holds(home.mother, "offers")
    agree(home.mother)
    deliver("plan.sent")
    assert [one["needs"] for one in told()] == [[]]


def test_only_what_she_begins_by_herself_is_a_need():
    def line(nutrient: str, status: str, dose: float | None, way: str = "supplement") -> dict[str, Any]:
        return {"nutrient": nutrient, "status": status, "way": way, "dose": dose}

    result = {
        "supplements": [
            line("iron_mg", "take", 27.0),
            line("folic_acid_ug", "continue", 400.0),
            line("calcium_mg", "ask_clinician", None, "prescription"),
            line("retinol_ug", "avoid", None),
            line("choline_mg", "take", None, "food"),
            line("aspirin_mg", "take", 100.0),
        ],
        "activity": {
            "sessions": [{"rule": "walk"}, {"rule": "walk"}, {"rule": "yoga"}, {"rule": "gdm_walk"}]
        },
    }
    foods = ["Lentils, cooked", "Fruit punch", "Oats, raw", "Lentils, dry"]
    assert rules.of(result, foods) == [
        "supplement:iron_mg:27", "food:lentils", "food:oats", "gear:walking", "gear:yoga",
    ]  # fmt: skip
