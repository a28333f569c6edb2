"""Height, length and limits of events; kinds of decelerations; contractions."""

import numpy as np
import pytest

from ml_models.ctg.contractions import contractions
from ml_models.ctg.deceleration_types import typed
from ml_models.ctg.events import Event, Threshold, acceleration_threshold, accelerations, decelerations

S = 4
BASELINE = np.full(600 * S, 140.0)


def hump(start_s: float, seconds: float, height_bpm: float) -> np.ndarray:
    """140 bpm with one rounded hump."""
    at = np.clip((np.arange(BASELINE.size) / S - start_s) / seconds, 0, 1)
    return 140 + height_bpm * np.sin(np.pi * at) ** 2


def test_a_hump_of_20_bpm_and_40_s_is_an_acceleration():
    [found] = accelerations(hump(100, 40, 20), BASELINE, Threshold())
    assert found.kind == "acceleration"
    assert found.start_s == pytest.approx(105, abs=3)
    assert found.end_s == pytest.approx(135, abs=3)
    assert found.peak_s == pytest.approx(120, abs=1)
    assert found.amplitude_bpm == pytest.approx(20, abs=1)


@pytest.mark.parametrize(("seconds", "height"), [(40, 12), (12, 25)])
def test_too_low_or_too_short_is_none(seconds, height):
    assert accelerations(hump(100, seconds, height), BASELINE, Threshold()) == []


@pytest.mark.parametrize(("weeks", "count"), [(31.9, 1), (32.0, 0), (None, 0)])
def test_before_32_weeks_ten_bpm_for_ten_seconds_count(weeks, count):
    assert len(accelerations(hump(100, 20, 13), BASELINE, acceleration_threshold(weeks))) == count


def test_a_deceleration_is_told_with_positive_amplitude():
    [found] = decelerations(hump(100, 60, -40), BASELINE)
    assert found.amplitude_bpm == pytest.approx(40, abs=1)
    assert accelerations(hump(100, 60, -40), BASELINE, Threshold()) == []


def test_two_humps_with_a_return_between_are_two():
    values = np.maximum(hump(100, 40, 30), hump(145, 40, 30))
    assert len(accelerations(values, BASELINE, Threshold())) == 2


def test_lost_contact_at_the_bottom_does_not_part_a_deceleration():
    values = hump(100, 120, -60)
    values[140 * S : 180 * S] = np.nan
    [found] = decelerations(values, BASELINE)
    assert found.start_s < 120
    assert found.end_s > 200


def test_more_than_ten_minutes_is_no_event():
    long = np.full(1200 * S, 140.0)
    values = long.copy()
    values[200 * S : 900 * S] = 170.0
    assert accelerations(values, long, Threshold()) == []


def test_nothing_measured_nothing_found():
    assert accelerations(np.full(100, np.nan), np.full(100, 140.0), Threshold()) == []
    assert decelerations(np.empty(0), np.empty(0)) == []


CONTRACTION = Event("contraction", 100, 170, 130, float("nan"), 40)


@pytest.mark.parametrize(
    ("start_s", "fall_s", "bottom_s", "kind"),
    [
        (92, 40, 0, "early"),
        (125, 40, 5, "late"),
        (110, 12, 40, "variable"),
        (100, 40, 90, "prolonged"),
        (400, 40, 0, "deceleration"),
    ],
)
def test_kinds_of_decelerations(start_s, fall_s, bottom_s, kind):
    at = np.arange(BASELINE.size) / S
    depth = 30 * np.interp(
        at,
        [start_s, start_s + fall_s, start_s + fall_s + bottom_s, start_s + 2 * fall_s + bottom_s],
        [0, 1, 1, 0],
    )
    depth = 30 * (depth / 30) ** 2 * (3 - 2 * depth / 30)
    [found] = typed(decelerations(BASELINE - depth, BASELINE), [CONTRACTION], depth)
    assert found.kind == kind


def test_contractions_are_counted_and_placed():
    at = np.arange(1800 * S) / S
    toco = 10 + sum(40 * np.exp(-(((at - middle) / 20) ** 2)) for middle in (300, 600, 900, 1200))
    found = contractions(toco)
    assert [round(event.peak_s) for event in found] == [300, 600, 900, 1200]
    assert all(event.kind == "contraction" and np.isnan(event.amplitude_bpm) for event in found)
    assert found[0].amplitude_units == pytest.approx(34, abs=5)


@pytest.mark.parametrize("toco", [np.full(2400, np.nan), np.full(2400, 10.0), np.empty(0), np.zeros(1)])
def test_a_silent_belt_has_no_contractions(toco):
    assert contractions(toco) == []
