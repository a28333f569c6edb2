"""Every code of a plan has words for people."""

from __future__ import annotations

from apps.plans import wording
from apps.plans.rules import changes, layout, printing, shopping
from apps.plans.rules.contraindications import Go
from apps.plans.rules.profile import ALLERGENS, CUISINES, DIETS, parse
from apps.plans.rules.supplements import Status


def test_every_reason_why_a_bound_is_missed_has_the_same_words():
    assert {code: str(words) for code, words in wording._WHY.items()} == dict(printing.WHY)


def test_codes_of_the_rules_have_words():
    assert (
        set(wording.BECAUSE)
        >= {*changes.EXACT, *changes.BESIDE, "weight", "dating", "laboratory"} - changes.TOLD
    )
    assert set(wording.ALLERGENS) == set(ALLERGENS)
    assert set(wording.CUISINES) == set(CUISINES)
    assert set(wording.DIETS) == set(DIETS)
    assert set(wording.GROUPS) == set(shopping.GROUPS)
    assert set(wording.SUPPLEMENT_STATUS) == {status.value for status in Status}
    assert set(wording.ACTIVITY_STATUS) == {status.value for status in Go}


def test_every_moment_of_a_day_has_a_name():
    given = {
        "age_years": 30,
        "height_cm": 165,
        "weight_before_kg": 60,
        "gestation_weeks": 20,
        "start": "2026-12-07",
    }
    whom = parse({**given, "gestational_diabetes": True}, supplement_names=())
    assert {meal.when for meal in layout.meals(whom, 2_500)} == set(wording.WHEN)
