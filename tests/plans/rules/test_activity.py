"""A week of activity fits her weeks, her history and what stops her."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.plans.rules import guidance
from apps.plans.rules.activity import ActivityInput, Go, advise, as_json
from apps.plans.rules.activity_minutes import minutes, on_days
from apps.plans.rules.profile import ACTIVITIES
from apps.pregnancies.rules.risks import risk_codes

STEPS = {date(2026, 11, 1) + timedelta(days=at): 6_000 for at in range(20)}


def ids(rows):
    return [row["id"] for row in rows]


def test_a_healthy_woman_gets_minutes_kinds_steps_and_signs():
    found = advise(ActivityInput(20, 31, activity="active", steps=STEPS))
    assert found.status == Go.GO
    assert (found.minutes.per_week, found.minutes.days, found.minutes.session) == (150, 5, 30)
    assert {"walk", "swim", "bike", "yoga", "strength", "pelvic"} <= set(ids(found.kinds))
    assert found.step_goal.steps == 6_600
    assert "scuba" in ids(found.avoid)
    assert len(found.warning_signs) == 13


def test_a_stop_leaves_daily_living_avoiding_and_signs():
    found = advise(ActivityInput(20, 31, steps=STEPS, conditions=frozenset({"pre_eclampsia", "epilepsy"})))
    assert found.status == Go.STOP
    assert ids(found.still_fine) == ["daily_living"]
    assert (found.minutes, found.kinds, found.sessions, found.step_goal) == (None, (), (), None)
    assert (found.heart_rate, found.tips, found.waits_for) == (None, (), ())
    assert found.avoid
    assert found.warning_signs


def test_a_question_to_the_clinician_holds_her_steps_and_names_what_to_clear():
    asked = ActivityInput(20, 31, steps=STEPS, conditions=frozenset({"recurrent_miscarriage"}))
    found = advise(asked)
    assert (found.status, found.waits_for, found.minutes) == (Go.ASK_FIRST, ("sogc_rel_1",), None)
    assert (found.step_goal.steps, found.step_goal.why) == (6_000, "waits")


@pytest.mark.parametrize(("age", "low"), [(28, 125), (29, 121), (30, 121), (41.5, 121)])
def test_heart_rate_by_age_the_lower_zone_in_between(age, low):
    assert advise(ActivityInput(20, age)).heart_rate.low == low


def test_no_heart_rate_without_an_age_or_with_beta_blockers():
    assert advise(ActivityInput(20)).heart_rate is None
    assert advise(ActivityInput(20, 30, takes_beta_blocker=True)).heart_rate is None
    assert ids(advise(ActivityInput(20)).intensity) == ["talk_test"]


def test_tips_and_order_follow_the_weeks():
    for weeks, tip in ((10, "t1_fatigue"), (20, "t2_build"), (30, "t3_easy")):
        told = ids(advise(ActivityInput(weeks)).tips)
        assert [each for each in told if each.startswith("t")] == [tip]
        assert ("supine" in told) == (weeks >= 14)
    assert ids(advise(ActivityInput(20)).kinds)[0] == "walk"
    assert ids(advise(ActivityInput(36)).kinds)[0] == "swim"


def test_walks_after_meals_with_diabetes_every_day():
    found = advise(ActivityInput(26, gestational_diabetes=True))
    walks = [session for session in found.sessions if session.rule == "gdm_walk"]
    assert {session.day for session in walks} == set(range(7))
    assert "gdm_walk" not in ids(advise(ActivityInput(26)).kinds)


def test_strength_twice_and_pelvic_floor_daily():
    rules = [session.rule for session in advise(ActivityInput(26)).sessions]
    assert (rules.count("strength"), rules.count("pelvic")) == (2, 7)


def test_an_inactive_woman_starts_with_ten_minutes():
    found = advise(ActivityInput(16, activity="sedentary"))
    assert (found.minutes.days, found.minutes.session) == (3, 10)
    assert "start_low" in ids(found.tips)


@pytest.mark.parametrize(
    ("before", "weeks", "adherence", "per_week", "why"),
    [
        ((None, 60.0), 20, None, 70, "build"),
        ((60.0,), 20, 0.5, 60, "hold"),
        ((60.0,), 20, 0.1, 60, "missed"),
        ((60.0,), 30, 1.0, 60, "late"),
        ((10.0,), 20, None, 30, "first"),
        ((145.0,), 20, None, 150, "build"),
        ((220.0,), 20, None, 150, "reached"),
        ((300.0, 60.0, 60.0, 60.0, 60.0), 20, None, 70, "build"),
    ],
)
def test_minutes_grow_by_a_few_and_not_above_the_aim(before, weeks, adherence, per_week, why):
    found = minutes(before, level="low_active", weeks=weeks, adherence=adherence)
    assert (found.per_week, found.why) == (per_week, why)


def test_sessions_are_spread_over_the_week():
    assert on_days(3) == (0, 2, 4)
    assert len(set(on_days(5))) == 5


def test_every_line_says_whose_it_is_in_three_languages():
    asked = ActivityInput(30, 31, gestational_diabetes=True, activity="very_active", steps=STEPS)
    for language, status in (("en", "You may"), ("zh-hans", "可以"), ("ko", "신체 활동")):
        told = as_json(advise(asked), language)
        assert told["says"].startswith(status)
        lines = [
            *told["kinds"],
            *told["tips"],
            *told["avoid"],
            *told["warning_signs"],
            *told["minutes"]["by"],
        ]
        assert all(line["rule"] and line["source"] and line["checked"] and line["name"] for line in lines)


def test_why_it_stops_is_told_with_the_entry_and_what_is_known_of_her():
    told = as_json(advise(ActivityInput(30, conditions=frozenset({"reduced_movements"}))), "en")
    (because,) = told["because"]
    assert because["known_as"] == "Reduced fetal movements"
    assert "phone" in because["do"]
    assert told["waits_for"] == ["warn_10"]


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="activity"):
        advise(ActivityInput(20, activity="lazy"))


known = sorted(set(risk_codes()) | {row["code"] for row in guidance.rows("meanings")})


@settings(deadline=None, max_examples=200)
@given(
    had=st.frozensets(st.sampled_from(known), max_size=4),
    weeks=st.floats(0, 43),
    fetuses=st.integers(1, 5),
    level=st.sampled_from(ACTIVITIES),
    done=st.lists(st.none() | st.floats(0, 900), max_size=6),
    adherence=st.none() | st.floats(0, 1),
)
def test_minutes_only_with_go_and_never_above_the_aim(had, weeks, fetuses, level, done, adherence):
    found = advise(
        ActivityInput(
            weeks, 30, fetuses, had, activity=level, steps=STEPS, moderate_minutes=tuple(done), adherence=adherence
        )
    )  # fmt: skip
    assert (found.minutes is not None) == (found.status == Go.GO) == bool(found.sessions)
    assert bool(found.because) == (found.status != Go.GO)
    if found.minutes:
        assert 30 <= found.minutes.per_week <= 150
        assert 3 <= found.minutes.days <= 5
    for language in guidance.LANGUAGES:
        assert as_json(found, language)["status"] == found.status
