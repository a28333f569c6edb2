"""Household measures in the language of the person."""

from __future__ import annotations

import pytest

from apps.nutrition.models import FoodPortion
from apps.nutrition.table.measures import said_in


@pytest.mark.parametrize(
    ("measure", "zh", "ko"),
    [
        ("1 cup", "1 杯", "1 컵"),
        ("1 cup, cooked", "1 杯, 熟", "1 컵, 익힌 것"),
        ("1 cup, cooked, diced", "1 杯, 熟，切丁", "1 컵, 익혀 썬 것"),
        ("1 fl oz (no ice)", "1 液量盎司（30 毫升）, 无冰", "1 액량 온스(30 mL), 얼음 없이"),
        ("1 piece, NFS", "1 块", "1 조각"),
        ("1/2 cup", "1/2 杯", "1/2 컵"),
        ("1 whole fish, any size", "1 整条鱼", "1 마리"),
    ],
)
def test_a_measure_is_said_in_the_persons_language(measure, zh, ko):
    assert (said_in("zh-hans", measure), said_in("ko", measure)) == (zh, ko)
    assert said_in("en", measure) == measure


@pytest.mark.parametrize(
    "measure", ["1 drumette", "1 cup, in a way that nobody knows", "a bit", "1 breast quarter"]
)
def test_what_is_not_known_stays_as_the_table_has_it(measure):
    assert said_in("ko", measure) == measure


@pytest.mark.django_db
def test_most_measures_are_known(food_table):
    names = list(FoodPortion.objects.values_list("name", flat=True))
    known = sum(said_in("ko", name) != name for name in names)
    assert known / len(names) > 0.6


@pytest.mark.django_db
def test_the_usual_amount_comes_first_and_instructions_to_interviewers_are_no_measures(food_table):
    names = FoodPortion.objects.filter(sequence=1).values_list("name", flat=True)
    assert sum(name == "1 usual amount" for name in names) > 5000
    assert not FoodPortion.objects.filter(name__startswith="Guideline").exists()
