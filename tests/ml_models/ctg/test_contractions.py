"""Contractions among what a belt does, and how often they come."""

import math

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.contractions import contractions, frequency
from ml_models.ctg.events import Event

S = 4
PEAKS_S = (300, 480, 660, 840, 1020, 1200)


def belt(seconds: int = 1500) -> np.ndarray:
    at = np.arange(seconds * S) / S
    return 12 + sum(30 * np.exp(-(((at - peak) / 22) ** 2)) for peak in PEAKS_S)


def peaks_s(toco: np.ndarray) -> list[float]:
    return [event.peak_s for event in contractions(toco)]


def placed(found: list[float]) -> bool:
    return len(found) == len(PEAKS_S) and np.allclose(found, PEAKS_S, atol=12)


def test_movements_are_no_contractions():
    toco = belt()
    for start in (60, 120, 180, 390, 570, 1350, 1420):
        toco[start * S : (start + 12) * S] += 40
    assert placed(peaks_s(toco))


def test_a_belt_that_slips_or_is_set_to_zero_brings_none():
    toco = belt()
    toco[400 * S :] += 15
    toco[900 * S :] -= 24
    assert placed(peaks_s(toco))


def test_pushing_on_top_of_a_contraction_leaves_it_one():
    at = np.arange(1500 * S) / S
    toco = belt()
    toco += 0.5 * (toco - 12) * np.abs(np.sin(2 * np.pi * at / 11)) ** 6
    assert placed(peaks_s(toco))


def test_lost_contact_is_bridged():
    toco = belt()
    toco[470 * S : 490 * S] = np.nan
    toco[1060 * S : 1130 * S] = np.nan
    assert placed(peaks_s(toco))


def test_what_barely_stands_out_of_a_restless_belt_is_left_out():
    random = np.random.default_rng(3)
    small = 14 * np.exp(-(((np.arange(1500 * S) / S - 750) / 22) ** 2))
    assert len(contractions(20 + small)) == 1
    spikes = np.repeat(random.normal(0, 14, 750), 2 * S)
    assert all(event.amplitude_units > 14 for event in contractions(40 + small + spikes))


def test_onset_and_end_lie_around_the_peak():
    for event in contractions(belt()):
        assert event.start_s < event.peak_s < event.end_s
        assert 30 <= event.duration_s <= 80


def every(gap_s: float, until_s: float) -> list[Event]:
    return [
        Event("contraction", at - 30, at + 30, at, math.nan, 30.0) for at in np.arange(gap_s, until_s, gap_s)
    ]


@pytest.mark.parametrize(("gap_s", "tachysystole"), [(200.0, False), (121.0, False), (100.0, True)])
def test_more_than_five_in_ten_minutes_over_thirty_is_tachysystole(gap_s, tachysystole):
    told = frequency(every(gap_s, 3600), 3600)
    assert told.last_per_10_min == pytest.approx(600 / gap_s, abs=0.4)
    assert told.tachysystole is tachysystole


def test_ten_busy_minutes_are_no_tachysystole_but_thirty_are_wherever_they_lie():
    busy = [event for event in every(60, 5400) if event.peak_s < 600]
    assert frequency(busy, 5400).tachysystole is False
    middle = [event for event in every(90, 7200) if 1800 <= event.peak_s < 3600]
    told = frequency(middle, 7200)
    assert told.tachysystole is True
    assert (told.last_per_10_min, round(told.highest_per_10_min, 1)) == (0.0, 6.7)


def test_short_recordings_have_no_tachysystole_and_very_short_ones_no_frequency():
    told = frequency(every(120, 1200), 1200)
    assert told.tachysystole is None
    assert told.last_per_10_min == pytest.approx(4.5)
    assert math.isnan(frequency([], 599).last_per_10_min)


def test_an_analysis_tells_how_often_they_came():
    analysis = ctg.analyze(ctg.generate(60, 5, scenario="late_decelerations"))
    told = analysis.contraction_frequency
    assert told.highest_per_10_min >= told.last_per_10_min > 2
