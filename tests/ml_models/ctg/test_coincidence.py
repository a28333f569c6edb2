"""Whose rate it is: what runs with the mother's own is left out, what only lies near it stays."""

import numpy as np
import pytest

from ml_models import ctg
from ml_models.ctg.cleaning import Cause, clean

MINUTE = 240


def swings(random: np.random.Generator, minutes: float, spread_bpm: float = 3.0) -> np.ndarray:
    """Swings of a few cycles a minute, as a heart rate has, with the spread given in bpm."""
    samples = round(minutes * MINUTE)
    rough = np.convolve(random.normal(size=samples + 80), np.hanning(41), mode="same")[40 : 40 + samples]
    return spread_bpm * rough / rough.std()


def quarters(values: np.ndarray) -> np.ndarray:
    return np.round(values * 4) / 4


def shown(rate: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """As another sensor counts the same heart."""
    return quarters(rate + random.normal(0, 0.5, rate.size))


def analysed(fhr_bpm: np.ndarray, mhr_bpm: np.ndarray) -> ctg.Analysis:
    return ctg.analyze(
        ctg.Recording.from_channels(
            {"fhr1_bpm": fhr_bpm, "mhr_bpm": mhr_bpm}, source=ctg.Source("memory", 4.0, 0.25)
        )
    )


@pytest.mark.parametrize("level_bpm", [70, 85, 100, 125])
@pytest.mark.parametrize("offset_bpm", [-3, 0, 2])
@pytest.mark.parametrize("delay_s", [0, 2])
def test_a_trace_that_is_hers_from_start_to_end_is_left_out(level_bpm, offset_bpm, delay_s):
    random = np.random.default_rng(level_bpm)
    hers = level_bpm + swings(random, 30)
    analysis = analysed(shown(np.roll(hers, 4 * delay_s) + offset_bpm, random), quarters(hers))
    assert (analysis.hole_causes == Cause.MATERNAL).mean() > 0.9
    assert "maternal_rate_suspected" in analysis.notes
    assert analysis.lowest_baseline is None


@pytest.mark.parametrize("seed", range(4))
def test_a_rate_that_glides_into_hers_is_left_out_from_there(seed):
    random = np.random.default_rng(seed)
    hers, own = 100 + swings(random, 40), 140 + swings(random, 40, 4)
    begin, there = 20 * MINUTE, 21 * MINUTE
    own[begin:there] = np.linspace(140, 100, MINUTE) + swings(random, 1)
    own[there:] = hers[there:]
    analysis = analysed(shown(own, random), quarters(hers))
    assert (analysis.hole_causes[there:] == Cause.MATERNAL).mean() > 0.98
    assert (analysis.hole_causes[:begin] == Cause.KEPT).mean() > 0.99
    assert analysis.mean_baseline_bpm == pytest.approx(140, abs=2)


@pytest.mark.parametrize("distance_bpm", [0, 1, 2, 3, 4, 5])
def test_a_fetus_near_her_rate_with_swings_of_its_own_stays(distance_bpm):
    left_out = []
    for seed in range(12):
        random = np.random.default_rng([distance_bpm, seed])
        hers, own = 120 + swings(random, 30), 120 + distance_bpm + swings(random, 30, 4)
        cleaned = clean(quarters(own), quarters(hers))
        left_out.append(cleaned.share(Cause.MATERNAL))
    assert np.mean(left_out) < 0.01
    assert max(left_out) < 0.1


def test_lying_near_her_rate_for_ten_minutes_is_told_and_nothing_is_left_out():
    random = np.random.default_rng(5)
    analysis = analysed(quarters(125 + swings(random, 30, 2)), quarters(122 + swings(random, 30, 2)))
    assert "maternal_rate_near" in analysis.notes
    assert "maternal_rate_suspected" not in analysis.notes
    assert analysis.near_mother_s > 600
    assert analysis.signal_loss == 0


@pytest.mark.parametrize("seconds", [10, 40])
def test_a_rate_that_crosses_hers_stays_whole(seconds):
    random = np.random.default_rng(seconds)
    hers, own = 90 + swings(random, 20), 140 + swings(random, 20)
    half = seconds * 2
    middle = 10 * MINUTE
    own[middle - 4 * half : middle] += np.linspace(0, -70, 4 * half)
    own[middle : middle + 4 * half] += np.linspace(-70, 0, 4 * half)
    assert (clean(quarters(own), quarters(hers)).cause == Cause.KEPT).mean() > 0.995


def test_each_twin_is_compared_with_the_mother_alone():
    random = np.random.default_rng(9)
    hers = 90 + swings(random, 30)
    first, second = 140 + swings(random, 30), 140 + swings(random, 30)
    second[15 * MINUTE :] = hers[15 * MINUTE :]
    recording = ctg.Recording.from_channels(
        {"fhr1_bpm": shown(first, random), "fhr2_bpm": shown(second, random), "mhr_bpm": quarters(hers)},
        source=ctg.Source("memory", 4.0, 0.25),
        twins=True,
    )
    one, two = (ctg.analyze(recording, fetus=fetus) for fetus in (1, 2))
    assert one.signal_loss == 0
    assert two.left_out_parts["maternal"] == pytest.approx(0.5, abs=0.02)


def test_without_her_channel_nothing_is_hers():
    random = np.random.default_rng(2)
    own = quarters(85 + swings(random, 20))
    assert clean(own, np.full(own.size, np.nan)).share(Cause.MATERNAL) == 0


def test_what_was_left_out_is_listed_with_its_cause():
    random = np.random.default_rng(3)
    hers = 85 + swings(random, 20)
    own = 140 + swings(random, 20)
    own[5 * MINUTE : 10 * MINUTE] = hers[5 * MINUTE : 10 * MINUTE]
    found = analysed(shown(own, random), quarters(hers)).to_dict()
    [stretch] = found["left_out"]
    assert stretch["cause"] == "maternal"
    assert stretch["start_s"] == pytest.approx(300, abs=3)
    assert stretch["end_s"] == pytest.approx(600, abs=3)
    assert found["left_out_parts"] == {"maternal": pytest.approx(0.25, abs=0.01)}
