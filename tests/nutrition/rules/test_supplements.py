"""What a pill adds to a day."""

from datetime import date

import pytest

from apps.nutrition.rules.supplements import Course, of_day

DAY = date(2026, 3, 2)
PRENATAL = Course({"folic_acid_ug": 400, "iron_mg": 27, "retinol_ug": 200}, 1, date(2026, 1, 1))


def test_folic_acid_counts_as_folate_and_retinol_as_vitamin_a():
    assert of_day([PRENATAL], DAY) == {
        "folic_acid_ug": 400,
        "folate_dfe_ug": pytest.approx(680),
        "iron_mg": 27,
        "retinol_ug": 200,
        "vitamin_a_rae_ug": 200,
    }


def test_what_the_pack_prints_stays_as_printed():
    pill = Course({"folic_acid_ug": 400, "folate_dfe_ug": 665}, 1, DAY)
    assert of_day([pill], DAY)["folate_dfe_ug"] == 665


def test_doses_and_courses_add_up():
    iron = Course({"iron_mg": 30}, 2, DAY, DAY)
    assert of_day([PRENATAL, iron], DAY)["iron_mg"] == 87


@pytest.mark.parametrize(
    ("day", "is_taken"), [(date(2026, 3, 1), False), (DAY, True), (date(2026, 3, 3), False)]
)
def test_a_course_is_taken_from_its_first_to_its_last_day(day, is_taken):
    assert bool(of_day([Course({"iron_mg": 30}, 1, DAY, DAY)], day)) is is_taken
