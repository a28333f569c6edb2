"""Figures of three countries, by hand from their tables; targets and limits apart."""

import pytest

from apps.nutrition.rules.comparing import Standing, compare
from apps.nutrition.rules.reference_intakes import (
    For,
    Standard,
    energy_added_kcal,
    energy_shares,
    references,
    standard_of_zone,
    trimester_of,
)
from apps.nutrition.rules.totals import Amount

NASEM, CHINA, KOREA = Standard.NASEM, Standard.CHINA, Standard.KOREA


def amount(value: float, spread: float = 0.0, share: float = 1.0) -> Amount:
    return Amount(value, value - spread, value + spread, share, share)


@pytest.mark.parametrize(
    ("whom", "nutrient", "target", "kind", "edition"),
    [
        (For(NASEM, 28, 2), "iron_mg", 27, "rda", "DRI"),
        (For(NASEM, 28, 2), "folate_dfe_ug", 600, "rda", "DRI"),
        (For(NASEM, 17, 2), "magnesium_mg", 400, "rda", "DRI"),
        (For(NASEM, 28, 2), "magnesium_mg", 350, "rda", "DRI"),
        (For(NASEM, 40, 2), "magnesium_mg", 360, "rda", "DRI"),
        (For(NASEM, 28, 2), "choline_mg", 450, "ai", "DRI"),
        (For(CHINA, 28, 1), "iron_mg", 18, "rda", "2023"),
        (For(CHINA, 28, 2), "iron_mg", 25, "rda", "2023"),
        (For(CHINA, 28, 3), "iron_mg", 29, "rda", "2023"),
        (For(CHINA, 28, 3), "fiber_g", 25, "ai", "2013"),
        (For(CHINA, 28, 3), "iodine_ug", 230, "rda", "2023"),
        (For(KOREA, 28, 2), "protein_g", 65, "rda", "2025"),
        (For(KOREA, 35, 3), "protein_g", 80, "rda", "2025"),
        (For(KOREA, 28, 2), "iron_mg", 21, "rda", "2025"),
        (For(KOREA, 28, 2), "iodine_ug", 240, "rda", "2020"),
    ],
)
def test_targets_by_country_age_and_trimester(whom, nutrient, target, kind, edition):
    found = references(whom)[nutrient]
    assert (found.target, found.kind, found.edition) == (target, kind, edition)


@pytest.mark.parametrize(
    ("whom", "nutrient", "limit"),
    [
        (For(NASEM, 28, 2), "vitamin_a_rae_ug", 3000),
        (For(NASEM, 17, 2), "vitamin_a_rae_ug", 2800),
        (For(NASEM, 28, 2), "iodine_ug", 1100),
        (For(CHINA, 28, 2), "iodine_ug", 500),
        (For(CHINA, 28, 2), "vitamin_d_ug", 50),
        (For(KOREA, 28, 2), "calcium_mg", 2500),
        (For(KOREA, 35, 2), "calcium_mg", 2000),
        (For(KOREA, 28, 2), "vitamin_b6_mg", 50),
        (For(NASEM, 28, 2), "folic_acid_ug", 1000),
    ],
)
def test_limits_by_country_and_age(whom, nutrient, limit):
    found = references(whom)[nutrient]
    assert found.limit is not None
    assert found.limit.amount == limit


def test_folic_acid_has_a_limit_and_no_target():
    assert references(For(NASEM, 28, 2))["folic_acid_ug"].target is None
    assert references(For(NASEM, 28, 2))["folate_dfe_ug"].limit is None


def test_sodium_has_a_figure_to_reduce_above_and_no_limit():
    sodium = references(For(NASEM, 28, 2))["sodium_mg"]
    assert (sodium.target, sodium.reduce_above, sodium.limit) == (1500, 2300, None)


def test_without_the_trimester_only_what_holds_for_all_of_pregnancy_is_known():
    found = references(For(CHINA, 28, None))
    assert found["iron_mg"].target is None
    assert found["iodine_ug"].target == 230


def test_an_unknown_age_is_counted_as_29():
    assert references(For(NASEM, None, 2)) == references(For(NASEM, 29, 2))


def test_a_woman_beyond_every_band_gets_no_figures():
    assert references(For(KOREA, 17, 2)) == {}
    assert references(For(NASEM, 52, 2)) == {}


def test_energy_that_pregnancy_adds():
    assert [energy_added_kcal(For(NASEM, 28, one)) for one in (1, 2, 3)] == [0, 340, 452]
    assert [energy_added_kcal(For(CHINA, 28, one)) for one in (1, 2, 3)] == [0, 250, 400]
    assert [energy_added_kcal(For(KOREA, 28, one)) for one in (1, 2, 3)] == [0, 340, 450]
    assert energy_added_kcal(For(KOREA, 28, None)) is None


def test_shares_of_energy():
    assert energy_shares(For(KOREA, 28, 2))["carbohydrate_pct_energy"] == (50, 65)
    assert energy_shares(For(NASEM, 28, 2))["fat_pct_energy"] == (20, 35)


@pytest.mark.parametrize(
    ("days", "standard", "trimester"),
    [
        (None, NASEM, None),
        (-1, NASEM, None),
        (0, NASEM, 1),
        (97, NASEM, 1),
        (98, NASEM, 2),
        (90, CHINA, 1),
        (91, CHINA, 2),
        (195, KOREA, 2),
        (196, KOREA, 3),
    ],
)
def test_trimesters(days, standard, trimester):
    assert trimester_of(days, standard) == trimester


def test_standards_by_time_zone():
    assert standard_of_zone("Asia/Seoul") is KOREA
    assert standard_of_zone("Asia/Shanghai") is CHINA
    assert standard_of_zone("Europe/Berlin") is NASEM


def test_the_limit_of_vitamin_a_counts_retinol_only():
    reference = {"vitamin_a_rae_ug": references(For(NASEM, 28, 2))["vitamin_a_rae_ug"]}
    food = {"vitamin_a_rae_ug": amount(4_000), "retinol_ug": amount(500)}
    found = compare(reference, food, {})["vitamin_a_rae_ug"]
    assert found.amount == amount(4_000)
    assert found.standing is Standing.ABOVE
    assert found.of_limit == amount(500)
    assert found.limit_standing is Standing.BELOW


def test_the_limit_of_folic_acid_counts_flour_and_pills_but_not_spinach():
    reference = {"folic_acid_ug": references(For(NASEM, 28, 2))["folic_acid_ug"]}
    food = {"food_folate_ug": amount(900), "folic_acid_ug": amount(300, spread=50)}
    found = compare(reference, food, {"folic_acid_ug": 400})["folic_acid_ug"]
    assert found.of_limit == amount(700, spread=50)
    assert found.limit_standing is Standing.BELOW
    more = compare(reference, food, {"folic_acid_ug": 800})["folic_acid_ug"]
    assert (more.of_limit, more.limit_standing) == (amount(1_100, spread=50), Standing.ABOVE)


def test_the_limit_of_magnesium_counts_pills_only():
    every = references(For(NASEM, 28, 2))
    found = compare(every, {"magnesium_mg": amount(900)}, {"magnesium_mg": 100})
    assert found["magnesium_mg"].amount == amount(1_000)
    assert found["magnesium_supplement_mg"].of_limit == Amount(100, 100, 100, None, None)
    assert found["magnesium_supplement_mg"].limit_standing is Standing.BELOW


def test_a_range_across_the_target_is_around_it():
    reference = {"iron_mg": references(For(NASEM, 28, 2))["iron_mg"]}
    assert compare(reference, {"iron_mg": amount(27, 5)}, {})["iron_mg"].standing is Standing.AROUND
    assert compare(reference, {"iron_mg": amount(20, 5)}, {})["iron_mg"].standing is Standing.BELOW
    assert compare(reference, {"iron_mg": amount(40, 5)}, {})["iron_mg"].standing is Standing.ABOVE


def test_what_is_known_in_part_is_never_called_too_little():
    reference = {"iron_mg": references(For(NASEM, 28, 2))["iron_mg"]}
    found = compare(reference, {"iron_mg": amount(5, 1, share=0.6)}, {})["iron_mg"]
    assert found.standing is Standing.UNKNOWN
    assert compare(reference, {}, {})["iron_mg"].standing is Standing.UNKNOWN
    niacin = {"niacin_ne_mg": references(For(NASEM, 28, 2))["niacin_ne_mg"]}
    assert compare(niacin, {"niacin_mg": amount(5)}, {})["niacin_ne_mg"].standing is Standing.UNKNOWN


def test_units_of_the_food_table_are_turned_into_those_of_the_standard():
    reference = {"epa_dha_mg": references(For(CHINA, 28, 2))["epa_dha_mg"]}
    found = compare(reference, {"epa_g": amount(0.1), "dha_g": amount(0.2)}, {"dha_g": 0.1})["epa_dha_mg"]
    assert found.amount is not None
    assert found.amount.value == pytest.approx(400)
    assert found.share == pytest.approx(1.6)
    assert found.from_supplements == pytest.approx(100)
    assert compare(reference, {"dha_g": amount(0.2)}, {})["epa_dha_mg"].amount is None
