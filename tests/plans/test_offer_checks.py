"""What plans answer when products could be shown to a mother: by what is known of her now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from apps.foundation.contracts import offer_checks as contract
from apps.foundation.contracts.offer_checks import Candidate
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.foundation.models import Revision
from apps.nutrition.models import NutritionProfile
from apps.nutrition.services.supplements import note_supplement
from apps.plans import offer_checks
from apps.plans.models import OfferVeto
from apps.plans.selectors.vetoes import vetoes_of
from apps.plans.services import vetoes
from apps.pregnancies.services.allergies import note_allergy
from apps.pregnancies.services.outcomes import NewOutcome, record_outcome
from tests.plans.making import AT, TODAY, content

pytestmark = pytest.mark.django_db


def candidate(kind: str = "supplement", **amounts: float) -> Candidate:
    code = "supplement:folic_acid_ug:400" if kind == "supplement" else f"{kind}:any"
    return Candidate(
        key=5, need_code=code, kind=kind, title="Tablets", ingredients="cellulose", allergens=(), amounts_a_day=amounts
    )  # fmt: skip


def reason(home: Any, one: Candidate) -> str:
    return offer_checks.check(home.mother, [one], AT)[5].reason


def test_plans_have_registered_their_check():
    assert contract._checks["plans"] is offer_checks.check


def test_without_a_plan_nothing_that_is_eaten_and_with_one_within_the_limits(home):
    fits = candidate(folic_acid_ug=400.0)
    assert reason(home, fits) == "not_now"
    assert reason(home, candidate("gear")) == ""
    home.made()
    assert reason(home, fits) == ""
    assert reason(home, candidate(folic_acid_ug=1_500.0)) == "above_limit"
    assert reason(home, candidate(vitamin_a_rae_ug=100.0)) == "plan_says_otherwise"
    assert reason(home, candidate()) == "amounts_unknown"


def test_food_supplement_and_offer_together_are_held_to_the_limit(home):
    plan = home.made()
    known = offer_checks.gathered(home.mother, AT)
    food = max(day["totals"].get("zinc_mg", 0.0) for day in content(plan).result["days"])
    limit = known.limits["zinc_mg"]
    assert 0 < food < limit
    assert reason(home, candidate(zinc_mg=limit - food - 0.01)) == ""
    assert reason(home, candidate(zinc_mg=limit - food + 0.01)) == "above_limit"
    note_supplement(
        home.mother, public_id=uuid4(), name="Zinc", per_dose={"zinc_mg": 10.0}, doses_per_day=1.0, from_day=TODAY,
        until_day=None, at=AT,
    )  # fmt: skip
    assert reason(home, candidate(zinc_mg=limit - food - 9.9)) == "above_limit"
    assert reason(home, candidate(zinc_mg=limit - food - 10.1)) == ""


def test_a_diary_that_brings_more_than_the_plan_counts(home, monkeypatch):
    home.made()
    before = offer_checks.gathered(home.mother, AT).whom
    assert before is not None

    class Day:
        class food:
            amounts = {"zinc_mg": type("Amount", (), {"value": 39.5})()}

    monkeypatch.setattr(offer_checks, "days_of", lambda *about: [Day])
    whom = offer_checks.gathered(home.mother, AT).whom
    assert whom is not None
    assert whom.food_most["zinc_mg"] == 39.5
    assert whom.food_most["iron_mg"] == before.food_most["iron_mg"]
    assert reason(home, candidate(zinc_mg=1.0)) == "above_limit"


def test_an_allergy_that_was_told_after_the_plan_counts_at_once(home):
    home.made()
    unknown = Candidate(
        key=5, need_code="food:oats", kind="food", title="Oats", ingredients="oats", allergens=None
    )
    assert reason(home, unknown) == ""
    note_allergy(home.mother, pregnancy_id=home.pregnancy.public_id, substance="Peanut", at=AT)
    assert reason(home, unknown) == "allergens_unknown"


def test_after_the_end_of_a_pregnancy_and_under_18_nothing_is_shown(home):
    home.made()
    gear = candidate("gear")
    for born, said in ((2009, "not_now"), (2008, "not_now"), (2007, ""), (None, "")):
        NutritionProfile.objects.for_system("test").update_or_create(
            subject=home.mother, defaults={"birth_year": born, "changed_at": AT}
        )
        assert reason(home, gear) == said
    new = NewOutcome(kind="miscarriage", occurred_on=TODAY)
    record_outcome(home.doctor, pregnancy_id=home.pregnancy.public_id, new=new, at=AT)
    assert reason(home, gear) == "not_now"


def veto(home: Any, who: Any, **about: Any) -> Any:
    given = {"category": "supplement", "reason": "She takes enough.", "at": AT, **about}
    return vetoes.veto(who, pregnancy_id=home.pregnancy.public_id, **given)


def test_a_clinicians_veto_holds_until_it_is_lifted_and_the_row_stays(home):
    home.made()
    fits = candidate(folic_acid_ug=400.0)
    row, is_new = veto(home, home.dietitian)
    assert (is_new, veto(home, home.doctor)[1], reason(home, fits)) == (True, False, "vetoed")
    assert reason(home, candidate("food")) == ""
    later = AT + timedelta(hours=1)
    for _ in range(2):
        lifted = vetoes.lift(
            home.doctor, pregnancy_id=home.pregnancy.public_id, veto_id=row.public_id, at=later
        )
    assert (lifted.made_by, lifted.lifted_by, lifted.lifted_at) == (home.dietitian, home.doctor, later)
    assert reason(home, fits) == ""
    assert veto(home, home.doctor)[1] is True
    assert len(vetoes_of(home.mother, home.pregnancy)) == 2
    assert Revision.objects.filter(table_name="plans_offerveto").count() == 3


def test_who_may_veto(home):
    with pytest.raises(NotVisible):
        veto(home, home.stranger)
    with pytest.raises(Forbidden):
        veto(home, home.mother)
    with pytest.raises(Invalid):
        veto(home, home.doctor, reason="  ")
    with pytest.raises(Invalid):
        veto(home, home.doctor, reason="x" * 301)
    row, _ = veto(home, home.doctor)
    with pytest.raises(Forbidden):
        vetoes.lift(home.mother, pregnancy_id=home.pregnancy.public_id, veto_id=row.public_id, at=AT)
    assert OfferVeto.objects.for_system("test").filter(lifted_at=None).count() == 1
