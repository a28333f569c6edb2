"""A goal grows from her own days and by little; it falls back where she missed it and holds late in pregnancy."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.plans.rules.step_goals import CAP, goal, valid

LAST_DAY = date(2026, 11, 29)


def days(*steps):
    return {LAST_DAY - timedelta(days=at): each for at, each in enumerate(reversed(steps))}


def test_the_first_goal_is_a_tenth_above_her_median():
    found = goal(days(4_000, 5_000, 6_000, 5_000), weeks=20)
    assert (found.steps, found.baseline, found.why) == (5_500, 5_000, "first")


def test_days_without_data_are_no_days_of_zero():
    found = goal(days(5_000, 0, 5_000, 20, 5_000, 5_000), weeks=20)
    assert (found.baseline, found.valid_days) == (5_000, 4)


def test_only_the_last_four_weeks_count():
    old = {LAST_DAY - timedelta(days=28): 20_000}
    assert valid(days(5_000) | old) == days(5_000)


def test_too_few_days_give_no_goal_of_their_own():
    assert goal(days(5_000, 6_000, 5_000), weeks=20).steps is None
    assert goal({}, weeks=20, last=6_000).steps == 6_000


@pytest.mark.parametrize(
    ("adherence", "steps", "why"),
    [(1.0, 6_600, "grow"), (0.7, 6_600, "grow"), (0.5, 6_000, "hold"), (0.1, 6_000, "missed")],
)
def test_what_became_of_the_last_goal(adherence, steps, why):
    found = goal(days(6_000, 6_000, 6_000, 6_000), weeks=20, last=6_000, adherence=adherence)
    assert (found.steps, found.why) == (steps, why)


def test_who_missed_a_goal_by_far_starts_from_what_she_walks():
    assert goal(days(3_000, 3_000, 3_000, 3_000), weeks=20, last=8_000).steps == 3_000


def test_adherence_is_counted_where_nobody_says_it():
    found = goal(days(*[7_000] * 6, 5_000), weeks=20, last=6_500)
    assert found.adherence == pytest.approx(6 / 7)
    assert found.why == "grow"


def test_it_holds_late_in_pregnancy_and_while_a_clinician_is_asked():
    walked = days(6_000, 6_000, 6_000, 6_000)
    assert goal(walked, weeks=28, last=6_000, adherence=1.0).steps == 6_000
    assert goal(walked, weeks=28).steps == 6_000
    waiting = goal(walked, weeks=20, last=5_000, adherence=1.0, may_grow=False)
    assert (waiting.steps, waiting.why) == (5_000, "waits")


def test_there_is_a_cap():
    assert goal(days(*[15_000] * 5), weeks=20).why == "capped"


@settings(deadline=None, max_examples=300)
@given(
    walked=st.lists(st.integers(0, 40_000), max_size=28),
    last=st.none() | st.integers(500, CAP),
    adherence=st.none() | st.floats(0, 1),
    weeks=st.floats(0, 42),
    may_grow=st.booleans(),
)
def test_no_goal_jumps(walked, last, adherence, weeks, may_grow):
    found = goal(days(*walked), weeks=weeks, last=last, adherence=adherence, may_grow=may_grow)
    if found.steps is None:
        return
    before = found.baseline + 0.5 if last is None else last
    assert found.steps <= min(before * 1.1, before + 1_000) + 1e-6
    assert 0 <= found.steps <= CAP
    if last is not None and (weeks >= 28 or not may_grow):
        assert found.steps <= last
