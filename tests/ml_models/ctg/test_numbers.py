"""Variability in bands and episodes, the sinusoidal test, and twins' channels: on signals made for the purpose."""

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg import variation
from ml_models.ctg.generator import SCENARIOS
from ml_models.ctg.sinusoidal import sinusoidal_spans
from ml_models.ctg.swaps import coinciding_s, swapped_at_s

MINUTE = 240


def wave(minutes: int, per_min: float, amplitude_bpm: float) -> np.ndarray:
    at_s = np.arange(minutes * MINUTE) / 4
    noise = np.random.default_rng(1).normal(scale=0.3, size=at_s.size)
    return 140 + amplitude_bpm * np.sin(2 * np.pi * per_min / 60 * at_s) + noise


def seconds(spans: list[tuple[float, float]]) -> float:
    return sum(stop - start for start, stop in spans)


@pytest.mark.parametrize(
    ("bandwidth_bpm", "nichd", "figo"),
    [
        (1.9, "absent", "reduced"),
        (2.0, "minimal", "reduced"),
        (4.9, "minimal", "reduced"),
        (5.0, "minimal", "normal"),
        (5.1, "moderate", "normal"),
        (25.0, "moderate", "normal"),
        (25.1, "marked", "increased"),
        (np.nan, "unknown", "unknown"),
    ],
)
def test_bands_differ_by_rule_set(bandwidth_bpm, nichd, figo):
    assert variation.nichd_band(bandwidth_bpm) == nichd
    assert variation.figo_band(bandwidth_bpm) == figo


def test_bandwidth_by_ten_minutes_is_a_median_of_what_is_known():
    minutes = np.array([8.0] * 9 + [40.0] + [np.nan] * 9 + [3.0] + [4.0, 4.0])
    assert variation.by_ten_minutes_bpm(minutes) == pytest.approx([8.0, np.nan, 4.0], nan_ok=True)


def test_ranges_of_minutes_in_ms_and_episodes_of_five_in_six():
    swing_ms = np.repeat([40.0] * 5 + [10.0] + [10.0] * 6, MINUTE)
    halves = np.tile(np.repeat([0.0, 1.0], MINUTE // 2), 12)
    fhr_bpm = 60_000 / (430 + swing_ms * halves)
    ranges = variation.minute_ranges_ms(fhr_bpm, np.zeros(fhr_bpm.size, dtype=bool))
    assert ranges == pytest.approx([40.0] * 5 + [10.0] * 7)
    assert variation.high_episodes(ranges) == [(0, 360)]
    assert variation.low_episodes(ranges) == [(240, 720)]
    assert variation.high_episodes(ranges[1:]) == []
    within = np.zeros(fhr_bpm.size, dtype=bool)
    within[300] = True
    assert np.isnan(variation.minute_ranges_ms(fhr_bpm, within)[1])


@pytest.mark.parametrize("per_min", [3.0, 4.0, 5.0])
@pytest.mark.parametrize("amplitude_bpm", [3, 7, 14])
def test_a_wave_of_three_to_five_cycles_is_sinusoidal(per_min, amplitude_bpm):
    fhr_bpm = wave(30, per_min, amplitude_bpm)
    assert seconds(sinusoidal_spans(fhr_bpm, np.zeros(fhr_bpm.size, dtype=bool))) == 1800


@pytest.mark.parametrize(("per_min", "amplitude_bpm"), [(1.8, 8), (7.0, 8), (12.0, 8), (4.0, 1.5), (4.0, 18)])
def test_another_pace_or_height_is_not(per_min, amplitude_bpm):
    fhr_bpm = wave(30, per_min, amplitude_bpm)
    assert sinusoidal_spans(fhr_bpm, np.zeros(fhr_bpm.size, dtype=bool)) == []


def test_holes_are_bridged_and_accelerations_end_a_wave():
    fhr_bpm = wave(40, 4.0, 8)
    fhr_bpm[::9] = np.nan
    risen = np.zeros(fhr_bpm.size, dtype=bool)
    assert seconds(sinusoidal_spans(fhr_bpm, risen)) == 2400
    risen[20 * MINUTE : 20 * MINUTE + 100] = True
    assert [round((b - a) / 60) for a, b in sinusoidal_spans(fhr_bpm, risen)] == [20, 19]


@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_the_sinusoidal_test_fires_on_sinusoidal_traces_alone(scenario):
    longest = [
        variation.longest_minutes(
            ctg.analyze(ctg.generate(45, seed, scenario=scenario), gestation_weeks=38).numbers.sinusoidal
        )
        for seed in (1, 2, 3)
    ]
    assert min(longest) > 40 if scenario == "sinusoidal" else max(longest) < 10


def test_numbers_of_whole_beats_once_a_second_tell_no_milliseconds():
    whole = ctg.generate(30, 1)
    held = np.repeat(np.round(whole.fhr1_bpm[::4]), 4)
    coarse = ctg.Recording.from_channels({"fhr1_bpm": held}, source=ctg.Source("memory", 1.0, 1.0))
    numbers = ctg.analyze(coarse, gestation_weeks=38).numbers
    assert np.isnan(numbers.minute_range_ms).all()
    assert numbers.to_dict()["ltv_ms"] is None
    assert np.isfinite(numbers.bandwidth_10min_bpm).all()


def test_channels_that_change_places_are_found_where_they_do():
    recording = ctg.generate(30, 4, scenario="twins")
    first, second = recording.fhr1_bpm, recording.fhr2_bpm
    assert swapped_at_s(first, second) == []
    both = np.isfinite(first) & np.isfinite(second)
    apart = both & (np.abs(first - second) > 8) & (np.arange(first.size) > 2000)
    at = next(k for k in np.flatnonzero(apart).tolist() if both[k - 9 : k + 9].all())
    crossed = [np.concatenate((a[:at], b[at:])) for a, b in ((first, second), (second, first))]
    assert at / 4 in swapped_at_s(*crossed)


def levels_with_a_break(before_bpm, after_bpm, *, gap_s, minutes=10):
    """Two rates that swing around a level each, before and after a gap of both."""
    swing = 3 * np.sin(np.arange(minutes * 240) / 9)
    return [
        np.concatenate((one + swing, np.full(int(4 * gap_s), np.nan), other + swing[::-1]))
        for one, other in zip(before_bpm, after_bpm, strict=True)
    ]


@pytest.mark.parametrize(
    ("after_bpm", "gap_s", "is_told"),
    [
        ((151, 139), 90, True),
        ((150, 138), 295, True),
        ((150, 138), 305, False),  # so long that either may have moved by itself
        ((138, 150), 90, False),  # each goes on where it was
        ((150, 150), 90, False),  # one has moved, and the other has not
        ((160, 126), 90, False),  # crossed, but neither lies where the other one was
    ],
)
def test_behind_a_long_gap_the_levels_of_minutes_tell_a_swap(after_bpm, gap_s, is_told):
    first, second = levels_with_a_break((138, 150), after_bpm, gap_s=gap_s)
    assert swapped_at_s(first, second) == ([600 + gap_s] if is_told else [])


def test_hearts_that_lie_close_tell_no_swap_behind_a_long_gap():
    assert swapped_at_s(*levels_with_a_break((140, 149), (149, 140), gap_s=60)) == []


def test_one_heart_on_both_channels():
    recording = ctg.generate(30, 4, scenario="twins")
    assert coinciding_s(recording.fhr1_bpm, recording.fhr2_bpm) == 0
    assert coinciding_s(recording.fhr1_bpm, recording.fhr1_bpm + 0.5) > 1500
