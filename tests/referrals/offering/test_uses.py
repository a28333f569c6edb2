"""What a product can serve, and how much is in its pack."""

from __future__ import annotations

import pytest

from apps.referrals.offering import packs, uses


def of(title: str, kind: str, amounts=None, detail=None, directions: str = "", verdict: str = "ok"):
    return uses.of(kind, verdict, title, amounts or {}, detail or {}, directions)


def test_a_supplement_serves_every_nutrient_it_brings_with_the_days_of_its_pack():
    found = of(
        "Prenatal, 60 tablets", "supplement", {"iron_mg": 27.0, "folic_acid_ug": 400.0, "zinc_mg": 11.0}
    )
    assert found == [("supplement:folic_acid_ug", 400.0, 60.0), ("supplement:iron_mg", 27.0, 60.0)]
    assert of("DHA 90 softgels", "supplement", {"dha_mg": 200.0}) == [("supplement:dha_g", 0.2, 90.0)]


def test_foods_gear_and_devices():
    assert of("Rolled Oats 500 g", "food") == [("food:oats", None, 5.0)]
    assert of("Yoga mat, 6 mm", "gear") == [("gear:yoga", None, 1.0)]
    assert of("血糖试纸 50片", "device") == [("device:glucose_strips", None, 1.0)]
    assert of("혈압계", "device") == [("device:blood_pressure_cuff", None, 1.0)]
    assert of("Maternity support belts", "apparel") == [("gear:support_belt", None, 1.0)]
    assert of("Leggings", "apparel") == []


def test_what_is_never_offered_serves_nothing_and_what_waits_for_a_person_could():
    assert of("Rolled Oats 500 g", "food", verdict="block") == []
    assert of("Iron 60 tablets", "supplement", {"iron_mg": 27.0}, verdict="block") == []
    assert of("Rolled Oats 500 g", "food", verdict="warn") == [("food:oats", None, 5.0)]


def test_a_supplement_of_unknown_amounts_serves_nothing():
    assert of("Iron, 60 tablets", "supplement") == []


@pytest.mark.parametrize(
    ("title", "directions", "days"),
    [
        ("Iron 20 mg 90 tablets", "", 90.0),
        ("Iron 20 mg 90 tablets", "Take two tablets a day with water.", 45.0),
        ("叶酸片 400微克 60片", "每日2片", 30.0),
        ("철분 120정", "하루 2정", 60.0),
        ("Iron drops 30 ml", "", None),
        ("Take 1 tablet", "", None),
    ],
)
def test_days_of_a_pack(title, directions, days):
    assert packs.days(title, {}, directions) == days


@pytest.mark.parametrize(
    ("title", "detail", "hundreds"),
    [
        ("Lentils 1.5 kg", {}, 15.0),
        ("Tofu 6 x 250 g", {}, 15.0),
        ("燕麦片 500克", {}, 5.0),
        ("Milk 1,5 l", {}, 15.0),
        ("Rice 1,000 g", {}, 10.0),
        ("Reis 1.000 g", {}, 10.0),
        ("Rice 12,500 ml", {}, 125.0),
        ("Reis 1,500 kg", {}, 15.0),
        ("Rice 0.250 g", {}, 0.0025),
        ("Lentils", {"unit_pricing_measure": "750g"}, 7.5),
        ("Lentils", {}, None),
        ("Vitamin B12 rice", {}, None),
    ],
)
def test_weight_of_a_pack(title, detail, hundreds):
    assert packs.hundreds_of_grams(title, detail) == hundreds
