"""Days and weeks by hand: only what is confirmed counts, supplements count, limits stand apart."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from apps.nutrition.rules.comparing import Standing
from apps.nutrition.rules.glucose import Verdict
from apps.nutrition.rules.reference_intakes import Standard
from apps.nutrition.selectors import days
from apps.nutrition.selectors.glance import glance
from apps.nutrition.services import items, profiles, supplements
from apps.nutrition.services.weights import Said
from apps.pregnancies.services.risk_factors import note_risk_factor
from tests.factories import ClinicianFactory, in_care
from tests.nutrition.diary.making import AT, TODAY, Said5, items_of

pytestmark = pytest.mark.django_db


def today(home, person=None):
    return days.day_of(person or home.mother, home.mother, TODAY)


def prenatal(home, **about):
    given = {
        "public_id": uuid4(),
        "name": "Prenatal",
        "per_dose": {"folic_acid_ug": 400.0, "iron_mg": 27.0},
        "doses_per_day": 1.0,
        "from_day": TODAY,
        "until_day": None,
        "at": AT,
    }
    return supplements.note_supplement(home.mother, **given | about)[0]


def profile(home, person=None, **changes):
    return profiles.change_profile(person or home.mother, mother=home.mother, changes=changes, at=AT)


def rules_of(day) -> list[str]:
    return [caution.rule.id for caution in day.cautions]


def test_a_day_adds_up_what_she_confirmed(home):
    home.eaten("rice", 200)
    home.eaten("egg", 100)
    home.meal(home.item("oysters"))
    day = today(home)
    assert day.food.amounts["energy_kcal"].value == 400
    assert day.food.amounts["energy_kcal"].low == pytest.approx(371.9, abs=0.1)  # each recipe may vary
    assert day.food.amounts["iron_mg"].value == pytest.approx(4.2)
    assert day.food.amounts["iodine_ug"].value == 25
    assert day.food.amounts["iodine_ug"].share_of_energy == pytest.approx(0.35)
    assert (day.food.item_count, day.unconfirmed_count, len(day.meals)) == (2, 1, 3)


def test_a_supplement_counts_towards_targets_and_limits(home):
    home.eaten("rice", 200)
    prenatal(home)
    compared = today(home).compared
    assert compared["iron_mg"].amount.value == pytest.approx(29.4)
    assert (compared["iron_mg"].reference.target, compared["iron_mg"].from_supplements) == (27, 27)
    assert compared["iron_mg"].standing is Standing.ABOVE
    assert compared["folate_dfe_ug"].amount.value == pytest.approx(192 + 680)
    assert compared["folic_acid_ug"].of_limit.value == pytest.approx(110 + 400)
    assert compared["folic_acid_ug"].limit_standing is Standing.BELOW


def test_a_supplement_that_has_ended_counts_until_its_last_day(home):
    row = prenatal(home, until_day=TODAY)
    assert days.day_of(home.mother, home.mother, TODAY).taken["iron_mg"] == 27
    assert days.day_of(home.mother, home.mother, TODAY + timedelta(days=1)).taken == {}
    supplements.remove_supplement(home.mother, supplement_id=row.public_id)
    assert today(home).taken == {}


def test_in_korea_the_rice_is_not_fortified(home):
    home.eaten("rice", 200)
    profile(home, standard="korea")
    day = today(home)
    assert (day.whom.standard, day.is_folate_of_food_only) == (Standard.KOREA, True)
    assert day.food.amounts["folate_dfe_ug"].value == 6
    assert day.food.amounts["folic_acid_ug"].value == 0
    assert day.compared["iron_mg"].reference.target == 21


def test_her_standard_is_that_of_her_time_zone_until_one_is_chosen(home):
    home.mother.time_zone = "Asia/Shanghai"
    home.mother.save(update_fields=["time_zone"])
    assert today(home).whom.standard is Standard.CHINA
    profile(home, standard="nasem")
    assert today(home).whom.standard is Standard.NASEM


def test_age_and_trimester_of_the_day(home):
    profile(home, birth_year=1986)
    whom = today(home).whom
    assert (whom.age, whom.counted.trimester, str(whom.gestational_age)) == (40, 2, "24w0d")
    assert today(home).compared["magnesium_mg"].reference.target == 360
    assert today(home).energy_added_kcal == 340
    later = days.day_of(home.mother, home.mother, TODAY + timedelta(days=28))
    assert later.whom.counted.trimester == 3


def test_outside_a_pregnancy_there_are_no_reference_intakes(home):
    before = days.day_of(home.mother, home.mother, TODAY - timedelta(days=400))
    assert (before.whom.pregnancy, before.compared, before.energy_added_kcal) == (None, {}, None)


def test_what_is_in_the_diary_and_what_a_photo_may_show_is_cautioned(home):
    meal = home.meal()
    photo = home.seen(meal)
    (caution,) = today(home).cautions
    assert (caution.rule.id, caution.is_certain) == ("raw_fish", False)  # a draft out of a photo is a guess
    home.meal(home.item("oysters"))
    assert len(today(home).cautions[0].because) == 2
    assert today(home).cautions[0].is_certain
    assert photo.prediction["candidates"][0][0] == "sushi"


def test_a_guess_alone_is_cautioned_as_a_guess(home):
    home.seen(home.meal(), replace(Said5(), status="not_sure"))
    (caution,) = today(home).cautions
    assert (caution.rule.id, caution.is_certain, caution.because) == ("raw_fish", False, ("sushi",))


def test_what_shows_no_food_is_cautioned_of_nothing(home):
    home.seen(home.meal(), replace(Said5(), status="not_food"))
    assert today(home).cautions == []


def test_caffeine_is_counted_over_the_day_against_her_countrys_limit(home):
    home.eaten("coffee", 300)
    assert rules_of(today(home)) == ["caffeine"]
    assert today(home).cautions[0].values == {}
    home.eaten("coffee", 300)
    (caution,) = today(home).cautions
    assert caution.values["caffeine_mg"] == 240
    assert (caution.values["limit"], caution.is_certain) == (200, True)
    profile(home, standard="korea")
    assert today(home).cautions[0].values == {}


def test_carbohydrate_by_meal_with_targets_of_her_care_team(home):
    home.eaten("rice", 150, kind="breakfast")
    home.eaten("rice", 50, kind="snack")
    profile(home, home.dietitian, carbohydrate_targets={"breakfast": [20, 50], "snack": [1, 5]})
    note_risk_factor(home.doctor, pregnancy_id=home.pregnancy.public_id, code="gestational_diabetes", at=AT)
    day = today(home, home.dietitian)
    breakfast, snack = (part.carbohydrate for part in day.meals)
    assert (breakfast.carbohydrate.value, breakfast.verdict) == (42, Verdict.WITHIN)
    assert (snack.carbohydrate.value, snack.verdict, snack.share) == (14, Verdict.ABOVE, 0.25)
    assert breakfast.net.value == pytest.approx(41.4)
    assert day.whom.has_gestational_diabetes


def test_only_her_care_team_sets_targets(home):
    from apps.foundation.errors import Forbidden, Invalid

    midwife = ClinicianFactory(profession="midwife")
    in_care(home.mother, midwife)
    for person in (home.mother, midwife):
        with pytest.raises(Forbidden):
            profile(home, person, carbohydrate_targets={"snack": [1, 5]})
    with pytest.raises(Invalid):
        profile(home, home.dietitian, carbohydrate_targets={"snack": [5, 1]})
    assert today(home).whom.targets == {}


def test_a_week_counts_days_with_entries_only(home):
    home.eaten("rice", 200)
    home.eaten("rice", 100, eaten_at=AT - timedelta(days=1))
    prenatal(home)
    week = days.week_of(home.mother, home.mother, TODAY)
    assert week.first == date(2026, 3, 2)
    assert [len(day.meals) for day in week.days] == [0, 1, 1, 0, 0, 0, 0]
    assert week.week.days_with_entries == 2
    assert week.week.mean_per_day["energy_kcal"].value == 195
    assert week.compared["iron_mg"].amount.value == pytest.approx(1.8 + 13.5)
    assert week.compared["iron_mg"].reference.target == 27


def test_a_day_is_read_in_a_fixed_number_of_queries(home, django_assert_num_queries):
    def meals_today(count):
        for _ in range(count):
            home.eaten("rice", 200)
            home.meal(home.item("oysters"))

    meals_today(2)
    days.day_of(home.dietitian, home.mother, TODAY)
    with django_assert_num_queries(11):
        days.day_of(home.dietitian, home.mother, TODAY)
    meals_today(6)
    with django_assert_num_queries(11):
        days.day_of(home.dietitian, home.mother, TODAY)


def test_a_guess_that_she_corrects_is_cautioned_no_more(home):
    meal = home.meal()
    home.seen(meal)
    assert rules_of(today(home)) == ["raw_fish"]
    (item,) = items_of(meal)
    change(home, meal, item, label="plain_rice")
    assert today(home).cautions == []
    assert glance(home.mother, home.mother, TODAY, TODAY).cautions == []


def test_a_guess_of_which_none_was_right_is_cautioned_no_more(home):
    meal = home.meal()
    home.seen(meal, replace(Said5(), status="not_sure"))
    (item,) = items_of(meal)
    assert rules_of(today(home)) == ["raw_fish"]
    assert len(glance(home.mother, home.mother, TODAY, TODAY).cautions) == 1
    items.remove_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, at=AT)
    assert today(home).cautions == []
    assert glance(home.mother, home.mother, TODAY, TODAY).cautions == []


def test_what_she_says_it_is_instead_gets_its_own_caution_as_certain(home):
    meal = home.meal()
    home.seen(meal, replace(Said5(), candidates=(("plain_rice", 0.9), ("beer", 0.1))))
    assert [(one.rule.id, one.is_certain) for one in today(home).cautions] == [("alcohol", False)]
    (item,) = items_of(meal)
    change(home, meal, item, food_id=home.foods["oysters"].public_id)
    (caution,) = today(home).cautions
    assert (caution.rule.id, caution.is_certain) == ("raw_fish", True)


def test_how_much_it_was_says_nothing_about_what_it_was(home):
    meal = home.meal()
    home.seen(meal)
    (item,) = items_of(meal)
    change(home, meal, item, said=Said(grams=90.0))
    assert [(one.rule.id, one.is_certain) for one in today(home).cautions] == [("raw_fish", False)]


def test_deciding_one_photo_leaves_the_guess_about_another(home):
    meal = home.meal()
    home.seen(meal)
    (first,) = items_of(meal)
    home.seen(meal)
    items.remove_item(home.mother, meal_id=meal.public_id, item_id=first.public_id, at=AT)
    assert rules_of(today(home)) == ["raw_fish"]


def test_what_is_in_a_supplement_is_cautioned(home):
    tonic = prenatal(home, name="Tonic", per_dose={"alcohol_g": 0.4, "caffeine_mg": 80.0})
    day = today(home)
    assert [(one.rule.id, one.is_certain) for one in day.cautions] == [("alcohol", True), ("caffeine", True)]
    assert all(one.because == (str(tonic.public_id),) and one.rule.source for one in day.cautions)
    week = days.week_of(home.mother, home.mother, TODAY)
    assert [one.because for one in week.cautions] == [(str(tonic.public_id),)] * 2
    supplements.remove_supplement(home.mother, supplement_id=tonic.public_id)
    assert today(home).cautions == []


def test_caffeine_of_food_and_supplements_is_counted_together(home):
    home.eaten("coffee", 300)
    prenatal(home, name="Awake", per_dose={"caffeine_mg": 50.0}, doses_per_day=2.0)
    (caution,) = today(home).cautions
    assert (caution.values["caffeine_mg"], caution.values["limit"], caution.is_certain) == (220, 200, True)


def test_retinol_over_the_limit_of_her_standard_is_cautioned(home):
    row = prenatal(home, per_dose={"retinol_ug": 1_500.0}, doses_per_day=2.0)
    assert today(home).cautions == []
    more = prenatal(home, name="More", per_dose={"retinol_ug": 1.0})
    (caution,) = today(home).cautions
    assert (caution.rule.id, caution.values["retinol_ug"], caution.values["limit"]) == ("retinol", 3001, 3000)
    assert (set(caution.because), caution.is_certain) == ({str(row.public_id), str(more.public_id)}, True)


def test_outside_a_pregnancy_supplements_are_cautioned_of_nothing(home):
    before = TODAY - timedelta(days=400)
    prenatal(home, per_dose={"alcohol_g": 5.0}, from_day=before)
    assert days.day_of(home.mother, home.mother, before).cautions == []


def change(home, meal, item, **changes):
    items.change_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, changes=changes, at=AT)
