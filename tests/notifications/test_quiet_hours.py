"""Quiet hours by the clock on her wall, over midnight, zones and the nights when clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.foundation.severity import Severity
from apps.notifications.rules.quiet import breaks_quiet, quiet_until

BERLIN, SEOUL, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
LORD_HOWE, KIRITIMATI = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Kiritimati")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "zone", "until"),
    [
        ("2026-01-10 20:59", BERLIN, None),
        ("2026-01-10 21:00", BERLIN, "2026-01-11 06:00"),
        ("2026-01-11 05:59:59", BERLIN, "2026-01-11 06:00"),
        ("2026-01-11 06:00", BERLIN, None),
        ("2026-01-10 13:30", SEOUL, "2026-01-10 22:00"),
        ("2026-01-10 21:59", SEOUL, "2026-01-10 22:00"),
        ("2026-01-10 22:00", SEOUL, None),
        ("2026-01-11 03:00", NEW_YORK, "2026-01-11 12:00"),
        ("2026-01-10 08:30", KIRITIMATI, "2026-01-10 17:00"),
        ("2026-07-10 20:30", BERLIN, "2026-07-11 05:00"),
    ],
)
def test_from_22_to_7_by_her_own_clock(at, zone, until):
    found = quiet_until(utc(at), starts=time(22), ends=time(7), zone=zone)
    assert found == (utc(until) if until else None)


def test_within_one_day_too():
    noon = {"starts": time(13), "ends": time(14, 30), "zone": BERLIN}
    assert quiet_until(utc("2026-01-10 12:15"), **noon) == utc("2026-01-10 13:30")
    assert quiet_until(utc("2026-01-10 13:30"), **noon) is None
    assert quiet_until(utc("2026-01-10 23:00"), **noon) is None


def test_in_the_night_when_an_hour_is_missing_seven_is_still_seven():
    assert quiet_until(utc("2026-03-28 22:00"), starts=time(22), ends=time(7), zone=BERLIN) == utc(
        "2026-03-29 05:00"
    )


def test_in_the_night_when_an_hour_comes_twice_seven_is_still_seven():
    assert quiet_until(utc("2026-10-24 22:00"), starts=time(22), ends=time(7), zone=BERLIN) == utc(
        "2026-10-25 06:00"
    )


def test_an_end_that_comes_twice_is_the_later_one_and_she_is_not_woken_between():
    """02:30 in Berlin on 25 October 2026 is 00:30 UTC, and an hour later 01:30 UTC."""
    hours = {"starts": time(22), "ends": time(2, 30), "zone": BERLIN}
    for at in ("2026-10-25 00:15", "2026-10-25 00:45", "2026-10-25 01:15"):
        assert quiet_until(utc(at), **hours) == utc("2026-10-25 01:30")
    assert quiet_until(utc("2026-10-25 01:30"), **hours) is None


def test_an_end_that_does_not_exist_is_never_early():
    """02:30 in Berlin on 29 March 2026 does not exist: 02:00 is followed by 03:00 (01:00 UTC)."""
    hours = {"starts": time(22), "ends": time(2, 30), "zone": BERLIN}
    assert quiet_until(utc("2026-03-29 00:59"), **hours) == utc("2026-03-29 01:30")
    assert quiet_until(utc("2026-03-29 01:30"), **hours) is None


def test_a_start_that_does_not_exist_is_never_late():
    hours = {"starts": time(2, 30), "ends": time(7), "zone": BERLIN}
    assert quiet_until(utc("2026-03-29 01:00"), **hours) == utc("2026-03-29 05:00")


def test_clocks_that_change_by_half_an_hour():
    assert quiet_until(utc("2026-04-04 14:45"), starts=time(22), ends=time(1, 45), zone=LORD_HOWE) == utc(
        "2026-04-04 15:15"
    )


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
ZONES = st.sampled_from([BERLIN, SEOUL, NEW_YORK, LORD_HOWE, KIRITIMATI, ZoneInfo("UTC")])
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(at=MOMENTS, zone=ZONES, starts=CLOCKS, ends=CLOCKS)
def test_whatever_the_hours_quiet_ends_and_the_end_is_not_quiet(at, zone, starts, ends):
    if starts == ends:
        return
    until = quiet_until(at, starts=starts, ends=ends, zone=zone)
    local = at.astimezone(zone).time()
    by_the_clock = starts <= local < ends if starts < ends else local >= starts or local < ends
    if until is None:
        assert not by_the_clock, "who looks at her clock and sees quiet hours is left alone"
        return
    assert at < until <= at + timedelta(hours=26)
    again = quiet_until(until, starts=starts, ends=ends, zone=zone)
    assert again is None or again > until


@pytest.mark.parametrize(
    ("severity", "breaks"),
    [(Severity.INFO, False), (Severity.WARN, False), (Severity.URGENT, True), (Severity.EMERGENCY, True)],
)
def test_only_what_is_urgent_breaks_through(severity, breaks):
    assert breaks_quiet(severity) is breaks
