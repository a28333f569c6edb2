"""Whom the ledger names for each second: by hand-made evidence, and by random faults whose truth is known."""

import numpy as np
import pytest

from apps.monitoring.frames import Flag
from apps.monitoring.rules.gap_grid import FRAME
from apps.monitoring.rules.gaps import Evidence, Loser, Stretch, Why, ledger
from apps.recordings.models import Cause
from bench._gaps.trial import trial

STARTED = 1_767_225_600_000
WELL = int(Flag.BLUETOOTH | Flag.CONTACT_KNOWN | Flag.CONTACT)


def frame(number, second, *, late_s=0.0, flags=WELL, samples=4, made_at=None, ahead_ms=0):
    """A row for the samples of `second`, made by the phone in `made_at`."""
    phone_ms = STARTED + ((second if made_at is None else made_at) + 1) * 1000
    received_ms = phone_ms + ahead_ms + 80 + round(late_s * 1000)
    return (number, phone_ms, -1, received_ms, second * 4 if samples else 0, samples, flags, 90)


def found(rows, **about) -> list[Stretch]:
    return ledger(Evidence(started_ms=STARTED, frames=np.array(rows, dtype=FRAME), **about))


def all_well(*seconds, first=0):
    return [frame(first + n, second) for n, second in enumerate(seconds)]


def ours(second: int) -> int:
    return STARTED + second * 1000


def test_losers_are_the_causes_that_a_recording_knows():
    assert {loser.value for loser in Loser} == set(Cause.values)


def test_nothing_is_said_of_a_recording_that_came_as_it_was_made_or_not_at_all():
    assert found(all_well(*range(60))) == []
    assert found([]) == []


def test_samples_without_contact_are_lost_by_the_sensor():
    rows = all_well(0, 1, 2) + [frame(3, 3, flags=WELL & ~Flag.CONTACT)] + all_well(4, 5, first=4)
    assert found(rows) == [Stretch(3, 4, Loser.SENSOR, Why.NO_CONTACT, True)]


def test_unknown_contact_is_no_lost_contact():
    assert found([frame(n, n, flags=Flag.BLUETOOTH) for n in range(5)]) == []


def test_a_phone_without_its_sensor_says_so_in_frames_without_samples():
    rows = (
        all_well(0, 1)
        + [frame(2, 2, flags=0, samples=0), frame(3, 4, flags=0, samples=0)]
        + all_well(6, first=4)
    )
    assert found(rows) == [Stretch(2, 6, Loser.BLUETOOTH, Why.NO_LINK, True)]


def test_a_phone_that_has_its_sensor_and_nothing_from_it_points_at_the_sensor():
    rows = all_well(0, 1) + [frame(2, 2, samples=0)] + all_well(3, first=3)
    assert found(rows) == [Stretch(2, 3, Loser.SENSOR, Why.SENSOR_SILENT, True)]


def test_a_phone_that_slept_tells_it_in_its_next_frame():
    rows = all_well(0, 1) + [frame(2, 30, flags=WELL | Flag.SLEPT)]
    assert found(rows) == [Stretch(2, 30, Loser.PHONE, Why.ASLEEP, True)]


def test_a_phone_that_made_no_frame_lost_it_also_where_it_says_nothing():
    assert found(all_well(0, 1, 9)) == [Stretch(2, 9, Loser.PHONE, Why.NOT_RUNNING, True)]
    told = found(all_well(0, 1, 9), told=[(2.0, 5.0, "sensor"), (5.0, 9.0, "unknown")])
    assert [(one.start_s, one.end_s, one.loser) for one in told] == [
        (2, 5, Loser.SENSOR),
        (5, 9, Loser.PHONE),
    ]


def test_numbers_that_have_not_come_wait_in_the_network_or_with_us():
    rows = all_well(0, 1) + all_well(10, 11, first=10)
    assert found(rows) == [Stretch(2, 10, Loser.NETWORK, Why.ON_THE_WAY, True)]
    away = found(rows, away=[(ours(2), ours(10))])
    assert away == [Stretch(2, 10, Loser.SERVER, Why.WE_WERE_AWAY, True)]


def test_what_came_late_is_told_with_its_delay_and_is_not_missing():
    rows = all_well(0, 1) + [frame(n, n, late_s=90.0 - n, flags=WELL | Flag.KEPT) for n in range(2, 40)]
    assert found(rows) == [Stretch(2, 40, Loser.NETWORK, Why.ON_THE_WAY, False, 88.0)]


def test_our_absence_is_ours_until_the_phone_has_found_us_again_and_not_longer():
    rows = all_well(*range(10)) + [
        frame(n, n, late_s=40.0 - n, flags=WELL | Flag.KEPT) for n in range(10, 34)
    ]
    rows += all_well(*range(34, 100), first=34)
    rows += [frame(n, n, late_s=150.0 - n, flags=WELL | Flag.KEPT) for n in range(100, 140)]
    assert [(one.start_s, one.end_s, one.loser) for one in found(rows, away=[(ours(6), ours(21))])] == [
        (10, 34, Loser.SERVER),
        (100, 140, Loser.NETWORK),
    ]


def test_a_clock_that_is_hours_off_makes_nothing_late():
    rows = [frame(n, n, ahead_ms=-19 * 3_600_000) for n in range(30)]
    assert found(rows) == []
    rows += [frame(n, n, ahead_ms=-19 * 3_600_000, late_s=30) for n in range(30, 33)]
    assert found(rows) == [Stretch(30, 33, Loser.NETWORK, Why.ON_THE_WAY, False, 30.0)]


def test_a_sensor_that_kept_what_it_had_while_the_phone_was_away_gives_it_late():
    rows = all_well(*range(20))
    rows += [frame(n, n, samples=0, flags=0) for n in range(20, 30)]
    rows += [frame(30 + n, 20 + n, made_at=30) for n in range(10)]
    rows += [frame(40, 30, made_at=30)]
    assert found(rows) == [Stretch(20, 25, Loser.BLUETOOTH, Why.NO_LINK, False, 10.0)]


def test_the_end_of_a_trace_that_goes_on_is_not_known_yet():
    about = {"until_ms": ours(10)}
    assert found(all_well(0, 1), **about) == [Stretch(2, 9, Loser.UNKNOWN, Why.NOT_HEARD, True)]
    assert found(all_well(0, 1), away=[(ours(2), ours(10))], **about) == [
        Stretch(2, 9, Loser.SERVER, Why.WE_WERE_AWAY, True)
    ]
    assert found([], **about) == [Stretch(0, 10, Loser.UNKNOWN, Why.NOT_HEARD, True)]


def test_samples_that_came_without_a_frame_are_there_and_tell_no_times():
    rows = [(5, -1, -1, STARTED + 9_000_000, 0, 40, 0, 255)]
    assert found(rows) == []


def test_frames_may_be_asked_in_any_order():
    rows = all_well(*range(10)) + [frame(10, 10, flags=WELL & ~Flag.CONTACT), *all_well(11, 20, first=11)]
    assert found(rows[::-1]) == found(rows) != []


@pytest.mark.parametrize("seed", [11])
def test_of_two_hundred_random_faults_the_ledger_names_nineteen_in_twenty_right(seed):
    score = trial(least_faults=200, seed=seed)
    assert score.faults >= 200
    assert score.right >= 0.95, score.by_fault
    assert {was for was, _ in score.by_fault} == {"sensor", "bluetooth", "phone", "network", "server"}
