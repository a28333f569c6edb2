"""When a team reads, and until when it owes an answer: weekends, holidays, summer time, odd hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from apps.consultations.clock import countdown, due_at
from apps.consultations.rules.targets import PATH, BadTargets, parse, targets
from apps.consultations.rules.working_time import (
    BadHours,
    Hours,
    add_service_minutes,
    add_working_days,
    closes_at,
    is_open,
    next_opening,
    parse_week,
)
from apps.consultations.states import Urgency

OFFICE = {day: [["08:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SEOUL, BERLIN, NEW_YORK = map(ZoneInfo, ("Asia/Seoul", "Europe/Berlin", "America/New_York"))


def hours(weekly=OFFICE, zone=BERLIN, holidays=()):
    return Hours(parse_week(weekly), zone, frozenset(holidays))


def local(zone, *parts):
    return datetime(*parts, tzinfo=zone)


def in_zone(moment, zone):
    return moment.astimezone(zone).strftime("%a %d %H:%M")


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ((2026, 3, 3, 9, 30), "Wed 04 09:30"),
        ((2026, 3, 6, 16, 59), "Mon 09 16:59"),  # over a weekend
        ((2026, 3, 7, 11, 0), "Tue 10 08:00"),  # on a Saturday: as if it came on Monday at eight
        ((2026, 3, 3, 12, 30), "Wed 04 13:00"),  # in the break: as if at one
        ((2026, 3, 3, 23, 0), "Thu 05 08:00"),
        ((2026, 3, 3, 6, 0), "Wed 04 08:00"),
    ],
)
def test_a_routine_question_is_answered_by_the_same_time_of_the_next_working_day(since, due):
    assert in_zone(due_at("routine", local(BERLIN, *since), hours()), BERLIN) == due


def test_a_holiday_is_no_working_day_and_nothing_opens_on_it():
    closed = hours(holidays=[date(2026, 5, 1), date(2026, 5, 4)])
    assert in_zone(due_at("routine", local(BERLIN, 2026, 4, 30, 10), closed), BERLIN) == "Tue 05 10:00"
    assert in_zone(due_at("routine", local(BERLIN, 2026, 5, 1, 10), closed), BERLIN) == "Wed 06 08:00"
    assert in_zone(due_at("administrative", local(BERLIN, 2026, 4, 30, 10), closed), BERLIN) == "Wed 06 10:00"


def test_what_is_soon_counts_only_while_the_team_reads():
    assert in_zone(due_at("soon", local(BERLIN, 2026, 3, 3, 9), hours()), BERLIN) == "Tue 03 14:00"
    assert in_zone(due_at("soon", local(BERLIN, 2026, 3, 6, 16), hours()), BERLIN) == "Mon 09 11:00"


@pytest.mark.parametrize(("urgency", "minutes"), [("urgent", 15), ("emergency", 5)])
def test_urgent_things_count_through_the_night(urgency, minutes):
    since = local(BERLIN, 2026, 3, 7, 3)
    assert due_at(urgency, since, hours()) - since == timedelta(minutes=minutes)


def test_nobody_knows_the_hours_so_every_day_counts():
    since = local(UTC, 2026, 3, 7, 3)
    for unknown in (None, hours({})):
        assert due_at("routine", since, unknown) - since == timedelta(days=1)
        assert due_at("administrative", since, unknown) - since == timedelta(days=2)
        assert due_at("soon", since, unknown) - since == timedelta(hours=4)


def test_the_night_in_which_clocks_go_forward_has_an_hour_less():
    night = hours({"sun": [["01:00", "05:00"]]}, zone=BERLIN)
    begins = local(BERLIN, 2026, 3, 29, 1)
    assert closes_at(night, begins) - begins.astimezone(UTC) == timedelta(hours=3)
    assert add_service_minutes(night, begins, 180) == datetime(2026, 3, 29, 3, tzinfo=UTC)


def test_the_night_in_which_clocks_go_back_has_an_hour_more():
    night = hours({"sun": [["01:00", "05:00"]]}, zone=BERLIN)
    begins = local(BERLIN, 2026, 10, 25, 1)
    assert closes_at(night, begins) - begins.astimezone(UTC) == timedelta(hours=5)


def test_a_working_day_over_a_change_of_clocks_keeps_the_time_of_day():
    every_day = hours({day: [["08:00", "17:00"]] for day in ("sat", "sun", "mon")}, zone=NEW_YORK)
    due = due_at("routine", local(NEW_YORK, 2026, 3, 7, 10), every_day)  # clocks go forward in between
    assert in_zone(due, NEW_YORK) == "Sun 08 10:00"
    assert due == datetime(2026, 3, 8, 14, tzinfo=UTC)


def test_an_opening_that_does_not_exist_that_night_is_the_hour_after_it():
    gap = hours({"sun": [["02:30", "06:00"]]}, zone=BERLIN)
    assert next_opening(gap, local(BERLIN, 2026, 3, 28, 12)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_the_zone_of_the_team_decides_which_day_it_is():
    korean = hours(zone=SEOUL)
    sunday_evening_in_utc = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)  # Monday 08:30 in Seoul
    assert is_open(korean, sunday_evening_in_utc)
    assert not is_open(hours(zone=BERLIN), sunday_evening_in_utc)


def test_open_from_its_first_minute_and_closed_at_its_last():
    opens, closes = local(BERLIN, 2026, 3, 3, 8), local(BERLIN, 2026, 3, 3, 12)
    assert is_open(hours(), opens) and not is_open(hours(), opens - timedelta(seconds=1))
    assert is_open(hours(), closes - timedelta(seconds=1)) and not is_open(hours(), closes)


def test_open_through_midnight_is_one_stretch():
    nights = hours({"mon": [["20:00", "24:00"]], "tue": [["00:00", "06:00"]]})
    assert in_zone(closes_at(nights, local(BERLIN, 2026, 3, 2, 21)), BERLIN) == "Tue 03 06:00"
    assert closes_at(nights, local(BERLIN, 2026, 3, 3, 7)) is None


def test_around_the_clock_is_never_closed_and_four_hours_are_four_hours():
    always = hours({day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")})
    since = local(BERLIN, 2026, 3, 7, 22)
    assert add_service_minutes(always, since, 240) - since == timedelta(hours=4)
    assert add_working_days(always, since, 1) - since == timedelta(days=1)


@pytest.mark.parametrize(
    ("weekly", "day", "reason"),
    [
        ({"monday": []}, "monday", "unknown_day"),
        ({"mon": [["08:00"]]}, "mon", "not_a_span"),
        ({"mon": [["8:00", "12:00"]]}, "mon", "not_a_time"),
        ({"mon": [["08:00", "24:30"]]}, "mon", "not_a_time"),
        ({"mon": [["12:00", "08:00"]]}, "mon", "ends_before_it_begins"),
        ({"tue": [["08:00", "12:00"], ["11:00", "13:00"]]}, "tue", "overlap"),
        ({"tue": "08:00"}, "tue", "not_spans"),
        ({"tue": [["08:00", 12]]}, "tue", "not_a_time"),
    ],
)
def test_hours_that_make_no_sense_are_refused_with_day_and_reason(weekly, day, reason):
    with pytest.raises(BadHours) as refused:
        parse_week(weekly)
    assert (refused.value.day, refused.value.reason) == (day, reason)


def test_every_urgency_has_a_target_and_worse_is_never_slower():
    since = local(BERLIN, 2026, 3, 3, 9)
    due = [due_at(urgency, since, hours()) for urgency in Urgency]
    assert due == sorted(due)
    late = [targets()[urgency].late.order for urgency in Urgency]
    assert late == sorted(late, reverse=True)


def test_a_table_that_lacks_an_urgency_or_a_source_is_refused():
    text = PATH.read_text(encoding="utf-8")
    with pytest.raises(BadTargets):
        parse(text.replace('id = "soon"', 'id = "urgent"'))
    with pytest.raises(BadTargets):
        parse(text.replace("minutes = 15", "minutes = 0"))
    with pytest.raises(BadTargets):
        parse(text.replace('checked = "recalled"', 'checked = ""', 1))


def test_a_countdown_says_near_and_overdue_at_their_moments():
    came, due = datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 3, 3, 13, tzinfo=UTC)
    stands = [countdown(came, due, came + timedelta(minutes=m)) for m in (0, 180, 181, 240, 300)]
    assert [(c.is_near, c.is_overdue) for c in stands] == [
        (False, False),
        (False, False),
        (True, False),
        (False, True),
        (False, True),
    ]
    assert stands[4].remaining == timedelta(hours=-1)
    assert countdown(None, None, came) is None


@pytest.mark.parametrize(
    ("left_s", "said"),
    [
        (59.9, "59 s left"),
        (125, "2 min left"),
        (90_000, "25 h 00 min left"),
        (-266_499, "overdue for 3 days 2 h"),
    ],
)
def test_a_countdown_is_spelled_as_its_script_spells_it(left_s, said):
    due = datetime(2026, 3, 2, 9, tzinfo=UTC)
    stands = countdown(due - timedelta(days=5), due, due - timedelta(seconds=left_s))
    assert stands.words == said
