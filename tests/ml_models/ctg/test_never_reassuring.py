"""Whatever is wrong with a trace: no rule set may say something that somebody is calmed by."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ml_models import ctg
from ml_models.ctg.generator.shapes import oscillation
from ml_models.ctg.verdicts import REASSURING

MINUTE = 240
COARSE = ctg.Source("memory", 1.0, 1.0)
FINE = ctg.Source("memory", 4.0, 0.25)

slowly = settings(
    max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
seeds = st.integers(0, 10_000)
minutes = st.integers(25, 70)


def labels(recording: ctg.Recording, *, fetus: int = 1, weeks: float | None = 38) -> set[str]:
    return {
        verdict.label
        for in_labour in (False, True)
        for verdict in ctg.analyze(
            recording, gestation_weeks=weeks, in_labour=in_labour, fetus=fetus
        ).verdicts.values()
    }


def changed(recording: ctg.Recording, fhr_bpm: np.ndarray) -> ctg.Recording:
    return replace(recording, fhr1_bpm=fhr_bpm)


def lost_at_random(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    """More than a fifth in breaks of half a minute to three."""
    fhr_bpm = recording.fhr1_bpm.copy()
    part = random.uniform(0.22, 0.9)
    while np.isnan(fhr_bpm).mean() < part:
        start = int(random.integers(0, fhr_bpm.size))
        fhr_bpm[start : start + int(random.uniform(30, 180) * 4)] = np.nan
    return changed(recording, fhr_bpm)


def lost_at_the_end(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    fhr_bpm = recording.fhr1_bpm.copy()
    fhr_bpm[-int(random.uniform(6, 15) * MINUTE) :] = np.nan
    return changed(recording, fhr_bpm)


def lost(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    return changed(recording, np.full(recording.samples, np.nan))


def flat(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    return changed(recording, np.full(recording.samples, random.integers(440, 640) / 4))


def flat_at_the_end(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    fhr_bpm = recording.fhr1_bpm.copy()
    fhr_bpm[-int(random.uniform(7, 15) * MINUTE) :] = random.integers(500, 600) / 4
    return changed(recording, fhr_bpm)


def nearly_flat(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    """What a simulator's constant looks like: one value with a quarter beat of noise."""
    return changed(recording, 140 + random.integers(0, 3, recording.samples) / 4)


def the_mothers(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    fhr_bpm = recording.fhr1_bpm.copy()
    fhr_bpm[-10 * MINUTE :] = recording.mhr_bpm[-10 * MINUTE :] + random.integers(-4, 5) / 4
    return changed(recording, fhr_bpm)


def the_mothers_unseen(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    return the_mothers(recording, random).without_mhr()


def the_mothers_a_little_below(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    """Nearer than any jump of the level, and nobody measures her own rate."""
    hers = recording.mhr_bpm[-10 * MINUTE :]
    babys = np.nanmedian(recording.fhr1_bpm[-13 * MINUTE : -10 * MINUTE])
    fhr_bpm = recording.fhr1_bpm.copy()
    fhr_bpm[-10 * MINUTE :] = hers - np.round(np.nanmedian(hers) - babys + random.uniform(4, 14))
    return changed(recording, fhr_bpm).without_mhr()


def wholly_the_mothers(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    """A fast mother, so that her rate looks like a baby's."""
    hers = recording.mhr_bpm + 45
    return replace(recording, fhr1_bpm=hers + random.integers(-2, 3) / 4, mhr_bpm=hers)


def two_minutes(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    return ctg.generate(2, int(random.integers(0, 10_000)))


def halved(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    fhr_bpm = recording.fhr1_bpm.copy()
    start = int(random.integers(0, fhr_bpm.size // 2))
    fhr_bpm[start : start + int(0.3 * fhr_bpm.size)] /= 2
    return changed(recording, fhr_bpm)


def noise(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    return changed(recording, np.round(random.uniform(60, 200, recording.samples) * 4) / 4)


def low_at_the_end(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    fhr_bpm = recording.fhr1_bpm.copy()
    fhr_bpm[-int(random.uniform(3, 12) * MINUTE) :] -= random.integers(40, 70)
    return changed(recording, fhr_bpm)


def saltatory(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    """For a quarter of an hour the rate swings without a pace, by some 30 bpm and more."""
    swings = random.uniform(12, 18) * oscillation(random, 14 * MINUTE, 4.5)
    fhr_bpm = recording.fhr1_bpm.copy()
    start = int(random.integers(0, fhr_bpm.size - swings.size))
    fhr_bpm[start : start + swings.size] += np.round(swings * 4) / 4
    return changed(recording, np.clip(fhr_bpm, 55, 235))


def too_high_a_wave(recording: ctg.Recording, random: np.random.Generator) -> ctg.Recording:
    """Higher than the definition of a sinusoidal pattern goes."""
    turns = np.arange(recording.samples) / MINUTE * random.uniform(3, 5)
    wave = random.uniform(16, 28) * np.sin(2 * np.pi * turns)
    return changed(recording, np.clip(recording.fhr1_bpm + np.round(wave * 4) / 4, 55, 235))


SPOILED = [
    lost_at_random,
    lost_at_the_end,
    lost,
    flat,
    flat_at_the_end,
    nearly_flat,
    the_mothers,
    the_mothers_unseen,
    the_mothers_a_little_below,
    wholly_the_mothers,
    two_minutes,
    halved,
    noise,
    low_at_the_end,
    saltatory,
    too_high_a_wave,
]


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
@slowly
@given(seed=seeds, length=minutes)
def test_a_spoiled_trace_calms_nobody(spoil, seed, length):
    recording = ctg.generate(length, seed)
    assert not labels(spoil(recording, np.random.default_rng(seed))) & REASSURING


@pytest.mark.parametrize(
    "scenario",
    [
        "bradycardia",
        "tachycardia",
        "late_decelerations",
        "variable_decelerations",
        "prolonged",
        "low_variability",
        "sinusoidal",
        "signal_loss",
    ],
)
@slowly
@given(seed=seeds, length=st.integers(45, 70))
def test_an_ill_fetus_calms_nobody(scenario, seed, length):
    recording = ctg.generate(length, seed, scenario=scenario)
    assert not labels(recording) & REASSURING


@slowly
@given(seed=seeds, length=minutes, gap_s=st.integers(0, 6))
def test_twins_that_change_places_calm_nobody(seed, length, gap_s):
    recording = ctg.generate(length, seed, scenario="twins")
    first, second = recording.fhr1_bpm, recording.fhr2_bpm
    apart = np.abs(first - second)
    least = 6 if gap_s == 0 else 25
    places = [
        k
        for k in range(8 * MINUTE, recording.samples - 8 * MINUTE, 16)
        if np.isfinite(first[k - 8 : k + 8]).all()
        and np.isfinite(second[k - 8 : k + 8]).all()
        and apart[k - 8 : k + 8].min() >= least
    ]
    assume(places)
    at = places[len(places) // 2]
    crossed = [np.concatenate((a[:at], b[at:])) for a, b in ((first, second), (second, first))]
    for channel in crossed:
        channel[at : at + 4 * gap_s] = np.nan
    swapped = replace(recording, fhr1_bpm=crossed[0], fhr2_bpm=crossed[1])
    assert not (labels(swapped) | labels(swapped, fetus=2)) & REASSURING


@slowly
@given(seed=seeds)
def test_both_channels_on_one_twin_calm_nobody(seed):
    recording = ctg.generate(45, seed, scenario="twins")
    same = replace(recording, fhr2_bpm=recording.fhr1_bpm + 0.25)
    assert not (labels(same) | labels(same, fetus=2)) & REASSURING


@slowly
@given(seed=seeds, length=minutes)
def test_whole_beats_once_a_second_never_meet_the_numeric_criteria(seed, length):
    whole = ctg.generate(length, seed)
    held = np.repeat(np.round(whole.fhr1_bpm[::4]), 4)
    coarse = replace(whole, fhr1_bpm=held, source=COARSE)
    label = ctg.analyze(coarse, gestation_weeks=38).verdicts["antepartum_criteria"].label
    assert label in {"not met", "not assessable", "not interpretable"}


@slowly
@given(seed=seeds, weeks=st.floats(10, 23.9))
def test_too_early_a_week_calms_nobody(seed, weeks):
    assert not labels(ctg.generate(45, seed), weeks=weeks) & REASSURING


@slowly
@given(seed=seeds, part=st.floats(0.08, 1.0))
def test_what_the_network_calls_false_calms_nobody(seed, part):
    recording = ctg.generate(45, seed)
    found = ctg.analyze(recording, gestation_weeks=38)
    false = np.zeros(recording.samples)
    start = int(np.random.default_rng(seed).uniform(0, 1 - part) * recording.samples)
    false[start : start + int(np.ceil(part * recording.samples))] = 0.9
    _, verdicts = ctg.verdicts.with_numbers(replace(found, false_signal_probability=false), recording)
    assert not {verdict.label for verdict in verdicts.values()} & REASSURING
    assert "false_signal" in verdicts["nst"].why_not


@pytest.mark.parametrize(
    ("depth_part", "at_minutes", "seconds", "lost_s", "with_mother"),
    [
        (0.5, (8, 18, 28), 38, 2.5, True),
        (0.5, (8, 25), 58, 2.5, True),
        (0.5, (6, 12, 20, 26, 33), 19, 2.5, False),
        (0.64, (8, 18, 25, 33), 30, 2.5, True),
        (0.5, (12, 27), 58, 3.0, False),
        (0.58, (8, 16, 24, 32), 40, 4.0, True),
        (0.5, (38.1,), 110, 3.0, True),
        (0.5, (38.1,), 110, 3.0, False),
        (0.56, (38.5,), 85, 3.0, False),
    ],
)
def test_falls_whose_flanks_were_lost_calm_nobody(depth_part, at_minutes, seconds, lost_s, with_mother):
    """What jumps there and back is left out as no heart's, and may be a fall all the same."""
    made = ctg.generate(40, 3)
    fhr_bpm = made.fhr1_bpm.copy()
    for minute in at_minutes:
        start, stop = int(minute * 240), min(int(minute * 240 + seconds * 4), fhr_bpm.size)
        fhr_bpm[start:stop] *= depth_part
        flank = int(lost_s * 4)
        fhr_bpm[start - flank : start] = np.nan
        fhr_bpm[stop : stop + flank] = np.nan
    channels = {"fhr1_bpm": fhr_bpm, "toco": made.toco} | ({"mhr_bpm": made.mhr_bpm} if with_mother else {})
    assert not labels(ctg.Recording.from_channels(channels, source=made.source)) & REASSURING


@pytest.mark.parametrize("scenario", ["variable_decelerations", "late_decelerations", "bradycardia"])
def test_a_healthy_rate_on_the_other_sensor_calms_nobody(scenario):
    ill, healthy = ctg.generate(40, 4, scenario=scenario), ctg.generate(40, 3)
    channels = {"fhr1_bpm": ill.fhr1_bpm, "fhr2_bpm": healthy.fhr1_bpm, "toco": ill.toco}
    both = ctg.Recording.from_channels(channels, source=healthy.source)
    assert not labels(both) & REASSURING


def test_a_good_trace_is_told_so():
    """Else all of the above would hold of a product that never says anything."""
    told = [labels(ctg.generate(45, seed)) for seed in range(8)]
    assert sum("reactive" in one for one in told) >= 7
    assert sum({"normal", "I"} <= one for one in told) >= 6
    assert sum("met" in one for one in told) >= 6
