"""What a pack holds, or is called, is noticed; how much retinol is too much counts what was eaten besides."""

from datetime import date

import pytest

from apps.nutrition.rules.supplement_cautions import Pill, of_supplements
from apps.nutrition.rules.supplements import Course
from apps.nutrition.rules.totals import Amount


def pill(name: str = "Prenatal", doses: float = 1.0, **per_dose: float) -> Pill:
    return Pill(name, name, Course(per_dose, doses, date(2026, 3, 4)))


def ids(*pills: Pill) -> list[str]:
    return [caution.rule.id for caution in of_supplements(pills, {})]


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("Prenatal", []),
        ("Cod liver oil", ["liver"]),
        ("鱼肝油", ["liver"]),
        ("Kelp tablets", ["iodine_seaweed"]),
        ("Green tea extract", ["caffeine"]),
        ("Valerian, alcohol-free", []),
        ("Tuna oil with DHA", []),
    ],
)
def test_a_name_is_enough_where_it_says_what_is_inside(name, rules):
    assert ids(pill(name)) == rules


def test_none_of_it_is_nothing_to_say():
    assert ids(pill(alcohol_g=0.0, caffeine_mg=0.0, iron_mg=27.0)) == []


def test_any_alcohol_and_any_caffeine_is_said():
    assert ids(pill(alcohol_g=0.01), pill(caffeine_mg=5.0)) == ["alcohol", "caffeine"]


def test_retinol_is_counted_over_all_packs_doses_and_what_was_eaten():
    half = pill("A", 2.0, retinol_ug=800.0)
    assert of_supplements([half], {}) == []
    assert ids(half, pill("B", retinol_ug=1_401.0)) == ["retinol"]
    eaten = {"retinol_ug": Amount(1_500.0, 1_300.0, 1_700.0, 1.0, 1.0)}
    (caution,) = of_supplements([half], eaten)
    assert (caution.values, caution.is_certain) == ({"retinol_ug": 3100, "high": 3300, "limit": 3000}, False)
    assert of_supplements([], {"retinol_ug": Amount(9_000.0, 9_000.0, 9_000.0, 1.0, 1.0)}) == []


def test_vitamin_a_of_an_unsaid_kind_may_be_all_retinol():
    (caution,) = of_supplements([pill(vitamin_a_rae_ug=3_100.0)], {})
    assert (caution.rule.id, caution.is_certain, caution.values["retinol_ug"]) == ("retinol", False, 0)
    assert ids(pill(vitamin_a_rae_ug=3_100.0, retinol_ug=600.0)) == []


def test_her_own_limit_counts():
    assert of_supplements([pill(retinol_ug=2_900.0)], {}) == []
    (caution,) = of_supplements([pill(retinol_ug=2_900.0)], {}, retinol_limit=2_800.0)
    assert caution.values["limit"] == 2_800
