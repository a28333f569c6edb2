"""What nobody told of a recording that was made in memory: how finely and how often its device counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import RATE_CHANNELS, FloatArray, Recording, rate_resolution_bpm

LEAST_CHANGES = 60
"""Fewer tell no pace."""
IN_STEP = 0.98
"""Part of the changes that keep a slower pace: a hole may shift the rest by a sample."""
SLOWER = (4, 2)
"""Samples at 4 Hz that one value lasts, where the device sends one or two a second."""


def with_known_source(recording: Recording) -> Recording:
    """Return `recording`, its source completed by what the samples show, as `read` completes that of a file.

    Only where nobody told the resolution, and no rate other than 4 Hz.
    """
    source = recording.source
    if source.format != "memory" or source.rate_resolution_bpm is not None:
        return recording
    rates = [getattr(recording, name) for name in RATE_CHANNELS]
    fs_hz = source.fs_hz if source.fs_hz != FS_HZ else sent_hz(rates)
    return replace(
        recording, source=replace(source, rate_resolution_bpm=rate_resolution_bpm(rates), fs_hz=fs_hz)
    )


def sent_hz(rates: list[FloatArray]) -> float:
    """Return how many values a second channels (n,) at 4 Hz hold: 1, 2 or 4, by when the fetal one changes."""
    for rate in rates:
        changes = np.flatnonzero(np.abs(np.diff(rate)) > 0) + 1
        if changes.size < LEAST_CHANGES:
            continue
        for samples in SLOWER:
            most = np.bincount(changes % samples, minlength=samples).max()
            if most >= IN_STEP * changes.size:
                return FS_HZ / samples
        return FS_HZ
    return FS_HZ
