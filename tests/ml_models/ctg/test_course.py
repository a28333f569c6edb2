"""The course of the baseline: a change is seen however long the record before it was."""

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.course import low_variability_minutes

MINUTE = 240


def trace(*stretches: tuple[float, float], seed: int = 1, fall_s: float = 8.0) -> np.ndarray:
    """Stretches of (minutes, level in bpm), with variability; each change of level takes `fall_s`."""
    random = np.random.default_rng(seed)
    level = np.concatenate([np.full(round(minutes * MINUTE), float(bpm)) for minutes, bpm in stretches])
    width = max(1, round(fall_s * 4))
    padded = np.pad(level, width, mode="edge")
    level = np.convolve(padded, np.ones(width) / width, mode="same")[width:-width]
    rough = np.convolve(random.normal(size=level.size + 80), np.hanning(41), mode="same")[
        40 : 40 + level.size
    ]
    return np.round((level + 3 * rough / rough.std() + random.normal(0, 0.4, level.size)) * 4) / 4


def analysed(fhr_bpm: np.ndarray) -> ctg.Analysis:
    return ctg.analyze(
        ctg.Recording.from_channels({"fhr1_bpm": fhr_bpm}, source=ctg.Source("memory", 4.0, 0.25)),
        gestation_weeks=38,
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("level_bpm", [70, 80, 95, 110])
@pytest.mark.parametrize("minutes", [4, 6, 8, 9])
def test_a_fall_open_at_the_end_for_less_than_ten_minutes_is_a_deceleration(minutes, level_bpm, seed):
    analysis = analysed(trace((60, 140), (minutes, level_bpm), seed=seed))
    [fall] = analysis.decelerations
    assert fall.kind == "prolonged"
    assert fall.start_s == pytest.approx(3600, abs=20)
    assert fall.end_s == pytest.approx(3600 + 60 * minutes, abs=5)
    assert fall.amplitude_bpm == pytest.approx(140 - level_bpm, abs=15)
    assert "ends_in_deceleration" in analysis.notes
    assert analysis.accelerations == []
    assert analysis.lowest_baseline.baseline_bpm > 130
    assert analysis.ending.rate_bpm == pytest.approx(level_bpm, abs=3)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("level_bpm", [70, 80, 95, 110])
@pytest.mark.parametrize("minutes", [11.5, 18])
def test_a_fall_that_lasts_is_a_new_baseline(minutes, level_bpm, seed):
    analysis = analysed(trace((60, 140), (minutes, level_bpm), seed=seed))
    assert analysis.lowest_baseline.baseline_bpm == pytest.approx(level_bpm, abs=3)
    assert analysis.highest_baseline.baseline_bpm == pytest.approx(140, abs=3)
    assert analysis.highest_baseline.start_s < analysis.lowest_baseline.start_s
    assert analysis.accelerations == []
    assert "ends_in_deceleration" not in analysis.notes


@pytest.mark.parametrize("level_bpm", [70, 80, 100])
@pytest.mark.parametrize(
    ("minutes", "is_baseline"), [(5, False), (7, False), (9, False), (12, True), (20, True)]
)
def test_a_fall_that_comes_back_is_told_either_way(level_bpm, minutes, is_baseline):
    analysis = analysed(trace((30, 145), (minutes, level_bpm), (30, 145)))
    longest_s = max((event.duration_s for event in analysis.decelerations), default=0)
    if is_baseline:
        assert analysis.lowest_baseline.baseline_bpm == pytest.approx(level_bpm, abs=4)
    else:
        assert longest_s == pytest.approx(60 * minutes, abs=25)
    assert analysis.accelerations == []


@pytest.mark.parametrize("part", [0.3, 0.5])
@pytest.mark.parametrize("minutes", [6, 9, 12, 16])
def test_lost_contact_hides_no_fall(minutes, part):
    fhr_bpm = trace((40, 145), (minutes, 75), (20, 145))
    lost = np.arange(fhr_bpm.size) % 120 < 120 * part
    analysis = analysed(np.where(lost & (np.arange(fhr_bpm.size) > 40 * MINUTE), np.nan, fhr_bpm))
    longest_s = max((event.duration_s for event in analysis.decelerations), default=0)
    assert longest_s > 300 or analysis.lowest_baseline.baseline_bpm < 85


@pytest.mark.parametrize("fall_s", [4, 20, 60, 100])
@pytest.mark.parametrize("minutes", [9.0, 9.6, 10.0, 10.4, 11.0])
@pytest.mark.parametrize("returns", [True, False])
def test_a_fall_of_about_ten_minutes_is_one_or_the_other_and_never_neither(minutes, fall_s, returns):
    after = [(20, 140)] if returns else []
    analysis = analysed(trace((30, 140), (minutes, 85), *after, fall_s=fall_s))
    longest_s = max((event.duration_s for event in analysis.decelerations), default=0)
    assert longest_s > 480 or analysis.lowest_baseline.baseline_bpm < 100


def test_contact_that_is_lost_in_a_fall_leaves_it_open():
    fhr_bpm = trace((40, 140), (9, 80))
    fhr_bpm[46 * MINUTE :] = np.nan
    analysis = analysed(fhr_bpm)
    assert "ends_in_deceleration" in analysis.notes
    assert analysis.ending.upper_bpm < 90


def test_a_low_beginning_is_told():
    analysis = analysed(trace((8, 85), (40, 140)))
    assert analysis.lowest_baseline.start_s == 0
    assert analysis.lowest_baseline.baseline_bpm == pytest.approx(85, abs=3)


def test_a_slow_glide_is_told_from_its_start_to_its_end():
    fhr_bpm = trace((50, 0)) + np.interp(
        np.arange(50 * MINUTE) / MINUTE, [0, 20, 35, 50], [140, 140, 112, 112]
    )
    analysis = analysed(fhr_bpm)
    assert analysis.highest_baseline.baseline_bpm == pytest.approx(140, abs=3)
    assert analysis.lowest_baseline.baseline_bpm == pytest.approx(112, abs=3)


def test_a_steady_trace_has_one_level():
    for seed in range(5):
        analysis = analysed(trace((60, 135), seed=seed))
        assert analysis.highest_baseline.baseline_bpm - analysis.lowest_baseline.baseline_bpm < 4
        assert analysis.decelerations == []
        assert "ends_in_deceleration" not in analysis.notes


def test_every_ten_minutes_have_a_level_or_none():
    fhr_bpm = trace((20, 140), (25, 115))
    fhr_bpm[10 * MINUTE : 19 * MINUTE] = np.nan
    found = analysed(fhr_bpm).to_dict()["baseline_course"]
    assert [(one["start_s"], one["end_s"]) for one in found] == [
        (0.0, 600.0),
        (600.0, 1200.0),
        (1200.0, 1800.0),
        (1800.0, 2400.0),
        (2400.0, 2700.0),
    ]
    levels = [one["baseline_bpm"] for one in found]
    assert levels[1] is None
    assert levels[0] == pytest.approx(140, abs=3)
    assert levels[2:] == [pytest.approx(115, abs=3)] * 3


def test_little_variability_is_counted_in_minutes():
    minutes = np.full(120, 9.0)
    minutes[20:75] = 3.0
    minutes[[30, 50]] = np.nan
    minutes[40] = 8.0
    assert low_variability_minutes(minutes) == pytest.approx(55, abs=1)
    assert low_variability_minutes(np.full(60, 5.0)) == 0
    assert low_variability_minutes(np.full(60, np.nan)) == low_variability_minutes(np.empty(0)) == 0


def test_generated_traces_are_told_apart_by_their_variability():
    flat = ctg.analyze(ctg.generate(60, 4, scenario="low_variability")).to_dict()
    lively = ctg.analyze(ctg.generate(60, 4)).to_dict()
    assert flat["low_variability_minutes"] >= 50
    assert lively["low_variability_minutes"] < 5
