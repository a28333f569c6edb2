"""American rice is fortified with folic acid, a bowl in Seoul is not."""

from apps.nutrition.rules.fortified import for_country
from apps.nutrition.rules.reference_intakes import Standard

RICE = {
    "folic_acid_ug": 55.0,
    "food_folate_ug": 3.0,
    "folate_total_ug": 58.0,
    "folate_dfe_ug": 96.0,
    "iron_mg": 1.2,
}


def test_at_home_it_counts_as_printed():
    assert for_country(RICE, table="fndds-2021-2023", standard=Standard.NASEM) == (RICE, False)


def test_abroad_only_the_foods_own_folate_counts():
    found, was_changed = for_country(RICE, table="fndds-2021-2023", standard=Standard.KOREA)
    assert was_changed
    assert found == {
        "iron_mg": 1.2,
        "food_folate_ug": 3.0,
        "folate_total_ug": 3.0,
        "folate_dfe_ug": 3.0,
        "folic_acid_ug": 0.0,
    }


def test_another_countrys_table_is_left_alone():
    assert for_country(RICE, table="stfcj-2020", standard=Standard.KOREA) == (RICE, False)


def test_without_the_foods_own_folate_nothing_is_known():
    rice = {"folic_acid_ug": 55.0, "folate_dfe_ug": 96.0, "iron_mg": 1.2}
    assert for_country(rice, table="fndds", standard=Standard.CHINA) == ({"iron_mg": 1.2}, True)
