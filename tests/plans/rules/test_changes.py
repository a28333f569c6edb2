"""What of a mother's facts has changed so much that her plan no longer fits."""

from __future__ import annotations

import copy

import pytest

from apps.plans.rules.changes import changed

FACTS = {
    "profile": {
        "height_cm": 165.0,
        "weight_before_kg": 60.0,
        "weight_kg": 66.0,
        "gestation_weeks": 24.0,
        "fetuses": 1,
        "allergies": ["milk"],
        "gestational_diabetes": False,
        "supplement": {"iron_mg": 27.0},
        "cuisine": "mixed",
        "usual": [],
    },
    "conditions": ["anaemia"],
    "alerts": [],
    "laboratory": {"haemoglobin": {"value": 11.2, "on": "2026-03-01"}},
}


def with_(name: str, value: object, *, beside: bool = False) -> dict:
    facts = copy.deepcopy(FACTS)
    (facts if beside else facts["profile"])[name] = value
    return facts


def test_the_same_facts_change_nothing():
    assert changed(FACTS, copy.deepcopy(FACTS)) == []


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("allergies", ["milk", "egg"], ["allergy"]),
        ("allergies", [], ["allergy"]),
        ("fetuses", 2, ["fetuses"]),
        ("height_cm", 166.0, ["measures"]),
        ("gestational_diabetes", True, ["diagnosis"]),
        ("supplement", {"iron_mg": 30.0}, ["supplement"]),
        ("carbohydrate_windows_g", {"breakfast": [15, 30]}, ["windows"]),
        ("weight_kg", 67.9, []),
        ("weight_kg", 68.0, ["weight"]),
        ("gestation_weeks", 24.9, []),
        ("gestation_weeks", 25.0, ["dating"]),
        ("cuisine", "korean", []),
        ("usual", ["oats"], []),
    ],
)
def test_what_matters_of_a_profile(name, value, codes):
    assert changed(FACTS, with_(name, value)) == codes


@pytest.mark.parametrize(
    ("name", "value", "codes"),
    [
        ("conditions", ["anaemia", "bleeding"], ["diagnosis"]),
        ("alerts", ["red_flags:bleeding"], ["alert"]),
        ("laboratory", {"haemoglobin": {"value": 11.0, "on": "2026-03-04"}}, []),
        ("laboratory", {"haemoglobin": {"value": 9.8, "on": "2026-03-04"}}, ["laboratory"]),
        ("laboratory", {}, ["laboratory"]),
    ],
)
def test_what_matters_beside_it(name, value, codes):
    assert changed(FACTS, with_(name, value, beside=True)) == codes


def test_a_first_weight_is_a_change():
    before = copy.deepcopy(FACTS)
    del before["profile"]["weight_kg"]
    assert changed(before, FACTS) == ["weight"]
