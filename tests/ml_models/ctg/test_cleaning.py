"""What is left out, why, and what stays."""

import numpy as np

from ml_models.ctg.cleaning import Cause, clean

S = 4
NO_MHR = np.full(600 * S, np.nan)


def fetus(seconds: int = 600, level: float = 140.0) -> np.ndarray:
    random = np.random.default_rng(4)
    return (
        np.round((level + 4 * np.sin(np.arange(seconds * S) / 31) + random.normal(0, 0.5, seconds * S)) * 4)
        / 4
    )


def test_a_plain_trace_stays_whole():
    cleaned = clean(fetus(), NO_MHR)
    assert (cleaned.cause == Cause.KEPT).all()
    assert np.array_equal(cleaned.fhr_bpm, fetus())


def test_a_spike_is_left_out_and_nothing_beside_it():
    values = fetus()
    values[1000] = 210.0
    cleaned = clean(values, NO_MHR)
    assert np.flatnonzero(cleaned.cause).tolist() == [1000]


def test_halved_and_doubled_stretches_are_marked_and_not_repaired():
    values = fetus(level=112)
    values[400:480] /= 2
    values[1200:1260] *= 2
    cleaned = clean(values, NO_MHR)
    assert (cleaned.cause[400:480] == Cause.HALVED).mean() > 0.95
    assert (cleaned.cause[1200:1260] == Cause.DOUBLED).mean() > 0.95
    assert np.isnan(cleaned.fhr_bpm[400:480]).all()
    assert (cleaned.cause != Cause.KEPT).sum() == 140


def test_the_mothers_rate_is_left_out_where_her_own_channel_shows_it():
    mother = 85 + 3 * np.sin(np.arange(600 * S) / 50)
    values = fetus()
    values[1000:1400] = mother[1000:1400] + 1
    cleaned = clean(values, mother)
    assert (cleaned.cause[1000:1400] == Cause.MATERNAL).all()
    assert (cleaned.cause == Cause.KEPT).sum() == values.size - 400


def test_an_abrupt_foreign_stretch_is_left_out_without_her_channel_too():
    values = fetus()
    values[1000:1240] = 80 + fetus()[1000:1240] / 20
    cleaned = clean(values, NO_MHR)
    assert np.isnan(cleaned.fhr_bpm[1000:1240]).all()


def test_a_deep_but_gradual_deceleration_stays():
    values = fetus()
    bell = 0.5 * (1 - np.cos(2 * np.pi * np.arange(240) / 240))
    values[1000:1240] -= 70 * bell
    assert (clean(values, NO_MHR).cause == Cause.KEPT).all()


def test_a_repeated_value_is_frozen_after_ten_seconds_and_not_before():
    values = fetus()
    values[100:136] = 140.0
    values[1000:1060] = 141.0
    cleaned = clean(values, NO_MHR)
    assert (cleaned.cause[100:136] == Cause.KEPT).all()
    assert (cleaned.cause[1001:1060] == Cause.FROZEN).all()


def test_whole_beats_once_a_second_are_not_taken_for_frozen():
    values = np.repeat(np.round(fetus()[::S]), S)
    cleaned = clean(values, NO_MHR, source_hz=1.0, resolution_bpm=1.0)
    assert (cleaned.cause == Cause.KEPT).all()


def test_an_island_in_a_hole_is_left_out():
    values = fetus()
    values[800:1600] = np.nan
    values[1200:1206] = 140.0
    cleaned = clean(values, NO_MHR)
    assert (cleaned.cause[1200:1206] == Cause.ISLAND).all()
    assert (cleaned.cause[800:1200] == Cause.LOST).all()


def test_every_other_sample_is_a_trace_and_no_row_of_islands():
    values = fetus()
    values[::2] = np.nan
    assert (clean(values, NO_MHR).cause[1::2] == Cause.KEPT).all()


def test_rates_out_of_reach_are_left_out():
    values = fetus()
    values[:8] = 245.0
    values[-8:] = 45.0
    assert (clean(values, NO_MHR).cause[[0, -1]] == Cause.OUT_OF_RANGE).all()
