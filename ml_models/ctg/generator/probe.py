"""What a probe makes of a heart: single beats, the mother's in place of the fetus's, and lost contact."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import minimum_filter1d

from ml_models.ctg.generator.scenarios import Scenario
from ml_models.ctg.generator.shapes import Random, lost_contact
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import ByteArray, FloatArray
from ml_models.ctg.runs import BoolArray

MOST_JITTER_S = 0.02
GOOD, FAIR, POOR, NONE = 3, 2, 1, 0
NEAR_A_LOSS = int(3 * FS_HZ)
"""Beside a break the probe lies badly already."""


def by_beats(random: Random, rate_bpm: FloatArray, jitter_bpm: float) -> FloatArray:
    """Count a heart beat by beat and return what a device shows at 4 Hz, shape (n,) like `rate_bpm`.

    Each beat lasts as long as the rate says, and a little more or less (`jitter_bpm`, as the deviation of the rate
    that it makes). The device holds the mean of the last three intervals until the next beat.
    """
    at_s = np.arange(rate_bpm.size) / FS_HZ
    counted = np.cumsum(rate_bpm / 60.0) / FS_HZ
    beats = np.arange(1.0, np.floor(counted[-1]))
    times = np.interp(beats, counted, at_s)
    lasting_s = 60.0 / np.interp(times, at_s, rate_bpm)
    jitter_s = random.normal(size=times.size) * jitter_bpm * lasting_s**2 / 60.0
    times = times + np.clip(jitter_s, -MOST_JITTER_S, MOST_JITTER_S)
    intervals = np.diff(times)
    shown = 60.0 / np.convolve(intervals, np.full(3, 1 / 3), mode="valid")
    last = np.searchsorted(times[3:], at_s, side="right") - 1
    return shown[np.clip(last, 0, shown.size - 1)]


def hears_mother(random: Random, recipe: Scenario, samples: int) -> BoolArray:
    """Say of each sample whether the probe hears the mother; nothing is drawn where it never does."""
    heard = np.zeros(samples, dtype=bool)
    if recipe.maternal_s is None:
        return heard
    at_s = random.uniform(60.0, 180.0)
    while at_s < samples / FS_HZ:
        length_s = random.uniform(*recipe.maternal_s)
        heard[int(at_s * FS_HZ) : int((at_s + length_s) * FS_HZ)] = True
        at_s += length_s + random.uniform(*recipe.maternal_gap_s)
    return heard


def shown(
    random: Random, clean_bpm: FloatArray, mother_bpm: FloatArray | None, recipe: Scenario
) -> FloatArray:
    """What the device shows of a fetus: quarter beats, now and then the mother's heart, breaks in between.

    `mother_bpm` may be None where the probe never hears her.
    """
    heard = hears_mother(random, recipe, clean_bpm.size)
    heart = clean_bpm
    if mother_bpm is not None:
        heart = np.where(heard, mother_bpm + 0.5 * random.normal(size=heard.size), clean_bpm)
    lost = lost_contact(random, heart.size, random.uniform(*recipe.loss_part))
    return np.where(lost, np.nan, np.round(heart * 4) / 4)


def quality(random: Random, shown_bpm: FloatArray) -> ByteArray:
    """The device's own word on its signal, shape (n,): none where it is lost, poor just before and after."""
    measured = np.isfinite(shown_bpm)
    steady = minimum_filter1d(measured.astype(np.uint8), 2 * NEAR_A_LOSS + 1, mode="nearest") == 1
    fair = np.repeat(random.random(measured.size // 20 + 1) < 0.1, 20)[: measured.size]
    levels = np.where(steady, np.where(fair, FAIR, GOOD), POOR)
    return np.asarray(np.where(measured, levels, NONE), dtype=np.uint8)
