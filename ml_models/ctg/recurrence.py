"""Decelerations and the contractions they come with: which part of the contractions, for how long.

Repetitive: with more than half of the contractions (FIGO 2015); recurrent: with half or more in 20 minutes (NICHD 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml_models.ctg import events
from ml_models.ctg.deceleration_types import LATE_S, NEAR_S
from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.rules import definition, own
from ml_models.ctg.variation import Span

SHALLOW = events.Threshold(10.0, 15.0)
TEN_MIN_S, EVERY_S = 600.0, 60.0


@dataclass(frozen=True)
class Share:
    """The largest part of the contractions of one window that brought a deceleration, and that window."""

    percent: float
    window: Span


def brings(contraction: Event, decelerations: Sequence[Event]) -> bool:
    """Say whether a deceleration begins with a contraction or within the minute after it."""
    return any(contraction.start_s <= one.start_s < contraction.end_s + NEAR_S for one in decelerations)


def largest_share(
    contractions: Sequence[Event], decelerations: Sequence[Event], minutes: float, duration_s: float
) -> Share | None:
    """Largest share over all windows of `minutes` that begin with a contraction and end within the recording.

    None where no window holds enough contractions. A recording shorter than the window counts as one window.
    """
    least = int(own("own_contractions").limit)
    length_s = min(60 * minutes, duration_s)
    best: Share | None = None
    for first in contractions:
        start_s = min(first.start_s, duration_s - length_s)
        inside = [one for one in contractions if start_s <= one.start_s < start_s + length_s]
        if len(inside) < least:
            continue
        percent = 100 * sum(brings(one, decelerations) for one in inside) / len(inside)
        if best is None or percent > best.percent:
            best = Share(percent, (start_s, start_s + length_s))
    return best


def averaged_s() -> float:
    """Over how many seconds contractions are averaged."""
    return 60 * definition("def_tachysystole").minutes


def per_ten_minutes(contractions: Sequence[Event], duration_s: float) -> tuple[float, Span]:
    """Contractions per ten minutes, averaged over the busiest 30 minutes, and where these are.

    Windows begin with every minute, and one ends with the recording. A shorter recording counts whole; NaN under ten
    minutes.
    """
    length_s = min(averaged_s(), duration_s)
    if duration_s < TEN_MIN_S:
        return float("nan"), (0.0, duration_s)
    last_s = duration_s - length_s
    counts = [
        (sum(start <= one.peak_s < start + length_s for one in contractions), start)
        for start in [*np.arange(0.0, last_s, EVERY_S).tolist(), last_s]
    ]
    most, start = max(counts, key=lambda pair: pair[0])
    return TEN_MIN_S * most / length_s, (start, start + length_s)


def shallow_falls(fhr_bpm: FloatArray, baseline_bpm: FloatArray) -> list[Event]:
    """Falls 10 to 15 bpm deep of 15 s and longer; arrays (n,). No decelerations yet: see `shallow_late`."""
    return [
        Event("deceleration", first / FS_HZ, last / FS_HZ, peak / FS_HZ, round(height, 2))
        for first, last, peak, height in events.departures(
            baseline_bpm - fhr_bpm, SHALLOW, peak_s=events.DECELERATION_PEAK_S
        )
        if height < events.LEAST_BPM
    ]


def shallow_late(falls: Sequence[Event], quiet: Sequence[Span], contractions: Sequence[Event]) -> list[Event]:
    """Shallow falls that are late decelerations, since variability around them is reduced (FIGO 2015).

    `quiet` holds these stretches. Late: begins more than 20 s after a contraction does, lowest after its peak. So
    flat a fall has no slope to tell abrupt from gradual by.
    """
    inside = [one for one in falls if any(start <= one.peak_s < stop for start, stop in quiet)]
    return [one for one in inside if any(_comes_late(one, contraction) for contraction in contractions)]


def _comes_late(one: Event, contraction: Event) -> bool:
    after_onset = definition("def_dec_late_figo").holds(one.start_s - contraction.start_s)
    after_peak = one.peak_s - contraction.peak_s > LATE_S
    return after_onset and after_peak and one.start_s < contraction.end_s + NEAR_S
