"""How often contractions come, in the busiest thirty minutes."""

import math

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.events import Event
from ml_models.ctg.recurrence import per_ten_minutes
from ml_models.ctg.rules import definition


def every(gap_s: float, until_s: float) -> list[Event]:
    peaks_s = np.arange(gap_s, until_s, gap_s).tolist()
    return [Event("contraction", at - 30, at + 30, at, math.nan, 30.0) for at in peaks_s]


@pytest.mark.parametrize(("gap_s", "tachysystole"), [(200.0, False), (121.0, False), (100.0, True)])
def test_more_than_five_in_ten_minutes_over_thirty_is_tachysystole(gap_s, tachysystole):
    rate, _ = per_ten_minutes(every(gap_s, 3600), 3600)
    assert rate == pytest.approx(600 / gap_s, abs=0.4)
    assert definition("def_tachysystole").holds(rate) is tachysystole


def test_ten_busy_minutes_are_no_tachysystole_but_thirty_are_wherever_they_lie():
    busy = [event for event in every(60, 5400) if event.peak_s < 600]
    assert per_ten_minutes(busy, 5400)[0] == pytest.approx(3.0)
    middle = [event for event in every(90, 7200) if 1800 <= event.peak_s < 3600]
    rate, busiest = per_ten_minutes(middle, 7200)
    assert rate == pytest.approx(20 / 3)
    assert busiest[0] <= 1800 < 3510 < busiest[1]


def test_the_window_that_ends_with_the_recording_counts_too():
    late = [event for event in every(90, 3650) if event.peak_s > 3650 - 1800 + 20]
    rate, busiest = per_ten_minutes(late, 3650)
    assert busiest == (1850.0, 3650.0)
    assert rate == pytest.approx(len(late) / 3)


def test_short_recordings_count_whole_and_very_short_ones_tell_nothing():
    assert per_ten_minutes(every(120, 1200), 1200) == (pytest.approx(4.5), (0.0, 1200))
    assert math.isnan(per_ten_minutes([], 599)[0])


def test_an_analysis_tells_how_often_they_came_and_nothing_without_a_belt():
    recording = ctg.generate(60, 5, scenario="late_decelerations")
    assert ctg.analyze(recording).numbers.contractions_per_10min > 2
    bare = ctg.Recording.from_channels({"fhr1_bpm": recording.fhr1_bpm})
    numbers = ctg.analyze(bare).numbers
    assert math.isnan(numbers.contractions_per_10min)
    assert numbers.to_dict()["contractions_per_10min"] is None
