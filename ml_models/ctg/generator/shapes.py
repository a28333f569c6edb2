"""Building blocks: wander, oscillation and humps. Random numbers are drawn in a fixed order."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter1d

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray

Random = np.random.Generator


def wander(random: Random, samples: int, slowness_s: float) -> FloatArray:
    """Gaussian noise without anything faster than about `slowness_s`; mean 0, standard deviation 1."""
    coarse_s = slowness_s / 8
    points = int(samples / FS_HZ / coarse_s) + 64
    rough = gaussian_filter1d(random.normal(size=points), 2.5, mode="wrap")
    rough = rough / rough.std()
    at = random.uniform(16, 32) + np.arange(samples) / FS_HZ / coarse_s
    smooth = np.interp(at, np.arange(points), rough)
    return np.asarray(gaussian_filter1d(smooth, coarse_s * FS_HZ / 2, mode="nearest"))


def oscillation(random: Random, samples: int, cycles_per_minute: float) -> FloatArray:
    """A sine whose pace and strength wander, as that of variability does; about -1 to 1."""
    pace = cycles_per_minute / 60 * np.exp(0.3 * wander(random, samples, 40.0))
    phase = random.uniform(0, 2 * np.pi) + 2 * np.pi * np.cumsum(pace) / FS_HZ
    strength = np.clip(1 + 0.35 * wander(random, samples, 60.0), 0.2, 1.8)
    return strength * np.sin(phase)


def hump(samples: int, start_s: float, rise_s: float, hold_s: float, fall_s: float) -> FloatArray:
    """A hump of height 1: smooth rise, plateau, smooth return; exactly 0 outside."""
    at_s = np.arange(samples) / FS_HZ - start_s
    up = np.clip(at_s / rise_s, 0.0, 1.0)
    down = np.clip((rise_s + hold_s + fall_s - at_s) / fall_s, 0.0, 1.0)
    return _smoothstep(np.minimum(up, 1.0)) * _smoothstep(down)


def _smoothstep(part: FloatArray) -> FloatArray:
    """From 0 to 1 with flat ends (the cubic 3x^2 - 2x^3)."""
    return part * part * (3.0 - 2.0 * part)


def lost_contact(random: Random, samples: int, part: float) -> np.ndarray:
    """Mask of lost samples, `part` of all: many short breaks, few long ones, as a moving probe makes."""
    lost = np.zeros(samples, dtype=bool)
    wanted = int(part * samples)
    while int(lost.sum()) < wanted:
        length_s = random.lognormal(1.0, 0.8) if random.random() < 0.8 else random.uniform(15.0, 60.0)
        length = int(np.clip(length_s * FS_HZ, 1, max(1, samples // 10)))
        start = int(random.integers(0, max(1, samples - length)))
        lost[start : start + length] = True
    return lost
