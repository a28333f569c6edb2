"""When a mother's plan is due: her weekday and hour, over changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from apps.plans.rules.weekly import coming_week, next_due, week_of

BERLIN, KATHMANDU = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kathmandu")


def test_the_next_sunday_evening_of_her_clock():
    after = datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert next_due(after, BERLIN, weekday=6, hour=18) == datetime(2026, 3, 8, 17, tzinfo=UTC)


def test_the_moment_itself_leads_to_the_week_after():
    due = datetime(2026, 3, 8, 17, tzinfo=UTC)
    assert next_due(due, BERLIN, weekday=6, hour=18) == datetime(2026, 3, 15, 17, tzinfo=UTC)


def test_it_stays_at_her_hour_when_the_clock_changes():
    before_summer = datetime(2026, 3, 22, 17, tzinfo=UTC)
    assert next_due(before_summer, BERLIN, weekday=6, hour=18) == datetime(2026, 3, 29, 16, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_still_comes():
    after = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert next_due(after, BERLIN, weekday=6, hour=2) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_zones_of_a_quarter_of_an_hour():
    after = datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert next_due(after, KATHMANDU, weekday=6, hour=18) == datetime(2026, 3, 8, 12, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "starts_on", "first", "coming"),
    [
        (date(2026, 3, 4), 0, date(2026, 3, 2), date(2026, 3, 9)),
        (date(2026, 3, 2), 0, date(2026, 3, 2), date(2026, 3, 9)),
        (date(2026, 3, 1), 0, date(2026, 2, 23), date(2026, 3, 2)),
        (date(2026, 3, 4), 5, date(2026, 2, 28), date(2026, 3, 7)),
    ],
)
def test_weeks_begin_on_the_day_that_she_chose(on, starts_on, first, coming):
    assert (week_of(on, starts_on), coming_week(on, starts_on)) == (first, coming)
